"""Handing over command as the timeline tells it, and as it is said where people work."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from models.facts import Facts
from models.timeline import EventKind, TimelineEvent
from templates.blocks import Block, actions, paragraphs, section
from templates.dates import when
from templates.parts import hand_over_button, holder_name, who_did
from templates.text import Mrkdwn, join, mention, mrkdwn


def handoff_line(event: TimelineEvent) -> Mrkdwn:
    """What happened to an offer of command, in one sentence."""
    return _LINES[EventKind(event.kind)](event)


def say_handoff(event: TimelineEvent, facts: Facts) -> list[Block]:
    """The same for the people there, with what to do next where somebody else must be asked."""
    words = handoff_line(event)
    match EventKind(event.kind):
        case EventKind.READ_BACK_CORRECTED:
            whom = mrkdwn("{after}: ", after=mention(event.details["receiver"]))
            return paragraphs(whom + words)
        case EventKind.HANDOFF_WITHDRAWN:
            return [section(words + _still(facts))]
        case EventKind.HANDOFF_CHASED if event.details["whom"]:
            return [section(words + _still(facts))]
        case _:
            asks = words + _still(facts) + Mrkdwn(" Whom else could you ask?")
            return [section(asks), actions(hand_over_button(facts))]


def _still(facts: Facts) -> Mrkdwn:
    return mrkdwn(" {commander} still has command.", commander=holder_name(facts.commander))


def _offered(event: TimelineEvent) -> Mrkdwn:
    briefing = event.details.get("briefing")
    return mrkdwn(
        "{who} offered command to {to}{briefing}",
        who=who_did(event),
        to=mention(event.details["to"]),
        briefing=mrkdwn(": {words}", words=briefing) if briefing else Mrkdwn("."),
    )


def _declined(event: TimelineEvent) -> Mrkdwn:
    why = event.details.get("why")
    return mrkdwn(
        "{who} cannot take command now{why}",
        who=who_did(event),
        why=mrkdwn(": {why}", why=why) if why else Mrkdwn("."),
    )


def _withdrawn(event: TimelineEvent) -> Mrkdwn:
    return mrkdwn("{who} took the offer of command back.", who=who_did(event))


def _chased(event: TimelineEvent) -> Mrkdwn:
    whom = event.details["whom"]
    asked = mrkdwn(", so {whom} was asked", whom=join(" and ", map(mention, whom)))
    nor = ", nor has anybody else who was asked" if event.details.get("others", True) else ""
    return mrkdwn(
        "{receiver} has not answered the offer of command{whom}.{late}",
        receiver=mention(event.details["receiver"]),
        whom=asked if whom else Mrkdwn(nor),
        late=" This comes late: Muster was not there." if event.details.get("late") else "",
    )


def _lapsed(event: TimelineEvent) -> Mrkdwn:
    if "receiver" not in event.details:
        return Mrkdwn("The open offer of command lapsed.")
    return mrkdwn(
        "{receiver} cannot answer here any longer, so the offer of command lapsed.",
        receiver=mention(event.details["receiver"]),
    )


def _passed(event: TimelineEvent) -> Mrkdwn:
    before, after = event.details["before"], event.details["after"]
    words = event.details.get("read_back")
    said = mrkdwn(" Read back: “{words}”", words=words) if words else Mrkdwn("")
    if before is None:
        return mrkdwn("{after} has command.", after=mention(after)) + said
    passed = "Command passed from {before} to {after}."
    return mrkdwn(passed, before=mention(before), after=mention(after)) + said


def _corrected(event: TimelineEvent) -> Mrkdwn:
    return mrkdwn(
        "{who} put right what was read back: {words}",
        who=who_did(event),
        words=event.details["words"],
    )


def last_read_back(events: Sequence[TimelineEvent]) -> Mrkdwn | None:
    """How command passed last, where something was read back; of events, the oldest first."""
    for event in reversed(events):
        if event.kind == EventKind.COMMAND_PASSED:
            return (
                mrkdwn("{line} _{at}_", line=_passed(event), at=when(event.at))
                if event.details.get("read_back")
                else None
            )
    return None


_LINES: Final[Mapping[EventKind, Callable[[TimelineEvent], Mrkdwn]]] = {
    EventKind.HANDOFF_OFFERED: _offered,
    EventKind.HANDOFF_DECLINED: _declined,
    EventKind.HANDOFF_WITHDRAWN: _withdrawn,
    EventKind.HANDOFF_CHASED: _chased,
    EventKind.HANDOFF_LAPSED: _lapsed,
    EventKind.COMMAND_PASSED: _passed,
    EventKind.READ_BACK_CORRECTED: _corrected,
}
#: Every kind of event of which `handoff_line` knows how to tell.
HANDED: Final = tuple(_LINES)
