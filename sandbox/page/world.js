// The latest view, with look-ups: who is behind an id, which channel, what time it is in the sandbox.

import { h } from "./dom.js";

export class World {
  view = null;
  #received = 0;
  #people = new Map();
  #channels = new Map();
  #groups = new Map();

  /** Takes the newest view over. */
  take(view) {
    this.view = view;
    this.#received = performance.now();
    this.#people = new Map(view.people.map((one) => [one.id, one]));
    this.#channels = new Map(view.channels.map((one) => [one.id, one]));
    this.#groups = new Map(view.groups.map((one) => [one.id, one]));
  }

  get me() {
    return this.view.me;
  }

  get zone() {
    return this.view.me.zone;
  }

  /** The sandbox's present moment in ms; runs on between two views when its clock ticks. */
  now() {
    return this.view.now + (this.view.ticking ? performance.now() - this.#received : 0);
  }

  person(id) {
    return this.#people.get(id);
  }

  channel(id) {
    return this.#channels.get(id);
  }

  group(id) {
    return this.#groups.get(id);
  }

  channelNamed(name) {
    return this.view.channels.find((one) => one.name === name && !one.with);
  }

  /** The name to show for an id; the id itself when nobody has it. */
  nameOf(id) {
    return this.person(id)?.name ?? id;
  }

  /** "#general", "Ben Carter": what a conversation is called for this viewer. */
  titleOf(channel) {
    if (channel.group) return channel.group.map((id) => this.nameOf(id)).join(", ");
    return channel.with ? this.nameOf(channel.with) : `#${channel.name}`;
  }

  get bot() {
    return this.view.people.find((one) => one.bot);
  }
}

/** A square with a person's initials, coloured by id, so that faces are told apart at a glance. */
export function avatar(person, size = "") {
  const name = person?.name ?? "?";
  const words = name.split(/\s+/).filter(Boolean);
  const initials = person?.bot ? "◆" : (words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "");
  let sum = 0;
  for (const letter of person?.id ?? name) sum = (sum * 31 + letter.codePointAt(0)) % 997;
  const tone = person?.bot ? "bot" : person?.id === "USLACKBOT" ? "system" : String(sum % 8);
  return h(
    "span",
    { class: `avatar ${size}`, "data-tone": tone, "aria-hidden": "true" },
    initials.toUpperCase(),
  );
}
