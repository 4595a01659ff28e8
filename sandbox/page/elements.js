// Block Kit elements as controls; each speaks in the form of Slack's `state.values`.

import { combobox } from "./choose.js";
import { h, icon, safeAddress } from "./dom.js";
import { ask, openMenu } from "./floating.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { selectOptions } from "./options.js";
import { field } from "./fields.js";

/** The words of a text object as nodes: plain_text stays plain, mrkdwn is styled. */
export function words(text, world) {
  if (!text) return null;
  if (text.type === "mrkdwn") return mrkdwn(text.text, world, { names: !text.verbatim, links: !text.verbatim });
  return plain(text)
    .split("\n")
    .flatMap((line, index) => (index ? [h("br"), line] : [line]));
}

/** A red box that names what this page cannot show, so that it is never silently left out. */
export function unknown(kind) {
  return h(
    "div",
    { class: "unknown", role: "alert" },
    icon("warn"),
    h("span", null, "This page cannot show “", h("code", null, String(kind)), "”."),
  );
}

/**
 * One element of `block`. `surface` is where it stands: `{world, act(block, element, value), suggest(...), get(...),
 * set(...)}`. `label` gives names to elements whose words stand elsewhere.
 */
export function element(el, block, surface, label = {}) {
  const make = MAKERS[el?.type];
  return make ? make(el, block, surface, label) : unknown(el?.type ?? "element without a type");
}

/** Runs one action and shows on its control that it is under way, or why it failed. */
async function perform(control, surface, block, el, value) {
  if (el.confirm && !(await confirmed(el.confirm, surface.world))) return false;
  const home = control.closest(".block") ?? control.parentElement;
  home?.querySelector(":scope > .problem")?.remove();
  control.setAttribute("aria-busy", "true");
  let trouble;
  try {
    trouble = (await surface.act(block, el, value))?.says;
  } catch (error) {
    trouble = error.message;
  }
  control.removeAttribute("aria-busy");
  if (trouble) home?.append(h("div", { class: "problem", role: "alert" }, icon("warn"), trouble));
  return !trouble;
}

function confirmed(confirm, world) {
  const body = h("p", null, words(confirm.text, world));
  return ask({
    title: plain(confirm.title),
    body,
    yes: plain(confirm.confirm),
    no: plain(confirm.deny),
    danger: confirm.style === "danger",
  });
}

/** Keeps a value and, where the block says so, tells the bot at once. */
async function changed(control, surface, block, el, value) {
  surface.set(block, el, value);
  if (block.type !== "input" || block.dispatch_action) await perform(control, surface, block, el, value);
}

const focusKey = (block, el) => `${block.block_id}/${el.action_id}`;

function button(el, block, surface) {
  const props = {
    class: `button ${el.style ?? ""}`,
    "aria-label": el.accessibility_label,
    "data-focus": focusKey(block, el),
    "data-action-id": el.action_id,
  };
  const address = safeAddress(el.url);
  const press = (event) =>
    event.currentTarget.getAttribute("aria-busy") ||
    perform(event.currentTarget, surface, block, el, { type: "button", value: el.value });
  if (address)
    return h(
      "a",
      { ...props, href: address, target: "_blank", rel: "noopener noreferrer", onclick: press },
      plain(el.text),
    );
  return h("button", { type: "button", ...props, onclick: press }, plain(el.text));
}

function overflow(el, block, surface) {
  const items = (anchor) =>
    el.options.map((option) => ({
      label: plain(option.text),
      hint: option.description && plain(option.description),
      choose: () => {
        if (safeAddress(option.url)) window.open(safeAddress(option.url), "_blank", "noopener");
        perform(anchor, surface, block, el, { type: "overflow", selected_option: option });
      },
    }));
  return h(
    "button",
    {
      type: "button",
      class: "button icon-only",
      "aria-label": "More options",
      "aria-haspopup": "menu",
      "data-focus": focusKey(block, el),
      "data-action-id": el.action_id,
      onclick: (event) => openMenu(event.currentTarget, "More options", items(event.currentTarget)),
    },
    icon("more"),
  );
}

