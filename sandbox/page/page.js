// What one can do on the page, and what it remembers about where one is; the parts call it and it calls the sandbox.

import { asksFor, picksPeople } from "./asks.js";
import { ask, notice } from "./floating.js";
import { notHere, OWN_COMMANDS, ownCommand } from "./own.js";

export class Page {
  open = { channel: null, thread: null, tab: null };
  drawerOpen = false;
  #values = new Map();
  #notes = [];
  #limit = 150;

  constructor(world, live, draw) {
    this.world = world;
    this.live = live;
    this.draw = draw;
  }

  /** What the sandbox must know about where the viewer is. */
  get look() {
    return { ...this.open, limit: this.#limit, journal: this.drawerOpen };
  }

  /* Where one is */

  goTo(channel, { tab = null, thread = null } = {}) {
    const next = this.world.channel(channel);
    if (!next) return notice("You cannot see that channel.", "bad");
    const bot = next.with && this.world.person(next.with)?.bot;
    this.#limit = 150;
    this.open = {
      channel,
      thread,
      tab: tab ?? (bot ? (next.unread || !this.world.view.app.home ? "messages" : "home") : null),
    };
    this.toggleSide(false);
    return this.#looked();
  }

  openThread(ts, write = false) {
    this.open = { ...this.open, thread: ts };
    return this.#looked().then(() => ts && write && document.querySelector("#thread textarea")?.focus());
  }

  be(person) {
    const here = this.world.channel(this.open.channel);
    this.#notes = [];
    this.open = { channel: null, wanted: here && !here.with ? here.name : null, thread: null, tab: null };
    return this.live.look({ ...this.look, as: person.handle, channel: this.open.wanted }).catch(said);
  }

  showEarlier() {
    this.#limit += 300;
    return this.#looked();
  }

  reveal(one) {
    document.dispatchEvent(new CustomEvent("reveal", { detail: one.ts }));
  }

  /** Opens or closes the side where it is folded away. */
  toggleSide(open = document.getElementById("app").dataset.side !== "open") {
    document.getElementById("app").dataset.side = open ? "open" : "closed";
    if (open) document.querySelector("#side button")?.focus();
  }

  toggleDrawer() {
    this.drawerOpen = !this.drawerOpen;
    this.draw();
    return this.#looked();
  }

  /** The address under which this page opens at a message. */
  linkTo(one) {
    const channel = this.world.channel(one.channel);
    const where = new URLSearchParams({
      as: this.world.me.handle,
      channel: channel?.with ? channel.id : (channel?.name ?? one.channel),
      ...(one.thread ? { thread: one.thread } : {}),
      message: one.ts,
    });
    return `?${where}`;
  }

  #looked() {
    this.#remember();
    return this.live.look(this.look).catch(said);
  }

