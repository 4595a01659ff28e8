// Block Kit blocks as elements; what cannot be shown becomes a red box that names it.

import { h, icon } from "./dom.js";
import { element, image, unknown, words } from "./elements.js";
import { markdown } from "./markdown.js";
import { plain } from "./mrkdwn.js";
import { richText } from "./richtext.js";

let serial = 0;

/** Elements for a list of blocks on one surface. */
export const blocks = (list, surface) => list.map((one) => block(one, surface));

/** One block as an element that carries its `block_id`. */
export function block(one, surface) {
  const make = MAKERS[one?.type];
  const inside = make ? make(one, surface) : unknown(one?.type ?? "block without a type");
  return h("div", { class: `block ${make ? one.type : "odd"}`, "data-block-id": one?.block_id }, inside);
}

function section(one, surface) {
  const text = one.text && h("div", { class: "section-text" }, words(one.text, surface.world));
  const fields =
    one.fields &&
    h(
      "div",
      { class: "section-fields" },
      one.fields.map((cell) => h("div", { class: "section-field" }, words(cell, surface.world))),
    );
  const said = one.text && text.textContent.trim().slice(0, 80);
  const accessory =
    one.accessory &&
    h(
      "div",
      { class: "section-accessory" },
      element(one.accessory, one, surface, { label: said || undefined }),
    );
  return [h("div", { class: "section-main" }, text, fields), accessory];
}

function context(one, surface) {
  return one.elements.map((el) => {
    if (el.type === "image") return image(el, "context-image");
    if (el.type === "mrkdwn" || el.type === "plain_text")
      return h("span", { class: "context-text" }, words(el, surface.world));
    return unknown(el.type);
  });
}

function input(one, surface) {
  const id = `field-${(serial += 1)}`;
  const label = { labelledby: `${id}-label`, describedby: `${id}-hint ${id}-error` };
  return [
    h(
      "div",
      { class: "label", id: `${id}-label` },
      plain(one.label),
      one.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    element(one.element, one, surface, label),
    one.hint && h("div", { class: "hint", id: `${id}-hint` }, plain(one.hint)),
    h("div", { class: "field-error", id: `${id}-error`, role: "alert" }),
  ];
}

function table(one, surface) {
  const [head, ...rest] = one.rows;
  const align = (index) => one.column_settings?.[index]?.align ?? "left";
  const row = (cells, tag) =>
    h(
      "tr",
      null,
      cells.map((cell, index) =>
        h(
          tag,
          { "data-align": align(index), scope: tag === "th" ? "col" : undefined },
          tableCell(cell, surface),
        ),
      ),
    );
  return h(
    "div",
    {
      class: "table-wrap",
      tabindex: "0",
      role: "region",
      "aria-label": one.caption ? plain(one.caption) : "Table",
    },
    h(
      "table",
      null,
      h("thead", null, row(head, "th")),
      h(
        "tbody",
        null,
        rest.map((cells) => row(cells, "td")),
      ),
    ),
  );
}

function tableCell(cell, surface) {
  if (cell.type === "rich_text") return richText(cell.elements, surface.world, unknown);
  if (cell.type === "raw_text" || cell.type === "raw_number") return String(cell.text ?? cell.value ?? "");
  return unknown(cell.type);
}

function imageBlock(one) {
  return h("figure", null, one.title && h("figcaption", null, plain(one.title)), image(one, "block-image"));
}

function alert(one, surface) {
  const level = one.level ?? "default";
  const sign = { warning: "warn", error: "warn", success: "check" }[level] ?? "bolt";
  return h(
    "div",
    {
      class: "alert-box",
      "data-level": level,
      role: level === "error" || level === "warning" ? "alert" : "note",
    },
    icon(sign),
    h("div", null, words(one.text, surface.world)),
  );
}

function contextActions(one, surface) {
  return one.elements.flatMap((el) => {
    if (el.type === "icon_button") return element({ ...el, type: "button" }, one, surface);
    if (el.type === "feedback_buttons")
      return [el.positive_button, el.negative_button].map((half) =>
        element({ ...half, type: "button", action_id: el.action_id }, one, surface),
      );
    return unknown(el.type);
  });
}

const MAKERS = {
  header: (one) => h("div", { class: "header-text", role: "heading", "aria-level": "3" }, plain(one.text)),
  section,
  divider: () => h("hr"),
  context,
  actions: (one, surface) => one.elements.map((el) => element(el, one, surface)),
  image: imageBlock,
  input,
  rich_text: (one, surface) => richText(one.elements, surface.world, unknown),
  markdown: (one) => markdown(one.text),
  table,
  data_table: table,
  alert,
  context_actions: contextActions,
};
