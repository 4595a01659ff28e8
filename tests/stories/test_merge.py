"""Merging: one incident goes on as part of another, with what is open in it, and with links both ways."""

from copy import deepcopy
from dataclasses import replace

import pytest

from models.task import Task
from sandbox.state import Channel
from tests.kill.whole import doubled
from tests.stories.conftest import Story, plain
from workflows.tasks import ShowTask


async def two(story: Story) -> tuple[Channel, Channel]:
    return await story.declared("cart is empty"), await story.declared("checkout is down", by="ben")


async def merged(story: Story, source: Channel, by: str = "ana") -> None:
    await story.answered(by, "/incident merge INC-2 same cause", source)
    preview = story.slack.person(by).ephemerals()[-1]
    await story.slack.person(by).presses("Merge INC-1 into INC-2", preview)
    await story.settle()


def said(story: Story, channel: Channel) -> str:
    return "\n".join(plain(one.shown) for one in story.slack.messages(channel))


async def test_what_moves_is_shown_first_and_nothing_is_done(story: Story) -> None:
    source, target = await two(story)
    await story.pressed("cara", "Take command", story.card(source))
    await story.pressed("ben", "Take command", story.card(target))
    await story.answered("ana", "/incident task Call the bank @ana", source)
    await story.answered("dev", "/incident subscribe INC-1", "general")
    answer = await story.answered("ana", "/incident merge INC-2", source)
    for words in (
        "Merge INC-1: cart is empty into INC-2: checkout is down?",
        "Subscribers: 1",
        "1: Call the bank, @Ana",
        "Roles do not move. INC-2 is led by @Ben",
        "Nothing is done before you press it",
    ):
        assert words in answer
    assert "Investigating" in story.card(source).shown


async def test_what_is_open_goes_along_and_pointers_stay(story: Story) -> None:
    source, target = await two(story)
    await story.pressed("cara", "Take command", story.card(source))
    await story.answered("ben", "/incident task Look at the pool", target)
    await story.answered("ana", "/incident task Call the bank in 30m", source)
    await story.answered("ana", "/incident task Already done", source)
    await story.answered("ana", "/incident task done 2", source)
    await story.answered("dev", "/incident subscribe INC-1", "general")
    await merged(story, source)

    here = said(story, source)
    assert "merged it into INC-2: checkout is down, #inc-2-checkout-is-down: same cause" in here
    assert "open tasks, there numbered 2" in here
    assert "Task moved to INC-2, where it is number 2: Call the bank" in here
    assert "Merged" in story.card(source).shown
    there = said(story, target)
    assert "merged INC-1: cart is empty, #inc-1-cart-is-empty, into this one" in there
    assert "Task 2  Call the bank" in there
    assert "Already done" not in there
    assert {story.ana.id, story.cara.id} <= set(target.members)
    assert "@Cara" not in story.card(target).shown
    assert any("merged" in one.shown for one in story.slack.messages("incidents"))

    # Whoever followed it follows the other one now, and is told so.
    assert "merged it into INC-2" in story.told("dev")
    assert "You get the news of the incident in which it goes on" in story.told("dev")
    await story.answered("ben", "/incident update Nearly there", target)
    assert "Nearly there" in story.told("dev")

    # Its time goes along; nothing rings in the old place.
    before = len(story.slack.messages(source))
    await story.pass_time(minutes=40)
    assert "Call the bank" in said(story, target).split("is due now")[1]
    await story.pass_time(hours=30)
    assert len(story.slack.messages(source)) == before
    assert "Review of" not in said(story, source)


async def test_afterwards_what_is_typed_here_leads_there(story: Story) -> None:
    source, _ = await two(story)
    await merged(story, source)
    answer = await story.answered("ana", "/incident update Too late", source)
    assert "INC-1 goes on as part of INC-2, so nothing was changed here" in answer
    assert "You typed: /incident update Too late" in answer
    # A second press of the same button changes nothing.
    preview = next(one for one in story.ana.ephemerals() if "Merge INC-1 into" in one.shown)
    await story.ana.presses("Merge INC-1 into INC-2", preview)
    await story.settle()
    assert "goes on as part of INC-2" in story.whispered("ana")


