// Two small questions of the page itself: a name, and a choice of people.

import { combobox } from "./choose.js";
import { h } from "./dom.js";

/** Asks for one line of words and, with `box`, a tick; resolves to `{words, ticked}` or null. */
export function asksFor({ title, label, hint, value = "", long = false, needed = true, box, yes }) {
  const field = h(long ? "textarea" : "input", {
    class: "field",
    ...(long ? { rows: 3 } : { type: "text" }),
    value,
    autocomplete: "off",
    "aria-describedby": hint && "ask-hint",
    required: needed,
    autofocus: true,
  });
  const tick = box && h("input", { type: "checkbox" });
  const body = [
    h("label", { class: "stack" }, h("span", { class: "label" }, label), field),
    hint && h("div", { class: "hint", id: "ask-hint" }, hint),
    box && h("label", { class: "tick" }, tick, h("span", null, box)),
  ];
  return asks(title, body, yes, () => ({ words: field.value.trim(), ticked: Boolean(tick?.checked) }));
}

/** Asks for people, those in `without` left out; resolves to their ids or null. */
export function picksPeople(world, { title, yes, without = [world.me.id], most }) {
  let chosen = [];
  const free = world.view.people.filter(
    (one) => !one.deleted && one.id !== "USLACKBOT" && !without.includes(one.id),
  );
  const options = free.map((one) => ({ key: one.id, text: one.name, hint: one.office ?? "" }));
  const box = combobox({
    label: "People",
    placeholder: "Find people",
    multi: true,
    most,
    groups: () => [{ options }],
    onchange: (picked) => (chosen = picked.map((one) => one.key)),
  });
  return asks(title, [box], yes, () => chosen);
}

function asks(title, body, yes, read) {
  return new Promise((resolve) => {
    const dialog = h(
      "dialog",
      { class: "modal small", "aria-labelledby": "asks-title" },
      h(
        "form",
        { method: "dialog" },
        h("h2", { id: "asks-title" }, title),
        h("div", { class: "modal-body" }, body),
        h(
          "div",
          { class: "modal-foot" },
          h("button", { type: "button", class: "button", onclick: () => dialog.close("no") }, "Cancel"),
          h("button", { type: "submit", value: "yes", class: "button primary" }, yes),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      const answer = dialog.returnValue === "yes" ? read() : null;
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
