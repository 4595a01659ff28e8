"""Tasks: who does what, until when; taken and finished by a press, and a word when the moment comes."""

import pytest

from sandbox.state import Channel, Message
from tests.stories.conftest import Story, plain


def task_in(story: Story, channel: Channel, number: int = 1) -> Message:
    return next(
        one
        for one in story.slack.messages(channel)
        if plain(one.shown).startswith(f"Task {number}")
    )


async def test_a_task_is_added_taken_and_done(story: Story) -> None:
    channel = await story.declared()
    assert await story.answered("ana", "/incident task Call the bank", channel) == ""
    task = task_in(story, channel)
    assert "Call the bank" in task.shown
    assert "Nobody has it yet." in task.shown

    await story.pressed("ben", "I'll take it", task)
    assert "@Ben" in task.shown
    assert "I'll take it" not in task.shown
    await story.pressed("cara", "Done", task)
    assert "Done 2 Mar" in task.shown
    assert "[Done]" not in task.text

    shown = await story.answered("ana", "/incident timeline", channel)
    assert "added task 1: Call the bank" in shown
    assert "took task 1: Call the bank" in shown
    assert "finished task 1: Call the bank" in shown


async def test_for_somebody_else_with_a_time_on_the_givers_own_clock(story: Story) -> None:
    channel = await story.declared()
    # Cara's clock in Singapore shows 17:00 now.
    await story.answered("cara", "/incident tasks", channel)
    await story.answered("cara", "/incident task Call the bank @ben by 18:30", channel)
    assert "Due 2 Mar 2026 at 10:30 UTC" in task_in(story, channel).shown
    assert "gave you a task in INC-1: checkout is down" in story.told("ben")
    assert "It is due 2 Mar 2026 at 10:30 UTC" in story.told("ben")
    assert story.ben.id in channel.members

    await story.pass_time(minutes=89)
    assert "is due now" not in story.last(channel)
    await story.pass_time(minutes=1)
    rung = [one for one in story.slack.messages(channel) if "is due now" in one.shown]
    assert "@Ben Carter Your task 1 is due now: Call the bank" in plain(rung[0].shown)
    await story.pass_time(hours=3)
    assert len([one for one in story.slack.messages(channel) if "is due now" in one.shown]) == 1
    await story.pressed("ben", "Done", rung[0])
    assert "Done" in task_in(story, channel).shown


async def test_what_is_done_does_not_ring_and_what_nobody_has_goes_to_the_commander(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))
    await story.answered("ana", "/incident task First in 10m", channel)
    await story.answered("ana", "/incident task Second in 10m", channel)
    await story.answered("ana", "/incident task Third in 10m", channel)
    await story.answered("ana", "/incident task done 2", channel)
    await story.pass_time(minutes=11)
    (rung,) = [one for one in story.slack.messages(channel) if "is due now" in one.shown]
    shown = plain(rung.shown)
    assert "@Ben Carter Task 1 is due now, and nobody has it: First" in shown
    assert "Task 3 is due now" in shown
    assert "Second" not in shown


async def test_after_the_end_nothing_rings_and_tasks_can_still_be_finished(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident task Write to the bank in 10m", channel)
    await story.answered("ana", "/incident resolve Fixed", channel)
    await story.pass_time(minutes=30)
    assert not any("is due now" in one.shown for one in story.slack.messages(channel))
    await story.pressed("ana", "Done", task_in(story, channel))
    assert "Done 2 Mar" in task_in(story, channel).shown
    answer = await story.answered("ana", "/incident task Too late", channel)
    assert "INC-1 was resolved" in answer


async def test_after_an_outage_every_task_is_asked_for_that_fell_due_and_is_not_done(
    story: Story,
) -> None:
    channel = await story.declared()
    for words in ("First in 5m", "Second in 5m", "Third in 8m"):
        await story.answered("ana", f"/incident task {words}", channel)
    story.slack.faults.add(method="chat.*", kind="http_500", times=None)
    await story.pass_time(minutes=9)
    await story.answered("ben", "/incident task done 1", channel)
    await story.pass_time(minutes=1)
    story.slack.faults.clear()
    await story.pass_time(minutes=5)
    (rung,) = [one for one in story.slack.messages(channel) if "is due now" in one.shown]
    shown = plain(rung.shown)
    assert "Task 2 is due now, and nobody has it: Second" in shown
    assert "Task 3 is due now, and nobody has it: Third" in shown
    assert "First" not in shown


async def test_a_task_that_was_done_while_slack_took_no_words_is_not_asked_for(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident task Call the bank in 5m", channel)
    story.slack.faults.add(method="chat.*", kind="http_500", times=None)
    await story.pass_time(minutes=6)
    await story.answered("ben", "/incident task done 1", channel)
    await story.pass_time(minutes=1)
    story.slack.faults.clear()
    await story.pass_time(minutes=5)
    assert not [one for one in story.slack.messages(channel) if "is due now" in one.shown]


async def test_the_list_and_whoever_catches_up(story: Story) -> None:
    channel = await story.declared()
    assert "has no tasks yet" in await story.answered("ana", "/incident tasks", channel)
    await story.answered("ana", "/incident task Call the bank @ana", channel)
    await story.answered("ana", "/incident task Look at the pool in 2h", channel)
    await story.answered("ana", "/incident task done 1", channel)
    answer = await story.answered("ben", "/incident tasks INC-1", "general")
    assert answer.index("2: Look at the pool, nobody yet, due") < answer.index("1: Call the bank")
    listed = story.ben.ephemerals()[-1]
    caught_up = await story.answered("cara", "/incident catchup", channel)
    assert "Open tasks" in caught_up
    assert "Look at the pool" in caught_up.split("Open tasks")[1].split("What happened")[0]
    await story.ben.presses("Done", listed)
    await story.settle()
    assert "No task is open." in await story.answered("ben", "/incident tasks", channel)


async def test_given_to_another_and_taken_only_once(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident task Call the bank", channel)
    task = task_in(story, channel)
    await story.joined("ben", channel)
    await story.joined("cara", channel)
    await story.pressed("ben", "I'll take it", task)
    await story.answered("ana", "/incident task 1 @cara", channel)
    assert "@Cara" in task.shown
    assert "gave you a task" in story.told("cara")
    assert "has task 1 already" in await story.answered("ana", "/incident task 1 @cara", channel)
    assert "was done already" not in await story.answered("ana", "/incident task done 1", channel)
    assert "was done already" in await story.answered("ana", "/incident task done 1", channel)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("Call the bank by 25:00", "When is “by 25:00”?"),
        ("Call the bank @ben @cara in 5m", "One person for a task"),
        ("done", "Which task is done?"),
        ("done tomorrow", "Which task is done?"),
        ("done 7", "There is no task 7 in INC-1"),
        ("doen 1", "Did you mean /incident task done 1?"),
        ("1", "What about task 1?"),
        ("@ben in 5m", "What is to be done?"),
    ],
)
async def test_what_is_not_sure_is_asked_and_nothing_happens(
    story: Story, words: str, says: str
) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident task Call the bank", channel)
    answer = await story.answered("ana", f"/incident task {words}", channel)
    assert says in answer
    assert "You typed: /incident task" in answer
    listed = await story.answered("ana", "/incident tasks", channel)
    assert "1: Call the bank, nobody yet" in listed
    assert "2:" not in listed
