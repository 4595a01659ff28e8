"""Grafana OnCall's schedules, as its API gives them: the lists of schedules, shifts and users in one file."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from integrations.schedules.dated import Dated
from integrations.schedules.grafana_shifts import people_in, rotation, window
from integrations.schedules.reading import Reading
from integrations.schedules.values import Fields, each, fields, items, number, text
from models.schedule import Layer, Schedule

_SHIFTS: Final = frozenset({"single_event", "recurrent_event", "rolling_users", "override"})
_ELSEWHERE: Final = (
    "Its calendar is elsewhere, and is not in the file. Import that by its address or as a file."
)
_CALENDARS: Final = ("ical_url_primary", "ical_url_overrides", "ical_url")


def recognises(value: object) -> bool:
    """Whether this is an export of Grafana OnCall's."""
    return any(_is_shift(one) or _has_calendar(one) for one in _parts(value))


def _is_shift(one: Fields) -> bool:
    return text(one.get("type")) in _SHIFTS and "start" in one


def _has_calendar(one: Fields) -> bool:
    return text(one.get("type")) == "ical" and any(one.get(name) for name in _CALENDARS)


def _parts(value: object) -> Iterator[Fields]:
    """Everything in the lists at the top, and what stands there alone."""
    whole = value if isinstance(value, list) else [value]
    for page in whole:
        for one in (page, *fields(page).values()):
            yield from (found for _, found in each(one, ""))
            if isinstance(one, dict):
                yield one
                yield from (found for _, found in each(one.get("shifts"), ""))


def take(value: object, reading: Reading) -> Iterator[Schedule]:
    """Make our schedules."""
    shifts: dict[str, Fields] = {}
    schedules: dict[str, Fields] = {}
    for one in _parts(value):
        if _is_shift(one):
            shifts[text(one.get("id")) or f"shift {len(shifts) + 1}"] = one
        elif "username" in one or "email" in one:
            reading.person(text(one.get("id")), one.get("email"), one.get("username"))
        elif "name" in one and ("shifts" in one or "time_zone" in one or _has_calendar(one)):
            schedules[text(one.get("id")) or f"schedule {len(schedules) + 1}"] = one
    everything = {"name": "Grafana OnCall", "time_zone": "UTC", "shifts": list(shifts)}
    for schedule in schedules.values() or [everything]:
        made = _schedule(schedule, shifts, reading)
        if made is not None:
            yield made


def _schedule(one: Fields, shifts: dict[str, Fields], reading: Reading) -> Schedule | None:
    name = text(one.get("name"))
    where = f"schedule {name}"
    zone = reading.zone(where, one.get("time_zone") or "UTC")
    if any(one.get(which) for which in _CALENDARS):
        reading.skip(where, _ELSEWHERE)
    ids = [text(fields(shift).get("id")) or text(shift) for shift in items(one.get("shifts"))]
    found = [(id_, shifts[id_]) for id_ in ids if id_ in shifts]
    if len(found) < len(ids):
        reading.skip(where, "Some of its shifts are not in the file.")
    layers: list[tuple[int, Layer]] = []
    exceptions: list[Dated] = []
    source = {"source": "web"} if text(one.get("type")) == "web" else {}
    for id_, shift in found:
        place = f"{where}, {text(shift.get('name')) or id_}"
        if text(shift.get("type")) == "override":
            exceptions += _exception(shift, place, zone, reading)
            continue
        level = number(shift.get("level")) or number(shift.get("priority_level")) or 0
        made = rotation({**shift, **source}, place, zone, reading)
        layers += ((level, layer) for layer in made)
    layers.sort(key=lambda one: one[0])
    ours = [layer for _, layer in layers[:1]]
    for (below, _), (level, layer) in pairwise(layers):
        ours.append(layer.model_copy(update={"same_level": level == below}))
    return reading.schedule(where, name, zone, ours, reading.overrides(exceptions, zone, where))


def _exception(shift: Fields, where: str, home: str, reading: Reading) -> list[Dated]:
    """An exception; whoever has another at the same time is on call, too."""
    span, people = window(shift, home, where, reading), people_in(shift, reading)
    if span is None or not people:
        reading.skip(where, "The exception is not taken over: it lacks people, or a moment.")
        return []
    return [Dated(*span, people)]
