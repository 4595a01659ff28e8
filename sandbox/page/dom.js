// Makes and keeps elements; what people wrote only ever enters the page as text nodes.

const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "htmlFor", "hidden", "open"]);
const stamps = new WeakMap();
const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes, listeners (`onclick: fn`) and children; null and false children vanish. */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  put(element, children);
  return element;
}

/** Appends children of any depth; strings and numbers become text nodes. */
export function put(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** Replaces all that is inside `element`. */
export function fill(element, ...children) {
  element.replaceChildren();
  return put(element, ...children);
}

/** Replaces the inside only when `stamp` differs from the last time. */
export function fillOnce(element, stamp, make) {
  if (stamps.get(element) === stamp) return;
  stamps.set(element, stamp);
  keepingFocus(element, () => fill(element, make()));
}

/**
 * Makes the children of `parent` match `items`: a child stays as it is while its key and its stamp stay, so what
 * is typed, opened or focused in it survives a change elsewhere.
 */
export function keyed(parent, items, { key, stamp, make }) {
  keepingFocus(parent, () => {
    const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
    let at = parent.firstElementChild;
    for (const item of items) {
      const name = String(key(item));
      const mark = stamp(item);
      let child = old.get(name);
      if (!child || stamps.get(child) !== mark) {
        const made = make(item, child);
        made.dataset.key = name;
        stamps.set(made, mark);
        if (child && child !== made) {
          if (child === at) at = made;
          child.replaceWith(made);
        }
        child = made;
      }
      old.delete(name);
      if (child === at) at = at.nextElementSibling;
      else parent.insertBefore(child, at);
    }
    for (const gone of old.values()) gone.remove();
  });
}

/** Runs `change`; when it threw away the focused control, focuses the one that carries the same `data-focus`. */
function keepingFocus(parent, change) {
  const held = document.activeElement;
  const within = held && parent.contains(held) ? held.closest("[data-focus]")?.dataset.focus : undefined;
  change();
  if (within === undefined || document.contains(held)) return;
  const again = [...parent.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === within);
  again?.focus({ preventScroll: true });
}

const PATHS = {
  hash: "M9 4 7 20M17 4l-2 16M4 9h17M3 15h17",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  home: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  reply: "M4 5h16v11H11l-4 4v-4H4z",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9 10v.5M15 10v.5M8 14c1 2 2.400 3 4 3s3-1 4-3",
  more: "M12 6v.01M12 12v.01M12 18v.01",
  pin: "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v6",
  people:
    "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7M3 20c0-4 2.500-6 6-6s6 2 6 6M16 11a3 3 0 1 0-1-5.800M17 14c2.500.3 4 2.200 4 5",
  close: "M6 6l12 12M18 6 6 18",
  back: "M14 6l-6 6 6 6",
  send: "M4 4l17 8-17 8 3-8zM7 12h8",
  bolt: "M13 3 5 14h6l-1 7 8-11h-6z",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3 2",
  menu: "M4 7h16M4 12h16M4 17h16",
  down: "M6 9l6 6 6-6",
  wave: "M3 12h4l3-8 4 16 3-8h4",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  pencil: "M4 20l1-4L16 5l3 3L8 19z",
  plus: "M12 5v14M5 12h14",
  eye: "M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6",
  warn: "M12 4 2.500 20h19zM12 10v4M12 17v.01",
  check: "M5 12.500 10 17l9-10",
};

/** A small line drawing; it says nothing to screen readers, so the control around it carries the label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only a drawing and is called `label`. */
export function iconButton(name, label, onclick, props = {}) {
  return h(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...props },
    icon(name),
  );
}

/** The address when it is one that a page may follow; otherwise undefined. */
export function safeAddress(address) {
  return /^(https?:|mailto:)/i.test(String(address ?? "").trim()) ? String(address).trim() : undefined;
}
