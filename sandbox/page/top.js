// The bar at the top: whose eyes one sees with, the sandbox's time and its controls, the drawer.

import { fillOnce, h, icon, iconButton } from "./dom.js";
import { openMenu, openPanel } from "./floating.js";
import { avatar } from "./world.js";
import { shortMoment, timeOf, zoneName } from "./zones.js";

const STEPS = [
  ["+1 min", 60, "Move time forward one minute"],
  ["+15 min", 900, "Move time forward fifteen minutes"],
  ["+1 h", 3600, "Move time forward one hour"],
];

export class Top {
  constructor(page, root) {
    this.page = page;
    this.time = h("span", { class: "clock-time", "data-testid": "sandbox-time" });
    this.who = h("div", { class: "top-who" });
    this.next = h("button", { type: "button", class: "pill", onclick: () => page.advance(null) }, "Next due");
    this.tools = h("div", { class: "top-tools" });
    const menu = iconButton("menu", "Channels", () => page.toggleSide(), {
      class: "icon-button only-narrow",
      "aria-controls": "side",
    });
    const steps = STEPS.map(([words, seconds, label]) =>
      h(
        "button",
        {
          type: "button",
          class: "pill",
          "aria-label": label,
          title: label,
          onclick: () => page.advance(seconds),
        },
        words,
      ),
    );
    const narrow = h(
      "button",
      {
        type: "button",
        class: "pill clock-more",
        "aria-label": "Move time",
        "aria-haspopup": "menu",
        onclick: (event) => this.#moveMenu(event.currentTarget),
      },
      icon("clock"),
    );
    root.append(
      menu,
      h(
        "div",
        { class: "clock", role: "group", "aria-label": "Time in the sandbox" },
        icon("clock"),
        this.time,
        h("span", { class: "clock-steps" }, steps, this.next),
        narrow,
      ),
      this.tools,
      this.who,
    );
  }

  draw() {
    const { page } = this;
    const { world } = page;
    const { view } = world;
    this.tick();
    this.next.disabled = !view.nextDue;
    this.next.title = view.nextDue ? `Move to ${shortMoment(view.nextDue, world.zone)}` : "Nothing is planned";
    const shortcuts = view.shortcuts.filter((one) => one.type === "global");
    fillOnce(this.tools, JSON.stringify([shortcuts, view.violations, page.drawerOpen]), () => [
      shortcuts.length > 0 &&
        h(
          "button",
          {
            type: "button",
            class: "top-button",
            "aria-haspopup": "menu",
            "data-focus": "shortcuts",
            "aria-label": "Shortcuts",
            title: "Shortcuts",
            onclick: (event) => this.#shortcuts(event.currentTarget, shortcuts),
          },
          icon("bolt"),
          h("span", { class: "wide-text" }, "Shortcuts"),
        ),
      h(
        "button",
        {
          type: "button",
          class: view.violations ? "top-button alarm" : "top-button",
          "aria-pressed": String(page.drawerOpen),
          "data-focus": "traffic",
          "aria-label": view.violations ? `Traffic, ${view.violations} rule violations` : "Traffic",
          title: "What Slack sent and what the bot answered",
          onclick: () => page.toggleDrawer(),
        },
        icon("wave"),
        h("span", { class: "wide-text" }, "Traffic"),
        view.violations > 0 && h("span", { class: "alarm-count" }, view.violations),
      ),
    ]);
    fillOnce(this.who, JSON.stringify([view.me]), () =>
      h(
        "button",
        {
          type: "button",
          class: "who",
          "aria-haspopup": "dialog",
          "data-focus": "who",
          "aria-label": `You are ${view.me.name}. Be someone else`,
          onclick: (event) => this.#people(event.currentTarget),
        },
        avatar(view.me, "small"),
        h(
          "span",
          { class: "who-words" },
          h("span", { class: "who-name" }, view.me.name),
          h("span", { class: "who-place", "data-testid": "my-time" }, this.#placeOf(view.me)),
        ),
        icon("down"),
      ),
    );
    this.tick();
  }

  /** Writes the running times again. */
  tick() {
    const { world } = this.page;
    if (!world.view) return;
    const now = world.now();
    fillOnce(this.time, `${shortMoment(now, world.zone)} ${zoneName(now, world.zone)}`, () => [
      shortMoment(now, world.zone),
      h("span", { class: "clock-zone" }, ` ${zoneName(now, world.zone)}`),
    ]);
    const mine = this.who.querySelector(".who-place");
    if (mine) mine.textContent = this.#placeOf(world.me);
  }

  #placeOf(person) {
    return [person.office, timeOf(this.page.world.now(), person.zone)].filter(Boolean).join(" · ");
  }

  #moveMenu(anchor) {
    const { page } = this;
    const { nextDue } = page.world.view;
    openMenu(anchor, "Move time", [
      ...STEPS.map(([words, seconds, hint]) => ({ label: words, hint, choose: () => page.advance(seconds) })),
      nextDue && {
        label: "Next due",
        hint: shortMoment(nextDue, page.world.zone),
        choose: () => page.advance(null),
      },
    ]);
  }

  #shortcuts(anchor, shortcuts) {
    openMenu(
      anchor,
      "Shortcuts",
      shortcuts.map((one) => ({
        label: one.name,
        hint: one.says,
        icon: icon("bolt"),
        choose: () => this.page.globalShortcut(one),
      })),
    );
  }

  #people(anchor) {
    const { page } = this;
    const { world } = page;
    const list = h("div", { class: "people", role: "list" });
    const show = (query) => {
      const wanted = query.trim().toLowerCase();
      const found = world.view.people.filter(
        (one) =>
          !one.bot &&
          !one.deleted &&
          one.id !== "USLACKBOT" &&
          `${one.name} ${one.handle} ${one.office} ${one.team}`.toLowerCase().includes(wanted),
      );
      list.replaceChildren(
        ...found.map((one) =>
          h(
            "div",
            { role: "listitem", class: "person-row" },
            h(
              "button",
              {
                type: "button",
                class: "person",
                "aria-current": one.id === world.me.id ? "true" : undefined,
                "aria-label": `Be ${one.name}`,
                onclick: () => (panel.hidePopover(), page.be(one)),
              },
              avatar(one, "small"),
              h(
                "span",
                { class: "person-words" },
                h("span", null, one.name, one.guest && h("span", { class: "badge" }, "Guest")),
                h(
                  "span",
                  { class: "person-more" },
                  [one.title, one.team && `@${one.team}`].filter(Boolean).join(" · "),
                ),
              ),
              h(
                "span",
                { class: "person-place" },
                h("span", null, one.office || one.zone),
                h("span", null, timeOf(world.now(), one.zone)),
              ),
            ),
            h(
              "a",
              {
                class: "person-window",
                href: `?as=${one.handle}`,
                target: "_blank",
                "aria-label": `Open ${one.name} in a new window`,
                title: "Open in a new window",
              },
              "↗",
            ),
          ),
        ),
      );
    };
    const search = h("input", {
      class: "field",
      type: "text",
      placeholder: "Find a person, team or office",
      "aria-label": "Find a person",
      oninput: () => show(search.value),
    });
    search.addEventListener(
      "keydown",
      (event) => event.key === "Enter" && list.querySelector("button")?.click(),
    );
    show("");
    const panel = openPanel(anchor, { label: "Be someone else", className: "people-panel" }, [search, list]);
    search.focus();
  }
}
