"""Who is on call, in words: now and next, and the shifts of a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from models.on_call_sheet import OnCallPerson, OnCallSheet, Shift
from templates.blocks import Block, context, paragraphs, section
from templates.dates import clock, when
from templates.message import Message, message
from templates.text import Mrkdwn, bold, bullet, cut, join, mention, mrkdwn

#: As many schedules, or shifts, as one reads through.
SHOWN = 15
#: Shifts of an hour would fill pages.
_LINES = 60
_NAMES = 1000


def on_call_now(sheets: Sequence[OnCallSheet], now: datetime, more: int = 0) -> Message:
    """Who is on call in some schedules, until when, and who is next; `more` are left out."""
    blocks: list[Block] = [section(join("\n\n", [_sheet(one, now) for one in sheets]))]
    hints = [Mrkdwn("`/incident oncall schedule <name>` shows two weeks of one.")]
    if more:
        hints.insert(0, mrkdwn("and {more} more: name the one you want.", more=more))
    return message(*blocks, context(join(" ", hints)))


def no_schedules() -> Message:
    """There are none at all."""
    return message(
        section(
            Mrkdwn(
                "No on-call schedule is set up here. Whoever looks after Muster writes one in ten lines: "
                "`on_call` in the configuration file names where."
            )
        )
    )


def on_call_line(sheet: OnCallSheet) -> Mrkdwn:
    """Who is on call until when and who then, in one line, without the schedule's name."""
    until = mrkdwn(" until {at}", at=when(sheet.until)) if sheet.until else Mrkdwn("")
    then = mrkdwn(", then {people}", people=_names(sheet.then)) if sheet.until else Mrkdwn("")
    return mrkdwn("{people}{until}{then}", people=_names(sheet.people), until=until, then=then)


def which_schedule(names: Sequence[str]) -> Mrkdwn:
    """Ask for one of several schedules."""
    return mrkdwn(
        "Which schedule? Please add its name: {names}.",
        names=cut(" or ".join(names), _NAMES),
    )


def two_weeks(shifts: Sequence[Shift]) -> Message:
    """Who is on call when in one schedule, a shift a line, for whoever does not look at the picture."""
    schedule = shifts[0].schedule
    lines = [
        mrkdwn("{at}: {who}{mark}", at=when(one.start), who=_names(one.people), mark=_mark(one))
        for one in shifts
    ]
    told = mrkdwn("*{name}*, the next two weeks, and who begins when:", name=schedule.name)
    return message(
        *paragraphs(join("\n", [told, *lines[:_LINES]])),
        context(Mrkdwn("As a picture it comes by direct message.")),
    )


def _mark(shift: Shift) -> Mrkdwn:
    """Where the record differs from the schedule, what the schedule says."""
    if shift.instead_of is None:
        return Mrkdwn("")
    return mrkdwn(", as recorded (the schedule says {who})", who=_names(shift.instead_of))


def legend(title: str, people: Mapping[OnCallPerson, int], shifts: Sequence[Shift] = ()) -> Mrkdwn:
    """What stands beside the picture: whose each number is, and what is framed in it."""
    told = [
        mrkdwn("{number} {who}", number=number, who=person_on_call(one))
        for one, number in people.items()
    ]
    lines = [bold(title), join(" · ", told) or Mrkdwn("Nobody is on call.")]
    if any(one.instead_of is not None for one in shifts):
        lines.append(Mrkdwn("Framed: as it was recorded; the schedule says otherwise."))
    return join("\n", lines)


def _span(shift: Shift, now: datetime, ends: datetime) -> Mrkdwn:
    """From when until when; where a shift goes on beyond `ends`, its own end was not looked for."""
    is_whole = shift.end < ends
    if shift.start <= now:
        return mrkdwn("now, until {end}", end=when(shift.end)) if is_whole else Mrkdwn("now")
    if is_whole:
        return mrkdwn("{start} until {end}", start=when(shift.start), end=when(shift.end))
    return mrkdwn("from {start}", start=when(shift.start))


def shift_lines(shifts: Sequence[Shift], now: datetime, ends: datetime) -> Mrkdwn:
    """A person's own shifts until `ends`, one a line; the one that runs comes first."""
    lines = [
        mrkdwn("{name}: {span}", name=bold(one.schedule.name), span=_span(one, now, ends))
        for one in shifts[:SHOWN]
    ]
    if len(shifts) > SHOWN:
        lines.append(mrkdwn("and {more} more", more=len(shifts) - SHOWN))
    return bullet(lines)


def person_on_call(person: OnCallPerson) -> Mrkdwn:
    """Somebody in a schedule, as a mention where Slack knows them."""
    return mention(person.slack_id) if person.slack_id else mrkdwn("{name}", name=person.name)


def _sheet(sheet: OnCallSheet, now: datetime) -> Mrkdwn:
    lines = [bold(sheet.schedule.name)]
    if sheet.people:
        lines += [
            mrkdwn("On call: {who}{hour}", who=person_on_call(one), hour=_hour(one, now))
            for one in sheet.people
        ]
        lines.append(_until(sheet))
    else:
        lines.append(_nobody(sheet))
    return join("\n", lines)


def _hour(person: OnCallPerson, now: datetime) -> str:
    return f" (it is {clock(now, person.zone)})" if person.zone else ""


def _until(sheet: OnCallSheet) -> Mrkdwn:
    if sheet.until is None:
        return Mrkdwn("This does not change.")
    if not sheet.then:
        return mrkdwn("Until {at}, and then *nobody* is.", at=when(sheet.until))
    return mrkdwn("Until {at}, then {then}.", at=when(sheet.until), then=_names(sheet.then))


def _nobody(sheet: OnCallSheet) -> Mrkdwn:
    if sheet.until is None:
        return Mrkdwn("*Nobody* is on call, and nobody will be.")
    return mrkdwn(
        "*Nobody* is on call until {at}, then {then}.",
        at=when(sheet.until),
        then=_names(sheet.then),
    )


def _names(people: Sequence[OnCallPerson]) -> Mrkdwn:
    return join(" and ", [person_on_call(one) for one in people]) or Mrkdwn("nobody")
