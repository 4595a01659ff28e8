// What floats above the page: menus, a yes-or-no question, short notices; all closed by Esc.

import { h, put } from "./dom.js";

/** So many pixels at most, so that what was filled in stays in sight. */
const MOST = 440;

/** Puts a popover under its anchor, or above where there is more room, inside the window. */
export function place(popover, anchor) {
  const box = anchor.getBoundingClientRect();
  const room = { width: window.innerWidth, height: window.innerHeight };
  popover.style.minWidth = `${Math.min(box.width, room.width - 16)}px`;
  popover.style.maxHeight = "";
  const size = popover.getBoundingClientRect();
  const below = room.height - box.bottom - 12;
  const up = Math.min(MOST, size.height) > below && box.top > below;
  popover.style.maxHeight = `${Math.min(MOST, Math.max(120, up ? box.top - 12 : below))}px`;
  const height = popover.getBoundingClientRect().height;
  popover.style.top = `${up ? box.top - height - 4 : box.bottom + 4}px`;
  popover.style.left = `${Math.max(8, Math.min(box.left, room.width - size.width - 8))}px`;
}

/** Where a popover hangs: in the part of the page that it belongs to, so that no dialog makes it inert. */
export const floor = (anchor) => anchor.closest("dialog, .top, .main, .thread, .drawer") ?? document.body;

/** A light panel under `anchor`, closed by Esc or a click outside; focus goes back to the anchor. */
export function openPanel(anchor, { label, role = "dialog", className = "" }, content) {
  const panel = h(
    "div",
    { class: `popover ${className}`, popover: "auto", role, "aria-label": label },
    content,
  );
  floor(anchor).append(panel);
  anchor.setAttribute("aria-expanded", "true");
  panel.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const inside = panel.contains(document.activeElement) || document.activeElement === document.body;
    panel.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (inside) anchor.focus();
  });
  panel.showPopover();
  place(panel, anchor);
  return panel;
}

/** A menu of choices: `{label, hint, icon, danger, choose}`; arrow keys move, Enter chooses. */
export function openMenu(anchor, label, items) {
  const buttons = items.filter(Boolean).map((item) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        class: item.danger ? "menu-item danger" : "menu-item",
        onclick: () => choose(item),
      },
      item.icon,
      h("span", { class: "menu-label" }, item.label),
      item.hint && h("span", { class: "menu-hint" }, item.hint),
    ),
  );
  const panel = openPanel(anchor, { label, role: "menu", className: "menu" }, buttons);
  const choose = (item) => {
    panel.hidePopover();
    item.choose();
  };
  panel.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = buttons.indexOf(document.activeElement);
    if (step) buttons[(at + step + buttons.length) % buttons.length].focus();
    else if (event.key === "Home") buttons[0].focus();
    else if (event.key === "End") buttons.at(-1).focus();
    else if (event.key === "Tab") panel.hidePopover();
    else return;
    event.preventDefault();
  });
  buttons[0]?.focus();
  return panel;
}

/** Asks before something happens; resolves to true or false. The words are Slack's confirm object. */
export function ask({ title, body, yes, no, danger }) {
  return new Promise((resolve) => {
    const dialog = h(
      "dialog",
      { class: "modal small", "aria-labelledby": "ask-title" },
      h(
        "form",
        { method: "dialog" },
        h("h2", { id: "ask-title" }, title),
        h("div", { class: "modal-body" }, body),
        h(
          "div",
          { class: "modal-foot" },
          h("button", { type: "submit", value: "no", class: "button" }, no),
          h(
            "button",
            {
              type: "submit",
              value: "yes",
              class: danger ? "button danger" : "button primary",
              autofocus: true,
            },
            yes,
          ),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Says something for some seconds at the foot of the page, also to screen readers. */
export function notice(words, tone = "") {
  const shelf = document.getElementById("notices");
  const one = h("div", { class: `notice ${tone}` }, words);
  put(shelf, one);
  setTimeout(() => one.remove(), 6000);
}
