"""Two incidents that become one, and pages of the same people in both: one page counts for both."""

import pytest

from sandbox.state import Channel
from tests.stories.conftest import Story, plain
from tests.stories.paging import on_duty, page, paged
from workflows.paging.showing import ShowPage


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = on_duty(quiet_story)
    await quiet_story.bot_starts()
    return quiet_story


async def merged(story: Story, channel: Channel) -> None:
    """INC-2 becomes part of INC-1."""
    await story.answered("ana", "/incident merge INC-1", channel)
    await story.pressed("ana", "Merge INC-2 into INC-1", story.ana.ephemerals()[-1])


def said(story: Story, channel: Channel) -> str:
    return plain("\n".join(one.shown for one in story.slack.messages(channel)))


def to_answer(story: Story, handle: str) -> int:
    return sum("Acknowledge" in one.text for one in paged(story, handle))


async def test_of_two_that_are_as_far_the_one_that_is_there_goes_on(story: Story) -> None:
    target = await story.declared("search is down", by="cara")
    source = await story.declared()
    await page(story, "payments", target)
    await page(story, "payments", source)
    assert to_answer(story, "ben") == 2
    await merged(story, source)
    assert to_answer(story, "ben") == 1
    assert "This became one with another page in #inc-1-search-is-down" in story.told("ben")
    assert "This page goes on in INC-1" in said(story, source)
    assert said(story, target).count("Step 1 of 3") == 1
    await story.pass_time(minutes=10)
    assert len(paged(story, "cara")) == 1
    timeline = await story.answered("ana", "/incident timeline", target)
    assert "Payments was paged in both incidents" in timeline


async def test_the_one_that_is_further_goes_on(story: Story) -> None:
    target = await story.declared("search is down", by="cara")
    source = await story.declared()
    await page(story, "payments", source)
    await story.pass_time(minutes=10)
    await page(story, "payments", target)
    await merged(story, source)
    assert "this page became one with another here" in said(story, target)
    assert "Step 2 of 3" in said(story, target)
    assert to_answer(story, "cara") == 1
    await story.pass_time(minutes=15)
    assert len(paged(story, "dev")) == 1


async def test_what_somebody_acknowledged_there_asks_nobody_else(story: Story) -> None:
    target = await story.declared("search is down", by="cara")
    source = await story.declared()
    await page(story, "payments", target)
    await story.pressed("ben", "Acknowledge", paged(story, "ben")[0])
    await page(story, "payments", source)
    await merged(story, source)
    await story.pass_time(minutes=20)
    assert to_answer(story, "ben") == 0
    assert not paged(story, "cara")


async def test_what_somebody_acknowledged_in_the_one_that_ends_counts_for_both(
    story: Story,
) -> None:
    target = await story.declared("search is down", by="cara")
    source = await story.declared()
    await page(story, "payments", source)
    await story.pressed("ben", "Acknowledge", paged(story, "ben")[0])
    await page(story, "payments", target)
    await merged(story, source)
    assert to_answer(story, "ben") == 0
    assert "Ben Carter acknowledged" in said(story, target)
    await story.pass_time(minutes=20)
    assert not paged(story, "cara")


async def test_where_each_must_acknowledge_whoever_did_is_not_asked_again(story: Story) -> None:
    target = await story.declared("search is down", by="cara")
    source = await story.declared()
    await page(story, "both", target)
    await page(story, "both", source)
    await story.pressed("ben", "Acknowledge", paged(story, "ben")[1])
    await merged(story, source)
    assert to_answer(story, "ben") == 0
    assert to_answer(story, "cara") == 1
    assert "Ben Carter: acknowledged" in said(story, target)
    await story.pass_time(minutes=1)
    last = next(one for one in paged(story, "cara") if "Acknowledge" in one.text)
    await story.pressed("cara", "Acknowledge", last)
    await story.pass_time(minutes=20)
    assert not paged(story, "dev")


async def test_what_each_acknowledged_in_one_of_two_is_acknowledged_by_all(story: Story) -> None:
    target = await story.declared("search is down", by="cara")
    source = await story.declared()
    await page(story, "both", target)
    await page(story, "both", source)
    await story.pressed("cara", "Acknowledge", paged(story, "cara")[0])
    await story.pressed("ben", "Acknowledge", paged(story, "ben")[1])
    await merged(story, source)
    assert to_answer(story, "ben") == to_answer(story, "cara") == 0
    await story.pass_time(minutes=20)
    assert not paged(story, "dev")


async def test_a_page_of_others_goes_on_beside_it(story: Story) -> None:
    target = await story.declared("search is down", by="cara")
    source = await story.declared()
    await page(story, "@dev please look", target)
    await page(story, "payments", source)
    await merged(story, source)
    assert to_answer(story, "dev") == to_answer(story, "ben") == 1
    assert "This page goes on in INC-1" in said(story, source)


async def test_whoever_left_a_private_incident_reads_nothing_of_the_one_that_it_became(
    story: Story,
) -> None:
    await story.ana.types("/incident declare private somebody sold the ledger")
    await story.settle()
    source = await story.declared("private a laptop is gone")
    await page(story, "payments", source)
    await page(story, "@dev please look", source)
    await story.ben.leaves(source)
    await story.settle()
    await merged(story, source)
    assert "sold the ledger" in story.told("dev")
    assert "sold the ledger" not in story.told("ben")
    await story.dev.presses("Acknowledge", paged(story, "dev")[0])
    await story.settle()
    assert "You acknowledged" in story.told("dev")
    assert "sold the ledger" not in story.told("ben")


async def test_a_page_drawn_by_whoever_knew_it_in_its_old_place_stands_in_the_new_one(
    story: Story,
) -> None:
    target = await story.declared("search is down", by="cara")
    source = await story.declared()
    await page(story, "payments", source)
    await story.answered("ana", "/incident merge INC-1", source)
    preview = story.ana.ephemerals()[-1]
    story.slack.faults.add(method="chat.*", kind="http_500", times=None)
    await story.ana.presses("Merge INC-2 into INC-1", preview)
    await story.pass_time(seconds=50)
    # Another process had looked before the merge, and asks for its drawing only now.
    assert story.program
    async with story.program.start() as work:
        work.send(ShowPage(incident_id=2, page_id=1))
    story.slack.faults.clear()
    await story.pass_time(minutes=2)
    assert said(story, target).count("Step 1 of 3") == 1
    assert "This page goes on in INC-1" in said(story, source)
