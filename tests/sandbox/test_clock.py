"""One clock for everything, which a test can hold and push."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox import Clock
from sandbox.agenda import Agenda

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_still_clock_moves_only_when_it_is_advanced() -> None:
    clock = Clock.still(START)
    assert clock.now() == clock.now() == START
    assert clock.advance(MINUTE) == START + MINUTE == clock.now()


def test_a_ticking_clock_runs_on_top_of_what_it_was_advanced() -> None:
    clock = Clock.ticking(START)
    clock.advance(timedelta(days=1))
    first = clock.now()
    assert START + timedelta(days=1) <= first <= clock.now()


def test_a_clock_needs_a_zone_and_never_goes_back() -> None:
    with pytest.raises(ValueError, match="aware"):
        Clock.still(datetime(2026, 3, 2))  # noqa: DTZ001 - the mistake under test
    with pytest.raises(ValueError, match="forward"):
        Clock.still(START).advance(-MINUTE)


def test_subscribers_hear_of_each_move_until_they_stop() -> None:
    clock, heard = Clock.still(START), list[datetime]()
    stop = clock.subscribe(heard.append)
    clock.advance(MINUTE)
    stop()
    clock.advance(MINUTE)
    assert heard == [START + MINUTE]


def test_an_agenda_runs_what_is_due_in_order_and_nothing_cancelled() -> None:
    clock, done = Clock.still(START), list[str]()
    agenda = Agenda(clock)
    agenda.after(2 * MINUTE, lambda: done.append("second"))
    agenda.after(MINUTE, lambda: done.append("first"))
    agenda.after(MINUTE, lambda: done.append("never")).cancel()
    agenda.after(3 * MINUTE, lambda: done.append("later"))
    assert agenda.next_due == START + MINUTE
    clock.advance(2 * MINUTE)
    assert done == ["first", "second"]
    assert agenda.next_due == START + 3 * MINUTE


def test_an_agenda_says_when_its_next_moment_comes_sooner() -> None:
    agenda, told = Agenda(Clock.still(START)), list[str]()
    agenda.on_sooner = lambda: told.append("sooner")
    agenda.after(2 * MINUTE, lambda: None)
    agenda.after(3 * MINUTE, lambda: None)
    agenda.after(MINUTE, lambda: None)
    assert told == ["sooner", "sooner"]
