"""One window of the page: whose eyes it sees with, what it was last shown, what it asks for."""

import asyncio
import json
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from sandbox import interactions, rooms
from sandbox.deeds import DEEDS
from sandbox.errors import NotPossible
from sandbox.state import Channel, Json, User
from sandbox.traffic import traffic
from sandbox.view import Look, mark_read, may_see, unread_in, view_of
from sandbox.waiting import WaitedInVain

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

# Changes that come within this many seconds of each other are shown together.
TOGETHER = 0.02


class Window:
    """Talks with one open page: views go out at each change, deeds come in and are answered.

    An answer never overtakes its effect: the view that shows it is sent first.
    """

    def __init__(self, sandbox: "Sandbox", socket: web.WebSocketResponse) -> None:
        self._sandbox = sandbox
        self._core = sandbox.core
        self._socket = socket
        self._look: Look | None = None
        self._changed = asyncio.Event()
        self._sending = asyncio.Lock()
        self._shown = {"view": "", "journal": ""}

    async def talk(self) -> None:
        """Serve the page until it goes away."""
        unwatch = self._core.watch(self._changed.set)
        unsubscribe = self._core.clock.subscribe(lambda _now: self._changed.set())
        try:
            async with asyncio.TaskGroup() as tasks:
                showing = tasks.create_task(self._show_changes())
                async for frame in self._socket:
                    if frame.type is WSMsgType.TEXT:
                        tasks.create_task(self._do(json.loads(frame.data)))
                showing.cancel()
        finally:
            unsubscribe()
            unwatch()

    async def _show_changes(self) -> None:
        while True:
            await self._changed.wait()
            await asyncio.sleep(TOGETHER)
            self._changed.clear()
            await self._show()

    async def _show(self) -> None:
        look = self._look
        if look is None:
            return
        if not may_see(look.channel, look.viewer):
            self._turn(look, _first_channel(self._core.workspace.channels.values(), look.viewer))
        mark_read(look)
        async with self._sending:
            await self._send("view", {"view": view_of(self._core, look)})
            if look.journal:
                await self._send("journal", traffic(self._sandbox))

    async def _send(self, kind: str, content: Json) -> None:
        frame = json.dumps({"type": kind, **content})
        if frame != self._shown[kind]:
            self._shown[kind] = frame
            await self._say(frame)

    async def _say(self, frame: str) -> None:
        # A window that is just being closed hears nothing more; reading from it ends next.
        with suppress(ConnectionResetError):
            await self._socket.send_str(frame)

    async def _do(self, frame: Json) -> None:
        answer: Json = {"type": "answer", "id": frame["id"]}
        try:
            answer |= {"ok": True, "value": await self._deed(frame["do"], frame["with"])}
        except (NotPossible, WaitedInVain) as refusal:
            answer |= {"ok": False, "says": str(refusal)}
        await self._show()
        await self._say(json.dumps(answer))

    async def _deed(self, name: str, said: Json) -> Any:
        if name == "look":
            return self._turn_to(said)
        if self._look is None or name not in DEEDS:
            raise NotPossible(f"The sandbox knows no such deed: {name}.")
        who = self._sandbox.person(self._look.viewer.handle)
        return await DEEDS[name](self._sandbox, who, said)

    def _turn_to(self, said: Json) -> None:
        """Look as the page asks, or at the nearest thing that this person can see."""
        workspace = self._core.workspace
        before = self._look
        viewer = workspace.user_by_handle(str(said.get("as") or ""))
        if viewer is None or viewer.deleted:
            viewer = before.viewer if before else next(workspace.people())
        rooms.open_direct(self._core, self._core.bot, viewer)
        wanted = str(said.get("channel") or "")
        channel = workspace.channels.get(wanted) or workspace.channel_by_name(wanted)
        if channel is None or not may_see(channel, viewer):
            channel = _first_channel(workspace.channels.values(), viewer)
        look = Look(viewer, channel, journal=bool(said.get("journal")))
        look.thread, look.tab = str(said.get("thread") or ""), str(said.get("tab") or "")
        look.limit = int(said.get("limit") or look.limit)
        stays = before is not None and (before.viewer, before.channel) == (viewer, channel)
        if stays and before is not None:
            look.unread_from = before.unread_from
            self._look = look
        else:
            self._turn(look, channel)
        self._tell_home(before)
        self._shown["view"] = ""

    def _turn(self, look: Look, channel: Channel) -> None:
        look.channel = channel
        unread = unread_in(self._core, channel, look.viewer)
        look.unread_from = unread[0].ts if unread else ""
        self._look = look

    def _tell_home(self, before: Look | None) -> None:
        look = self._look
        if look is None or look.channel.kind != "im" or not self._core.has_bot(look.channel):
            return
        tab = "home" if look.tab == "home" else "messages"
        then = (before.viewer, before.channel, before.tab) if before else None
        if then != (look.viewer, look.channel, look.tab):
            interactions.opened_home(self._core, look.viewer, tab)


def _first_channel(channels: Iterable[Channel], viewer: User) -> Channel:
    mine = [one for one in channels if viewer.id in one.members and not one.archived]
    return min(mine, key=lambda one: (not one.is_general, not one.is_room, one.name))
