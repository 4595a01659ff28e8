"""What goes to Slack and what comes from it, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol


class Showable(Protocol):
    """A message: its blocks, and the text that stands for them in notifications and for screen readers."""

    @property
    def blocks(self) -> Sequence[dict[str, Any]]:
        """The blocks, as Slack takes them."""

    @property
    def text(self) -> str:
        """The whole content in words."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, as far as we look at it."""

    id: str
    name: str
    creator: str
    created: int
    is_member: bool
    is_archived: bool

    @classmethod
    def of(cls, raw: dict[str, Any]) -> "Channel":
        """The channel as Slack describes it."""
        return cls(
            id=str(raw["id"]),
            name=str(raw["name"]),
            creator=str(raw.get("creator", "")),
            created=int(raw.get("created", 0)),
            is_member=bool(raw.get("is_member", False)),
            is_archived=bool(raw.get("is_archived", False)),
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of a person. `time_zone` is an IANA name, or None where Slack has none."""

    name: str
    time_zone: str | None
    email: str | None = None
    #: A program, or somebody who left.
    cannot_answer: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A message that somebody wrote, its words as Slack has them. `author` is None for a program's."""

    words: str
    author: str | None
    #: The thread in which it stands, where it is a reply.
    thread_ts: str = ""
    #: When its author last edited it, as Slack writes it; empty where they never did.
    edited_ts: str = ""

    @classmethod
    def of(cls, raw: dict[str, Any]) -> "Said":
        """Return a message as Slack describes it."""
        return cls(
            words=str(raw.get("text") or ""),
            author=raw.get("user") or None,
            thread_ts=str(raw.get("thread_ts") or ""),
            edited_ts=str((raw.get("edited") or {}).get("ts") or ""),
        )


def written_at(ts: str) -> datetime:
    """When a message was written (UTC): Slack names messages by that."""
    seconds, _, micros = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=int(micros or 0))
