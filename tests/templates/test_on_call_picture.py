"""The picture of two weeks: what is drawn where, looked at dot by dot."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from models.on_call_sheet import OnCallPerson, Shift
from models.schedule import Schedule
from templates.on_call_picture import numbered, picture_of

SCHEDULE = Schedule(key="one", name="One", zone="Europe/London")
ANA, BEN = OnCallPerson("ana"), OnCallPerson("ben")
FIRST = date(2026, 3, 25)
BLUE, ORANGE, WHITE = (86, 180, 233), (230, 159, 0), (255, 255, 255)
INK = (29, 28, 29)


def shift(start: datetime, end: datetime, *people: OnCallPerson) -> Shift:
    return Shift(SCHEDULE, start, end, people)


def drawn(*shifts: Shift, title: str = "One") -> Image.Image:
    now = datetime(2026, 4, 30, tzinfo=UTC)
    made = picture_of(title, shifts, FIRST, ZoneInfo("Europe/London"), now)
    return Image.open(BytesIO(made)).convert("RGB")


def dot(image: Image.Image, day: float, height: float = 0.9) -> object:
    """The colour at a moment of the two weeks, `height` of the way down its bar."""
    row, across = divmod(day, 7)
    return image.getpixel((int(20 + across * 1360 / 7), int(70 + row * 180 + 46 + height * 100)))


def test_a_handoff_stands_where_the_clocks_on_the_wall_show_it() -> None:
    # The clocks change on the 29th: noon there is eleven in UTC.
    noon = datetime(2026, 3, 29, 11, tzinfo=UTC)
    start, end = noon - timedelta(days=9), noon + timedelta(days=20)
    image = drawn(shift(start, noon, ANA), shift(noon, end, BEN))
    assert dot(image, 4.47) == BLUE
    assert dot(image, 4.53) == ORANGE
    assert dot(image, 13.9) == ORANGE


def test_several_at_once_share_the_bar_and_nobody_is_hatched() -> None:
    start = datetime(2026, 3, 25, tzinfo=UTC)
    both = shift(start, start + timedelta(days=2), ANA, BEN)
    nobody = shift(start + timedelta(days=2), start + timedelta(days=14))
    image = drawn(both, nobody)
    assert dot(image, 0.5, 0.1) == BLUE
    assert dot(image, 0.5, 0.9) == ORANGE
    gap = {dot(image, 3 + step / 200, 0.05) for step in range(40)}
    assert WHITE in gap
    assert len(gap) > 1


def test_what_was_recorded_against_the_schedule_is_framed() -> None:
    start = datetime(2026, 3, 25, tzinfo=UTC)
    noon = start + timedelta(hours=12)
    was = Shift(SCHEDULE, start, noon, (ANA,), instead_of=(BEN,))
    image = drawn(was, shift(noon, start + timedelta(days=14), BEN))
    assert dot(image, 0.25, 0.98) == INK
    assert dot(image, 0.25, 0.9) == BLUE
    assert dot(image, 0.75, 0.98) == ORANGE
    nobody = Shift(SCHEDULE, start, noon, (), instead_of=(BEN,))
    assert dot(drawn(nobody), 0.25, 0.98) == INK


@pytest.mark.parametrize("name", ["山田太郎", "a" * 500, "", "\u202e<b>\n", "\U0001f98a"])
def test_no_name_is_too_odd_to_draw(name: str) -> None:
    start = datetime(2026, 3, 25, tzinfo=UTC)
    odd = OnCallPerson(name or "x", shown_as=name)
    drawn(shift(start, start + timedelta(days=14), odd), title=name)


def test_people_are_numbered_in_the_order_of_their_turns() -> None:
    start = datetime(2026, 3, 25, tzinfo=UTC)
    spans = [(BEN,), (ANA, BEN), (), (ANA,)]
    shifts = [
        shift(start + timedelta(days=n), start + timedelta(days=n + 1), *of)
        for n, of in enumerate(spans)
    ]
    assert numbered(shifts) == {BEN: 1, ANA: 2}
