"""Public holidays by the names of countries and their parts, and what is said of a name that is none."""

import subprocess
import sys
from datetime import date

import pytest

from models.configuration_text import ConfigurationError
from models.public_holidays import public_holidays
from tests.workflows.on_call.written import schedule

LAYER = 'people: [ann], first_turn: "2026-01-01", every: 1 day'


def test_a_part_of_a_country_has_days_of_its_own_and_those_in_place_of_a_weekend() -> None:
    england, scotland = (set(public_holidays(of, 2026)) for of in ("GB-ENG", "GB-SCT"))
    assert date(2026, 4, 6) in england - scotland
    assert date(2026, 1, 2) in scotland - england
    # The second day of Christmas is a Saturday.
    assert date(2026, 12, 28) in england


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("GB-EMG", "names no part of the country that is known. Did you mean `GB-ENG`?"),
        ("UK-ENG", "names no country whose holidays are known. Did you mean `GB-ENG`?"),
        ("germany", "names no country whose holidays are known. Did you mean `DE`?"),
        ("Atlantis", "Write its two letters, such as GB, or with a part of it, such as GB-ENG."),
        ("SG-1", "names a part of a country that is not divided here. Write SG."),
        ("GB-12", "Known here: GB-ENG, GB-NIR, GB-SCT, GB-WLS."),
    ],
)
def test_a_name_that_is_none_gets_a_sentence_and_the_nearest(written: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match="line 5") as told:
        schedule(LAYER, rest=f"    holiday_calendar: {written}\n")
    assert says in str(told.value)


def test_years_of_which_a_country_says_nothing_are_without_holidays_and_without_noise() -> None:
    assert public_holidays("IN", 1970) is not None


def test_nobody_loads_the_calendars_who_names_none() -> None:
    program = (
        "import sys; import bot.cli, bot.program, integrations.schedules.detect; "
        "from tests.workflows.on_call.written import schedule, told, at; "
        f"told(schedule({LAYER!r}, rest='    holidays: [2026-01-01]\\n'), at('2026-01-01'), 9); "
        "print([name for name in ('holidays', 'icalendar', 'dateutil') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
