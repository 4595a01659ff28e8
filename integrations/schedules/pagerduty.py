"""PagerDuty's schedules, as its API gives them: those of layers here, those of shifts beside it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from integrations.schedules import pagerduty_shifts
from integrations.schedules.dated import Dated, laid_out
from integrations.schedules.reading import SOMEBODY_UNKNOWN, Reading
from integrations.schedules.values import (
    Fields,
    after,
    clock,
    each,
    fields,
    instant,
    items,
    moment,
    number,
    text,
    turn_of,
    unwrapped,
)
from models.catalogue_records import Weight
from models.on_call_parts import DAYS, Turn
from models.schedule import Hours, Layer, Override, Schedule

_A_DAY: Final = 86_400
_A_WEEK: Final = 7 * _A_DAY
#: As the API gives them, strongest first, and as Terraform writes them down, strongest last.
_STRONGEST_LAST: Final = "layer"
_LAYERS: Final = ("schedule_layers", "layers", _STRONGEST_LAST)
_EXCEPTIONS: Final = ("overrides", "custom_shifts")
_WHOSE: Final = (
    "There are overrides of which nothing says whose they are. Put each schedule into a file of "
    "its own, with its overrides."
)
_UNEVEN: Final = (
    "and here they last whole minutes, and an hour at least. Write a layer for it by hand."
)
_NOTHING_IN_IT: Final = (
    "It has neither layers nor rotations: ask for each schedule by its id, not for the list."
)


def recognises(value: object) -> bool:
    """Whether this is an export of PagerDuty's."""
    return any(_is_whole(one) for one in unwrapped(value))


def take(value: object, reading: Reading) -> Iterator[Schedule]:
    """Make our schedules."""
    reading.people_of(value)
    parts = list(unwrapped(value))
    whole = [one for one in parts if _is_whole(one)]
    if len(whole) == 1:
        # What was asked for separately names no schedule.
        whole = [_with_exceptions(whole[0], [one for one in parts if not _is_whole(one)])]
    for at, one in enumerate(whole, start=1):
        name = text(one.get("name")) or text(one.get("summary")) or text(one.get("id"))
        where = f"schedule {at} {name}".strip()
        if _layers_of(one) is not None:
            made = _schedule(one, name, where, reading)
        else:
            made = pagerduty_shifts.schedule_of(one, name, where, reading)
        if made is not None:
            yield made
    for one in (part for part in parts if not _is_whole(part)):
        name = text(one.get("name")) or text(one.get("summary"))
        if text(one.get("type")).startswith("schedule") and name:
            reading.skip(f"schedule {name}", _NOTHING_IN_IT)
        if len(whole) > 1 and any(items(one.get(kind)) for kind in _EXCEPTIONS):
            reading.skip("", _WHOSE)


def _is_whole(one: Fields) -> bool:
    return _layers_of(one) is not None or pagerduty_shifts.is_one(one)


def _with_exceptions(one: Fields, parts: list[Fields]) -> Fields:
    """A schedule with the exceptions that stand beside it in the file."""
    beside = {
        kind: [entry for part in (one, *parts) for entry in items(part.get(kind))]
        for kind in _EXCEPTIONS
    }
    return {**one, **beside}


def _layers_of(one: Fields) -> list[object] | None:
    """The layers, strongest first; None if it has none."""
    for key in _LAYERS:
        layers = items(one.get(key))
        if any("rotation_turn_length_seconds" in layer for _, layer in each(layers, "")):
            return layers[::-1] if key == _STRONGEST_LAST else layers
    return [] if "schedule_layers" in one else None


def _schedule(one: Fields, name: str, where: str, reading: Reading) -> Schedule | None:
    zone = reading.zone(where, one.get("time_zone") or one.get("timezone"))
    layers = []
    for place, layer in each(_layers_of(one), "layers"):
        made = _layer(layer, f"{where}, {place}", zone, reading)
        if made is not None:
            layers.append(made)
    if len(layers) > 1 and not items(one.get(_STRONGEST_LAST)):
        reading.note(
            Weight.HINT, where, "Its layers are turned round: PagerDuty lists the strongest first."
        )
    overrides = []
    rendered = fields(one.get("overrides_subschedule")).get("rendered_schedule_entries")
    entries = items(one.get("overrides")) + items(rendered)
    for place, entry in each(entries, "overrides"):
        exception = _override(entry, f"{where}, {place}", zone, reading)
        if exception is not None and exception not in overrides:
            overrides.append(exception)
    schedule = reading.schedule(where, name, zone, layers[::-1], overrides)
    if schedule is not None:
        reading.shown[schedule.key] = tuple(laid_out(_shown(one, reading)))
    return schedule


