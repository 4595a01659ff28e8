"""What a person does with the elements of a message, a form or a home, named by block and action."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox import forms, interactions
from sandbox.blocks.whole import elements_of
from sandbox.errors import NotPossible
from sandbox.held import VALUE_OF
from sandbox.people import Outcome, Person
from sandbox.state import Json, Message, View

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

Touch = Callable[["Sandbox", Person, Json], Awaitable[Json | None]]
_TYPED = frozenset(kind for kind, (held, _initial) in VALUE_OF.items() if held == "value")


def trouble(sandbox: "Sandbox", outcome: Outcome) -> Json:
    """Return what the page tells a person whose action the app did not acknowledge."""
    name = sandbox.workspace.app.name
    if outcome.timed_out:
        return {"says": f"{name} did not answer within 3 seconds."}
    if outcome.failed:
        return {"says": f"{name} could not be reached. Is it running and connected?"}
    return {}


def _place(who: Person, where: Json) -> Message | View:
    if view_id := where.get("view"):
        return _view(who, view_id)
    channel = who.core.workspace.channels[where["channel"]]
    seen = [*channel.messages, *who.ephemerals(channel)]
    found = next((message for message in seen if message.ts == where["message"]), None)
    if found is None:
        raise NotPossible("That message is not there any more.")
    return found


def _view(who: Person, view_id: str) -> View:
    view = who.core.workspace.find_view(view_id)
    if view is None or view.user != who.id:
        raise NotPossible("That form is not open any more.")
    return view


def _element(place: Message | View, block_id: str, action_id: str) -> tuple[Json, Json]:
    for block in place.blocks:
        for element, _where in elements_of(block):
            if block["block_id"] == block_id and element.get("action_id") == action_id:
                return block, element
    raise NotPossible("That button or field is not there any more.")


def _keep(place: Message | View, values: Json) -> None:
    """Take over what was typed and chosen, where its field is still there."""
    for block in place.blocks:
        for element, _where in elements_of(block):
            held = values.get(block["block_id"], {}).get(element.get("action_id"))
            if held is not None and element["type"] in VALUE_OF:
                place.chosen[block["block_id"], element["action_id"]] = held


async def _act(sandbox: "Sandbox", who: Person, said: Json) -> Json:
    place = _place(who, said["where"])
    block, element = _element(place, said["block_id"], said["action_id"])
    _keep(place, said["values"])
    held: Json = {} if element["type"] == "button" else said["value"]
    if element["type"] in VALUE_OF:
        place.chosen[block["block_id"], element["action_id"]] = held
    delivery = interactions.block_action(sandbox.core, who.user, place, block, element, held)
    return trouble(sandbox, Outcome(await sandbox.wait.answer(delivery), {}))


async def _suggest(sandbox: "Sandbox", who: Person, said: Json) -> Json:
    place = _place(who, said["where"])
    block, element = _element(place, said["block_id"], said["action_id"])
    query = said["query"]
    delivery = interactions.suggestion(sandbox.core, who.user, place, block, element, query)
    outcome = Outcome(await sandbox.wait.answer(delivery), {})
    if outcome.ack is None:
        raise NotPossible(trouble(sandbox, outcome)["says"])
    offered = outcome.ack.body
    return offered if isinstance(offered, dict) else {"options": []}


async def _submit(sandbox: "Sandbox", who: Person, said: Json) -> None:
    view = _view(who, said["view"])
    _keep(view, said["values"])
    view.errors, view.trouble = _problems(who, view), ""
    sandbox.core.changed()
    if not view.errors:
        await sandbox.wait.answer(interactions.submission(sandbox.core, who.user, view))


def _problems(who: Person, view: View) -> dict[str, str]:
    """Return what the client says beside each field before it sends anything."""
    inputs = [block for block in view.blocks if block["type"] == "input"]
    found = {block["block_id"]: _problem(who, view, block) for block in inputs}
    return {block_id: problem for block_id, problem in found.items() if problem}


def _problem(who: Person, view: View, block: Json) -> str:
    element = block["element"]
    held = view.chosen.get((block["block_id"], element["action_id"]), {})
    alone = {**block, "label": {"type": "plain_text", "text": ""}}
    form = replace(view, content={"blocks": [alone]})
    try:
        if element["type"] in _TYPED and held.get("value"):
            forms.typed_value(element, held["value"])
    except NotPossible as refusal:
        return str(refusal)
    return "".join(forms.problems_of(form, who.core.workspace)).removeprefix(": ")


async def _close_view(_sandbox: "Sandbox", who: Person, said: Json) -> None:
    if (top := who.modal) is not None and top.id == said["view"]:
        interactions.closing(who.core, who.user, top, is_cleared=bool(said["all"]))


TOUCHES: Mapping[str, Touch] = {
    "act": _act,
    "suggest": _suggest,
    "submit": _submit,
    "close_view": _close_view,
}
