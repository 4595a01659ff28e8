"""An update that is due: asked of the commander, then of the deputy, then of everyone, and no pile of it."""

import pytest

from models.organisation import Organisation, Reminders
from models.timespan import as_timespan
from sandbox.state import Channel, Message
from tests.stories.conftest import Story


async def led_by_ben(story: Story, title: str = "checkout is down") -> Channel:
    channel = await story.declared(title)
    await story.pressed("ben", "Take command", story.card(channel))
    return channel


def reminders(story: Story, channel: Channel) -> list[Message]:
    return [one for one in story.slack.messages(channel) if "An update is due" in one.shown]


async def test_first_the_commander_is_asked(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.pass_time(minutes=59)
    assert reminders(story, channel) == []
    await story.pass_time(minutes=1)
    (asked,) = reminders(story, channel)
    assert asked.shown.startswith("@Ben")
    assert "An update is due: the last word to everyone was 1 h ago" in asked.shown
    assert "SEV-3 asks for one every 1 h" in asked.shown
    assert "Writing one, or resolving, stops this reminder" in asked.shown
    assert not asked.alerts_many


async def test_then_the_deputy_and_then_the_channel(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.answered("ana", "/incident role deputy @cara", channel)
    await story.answered("ana", "/incident role scribe @dev", channel)
    await story.pass_time(minutes=60)
    assert "@Ben" in reminders(story, channel)[-1].shown
    await story.pass_time(minutes=4)
    assert "@Cara" not in reminders(story, channel)[-1].shown
    await story.pass_time(minutes=1)
    asked = reminders(story, channel)[-1]
    assert "@Cara" in asked.shown
    assert "@Dev" not in asked.shown
    assert "Can you write it?" in asked.shown
    await story.pass_time(minutes=5)
    asked = reminders(story, channel)[-1]
    assert asked.alerts_many
    assert "Whoever knows most" in asked.shown


async def test_without_a_deputy_whoever_holds_a_role_is_asked(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.answered("ana", "/incident role scribe @dev", channel)
    await story.pass_time(minutes=65)
    assert "@Dev" in reminders(story, channel)[-1].shown


async def test_where_nobody_holds_any_role_the_channel_is_next(story: Story) -> None:
    channel = await story.declared()
    await story.pass_time(minutes=60)
    assert not reminders(story, channel)[-1].alerts_many
    await story.pass_time(minutes=5)
    assert reminders(story, channel)[-1].alerts_many


async def test_whoever_takes_command_meanwhile_is_asked_before_everyone(story: Story) -> None:
    channel = await story.declared()
    await story.pass_time(minutes=60)
    await story.pressed("cara", "Take command", reminders(story, channel)[-1])
    await story.pass_time(minutes=5)
    asked = reminders(story, channel)[-1]
    assert "@Cara" in asked.shown
    assert not asked.alerts_many


async def test_one_message_stands_however_often_it_is_repeated(story: Story) -> None:
    channel = await led_by_ben(story)
    before = len(story.slack.messages(channel))
    await story.pass_time(minutes=65)
    (everyone,) = reminders(story, channel)
    assert everyone.alerts_many
    for hours in (2, 3, 4):
        await story.pass_time(hours=1)
        (again,) = reminders(story, channel)
        assert again.ts == everyone.ts
        assert f"{hours} h 5 min ago" in again.shown
        assert not again.alerts_many
    assert len(story.slack.messages(channel)) == before + 1


async def test_where_somebody_wrote_after_it_a_new_one_comes_and_the_old_one_stays(
    story: Story,
) -> None:
    channel = await led_by_ben(story)
    await story.pass_time(hours=3)
    (old,) = reminders(story, channel)
    await story.ben.posts("Still looking, the logs are slow", channel)
    await story.pass_time(hours=1)
    assert [one.ts == old.ts for one in reminders(story, channel)] == [True, False]


async def test_a_reminder_that_somebody_answered_in_its_thread_is_left_alone(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.pass_time(minutes=60)
    (old,) = reminders(story, channel)
    await story.ben.posts("In a minute", channel, old.ts)
    await story.pass_time(minutes=5)
    assert [one.ts == old.ts for one in reminders(story, channel)] == [True, False]


async def test_an_update_stops_it_on_every_step(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.pass_time(minutes=65)
    asked = reminders(story, channel)[-1]
    await story.pressed("ben", "Write an update", asked)
    await story.ben.fills("What is the situation now?", "Better already")
    await story.previews_and_sends("ben")
    await story.pass_time(minutes=59)
    assert reminders(story, channel)[-1].ts == asked.ts
    await story.pass_time(minutes=1)
    assert reminders(story, channel)[-1].shown.startswith("@Ben")


async def test_people_who_are_writing_are_not_interrupted_but_twice_at_most(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.pass_time(minutes=57)
    await story.ben.posts("I see something", channel)
    await story.pass_time(minutes=4)
    assert reminders(story, channel) == []
    await story.pass_time(minutes=1)
    assert len(reminders(story, channel)) == 1


async def test_people_who_never_stop_writing_are_interrupted_in_the_end(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.pass_time(minutes=58)
    for _ in range(6):
        assert reminders(story, channel) == []
        await story.ben.posts("I see something", channel)
        await story.pass_time(minutes=2)
    assert len(reminders(story, channel)) == 1


async def test_in_the_worst_incidents_people_are_asked_whatever_they_do(story: Story) -> None:
    channel = await led_by_ben(story, "sev1 checkout is down")
    await story.pass_time(minutes=14)
    await story.ben.posts("I see something", channel)
    await story.pass_time(minutes=1)
    assert len(reminders(story, channel)) == 1


async def test_the_card_says_afterwards_that_it_was_due(story: Story) -> None:
    channel = await led_by_ben(story)
    before = story.card(channel).edited
    await story.pass_time(minutes=60)
    assert story.card(channel).edited != before


async def test_the_timeline_tells_who_was_asked(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.pass_time(minutes=70)
    told = await story.answered("ana", "/incident timeline", channel)
    assert "a reminder went out to @Ben" in told
    assert "a reminder went out to everyone" in told


async def test_a_drill_says_so(story: Story) -> None:
    await story.ana.types("/incident declare drill checkout is down", channel="general")
    await story.settle()
    channel = next(one for one in story.slack.workspace.channels.values() if "drill" in one.name)
    await story.pass_time(minutes=60)
    assert "This is a drill" in reminders(story, channel)[-1].shown


async def test_in_a_thread_those_with_a_role_are_asked_and_one_message_stands(
    story: Story,
) -> None:
    story.slack.workspace.rules.may_create_public = False
    await story.ana.types("/incident declare checkout is down", "general")
    await story.settle()
    channel = story.slack.channel("incidents")
    parent = story.slack.messages(channel)[0]
    for line in ("role commander @ben", "role scribe @dev"):
        await story.answered("ana", f"/incident INC-1 {line}", "general")
        await story.answered("ana", f"/incident {line.replace(' ', ' INC-1 ', 1)}", "general")
    for minutes, who in ((60, "@Ben"), (5, "@Dev"), (5, "@Ben Carter @Dev"), (60, "@Ben")):
        await story.pass_time(minutes=minutes)
        (asked,) = reminders(story, channel)
        assert asked.thread_ts == parent.ts
        assert who in asked.shown
        assert not asked.alerts_many


async def test_a_reminder_whose_answer_from_slack_was_lost_stands_once(story: Story) -> None:
    channel = await led_by_ben(story)
    story.slack.faults.add(method="chat.postMessage", kind="reset_after", times=1)
    await story.pass_time(minutes=62)
    assert len(reminders(story, channel)) == 1
    story.slack.faults.add(method="chat.delete", kind="reset_after", times=1)
    await story.pass_time(minutes=4)
    assert len(reminders(story, channel)) == 1


async def test_what_slack_could_not_take_for_an_hour_is_one_message_then(story: Story) -> None:
    channel = await led_by_ben(story, "sev1 checkout is down")
    story.slack.faults.add(method="chat.postMessage", kind="http_500", times=None)
    await story.pass_time(hours=1)
    story.slack.faults.standing.clear()
    await story.pass_time(minutes=11)
    assert len(reminders(story, channel)) == 1


async def test_an_update_that_was_written_while_slack_took_no_words_is_not_asked_for(
    story: Story,
) -> None:
    channel = await led_by_ben(story, "sev1 checkout is down")
    await story.pass_time(minutes=10)
    story.slack.faults.add(method="chat.*", kind="http_500", times=None)
    await story.pass_time(minutes=6)
    await story.answered("ben", "/incident update We roll back", channel)
    await story.pass_time(minutes=1)
    story.slack.faults.clear()
    await story.pass_time(minutes=13)
    assert reminders(story, channel) == []
    await story.pass_time(minutes=1)
    assert len(reminders(story, channel)) == 1


async def test_whoever_got_command_while_slack_took_no_words_is_asked(story: Story) -> None:
    channel = await story.declared("sev1 checkout is down")
    story.slack.faults.add(method="chat.*", kind="http_500", times=None)
    await story.pass_time(minutes=16)
    await story.answered("ben", "/incident role commander", channel)
    await story.pass_time(minutes=1)
    story.slack.faults.clear()
    await story.pass_time(minutes=2)
    (asked,) = reminders(story, channel)
    assert asked.shown.startswith("@Ben")
    assert "Nobody has taken command" not in asked.shown


class TestOtherTimes:
    """An organisation that waits longer between the steps, and interrupts at once."""

    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation(
            reminders=Reminders(next_after=as_timespan("20m"), quiet_for=as_timespan(0))
        )

    async def test_its_times_hold(self, story: Story) -> None:
        channel = await led_by_ben(story)
        await story.pass_time(minutes=59)
        await story.ben.posts("I see something", channel)
        await story.pass_time(minutes=1)
        assert "@Ben" in reminders(story, channel)[-1].shown
        await story.pass_time(minutes=19)
        assert not reminders(story, channel)[-1].alerts_many
        await story.pass_time(minutes=1)
        assert reminders(story, channel)[-1].alerts_many
