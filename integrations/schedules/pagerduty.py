"""PagerDuty's schedules of layers, as its API gives them (`/schedules/{id}`, or a list of those)."""

from collections.abc import Iterator
from typing import Final

from integrations.schedules.dated import Dated, laid_out
from integrations.schedules.reading import Reading
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
from models.on_call_parts import DAYS
from models.schedule import Hours, Layer, Override, Schedule

_A_DAY: Final = 86_400
_A_WEEK: Final = 7 * _A_DAY
#: As the API gives them, and as configuration tools write them down.
_LAYERS: Final = ("schedule_layers", "layers", "layer")
_NO_LAYERS: Final = "It has no layers: ask for each schedule by its id, not for the list."


def recognises(value: object) -> bool:
    """Whether this is an export of PagerDuty's."""
    return any(_layers_of(one) is not None for one in unwrapped(value))


def take(value: object, reading: Reading) -> Iterator[Schedule]:
    """Make our schedules."""
    reading.people_of(value)
    for at, one in enumerate(unwrapped(value), start=1):
        name = text(one.get("name")) or text(one.get("summary")) or text(one.get("id"))
        where = f"schedule {at} {name}".strip()
        if _layers_of(one) is not None:
            made = _schedule(one, name, where, reading)
            if made is not None:
                yield made
        elif name:
            reading.skip(where, _NO_LAYERS)


def _layers_of(one: Fields) -> list[object] | None:
    for key in _LAYERS:
        if key == "schedule_layers" and key in one:
            return items(one[key])
        if any("rotation_turn_length_seconds" in layer for _, layer in each(one.get(key), "")):
            return items(one[key])
    return None


def _schedule(one: Fields, name: str, where: str, reading: Reading) -> Schedule | None:
    zone = reading.zone(where, one.get("time_zone") or one.get("timezone"))
    layers = []
    for place, layer in each(_layers_of(one), "layers"):
        made = _layer(layer, f"{where}, {place}", zone, reading)
        if made is not None:
            layers.append(made)
    if len(layers) > 1:
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
    turn = turn_of(number(layer.get("rotation_turn_length_seconds")))
    begin = moment(layer.get("rotation_virtual_start") or layer.get("start"), zone)
    people = [_person(one, where, reading) for one in items(layer.get("users"))]
    if turn is None or begin is None:
        reading.skip(
            where, "It is not taken over: its turns have no beginning, or not of whole hours."
        )
        return None
    if not any(people):
        reading.skip(where, "It is not taken over: there is nobody in it.")
        return None
    hours = _restrictions(layer, where, reading)
    if hours is None:
        reading.skip(where, "It is not taken over: none of its hours can be read.")
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
        reading.note(
            Weight.CHANGED, where, "Somebody in it is not known any more; their turn is empty."
        )
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
