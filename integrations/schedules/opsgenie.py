"""Opsgenie's schedules, as its API and Jira Service Management's give them: rotations, overrides, timelines."""

from collections.abc import Iterator
from datetime import time
from typing import Final

from integrations.schedules.dated import Dated, Group, laid_out
from integrations.schedules.reading import SOMEBODY_UNKNOWN, Reading
from integrations.schedules.values import (
    Fields,
    each,
    fields,
    instant,
    items,
    local,
    moment,
    number,
    text,
    unwrapped,
)
from models.catalogue_records import Weight
from models.on_call_parts import DAYS, Day, Turn, Unit
from models.schedule import Hours, Layer, Override, Schedule

_UNITS: Final[dict[str, Unit]] = {
    "hourly": "hours",
    "daily": "days",
    "weekly": "weeks",
    "monthly": "months",
}
_LONGEST: Final = 9999
_ASSIGNED: Final = frozenset({"user", "responder"})
_NOBODY: Final = frozenset({"none", "noone"})
_NO_PERSON: Final = {"team": "a team", "escalation": "an escalation", "schedule": "a schedule"}


def recognises(value: object) -> bool:
    """Whether this is an export of Opsgenie's."""
    return any(_rotations(one) or _timeline(one) for one in unwrapped(value))


def _rotations(one: Fields) -> list[Fields]:
    found = [rotation for _, rotation in each(one.get("rotations"), "")]
    return [rotation for rotation in found if "startDate" in rotation]


def _timeline(one: Fields) -> Fields:
    return fields(one.get("finalTimeline"))


def take(value: object, reading: Reading) -> Iterator[Schedule]:
    """Make our schedules."""
    reading.people_of(value)
    parts = list(unwrapped(value))
    timelines = {_about(one): one for one in parts if _timeline(one)}
    exceptions = [one for one in parts if "startDate" in one and _ASSIGNED & one.keys()]
    apart = (one for one in parts if "rotations" not in one)
    exceptions += [one for part in apart for _, one in each(part.get("overrides"), "")]
    named = [one for one in parts if "rotations" in one and text(one.get("name"))]
    for at, one in enumerate(named, start=1):
        name = text(one.get("name"))
        where = f"schedule {at} {name}"
        about = {text(one.get("id")), name} - {""}
        # A timeline may not say whose it is; beside one schedule it is that one's.
        about |= {""} if len(named) == 1 else set()
        shown = next((timelines.pop(key) for key in about & timelines.keys()), one)
        own = [part for part in exceptions if _about(part) in about]
        exceptions = [part for part in exceptions if _about(part) not in about]
        own += [part for _, part in each(one.get("overrides"), "")]
        made = _schedule(one, own, where, reading)
        if made is not None:
            reading.shown[made.key] = tuple(laid_out(_shown(shown, reading)))
            yield made
    reading.lost_overrides(len(exceptions))
    for one in timelines.values():
        made = _of_timeline(one, reading)
        if made is not None:
            yield made


def _about(one: Fields) -> str:
    parent = fields(one.get("_parent")) or fields(one.get("parent"))
    return text(parent.get("id")) or text(parent.get("name"))


def _schedule(
    one: Fields, exceptions: list[Fields], where: str, reading: Reading
) -> Schedule | None:
    zone = reading.zone(where, one.get("timezone") or one.get("timeZone"))
    if one.get("enabled") is False:
        reading.note(Weight.CHANGED, where, "It is switched off there, and is not here.")
    layers: list[Layer] = []
    whose: dict[str, Group] = {}
    for place, rotation in each(one.get("rotations"), "rotations"):
        layer = _layer(rotation, f"{where}, {place}", zone, reading)
        if layer is not None:
            layers.append(layer.model_copy(update={"same_level": bool(layers)}))
            people = dict.fromkeys(who for group in layer.people for who in group)
            for key in (text(rotation.get("id")), text(rotation.get("name"))):
                whose[key] = tuple(people)
    overrides: list[Override] = []
    for number_, exception in enumerate(exceptions):
        overrides += _override(exception, f"{where}, overrides[{number_}]", zone, whose, reading)
    return reading.schedule(where, text(one.get("name")), zone, layers, overrides)


def _layer(rotation: Fields, where: str, zone: str, reading: Reading) -> Layer | None:
    where = f"{where} {text(rotation.get('name'))}".strip()
    unit = _UNITS.get(text(rotation.get("type")).lower())
    length = 1 if rotation.get("length") is None else number(rotation.get("length"))
    start = moment(rotation.get("startDate"), zone)
    participants = each(rotation.get("participants"), "participants")
    people = [_participant(one, where, reading) for _, one in participants]
    if rotation.get("enabled") is False:
        reading.skip(where, "It is switched off there, and is not taken over.")
        return None
    if unit is None or not length or length > _LONGEST or start is None or not any(people):
        says = "It is not taken over: it lacks people, a beginning, or a length."
        reading.skip_unless_over(where, says, instant(rotation.get("endDate"), zone))
        return None
    hours = _hours(fields(rotation.get("timeRestriction")), where, reading)
    if hours is None:
        return None
    return reading.attempt(
        where,
        lambda: Layer(
            name=text(rotation.get("name")) or "Rotation",
            people=tuple(people),
            first_turn=start,
            every=Turn(length, unit),
            counts_from=start,
            counts_until=moment(rotation.get("endDate"), zone),
            hours=hours,
        ),
    )