function select(el, block, surface, label) {
  const { groups, chosen, toValue, filter, least, most } = selectOptions(el, block, surface);
  if (el.default_to_current_conversation && chosen.length) surface.set(block, el, toValue(chosen));
  const box = combobox({
    ...label,
    label: label.labelledby ? undefined : (label.label ?? plain(el.placeholder)),
    placeholder: plain(el.placeholder),
    multi: el.type.startsWith("multi_"),
    most,
    groups,
    filter,
    least,
    chosen,
    focus: focusKey(block, el),
    onchange: (options) => changed(box, surface, block, el, toValue(options)),
  });
  box.dataset.actionId = el.action_id;
  return box;
}

function ticks(el, block, surface, label) {
  const single = el.type === "radio_buttons";
  const kept =
    surface.get(block, el) ??
    (single ? { selected_option: el.initial_option } : { selected_options: el.initial_options });
  const now = new Set(
    (single ? [kept.selected_option] : (kept.selected_options ?? [])).filter(Boolean).map((one) => one.value),
  );
  const name = `${surface.name ?? "m"}-${focusKey(block, el)}`;
  const box = h("span", {
    class: "ticks",
    role: single ? "radiogroup" : "group",
    "aria-label": label.labelledby ? undefined : (label.label ?? "Options"),
    "aria-labelledby": label.labelledby,
    "aria-describedby": label.describedby,
    "data-action-id": el.action_id,
  });
  const read = () => {
    const on = el.options.filter((option, index) => box.querySelectorAll("input")[index].checked);
    return single ? { type: el.type, selected_option: on[0] ?? null } : { type: el.type, selected_options: on };
  };
  for (const option of el.options) {
    box.append(
      h(
        "label",
        { class: "tick" },
        h("input", {
          type: single ? "radio" : "checkbox",
          name,
          value: option.value,
          checked: now.has(option.value),
          "data-focus": `${focusKey(block, el)}/${option.value}`,
          onchange: () => changed(box, surface, block, el, read()),
        }),
        h(
          "span",
          null,
          h("span", null, words(option.text, surface.world)),
          option.description && h("span", { class: "tick-hint" }, words(option.description, surface.world)),
        ),
      ),
    );
  }
  return box;
}

const input = (el, block, surface, label) =>
  field(el, block, surface, { ...label, focus: focusKey(block, el), changed });

/** An image with its words; when it cannot be fetched (no network), the words take its place. */
export function image(el, className) {
  const alt = el.alt_text ?? "";
  const kept =
    el.slack_file?.id && new URL(`page-files/${encodeURIComponent(el.slack_file.id)}`, document.baseURI).href;
  const address = kept || safeAddress(el.image_url ?? el.slack_file?.url);
  const missing = () =>
    h(
      "span",
      { class: `image-missing ${className}`, role: "img", "aria-label": alt },
      icon("file"),
      h("span", null, alt),
    );
  if (!address) return missing();
  const picture = h("img", {
    class: className,
    alt,
    src: address,
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
  picture.addEventListener("error", () => picture.replaceWith(missing()), { once: true });
  return picture;
}

const MAKERS = {
  button,
  overflow,
  checkboxes: ticks,
  radio_buttons: ticks,
  image: (el) => image(el, "accessory-image"),
  ...Object.fromEntries(
    ["static", "external", "users", "conversations", "channels"].flatMap((kind) => [
      [`${kind}_select`, select],
      [`multi_${kind}_select`, select],
    ]),
  ),
  ...Object.fromEntries(
    [
      "plain_text_input",
      "number_input",
      "email_text_input",
      "url_text_input",
      "rich_text_input",
      "datepicker",
      "timepicker",
      "datetimepicker",
    ].map((type) => [type, input]),
  ),
};
