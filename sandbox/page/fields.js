// Text fields and date, time and moment pickers.

import { h } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { localOf, momentOf } from "./zones.js";

/** One field; `how` carries its names for screen readers and `changed`, which is told each new value. */
export function field(el, block, surface, how) {
  return (PICKERS[el.type] ? picker : typed)(el, block, surface, how);
}

const names = (how, el) => ({
  "aria-labelledby": how.labelledby,
  "aria-label": how.labelledby ? undefined : how.label || plain(el.placeholder) || undefined,
  "aria-describedby": how.describedby,
  "data-focus": how.focus,
  "data-action-id": el.action_id,
});

const KINDS = {
  plain_text_input: {},
  rich_text_input: {},
  number_input: { inputmode: "decimal" },
  email_text_input: { inputmode: "email" },
  url_text_input: { inputmode: "url" },
};

function typed(el, block, surface, how) {
  const rich = el.type === "rich_text_input";
  const long = rich || el.multiline;
  const kept = surface.get(block, el);
  const first = rich
    ? fromRich(kept ? kept.rich_text_value : el.initial_value)
    : kept
      ? kept.value
      : el.initial_value;
  const control = h(long ? "textarea" : "input", {
    class: "field",
    ...(long ? { rows: 4 } : { type: "text" }),
    ...KINDS[el.type],
    placeholder: plain(el.placeholder),
    value: first ?? "",
    autofocus: el.focus_on_load,
    autocomplete: "off",
    ...names(how, el),
  });
  const left = h("span", { class: "left", "aria-live": "polite" });
  const value = () => {
    const text = control.value === "" ? null : control.value;
    return rich ? { type: el.type, rich_text_value: toRich(control.value) } : { type: el.type, value: text };
  };
  const count = () => {
    const spare = (el.max_length ?? Infinity) - control.value.length;
    left.textContent = spare <= Math.min(50, (el.max_length ?? 0) / 4) ? String(spare) : "";
    left.classList.toggle("over", spare < 0);
  };
  const on = el.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  control.addEventListener("input", () => {
    count();
    if (on.includes("on_character_entered")) how.changed(control, surface, block, el, value());
    else surface.set(block, el, value());
  });
  control.addEventListener("keydown", (event) => {
    if (
      event.key !== "Enter" ||
      event.isComposing ||
      !block.dispatch_action ||
      (long && event.shiftKey) ||
      !on.includes("on_enter_pressed")
    )
      return;
    event.preventDefault();
    how.changed(control, surface, block, el, value());
  });
  if (first) surface.set(block, el, value());
  count();
  return h("span", { class: "field-wrap" }, control, left);
}

function toRich(text) {
  if (!text) return null;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

function fromRich(value) {
  return (value?.elements ?? [])
    .flatMap((section) => section.elements ?? [])
    .map((one) => one.text ?? one.url ?? "")
    .join("");
}

const PICKERS = {
  datepicker: { type: "date", name: "selected_date", initial: "initial_date" },
  timepicker: { type: "time", name: "selected_time", initial: "initial_time" },
  datetimepicker: { type: "datetime-local", name: "selected_date_time", initial: "initial_date_time" },
};

function picker(el, block, surface, how) {
  const { type, name, initial } = PICKERS[el.type];
  const zone = surface.world.zone;
  const moment = el.type === "datetimepicker";
  const kept = surface.get(block, el);
  const first = kept ? kept[name] : el[initial];
  const shown = first && moment ? localOf(first * 1000, zone) : first;
  const control = h("input", {
    class: "field picker",
    type,
    value: shown ?? "",
    autofocus: el.focus_on_load,
    title: plain(el.placeholder) || undefined,
    ...names(how, el),
  });
  const value = () => ({
    type: el.type,
    [name]: control.value ? (moment ? momentOf(control.value, zone) / 1000 : control.value) : null,
  });
  control.addEventListener("change", () => how.changed(control, surface, block, el, value()));
  return moment
    ? h("span", { class: "field-wrap" }, control, h("span", { class: "left" }, `Your time, ${zone}`))
    : control;
}
