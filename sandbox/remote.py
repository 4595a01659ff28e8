"""The people's interface over HTTP, for programs beside the sandbox: one POST for one deed."""

import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.describe import message_json, view_json
from sandbox.errors import NotPossible
from sandbox.people import Outcome, Person
from sandbox.state import Channel, Json, Message, View
from sandbox.waiting import WaitedInVain

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

# Methods of `Person` that another process may call under the same names and arguments.
_DEEDS = frozenset(
    {
        "types",
        "types_for_form",
        "posts",
        "edits",
        "deletes",
        "reacts",
        "unreacts",
        "pins",
        "unpins",
        "presses",
        "chooses",
        "looks_for",
        "fills",
        "submits",
        "closes",
        "uses_shortcut",
        "uses_message_shortcut",
        "opens_home",
        "creates",
        "joins",
        "leaves",
        "invites",
        "removes",
        "archives",
        "renames",
        "sets_topic",
    }
)

Deed = Callable[["Sandbox", Json], Awaitable[Any]]


def routes(sandbox: "Sandbox") -> list[web.AbstractRouteDef]:
    """Return the addresses: `/people/HANDLE/DEED` and `/control/DEED`."""

    async def person(request: web.Request) -> web.Response:
        who, name = request.match_info["handle"], request.match_info["deed"]

        async def act(said: Json) -> Any:
            return await _act(sandbox, sandbox.person(who), name, said)

        return await _answered(sandbox, request, act)

    async def control(request: web.Request) -> web.Response:
        name = request.match_info["deed"]

        async def act(said: Json) -> Any:
            if name not in _CONTROLS:
                raise web.HTTPNotFound(text=f"There is {', '.join(_CONTROLS)}; not {name}.")
            return await _CONTROLS[name](sandbox, said)

        return await _answered(sandbox, request, act)

    return [
        web.post("/people/{handle}/{deed}", person),
        web.post("/control/{deed}", control),
    ]


async def _answered(
    sandbox: "Sandbox", request: web.Request, act: Callable[[Json], Awaitable[Any]]
) -> web.Response:
    """Answer `ok` with what came of it, or 409 with why it could not be done."""
    # A page of another site cannot send JSON here without asking, and nobody answers its question.
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Please send the arguments as a JSON object.")
    try:
        value = await act(dict(json.loads(await request.text() or "{}")))
    except (NotPossible, WaitedInVain) as refusal:
        return web.json_response({"ok": False, "says": str(refusal)}, status=409)
    except (TypeError, ValueError, KeyError) as mistake:
        return web.json_response({"ok": False, "says": f"Not understood: {mistake}"}, status=400)
    return web.json_response({"ok": True, "value": _told(sandbox, value)})


async def _act(sandbox: "Sandbox", who: Person, name: str, said: Json) -> Any:
    if name not in _DEEDS:
        raise web.HTTPNotFound(text=f"People do {', '.join(sorted(_DEEDS))}; not {name}.")
    do = getattr(who, name)
    given = {key: _meant(sandbox, key, value) for key, value in said.items()}
    inspect.signature(do).bind(**given)
    return await do(**given)


def _meant(sandbox: "Sandbox", name: str, value: Any) -> Any:
    """Return the message or the person that an argument names; everything else means itself."""
    if name == "message" or (name == "thread" and isinstance(value, dict)):
        posts = sandbox.channel(value["channel"])
        found = [m for m in [*posts.messages, *posts.ephemerals] if m.ts == value["ts"]]
        if not found:
            raise NotPossible(f"There is no message {value['ts']} in {value['channel']}.")
        return found[0]
    if name == "who":
        return sandbox.bot if value == sandbox.bot.handle else sandbox.person(value)
    return value