async def test_it_can_be_taken_back(story: Story) -> None:
    source, target = await two(story)
    await merged(story, source)
    await story.answered("ana", "/incident reopen It was something else", source)
    assert "Investigating" in story.card(source).shown
    assert "opened INC-1: cart is empty again as an incident of its own" in story.last(target)
    await story.answered("ana", "/incident update Still empty", source)
    assert "Still empty" in story.last(source)


async def test_where_it_cannot_be(story: Story) -> None:
    source, target = await two(story)
    third = await story.declared("search is slow")

    async def says(words: str, channel: Channel | str = source) -> str:
        return await story.answered("ana", f"/incident {words}", channel)

    assert "cannot become part of itself" in await says("merge INC-1")
    assert "There is no INC-9" in await says("merge INC-9")
    assert "Which incident?" in await says("merge INC-2", "general")
    assert "Merge INC-1: cart is empty into INC-2" in await says(
        "merge INC-1 into INC-2", "general"
    )
    await merged(story, source)
    assert "INC-1 itself goes on as part of INC-2" in await says("merge INC-1", third)
    assert "INC-1 itself goes on as part of INC-2" in await says("merge INC-1", target)
    await says("resolve Fixed", third)
    assert "INC-3 is over" in await says("merge INC-3", target)
    assert "INC-3 was resolved" in await says("merge INC-2", third)


@pytest.mark.parametrize("kind", ["private", "drill"])
async def test_kinds_that_stay_apart(story: Story, kind: str) -> None:
    source = await story.declared("cart is empty")
    await story.ana.types(f"/incident declare {kind} checkout is down", channel="general")
    await story.settle()
    answer = await story.answered("ana", "/incident merge INC-2", source)
    assert "cannot be merged" in answer or "stay apart" in answer
    answer = await story.answered("ana", "/incident merge INC-2 INC-1", "general")
    assert "cannot be merged" in answer or "stay apart" in answer
    if kind == "private":
        answer = await story.answered("ben", "/incident merge INC-2", source)
        assert "There is no INC-2" in answer


async def test_without_a_name_a_menu_asks(story: Story) -> None:
    source, _ = await two(story)
    answer = await story.answered("ana", "/incident merge", source)
    assert "Of which incident does INC-1 become a part?" in answer
    menu = story.ana.ephemerals()[-1]
    await story.ana.chooses("Becomes part of", "INC-2: checkout is down", menu)
    await story.settle()
    assert "Merge INC-1: cart is empty into INC-2" in story.whispered("ana")


async def test_one_incident_takes_in_several_and_their_tasks_keep_their_numbers(
    story: Story,
) -> None:
    source, target = await two(story)
    third = await story.declared("search is slow")
    for channel in (source, target, third):
        await story.answered("ana", "/incident task Call the bank", channel)
    await merged(story, source)
    await story.answered("ana", "/incident merge INC-2", third)
    await story.ana.presses("Merge INC-3 into INC-2", story.ana.ephemerals()[-1])
    await story.settle()
    assert story.program is not None
    async with story.program.start.looking() as session:
        task = await session.get_one(Task, 3)
    assert (task.incident_id, task.number) == (2, 3)
    listed = await story.answered("ana", "/incident tasks", target)
    for number in (1, 2, 3):
        assert f"{number}: Call the bank" in listed


async def test_a_task_pressed_as_it_moves_is_taken_where_it_is(story: Story) -> None:
    source, target = await two(story)
    await story.answered("ana", "/incident task Call the bank", source)
    shown = story.slack.messages(source)[-1]
    before = replace(shown, blocks=deepcopy(shown.blocks))
    await merged(story, source)
    # What ben still sees is what he presses.
    await story.pressed("ben", "I'll take it", before)
    assert "1: Call the bank, @Ben" in await story.answered("ana", "/incident tasks", target)
    here = await story.answered("ana", "/incident timeline", target)
    assert "took task 1: Call the bank" in here


async def test_the_review_of_the_whole_names_what_went_into_it(story: Story) -> None:
    source, target = await two(story)
    await merged(story, source)
    await story.answered("ben", "/incident resolve the cache was cold", target)
    assert "Also part of this: INC-1: cart is empty" in said(story, target)


async def test_the_review_names_only_what_is_part_of_it_at_the_end(story: Story) -> None:
    source, target = await two(story)
    await merged(story, source)
    await story.answered("ana", "/incident reopen It was something else", source)
    await story.answered("ben", "/incident resolve the cache was cold", target)
    assert "Review of INC-2" in said(story, target)
    assert "Also part of this" not in said(story, target)


