"""PagerDuty's schedules of layers, as its API gives them (`/schedules/{id}`, or a list of those)."""

from collections.abc import Iterator
from typing import Final

from integrations.schedules.reading import (
    Fields,
    Reading,
    after,
    clock,
    each,
    fields,
    items,
    moment,
    number,
    text,
    turn_of,
)
from models.catalogue_records import Weight
from models.on_call_parts import DAYS
from models.schedule import Hours, Layer, Override, Schedule

_A_DAY: Final = 86_400
_A_WEEK: Final = 7 * _A_DAY


def recognises(value: object) -> bool:
    """Whether this is an export of PagerDuty's."""
    return any("schedule_layers" in one for _, one in _schedules(value))


def take(value: object, reading: Reading) -> Iterator[Schedule]:
    """Make our schedules."""
    for where, one in _schedules(value):
        if "schedule_layers" not in one:
            reading.skip(
                where, "It has no layers: ask for each schedule by its id, not for the list."
            )
            continue
        made = _schedule(one, where, reading)
        if made is not None:
            yield made


def _schedules(value: object) -> Iterator[tuple[str, Fields]]:
    if isinstance(value, dict) and isinstance(value.get("schedules"), list):
        yield from each(value["schedules"], "schedules")
        return
    for at, one in enumerate(value if isinstance(value, list) else [value]):
        whole = fields(one)
        inner = whole.get("schedule")
        schedule = inner if isinstance(inner, dict) else whole
        if schedule:
            yield f"schedule {at + 1}", schedule


def _schedule(one: Fields, where: str, reading: Reading) -> Schedule | None:
    name = text(one.get("name")) or text(one.get("summary")) or text(one.get("id"))
    where = f"{where} {name}".strip()
    zone = reading.zone(where, one.get("time_zone"))
    layers = []
    for place, layer in each(one.get("schedule_layers"), "layers"):
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
    return reading.schedule(where, name, zone, layers[::-1], overrides)


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
    hours: list[Hours] = []
    restrictions = list(each(layer.get("restrictions"), "restrictions"))
    for place, one in restrictions:
        found = _hours(one)
        if found is None:
            reading.note(Weight.CHANGED, f"{where}, {place}", "These hours cannot be read.")
        elif found == ():
            hours = []
            break
        else:
            hours += found
    else:
        if restrictions and not hours:
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
            hours=tuple(hours),
        ),
    )


def _person(value: object, where: str, reading: Reading) -> tuple[str, ...]:
    one = fields(value)
    inner = one.get("user") or one.get("member")
    user = fields(inner) or one
    name = reading.person(
        text(user.get("id")), user.get("email"), user.get("name"), user.get("summary")
    )
    if not name:
        reading.note(
            Weight.CHANGED, where, "Somebody in it is not known any more; their turn is empty."
        )
    return (name,) if name else ()


def _hours(restriction: Fields) -> tuple[Hours, ...] | None:
    """The hours of a restriction: None if it cannot be read, an empty tuple if it is no restriction."""
    start = clock(restriction.get("start_time_of_day"))
    seconds = number(restriction.get("duration_seconds"))
    day = number(restriction.get("start_day_of_week"))
    if start is None or not seconds:
        return None
    weekly = text(restriction.get("type")) == "weekly_restriction" or day is not None
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
