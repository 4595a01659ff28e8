"""Incidents that nobody ends: asked about once a day, and left alone by whoever says why."""

from sandbox.state import Channel, Message
from tests.stories.conftest import Story


def asked(story: Story, channel: Channel, words: str) -> list[Message]:
    return [one for one in story.slack.messages(channel) if words in one.shown]


NOTHING = "Nothing has happened here for"
MITIGATED = "This has been mitigated for"


async def test_a_day_without_anything_is_asked_about_once(story: Story) -> None:
    channel = await story.declared("sev4 the report is late")
    await story.pass_time(hours=23)
    assert asked(story, channel, NOTHING) == []
    await story.pass_time(hours=1)
    (question,) = asked(story, channel, NOTHING)
    assert "Nothing has happened here for 1 day" in question.shown
    # The update that is due at the same moment is asked for in the same message.
    assert "An update is due" in question.shown
    assert "Any word in this channel, or resolving, stops this reminder" in question.shown
    await story.pressed("ana", "Resolve", question)
    await story.ana.submits()
    await story.settle()
    await story.settle()
    await story.pass_time(days=3)
    assert len(asked(story, channel, NOTHING)) == 1


async def test_a_word_in_the_channel_is_something(story: Story) -> None:
    channel = await story.declared("sev4 the report is late")
    await story.pass_time(hours=20)
    await story.joined("ben", channel)
    await story.ben.posts("Still looking", channel)
    await story.pass_time(hours=23)
    assert asked(story, channel, NOTHING) == []
    await story.pass_time(hours=1)
    assert len(asked(story, channel, NOTHING)) == 1


async def test_still_working_on_it_asks_why_and_is_quiet_for_a_day(story: Story) -> None:
    channel = await story.declared("sev4 the report is late")
    await story.pass_time(hours=24)
    await story.pressed("ana", "Still working on it", asked(story, channel, NOTHING)[-1])
    assert story.ana.modal is not None
    assert "1 day" in str(story.ana.modal.content)
    await story.ana.fills("Why can it wait?", "The vendor ships a fix on Friday")
    await story.ana.submits()
    await story.settle()
    assert any(
        "put off the reminders about whether it is still worked on until 4 Mar 2026 at 09:00 UTC"
        in one.shown
        for one in story.slack.messages(channel)
    )
    before = len(asked(story, channel, NOTHING))
    await story.pass_time(hours=23)
    assert len(asked(story, channel, NOTHING)) == before
    await story.pass_time(hours=1)
    assert len(asked(story, channel, NOTHING)) == before + 1


async def test_a_day_after_it_was_mitigated_the_end_is_asked_for(story: Story) -> None:
    channel = await story.declared("sev4 the report is late")
    await story.pressed("ben", "Take command", story.card(channel))
    await story.pass_time(hours=2)
    await story.answered("ben", "/incident mitigate The old report is used", channel)
    await story.pass_time(hours=23)
    await story.answered("ben", "/incident update All quiet", channel)
    assert asked(story, channel, MITIGATED) == []
    await story.pass_time(hours=1)
    (question,) = asked(story, channel, MITIGATED)
    assert question.shown.startswith("@Ben")
    assert "This has been mitigated for 1 day. Can it be resolved?" in question.shown
    assert asked(story, channel, NOTHING) == []
    await story.answered("ben", "/incident status investigating It is back", channel)
    await story.pass_time(hours=23)
    assert len(asked(story, channel, MITIGATED)) == 1


async def test_what_comes_again_takes_the_place_of_what_stood_there(story: Story) -> None:
    channel = await story.declared("sev4 the report is late")
    await story.pass_time(days=2)
    count = len(story.slack.messages(channel))
    await story.pass_time(days=3)
    assert len(story.slack.messages(channel)) == count
    assert "Nothing has happened here for 5 days" in story.last(channel)


async def test_six_hours_of_downtime_end_in_one_message(story: Story) -> None:
    channel = await story.declared("sev2 checkout is down")
    await story.pressed("ben", "Take command", story.card(channel))
    briefing = story.slack.messages(story.ben.dm)[-1]
    await story.ben.chooses("Shift ends at", "12:00", briefing)
    await story.answered("ben", "/incident task Call the bank @cara in 1h", channel)
    await story.answered("ben", "/incident task Look at the pool in 2h", channel)
    await story.answered("ben", "/incident update We look", channel)
    await story.pass_time(minutes=5)
    before = len(story.slack.messages(channel))
    told = {who: len(story.slack.messages(story.slack.person(who).dm)) for who in ("ben", "cara")}
    await story.bot_stops()
    await story.pass_time(hours=6)
    await story.bot_starts()
    await story.settle()
    (one,) = story.slack.messages(channel)[before:]
    for words in (
        "@Ben Carter An update is due: the last word to everyone was 6 h 5 min ago",
        "@Ben Carter, your shift ends now",
        "Your task 1 is due now: Call the bank",
        "Task 2 is due now, and nobody has it: Look at the pool",
    ):
        assert words in one.shown.replace("*", "")
    for who, count in told.items():
        assert len(story.slack.messages(story.slack.person(who).dm)) == count
    for label in ("Write an update", "Hand over command", "Snooze"):
        assert one.shown.count(label) == 1


async def test_two_days_of_downtime_end_in_one_message_too(story: Story) -> None:
    channel = await story.declared("sev2 checkout is down")
    before = len(story.slack.messages(channel))
    await story.bot_stops()
    await story.pass_time(days=2)
    await story.bot_starts()
    await story.settle()
    (one,) = story.slack.messages(channel)[before:]
    for words in ("Nobody has taken command", "An update is due", NOTHING):
        assert one.shown.count(words) == 1
