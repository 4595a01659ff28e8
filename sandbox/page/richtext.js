// The rich_text block: sections, lists, quotes and preformatted text with their typed parts.

import { h } from "./dom.js";
import { broadcast, channelNode, dateNode, emojiNode, groupNode, linkNode, personNode } from "./mrkdwn.js";

/** The elements of a rich_text block; an unknown one goes to `unknown(type)`. */
export function richText(elements, world, unknown) {
  const part = {
    rich_text_section: (one) => h("div", { class: "text rich" }, runs(one.elements)),
    rich_text_preformatted: (one) =>
      h("pre", { class: "code-block", tabindex: "0" }, h("code", null, runs(one.elements))),
    rich_text_quote: (one) => h("blockquote", null, runs(one.elements)),
    rich_text_list: (one) => list(one, (item) => (part[item.type] ?? ((odd) => unknown(odd.type)))(item)),
  };
  const runs = (inside) => inside.map((one, index) => run(one, world, unknown, index === 0));
  return elements.map((one) => (part[one.type] ?? ((odd) => unknown(odd.type)))(one));
}

function list(block, make) {
  const tag = block.style === "ordered" ? "ol" : "ul";
  const start = block.style === "ordered" && block.offset ? block.offset + 1 : undefined;
  return h(
    tag,
    { class: "rich-list", start, "data-indent": block.indent ?? 0 },
    block.elements.map((one) => h("li", null, make(one))),
  );
}

function run(one, world, unknown, first) {
  const make = {
    text: () => one.text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line])),
    link: () => linkNode(one.url, one.text || one.url),
    user: () => personNode(one.user_id, world),
    usergroup: () => groupNode(one.usergroup_id, world),
    channel: () => channelNode(one.channel_id, world),
    broadcast: () => broadcast(one.range),
    emoji: () => emojiNode(one.name),
    date: () => dateNode(one.timestamp * 1000, one.format, world, { link: one.url, first }),
    color: () => h("code", null, one.value),
  }[one.type];
  if (!make) return unknown(one.type);
  let node = make();
  const style = one.style ?? {};
  if (style.code) node = h("code", null, node);
  if (style.bold) node = h("strong", null, node);
  if (style.italic) node = h("em", null, node);
  if (style.strike) node = h("s", null, node);
  if (style.underline) node = h("u", null, node);
  return node;
}
