"""Grafana OnCall's schedules, as its API gives them: the lists of schedules, shifts and users in one file."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from integrations.schedules.dated import Dated, laid_out
from integrations.schedules.grafana_shifts import people_in, rotation, window
from integrations.schedules.reading import Reading
from integrations.schedules.values import (
    Fields,
    each,
    fields,
    instant,
    items,
    local,
    number,
    text,
)
from models.catalogue_records import Weight
from models.schedule import Layer, Override, Schedule

_SHIFTS: Final = frozenset({"single_event", "recurrent_event", "rolling_users", "override"})
_ELSEWHERE: Final = (
    "Its calendar is elsewhere, and is not in the file. Import that by its address or as a file."
)
_WHOSE: Final = (
    "Nothing says of which schedule its final shifts are, so they are not compared with one. Put "
    "each schedule into a file of its own for that."
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
    swaps: list[Fields] = []
    schedules: dict[str, Fields] = {}
    for one in _parts(value):
        if _is_shift(one):
            shifts[text(one.get("id")) or f"shift {len(shifts) + 1}"] = one
        elif "swap_start" in one:
            swaps.append(one)
        elif "username" in one or "email" in one:
            reading.person(text(one.get("id")), one.get("email"), one.get("username"))
        elif "name" in one and ("shifts" in one or "time_zone" in one or _has_calendar(one)):
            schedules[text(one.get("id")) or f"schedule {len(schedules) + 1}"] = one
    shown = tuple(laid_out(_shown(value, reading)))
    if shown and len(schedules) > 1:
        reading.note(Weight.HINT, "", _WHOSE)
    everything = {"name": "Grafana OnCall", "time_zone": "UTC", "shifts": list(shifts)}
    for schedule in schedules.values() or [everything]:
        made = _schedule(schedule, shifts, swaps, reading)
        if made is not None:
            reading.shown[made.key] = shown if len(schedules) == 1 else ()
            yield made


def _shown(value: object, reading: Reading) -> Iterator[Dated]:
    """Whom Grafana OnCall itself shows, as its list of final shifts says."""
    for one in _parts(value):
        start, end = (instant(one.get(which), "UTC") for which in ("shift_start", "shift_end"))
        known = one.get("user_email"), one.get("user_username")
        who = reading.person(text(one.get("user_pk")), *known)
        if start is not None and end is not None and start < end and who:
            yield Dated(start, end, (who,))


def _schedule(
    one: Fields, shifts: dict[str, Fields], swaps: list[Fields], reading: Reading
) -> Schedule | None:
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
    taken = [
        swap
        for number_, entry in enumerate(swaps)
        if text(entry.get("schedule")) == text(one.get("id"))
        for swap in _swap(entry, f"{where}, shift_swaps[{number_}]", zone, reading)
    ]
    own: Fields = {}
    clocks = zone
    if text(one.get("type")) == "web":
        # What is arranged in the browser is in UTC there, whatever zone the schedule is shown in.
        own, clocks = {"source": "web"}, "UTC"
    for id_, shift in found:
        place = f"{where}, {text(shift.get('name')) or id_}"
        if text(shift.get("type")) == "override":
            exceptions += _exception(shift, place, clocks, reading)
            continue
        level = number(shift.get("level")) or number(shift.get("priority_level")) or 0
        made = rotation({**shift, **own}, place, clocks, reading)
        layers += ((level, _at_home(layer, clocks, zone)) for layer in made)
    layers.sort(key=lambda one: one[0])
    ours = [layer for _, layer in layers[:1]]
    for (below, _), (level, layer) in pairwise(layers):
        ours.append(layer.model_copy(update={"same_level": level == below}))
    overrides = reading.overrides(exceptions, zone, where)
    return reading.schedule(where, name, zone, ours, [*overrides, *taken])


def _at_home(layer: Layer, clocks: str, zone: str) -> Layer:
    """The layer with the zone whose clocks it goes by, where that is not the schedule's."""
    own = layer.zone or clocks
    return layer.model_copy(update={"zone": None if own == zone else own})


def _swap(entry: Fields, where: str, zone: str, reading: Reading) -> list[Override]:
    """Somebody in the place of whoever asked for it; nobody yet where it is still open."""
    start, end = (instant(entry.get(which), zone) for which in ("swap_start", "swap_end"))
    who, whose = (_id_of(entry.get(which)) for which in ("benefactor", "beneficiary"))
    if start is None or end is None or not whose or end <= reading.now:
        return []
    if not who:
        says = f"Nobody has taken the shift swap that {reading.person(whose)} asks for; it is left out."
        reading.skip(where, says)
        return []
    made = reading.attempt(
        where,
        lambda: Override(
            starts=local(start, zone),
            ends=local(end, zone),
            people=(reading.person(who),),
            instead_of=reading.person(whose),
        ),
    )
    return [] if made is None else [made]


def _id_of(value: object) -> str:
    return text(value) or text(fields(value).get("id")) or text(fields(value).get("pk"))


def _exception(shift: Fields, where: str, home: str, reading: Reading) -> list[Dated]:
    """An exception; whoever has another at the same time is on call, too."""
    span, people = window(shift, home, where, reading), people_in(shift, reading)
    if span is None or not people:
        reading.skip(where, "The exception is not taken over: it lacks people, or a moment.")
        return []
    return [Dated(*span, people)]
