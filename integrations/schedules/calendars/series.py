"""What is left of the events of a calendar when each change to one repetition is in its place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from integrations.schedules.calendars.events import Event
from integrations.schedules.calendars.following import in_pieces
from integrations.schedules.dated import Dated
from integrations.schedules.reading import Reading
from integrations.schedules.rules import Effort, last_start, repeats
from models.local_time import on_wall


def settled(events: Iterable[Event], reading: Reading, effort: Effort) -> list[Event]:
    """The events that happen: without those called off, each once, and without what was put elsewhere.

    Raises TooMuch.
    """
    series: dict[str, dict[datetime, Event]] = defaultdict(dict)
    changes: dict[str, dict[datetime, Event]] = defaultdict(dict)
    for event in events:
        among, at = (
            (series, event.begins) if event.instead_of is None else (changes, event.instead_of)
        )
        known = among[event.uid].get(at)
        if known is None or known.sequence <= event.sequence:
            among[event.uid][at] = event
    found: list[Event] = []
    for uid, of_one in series.items():
        moved = frozenset(at for at, one in changes[uid].items() if not one.is_following)
        happening = [
            replace(one, without=one.without | moved)
            for one in of_one.values()
            if not one.is_cancelled
        ]
        found += _changed(happening, changes[uid], reading, effort)
        if all(one.is_cancelled for one in of_one.values()):
            changes.pop(uid)
    found += [one for of_one in changes.values() for one in of_one.values() if not one.is_cancelled]
    return sorted(found, key=lambda one: (one.begins, one.level, one.who))


def _changed(
    series: list[Event], changes: dict[datetime, Event], reading: Reading, effort: Effort
) -> list[Event]:
    """The series, and from a change to all that follow on, what that says. Takes those changes away."""
    following = {at: one for at, one in changes.items() if one.is_following}
    if not following or not series:
        return series
    pieces = in_pieces(series[0], list(following.values()), effort) if len(series) == 1 else None
    if pieces is not None:
        for at in following:
            del changes[at]
        return pieces
    for at, one in following.items():
        reading.skip(one.where, "That the later ones change with it is not taken over.")
        changes[at] = replace(one, rule=None)
    return [replace(one, without=one.without | following.keys()) for one in series]


def starts_of(event: Event, since: datetime, until: datetime, effort: Effort) -> Iterator[datetime]:
    """When it begins by the clocks on the wall, as often as anything of it lies between two moments.

    Those are in UTC. What was called off is among them. Raises TooMuch.
    """
    length = event.end - event.start
    first = on_wall(since, event.zone) - length - timedelta(days=1)
    last = on_wall(until, event.zone)
    walls = {event.start, *event.also}
    if event.rule is not None:
        rule_ends = last_start(event.rule, event.zone)
        bound = last if rule_ends is None else min(last, rule_ends)
        walls = {*event.also, *repeats(event.rule, event.start, first, bound, effort)}
    for start in sorted(walls):
        begin, end = event.on(start)
        if begin < until and end > since:
            yield start


def dated(event: Event, since: datetime, until: datetime, effort: Effort) -> Iterator[Dated]:
    """Its shifts, whole, of which anything lies between two moments. Raises TooMuch."""
    for start in starts_of(event, since, until, effort):
        if not event.is_without(start):
            begin, end = event.on(start)
            if begin < end:
                yield Dated(begin, end, event.who, event.level)
