"""GoAlert's schedules and rotations, as its GraphQL gives them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from integrations.schedules.dated import Dated, laid_out
from integrations.schedules.reading import HORIZON, Reading
from integrations.schedules.values import (
    Fields,
    clock,
    each,
    fields,
    instant,
    items,
    moment,
    number,
    text,
)
from models.catalogue_records import Weight
from models.local_time import begins, ends, on_wall
from models.on_call_parts import DAYS, Turn, Unit
from models.schedule import Hours, Layer, Override, Schedule

_UNITS: Final[dict[str, Unit]] = {
    "hourly": "hours",
    "daily": "days",
    "weekly": "weeks",
    "monthly": "months",
}
#: GoAlert's week begins on Sunday.
_WEEK: Final = (*DAYS[-1:], *DAYS[:-1])
_LONGEST_TURN: Final = 9000
_MONTHS_A_YEAR: Final = 12
_IN_EVERY_MONTH: Final = 28
#: The 31st of a February is the third of March there.
_LATEST_MOVE: Final = 3


_LISTS: Final = (
    ("schedules", "schedule"),
    ("rotations", "rotation"),
    ("users", "user"),
    ("userOverrides", "userOverride"),
)


def recognises(value: object) -> bool:
    """Whether this is an export of GoAlert's."""
    return any("targets" in one and "timeZone" in one for one in _all(value)["schedules"])


def _all(value: object) -> dict[str, list[Fields]]:
    """What all answers of a file hold: lists, and what was asked for alone."""
    answers = [fields(one) for one in (value if isinstance(value, list) else [value])]
    answers = [fields(one.get("data")) or one for one in answers]
    return {
        plural: [
            found
            for answer in answers
            for one in (*items(answer.get(plural)), answer.get(single))
            if (found := fields(one))
        ]
        for plural, single in _LISTS
    }


def take(value: object, reading: Reading) -> Iterator[Schedule]:
    """Make our schedules."""
    whole = _all(value)
    rotations = {text(one.get("id")): one for one in whole["rotations"]}
    for user in whole["users"]:
        reading.person(text(user.get("id")), user.get("email"), user.get("name"))
    _adopt(whole, reading)
    for at, one in enumerate(whole["schedules"]):
        made = _schedule(one, f"schedules[{at}]", whole, rotations, reading)
        if made is not None:
            reading.shown[made.key] = tuple(laid_out(_shown(one, reading)))
            yield made


def _adopt(whole: dict[str, list[Fields]], reading: Reading) -> None:
    """Give overrides that name no schedule to the only one; tell of those whose schedule is not there."""
    ids = [text(one.get("id")) for one in whole["schedules"]]
    found = [
        entry if entry.get("target") or len(ids) > 1 else {**entry, "target": {"id": ids[0]}}
        for entry in whole["userOverrides"]
    ]
    lost = [one for one in found if text(fields(one.get("target")).get("id")) not in ids]
    reading.lost_overrides(len(lost))
    whole["userOverrides"] = found


def _shown(one: Fields, reading: Reading) -> Iterator[Dated]:
    """Whom GoAlert itself shows."""
    for _, shift in each(one.get("shifts"), ""):
        start, end = (instant(shift.get(which), "UTC") for which in ("start", "end"))
        who = _name(_user_of(shift), reading)
        if start is not None and end is not None and start < end and who:
            yield Dated(start, end, (who,))


def _schedule(
    one: Fields,
    where: str,
    whole: dict[str, list[Fields]],
    rotations: dict[str, Fields],
    reading: Reading,
) -> Schedule | None:
    name = text(one.get("name"))
    where = f"{where} {name}".strip()
    zone = reading.zone(where, one.get("timeZone"))
    layers: list[Layer] = []
    lost = 0
    for place, target in each(one.get("targets"), "targets"):
        made = _layers(target, f"{where}, {place}", zone, rotations, reading)
        layers += made
        lost += not made
    overrides: list[Override] = []
    if lost:
        # What is shown makes good for whoever's turns are not in the file.
        overrides += reading.overrides(_shown(one, reading), zone, where)
    for number_, entry in enumerate(whole["userOverrides"]):
        about = text(fields(entry.get("target")).get("id"))
        if about == text(one.get("id")):
            overrides += _override(entry, f"{where}, userOverrides[{number_}]", zone, reading)
    # What is planned for a while stands above every other exception there.
    overrides += _temporary(one, where, zone, reading)
    return reading.schedule(where, name, zone, layers, overrides)


def _layers(
    target: Fields, where: str, zone: str, rotations: dict[str, Fields], reading: Reading
) -> list[Layer]:
    about = fields(target.get("target"))
    kind, id_ = text(about.get("type")), text(about.get("id"))
    rules = list(each(target.get("rules"), "rules"))
    hours = [found for _, rule in rules if (found := _hours(rule)) is not None]
    if len(hours) < len(rules) or not rules:
        reading.skip(where, "A rule that names no days or no times is not taken over.")
    if not hours:
        return []
    rotation: Fields = rotations.get(id_, about) if kind == "rotation" else {}
    if kind == "rotation":
        own = reading.zone(where, rotation.get("timeZone")) if rotation.get("timeZone") else zone
        turns = _turns(rotation, where, own, reading)
    else:
        own = zone
        who = reading.person(id_, about.get("email"), about.get("name"))
        turns = ([(who,)], "2000-01-01T00:00", Turn(1, "days")) if who else None
    if turns is None:
        reading.skip(where, "It is not taken over: whose turn it is, and when, is not in the file.")
        return []
    people, start, every = turns
    hours = [] if any(_is_always(one) for one in hours) else hours
    if own != zone:
        hours = [one.model_copy(update={"zone": zone}) for one in hours]
    made = reading.attempt(
        where,
        lambda: Layer.model_validate(
            {
                "name": text(about.get("name")) or id_ or "Rule",
                "people": people,
                "first_turn": moment(start, own),
                "every": every,
                "hours": hours,
                "zone": None if own == zone else own,
                "beside": True,
            }
        ),
    )
    layers = [] if made is None else [made]
    base = moment(rotation.get("start"), own)
    if every.unit == "months" and base is not None and len(people) > 1:
        day = on_wall(begins(base, ZoneInfo(own)), ZoneInfo(own))
        if day.day > _IN_EVERY_MONTH:
            return [
                turn
                for one in layers
                for turn in _by_overlong_months(one, day, own, where, reading)
            ]
    return layers


