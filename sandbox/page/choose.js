// A select one can type in: one choice or several, options fixed or asked for, all by keyboard.

import { h, fill } from "./dom.js";
import { floor, place } from "./floating.js";

let serial = 0;

/**
 * `groups(query)` gives (or promises) `[{label, options: [{key, text, hint, raw}]}]`. `chosen` is a list of such
 * options. `onchange(options)` hears each choice. `filter` narrows the groups here; leave it off when the other
 * side has done so.
 */
export function combobox({
  label,
  labelledby,
  describedby,
  placeholder,
  multi = false,
  most = Infinity,
  groups,
  filter = true,
  least = 0,
  chosen = [],
  onchange,
  focus,
}) {
  const listId = `choices-${(serial += 1)}`;
  let picked = [...chosen];
  let shown = [];
  let at = -1;
  let turn = 0;
  const input = h("input", {
    type: "text",
    class: "combo-input",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": label,
    "aria-labelledby": labelledby,
    "aria-describedby": describedby,
    "aria-expanded": "false",
    "aria-controls": listId,
    "aria-autocomplete": "list",
    "data-focus": focus,
  });
  const list = h("div", {
    class: "popover choices",
    id: listId,
    role: "listbox",
    popover: "manual",
    "aria-label": label ?? placeholder ?? "Choices",
    "aria-multiselectable": multi ? "true" : undefined,
  });
  const chips = h("span", { class: "chips" });
  const box = h("span", { class: multi ? "combo multi" : "combo" }, chips, input);

  const isOpen = () => list.matches(":popover-open");
  const isPicked = (option) => picked.some((one) => one.key === option.key);

  function rest() {
    input.placeholder = multi && picked.length ? "" : placeholder || "Choose an option";
    input.value = multi ? "" : (picked[0]?.text ?? "");
    fill(
      chips,
      multi &&
        picked.map((option) =>
          h(
            "button",
            {
              type: "button",
              class: "chip",
              "aria-label": `Remove ${option.text}`,
              onclick: () => take(option),
            },
            option.text,
            h("span", { "aria-hidden": "true" }, " ×"),
          ),
        ),
    );
  }

  async function open(query) {
    if (!isOpen()) {
      floor(input).append(list);
      list.showPopover();
      input.setAttribute("aria-expanded", "true");
    }
    const mine = (turn += 1);
    if (query.length < least)
      return show(
        [],
        `Type ${least - query.length} more ${least - query.length === 1 ? "letter" : "letters"} to search`,
      );
    const answer = groups(query);
    if (answer instanceof Promise) show([], "Looking…");
    try {
      const found = await answer;
      if (mine === turn && isOpen()) show(filter ? narrowed(found, query) : found, "Nothing matches.");
    } catch (error) {
      if (mine === turn && isOpen()) show([], error.message, true);
    }
  }

  function show(found, otherwise, failed = false) {
    shown = found.flatMap((group) => group.options).slice(0, 100);
    at = shown.findIndex(isPicked);
    if (at < 0 && shown.length) at = 0;
    const row = (option) =>
      h(
        "div",
        {
          class: option.raw ? "choice told" : "choice",
          role: "option",
          id: `${listId}-${shown.indexOf(option)}`,
          "aria-selected": String(isPicked(option)),
          onpointerdown: (event) => event.preventDefault(),
          onclick: () => take(option),
        },
        h("span", { class: "choice-text" }, option.text),
        option.hint && h("span", { class: "choice-hint" }, option.hint),
      );
    fill(
      list,
      found.map((group) =>
        h(
          "div",
          group.label ? { role: "group", "aria-label": group.label } : null,
          group.label && h("div", { class: "choice-group", "aria-hidden": "true" }, group.label),
          group.options.filter((option) => shown.includes(option)).map(row),
        ),
      ),
      shown.length === 0 &&
        h(
          "div",
          { class: failed ? "choice-none failed" : "choice-none", role: failed ? "alert" : undefined },
          otherwise,
        ),
    );
    mark();
    place(list, box);
  }

  function mark() {
    list.querySelectorAll(".choice").forEach((row, index) => row.classList.toggle("at", index === at));
    const row = document.getElementById(`${listId}-${at}`);
    row?.scrollIntoView({ block: "nearest" });
    if (row) input.setAttribute("aria-activedescendant", row.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    turn += 1;
    if (isOpen()) list.hidePopover();
    list.remove();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    rest();
  }

  function take(option) {
    if (!multi) picked = [option];
    else if (isPicked(option)) picked = picked.filter((one) => one.key !== option.key);
    else if (picked.length < most) picked = [...picked, option];
    if (multi) {
      rest();
      if (isOpen()) open("");
    } else close();
    onchange(picked);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  input.addEventListener("click", () => isOpen() || (input.select(), open("")));
  input.addEventListener("input", () => open(input.value.trim()));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen()) open("");
      else if (shown.length) at = (at + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length;
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen() && shown[at]) take(shown[at]);
      else if (!isOpen()) open("");
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && multi && !input.value && picked.length) take(picked.at(-1));
  });
  rest();
  return box;
}

function narrowed(groups, query) {
  const wanted = query.toLowerCase();
  const fits = (option) => `${option.text} ${option.hint ?? ""}`.toLowerCase().includes(wanted);
  return groups
    .map((group) => ({ ...group, options: group.options.filter(fits) }))
    .filter((group) => group.options.length);
}
