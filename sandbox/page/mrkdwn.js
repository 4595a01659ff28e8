// Slack's mrkdwn as elements: styles, code, quotes, hanging lists, mentions, links, dates, emoji.

import { h, safeAddress } from "./dom.js";
import { emojiFor, withEmoji } from "./emoji.js";
import { dateWords } from "./zones.js";

const STYLES = { "*": "strong", _: "em", "~": "s" };
const LIST_LINE = /^(\s*)([•◦▪‣]|-|\d{1,3}[.)])\s+(.*)$/;
const WORD = /[\p{L}\p{N}]/u;

/** Undoes the three entities that Slack's text carries. */
const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** A plain_text object's words: entities undone once, shortcodes as emoji unless it says otherwise. */
export function plain(text) {
  const words = unescape(text?.text ?? "");
  return text?.emoji === false ? words : withEmoji(words);
}

/**
 * Renders `text`. `names` says whether bare @here, @channel and #channel become mentions, as they do in block text
 * that is not verbatim; `links` whether bare addresses become links.
 */
export function mrkdwn(text, world, { names = false, links = true } = {}) {
  const context = { world, names, links };
  const out = document.createDocumentFragment();
  const pieces = String(text ?? "").split(/```\n?([\s\S]*?)\n?```/);
  pieces.forEach((piece, index) => {
    const beforeCode = index < pieces.length - 1 ? piece.replace(/\n$/, "") : piece;
    if (index % 2)
      out.append(h("pre", { class: "code-block", tabindex: "0" }, h("code", null, codeText(piece))));
    else if (beforeCode) out.append(lines(index ? beforeCode.replace(/^\n/, "") : beforeCode, context));
  });
  return out;
}

function lines(text, context) {
  const out = document.createDocumentFragment();
  const all = text.split("\n");
  let run = [];
  const flush = () => {
    if (run.length) out.append(h("span", { class: "text" }, run));
    run = [];
  };
  for (let at = 0; at < all.length; at += 1) {
    const rest = /^(?:&gt;|>){3} ?/.exec(all[at]);
    const quoted = rest ?? /^(?:&gt;|>) ?/.exec(all[at]);
    const item = LIST_LINE.exec(all[at]);
    if (quoted) {
      flush();
      const inside = [all[at].slice(quoted[0].length)];
      while (at + 1 < all.length && (rest || /^(?:&gt;|>)/.test(all[at + 1])))
        inside.push(rest ? all[++at] : all[++at].replace(/^(?:&gt;|>) ?/, ""));
      out.append(h("blockquote", null, lines(inside.join("\n"), context)));
    } else if (item) {
      flush();
      out.append(
        h(
          "div",
          { class: "list-line", "data-depth": Math.min(3, Math.floor(item[1].length / 2)) },
          h("span", { class: "mark" }, item[2]),
          " ",
          h("span", null, inline(item[3], context)),
        ),
      );
    } else if (!all[at]) {
      flush();
      out.append(h("div", { class: "gap" }));
    } else {
      if (run.length) run.push(h("br"));
      run.push(...inline(all[at], context));
    }
  }
  flush();
  return out;
}