def _shown(one: Fields, reading: Reading) -> Iterator[Dated]:
    """Whom PagerDuty itself shows."""
    entries = fields(one.get("final_schedule")).get("rendered_schedule_entries")
    for _, entry in each(entries, ""):
        start, end = (instant(entry.get(which), "UTC") for which in ("start", "end"))
        who = _name(entry, reading)
        if start is not None and end is not None and who:
            yield Dated(start, end, (who,))


def _layer(layer: Fields, where: str, zone: str, reading: Reading) -> Layer | None:
    where = f"{where} {text(layer.get('name'))}".strip()
    seconds = number(layer.get("rotation_turn_length_seconds"))
    turn = turn_of(seconds)
    begin = moment(layer.get("rotation_virtual_start") or layer.get("start"), zone)
    people = [_person(one, where, reading) for one in items(layer.get("users"))]
    hours = _restrictions(layer, where, reading)
    if turn is None or begin is None or hours is None or not any(people):
        lacks = _lacks(seconds, turn, begin, people)
        end = instant(layer.get("end"), zone)
        reading.skip_unless_over(where, f"It is not taken over: {lacks}", end)
        return None
    return reading.attempt(
        where,
        lambda: Layer(
            name=text(layer.get("name")) or "Layer",
            people=tuple(people),
            first_turn=begin,
            every=turn,
            counts_from=moment(layer.get("start"), zone),
            counts_until=moment(layer.get("end"), zone),
            hours=hours,
        ),
    )


def _lacks(
    seconds: int | None, turn: Turn | None, begin: datetime | None, people: list[tuple[str, ...]]
) -> str:
    if seconds and turn is None:
        return f"its turns last {seconds} seconds, {_UNEVEN}"
    if turn is None or begin is None:
        return "its turns have no beginning, or no length."
    return "none of its hours can be read." if any(people) else "there is nobody in it."


def _restrictions(layer: Fields, where: str, reading: Reading) -> tuple[Hours, ...] | None:
    """The hours of a layer: empty for all, None if there are some and none can be read."""
    written = layer.get("restrictions") or layer.get("restriction")
    restrictions = list(each(written, "restrictions"))
    hours: list[Hours] = []
    for place, one in restrictions:
        found = _hours(one)
        if found is None:
            reading.note(Weight.CHANGED, f"{where}, {place}", "These hours cannot be read.")
        elif found == ():
            return ()
        else:
            hours += found
    return None if restrictions and not hours else tuple(hours)


def _person(value: object, where: str, reading: Reading) -> tuple[str, ...]:
    name = _name(fields(value) or {"id": value}, reading)
    if not name:
        reading.note(Weight.CHANGED, where, SOMEBODY_UNKNOWN)
    return (name,) if name else ()


def _name(one: Fields, reading: Reading) -> str:
    user = fields(one.get("user") or one.get("member")) or one
    return reading.person(
        text(user.get("id")), user.get("email"), user.get("name"), user.get("summary")
    )


def _hours(restriction: Fields) -> tuple[Hours, ...] | None:
    """The hours of a restriction: None if it cannot be read, an empty tuple if it is no restriction."""
    start = clock(restriction.get("start_time_of_day"))
    seconds = number(restriction.get("duration_seconds"))
    day = number(restriction.get("start_day_of_week"))
    if start is None or not seconds:
        return None
    kind = text(restriction.get("type"))
    weekly = kind == "weekly_restriction" or (kind != "daily_restriction" and day is not None)
    if seconds >= (_A_WEEK if weekly else _A_DAY):
        return ()
    days, end = after(start, seconds)
    if not weekly:
        return (Hours(starts=start, ends=end),)
    if day is None or not 1 <= day <= len(DAYS):
        return None
    last = DAYS[(day - 1 + days) % len(DAYS)]
    return (Hours(days=(DAYS[day - 1],), starts=start, ends=end, ends_on=last),)


def _override(entry: Fields, where: str, zone: str, reading: Reading) -> Override | None:
    start, end = moment(entry.get("start"), zone), moment(entry.get("end"), zone)
    people = _person(entry, where, reading) if "user" in entry else ()
    if start is None or end is None or not people:
        reading.skip(where, "The exception is not taken over: it lacks a person, or a moment.")
        return None
    return reading.attempt(where, lambda: Override(starts=start, ends=end, people=people))
