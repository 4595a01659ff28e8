"""When something is due, as people write it at the end of a line: `in 30m`, `by 14:00`. Nothing is guessed."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from models.timespan import as_timespan
from workflows.errors import Refused
from workflows.local_time import next_time

MOST: Final = timedelta(days=365)

_TAIL: Final = re.compile(
    r"(?:^|\s)(in|by)\s+((?!(?:in|by)\s)(?:(?!\s(?:in|by)\s).)+)$", re.IGNORECASE
)
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_UNITS: Final = r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?)"
#: What somebody would only write if they meant a time. Anything else after `in` or `by` is words.
_MEANS_A_TIME: Final = {
    "in": re.compile(rf"[\d.,:\s]+{_UNITS}?|.*(?:\d|\s){_UNITS}|p(?:t?\d).*", re.IGNORECASE),
    "by": re.compile(
        r"\d{1,2}(?:[:.h]\d*)?\s*(?:[ap]\.?m\.?|utc|gmt|o'?clock)?"
        r"|\d{4}-\d\d-\d\d.*|(?:the )?(?:noon|midnight|today|tonight|tomorrow|eod|end of (?:the )?day"
        r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b.*",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class Due:
    """A wish when something is done: after a while, or at a time of day by the person's own clock."""

    wish: timedelta | time

    def moment(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The moment in UTC; a time of day is the next one that clocks in `zone` show."""
        if isinstance(self.wish, timedelta):
            return now + self.wish
        return next_time(now, self.wish, zone)


def split_due(line: str) -> tuple[str, Due | None]:
    """Take `in 30m` or `by 14:00` off the end of a line.

    Raises Refused for what is meant as a time but cannot be told for sure.
    """
    found = _TAIL.search(line)
    if found is None:
        return line, None
    how, said = found[1].lower(), found[2].strip()
    rest = line[: found.start()].rstrip()
    wish = _after(said) if how == "in" else _clock(said)
    if wish is not None:
        return rest, Due(wish)
    if _MEANS_A_TIME[how].fullmatch(said):
        raise Refused(
            f"When is “{how} {said}”? Please write it like `in 30m`, `in 2h` or `by 14:00`, "
            "by your own clock. Nothing was added."
        )
    return line, None


def _after(said: str) -> timedelta | None:
    try:
        length = as_timespan(said)
    except PydanticCustomError:
        return None
    if not timedelta() < length <= MOST:
        raise Refused(f"“in {said}” is not between a minute and a year. Nothing was added.")
    return length


def _clock(said: str) -> time | None:
    match = _CLOCK.fullmatch(said)
    return time(int(match[1]), int(match[2])) if match else None
