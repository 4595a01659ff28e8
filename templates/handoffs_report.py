"""How well command was handed over, in numbers: by region, with how many they stand for, and no names."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Final

from models.role import PARTS, HandoffWay
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
_WAYS: Final = {
    HandoffWay.OFFERED: "offered",
    HandoffWay.ASKED_FOR: "asked for",
    HandoffWay.TAKEN_OVER: "taken over",
}
#: What is explained where it stands there.
_MEANS: Final = {
    HandoffWay.ASKED_FOR: "Asked for: by whoever took it.",
    HandoffWay.TAKEN_OVER: "Taken over: offered to oneself, so nobody waited or filled in anything.",
}
#: So many are told one by one; of more, the middle is told.
_EACH: Final = 2
#: Command that passes on so soon was handed to somebody who could not keep it.
SOON: Final = timedelta(minutes=30)
#: As many regions as one message holds.
_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Passed:
    """One handoff of command that was taken."""

    #: Where the incident was felt: it is counted in each of them.
    regions: Sequence[str]
    way: HandoffWay
    in_call: bool
    #: From the offer to the read-back, or from the request to the agreement.
    took: timedelta
    parts: int
    #: Whether it was answered before the shift ended; None where nobody knew when that was.
    in_time: bool | None
    questions_before: int
    questions_after: int
    asked_again: int
    #: Whether command passed on before `SOON` was over.
    passed_on: bool
    to_update: timedelta | None


def handoffs_report(passed: Sequence[Passed], days: int) -> Message:
    """What was measured in so many days, for the eyes of whoever asked."""
    period = "the last day" if days == 1 else f"the last {days} days"
    if not passed:
        return message(section(f"No command was handed over in {period}, as far as you may know."))
    return message(
        section(mrkdwn("*Handing over command* in {period}", period=period)),
        *_groups(passed),
        context(_notes(passed)),
    )


def _groups(passed: Sequence[Passed]) -> Iterator[Block]:
    """All of them, then those of each region. One alone is told once, however many regions it has."""
    if len(passed) == 1:
        yield _group(", ".join(passed[0].regions), passed)
        return
    regions = sorted({region for one in passed for region in _counted_in(one)}, key=str.casefold)
    if len(regions) > 1:
        yield _group("Everywhere", passed)
    for region in regions[:_MOST]:
        name = region or ("No region said" if len(regions) > 1 else "")
        yield _group(name, [one for one in passed if region in _counted_in(one)])
    left = len(regions) - _MOST
    if left > 0:
        yield context("1 more region." if left == 1 else f"{left} more regions.")


def _notes(passed: Sequence[Passed]) -> str:
    """What the words above mean, as far as they stand there, and what is not counted."""
    ways = {one.way for one in passed}
    notes = [words for way, words in _MEANS.items() if way in ways]
    notes.append("Drills are not counted, nor is what you may not know of.")
    if len(passed) == 1:
        notes.append("One says little: better talk about it.")
    elif len(passed) < _FEW:
        notes.append(f"Fewer than {_FEW} say little: better talk about each.")
    return " ".join(notes)


def _counted_in(passed: Passed) -> Sequence[str]:
    """The regions under which it stands; an empty name where nobody said any."""
    return passed.regions or ("",)


def _group(name: str, passed: Sequence[Passed]) -> Block:
    named = mrkdwn("{name}, ", name=bold(cut(name, 60))) if name else Mrkdwn("")
    title = named + mrkdwn("{count}", count=_handoffs(passed))
    return section(join("\n", [title, bullet(_lines(passed))]))


def _handoffs(passed: Sequence[Passed]) -> str:
    by_way = Counter(_WAYS[one.way] for one in passed)
    if len(passed) == 1:
        return f"1 handoff ({', '.join(by_way)})"
    if len(by_way) == 1:
        return f"{len(passed)} handoffs (all {', '.join(by_way)})"
    ways = (f"{by_way[name]} {name}" for name in _WAYS.values() if by_way[name])
    return f"{len(passed)} handoffs ({', '.join(ways)})"


def _lines(passed: Sequence[Passed]) -> Iterator[Mrkdwn]:
    offered = [one for one in passed if one.way == HandoffWay.OFFERED]
    asked_for = [one for one in passed if one.way == HandoffWay.ASKED_FOR]
    yield from _took("Answered in a call", [one.took for one in offered if one.in_call], IN_CALL)
    in_writing = [one.took for one in offered if not one.in_call]
    yield from _took("Answered in writing", in_writing, IN_WRITING)
    yield from _took("Agreed to", [one.took for one in asked_for], IN_WRITING)
    yield _asked_again(passed)
    known = [one.in_time for one in passed if one.in_time is not None]
    if known:
        in_time = _how_many(known) if len(passed) == 1 else f"{sum(known)} of {len(known)}"
        yield mrkdwn("Answered before the shift ended: {how_many}", how_many=in_time)
    if offered:
        yield mrkdwn("Parts filled in: {parts}", parts=_parts(offered))
    yield mrkdwn(
        "Questions in the thread: {before} before the answer, {after} after it",
        before=sum(one.questions_before for one in passed),
        after=sum(one.questions_after for one in passed),
    )
    yield mrkdwn(
        "Passed on within {soon}: {how_many}",
        soon=span(SOON),
        how_many=_how_many([one.passed_on for one in passed]),
    )
    told = [one.to_update for one in passed if one.to_update is not None]
    if told:
        without = len(passed) - len(told)
        yield mrkdwn(
            "Next update: after {length}{without}",
            length=_lengths(told),
            without=f"; {without} without one" if without else "",
        )


def _asked_again(passed: Sequence[Passed]) -> Mrkdwn:
    """A share and what it should be only where there are enough to speak of a share."""
    again = [bool(one.asked_again) for one in passed]
    target = ""
    if len(passed) >= _FEW:
        target = f" ({round(100 * sum(again) / len(again))} %; target: under {ASKED_AGAIN} %)"
    return mrkdwn(
        "Asked what had been answered: {how_many}{target}",
        how_many=_how_many(again),
        target=target,
    )


def _how_many(true: Sequence[bool]) -> str:
    if len(true) == 1:
        return "yes" if true[0] else "no"
    return f"{sum(true)} of {len(true)}"


def _parts(offered: Sequence[Passed]) -> str:
    filled = sorted(one.parts for one in offered)
    if len(filled) > _EACH:
        return f"{int(median(filled))} of {PARTS} or more in half of the offers"
    return f"{' and '.join(map(str, filled))} of {PARTS}"


def _took(how: str, lengths: Sequence[timedelta], target: timedelta) -> Iterator[Mrkdwn]:
    if not lengths:
        return
    good = sum(one < target for one in lengths)
    aim = "target: " if len(lengths) == 1 else f"{good} of {len(lengths)} "
    aim += f"under {span(target)}"
    yield mrkdwn("{how}: after {lengths}; {aim}", how=how, lengths=_lengths(lengths), aim=aim)


def _lengths(lengths: Sequence[timedelta]) -> str:
    """One or two as they are; of more, the one in the middle."""
    if len(lengths) <= _EACH:
        return " and ".join(map(span, sorted(lengths)))
    middle = timedelta(seconds=median(one.total_seconds() for one in lengths))
    return f"{span(middle)} or less in half of them"
