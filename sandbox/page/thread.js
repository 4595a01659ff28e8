// The panel at the right: one thread with its own box to write in.

import { Composer } from "./composer.js";
import { h, iconButton } from "./dom.js";
import { MessageList } from "./messages.js";

export class Thread {
  constructor(page, root) {
    this.page = page;
    this.root = root;
    this.where = h("span", { class: "thread-where" });
    this.messages = new MessageList(page, "Thread", { thread: true });
    this.also = h("input", { type: "checkbox" });
    this.alsoWords = h("span");
    this.composer = new Composer(page, { send: (text) => this.#send(text), commands: false });
    this.composer.root.append(h("label", { class: "tick also-send" }, this.also, this.alsoWords));
    root.append(
      h(
        "header",
        { class: "thread-head" },
        h("h2", null, "Thread"),
        this.where,
        iconButton("close", "Close thread", () => page.openThread(null)),
      ),
      this.messages.room,
      this.composer.root,
    );
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.target.closest("[popover]")) return;
      event.stopPropagation();
      page.openThread(null);
    });
  }

  async #send(text) {
    const broadcast = this.also.checked;
    this.also.checked = false;
    this.messages.follow();
    return this.page.send(text, this.page.open.thread, broadcast);
  }

  draw() {
    const { page } = this;
    const { thread, open } = page.world.view;
    this.root.hidden = !page.open.thread || !thread;
    if (this.root.hidden) return;
    this.where.textContent = page.world.titleOf(open);
    this.alsoWords.textContent = `Also send to ${page.world.titleOf(open)}`;
    this.composer.root.hidden = !open.member || open.archived;
    this.composer.place(`${open.id}/${page.open.thread}`, "Reply in thread");
    this.messages.draw(`thread/${page.open.thread}`, page.threadShown(), { label: "Messages in the thread" });
  }
}
