"""What the workspace's record tells of one declaration: which calls it took, and until when."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox import Sandbox
from sandbox.journal import Call, Delivery

#: The calls that belong to each declaration, and how many of each.
WANTED = {
    "conversations.create": 1,
    "conversations.invite": 1,
    "conversations.setTopic": 1,
    "chat.postMessage": 3,
    "pins.add": 1,
    "bookmarks.add": 1,
}
#: How long they are waited for, and how often they are looked for: rarely, so that looking costs nothing.
_WITHIN_SECONDS, _LOOK_SECONDS = 60.0, 0.1


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration, from the moment at which it was typed to the answer to its last call."""

    typed: datetime
    #: Everything that was called for this incident, in the order of beginning.
    calls: Sequence[Call]

    @property
    def ready(self) -> float:
        """Milliseconds until everything was in place, by Slack's own answers."""
        return self._until(*self.calls)

    @property
    def gathered(self) -> float:
        """Milliseconds until whoever declared and the card were in the channel; the rest is comfort."""
        invited = [call for call in self.calls if call.method == "conversations.invite"]
        posted = [
            call
            for call in self.calls
            if call.method == "chat.postMessage"
            and call.arguments["channel"] == invited[0].arguments["channel"]
        ]
        return self._until(*invited, *posted)

    @property
    def joined(self) -> float:
        """Milliseconds until whoever declared was in the channel."""
        return self._until(*(call for call in self.calls if call.method == "conversations.invite"))

    @property
    def told(self) -> float:
        """Milliseconds until it was announced and linked, and its declarer told."""
        return self._until(
            *(one for one in self.calls if one.method in {"chat.postMessage", "bookmarks.add"})
        )

    def _until(self, *calls: Call) -> float:
        return (max(map(_end, calls)) - self.typed).total_seconds() * 1000


def declarations(slack: Sandbox, typed: Sequence[Delivery]) -> list[Declaration]:
    """What became of the commands by which incidents were declared, each title different.

    Raises LookupError when one of them did not come to all that belongs to it.
    """
    return [_declaration(slack, delivery) for delivery in typed]


async def all_answered(slack: Sandbox, typed: Sequence[Delivery]) -> None:
    """Wait until as much has been answered as these declarations need, and not only until it is quiet.

    A busy machine is quiet at times before everything is done. Raises TimeoutError after a minute.
    """
    async with asyncio.timeout(_WITHIN_SECONDS):
        while not _are_answered(slack, typed):  # noqa: ASYNC110 -- being told of each call would slow all
            await asyncio.sleep(_LOOK_SECONDS)


def _are_answered(slack: Sandbox, typed: Sequence[Delivery]) -> bool:
    answered = Counter(
        call.method for call in calls_since(slack, typed[0]) if call.finished and call.ok
    )
    return all(answered[method] >= count * len(typed) for method, count in WANTED.items())


def _declaration(slack: Sandbox, delivery: Delivery) -> Declaration:
    title = delivery.payload["text"].removeprefix("declare ")
    calls = slack.journal.calls()
    channel = next(
        (
            call.response["channel"]["id"]
            for call in calls
            if call.method == "conversations.create"
            and call.ok
            and call.response["channel"]["name"].endswith(title.replace(" ", "-"))
        ),
        None,
    )
    if channel is None:
        raise LookupError(f"{title!r} has no channel")
    about = [call for call in calls if call.ok and _is_about(call, channel, title)]
    methods = [call.method for call in about]
    if lacking := {one: n for one, n in WANTED.items() if methods.count(one) != n}:
        raise LookupError(f"{title!r} has {methods}, and should have {lacking}")
    return Declaration(delivery.created, about)


def _is_about(call: Call, channel: str, title: str) -> bool:
    """Whether a call was for this incident: in its channel, or telling of it elsewhere."""
    arguments = call.arguments
    return (
        arguments.get("channel") == channel
        or arguments.get("channel_id") == channel
        or call.response.get("channel", {}) == channel
        or (call.method == "chat.postMessage" and title in str(arguments))
        or (call.method == "conversations.create" and call.response["channel"]["id"] == channel)
    )


def calls_since(slack: Sandbox, delivery: Delivery) -> list[Call]:
    """Every call, answers to the person among them, since a command was typed."""
    return [call for call in slack.journal.calls() if call.started >= delivery.created]


def depth(calls: Sequence[Call]) -> int:
    """How many of the calls, at most, followed one another; an answer to the person takes no time here."""
    found, free = 0, datetime.min.replace(tzinfo=UTC)
    for call in sorted(calls, key=_end):
        if call.started >= free and call.method != "response_url":
            found, free = found + 1, _end(call)
    return found


def _end(call: Call) -> datetime:
    if call.finished is None:
        raise LookupError(f"{call.method} was not answered")
    return call.finished