  #remember() {
    const { me } = this.world;
    const channel = this.world.channel(this.open.channel);
    if (!channel) return;
    const where = new URLSearchParams({
      as: me.handle,
      channel: channel.with ? channel.id : channel.name,
      ...(this.open.thread ? { thread: this.open.thread } : {}),
      ...(this.open.tab ? { tab: this.open.tab } : {}),
    });
    if (`?${where}` !== location.search) history.pushState(null, "", `?${where}`);
  }

  /** Follows what the sandbox opened, since it decides when one asked for nothing or for what is not there. */
  settle(view) {
    if (this.open.channel === view.open.id) return;
    const bot = view.open.with && this.world.person(view.open.with)?.bot;
    this.open = {
      channel: view.open.id,
      thread: this.open.thread,
      tab: this.open.tab ?? (bot && view.app.home ? "home" : null),
    };
    this.#remember();
  }

  /* What one sees */

  messagesShown() {
    const { open } = this.world.view;
    const notes = this.#notes.filter((one) => one.channel === open.id && !one.thread);
    return [...open.messages, ...notes].sort((one, other) => Number(one.ts) - Number(other.ts));
  }

  threadShown() {
    const notes = this.#notes.filter((one) => one.thread === this.open.thread);
    return [...this.world.view.thread, ...notes].sort((one, other) => Number(one.ts) - Number(other.ts));
  }

  #note(text, thread) {
    const ts = (this.world.now() / 1000).toFixed(6);
    this.#notes.push({
      key: `note-${this.#notes.length}`,
      ts,
      channel: this.open.channel,
      thread: thread ?? null,
      author: "USLACKBOT",
      text,
      blocks: [],
      reactions: [],
      ephemeral: `note-${this.#notes.length}`,
    });
    this.draw();
  }

  /* What one does */

  async send(text, thread = null, broadcast = false) {
    const { channel } = this.open;
    try {
      if (text.startsWith("/")) return await this.#command(text, channel, thread);
      await this.live.do("post", { channel, text, thread, broadcast });
      const absent = notHere(text, this.world.view.open, this.world);
      if (absent) this.#note(absent, thread);
    } catch (error) {
      notice(error.message, "bad");
      return false;
    }
    return true;
  }

  async #command(text, channel, thread) {
    const name = text.split(/\s/)[0].toLowerCase();
    const known = this.world.view.commands.some((one) => one.command === name);
    if (OWN_COMMANDS.some((one) => one.command === name)) return this.#own(text, channel, thread);
    if (!known)
      this.#note(
        `\`${name}\` is not a valid command. A message that starts with “/” is read as a command; to send it as words, put a space before the “/”.`,
        thread,
      );
    else if (thread) this.#note(`${name} is not supported in threads. Sorry!`, thread);
    else await this.live.do("command", { channel, text });
    return true;
  }

  async #own(text, channel, thread) {
    const invite = (users) => this.live.do("invite", { channel, users });
    const says = await ownCommand(text, this.world.view.open, this.world, invite);
    if (says) this.#note(says, thread);
    return true;
  }

  react = (one, name, off) => this.#do("react", { channel: one.channel, ts: one.ts, name, off });
  pin = (one, off) => this.#do("pin", { channel: one.channel, ts: one.ts, off });
  remove = (one) => this.#do("delete", { channel: one.channel, ts: one.ts });
  join = (channel) => this.#do("join", { channel: channel.id });
  messageShortcut = (one, shortcut) =>
    this.#do("message_shortcut", { channel: one.channel, ts: one.ts, callback_id: shortcut.callback_id });
  globalShortcut = (shortcut) => this.#do("shortcut", { callback_id: shortcut.callback_id });
  advance = (seconds) => this.#do("advance", { seconds });
  closeView = (view, all) => this.#do("close_view", { view: view.id, all });

  async edit(one) {
    const before = one.shown;
    const changed = await asksFor({
      title: "Edit message",
      label: "Message",
      value: before,
      long: true,
      yes: "Save",
    });
    if (changed?.words && changed.words !== before)
      await this.#do("edit", { channel: one.channel, ts: one.ts, text: changed.words });
  }

  async leave(channel) {
    await this.#do("leave", { channel: channel.id });
  }

  async setTopic(channel) {
    const set = await asksFor({
      title: `Topic of ${this.world.titleOf(channel)}`,
      label: "Topic",
      hint: "Up to 250 characters.",
      value: channel.topic,
      needed: false,
      yes: "Save",
    });
    if (set) await this.#do("topic", { channel: channel.id, topic: set.words });
  }

  async archive(channel) {
    const sure = await ask({
      title: `Archive ${this.world.titleOf(channel)}?`,
      body: "Nobody can write in it any more; its messages stay readable.",
      yes: "Archive",
      no: "Keep it",
      danger: true,
    });
    if (sure) await this.#do("archive", { channel: channel.id });
  }

  async newMessage() {
    const users = await picksPeople(this.world, { title: "New message", yes: "Open", most: 8 });
    if (!users?.length) return;
    const answer = await this.#do("direct", { users });
    if (answer) this.goTo(answer.channel);
  }

  async createChannel() {
    const made = await asksFor({
      title: "New channel",
      label: "Name",
      hint: "Lower case, without spaces, up to 80 characters.",
      box: "Private: only its members see it",
      yes: "Create",
    });
    if (!made) return;
    const answer = await this.#do("create_channel", { name: made.words, private: made.ticked });
    if (answer) this.goTo(answer.channel);
  }

  async addPeople(channel) {
    const users = await picksPeople(this.world, {
      title: `Add people to ${this.world.titleOf(channel)}`,
      yes: "Add",
      without: channel.members,
    });
    if (users?.length) await this.#do("invite", { channel: channel.id, users });
  }

  async dismiss(one) {
    if (one.key.startsWith("note-")) {
      this.#notes = this.#notes.filter((note) => note.key !== one.key);
      this.draw();
    } else await this.#do("dismiss", { channel: one.channel, ts: one.ts });
  }

  async #do(name, args) {
    try {
      const answer = await this.live.do(name, args);
      if (answer?.says) notice(answer.says, "bad");
      return answer;
    } catch (error) {
      notice(error.message, "bad");
      return undefined;
    }
  }

  /* Surfaces: where elements stand, what is chosen in them, whom they tell */

  messageSurface(one) {
    return this.#surface(
      `${one.channel}/${one.ts}/${one.edited ?? ""}`,
      {},
      { channel: one.channel, message: one.ts },
    );
  }

  viewSurface(view) {
    return { ...this.#surface(view.id, view.chosen, { view: view.id }), channel: this.open.channel };
  }

  async submitView(view) {
    return this.live.do("submit", { view: view.id, values: this.#values.get(view.id) ?? {} });
  }

  #surface(name, chosen, where) {
    const kept = () => this.#values.get(name) ?? {};
    return {
      name,
      world: this.world,
      channel: where.channel,
      get: (block, el) => kept()[block.block_id]?.[el.action_id] ?? chosen[block.block_id]?.[el.action_id],
      set: (block, el, value) => {
        const all = kept();
        all[block.block_id] = { ...all[block.block_id], [el.action_id]: value };
        this.#values.set(name, all);
      },
      act: (block, el, value) =>
        this.live.do("act", {
          where,
          block_id: block.block_id,
          action_id: el.action_id,
          value,
          values: where.view ? kept() : {},
        }),
      suggest: (block, el, query) =>
        this.live.do("suggest", { where, block_id: block.block_id, action_id: el.action_id, query }),
    };
  }
}

const said = (error) => notice(error.message, "bad");