def _told(sandbox: "Sandbox", value: Any) -> Any:
    """Return what a deed gave as JSON."""
    workspace = sandbox.workspace
    match value:
        case Outcome():
            ack = value.ack
            return {
                "acknowledged": ack is not None,
                "timed_out": value.timed_out,
                "status": ack.status if ack else None,
                "text": ack.text if ack else "",
                "errors": value.errors,
            }
        case Message():
            place = workspace.channels[value.channel]
            about = message_json(value, place, workspace, with_metadata=True)
            return {**about, "channel": value.channel, "shown": value.shown}
        case Channel():
            return {"id": value.id, "name": value.name, "members": value.members}
        case View():
            return view_json(value, workspace)
    return value


async def _settle(sandbox: "Sandbox", _said: Json) -> None:
    await sandbox.settle()


async def _advance(sandbox: "Sandbox", said: Json) -> str:
    await sandbox.advance(timedelta(seconds=float(said["seconds"])))
    return sandbox.clock.now().isoformat()


async def _wait_message(sandbox: "Sandbox", said: Json) -> Message:
    return await sandbox.wait.message(**said)


async def _wait_channel(sandbox: "Sandbox", said: Json) -> Channel:
    return await sandbox.wait.channel(**said)


async def _wait_modal(sandbox: "Sandbox", said: Json) -> View:
    return await sandbox.wait.modal(sandbox.person(said["person"]), said.get("title", ""))


async def _wait_ephemeral(sandbox: "Sandbox", said: Json) -> Message:
    return await sandbox.wait.ephemeral(sandbox.person(said["person"]), said.get("text", ""))


async def _wait_home(sandbox: "Sandbox", said: Json) -> View:
    return await sandbox.wait.home(sandbox.person(said["person"]), said.get("text", ""))


async def _fault(sandbox: "Sandbox", said: Json) -> None:
    if said.get("kind") == "meanwhile":
        raise NotPossible("`meanwhile` runs a function, which cannot be sent.")
    sandbox.faults.add(**said)


async def _trick(sandbox: "Sandbox", said: Json) -> None:
    sandbox.tricks.add(**said)


async def _clear(sandbox: "Sandbox", _said: Json) -> None:
    sandbox.faults.clear()
    sandbox.tricks.clear()


async def _sockets(sandbox: "Sandbox", said: Json) -> None:
    match said["do"]:
        case "drop":
            sandbox.sockets.drop()
        case "go_deaf":
            sandbox.sockets.go_deaf()
        case "warning" | "refresh_requested" | "link_disabled" as reason:
            await sandbox.sockets.say_goodbye(reason)
        case other:
            raise NotPossible(f"Connections do not {other!r}.")


async def _revoke(sandbox: "Sandbox", said: Json) -> None:
    sandbox.core.installs.end(said.get("error", "token_revoked"))


async def _verify_url(sandbox: "Sandbox", _said: Json) -> bool:
    if sandbox.pushes is None:
        raise NotPossible("Only HTTP mode has an address to verify.")
    return await sandbox.pushes.verify_url()


async def _journal(sandbox: "Sandbox", _said: Json) -> Json:
    journal = sandbox.journal
    return {
        "calls": [
            {
                "method": call.method,
                "arguments": call.arguments,
                "status": call.status,
                "response": call.response,
                "fault": call.fault,
            }
            for call in journal.calls()
        ],
        "deliveries": [
            {"about": sent.about, "kind": sent.kind, "outcome": sent.outcome}
            for sent in journal.deliveries()
        ],
        "violations": [str(one) for one in journal.violations],
    }


_CONTROLS: Mapping[str, Deed] = {
    "settle": _settle,
    "advance": _advance,
    "wait_message": _wait_message,
    "wait_channel": _wait_channel,
    "wait_modal": _wait_modal,
    "wait_ephemeral": _wait_ephemeral,
    "wait_home": _wait_home,
    "fault": _fault,
    "trick": _trick,
    "clear": _clear,
    "sockets": _sockets,
    "revoke": _revoke,
    "verify_url": _verify_url,
    "journal": _journal,
}