/** The nodes of one line. */
function inline(text, context) {
  const out = [];
  let plain = "";
  const flush = () => {
    if (plain) out.push(unescape(plain));
    plain = "";
  };
  for (let at = 0; at < text.length;) {
    const found = special(text, at, context);
    if (found) {
      flush();
      out.push(found.node);
      at += found.length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return out;
}

function special(text, at, context) {
  const letter = text[at];
  const rest = text.slice(at);
  const fresh = at === 0 || !WORD.test(text[at - 1]);
  let match;
  if (letter === "`" && (match = /^`([^`\n]+)`/.exec(rest)))
    return { node: h("code", null, codeText(match[1])), length: match[0].length };
  if (letter === "<" && (match = /^<([^<>\n]+)>/.exec(rest)))
    return { node: token(match[1], context.world, at === 0), length: match[0].length };
  if (letter === ":" && (match = /^:([a-z0-9_+'-]+):(?::skin-tone-\d:)?/.exec(rest)) && emojiFor(match[1]))
    return { node: emojiNode(match[1]), length: match[0].length };
  if (STYLES[letter] && fresh && (match = styled(rest, letter)))
    return { node: h(STYLES[letter], null, inline(match, context)), length: match.length + 2 };
  if (context.links && fresh && (match = /^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)'"]/.exec(rest)))
    return { node: linkNode(unescape(match[0]), unescape(match[0])), length: match[0].length };
  if (context.names && fresh && (match = /^@(here|channel|everyone)\b/.exec(rest)))
    return { node: broadcast(match[1]), length: match[0].length };
  if (context.names && fresh && (match = /^#([\p{L}\p{N}_-]+)/u.exec(rest))) {
    const channel = context.world.channelNamed(match[1]);
    if (channel) return { node: channelNode(channel.id, context.world), length: match[0].length };
  }
  return undefined;
}

/** What stands between two style marks, or undefined when they do not make a pair. */
function styled(text, mark) {
  if (!text[1] || /\s/.test(text[1]) || text[1] === mark) return undefined;
  for (let end = 1; end < text.length; end += 1) {
    if (text[end] === "<") {
      const close = text.indexOf(">", end);
      if (close > 0) end = close;
    } else if (text[end] === mark && !/\s/.test(text[end - 1]) && !(text[end + 1] && WORD.test(text[end + 1])))
      return text.slice(1, end);
  }
  return undefined;
}

/** One `<...>` token: person, channel, group, mass mention, date or link. */
function token(inside, world, first) {
  const bar = inside.indexOf("|");
  const head = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inside.slice(bar + 1));
  if (head.startsWith("@")) return personNode(head.slice(1), world, label);
  if (head.startsWith("#")) return channelNode(head.slice(1), world, label);
  if (head.startsWith("!subteam^")) return groupNode(head.slice(9), world, label);
  if (head.startsWith("!date^")) return dateToken(head, label, world, first);
  if (head.startsWith("!")) return broadcast(head.slice(1).split("^")[0]);
  return linkNode(unescape(head), label || unescape(head));
}

/** A person's name as a mention; "me" is marked so that one sees at once that one is meant. */
export function personNode(id, world, label = "") {
  const name = world.person(id)?.name ?? (label || id);
  return h("span", { class: id === world.me.id ? "mention me" : "mention", "data-user": id }, `@${name}`);
}

/** A channel's name that opens the channel; a channel that the viewer cannot see stays a word. */
export function channelNode(id, world, label = "") {
  const channel = world.channel(id);
  if (!channel) return h("span", { class: "mention" }, label ? `#${label}` : "🔒 private channel");
  return h(
    "a",
    {
      class: "mention",
      href: `?as=${world.me.handle}&channel=${encodeURIComponent(channel.name)}`,
      "data-channel": id,
    },
    world.titleOf(channel),
  );
}

export const groupNode = (id, world, label = "") =>
  h("span", { class: "mention" }, `@${world.group(id)?.handle ?? (label.replace(/^@/, "") || id)}`);

export const broadcast = (range) => h("span", { class: "mention all" }, `@${range}`);

export const emojiNode = (name) =>
  h(
    "span",
    { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` },
    emojiFor(name) ?? `:${name}:`,
  );

/** A link that opens elsewhere; an address that no page should follow stays plain text. */
export function linkNode(address, label) {
  const safe = safeAddress(address);
  return safe
    ? h("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, label)
    : h("span", null, label);
}

/** A moment in the reader's own zone, kept fresh by zones.refreshDates. */
export function dateNode(ms, pattern, world, { link, first }) {
  const words = dateWords(pattern, ms, world.now(), world.zone, first);
  const time = h(
    "time",
    {
      datetime: new Date(ms).toISOString(),
      "data-at": ms,
      "data-pattern": pattern,
      "data-first": first,
      title: new Date(ms).toISOString(),
    },
    words,
  );
  return safeAddress(link)
    ? h("a", { href: safeAddress(link), target: "_blank", rel: "noopener noreferrer" }, time)
    : time;
}

function dateToken(head, fallback, world, first) {
  const [, stamp, pattern, link] = head.split("^");
  const seconds = Number(stamp);
  if (!stamp || !Number.isFinite(seconds) || !pattern) return h("span", null, fallback);
  return dateNode(seconds * 1000, unescape(pattern), world, { link: link && unescape(link), first });
}

function codeText(text) {
  return unescape(
    text.replace(/<([^<>\n]+)>/g, (whole, inside) =>
      /^(https?:|mailto:)/.test(inside) ? inside.split("|").at(-1) : whole,
    ),
  );
}
