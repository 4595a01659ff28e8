// Faults that one can switch on, to see how the bot takes them.

import { fill, fillOnce, h, iconButton } from "./dom.js";
import { notice } from "./floating.js";

export class FaultForm {
  #kinds = "";
  active = 0;

  constructor(page) {
    this.page = page;
    this.list = h("ul", { class: "fault-list", "aria-label": "Faults that wait for their call" });
    this.form = h("form", { class: "fault-form", onsubmit: (event) => this.#add(event) });
    this.root = h(
      "div",
      { class: "faults", role: "tabpanel", "aria-label": "Faults", hidden: true },
      this.form,
      this.list,
    );
  }

  /** `frame.kinds`: what can go wrong; `frame.methods`: where; `frame.faults`: what is switched on. */
  take({ kinds, methods, faults }) {
    this.active = faults.length;
    const stamp = JSON.stringify([kinds, methods]);
    if (this.#kinds !== stamp) {
      this.#kinds = stamp;
      this.#build(kinds, methods);
    }
    fillOnce(this.list, JSON.stringify(faults), () =>
      faults.length
        ? faults.map((one) =>
            h(
              "li",
              null,
              h("span", null, h("code", null, one.method || "any method"), ` ${one.says}`),
              iconButton("close", `Switch off: ${one.method || "any method"} ${one.says}`, () =>
                this.#remove(one),
              ),
            ),
          )
        : h("li", { class: "faint" }, "No fault is switched on."),
    );
  }

  #build(kinds, methods) {
    const list = h(
      "datalist",
      { id: "fault-methods" },
      methods.map((name) => h("option", { value: name })),
    );
    const kind = h(
      "select",
      { class: "field", name: "kind" },
      kinds.map((one) => h("option", { value: one.kind }, one.says)),
    );
    const amount = h("input", { class: "field", name: "amount", type: "text", autocomplete: "off" });
    const amountLabel = h("label", null, h("span"), amount);
    const adapt = () => {
      const chosen = kinds.find((one) => one.kind === kind.value);
      amountLabel.hidden = !chosen?.takes;
      amountLabel.firstElementChild.textContent = chosen?.takes ?? "";
      amount.value = chosen?.usual ?? "";
    };
    kind.addEventListener("change", adapt);
    fill(
      this.form,
      list,
      h("label", null, h("span", null, "What goes wrong"), kind),
      h(
        "label",
        null,
        h("span", null, "At which method"),
        h("input", {
          class: "field",
          name: "method",
          list: "fault-methods",
          placeholder: "any method",
          autocomplete: "off",
        }),
      ),
      amountLabel,
      h(
        "label",
        { class: "short" },
        h("span", null, "How often"),
        h("input", { class: "field", name: "times", type: "number", min: 1, max: 1000, value: 1 }),
      ),
      h("button", { type: "submit", class: "button primary" }, "Switch on"),
    );
    adapt();
  }

  async #add(event) {
    event.preventDefault();
    const said = Object.fromEntries(new FormData(this.form));
    try {
      await this.page.live.do("add_fault", { ...said, times: Number(said.times) || 1 });
    } catch (error) {
      notice(error.message, "bad");
    }
  }

  #remove(one) {
    this.page.live.do("remove_fault", { fault: one.id }).catch((error) => notice(error.message, "bad"));
  }
}