def _by_overlong_months(
    layer: Layer, base: datetime, own: str, where: str, reading: Reading
) -> Iterator[Layer]:
    """A layer for each turn of the time ahead: a month that is too short hands over early in the next there."""
    zone = ZoneInfo(own)
    step, until = layer.every.count, on_wall(reading.now + HORIZON, zone)
    known = layer.first_turn if layer.first_turn.tzinfo is None else base
    first = round(_months_between(base, known) / step)
    number_ = _months_between(base, on_wall(reading.now, zone)) // step - 2
    while (begin := _months_after(base, number_ * step)) < until:
        end = _months_after(base, (number_ + 1) * step)
        if ends(end, zone) > reading.now:
            whose = layer.people[(number_ - first) % len(layer.people)]
            turn = {"people": (whose,), "first_turn": begin, "every": Turn(1, "days")}
            yield layer.model_copy(update=turn | {"counts_from": begin, "counts_until": end})
        number_ += 1
    reading.one_by_one(where, until)


def _months_between(start: datetime, end: datetime) -> int:
    """Months from one day to another; a day early in a month that follows a short one is of that one."""
    moved = end - timedelta(days=_LATEST_MOVE) if end.day <= _LATEST_MOVE else end
    return (moved.year - start.year) * _MONTHS_A_YEAR + moved.month - start.month


def _months_after(start: datetime, months: int) -> datetime:
    year, month = divmod(start.year * _MONTHS_A_YEAR + start.month - 1 + months, _MONTHS_A_YEAR)
    return start.replace(year=year, month=month + 1, day=1) + timedelta(days=start.day - 1)


def _turns(
    rotation: Fields, where: str, zone: str, reading: Reading
) -> tuple[list[tuple[str, ...]], object, Turn] | None:
    unit = _UNITS.get(text(rotation.get("type")))
    length = number(rotation.get("shiftLength"))
    people: list[tuple[str, ...]] = []
    known = items(rotation.get("users")) or items(rotation.get("userIDs"))
    for user in known:
        one = fields(user)
        who = reading.person(text(one.get("id")) or text(user), one.get("email"), one.get("name"))
        if who:
            people.append((who,))
    start = rotation.get("start")
    if (
        unit is None
        or not length
        or length > _LONGEST_TURN
        or not people
        or moment(start, zone) is None
    ):
        return None
    active, coming = (
        number(rotation.get("activeUserIndex")),
        items(rotation.get("nextHandoffTimes")),
    )
    if active is not None and coming and moment(coming[0], zone) is not None:
        # The next handoff brings whoever stands after the one who has the turn.
        shift = (active + 1) % len(people)
        return people[shift:] + people[:shift], coming[0], Turn(length, unit)
    if len(people) > 1:
        reading.note(
            Weight.HINT,
            where,
            "Whose turn it is now was counted from the rotation's start. Please compare; with "
            "activeUserIndex and nextHandoffTimes in the file it would be certain.",
        )
    return people, start, Turn(length, unit)


def _hours(rule: Fields) -> Hours | None:
    start, end = clock(rule.get("start")), clock(rule.get("end"))
    chosen = items(rule.get("weekdayFilter"))
    days = tuple(day for day, on in zip(_WEEK, chosen, strict=False) if on is True)
    if start is None or end is None or not days:
        return None
    return Hours(days=days, starts=start, ends=end)


def _is_always(hours: Hours) -> bool:
    return len(hours.days) == len(DAYS) and hours.starts == hours.ends


def _temporary(one: Fields, where: str, zone: str, reading: Reading) -> Iterator[Override]:
    for place, window in each(one.get("temporarySchedules"), "temporarySchedules"):
        whole = {"start": window.get("start"), "end": window.get("end")}
        shifts = [
            {"start": shift.get("start"), "end": shift.get("end"), "addUser": _user_of(shift)}
            for _, shift in each(window.get("shifts"), "")
        ]
        for entry in (whole, *shifts):
            yield from _override(entry, f"{where}, {place}", zone, reading)


def _user_of(shift: Fields) -> Fields:
    return fields(shift.get("user")) or {"id": shift.get("userID")}


def _override(entry: Fields, where: str, zone: str, reading: Reading) -> list[Override]:
    start, end = moment(entry.get("start"), zone), moment(entry.get("end"), zone)
    add, remove = (_name(entry.get(which), reading) for which in ("addUser", "removeUser"))
    if start is None or end is None:
        reading.skip(where, "The exception is not taken over: it lacks a moment.")
        return []
    made = reading.attempt(
        where,
        lambda: Override(
            starts=start,
            ends=end,
            people=(add,) if add else (),
            instead_of=remove or None,
            beside=bool(add) and not remove,
        ),
    )
    return [] if made is None else [made]


def _name(value: object, reading: Reading) -> str:
    user = fields(value)
    return reading.person(text(user.get("id")), user.get("email"), user.get("name"))
