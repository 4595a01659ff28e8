"""What the workspace's record tells of one declaration: which calls it took, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox import Sandbox
from sandbox.journal import Call, Delivery


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
    def joined(self) -> float:
        """Milliseconds until whoever declared was in the channel."""
        return self._until(*(call for call in self.calls if call.method == "conversations.invite"))

    def _until(self, *calls: Call) -> float:
        return (max(map(_end, calls)) - self.typed).total_seconds() * 1000


def declarations(slack: Sandbox, typed: Sequence[Delivery]) -> list[Declaration]:
    """What became of the commands by which incidents were declared, each title different.

    Raises LookupError when one of them did not come to all that belongs to it.
    """
    return [_declaration(slack, delivery) for delivery in typed]


def _declaration(slack: Sandbox, delivery: Delivery) -> Declaration:
    title = delivery.payload["text"].removeprefix("declare ")
    calls = slack.journal.calls()
    channel = next(
        call.response["channel"]["id"]
        for call in calls
        if call.method == "conversations.create"
        and call.ok
        and call.response["channel"]["name"].endswith(title.replace(" ", "-"))
    )
    about = [call for call in calls if _is_about(call, channel, title)]
    methods = [call.method for call in about]
    wanted = {
        "conversations.create": 1,
        "conversations.invite": 1,
        "conversations.setTopic": 1,
        "chat.postMessage": 3,
        "pins.add": 1,
        "bookmarks.add": 1,
    }
    if lacking := {one: n for one, n in wanted.items() if methods.count(one) != n}:
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
