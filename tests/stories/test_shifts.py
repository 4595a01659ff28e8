"""Shifts begin and end: people are told in time, and whoever follows a schedule is told of each change."""

from datetime import datetime, timedelta

import pytest

from sandbox.state import Message
from tests.stories.conftest import Story, plain
from tests.stories.on_duty import WEEKLY, on_duty
from tests.stories.test_cover import overrides
from tests.stories.test_duty_record import changed
from tests.workflows.on_call.written import at, on_call
from workflows.on_call.planner import PlanDuty

#: Saturday; on Monday at nine, London time, Ben takes over from Ana.
SATURDAY = "2026-03-07 09:00"
FOLLOWED = WEEKLY.replace("    name: Payments\n", "    name: Payments\n    channel: payments\n")


@pytest.fixture
def begins() -> datetime:
    return at(SATURDAY)


def told(story: Story, handle: str, words: str) -> list[Message]:
    person = story.slack.person(handle)
    return [one for one in story.slack.messages(person.dm) if words in plain(one.shown)]


async def until(story: Story, moment: str) -> None:
    await story.pass_time(seconds=(at(moment) - story.slack.clock.now()).total_seconds())


def team_payments(story: Story) -> str:
    return next(g.id for g in story.slack.workspace.groups.values() if g.handle == "team-payments")


async def test_whoever_is_next_is_told_the_evening_before_an_hour_before_and_at_the_start(
    quiet_story: Story,
) -> None:
    story = quiet_story
    on_duty(story)
    await story.bot_starts()
    await until(story, "2026-03-08 17:59")
    assert not told(story, "ben", "You are on call for Payments")
    await until(story, "2026-03-08 18:00")
    (evening,) = told(story, "ben", "You are on call for Payments from")
    assert "9 Mar 2026 at 09:00 UTC, until 16 Mar 2026 at 09:00 UTC" in evening.shown
    assert "Before: @Ana" in evening.shown
    await until(story, "2026-03-09 07:59")
    assert len(told(story, "ben", "You are on call for Payments")) == 1
    await until(story, "2026-03-09 08:00")
    assert len(told(story, "ben", "You are on call for Payments from")) == 2
    await until(story, "2026-03-09 09:00")
    (begun,) = told(story, "ben", "You are on call for Payments now")
    assert "until 16 Mar 2026 at 09:00 UTC. Before: @Ana" in begun.shown
    assert "was not there" not in begun.shown
    await until(story, "2026-03-12 09:00")
    assert len(told(story, "ben", "You are on call for Payments")) == 3
    assert not told(story, "ana", "You are on call for Payments")


async def test_a_short_shift_has_no_evening_before_it(quiet_story: Story) -> None:
    story = quiet_story
    on_duty(story)
    await story.bot_starts()
    await until(story, "2026-03-09 22:00")
    assert len(told(story, "cara", "You are on call for Night watch from")) == 3
    assert len(told(story, "cara", "You are on call for Night watch now")) == 3


async def test_the_file_says_when(quiet_story: Story) -> None:
    story = quiet_story
    on_duty(
        story,
        WEEKLY.replace("\npeople:", "\nnotices: {before: 15m, evening_before: null}\npeople:"),
    )
    await story.bot_starts()
    await until(story, "2026-03-09 08:44")
    assert not told(story, "ben", "You are on call for Payments")
    await until(story, "2026-03-09 08:45")
    assert len(told(story, "ben", "You are on call for Payments from")) == 1


async def test_a_bot_that_was_down_tells_only_of_the_shift_that_runs_and_that_it_is_late(
    quiet_story: Story,
) -> None:
    story = quiet_story
    on_duty(story)
    await story.bot_starts()
    await story.settle()
    await story.bot_stops()
    story.slack.clock.advance(timedelta(days=2, hours=2))
    await story.bot_starts()
    await story.settle()
    (begun,) = told(story, "ben", "You are on call for Payments")
    assert "You are on call for Payments now" in plain(begun.shown)
    assert "So since 9 Mar 2026 at 09:00 UTC: Muster was not there" in begun.shown
    assert not told(story, "cara", "You are on call for Night watch")


