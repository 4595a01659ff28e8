"""What a person does on the page, done in the workspace; an answer's `says` tells what went wrong."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, get_args

from sandbox import posts
from sandbox.errors import NotPossible
from sandbox.faults import Kind
from sandbox.people import Person
from sandbox.state import Channel, Json, Message
from sandbox.touches import TOUCHES, trouble
from sandbox.traffic import AMOUNTS, detail
from sandbox.view import may_see
from sandbox.waiting import WaitedInVain

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

Deed = Callable[["Sandbox", Person, Json], Awaitable[Json | None]]
_MAX_NAME, _MAX_TOPIC = 80, 250
#: How long a person waits at most for what is planned on the way, and how long it is quiet before each next
#: stop, in seconds of their own time.
_ON_THE_WAY, _AT_A_STOP = 5.0, 0.1


def channel_of(who: Person, said: Json) -> Channel:
    """Return the channel that the page names, if the person may see it."""
    channel = who.core.workspace.channels.get(said["channel"])
    if channel is None or not may_see(channel, who.user):
        raise NotPossible("You cannot see that channel.")
    return channel


def message_of(who: Person, said: Json) -> Message:
    """Return the message that the page names, if the person may see it."""
    channel = channel_of(who, said)
    seen = [*channel.messages, *who.ephemerals(channel)]
    found = next((message for message in seen if message.ts == said["ts"]), None)
    if found is None:
        raise NotPossible("That message is not there any more.")
    return found


async def _post(_sandbox: "Sandbox", who: Person, said: Json) -> None:
    also = bool(said.get("broadcast"))
    await who.posts(said["text"], channel_of(who, said), said.get("thread"), broadcast=also)


async def _command(_sandbox: "Sandbox", who: Person, said: Json) -> None:
    await who.types(said["text"], channel_of(who, said))


async def _edit(_sandbox: "Sandbox", who: Person, said: Json) -> None:
    await who.edits(message_of(who, said), said["text"])


async def _delete(_sandbox: "Sandbox", who: Person, said: Json) -> None:
    await who.deletes(message_of(who, said))


async def _dismiss(sandbox: "Sandbox", who: Person, said: Json) -> None:
    message = message_of(who, said)
    if not message.only_for:
        raise NotPossible("Only a message that nobody else sees can be dismissed.")
    posts.delete(sandbox.core, channel_of(who, said), message)


async def _react(_sandbox: "Sandbox", who: Person, said: Json) -> None:
    do = who.unreacts if said["off"] else who.reacts
    await do(said["name"], message_of(who, said))


async def _pin(_sandbox: "Sandbox", who: Person, said: Json) -> None:
    message = message_of(who, said)
    if channel_of(who, said).is_pinned(message.ts) == bool(said["off"]):
        do = who.unpins if said["off"] else who.pins
        await do(message)


async def _join(_sandbox: "Sandbox", who: Person, said: Json) -> None:
    await who.joins(channel_of(who, said))


async def _leave(_sandbox: "Sandbox", who: Person, said: Json) -> None:
    await who.leaves(channel_of(who, said))


async def _invite(sandbox: "Sandbox", who: Person, said: Json) -> None:
    channel = channel_of(who, said)
    for user_id in said["users"]:
        if user_id not in channel.members:
            await who.invites(sandbox.workspace.users[user_id], channel)


async def _topic(_sandbox: "Sandbox", who: Person, said: Json) -> None:
    if len(said["topic"]) > _MAX_TOPIC:
        raise NotPossible(f"A topic has up to {_MAX_TOPIC} characters.")
    await who.sets_topic(channel_of(who, said), said["topic"])


async def _archive(_sandbox: "Sandbox", who: Person, said: Json) -> None:
    channel = channel_of(who, said)
    if channel.is_general:
        raise NotPossible(f"#{channel.name} cannot be archived.")
    await who.archives(channel)


async def _direct(sandbox: "Sandbox", who: Person, said: Json) -> Json:
    others = [sandbox.workspace.users[user_id] for user_id in said["users"]]
    return {"channel": (await who.opens_direct(*others)).id}


async def _create_channel(sandbox: "Sandbox", who: Person, said: Json) -> Json:
    name = re.sub(r"[^\w-]+", "-", said["name"].strip().lower()).strip("-")
    if not name or len(name) > _MAX_NAME:
        raise NotPossible("A channel's name has 1 to 80 letters, digits, hyphens or underscores.")
    if sandbox.workspace.channel_by_name(name) is not None:
        raise NotPossible(f"There is a channel #{name} already. Please choose another name.")
    return {"channel": (await who.creates(name, private=bool(said["private"]))).id}


async def _shortcut(sandbox: "Sandbox", who: Person, said: Json) -> Json:
    return trouble(sandbox, await who.uses_shortcut(said["callback_id"]))


async def _message_shortcut(sandbox: "Sandbox", who: Person, said: Json) -> Json:
    message = message_of(who, said)
    return trouble(sandbox, await who.uses_message_shortcut(said["callback_id"], message))


async def _advance(sandbox: "Sandbox", _who: Person, said: Json) -> None:
    seconds = said.get("seconds")
    if seconds is not None:
        await _by_way_of_plans(sandbox, sandbox.clock.now() + timedelta(seconds=seconds))
    elif (due := sandbox.core.next_planned()) is not None:
        await sandbox.advance(due - sandbox.clock.now())
    else:
        raise NotPossible("Nothing is planned, so there is no next moment to move to.")


async def _by_way_of_plans(sandbox: "Sandbox", end: datetime) -> None:
    """Move the clock, stopping where something is planned: an app that was always there is never late."""
    loop = asyncio.get_running_loop()
    patience = loop.time() + _ON_THE_WAY
    while (due := sandbox.core.next_planned()) and due < end and loop.time() < patience:
        await sandbox.advance(due - sandbox.clock.now())
        with suppress(WaitedInVain):
            await sandbox.settle(_AT_A_STOP, within=_ON_THE_WAY / 10)
    await sandbox.advance(max(timedelta(), end - sandbox.clock.now()))


async def _detail(sandbox: "Sandbox", _who: Person, said: Json) -> Json:
    return detail(sandbox.core, said["entry"])


async def _add_fault(sandbox: "Sandbox", _who: Person, said: Json) -> None:
    kind: Kind | None = next((one for one in get_args(Kind) if one == said["kind"]), None)
    if kind is None:
        raise NotPossible("The sandbox knows no such fault.")
    more: Json = {}
    if amount := AMOUNTS.get(kind):
        more[amount.name] = amount.read(said.get("amount", ""))
    sandbox.faults.add(method=said["method"] or "*", kind=kind, times=said["times"], **more)
    sandbox.core.changed()


async def _remove_fault(sandbox: "Sandbox", _who: Person, said: Json) -> None:
    left = [fault for fault in sandbox.faults.standing if str(id(fault)) != said["fault"]]
    sandbox.faults.standing = left
    sandbox.core.changed()


DEEDS: Mapping[str, Deed] = {
    "post": _post,
    "command": _command,
    "edit": _edit,
    "delete": _delete,
    "dismiss": _dismiss,
    "react": _react,
    "pin": _pin,
    "join": _join,
    "leave": _leave,
    "invite": _invite,
    "topic": _topic,
    "archive": _archive,
    "direct": _direct,
    "create_channel": _create_channel,
    "shortcut": _shortcut,
    "message_shortcut": _message_shortcut,
    "advance": _advance,
    "detail": _detail,
    "add_fault": _add_fault,
    "remove_fault": _remove_fault,
    **TOUCHES,
}
