// Modals: up to three on a stack, the top one as a dialog; errors stand beside their fields.

import { block } from "./blocks.js";
import { fill, h, icon, iconButton, keyed } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { avatar } from "./world.js";

export class Modals {
  #dialog = null;
  #shown = null;
  #busy = false;
  #mended = new Set();

  constructor(page) {
    this.page = page;
  }

  /** Shows the top of the viewer's stack of views, or nothing. */
  draw(stack) {
    const top = stack.at(-1);
    if (!top) return this.#away();
    if (this.#shown?.id !== top.id) this.#open(top);
    this.#shown = top;
    this.#dialog.dataset.depth = stack.length;
    this.#dialog.querySelector(".modal-back").hidden = stack.length < 2;
    this.#fill(top);
  }

  #away() {
    this.#shown = null;
    this.#busy = false;
    const dialog = this.#dialog;
    this.#dialog = null;
    dialog?.close();
    dialog?.remove();
  }

  #open(view) {
    const old = this.#dialog;
    this.#busy = false;
    this.#mended.clear();
    const form = h(
      "form",
      {
        novalidate: true,
        class: "modal-form",
        onsubmit: (event) => this.#submit(event),
        oninput: (event) => this.#mend(event),
      },
      h(
        "header",
        { class: "modal-head" },
        iconButton("back", "Back", () => this.#close(false), { class: "icon-button modal-back" }),
        h("span", { class: "modal-face" }, avatar(this.page.world.bot, "small")),
        h("h2", { id: `title-${view.id}` }),
        iconButton("close", "Close", () => this.#close(true)),
      ),
      h("div", { class: "modal-note" }),
      h("div", { class: "modal-body", tabindex: "-1" }),
      h("footer", { class: "modal-foot" }),
    );
    this.#dialog = h(
      "dialog",
      {
        class: "modal",
        "aria-labelledby": `title-${view.id}`,
        "data-view": view.id,
        oncancel: (event) => this.#cancel(event),
      },
      form,
    );
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    old?.close();
    old?.remove();
    this.#fill(view);
    this.#dialog.querySelector(".modal-body :is(input, textarea, button:not(.chip)):not([disabled])")?.focus();
    this.#dialog.querySelector("[autofocus]")?.focus();
  }

  #fill(view) {
    const dialog = this.#dialog;
    const surface = this.page.viewSurface(view);
    dialog.querySelector("h2").textContent = plain(view.title);
    keyed(dialog.querySelector(".modal-body"), view.blocks, {
      key: (one) => one.block_id,
      stamp: (one) => JSON.stringify(one),
      make: (one) => block(one, surface),
    });
    this.#foot(view);
    this.#say(view.errors ?? {}, view.trouble);
  }

  #foot(view) {
    const stamp = JSON.stringify([view.submit, view.close, this.#busy]);
    const foot = this.#dialog.querySelector(".modal-foot");
    if (foot.dataset.stamp === stamp) return;
    foot.dataset.stamp = stamp;
    fill(
      foot,
      h(
        "button",
        { type: "button", class: "button", onclick: () => this.#close(false) },
        view.close ? plain(view.close) : view.submit ? "Cancel" : "Close",
      ),
      view.submit &&
        h(
          "button",
          { type: "submit", class: "button primary", "aria-busy": this.#busy ? "true" : undefined },
          plain(view.submit),
        ),
    );
  }

  /** Puts the errors beside their fields; `trouble` is about the whole form. */
  #say(errors, trouble) {
    for (const one of this.#dialog.querySelectorAll(".block.input")) {
      const words = this.#mended.has(one.dataset.blockId) ? "" : (errors[one.dataset.blockId] ?? "");
      const place = one.querySelector(".field-error");
      if (place.textContent !== words) fill(place, words && [icon("warn"), words]);
      one.classList.toggle("wrong", Boolean(words));
      const control = one.querySelector("input, textarea, [role=radiogroup], [role=group]");
      if (words) control?.setAttribute("aria-invalid", "true");
      else control?.removeAttribute("aria-invalid");
    }
    const note = this.#dialog.querySelector(".modal-note");
    if (note.textContent !== (trouble ?? ""))
      fill(note, trouble && h("div", { class: "modal-trouble", role: "alert" }, icon("warn"), trouble));
  }

  /** Takes the complaint off a field that is being changed; the next submission looks at it anew. */
  #mend(event) {
    const field = event.target.closest(".block.wrong");
    if (!field) return;
    this.#mended.add(field.dataset.blockId);
    this.#say(this.#shown.errors, this.#shown.trouble);
  }

  async #submit(event) {
    event.preventDefault();
    if (this.#busy) return;
    const view = this.#shown;
    this.#busy = true;
    this.#mended.clear();
    this.#say({}, "");
    this.#foot(view);
    let trouble;
    try {
      await this.page.submitView(view);
    } catch (error) {
      trouble = error.message;
    }
    if (this.#shown?.id !== view.id) return;
    this.#busy = false;
    this.#fill(this.#shown);
    if (trouble) this.#say({}, trouble);
    const wrong = this.#dialog.querySelector(".block.wrong");
    wrong?.scrollIntoView({ block: "nearest" });
    wrong?.querySelector("input, textarea, button")?.focus();
  }

  #cancel(event) {
    event.preventDefault();
    this.#close(false);
  }

  #close(all) {
    if (this.#shown) this.page.closeView(this.#shown, all);
  }
}
