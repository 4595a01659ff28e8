"""`/incident oncall override` and `overrides`: putting somebody else on call for a while."""

from collections.abc import Iterable
from datetime import timedelta

from commands.command import Forms, Presses
from commands.picked import mark_of, moment, schedule_marked
from commands.request import Pressed, Submitted, Typed
from models.on_call_sheet import OnCallPerson
from models.override import MadeOverride
from models.schedule import Schedule
from templates.actions import Action, Field, Form
from templates.blocks import View
from templates.override import (
    EVERYBODY,
    MOST_PEOPLE,
    override_form,
    override_list,
    override_made,
    override_withdrawn,
    override_withdrawn_form,
)
from templates.typed import as_line
from workflows.errors import Refused
from workflows.on_call.asking import one_schedule_meant
from workflows.on_call.covering import Stretch
from workflows.on_call.duty import Duty, duty_in
from workflows.on_call.overriding import (
    coming_overrides,
    make_override,
    named_in,
    withdraw_override,
)
from workflows.on_call.people import known_people, people_in
from workflows.work import Work

#: As many as a message holds well.
_LISTED = 20


async def run(typed: Typed, words: str) -> None:
    """Open the form for one schedule."""
    async with typed.start.preparing(typed.slack_id) as work:
        duty = await duty_in(work.session, typed.organisation.duty, work.now - timedelta(days=1))
        services = typed.start.catalogue.current
        schedule = await one_schedule_meant(work.session, duty, services, typed.slack_id, words)
        people = await _places(work, duty, schedule)
        form = override_form(schedule.name, mark_of(schedule.key), people, work.now)
    await typed.open_form(form)


async def list_them(typed: Typed, _: str) -> None:
    """List what was arranged, with a way to take each back."""
    async with typed.start.preparing(typed.slack_id) as work:
        found = await coming_overrides(work, _LISTED)
        known = await _known(work, found)
    names = {one.key: one.name for one in typed.organisation.duty.schedules}
    await typed.reply(override_list(found, names, known))


async def submit(submitted: Submitted) -> View | None:
    """Write it down, and show it."""
    fields = submitted.fields
    async with submitted.start(submitted.slack_id) as work:
        if not await work.first_time(submitted.receipt):
            return None
        schedule = schedule_marked(work, submitted.about)
        place = fields.get(Field.INSTEAD_OF) or EVERYBODY
        override = await make_override(
            work,
            Stretch(schedule.key, moment(fields[Field.SINCE]), moment(fields[Field.UNTIL])),
            fields[Field.RECEIVER],
            instead_of=None if place == EVERYBODY else _name(schedule, place),
            why=as_line(fields.get(Field.WHY, "")),
        )
        known = await _known(work, [override])
    return override_made(override, schedule.name, known)


async def press_withdraw(pressed: Pressed) -> None:
    """Take it back."""
    async with pressed.start(pressed.slack_id) as work:
        override = await withdraw_override(work, int(pressed.value))
        schedule = work.organisation.duty.schedule(override.schedule)
        known = await _known(work, [override])
    name = schedule.name if schedule else override.schedule
    if pressed.form is None:
        await pressed.say(override_withdrawn(override, name, known))
    else:
        await pressed.form.redraw(override_withdrawn_form(override, name, known))


async def _known(work: Work, overrides: Iterable[MadeOverride]) -> dict[str, OnCallPerson]:
    """Those whom these exceptions name, as they are shown."""
    duty = await duty_in(work.session, work.organisation.duty, work.now)
    names = (name for one in overrides for name in named_in(one))
    return await known_people(work.session, duty, names)


async def _places(work: Work, duty: Duty, schedule: Schedule) -> dict[str, str]:
    """Those whose place can be taken: what they are called, by what is sent for them."""
    people = people_in(schedule)[:MOST_PEOPLE]
    known = await known_people(work.session, duty, people)
    return {mark_of(name): known[name].called for name in people}


def _name(schedule: Schedule, mark: str) -> str:
    for name in people_in(schedule):
        if mark_of(name) == mark:
            return name
    raise Refused(
        "They are no longer in the schedule. Please open the form again.", field=Field.INSTEAD_OF
    )


PRESSES: Presses = {Action.WITHDRAW_OVERRIDE: press_withdraw}
FORMS: Forms = {Form.OVERRIDE: submit}