async def test_channel_and_user_group_follow(quiet_story: Story) -> None:
    story = quiet_story
    group = story.slack.workspace.groups[team_payments(story)]
    text = FOLLOWED.replace(
        "channel: payments\n", f"channel: payments\n    user_group: {group.id}\n"
    )
    on_duty(story, text)
    await story.bot_starts()
    await story.settle()
    assert group.members == [story.ana.id]
    before = len(story.slack.messages("payments"))
    await until(story, "2026-03-09 09:00")
    (said,) = story.slack.messages("payments")[before:]
    assert (
        "On call for Payments: @Ben Carter, until 16 Mar 2026 at 09:00 UTC. Before: @Ana Silva."
        in plain(said.shown)
    )
    assert group.members == [story.ben.id]
    # A restart changes nothing of it.
    await story.bot_stops()
    await story.bot_starts()
    await story.settle()
    assert len(story.slack.messages("payments")) == before + 1


async def test_where_nobody_is_on_call_the_channel_is_told_and_the_group_stays(
    quiet_story: Story,
) -> None:
    story = quiet_story
    group = story.slack.workspace.groups[team_payments(story)]
    night = WEEKLY.replace(
        "    name: Night watch\n",
        f"    name: Night watch\n    channel: payments\n    user_group: {group.id}\n",
    )
    on_duty(story, night)
    await story.bot_starts()
    await until(story, "2026-03-07 22:00")
    assert group.members == [story.cara.id]
    await until(story, "2026-03-08 06:00")
    assert "On call for Night watch: nobody" in story.last("payments")
    assert group.members == [story.cara.id]


async def test_a_channel_that_is_not_there_is_not_made(quiet_story: Story) -> None:
    story = quiet_story
    on_duty(story, FOLLOWED.replace("channel: payments", "channel: nowhere"))
    await story.bot_starts()
    await until(story, "2026-03-09 09:00")
    assert "nowhere" not in {one.name for one in story.slack.workspace.channels.values()}
    assert told(story, "ben", "You are on call for Payments now")


async def test_whoever_comes_in_by_an_edit_is_told_at_once(quiet_story: Story) -> None:
    story = quiet_story
    on_duty(story)
    await story.bot_starts()
    await story.settle()
    people = f"  ben: {{slack: {story.ben.id}}}\n"
    await changed(story, on_call(WEEKLY.replace("[ana, ben]", "[ben, ana]") + people))
    assert len(told(story, "ben", "You are on call for Payments now")) == 1


SECRET = "somebody copied the ledger"


async def test_on_a_quiet_day_the_next_one_hears_that_nothing_is_open(quiet_story: Story) -> None:
    story = quiet_story
    on_duty(story)
    await story.bot_starts()
    await until(story, "2026-03-09 09:00")
    (begun,) = told(story, "ben", "You are on call for Payments now")
    assert "Nothing is open or due where you are on call" in begun.shown


async def test_the_next_one_hears_of_what_is_under_way(quiet_story: Story) -> None:
    story = quiet_story
    text = FOLLOWED.replace(
        "every: 1 week\n  - key: night",
        'every: 1 week\n    overrides: [{starts: "2026-03-11 09:00", ends: "2026-03-12 09:00", '
        "people: cara}]\n  - key: night",
    )
    assert text != FOLLOWED
    regions = (
        "\nregions: [{name: EMEA, zone: Europe/London, hours: "
        '[{starts: "00:00", ends: "00:00"}], commanders: payments}]\npeople:'
    )
    on_duty(story, text.replace("\npeople:", regions))
    await story.bot_starts()
    await until(story, "2026-03-09 08:30")
    channel = await story.declared("sev1 checkout is down")
    await story.pressed("ana", "Take command", story.card(channel))
    await story.answered("ana", "/incident task Call the bank @dev in 2h", channel)
    await story.answered("ana", "/incident handoff @dev", channel)
    await story.answered("ana", "/incident snooze updates 2h we know", channel)
    private = await story.declared(f"private {SECRET}", by="dev")
    await until(story, "2026-03-09 09:00")
    (begun,) = told(story, "ben", "You are on call for Payments now")
    shown = plain(begun.shown)
    assert "INC-1: checkout is down (SEV-1)" in shown
    assert "led by @Ana" in shown
    assert "Call the bank" in shown
    assert "Offers of command that wait for an answer" in shown
    assert "@Cara" in shown
    assert "11 Mar 2026 at 09:00 UTC until 12 Mar 2026" in shown
    said = story.last("payments")
    assert "INC-1: checkout is down" in said
    for words in (shown, said):
        assert SECRET not in words
        assert "INC-2" not in words
        assert private.id not in words


