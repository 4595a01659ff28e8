"""The digest at a change of shift, in words: short, and said on a quiet day as well."""

from collections.abc import Iterable, Sequence
from typing import Final

from models.facts import Facts
from models.on_call_sheet import Shift
from models.shift_digest import ShiftDigest
from templates.blocks import Block, context, section
from templates.dates import when
from templates.on_call import person_on_call
from templates.parts import holder_name, room_link
from templates.text import Mrkdwn, bold, bullet, cut, join, mention, mrkdwn
from templates.typed import one_line

#: As many of each kind as one takes in at the start of a shift.
_SHOWN: Final = 5
_WORDS: Final = 150


def digest_blocks(digest: ShiftDigest) -> list[Block]:
    """What is under way; a word that nothing is, where that is so."""
    parts = [
        _part("Open", map(_incident, digest.incidents)),
        _part(
            "Due soon",
            (
                mrkdwn(
                    "{ref}, {at}: {words}",
                    ref=incident.ref,
                    at=when(task.due_at) if task.due_at else Mrkdwn(""),
                    words=cut(one_line(task.words), _WORDS),
                )
                for incident, task in digest.tasks
            ),
        ),
        _part(
            "Offers of command that wait for an answer",
            (
                mrkdwn(
                    "{ref}: {who}, since {at}",
                    ref=incident.ref,
                    who=mention(handoff.offered_to.slack_id),
                    at=when(handoff.offered_at),
                )
                for incident, handoff in digest.handoffs
            ),
        ),
        _part(
            "Reminders put off",
            (
                mrkdwn("{ref}, until {at}", ref=incident.ref, at=when(until))
                for incident, until in digest.put_off
            ),
        ),
        _part("Exceptions to come", map(_exception, digest.exceptions)),
    ]
    shown = [section(part) for part in parts if part]
    nothing = [] if shown else [section("Nothing is open or due where you are on call.")]
    return [*shown, *nothing, *_others(digest)]


def _part(name: str, lines: Iterable[Mrkdwn]) -> Mrkdwn:
    each = list(lines)
    more = len(each) - _SHOWN
    shown: Sequence[Mrkdwn] = [
        *each[:_SHOWN],
        *([mrkdwn("and {more} more", more=more)] if more > 0 else []),
    ]
    return join("\n", [bold(name), bullet(shown)]) if each else Mrkdwn("")


def _incident(facts: Facts) -> Mrkdwn:
    return mrkdwn(
        "{headline} ({severity}) in {room}, led by {who}",
        headline=cut(one_line(facts.incident.headline), _WORDS),
        severity=facts.incident.severity,
        room=room_link(facts),
        who=holder_name(facts.commander),
    )


def _exception(shift: Shift) -> Mrkdwn:
    people = join(" and ", [person_on_call(one) for one in shift.people])
    return mrkdwn(
        "{people}, {start} until {end}",
        people=people or Mrkdwn("nobody"),
        start=when(shift.start),
        end=when(shift.end),
    )


def _others(digest: ShiftDigest) -> list[Block]:
    if not digest.others:
        return []
    words = mrkdwn(
        "{count} elsewhere; `/incident list` shows them.",
        count="1 other incident is open"
        if digest.others == 1
        else f"{digest.others} other incidents are open",
    )
    return [context(words)]
