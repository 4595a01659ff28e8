"""Putting reminders off: with a reason that everyone reads, for a while, and never for too long."""

import pytest

from models.organisation import Organisation, Reminders
from models.timespan import as_timespan
from sandbox.state import Channel, Message
from tests.stories.conftest import Story


@pytest.fixture
def organisation() -> Organisation:
    """People write in these stories all the time, and reminders come all the same."""
    return Organisation(reminders=Reminders(quiet_for=as_timespan(0)))


def due(story: Story, channel: Channel) -> list[Message]:
    return [one for one in story.slack.messages(channel) if "An update is due" in one.shown]


async def test_from_the_menu_beneath_a_reminder(story: Story) -> None:
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))
    await story.pass_time(hours=1)
    await story.ben.chooses("Snooze", "30 min", due(story, channel)[-1])
    await story.settle()
    assert story.ben.modal is not None
    assert "This puts off the reminders about the next update of INC-1." in story.ben.reads(
        story.ben.modal
    )
    await story.ben.fills("Why can it wait?", "The vendor answers at eleven")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert (
        "@Ben Carter put off the reminders about the next update until "
        "2 Mar 2026 at 10:30 UTC: The vendor answers at eleven"
    ) in story.last(channel)
    assert "/incident snooze off brings them back" in story.last(channel)

    before = len(due(story, channel))
    await story.pass_time(minutes=29)
    assert len(due(story, channel)) == before
    await story.pass_time(minutes=1)
    assert len(due(story, channel)) == before + 1
    # Whoever is asked first is asked first again.
    assert due(story, channel)[-1].shown.startswith("@Ben")


async def test_a_reason_is_asked_for_and_nothing_is_put_off_without_one(story: Story) -> None:
    channel = await story.declared()
    await story.joined("ana", channel)
    await story.ana.types_for_form("/incident snooze 2h", channel)
    assert story.ana.modal is not None
    assert "This puts off all reminders of INC-1." in story.ana.reads(story.ana.modal)
    await story.ana.fills("Why can it wait?", "   ")
    outcome = await story.ana.submits()
    assert "Why can it wait?" in outcome.errors["why"]
    await story.ana.fills("Why can it wait?", "Waiting for the bank")
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    assert (
        "put off all reminders until 2 Mar 2026 at 11:00 UTC: Waiting for the bank"
        in story.last(channel)
    )


async def test_typed_with_time_and_reason_it_needs_no_form(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident snooze 1 h 30 min the vendor looks into it", channel)
    assert "until 2 Mar 2026 at 10:30 UTC: the vendor looks into it" in story.last(channel)
    await story.pass_time(minutes=89)
    assert due(story, channel) == []
    await story.pass_time(minutes=1)
    assert len(due(story, channel)) == 1


async def test_tomorrow_is_nine_on_the_clock_of_whoever_says_so(story: Story) -> None:
    channel = await story.declared()
    # Cara is in Singapore, where it is the evening.
    await story.answered("cara", "/incident mine", channel)
    await story.answered("cara", "/incident snooze tomorrow the team is asleep", channel)
    assert "until 3 Mar 2026 at 01:00 UTC" in story.last(channel)


async def test_it_ends_when_somebody_says_so(story: Story) -> None:
    channel = await story.declared()
    assert "No reminder of INC-1 is paused, so nothing was changed." in await story.answered(
        "ana", "/incident snooze off", channel
    )
    await story.answered("ana", "/incident snooze 5h it can wait", channel)
    await story.pass_time(hours=2)
    assert due(story, channel) == []
    await story.answered("ben", "/incident snooze off", channel)
    said = [one.shown for one in story.slack.messages(channel)]
    assert any("@Ben Carter brought the reminders back." in one for one in said)
    assert "the last word to everyone was 2 h ago" in due(story, channel)[-1].shown


async def test_in_the_worst_incident_an_update_waits_an_hour_at_most(story: Story) -> None:
    channel = await story.declared("sev1 checkout is down")
    await story.pressed("ben", "Take command", story.card(channel))
    await story.answered("ben", "/incident snooze 5h nobody can do anything", channel)
    assert "An update of SEV-1 waits an hour at most: until 2 Mar 2026 at 10:00 UTC" in story.last(
        channel
    )
    await story.pass_time(minutes=59)
    assert due(story, channel) == []
    await story.pass_time(minutes=1)
    assert len(due(story, channel)) == 1


async def test_a_notice_that_a_shift_ends_can_wait_but_not_beyond_its_end(story: Story) -> None:
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))
    briefing = story.slack.messages(story.ben.dm)[-1]
    await story.ben.chooses("Shift ends at", "09:50", briefing)
    await story.settle()
    await story.pass_time(minutes=20)
    notice = story.slack.messages(channel)[-1]
    assert "your shift ends in 30 min" in notice.shown
    await story.ben.chooses("Snooze", "1 hour", notice)
    await story.settle()
    await story.ben.fills("Why can it wait?", "Cara comes at ten")
    await story.ben.submits()
    await story.settle()
    await story.pass_time(minutes=29)
    assert "your shift ends" not in story.last(channel)
    await story.pass_time(minutes=1)
    assert "your shift ends now" in story.last(channel)


async def test_what_makes_no_sense_is_refused_and_nothing_changes(story: Story) -> None:
    channel = await story.declared()
    answer = await story.answered("ana", "/incident snooze 3 weeks holidays", channel)
    assert "a week at most" in answer
    answer = await story.answered("ana", "/incident snooze 999999 weeks holidays", channel)
    assert "a week at most" in answer
    answer = await story.answered("ana", "/incident snooze 0m now", channel)
    assert "Nothing was changed" in answer
    await story.answered("ana", "/incident resolve Fixed", channel)
    answer = await story.answered("ana", "/incident snooze 1h why not", channel)
    assert "Nothing of INC-1 will be asked for any more" in answer
    timeline = await story.answered("ana", "/incident timeline", channel)
    assert "put off" not in timeline


async def test_words_that_are_no_time_become_the_reason(story: Story) -> None:
    channel = await story.declared()
    await story.joined("ana", channel)
    form = await story.ana.types_for_form("/incident snooze 30x the <vendor> & co look", channel)
    assert "30x the <vendor> & co look" in str(form.content)
    await story.ana.submits()
    await story.settle()
    assert "30x the <vendor> & co look" in story.last(channel)
    assert "09:30 UTC" in story.last(channel)


async def test_what_was_put_off_before_the_end_is_asked_for_once_it_goes_on(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident snooze 5h the vendor looks into it", channel)
    await story.answered("ana", "/incident resolve The vendor mended it", channel)
    await story.answered("ana", "/incident reopen It is back", channel)
    await story.pass_time(minutes=59)
    assert due(story, channel) == []
    await story.pass_time(minutes=1)
    assert len(due(story, channel)) == 1


async def test_what_was_put_off_while_slack_took_no_words_is_not_asked_for_beneath_it(
    story: Story,
) -> None:
    channel = await story.declared("sev1 checkout is down")
    await story.answered("ben", "/incident role commander", channel)
    await story.pass_time(minutes=14)
    story.slack.faults.add(method="chat.*", kind="http_500", times=None)
    await story.pass_time(minutes=2)
    await story.answered("ana", "/incident snooze 30m the vendor looks", channel)
    await story.pass_time(minutes=1)
    story.slack.faults.clear()
    await story.pass_time(minutes=28)
    assert "the vendor looks" in story.last(channel)
    assert due(story, channel) == []
    await story.pass_time(minutes=1)
    assert len(due(story, channel)) == 1