async def test_what_left_and_came_back_is_named_once(story: Story) -> None:
    source, target = await two(story)
    await merged(story, source)
    await story.answered("ana", "/incident reopen It was something else", source)
    await merged(story, source)
    await story.answered("ben", "/incident resolve the cache was cold", target)
    assert said(story, target).count("Also part of this: INC-1: cart is empty") == 1


async def test_whoever_left_a_private_incident_is_not_brought_into_the_one_that_it_becomes(
    story: Story,
) -> None:
    await story.cara.types("/incident declare private a laptop is gone", channel="general")
    await story.settle()
    source = story.slack.channel("inc-1-a-laptop-is-gone")
    await story.cara.invites(story.ana, source)
    await story.answered("cara", "/incident subscribe", source)
    await story.cara.leaves(source)
    await story.settle()
    target = await story.declared("private somebody sold the ledger")
    await merged(story, source)
    assert story.ana.id in target.members
    assert story.cara.id not in target.members
    await story.answered("ana", "/incident update We ask who sold the ledger", target)
    assert "sold the ledger" not in story.told("cara")


async def test_nor_is_whoever_is_put_out_while_the_invitation_waits(story: Story) -> None:
    source = await story.declared("private a laptop is gone")
    for person in (story.ben, story.cara):
        await story.ana.invites(person, source)
    await story.settle()
    await story.answered("ben", "/incident subscribe", source)
    target = await story.declared("private somebody sold the ledger")
    story.slack.faults.add(method="conversations.invite", kind="http_500", times=None)
    await merged(story, source)
    await story.ana.removes(story.ben, source)
    await story.pass_time(seconds=20)
    story.slack.faults.clear()
    await story.pass_time(minutes=10)
    assert story.cara.id in target.members
    assert story.ben.id not in target.members
    assert "There is no INC-2" in await story.answered("ben", "/incident show INC-2", "general")


async def test_a_task_that_comes_back_stands_anew_where_it_was(story: Story) -> None:
    source, target = await two(story)
    await story.answered("ana", "/incident task Call the bank", source)
    await merged(story, source)
    await story.answered("ana", "/incident reopen It is another", source)
    await story.answered("ana", "/incident merge INC-1 the same after all", target)
    preview = story.slack.person("ana").ephemerals()[-1]
    await story.slack.person("ana").presses("Merge INC-2 into INC-1", preview)
    await story.settle()
    assert "Task moved to INC-2, where it is number 1: Call the bank" in said(story, source)
    assert said(story, source).count("Task 1  Call the bank") == 1
    assert doubled(story.slack) == []


async def test_a_task_drawn_by_whoever_knew_it_in_its_old_place_stands_in_the_new_one(
    story: Story,
) -> None:
    source, target = await two(story)
    await story.answered("ana", "/incident task Call the bank", source)
    await story.answered("ana", "/incident merge INC-2", source)
    preview = story.ana.ephemerals()[-1]
    story.slack.faults.add(method="chat.*", kind="http_500", times=None)
    await story.ana.presses("Merge INC-1 into INC-2", preview)
    # Another process had looked before the merge, and asks for its drawing only now.
    assert story.program
    async with story.program.start() as work:
        work.send(ShowTask(incident_id=1, task_id=1))
    story.slack.faults.clear()
    await story.pass_time(minutes=10)
    assert said(story, target).count("Task 1  Call the bank") == 1
    assert "Task 1  Call the bank" not in said(story, source)


async def test_a_task_that_is_posted_as_it_moves_leaves_a_word_there(story: Story) -> None:
    source, target = await two(story)
    await story.answered("ana", "/incident merge INC-2", source)
    preview = story.ana.ephemerals()[-1]

    async def merge() -> None:
        await story.ana.presses("Merge INC-1 into INC-2", preview)

    story.slack.faults.add(method="chat.postMessage", kind="meanwhile", do=merge)
    await story.ana.types("/incident task Call the bank", source)
    await story.settle()
    assert "Task moved to INC-2, where it is number 1: Call the bank" in said(story, source)
    assert said(story, target).count("Task 1  Call the bank") == 1
    assert "Task 1  Call the bank" not in said(story, source)
