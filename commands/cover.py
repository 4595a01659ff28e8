"""`/incident oncall cover`, its form and its buttons: asking others to be on call in one's place."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from commands.command import Forms, Presses
from commands.picked import mark_of, moment, schedule_marked
from commands.request import Pressed, Request, Submitted, Typed
from models.on_call_sheet import Shift
from templates.actions import Action, Field, Form
from templates.blocks import View
from templates.cover import (
    MOST_SHIFTS,
    cover_form,
    cover_sent,
    cover_withdrawn,
    cover_withdrawn_form,
    shift_option,
)
from templates.typed import as_line
from workflows.errors import Refused
from workflows.on_call.asking import own_shifts, shifts_of
from workflows.on_call.covering import (
    Stretch,
    ask_for_cover,
    decline_cover,
    take_cover,
    withdraw_cover,
)
from workflows.on_call.duty import Duty, duty_in, slack_ids
from workflows.on_call.people import names_of
from workflows.people import zone_of
from workflows.work import Work

#: As far ahead as shifts are offered to choose from.
_AHEAD: Final = timedelta(weeks=8)


async def run(typed: Typed, words: str) -> None:
    """Open the form; what was typed becomes the word to the others."""
    await _open_form(typed, as_line(words))


async def press(pressed: Pressed) -> None:
    """Open the form from a button."""
    await _open_form(pressed, "")


async def _open_form(request: Request, why: str) -> None:
    async with request.start.preparing(request.slack_id) as work:
        form = await _form(work, request, why)
    await request.open_form(form)


async def _form(work: Work, request: Request, why: str) -> View:
    duty = await duty_in(work.session, work.organisation.duty, work.now - timedelta(days=1))
    ends = work.now + _AHEAD
    found = await own_shifts(work.session, duty, request.slack_id, work.now, ends)
    # Of a turn of months its first weeks are better than nothing.
    mine = _whole(found, ends) or found
    if not mine:
        raise Refused("You are not on call in the next eight weeks, so there is nothing to cover.")
    zone = zone_of(work.person_acting)
    theirs = await _of_others(work, duty, mine, request.slack_id, ends)
    return cover_form(
        {_value(one): _words(one, zone) for one in mine[:MOST_SHIFTS]},
        {_value(one): _words(one, zone, one.people[0].called) for one in theirs[:MOST_SHIFTS]},
        str(zone),
        why,
    )


async def _of_others(
    work: Work, duty: Duty, mine: Iterable[Shift], slack_id: str, ends: datetime
) -> list[Shift]:
    """Coming shifts of single other people in the same schedules, the earliest first."""
    me = await names_of(work.session, duty, slack_id)
    found: list[Shift] = []
    for schedule in {one.schedule.key: one.schedule for one in mine}.values():
        for shift in await shifts_of(work.session, duty, schedule, work.now, ends):
            begins_later = shift.start > work.now
            if begins_later and len(shift.people) == 1 and shift.people[0].name not in me:
                found.append(shift)
    return sorted(_whole(found, ends), key=lambda shift: shift.start)


def _whole(shifts: Iterable[Shift], ends: datetime) -> list[Shift]:
    """Shifts without the piece of one that goes on beyond what is offered; but of one that lasts all the time."""
    return [one for one in shifts if one.end < ends or one.end - one.start >= _AHEAD]


def _words(shift: Shift, zone: ZoneInfo, who: str = "") -> str:
    start, end = (f"{one.astimezone(zone):%a %d %b %H:%M}" for one in (shift.start, shift.end))
    return shift_option(shift.schedule.name, start, end, who)


def _value(shift: Shift) -> str:
    """A shift in few characters: a schedule's key may be longer than an option's value."""
    return (
        f"{shift.start.timestamp():.0f}-{shift.end.timestamp():.0f}-{mark_of(shift.schedule.key)}"
    )


def _stretch(work: Work, value: str) -> Stretch:
    start, end, mark = value.split("-")
    return Stretch(schedule_marked(work, mark).key, moment(start), moment(end))


async def submit(submitted: Submitted) -> View | None:
    """Ask with what was filled in."""
    fields = submitted.fields
    async with submitted.start(submitted.slack_id) as work:
        if not await work.first_time(submitted.receipt):
            return None
        stretch = _part(_stretch(work, fields[Field.SHIFT]), fields)
        returned = fields.get(Field.IN_RETURN)
        in_return = _stretch(work, returned) if returned else None
        asked: Collection[str] = submitted.chosen(Field.ASKED)
        if in_return is not None and not asked:
            asked = await _holders(work, in_return)
        cover = await ask_for_cover(
            work,
            stretch,
            asked=asked,
            in_return=in_return,
            why=as_line(fields.get(Field.WHY, "")),
        )
    return cover_sent(cover)


def _part(stretch: Stretch, fields: Mapping[str, str]) -> Stretch:
    since, until = fields.get(Field.SINCE), fields.get(Field.UNTIL)
    if since:
        stretch = replace(stretch, starts_at=max(stretch.starts_at, moment(since)))
    if until:
        stretch = replace(stretch, ends_at=min(stretch.ends_at, moment(until)))
    return stretch


async def _holders(work: Work, shift: Stretch) -> Collection[str]:
    """Whose shift it is, by Slack id."""
    duty = await duty_in(work.session, work.organisation.duty, work.now)
    people = duty.who(shift.schedule, shift.starts_at)
    found = (await slack_ids(work.session, duty, people)).values()
    if not found:
        raise Refused(
            "Slack does not know whose shift that is. Please name the person to ask.",
            field=Field.IN_RETURN,
        )
    return tuple(found)


async def press_take(pressed: Pressed) -> None:
    """I'll cover."""
    async with pressed.start(pressed.slack_id) as work:
        await take_cover(work, int(pressed.value))


async def press_decline(pressed: Pressed) -> None:
    """I can't."""
    async with pressed.start(pressed.slack_id) as work:
        await decline_cover(work, int(pressed.value))


async def press_withdraw(pressed: Pressed) -> None:
    """Take it back."""
    async with pressed.start(pressed.slack_id) as work:
        await withdraw_cover(work, int(pressed.value))
    if pressed.form is None:
        await pressed.reply(cover_withdrawn())
    else:
        await pressed.form.redraw(cover_withdrawn_form())


PRESSES: Presses = {
    Action.ASK_FOR_COVER: press,
    Action.TAKE_COVER: press_take,
    Action.DECLINE_COVER: press_decline,
    Action.WITHDRAW_COVER: press_withdraw,
}
FORMS: Forms = {Form.COVER: submit}
