"""`/incident snooze`, and the menu beneath each reminder: putting reminders off, with a reason."""

from datetime import datetime, time, timedelta

from pydantic_core import PydanticCustomError

from commands.command import SLASH, Command, Forms, Presses
from commands.here import incident_id_meant, words_of
from commands.request import Pressed, Request, Submitted, Typed
from models.local_time import instant
from models.timeline import Reminder
from models.timespan import as_timespan
from templates.actions import Action, Field, Form, chosen
from templates.snooze import TOMORROW, snooze_form
from templates.typed import as_line, visible
from workflows.errors import Refused
from workflows.facts import any_incident
from workflows.people import zone_of
from workflows.snooze import LONGEST, snooze, wake
from workflows.work import Work

_USUALLY = "30m"
_OFF = frozenset({"off", "end", "stop"})
_MORNING = time(9)
#: `1 h 30 min` are four words.
_LONGEST = 4


async def run(typed: Typed) -> None:
    """Put all reminders off when it is said for how long and why; otherwise the form asks."""
    line = as_line(words_of(typed))
    length, why = _length_and_reason(line)
    is_off = line.casefold() in _OFF
    if not is_off and not (length and why):
        async with typed.start.preparing(typed.slack_id) as work:
            incident = await any_incident(work, await incident_id_meant(work, typed))
        await typed.open_form(snooze_form(incident, (), length or _USUALLY, why))
        return
    async with typed.start(typed.slack_id) as work:
        incident = await any_incident(work, await incident_id_meant(work, typed))
        if is_off:
            await wake(work, incident)
        else:
            await snooze(work, incident, (), _until(work, length), why)


def _length_and_reason(line: str) -> tuple[str, str]:
    """`1h 30m the vendor looks` is an hour and a half, and why. Only what is sure counts as a time."""
    words = line.removeprefix("for ").split()
    for taken in range(min(_LONGEST, len(words)), 0, -1):
        said = " ".join(words[:taken])
        if said.casefold() == TOMORROW or _timespan(said) is not None:
            return said.lower(), visible(" ".join(words[taken:]))
    return "", line


def _timespan(said: str) -> timedelta | None:
    try:
        return as_timespan(said)
    except PydanticCustomError:
        return None


def _until(work: Work, length: str) -> datetime:
    """The moment (UTC) that is meant, on the clock of whoever acts."""
    if length == TOMORROW:
        zone = zone_of(work.person_acting)
        today = work.now.astimezone(zone).date()
        return instant(today + timedelta(days=1), _MORNING, zone)
    wish = _timespan(length)
    if wish is None:
        raise Refused(
            f"“{length}” is no length of time. Please write it like `{SLASH} snooze 30m`.",
            field=Field.UNTIL,
        )
    return work.now + min(wish, LONGEST * 2)  # Whatever is too long is refused where it is decided.


async def choose(pressed: Pressed) -> None:
    """Ask why, with the time chosen beneath a reminder, or a day by *Still working on it*."""
    incident_id, rest = chosen(pressed.value)
    of, _, length = rest.partition(":")
    await _open_form(pressed, incident_id, of, length)


async def _open_form(request: Request, incident_id: int, of: str, length: str) -> None:
    async with request.start.preparing(request.slack_id) as work:
        incident = await any_incident(work, incident_id)
    await request.open_form(snooze_form(incident, _reminders(of), length))


def _reminders(of: str) -> list[Reminder]:
    return [Reminder(one) for one in of.split("+") if one]


async def submit(submitted: Submitted) -> None:
    """Put off what the form is about."""
    incident_id, of = chosen(submitted.about)
    async with submitted.start(submitted.slack_id) as work:
        if await work.first_time(submitted.receipt):
            incident = await any_incident(work, incident_id)
            why = as_line(submitted.fields.get(Field.WHY, ""))
            until = _until(work, submitted.fields.get(Field.UNTIL, ""))
            await snooze(work, incident, _reminders(of), until, why)


COMMAND = Command(
    name="snooze",
    usage="[30m | tomorrow | off] [why]",
    help="Put this incident's reminders off for a while, with a reason",
    aliases=("quiet",),
    run=run,
)
PRESSES: Presses = {Action.SNOOZE: choose, Action.STILL_WORKING: choose}
FORMS: Forms = {Form.SNOOZE: submit}
