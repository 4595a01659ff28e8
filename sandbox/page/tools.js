// What one can do with a message: react, reply, pin, copy its link, edit, delete, use a shortcut on it.

import { h, icon, iconButton } from "./dom.js";
import { emojiFor, emojiLike, USUAL } from "./emoji.js";
import { ask, notice, openMenu, openPanel } from "./floating.js";

/** The buttons that appear on a message: react, reply, more. */
export function toolbar(one, page, thread) {
  if (one.ephemeral)
    return h(
      "div",
      { class: "toolbar" },
      iconButton("close", "Dismiss message", () => page.dismiss(one), {
        tabindex: "-1",
        "data-focus": `dismiss-${one.ts}`,
      }),
    );
  const parent = one.thread || one.ts;
  return h(
    "div",
    { class: "toolbar", role: "group", "aria-label": "Message actions" },
    iconButton("smile", "Add a reaction", (event) => pickReaction(event.currentTarget, one, page), {
      "aria-haspopup": "dialog",
      tabindex: "-1",
      "data-focus": `react-${one.ts}`,
    }),
    !thread &&
      iconButton("reply", "Reply in thread", () => page.openThread(parent, true), {
        tabindex: "-1",
        "data-focus": `thread-${one.ts}`,
      }),
    iconButton(
      "more",
      "More actions",
      (event) => openMenu(event.currentTarget, "More actions", actions(one, page)),
      { "aria-haspopup": "menu", tabindex: "-1", "data-focus": `more-${one.ts}` },
    ),
  );
}

function actions(one, page) {
  const { world } = page;
  const shortcuts = world.view.shortcuts.filter((each) => each.type === "message");
  return [
    {
      label: one.pinned ? "Unpin from channel" : "Pin to channel",
      icon: icon("pin"),
      choose: () => page.pin(one, one.pinned),
    },
    {
      label: "Copy link to message",
      icon: icon("link"),
      choose: () => copy(new URL(page.linkTo(one), document.baseURI).href),
    },
    ...shortcuts.map((each) => ({
      label: each.name,
      hint: world.bot?.name,
      icon: icon("bolt"),
      choose: () => page.messageShortcut(one, each),
    })),
    one.mine && { label: "Edit message", icon: icon("pencil"), choose: () => page.edit(one) },
    one.mine && { label: "Delete message", danger: true, icon: icon("close"), choose: () => remove(one, page) },
  ];
}

async function remove(one, page) {
  const sure = await ask({
    title: "Delete this message?",
    body: "It disappears for everyone in the conversation.",
    yes: "Delete",
    no: "Keep it",
    danger: true,
  });
  if (sure) page.remove(one);
}

async function copy(address) {
  try {
    await navigator.clipboard.writeText(address);
    notice("The link to the message is copied.");
  } catch {
    notice(`The browser did not allow copying. The link is ${address}`);
  }
}

function pickReaction(anchor, one, page) {
  const grid = h("div", { class: "emoji-grid" });
  const show = (names) => {
    grid.replaceChildren(
      ...names.map((name) =>
        h(
          "button",
          {
            type: "button",
            class: "emoji-choice",
            "aria-label": name.replaceAll("_", " "),
            title: `:${name}:`,
            onclick: () => choose(name),
          },
          emojiFor(name),
        ),
      ),
    );
  };
  const search = h("input", {
    class: "field",
    type: "text",
    "aria-label": "Find an emoji",
    placeholder: "Find an emoji",
    oninput: () =>
      show(search.value ? emojiLike(search.value.trim().toLowerCase(), 30).map(([name]) => name) : USUAL),
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") grid.querySelector("button")?.click();
  });
  show(USUAL);
  const panel = openPanel(anchor, { label: "Add a reaction", className: "emoji-picker" }, [search, grid]);
  const choose = (name) => {
    panel.hidePopover();
    const mine = one.reactions.some((each) => each.name === name && each.users.includes(page.world.me.id));
    page.react(one, name, mine);
  };
  search.focus();
}
