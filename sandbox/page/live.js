// The one websocket: sends what the person does, receives what the person sees, reconnects by itself.

const WAITS = [250, 500, 1000, 2000, 4000];

export class Live {
  #socket = null;
  #tries = 0;
  #next = 1;
  #pending = new Map();
  #look = {};

  /** `onView(view)` at each change, `onJournal(part)` for the drawer, `onState("open" | "lost")` for the notice. */
  constructor({ onView, onJournal, onState }) {
    this.onView = onView;
    this.onJournal = onJournal;
    this.onState = onState;
  }

  /** Opens the connection; `look` says who is looking at what, and is said again after each reconnect. */
  start(look) {
    this.#look = look;
    this.#connect();
  }

  /** Looks elsewhere: another channel, thread, tab or person. */
  look(look) {
    this.#look = { ...this.#look, ...look };
    return this.do("look", this.#look);
  }

  /** Sends one action; resolves with the sandbox's answer, rejects with an Error in plain words. */
  do(name, args = {}) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return Promise.reject(new Error("Not connected to the sandbox just now. Please try again in a moment."));
    }
    const id = this.#next++;
    this.#socket.send(JSON.stringify({ id, do: name, with: args }));
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
  }

  #connect() {
    const address = new URL("live", document.baseURI);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#tries = 0;
      this.onState("open");
      this.do("look", this.#look).catch(() => {});
    });
    socket.addEventListener("message", (event) => this.#receive(JSON.parse(event.data)));
    socket.addEventListener("close", () => this.#lost());
  }

  #receive(frame) {
    if (frame.type === "view") this.onView(frame.view);
    else if (frame.type === "journal") this.onJournal(frame);
    else if (frame.type === "answer") {
      const waiting = this.#pending.get(frame.id);
      this.#pending.delete(frame.id);
      if (frame.ok) waiting?.resolve(frame.value);
      else waiting?.reject(new Error(frame.says));
    }
  }

  #lost() {
    this.onState("lost");
    for (const { reject } of this.#pending.values())
      reject(new Error("The connection was lost before the sandbox answered."));
    this.#pending.clear();
    const wait = WAITS[Math.min(this.#tries++, WAITS.length - 1)];
    setTimeout(() => this.#connect(), wait);
  }
}
