// A list of messages: day lines, grouping by author, one tab stop with arrow keys, the scroll kept at the end.

import { fill, h, keyed } from "./dom.js";
import { message, noteLine } from "./message.js";
import { dayHeading, dayOf, momentOfTs } from "./zones.js";

const TOGETHER = 5 * 60 * 1000;

export class MessageList {
  #shown = "";
  #atEnd = true;

  /** `room` is a scrolling element that this list owns; `page` offers what a message can do. */
  constructor(page, label, { thread = false } = {}) {
    this.page = page;
    this.thread = thread;
    this.list = h("div", { class: "message-list", role: "list", "aria-label": label });
    this.before = h("div", { class: "before" });
    this.room = h("div", { class: "message-room", tabindex: "-1" }, this.before, this.list);
    this.room.addEventListener("scroll", () => {
      this.#atEnd = this.room.scrollHeight - this.room.scrollTop - this.room.clientHeight < 40;
    });
    this.list.addEventListener("keydown", (event) => this.#move(event));
    this.list.addEventListener("focusin", (event) => this.#current(event.target.closest(".message")));
    new ResizeObserver(() => this.#atEnd && this.#toEnd()).observe(this.list);
  }

  /** Shows `messages` of one conversation; `lead` stands above the first. */
  draw(conversation, messages, { label, lead = [], unreadFrom }) {
    const { world } = this.page;
    const fresh = this.#shown !== `${world.me.id}/${conversation}`;
    this.#shown = `${world.me.id}/${conversation}`;
    this.list.setAttribute("aria-label", label);
    if (fresh) fill(this.list);
    fill(this.before, lead);
    keyed(this.list, rows(messages, world, unreadFrom), {
      key: (row) => row.key,
      stamp: (row) => JSON.stringify(row),
      make: (row) =>
        row.notes
          ? noteLine(row.notes, this.page)
          : row.message
            ? message(row.message, row.compact, this.page, this.thread)
            : line(row),
    });
    if (!this.list.querySelector('.message[tabindex="0"]'))
      this.#current([...this.list.querySelectorAll(".message")].at(-1));
    if (fresh || this.#atEnd) this.#toEnd();
  }

  /** Brings one message into sight and lights it up for a moment. */
  reveal(ts) {
    const one = this.list.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
    if (!one) return;
    one.scrollIntoView({ block: "center" });
    one.classList.remove("lit");
    requestAnimationFrame(() => one.classList.add("lit"));
    one.focus({ preventScroll: true });
  }

  /** Goes to the newest message and stays there, as whoever writes something expects. */
  follow() {
    this.#atEnd = true;
    this.#toEnd();
  }

  #toEnd() {
    this.room.scrollTop = this.room.scrollHeight;
  }

  /** Makes one message, with the buttons on it, the list's only stop for the Tab key. */
  #current(one) {
    if (!one) return;
    const reach = (message, tabIndex) => {
      message.tabIndex = tabIndex;
      for (const button of message.querySelectorAll(".toolbar button")) button.tabIndex = tabIndex;
    };
    for (const other of this.list.querySelectorAll('.message[tabindex="0"]')) reach(other, -1);
    reach(one, 0);
  }

  #move(event) {
    if (!event.target.classList.contains("message")) return;
    const all = [...this.list.querySelectorAll(".message")];
    const at = all.indexOf(event.target);
    const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined || !all[next]) return;
    event.preventDefault();
    all[next].focus();
  }
}

function rows(messages, world, unreadFrom) {
  const out = [];
  let day = "";
  let last;
  for (const one of messages) {
    const moment = momentOfTs(one.ts);
    const today = dayOf(moment, world.zone);
    if (today !== day) out.push({ key: `day-${today}`, words: dayHeading(moment, world.now(), world.zone) });
    const isNew = unreadFrom && one.ts === unreadFrom;
    if (isNew) out.push({ key: "new", words: "New", tone: "new" });
    const before = out.at(-1);
    day = today;
    if (one.note) {
      if (one.joined && before?.notes?.[0].joined) before.notes.push(one);
      else out.push({ key: one.key, notes: [one] });
      last = null;
      continue;
    }
    const compact =
      !isNew &&
      last &&
      before.message === last &&
      last.author === one.author &&
      last.name === one.name &&
      Boolean(last.ephemeral) === Boolean(one.ephemeral) &&
      moment - momentOfTs(last.ts) < TOGETHER;
    out.push({ key: one.key, message: one, compact: Boolean(compact) });
    last = one;
  }
  return out;
}

const line = (row) =>
  h(
    "div",
    { role: "listitem" },
    h(
      "div",
      { class: `day-line ${row.tone ?? ""}`, role: "separator", "aria-label": row.words },
      h("span", null, row.words),
    ),
  );
