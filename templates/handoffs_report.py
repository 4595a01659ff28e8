"""How well command was handed over, in numbers: by region, with how many they stand for, and no names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Final

from models.role import PARTS
from templates.blocks import Block, context, section
from templates.dates import span
from templates.message import Message, message
from templates.text import Mrkdwn, bold, bullet, cut, join, mrkdwn

#: Within how long a handoff in a call, and one in writing, should be answered.
IN_CALL: Final = timedelta(minutes=5)
IN_WRITING: Final = timedelta(minutes=15)
#: In fewer than so many percent anything should be asked that had been answered.
ASKED_AGAIN: Final = 10
#: With fewer than this, a number says more about chance than about anything else.
_FEW: Final = 10
#: As many regions as one message holds.
_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Passed:
    """One handoff of command that was taken."""

    region: str
    in_call: bool
    #: From the offer to the read-back.
    took: timedelta
    parts: int
    #: Whether it was answered before the shift ended; None where nobody knew when that was.
    in_time: bool | None
    questions_before: int
    questions_after: int
    asked_again: int
    #: Whether command passed on within half an hour.
    passed_on: bool
    to_update: timedelta | None


def handoffs_report(passed: Sequence[Passed], days: int) -> Message:
    """What was measured in so many days, for the eyes of whoever asked."""
    period = "the last day" if days == 1 else f"the last {days} days"
    if not passed:
        return message(section(f"No command was handed over in {period}, as far as you may know."))
    regions = sorted({one.region for one in passed}, key=str.casefold)
    blocks: list[Block] = [section(mrkdwn("*Handing over command* in {period}", period=period))]
    if len(regions) > 1:
        blocks.append(_group("Everywhere", passed))
    for region in regions[:_MOST]:
        name = region or ("No region said" if len(regions) > 1 else "Everywhere")
        blocks.append(_group(name, [one for one in passed if one.region == region]))
    if left := len(regions) - _MOST:
        blocks += [context(f"{left} more regions.")] if left > 0 else []
    few = f" Fewer than {_FEW} say little: better talk about each." if len(passed) < _FEW else ""
    blocks.append(
        context(
            f"Drills are not counted, nor is what you may not know of, nor command that somebody took "
            f"by themselves.{few}"
        )
    )
    return message(*blocks)


def _group(name: str, passed: Sequence[Passed]) -> Block:
    title = mrkdwn("{name}, {count}", name=bold(cut(name, 60)), count=_handoffs(len(passed)))
    return section(join("\n", [title, bullet(_lines(passed))]))


def _handoffs(count: int) -> str:
    return "1 handoff" if count == 1 else f"{count} handoffs"


def _lines(passed: Sequence[Passed]) -> Iterator[Mrkdwn]:
    yield from _took("In a call", [one.took for one in passed if one.in_call], IN_CALL)
    yield from _took("In writing", [one.took for one in passed if not one.in_call], IN_WRITING)
    count, again = len(passed), sum(bool(one.asked_again) for one in passed)
    yield mrkdwn(
        "Asked what had been answered: in {again} of {count} ({percent} %; target: under {target} %)",
        again=again,
        count=count,
        percent=round(100 * again / count),
        target=ASKED_AGAIN,
    )
    known = [one.in_time for one in passed if one.in_time is not None]
    if known:
        yield mrkdwn(
            "Answered before the shift ended: {good} of {count}", good=sum(known), count=len(known)
        )
    yield mrkdwn(
        "Told: {parts} of {all} parts, half the time or more",
        parts=int(median(one.parts for one in passed)),
        all=PARTS,
    )
    yield mrkdwn(
        "Questions: {before} before, {after} after; passed on within 30 min: {on}",
        before=sum(one.questions_before for one in passed),
        after=sum(one.questions_after for one in passed),
        on=sum(one.passed_on for one in passed),
    )
    told = [one.to_update for one in passed if one.to_update is not None]
    if told:
        yield mrkdwn(
            "Next update: half within {length}; {none} without one",
            length=_half(told),
            none=count - len(told),
        )


def _took(how: str, lengths: Sequence[timedelta], target: timedelta) -> Iterator[Mrkdwn]:
    if lengths:
        yield mrkdwn(
            "{how}: half within {half}; {good} of {count} under {target}",
            how=how,
            half=_half(lengths),
            good=sum(one < target for one in lengths),
            count=len(lengths),
            target=span(target),
        )


def _half(lengths: Sequence[timedelta]) -> str:
    return span(timedelta(seconds=median(one.total_seconds() for one in lengths)))