async def test_whoever_may_know_of_a_private_incident_hears_of_it_and_no_channel_does(
    quiet_story: Story,
) -> None:
    story = quiet_story
    on_duty(story, FOLLOWED)
    await story.bot_starts()
    channel = await story.declared(f"private {SECRET}")
    await story.answered("ana", "/incident role scribe @ben", channel)
    await until(story, "2026-03-09 09:00")
    (begun,) = told(story, "ben", "You are on call for Payments now")
    assert SECRET in begun.shown
    assert SECRET not in story.last("payments")
    assert "other incident" not in story.last("payments")


async def test_what_is_elsewhere_is_counted(quiet_story: Story) -> None:
    story = quiet_story
    on_duty(story)
    await story.bot_starts()
    await story.declared("search is slow", by="dev")
    await until(story, "2026-03-09 09:00")
    (begun,) = told(story, "ben", "You are on call for Payments now")
    assert "search is slow" not in begun.shown
    assert "1 other incident is open elsewhere" in begun.shown


async def test_whoever_steps_in_is_told_at_once_and_so_is_who_follows(quiet_story: Story) -> None:
    story = quiet_story
    group = story.slack.workspace.groups[team_payments(story)]
    text = FOLLOWED.replace(
        "channel: payments\n", f"channel: payments\n    user_group: {group.id}\n"
    )
    on_duty(story, text, ("ben", "cara", "dev"))
    await story.bot_starts()
    await story.settle()
    await overrides(story, "dev", hours=24)
    assert len(told(story, "dev", "You are on call for Payments now, until 8 Mar 2026")) == 1
    assert "On call for Payments: @Dev" in story.last("payments")
    assert group.members == [story.dev.id]
    await story.pass_time(hours=24)
    assert group.members == [story.ana.id]


async def test_two_bots_tell_everything_once(quiet_story: Story) -> None:
    story = quiet_story
    if "sqlite" in story.settings.database_url:
        pytest.skip("two processes need PostgreSQL")
    on_duty(story, FOLLOWED)
    other = Story(story.slack, story.settings, story.organisation)
    await story.bot_starts()
    await other.bot_starts()
    before = len(story.slack.messages("payments"))
    for moment in ("2026-03-08 18:00", "2026-03-09 08:00", "2026-03-09 09:00", "2026-03-09 10:00"):
        await until(story, moment)
        await other.settle()
    await other.bot_stops()
    assert len(told(story, "ben", "You are on call for Payments from")) == 2
    assert len(told(story, "ben", "You are on call for Payments now")) == 1
    assert len(story.slack.messages("payments")) == before + 1


async def test_a_group_is_filled_at_changes_and_not_at_each_look(quiet_story: Story) -> None:
    story = quiet_story
    group = story.slack.workspace.groups[team_payments(story)]
    on_duty(story, FOLLOWED.replace("channel: payments\n", f"user_group: {group.id}\n"))
    await story.bot_starts()
    await story.settle()
    assert story.program is not None
    story.slack.staff.regroup("team-payments", ["cara"])
    async with story.program.start() as work:
        work.send(PlanDuty())
    story.slack.clock.advance(timedelta(minutes=5))
    await story.settle()
    assert group.members == [story.cara.id]
