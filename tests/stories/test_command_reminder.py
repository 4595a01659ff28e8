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


async def test_whoever_took_command_while_slack_took_no_words_is_not_looked_for(
    story: Story,
) -> None:
    channel = await story.declared("sev1 checkout is down")
    story.slack.faults.add(method="chat.*", kind="http_500", times=None)
    await story.pass_time(minutes=6)
    await story.answered("ben", "/incident role commander", channel)
    await story.pass_time(minutes=1)
    story.slack.faults.clear()
    await story.pass_time(minutes=7)
    assert not [
        one for one in story.slack.messages(channel) if "Nobody has taken command" in one.shown
    ]
    # What comes later is said as ever.
    await story.pass_time(minutes=1)
    assert "An update is due: the last word to everyone was 15 min ago" in story.last(channel)
