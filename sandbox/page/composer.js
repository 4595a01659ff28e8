// Where one writes: Enter sends, Shift+Enter makes a line, and /, @, # and : complete.

import { h, fill, iconButton } from "./dom.js";
import { emojiFor, emojiLike } from "./emoji.js";
import { floor, place } from "./floating.js";
import { OWN_COMMANDS } from "./own.js";

let serial = 0;

export class Composer {
  #drafts = new Map();
  #where = "";
  #found = [];
  #at = 0;

  /** `send(text)` resolves when the text has been taken; `commands` says whether / completes. */
  constructor(page, { send, commands = true }) {
    this.page = page;
    this.send = send;
    this.commands = commands;
    const id = `complete-${(serial += 1)}`;
    this.box = h("textarea", {
      class: "composer-box",
      rows: 1,
      "aria-autocomplete": "list",
      "aria-controls": id,
      "aria-haspopup": "listbox",
    });
    this.list = h("div", {
      class: "popover choices",
      id,
      role: "listbox",
      popover: "manual",
      "aria-label": "Suggestions",
    });
    this.sendButton = iconButton("send", "Send", () => this.#submit());
    this.root = h(
      "div",
      { class: "composer" },
      h("div", { class: "composer-frame" }, this.box, this.sendButton),
      h(
        "div",
        { class: "composer-hint", "aria-hidden": "true" },
        h("b", null, "Shift + Enter"),
        " for a new line",
      ),
    );
    this.box.addEventListener("input", () => this.#typed());
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("blur", () => this.#close());
  }

  /** Goes to another conversation; what was typed here is kept for the return. */
  place(where, label) {
    this.box.setAttribute("aria-label", label);
    this.box.placeholder = label;
    if (where === this.#where) return;
    this.#drafts.set(this.#where, this.box.value);
    this.#where = where;
    this.box.value = this.#drafts.get(where) ?? "";
    this.#grow();
  }

  focus() {
    this.box.focus();
  }

  async #submit() {
    const text = this.box.value.trim();
    if (!text) return;
    const where = this.#where;
    this.box.value = "";
    this.#close();
    this.#grow();
    const taken = await this.send(text);
    if (taken === false && where === this.#where && !this.box.value) {
      this.box.value = text;
      this.#grow();
    }
  }

  #key(event) {
    if (event.isComposing) return;
    if (
      this.#found.length &&
      ["ArrowDown", "ArrowUp", "Tab", "Enter", "Escape"].includes(event.key) &&
      !event.shiftKey
    ) {
      const option = this.#found[this.#at];
      if (event.key === "Escape") this.#close();
      else if (event.key === "ArrowDown" || event.key === "ArrowUp")
        this.#mark(this.#at + (event.key === "ArrowDown" ? 1 : -1));
      else if (event.key === "Enter" && option.whole === this.box.value.trim()) return this.#enter(event);
      else this.#take(option);
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey) this.#enter(event);
  }

  #enter(event) {
    event.preventDefault();
    this.#submit();
  }

  #typed() {
    this.#grow();
    const before = this.box.value.slice(0, this.box.selectionStart);
    this.#found = this.#suggestions(before).slice(0, 8);
    if (!this.#found.length) return this.#close();
    fill(
      this.list,
      this.#found.map((option, index) =>
        h(
          "div",
          {
            class: "choice",
            role: "option",
            id: `${this.list.id}-${index}`,
            onpointerdown: (event) => event.preventDefault(),
            onclick: () => this.#take(option),
          },
          h(
            "span",
            { class: "choice-text" },
            option.shown,
            option.usage && h("span", { class: "usage" }, ` ${option.usage}`),
          ),
          option.hint && h("span", { class: "choice-hint" }, option.hint),
        ),
      ),
    );
    floor(this.box).append(this.list);
    if (!this.list.matches(":popover-open")) this.list.showPopover();
    this.#mark(0);
    place(this.list, this.root.firstElementChild);
  }

  #suggestions(before) {
    const { world } = this.page;
    const view = world.view;
    const slash = this.commands && /^\/\S*$/.exec(before);
    if (slash) {
      return [...view.commands, ...OWN_COMMANDS]
        .filter((one) => one.command.startsWith(slash[0].toLowerCase()))
        .map((one) => ({
          from: 0,
          put: `${one.command} `,
          whole: one.command,
          shown: one.command,
          usage: one.hint,
          hint: one.says,
        }));
    }
    const found = /(^|\s)([@#:])([\p{L}\p{N}_+.-]*)$/u.exec(before);
    if (!found) return [];
    const [, lead, mark, part] = found;
    const from = found.index + lead.length;
    const wanted = part.toLowerCase();
    if (mark === "@") {
      const people = view.people.filter(
        (one) =>
          !one.deleted &&
          one.id !== "USLACKBOT" &&
          `${one.handle} ${one.name}`
            .toLowerCase()
            .split(/\s/)
            .some((word) => word.startsWith(wanted)),
      );
      const groups = view.groups.filter((one) => one.handle.startsWith(wanted));
      return [
        ...people.map((one) => ({
          from,
          put: `@${one.handle} `,
          whole: `@${one.handle}`,
          shown: one.name,
          hint: `@${one.handle}${one.office ? ` · ${one.office}` : ""}`,
        })),
        ...groups.map((one) => ({
          from,
          put: `@${one.handle} `,
          whole: `@${one.handle}`,
          shown: `@${one.handle}`,
          hint: one.name,
        })),
      ];
    }
    if (mark === "#")
      return view.channels
        .filter((one) => !one.with && one.name.includes(wanted))
        .map((one) => ({
          from,
          put: `#${one.name} `,
          whole: `#${one.name}`,
          shown: `#${one.name}`,
          hint: one.topic,
        }));
    return part.length < 2
      ? []
      : emojiLike(wanted, 8).map(([name]) => ({
          from,
          put: `:${name}: `,
          whole: `:${name}:`,
          shown: `${emojiFor(name)} :${name}:`,
        }));
  }

  #take(option) {
    const at = this.box.selectionStart;
    this.box.setRangeText(option.put, option.from, at, "end");
    this.#close();
    this.#grow();
  }

  #mark(index) {
    this.#at = (index + this.#found.length) % this.#found.length;
    this.list.querySelectorAll(".choice").forEach((row, at) => {
      row.classList.toggle("at", at === this.#at);
      row.setAttribute("aria-selected", String(at === this.#at));
    });
    this.box.setAttribute("aria-activedescendant", `${this.list.id}-${this.#at}`);
  }

  #close() {
    this.#found = [];
    if (this.list.matches(":popover-open")) this.list.hidePopover();
    this.list.remove();
    this.box.removeAttribute("aria-activedescendant");
  }

  #grow() {
    this.box.style.height = "auto";
    // A hidden box has no height to measure; it keeps that of one line until it is written in.
    const { scrollHeight } = this.box;
    if (scrollHeight) this.box.style.height = `${Math.min(scrollHeight, 240)}px`;
  }
}
