// The drawer: what Slack sent, what the bot answered and called, with times; faults to switch on; broken rules.

import { fill, fillOnce, h, icon, iconButton, keyed } from "./dom.js";
import { FaultForm } from "./faults.js";
import { timeWithSeconds } from "./zones.js";

const TABS = [
  ["all", "All"],
  ["delivery", "Slack sent"],
  ["call", "Bot called"],
  ["violation", "Broken rules"],
  ["faults", "Faults"],
];
const SIGN = { delivery: "→ bot", call: "→ Slack", violation: "rule" };
const SPOKEN = { delivery: "Slack to the bot", call: "The bot to Slack", violation: "Broken rule" };

export class Drawer {
  #tab = "all";
  #entries = [];
  #atEnd = true;

  constructor(page, root) {
    this.page = page;
    this.root = root;
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Traffic" });
    this.list = h("div", { class: "entries" });
    this.room = h(
      "div",
      { class: "entries-room", role: "tabpanel", tabindex: "0", "aria-label": "Traffic" },
      this.list,
    );
    this.faults = new FaultForm(page);
    this.room.addEventListener("scroll", () => {
      this.#atEnd = this.room.scrollHeight - this.room.scrollTop - this.room.clientHeight < 40;
    });
    root.append(
      h(
        "header",
        { class: "drawer-head" },
        h("h2", null, "Traffic"),
        this.tabs,
        iconButton("close", "Close traffic", () => page.toggleDrawer()),
      ),
      this.room,
      this.faults.root,
    );
    root.addEventListener("keydown", (event) => {
      if (
        event.key === "Escape" &&
        !event.defaultPrevented &&
        !event.target.closest("[popover]") &&
        event.target.getAttribute("aria-expanded") !== "true"
      )
        page.toggleDrawer();
    });
  }

  /** Takes the newest list of entries and faults over. */
  take(frame) {
    this.#entries = frame.entries;
    this.faults.take(frame);
    this.draw();
  }

  draw() {
    this.root.hidden = !this.page.drawerOpen;
    if (this.root.hidden) return;
    const counts = {
      violation: this.#entries.filter((one) => one.kind === "violation").length,
      faults: this.faults.active,
    };
    fillOnce(this.tabs, JSON.stringify([this.#tab, counts]), () =>
      TABS.map(([key, words]) =>
        h(
          "button",
          {
            type: "button",
            role: "tab",
            class: key === "violation" && counts.violation ? "alarm" : "",
            "aria-selected": String(this.#tab === key),
            "data-focus": `drawer-${key}`,
            onclick: () => this.#choose(key),
          },
          words,
          counts[key] > 0 && h("span", { class: "tab-count" }, counts[key]),
        ),
      ),
    );
    this.room.hidden = this.#tab === "faults";
    this.faults.root.hidden = !this.room.hidden;
    if (this.room.hidden) return;
    const shown = this.#entries.filter((one) => this.#tab === "all" || one.kind === this.#tab);
    const empty = [{ id: "none", kind: "none" }];
    keyed(this.list, shown.length ? shown : empty, {
      key: (one) => one.id,
      stamp: (one) => JSON.stringify([one, this.page.world.zone]),
      make: (one, old) =>
        one.kind === "none"
          ? h(
              "p",
              { class: "faint" },
              this.#tab === "violation" ? "No rule has been broken." : "Nothing has been sent yet.",
            )
          : this.#entry(one, old),
    });
    if (this.#atEnd) this.room.scrollTop = this.room.scrollHeight;
  }

  #choose(tab) {
    this.#tab = tab;
    this.#atEnd = true;
    this.draw();
  }

  #entry(one, old) {
    const { world } = this.page;
    const at = `${timeWithSeconds(one.at, world.zone).replace(/ [AP]M$/, "")}.${String(Math.floor(one.at) % 1000).padStart(3, "0")}`;
    const state = one.kind === "violation" ? "bad" : one.ok === null ? "waiting" : one.ok ? "good" : "bad";
    const pre = h("pre", { class: "entry-detail", tabindex: "0" }, "…");
    const row = h(
      "details",
      { class: `entry ${one.kind} ${state}` },
      h(
        "summary",
        { "data-focus": `entry-${one.id}` },
        h("span", { class: "entry-at" }, at),
        h(
          "span",
          { class: "entry-way", title: SPOKEN[one.kind] },
          h("span", { class: "hidden-text" }, SPOKEN[one.kind]),
          h("span", { "aria-hidden": "true" }, SIGN[one.kind]),
        ),
        h(
          "span",
          { class: "entry-title" },
          one.title,
          one.about && h("span", { class: "entry-about" }, ` ${one.about}`),
        ),
        one.fault && h("span", { class: "entry-fault" }, icon("warn"), one.fault),
        h("span", { class: "entry-outcome" }, one.outcome),
        h(
          "span",
          { class: "entry-ms" },
          one.ms === null ? "" : `${one.ms < 10 ? one.ms.toFixed(1) : Math.round(one.ms)} ms`,
        ),
      ),
      pre,
    );
    row.addEventListener("toggle", async () => {
      if (!row.open) return;
      try {
        fill(pre, JSON.stringify(await this.page.live.do("detail", { entry: one.id }), null, 2));
      } catch (error) {
        fill(pre, error.message);
      }
    });
    if (old?.open) row.open = true;
    return row;
  }
}
