"""The record of who really was on call: it goes on by itself, and no later word changes it."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.schedules import cli
from models.on_call import OnCall
from tests.stories.conftest import Story, plain
from tests.stories.on_duty import WEEKLY, on_duty
from tests.workflows.on_call.written import at, on_call
from workflows.on_call.planner import PlanDuty
from workflows.on_call.recording import record_of

NIGHT = "night"
ANA = "@Ana Silva"


async def recorded(story: Story, key: str, start: datetime) -> list[str]:
    """The record since a moment, a stretch a line: `03-02 09:00 ana`."""
    assert story.program is not None
    async with story.program.start.looking() as session:
        found = await record_of(session, key, start, story.slack.clock.now())
    return [f"{one.start:%m-%d %H:%M} {'+'.join(one.people) or '-'}" for one in found]


async def changed(story: Story, duty: OnCall) -> None:
    """Somebody edits the file while the bot runs."""
    assert story.program is not None
    start = story.program.start
    start.configuration.current = start.organisation.with_duty(duty)
    async with start() as work:
        work.send(PlanDuty())
    await story.settle()


async def test_it_goes_on_with_every_change(quiet_story: Story) -> None:
    story = quiet_story
    on_duty(story)
    begun = story.slack.clock.now()
    await story.bot_starts()
    await story.pass_time(days=8)
    assert await recorded(story, "payments", begun) == ["03-02 09:00 ana", "03-09 09:00 ben"]
    assert (await recorded(story, NIGHT, begun))[:4] == [
        "03-02 09:00 -",
        "03-02 22:00 cara",
        "03-03 06:00 -",
        "03-03 22:00 cara",
    ]


async def test_an_edit_holds_from_now_on_and_changes_no_past(quiet_story: Story) -> None:
    story = quiet_story
    on_duty(story)
    begun = story.slack.clock.now()
    await story.bot_starts()
    await story.pass_time(hours=30)
    await changed(story, on_call(WEEKLY.replace("[ana, ben]", "[ben, ana]")))
    await story.pass_time(hours=30)
    assert await recorded(story, "payments", begun) == ["03-02 09:00 ana", "03-03 15:00 ben"]
    await changed(story, on_call(WEEKLY.partition("  - key: night")[0]))
    await story.pass_time(hours=30)
    before = await recorded(story, NIGHT, begun)
    await story.pass_time(days=3)
    assert await recorded(story, NIGHT, begun) == before
    await changed(story, OnCall())
    stood = await recorded(story, "payments", begun)
    assert stood[-1] == "03-04 21:00 ana"
    await story.pass_time(days=9)
    assert await recorded(story, "payments", begun) == stood


async def two_weeks(story: Story) -> tuple[str, str]:
    """The next two weeks as they are told, and what stands beside the picture.

    Whether Slack's name for Ana is known by then is another story.
    """
    told = await story.answered("cara", "/incident oncall schedule payments", "general")
    (*_, sent) = [one for one in story.slack.messages(story.cara.dm) if one.files]
    return told.replace(ANA, "ana"), plain(sent.shown).replace(ANA, "ana")


async def test_the_two_weeks_begin_with_who_really_was_on_call_today(quiet_story: Story) -> None:
    story = quiet_story
    on_duty(story)
    await story.bot_starts()
    # Both agree, so nothing is marked, and what goes on is one stretch.
    await story.pass_time(hours=33)
    told, beside = await two_weeks(story)
    assert "recorded" not in told + beside
    assert "who begins when:\n3 Mar 2026 at 00:00 UTC: ana\n9 Mar" in told

    swapped = WEEKLY.replace("[ana, ben]", f"[{story.ben.id}, ana]")
    await changed(story, on_call(swapped))
    await story.pass_time(hours=2)
    told, beside = await two_weeks(story)
    assert (
        "3 Mar 2026 at 00:00 UTC: ana, as recorded (the schedule says @Ben Carter)\n"
        "3 Mar 2026 at 18:00 UTC: @Ben Carter\n"
    ) in told
    assert "Framed: as it was recorded; the schedule says otherwise." in beside
    assert "1 ana · 2 @Ben Carter" in beside
    # The next day nothing of it is left to tell.
    await story.pass_time(hours=10)
    told, beside = await two_weeks(story)
    assert "recorded" not in told + beside


async def test_before_the_record_begins_the_schedule_stands(quiet_story: Story) -> None:
    story = quiet_story
    on_duty(story)
    await story.bot_starts()
    await story.pass_time(hours=1)
    told, _ = await two_weeks(story)
    assert "2 Mar 2026 at 00:00 UTC: @Ben Carter\n2 Mar 2026 at 09:00 UTC: ana" in told
    assert "recorded" not in told


async def test_what_changed_while_the_bot_was_down_is_filled_in_as_it_was_planned(
    quiet_story: Story,
) -> None:
    story = quiet_story
    on_duty(story)
    begun = story.slack.clock.now()
    await story.bot_starts()
    await story.settle()
    await story.bot_stops()
    story.slack.clock.advance(timedelta(days=15))
    await story.bot_starts()
    await story.settle()
    assert await recorded(story, "payments", begun) == [
        "03-02 09:00 ana",
        "03-09 09:00 ben",
        "03-16 09:00 ana",
    ]
    assert await recorded(story, "payments", at("2026-03-10")) == [
        "03-10 00:00 ben",
        "03-16 09:00 ana",
    ]


async def test_without_schedules_nothing_is_looked_at(story: Story) -> None:
    await story.pass_time(days=2)
    assert await recorded(story, "payments", at("2026-03-01")) == []


async def test_the_command_line_tells_what_is_recorded(
    quiet_story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    story = quiet_story
    on_duty(story)
    await story.bot_starts()
    await story.pass_time(days=8)
    await story.bot_stops()
    capsys.readouterr()

    async def told(*words: str) -> tuple[int, str]:
        parsed = cli.parse(["record", *words])
        parsed.database_url = story.settings.database_url
        status = await asyncio.to_thread(cli.run, parsed, story.slack.clock.now())
        return status, capsys.readouterr().out

    status, said = await told("payments", "--days", "3")
    assert (status, said.splitlines()) == (
        0,
        [
            "payments, the last 3 days, in UTC",
            "  Sat 2026-03-07 09:00 to Mon 2026-03-09 09:00  ana",
            "  Mon 2026-03-09 09:00 to Tue 2026-03-10 09:00  ben",
        ],
    )
    status, said = await told("paymants")
    assert (status, said) == (1, "Nothing is recorded of paymants in the last 14 days.\n")
