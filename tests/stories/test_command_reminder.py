"""When nobody leads: the channel is asked who does, and is left alone as soon as somebody does."""

from tests.stories.conftest import Story


async def test_a_sev_1_without_a_commander_is_asked_about_after_five_minutes(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident severity SEV-1", channel)
    await story.pass_time(minutes=4)
    assert "Nobody has taken command" not in story.last(channel)
    await story.pass_time(minutes=1)
    asked = story.slack.messages(channel)[-1]
    assert "Nobody has taken command for 5 min. Who does?" in asked.shown
    assert "SEV-1 asks for a commander" in asked.shown
    await story.pressed("ben", "Take command", asked)
    await story.pass_time(minutes=14)
    assert sum("Nobody has taken" in one.shown for one in story.slack.messages(channel)) == 1


async def test_a_sev_3_may_go_without(story: Story) -> None:
    channel = await story.declared()
    await story.pass_time(minutes=30)
    assert not any("Nobody has taken" in one.shown for one in story.slack.messages(channel))


async def test_a_lower_severity_and_the_end_stop_the_question(story: Story) -> None:
    first, second = await story.declared("one"), await story.declared("two")
    for channel in (first, second):
        await story.answered("ana", "/incident severity SEV-2", channel)
    await story.answered("ana", "/incident severity SEV-4", first)
    await story.answered("ana", "/incident resolve Fixed", second)
    await story.pass_time(minutes=30)
    for channel in (first, second):
        assert not any("Nobody has taken" in one.shown for one in story.slack.messages(channel))
