// Standard markdown for the markdown block: headings, styles, lists, quotes, code, tables, links.

import { h } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { emojiNode, linkNode } from "./mrkdwn.js";

const BULLET = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(\[[ xX]\]\s+)?(.*)$/;

/** Renders a whole markdown text; raw HTML in it stays visible as text. */
export function markdown(text) {
  const out = document.createDocumentFragment();
  const lines = String(text).replaceAll("\r\n", "\n").split("\n");
  for (let at = 0; at < lines.length;) {
    const taken = [fence, heading, rule, table, quote, list, paragraph].reduce(
      (found, one) => found ?? one(lines, at),
      undefined,
    );
    if (taken.node) out.append(taken.node);
    at += taken.lines;
  }
  return out;
}

function fence(lines, at) {
  if (!/^\s*```/.test(lines[at])) return undefined;
  let end = at + 1;
  while (end < lines.length && !/^\s*```\s*$/.test(lines[end])) end += 1;
  return {
    node: h(
      "pre",
      { class: "code-block", tabindex: "0" },
      h("code", null, lines.slice(at + 1, end).join("\n")),
    ),
    lines: end - at + 1,
  };
}

function heading(lines, at) {
  const match = /^(#{1,6})\s+(.*?)\s*#*$/.exec(lines[at]);
  return match
    ? {
        node: h(
          "div",
          { class: `heading h${match[1].length}`, role: "heading", "aria-level": match[1].length + 2 },
          inline(match[2]),
        ),
        lines: 1,
      }
    : undefined;
}

const rule = (lines, at) =>
  /^\s*([-*_])(\s*\1){2,}\s*$/.test(lines[at]) ? { node: h("hr"), lines: 1 } : undefined;

function table(lines, at) {
  if (
    !lines[at].includes("|") ||
    !/^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1] ?? "") ||
    !lines[at + 1].includes("-")
  )
    return undefined;
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) end += 1;
  const row = (line, tag) =>
    h(
      "tr",
      null,
      cells(line).map((cell) => h(tag, null, inline(cell))),
    );
  const body = lines.slice(at + 2, end).map((line) => row(line, "td"));
  return {
    node: h(
      "div",
      { class: "table-wrap", tabindex: "0" },
      h("table", null, h("thead", null, row(lines[at], "th")), h("tbody", null, body)),
    ),
    lines: end - at,
  };
}

const cells = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));

function quote(lines, at) {
  let end = at;
  while (end < lines.length && /^\s*>/.test(lines[end])) end += 1;
  if (end === at) return undefined;
  return {
    node: h(
      "blockquote",
      null,
      markdown(
        lines
          .slice(at, end)
          .map((line) => line.replace(/^\s*> ?/, ""))
          .join("\n"),
      ),
    ),
    lines: end - at,
  };
}

function list(lines, at) {
  const first = BULLET.exec(lines[at]);
  if (!first) return undefined;
  const items = [];
  let end = at;
  for (; end < lines.length; end += 1) {
    const match = BULLET.exec(lines[end]);
    if (match && match[1].length <= first[1].length + 1)
      items.push({ box: match[3], text: match[4], more: [] });
    else if (lines[end].trim() && /^\s{2,}/.test(lines[end])) items.at(-1).more.push(lines[end]);
    else break;
  }
  const start = first[2] && Number(first[2]) !== 1 ? Number(first[2]) : undefined;
  const make = (item) =>
    h(
      "li",
      null,
      item.box && (/x/i.test(item.box) ? "☑ " : "☐ "),
      inline(item.text),
      item.more.length > 0 && markdown(item.more.map((line) => line.replace(/^\s{2,4}/, "")).join("\n")),
    );
  return { node: h(first[2] ? "ol" : "ul", { start }, items.map(make)), lines: end - at };
}

function paragraph(lines, at) {
  let end = at;
  while (
    end < lines.length &&
    lines[end].trim() &&
    (end === at || !/^(\s*```|#{1,6}\s|\s*>|\s*[-*+]\s|\s*\d+[.)]\s)/.test(lines[end]))
  )
    end += 1;
  if (end === at) return { lines: 1 };
  return {
    node: h(
      "p",
      null,
      lines.slice(at, end).flatMap((line, index) => (index ? [h("br"), ...inline(line)] : inline(line))),
    ),
    lines: end - at,
  };
}

const PARTS = [
  [/^`([^`]+)`/, (match) => h("code", null, match[1])],
  [/^!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/, (match) => linkNode(match[2], match[1] || match[2])],
  [/^\[([^\]]+)\]\(([^)\s]+)[^)]*\)/, (match) => linkNode(match[2], match[1])],
  [/^<(https?:[^>\s]+)>/, (match) => linkNode(match[1], match[1])],
  [/^\*\*(?=\S)(.+?)(?<=\S)\*\*/, (match) => h("strong", null, inline(match[1]))],
  [/^__(?=\S)(.+?)(?<=\S)__/, (match) => h("strong", null, inline(match[1]))],
  [/^\*(?=[^\s*])(.+?)(?<=[^\s*])\*/, (match) => h("em", null, inline(match[1]))],
  [/^_(?=[^\s_])(.+?)(?<=[^\s_])_(?![\p{L}\p{N}])/u, (match) => h("em", null, inline(match[1]))],
  [/^~~(?=\S)(.+?)(?<=\S)~~/, (match) => h("s", null, inline(match[1]))],
  [/^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)'"]/, (match) => linkNode(match[0], match[0])],
  [/^:([a-z0-9_+-]+):/, (match) => emojiFor(match[1]) && emojiNode(match[1])],
  [/^\\([\\`*_{}[\]()#+\-.!|~>])/, (match) => match[1]],
];

function inline(text) {
  const out = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    let taken = 0;
    const insideWord = text[at] === "_" && /[\p{L}\p{N}]/u.test(text[at - 1] ?? " ");
    for (const [pattern, make] of insideWord ? [] : PARTS) {
      const match = pattern.exec(rest);
      const node = match && make(match);
      if (!node) continue;
      if (plain) out.push(plain);
      plain = "";
      out.push(node);
      taken = match[0].length;
      break;
    }
    if (!taken) plain += text[at];
    at += taken || 1;
  }
  if (plain) out.push(plain);
  return out;
}
