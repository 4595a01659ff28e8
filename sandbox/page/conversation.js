// The middle: one conversation with its header, bookmarks, messages and composer, or an app's home.

import { blocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { fillOnce, h, icon, keyed, safeAddress } from "./dom.js";
import { emojiFor, withEmoji } from "./emoji.js";
import { openPanel } from "./floating.js";
import { message } from "./message.js";
import { MessageList } from "./messages.js";
import { mrkdwn } from "./mrkdwn.js";
import { avatar } from "./world.js";
import { timeOf } from "./zones.js";

export class Conversation {
  constructor(page, root) {
    this.page = page;
    this.head = h("header", { class: "conversation-head" });
    this.marks = h("div", { class: "bookmarks", role: "list", "aria-label": "Bookmarks" });
    this.messages = new MessageList(page, "Messages");
    this.home = h("div", { class: "home", role: "region", "aria-label": "App Home" });
    this.composer = new Composer(page, { send: (text) => this.#send(text) });
    this.foot = h("div", { class: "conversation-foot" });
    root.replaceChildren(this.head, this.marks, this.messages.room, this.home, this.composer.root, this.foot);
  }

  draw() {
    const { page } = this;
    const { world, open } = page;
    const channel = world.view.open;
    fillOnce(this.head, JSON.stringify([channel, open.tab, world.me.id]), () => this.#head(channel));
    fillOnce(this.marks, JSON.stringify(channel.bookmarks), () => channel.bookmarks.map(bookmark));
    const home = open.tab === "home";
    this.marks.hidden = home || channel.bookmarks.length === 0;
    this.messages.room.hidden = home;
    this.home.hidden = !home;
    const writable = !home && channel.member && !channel.archived && !channel.readOnly;
    this.composer.root.hidden = !writable;
    this.foot.hidden = home || writable;
    if (home) return this.#home();
    this.composer.place(channel.id, `Message ${world.titleOf(channel)}`);
    fillOnce(this.foot, JSON.stringify([channel.id, channel.member, channel.archived, channel.readOnly]), () =>
      this.#foot(channel),
    );
    this.messages.draw(channel.id, page.messagesShown(), {
      label: `Messages in ${world.titleOf(channel)}`,
      lead: this.#lead(channel),
      unreadFrom: channel.unreadFrom,
    });
  }

  #send(text) {
    this.messages.follow();
    return this.page.send(text);
  }

  #head(channel) {
    const { page } = this;
    const { world } = page;
    const person = channel.with && world.person(channel.with);
    const face = person ? avatar(person, "small") : icon(channel.group ? "people" : channel.private ? "lock" : "hash");
    const name = h("h1", null, face, h("span", null, channel.with || channel.group ? world.titleOf(channel) : channel.name));
    const topic =
      channel.topic && h("div", { class: "topic", title: channel.topic }, mrkdwn(channel.topic, world));
    const tabs =
      person?.bot &&
      h(
        "div",
        { class: "tabs", role: "tablist", "aria-label": "App" },
        [
          ["home", "Home"],
          ["messages", "Messages"],
        ].map(([tab, words]) =>
          h(
            "button",
            {
              type: "button",
              role: "tab",
              "aria-selected": String((page.open.tab ?? "messages") === tab),
              "data-focus": `tab-${tab}`,
              onclick: () => page.goTo(channel.id, { tab }),
            },
            words,
          ),
        ),
      );
    return [
      h("div", { class: "head-words" }, name, topic),
      tabs,
      h(
        "div",
        { class: "head-tools" },
        channel.pins.length > 0 &&
          h(
            "button",
            {
              type: "button",
              class: "pill",
              "aria-haspopup": "dialog",
              "data-focus": "pins",
              onclick: (event) => this.#pins(event.currentTarget, channel),
            },
            icon("pin"),
            `${channel.pins.length} pinned`,
          ),
        !channel.with &&
          h(
            "button",
            {
              type: "button",
              class: "pill",
              "aria-haspopup": "dialog",
              "aria-label": `${channel.members.length} members`,
              "data-focus": "members",
              onclick: (event) => this.#members(event.currentTarget, channel),
            },
            icon("people"),
            channel.members.length,
          ),
      ),
    ];
  }

  #lead(channel) {
    const { world } = this.page;
    if (channel.earlier)
      return [
        h(
          "button",
          { type: "button", class: "button", onclick: () => this.page.showEarlier() },
          "Show earlier messages",
        ),
      ];
    const words = channel.with
      ? `This is the beginning of your conversation with ${world.titleOf(channel)}.`
      : `This is the beginning of #${channel.name}.`;
    return [
      h(
        "div",
        { class: "beginning" },
        h(
          "h2",
          null,
          channel.with ? avatar(world.person(channel.with), "large") : null,
          world.titleOf(channel),
        ),
        h("p", null, words, channel.purpose && " ", channel.purpose && mrkdwn(channel.purpose, world)),
      ),
    ];
  }

  #foot(channel) {
    if (channel.archived) return h("p", null, "This channel is archived. Its messages stay readable.");
    if (channel.readOnly) return h("p", null, "This app does not read messages here.");
    return [
      h("p", null, `You are looking at #${channel.name}.`),
      h(
        "button",
        { type: "button", class: "button primary", onclick: () => this.page.join(channel) },
        "Join channel",
      ),
    ];
  }

  #pins(anchor, channel) {
    const { page } = this;
    const rows = channel.pins.map((one) =>
      h(
        "li",
        null,
        message({ ...one, replies: null }, false, page, true),
        h(
          "button",
          { type: "button", class: "button small", onclick: () => (panel.hidePopover(), page.reveal(one)) },
          "Show in channel",
        ),
      ),
    );
    const panel = openPanel(anchor, { label: "Pinned messages", className: "wide-panel pins" }, [
      h("h2", null, "Pinned messages"),
      h("ul", null, rows),
    ]);
  }

  #members(anchor, channel) {
    const { page } = this;
    const { world } = page;
    const people = channel.members.map((id) => world.person(id)).filter(Boolean);
    const rows = people.map((one) =>
      h(
        "li",
        { class: "member" },
        avatar(one, "small"),
        h(
          "span",
          { class: "person-words" },
          h("span", null, one.name, one.bot && h("span", { class: "badge" }, "App")),
          h("span", { class: "person-more" }, one.title),
        ),
        !one.bot &&
          h(
            "span",
            { class: "person-place" },
            h("span", null, one.office || one.zone),
            h("span", null, timeOf(world.now(), one.zone)),
          ),
      ),
    );
    const panel = openPanel(anchor, { label: `Members of #${channel.name}`, className: "people-panel" }, [
      h("h2", null, `${people.length} ${people.length === 1 ? "member" : "members"}`),
      h("ul", { class: "people" }, rows),
      channel.member &&
        !channel.archived &&
        h(
          "div",
          { class: "panel-foot" },
          h(
            "button",
            {
              type: "button",
              class: "button small",
              onclick: () => (panel.hidePopover(), page.addPeople(channel)),
            },
            "Add people",
          ),
          h(
            "button",
            {
              type: "button",
              class: "button small",
              onclick: () => (panel.hidePopover(), page.setTopic(channel)),
            },
            "Set topic",
          ),
          !channel.general &&
            h(
              "button",
              {
                type: "button",
                class: "button small",
                onclick: () => (panel.hidePopover(), page.leave(channel)),
              },
              "Leave channel",
            ),
          !channel.general &&
            h(
              "button",
              {
                type: "button",
                class: "button small danger",
                onclick: () => (panel.hidePopover(), page.archive(channel)),
              },
              "Archive",
            ),
        ),
    ]);
  }

  #home() {
    const { page } = this;
    const { home } = page.world.view;
    if (!home)
      return fillOnce(this.home, "none", () =>
        h(
          "p",
          { class: "starting" },
          `${page.world.bot?.name ?? "The app"} has not published a home for ${page.world.me.name} yet.`,
        ),
      );
    if (this.home.querySelector(":scope > .starting")) this.home.replaceChildren();
    const surface = page.viewSurface(home);
    keyed(this.home, home.blocks, {
      key: (one) => `${home.user}/${one.block_id}`,
      stamp: (one) => JSON.stringify(one),
      make: (one) => blocks([one], surface)[0],
    });
  }
}

function bookmark(one) {
  const sign = one.emoji ? (emojiFor(one.emoji.replaceAll(":", "")) ?? "") : "";
  const address = safeAddress(one.link);
  const inside = [
    sign ? h("span", { "aria-hidden": "true" }, sign) : icon("link"),
    h("span", null, withEmoji(one.title)),
  ];
  return h(
    "span",
    { role: "listitem" },
    address
      ? h(
          "a",
          { class: "bookmark", href: address, target: "_blank", rel: "noopener noreferrer", title: one.link },
          inside,
        )
      : h("span", { class: "bookmark", title: one.link }, inside),
  );
}
