// Starts the page: joins the connection, the view and the parts, and draws them at each change.

import { Conversation } from "./conversation.js";
import { Drawer } from "./drawer.js";
import { Live } from "./live.js";
import { authorOf } from "./message.js";
import { Modals } from "./modal.js";
import { Page } from "./page.js";
import { Side } from "./side.js";
import { Thread } from "./thread.js";
import { Top } from "./top.js";
import { World } from "./world.js";
import { dayOf, refreshDates } from "./zones.js";

const at = (id) => document.getElementById(id);
const world = new World();
const live = new Live({ onView: see, onJournal: (frame) => parts?.drawer.take(frame), onState: tell });
const page = new Page(world, live, draw);
let parts;
let heard = { where: "", latest: 0 };
let wantedMessage = new URLSearchParams(location.search).get("message");
let minute = "";
let pressed = false;
let waiting = null;

/** A view that comes while something is pressed waits: drawn at once, it could take the button from under the hand. */
function see(view) {
  if (pressed) waiting = view;
  else take(view);
}

function letGo() {
  pressed = false;
  // What was pressed hears of it first.
  setTimeout(() => {
    if (pressed || !waiting) return;
    const view = waiting;
    waiting = null;
    take(view);
  });
}

function take(view) {
  world.take(view);
  parts ??= {
    top: new Top(page, at("top")),
    side: new Side(page, at("side")),
    conversation: new Conversation(page, at("main")),
    thread: new Thread(page, at("thread")),
    drawer: new Drawer(page, at("drawer")),
    modals: new Modals(page),
  };
  page.settle(view);
  at("app").dataset.state = "ready";
  draw();
  announce(view);
  if (wantedMessage) reveal(wantedMessage);
  wantedMessage = null;
}

function draw() {
  if (!world.view) return;
  const { view } = world;
  at("app").dataset.thread = page.open.thread ? "open" : "closed";
  at("app").dataset.drawer = page.drawerOpen ? "open" : "closed";
  parts.top.draw();
  parts.side.draw();
  parts.conversation.draw();
  parts.thread.draw();
  parts.drawer.draw();
  parts.modals.draw(view.modals);
  const unread = view.channels.reduce((sum, one) => sum + one.unread, 0);
  document.title = `${unread ? "• " : ""}${world.titleOf(view.open)} · ${view.me.name} · ${view.workspace.name}`;
  tick();
}

/** Says to screen readers what others have just written in the open conversation. */
function announce(view) {
  const where = `${view.me.id}/${view.open.id}`;
  const all = [...view.open.messages, ...(view.thread ?? [])];
  const latest = Math.max(0, ...all.map((one) => Number(one.ts)));
  if (heard.where === where) {
    const fresh = all.filter((one) => Number(one.ts) > heard.latest && one.author !== view.me.id);
    if (fresh.length)
      at("announce").textContent = fresh
        .map((one) => `${authorOf(one, world).name}: ${one.shown}`)
        .join(". ")
        .slice(0, 400);
  }
  heard = { where, latest };
}

function reveal(ts) {
  const list =
    page.open.thread && parts.thread.messages.list.querySelector(`[data-ts="${CSS.escape(ts)}"]`)
      ? parts.thread
      : parts.conversation;
  list.messages.reveal(ts);
}

function tell(state) {
  at("app").dataset.connection = state;
  at("lost").hidden = state === "open";
  at("lost").textContent = state === "open" ? "" : "The connection to the sandbox is lost. Trying again…";
}

/** Keeps the shown times running; dates in texts change only with the minute. */
function tick() {
  if (!world.view) return;
  parts.top.tick();
  const now = `${world.zone}/${Math.floor(world.now() / 60000)}/${dayOf(world.now(), world.zone)}`;
  if (now === minute) return;
  minute = now;
  refreshDates(document, world.now(), world.zone);
}

function wanted() {
  const said = new URLSearchParams(location.search);
  return { as: said.get("as"), channel: said.get("channel"), thread: said.get("thread"), tab: said.get("tab") };
}

document.addEventListener("reveal", (event) => reveal(event.detail));
document.addEventListener("click", (event) => {
  if (at("app").dataset.side === "open" && event.target.closest("#main, #thread")) page.toggleSide(false);
  const link = event.target.closest("a[data-channel]");
  if (!link || event.metaKey || event.ctrlKey || event.button) return;
  event.preventDefault();
  page.goTo(link.dataset.channel);
});
addEventListener("pointerdown", () => (pressed = true), true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, letGo, true);
addEventListener("blur", letGo);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && at("app").dataset.side === "open") page.toggleSide(false);
});
window.addEventListener("popstate", () => {
  const { as, channel, thread, tab } = wanted();
  page.open = { channel: null, thread, tab };
  live.look({ ...page.look, as, channel }).catch(() => {});
});
setInterval(tick, 1000);
const { as, channel, thread, tab } = wanted();
page.open = { channel: null, thread, tab };
live.start({ ...page.look, as, channel });
