"""Two weeks of a schedule as a picture: a band for each week, a bar for whoever is on call.

The colours are those that Okabe and Ito chose so that everybody can tell them apart
(https://jfly.uni-koeln.de/color/), and each bar says besides whose it is: by name where there is
room and its letters can be drawn, else by the number that stands before the name beside the picture.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from models.on_call_sheet import OnCallPerson, Shift

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

#: How many days the picture shows.
DAYS: Final = 14
_IN_ROW: Final = 7
_WIDTH, _MARGIN, _HEAD = 1400, 20, 70
_DATES, _BAR, _GAP = 46, 100, 34
_LARGE, _SMALL = 34, 28
_FRAME: Final = 5
_INK, _PAPER, _LINE, _NOW = "#1d1c1d", "#ffffff", "#9a9a9a", "#b00020"
_COLOURS: Final = (
    "#56b4e9",
    "#e69f00",
    "#3fbf9a",
    "#f0e442",
    "#dd9cc0",
    "#e8854a",
    "#8fb0ff",
    "#c4c4c4",
)
#: A letter that no font has: what is drawn for it is drawn for every letter that is missing.
_NO_LETTER: Final = "\uffff"


def numbered(shifts: Sequence[Shift]) -> dict[OnCallPerson, int]:
    """The numbers of the people in some shifts, in the order of their turns, from 1."""
    people = dict.fromkeys(one for shift in shifts for one in shift.people)
    return {person: number for number, person in enumerate(people, start=1)}


def picture_of(
    title: str, shifts: Sequence[Shift], first: date, zone: ZoneInfo, now: datetime
) -> bytes:
    """Draw two weeks from the day `first` on, by the clocks of `zone`, as a PNG; `now` is marked."""
    # Imported here because a program in which nobody asks for a picture has no use for the library.
    from PIL import Image, ImageDraw, ImageFont

    row = _DATES + _BAR + _GAP
    image = Image.new("RGB", (_WIDTH, _HEAD + DAYS // _IN_ROW * row), _PAPER)
    draw = ImageDraw.Draw(image)
    large, small = (
        font
        for font in map(ImageFont.load_default, (_LARGE, _SMALL))
        if isinstance(font, ImageFont.FreeTypeFont)
    )
    heading = title if _can_be_drawn(title, large) else ""
    draw.text((_MARGIN, 12), _fitting(heading, large, _WIDTH - 2 * _MARGIN), _INK, large)
    numbers = numbered(shifts)
    for number in range(DAYS // _IN_ROW):
        begins = first + timedelta(days=number * _IN_ROW)
        week = _Week(draw, small, _HEAD + number * row, begins, zone)
        bars = list(week.bars(shifts))
        for bar in bars:
            week.draw_bar(bar, numbers)
        week.draw_days(now)
        for bar in bars:
            week.draw_frame(bar)
            week.draw_label(bar, numbers)
    made = BytesIO()
    image.save(made, "PNG", optimize=True)
    return made.getvalue()


@dataclass(frozen=True, slots=True)
class _Bar:
    """Where one person's turn stands in the picture; nobody's, if there is no person."""

    left: float
    top: float
    right: float
    bottom: float
    person: OnCallPerson | None
    #: It was so, and the schedule says otherwise.
    is_framed: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Its corners, as they are drawn."""
        return self.left, self.top, self.right, self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        """Where its words stand."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class _Week:
    """One band of the picture."""

    draw: "ImageDraw"
    font: "FreeTypeFont"
    top: int
    first: date
    zone: ZoneInfo

    @property
    def _midnights(self) -> list[datetime]:
        """Where each day begins, and the last one ends: a day may have 23 or 25 hours."""
        days = (self.first + timedelta(days=number) for number in range(_IN_ROW + 1))
        return [datetime.combine(one, time(), self.zone).astimezone(UTC) for one in days]

    def _across(self, moment: datetime) -> float:
        """How far to the right a moment stands; at the edge if it is in another week."""
        midnights = self._midnights
        moment = min(max(moment, midnights[0]), midnights[-1])
        day = min(bisect_right(midnights, moment), _IN_ROW) - 1
        part = (moment - midnights[day]) / (midnights[day + 1] - midnights[day])
        return _MARGIN + (day + part) * (_WIDTH - 2 * _MARGIN) / _IN_ROW

    def bars(self, shifts: Sequence[Shift]) -> Iterator["_Bar"]:
        """Give the bars of this week: several people at once share the height, and nobody is one, too."""
        for shift in shifts:
            left, right = self._across(shift.start), self._across(shift.end)
            people = shift.people or (None,)
            height = _BAR / len(people)
            for place, person in enumerate(people):
                top = self.top + _DATES + place * height
                if left < right:
                    is_framed = shift.instead_of is not None
                    yield _Bar(left, top, right, top + height, person, is_framed)

    def draw_bar(self, bar: "_Bar", numbers: dict[OnCallPerson, int]) -> None:
        """Fill a bar with the colour of its person, or hatch it."""
        if bar.person is not None:
            colour = _COLOURS[(numbers[bar.person] - 1) % len(_COLOURS)]
            self.draw.rectangle(bar.box, colour, _PAPER)
            return
        for start in range(int(bar.left) - _BAR, int(bar.right), 14):
            begins, ends = max(start, bar.left), min(start + _BAR, bar.right)
            if begins < ends:
                low, high = bar.bottom - (begins - start), bar.bottom - (ends - start)
                self.draw.line(((begins, low), (ends, high)), _LINE, 2)
        self.draw.rectangle(bar.box, None, _LINE)

    def draw_frame(self, bar: "_Bar") -> None:
        """Frame what was recorded against what the schedule says."""
        if bar.is_framed:
            self.draw.rectangle(bar.box, None, _INK, _FRAME)

    def draw_label(self, bar: "_Bar", numbers: dict[OnCallPerson, int]) -> None:
        """Say whose a bar is, as far as there is room."""
        middle, room = bar.middle, bar.right - bar.left - 12
        if bar.bottom - bar.top < _SMALL:
            return
        if bar.person is not None:
            label = self._label(bar.person, numbers[bar.person], room)
            self.draw.text(middle, label, _INK, self.font, anchor="mm")
        elif self.font.getlength("nobody") <= room:
            shape = self.draw.textbbox(middle, "nobody", self.font, anchor="mm")
            self.draw.rectangle(shape, _PAPER, _PAPER, 6)
            self.draw.text(middle, "nobody", _NOW, self.font, anchor="mm")

    def _label(self, person: OnCallPerson, number: int, room: float) -> str:
        """What fits: number and name, or the number, or nothing."""
        whole = f"{number} {person.called}"
        if _can_be_drawn(whole, self.font) and self.font.getlength(whole) <= room:
            return whole
        return str(number) if self.font.getlength(str(number)) <= room + 8 else ""

    def draw_days(self, now: datetime) -> None:
        """Name the days, divide them, and mark the present moment."""
        bottom = self.top + _DATES + _BAR
        for number, (midnight, after) in enumerate(pairwise(self._midnights)):
            left = self._across(midnight)
            self.draw.line(((left, self.top + 4), (left, bottom)), _LINE, 1)
            day = self.first + timedelta(days=number)
            named = f"{day:%a} {day.day} {day:%b}"
            self.draw.text((left + 8, self.top + 6), named, _INK, self.font)
            if midnight <= now < after:
                at = self._across(now)
                self.draw.line(((at, self.top + _DATES - 6), (at, bottom + 4)), _NOW, 4)
                self.draw.text((at, bottom + 2), "now", _NOW, self.font, anchor="ma")


def _letters_missing(text: str, font: "FreeTypeFont") -> Iterator[str]:
    nothing = bytes(font.getmask(_NO_LETTER))
    return (sign for sign in set(text) if bytes(font.getmask(sign)) == nothing)


def _can_be_drawn(text: str, font: "FreeTypeFont") -> bool:
    """Whether the font has every letter."""
    return next(_letters_missing(text, font), None) is None


def _fitting(text: str, font: "FreeTypeFont", room: float) -> str:
    """The text, or as much of it as fits with a mark at its end."""
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"
