// One message: who, when, what, and all that one can do with it.

import { blocks } from "./blocks.js";
import { h, icon, put, safeAddress } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";
import { toolbar } from "./tools.js";
import { avatar } from "./world.js";
import { ago, momentOfTs, shortMoment, timeOf } from "./zones.js";

/** `compact` leaves out the author, who also wrote the message above. `thread` says that it stands in the side panel. */
export function message(one, compact, page, thread) {
  const { world } = page;
  const author = authorOf(one, world);
  const moment = momentOfTs(one.ts);
  const clock = h(
    "a",
    {
      class: "stamp",
      href: page.linkTo(one),
      title: shortMoment(moment, world.zone),
      "aria-label": shortMoment(moment, world.zone),
      tabindex: "-1",
    },
    compact ? timeOf(moment, world.zone).replace(/ [AP]M$/, "") : timeOf(moment, world.zone),
  );
  const head =
    !compact &&
    h(
      "div",
      { class: "message-head" },
      h("span", { class: "author" }, author.name),
      author.bot && h("span", { class: "badge" }, "App"),
      clock,
    );
  const article = h("div", {
    class: ["message", compact && "compact", one.ephemeral && "ephemeral", one.pinned && "pinned"]
      .filter(Boolean)
      .join(" "),
    role: "listitem",
    tabindex: "-1",
    "data-ts": one.ts,
    "aria-label": `${author.name}, ${timeOf(moment, world.zone)}`,
  });
  put(
    article,
    one.ephemeral && h("div", { class: "message-mark" }, icon("eye"), "Only visible to you"),
    one.pinned && h("div", { class: "message-mark pin" }, icon("pin"), "Pinned"),
    h("div", { class: "gutter" }, compact ? clock : avatar(author)),
    h(
      "div",
      { class: "message-main" },
      head,
      body(one, page),
      files(one, page),
      reactions(one, page),
      !thread && replies(one, page),
    ),
    toolbar(one, page, thread),
  );
  return article;
}

/** One line for what Slack itself says: who joined, what was renamed or pinned. */
export function noteLine(notes, page) {
  const { world } = page;
  const [first] = notes;
  const names = notes.map((one) => world.nameOf(one.author));
  const who = names.length < 3 ? names.join(" and ") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  const said = notes.length > 1 ? "joined" : first.text.replace(/^<@[A-Z0-9]+> /, "");
  const time = timeOf(momentOfTs(first.ts), world.zone);
  return h(
    "div",
    {
      class: "message note",
      role: "listitem",
      tabindex: "-1",
      "data-ts": first.ts,
      "aria-label": `${who}, ${time}`,
    },
    h(
      "div",
      { class: "gutter" },
      notes.length > 1 ? icon("people") : avatar(world.person(first.author), "tiny"),
    ),
    h(
      "div",
      { class: "message-main note-words" },
      h("b", null, who),
      " ",
      mrkdwn(said, world),
      h("span", { class: "stamp" }, time),
    ),
  );
}

/** Who a message shows as its author: a person, or the app under the name that it gave itself. */
export function authorOf(one, world) {
  const person = world.person(one.author);
  return { ...(person ?? { id: one.author, name: one.author }), ...(one.name ? { name: one.name } : {}) };
}

function body(one, page) {
  const surface = page.messageSurface(one);
  const edited =
    one.edited &&
    h("span", { class: "edited", title: shortMoment(one.edited * 1000, page.world.zone) }, " (edited)");
  if (one.deleted) return h("div", { class: "text faint" }, "This message was deleted.");
  if (one.blocks.length)
    return h("div", { class: "blocks" }, blocks(one.blocks, surface), attachments(one, surface), edited);
  return h("div", { class: "plain" }, mrkdwn(one.text, page.world), edited, attachments(one, surface));
}

function attachments(one, surface) {
  return (one.attachments ?? []).map((each) => {
    const inside = each.blocks
      ? blocks(each.blocks, surface)
      : [each.pretext, each.title, each.text ?? each.fallback]
          .filter(Boolean)
          .map((words) => h("div", null, mrkdwn(words, surface.world)));
    const box = h("div", { class: "attachment" }, inside);
    if (/^#?[0-9a-f]{6}$/i.test(each.color ?? ""))
      box.style.setProperty("--bar", `#${each.color.replace("#", "")}`);
    return box;
  });
}

function files(one, page) {
  if (!one.files?.length) return null;
  return h(
    "div",
    { class: "files" },
    one.files.map((file) => {
      const address = safeAddress(new URL(file.address, document.baseURI).href);
      const words = [
        h("span", { class: "file-name" }, file.title || file.name),
        h("span", { class: "file-size" }, `${file.name} · ${bytes(file.length)}`),
      ];
      const picture = /\.(png|jpe?g|gif)$/i.test(file.name)
        ? h("img", { class: "file-picture", src: address, alt: file.alt || file.title || file.name, loading: "lazy" })
        : null;
      return h(
        "a",
        { class: picture ? "file file-with-picture" : "file", href: address, target: "_blank", rel: "noopener", title: file.alt || undefined },
        picture ?? icon("file"),
        h("span", null, words),
      );
    }),
  );
}

const bytes = (length) =>
  length < 1024
    ? `${length} B`
    : length < 1048576
      ? `${(length / 1024).toFixed(1)} KB`
      : `${(length / 1048576).toFixed(1)} MB`;

function reactions(one, page) {
  if (!one.reactions.length) return null;
  const { world } = page;
  const chip = ({ name, users }) => {
    const mine = users.includes(world.me.id);
    const who = users.map((id) => (id === world.me.id ? "you" : world.nameOf(id))).join(", ");
    return h(
      "button",
      {
        type: "button",
        class: mine ? "reaction mine" : "reaction",
        "aria-pressed": String(mine),
        "aria-label": `${name.replaceAll("_", " ")}, ${users.length}, ${who}`,
        title: `${who} reacted with :${name}:`,
        "data-focus": `reaction-${one.ts}-${name}`,
        onclick: () => page.react(one, name, mine),
      },
      h("span", { "aria-hidden": "true" }, emojiFor(name) ?? `:${name}:`),
      h("span", { class: "count" }, users.length),
    );
  };
  return h("div", { class: "reactions" }, one.reactions.map(chip));
}

function replies(one, page) {
  const { world } = page;
  if (one.inThread)
    return h(
      "button",
      { type: "button", class: "replied-to", onclick: () => page.openThread(one.thread) },
      "Also sent from a thread",
    );
  if (!one.replies) return null;
  const { count, users, latest } = one.replies;
  return h(
    "button",
    {
      type: "button",
      class: "replies",
      "data-focus": `replies-${one.ts}`,
      onclick: () => page.openThread(one.ts),
    },
    h(
      "span",
      { class: "faces" },
      users.slice(0, 4).map((id) => avatar(world.person(id) ?? { id, name: id }, "tiny")),
    ),
    h("span", { class: "replies-count" }, `${count} ${count === 1 ? "reply" : "replies"}`),
    h("span", { class: "replies-last" }, `Last reply ${ago(momentOfTs(latest), world.now())}`),
  );
}
