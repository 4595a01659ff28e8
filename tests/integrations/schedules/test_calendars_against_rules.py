"""What is made of calendars against every repetition by itself, as an independent library counts them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.schedules.detect import from_text
from models.local_time import on_wall
from tests.integrations.schedules.test_calendars import NOW, calendar
from workflows.on_call.resolving import who

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Shift:
    who: str
    start: datetime
    hours: int
    rule: str
    without: tuple[datetime, ...]
    zone: str

    def written(self) -> str:
        lines = [
            f"SUMMARY:{self.who}",
            f"DTSTART;TZID={self.zone}:{self.start:%Y%m%dT%H%M%S}",
            f"DURATION:PT{self.hours}H",
            *([f"RRULE:{self.rule}"] if self.rule else []),
            *(f"EXDATE;TZID={self.zone}:{one:%Y%m%dT%H%M%S}" for one in self.without),
        ]
        return "\n".join(lines)

    def is_on(self, at: datetime) -> bool:
        # Nothing begins or ends in the hours that are not or that are doubled.
        at, length = on_wall(at, ZoneInfo(self.zone)), self.hours * HOUR
        starts = [self.start]
        if self.rule:
            starts = rrulestr(self.rule, dtstart=self.start).between(at - length, at, inc=True)
        return any(one <= at < one + length for one in starts if one not in self.without)


@st.composite
def events(draw: st.DrawFn) -> Shift:
    start = datetime(2026, 5, 4, 9) + timedelta(days=draw(st.integers(0, 80)))  # noqa: DTZ001
    interval, many = draw(st.integers(1, 4)), draw(st.integers(3, 60))
    rule, hours = draw(
        st.sampled_from(
            [
                ("", 30),
                (f"FREQ=DAILY;INTERVAL={interval}", 24),
                (f"FREQ=DAILY;INTERVAL={interval}", 8),
                (f"FREQ=WEEKLY;INTERVAL={interval}", 168),
                (f"FREQ=WEEKLY;INTERVAL={interval}", 60),
                (f"FREQ=WEEKLY;INTERVAL={interval};BYDAY=MO,WE,SA;WKST=SU", 12),
                (f"FREQ=WEEKLY;INTERVAL={interval};BYDAY=SU", 24),
                (f"FREQ=HOURLY;INTERVAL={interval * 6}", 6),
                ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", 10),
                ("FREQ=MONTHLY;BYDAY=-1FR", 48),
            ]
        )
    )
    end = draw(st.sampled_from(["", f";COUNT={many}", ";UNTIL=20260720T180000"]))
    without = tuple(
        start + timedelta(days=7 * one) for one in draw(st.sets(st.integers(1, 9), max_size=1))
    )
    zone = draw(st.sampled_from(["UTC", "Europe/London", "America/New_York"]))
    return Shift(
        draw(st.sampled_from("abcd")),
        start,
        hours,
        rule and rule + end,
        without if rule else (),
        zone,
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(events(), min_size=1, max_size=5), st.lists(st.integers(0, 170 * 24), min_size=20))
def test_whoever_has_an_event_is_on_call_and_nobody_else(
    shifts: list[Shift], hours: list[int]
) -> None:
    (of,) = from_text(calendar(*(one.written() for one in shifts)), "a.ics", NOW).schedules
    for at in (NOW + one * HOUR for one in hours):
        assert set(who(of, at)) == {one.who for one in shifts if one.is_on(at)}, at
