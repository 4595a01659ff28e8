// The left side: the channels, conversations and apps of the viewer, with what is unread.

import { fillOnce, h, icon } from "./dom.js";
import { avatar } from "./world.js";

export class Side {
  #browsing = false;

  constructor(page, root) {
    this.page = page;
    this.root = root;
  }

  draw() {
    const { world, open } = this.page;
    const { view } = world;
    const stamp = JSON.stringify([view.me.id, view.channels, open, this.#browsing, view.workspace.name]);
    fillOnce(this.root, stamp, () => this.#content(view, world));
  }

  #content(view, world) {
    const mine = view.channels.filter((one) => one.member && !one.archived);
    const rooms = mine.filter((one) => !one.with && !one.group).sort((one, other) => one.name.localeCompare(other.name));
    const direct = mine.filter((one) => one.group || (one.with && !world.person(one.with)?.bot));
    const apps = mine.filter((one) => one.with && world.person(one.with)?.bot);
    const others = view.channels.filter((one) => !one.with && !one.private && !one.archived && !one.member);
    const past = view.channels.filter((one) => !one.with && one.archived && one.member);
    return [
      h("div", { class: "side-name" }, view.workspace.name),
      section(
        "Channels",
        rooms.map((one) => this.#row(one)),
        h(
          "button",
          { type: "button", class: "side-add", onclick: () => this.page.createChannel() },
          icon("plus"),
          "New channel",
        ),
      ),
      section(
        "Direct messages",
        direct.map((one) => this.#row(one)),
        h(
          "button",
          { type: "button", class: "side-add", onclick: () => this.page.newMessage() },
          icon("plus"),
          "New message",
        ),
      ),
      section(
        "Apps",
        apps.map((one) => this.#row(one)),
      ),
      (others.length > 0 || past.length > 0) && this.#browse(others, past),
    ];
  }

  #browse(others, past) {
    const toggle = h(
      "button",
      {
        type: "button",
        class: "side-toggle",
        "aria-expanded": String(this.#browsing),
        "data-focus": "browse",
        onclick: () => ((this.#browsing = !this.#browsing), this.draw()),
      },
      icon("down"),
      `More channels (${others.length + past.length})`,
    );
    return h(
      "div",
      { class: "side-section" },
      toggle,
      this.#browsing &&
        h(
          "ul",
          null,
          [...others, ...past].map((one) => this.#row(one)),
        ),
    );
  }

  #row(channel) {
    const { world, open } = this.page;
    const title = world.titleOf(channel);
    const here = open.channel === channel.id;
    const unread = channel.unread > 0;
    const label = [
      title,
      channel.private && !channel.with && "private",
      channel.archived && "archived",
      unread && `${channel.unread} unread`,
      channel.mentions > 0 && `${channel.mentions} for you`,
    ]
      .filter(Boolean)
      .join(", ");
    const face = channel.with
      ? avatar(world.person(channel.with) ?? { id: channel.with, name: title }, "tiny")
      : icon(channel.group ? "people" : channel.private ? "lock" : "hash");
    return h(
      "li",
      null,
      h(
        "button",
        {
          type: "button",
          class: ["side-row", here && "here", unread && "unread"].filter(Boolean).join(" "),
          "aria-label": label,
          "aria-current": here ? "page" : undefined,
          "data-focus": `side-${channel.id}`,
          onclick: () => this.page.goTo(channel.id),
        },
        face,
        h("span", { class: "side-title" }, channel.with || channel.group ? title : channel.name),
        channel.archived && h("span", { class: "side-past" }, "archived"),
        channel.mentions > 0 && h("span", { class: "side-count" }, channel.mentions),
      ),
    );
  }
}

const section = (title, rows, foot) =>
  h("div", { class: "side-section" }, h("h2", null, title), h("ul", null, rows), foot);