def _participant(one: Fields, where: str, reading: Reading) -> Group:
    kind = text(one.get("type")).lower()
    if kind in _NOBODY:
        return ()
    name = reading.person(
        text(one.get("id")), one.get("username"), one.get("email"), one.get("name")
    )
    if kind in _NO_PERSON and name:
        says = f"{name} is no person but {_NO_PERSON[kind]}; write in its place who is meant."
        reading.note(Weight.CHANGED, where, says)
    if not name:
        reading.note(Weight.CHANGED, where, SOMEBODY_UNKNOWN)
    return (name,) if name else ()


def _hours(restriction: Fields, where: str, reading: Reading) -> tuple[Hours, ...] | None:
    """The hours of a rotation: empty for all, None if there are some and none can be read."""
    written = [one for _, one in each(restriction.get("restrictions"), "")]
    written += [one for one in (fields(restriction.get("restriction")),) if one]
    written += [one for _, one in each(restriction.get("restriction"), "")]
    found = [hours for one in written if (hours := _hours_of(one)) is not None]
    if len(found) < len(written):
        reading.skip(where, "Some of its hours cannot be read, and are not taken over.")
    if restriction and not written:
        reading.note(
            Weight.CHANGED, where, "Its hours are not in the file: it counts at all hours."
        )
    return None if written and not found else tuple(found)


def _hours_of(one: Fields) -> Hours | None:
    # Zeros and what is the same may be left out.
    begin = _clock(one.get("startHour"), one.get("startMin"))
    end = _clock(one.get("endHour"), one.get("endMin"))
    first, last = (_day(one.get(which)) for which in ("startDay", "endDay"))
    if begin is None or end is None or (one.get("startDay") and first is None):
        return None
    if first is None:
        return Hours(starts=begin, ends=end)
    if last is not None and number(one.get("endHour")) == 24:  # noqa: PLR2004 -- of a day
        last = DAYS[(DAYS.index(last) + 1) % len(DAYS)]
    return Hours(days=(first,), starts=begin, ends=end, ends_on=last)


def _clock(hour: object, minute: object) -> time | None:
    found = [0 if one is None else number(one) for one in (hour, minute)]
    hours, minutes = found
    if hours is None or minutes is None or hours > 24 or minutes >= 60:  # noqa: PLR2004 -- of a day
        return None
    return time(hours % 24, minutes)


def _day(value: object) -> Day | None:
    word = text(value).lower()[:3]
    return next((day for day in DAYS if day == word), None)


def _override(
    one: Fields, where: str, zone: str, whose: dict[str, Group], reading: Reading
) -> list[Override]:
    """Somebody for everybody, or in the place of whoever takes turns in some rotations only."""
    start, end = (instant(one.get(which), zone) for which in ("startDate", "endDate"))
    who = _participant(fields(one.get("user") or one.get("responder")), where, reading)
    if start is None or end is None or start >= end or not who:
        reading.skip(where, "The exception is not taken over: it lacks a person, or a moment.")
        return []
    made = Override(starts=local(start, zone), ends=local(end, zone), people=who)
    rotations = items(one.get("rotations")) or items(one.get("rotationIds"))
    named = ((fields(part).get("id"), fields(part).get("name"), part) for part in rotations)
    names = [next((found for word in words if (found := text(word))), "") for words in named]
    those = {person for name in names for person in whose.get(name, ())}
    everybody = {person for people in whose.values() for person in people}
    if not rotations or those == everybody:
        return [made]
    return [made.model_copy(update={"instead_of": person}) for person in sorted(those)]


def _shown(one: Fields, reading: Reading) -> Iterator[Dated]:
    """Whom Opsgenie itself shows."""
    for _, rotation in each(_timeline(one).get("rotations"), ""):
        for _, period in each(rotation.get("periods"), ""):
            start, end = (instant(period.get(which), "UTC") for which in ("startDate", "endDate"))
            meant = [part for _, part in each(period.get("flattenedRecipients"), "")]
            meant = meant or [fields(period.get("recipient") or period.get("responder"))]
            who = [person for part in meant for person in _recipient(part, reading)]
            if start is not None and end is not None and start < end and who:
                yield Dated(start, end, tuple(dict.fromkeys(who)))


def _recipient(one: Fields, reading: Reading) -> Group:
    if text(one.get("type")).lower() in _NOBODY | _NO_PERSON.keys():
        return ()
    name = reading.person(text(one.get("id")), one.get("username"), one.get("name"))
    return (name,) if name else ()


def _of_timeline(one: Fields, reading: Reading) -> Schedule | None:
    """A schedule of which only its timeline is there: its shifts, one by one."""
    name = text(fields(one.get("_parent")).get("name")) or "Timeline"
    where = f"timeline of {name}"
    says = "Only its timeline is in the file: its shifts are written down one by one, as far as that goes."
    reading.note(Weight.CHANGED, where, says)
    return reading.schedule(
        where, name, "UTC", [], reading.overrides(_shown(one, reading), "UTC", where)
    )
