"""The form: it shows what is open already, and takes down what is over."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.errand import ErrandRow
from models.organisation import Organisation
from models.timeline import Review
from sandbox.state import View
from tests.stories.conftest import Story, plain


async def form_of(story: Story, handle: str = "ben") -> View:
    return await story.slack.person(handle).types_for_form("/incident declare")


def rooms(story: Story) -> list[str]:
    return [one.name for one in story.slack.workspace.channels.values() if "inc-" in one.name]


async def test_what_is_open_already_is_shown_and_can_be_joined_instead(story: Story) -> None:
    channel = await story.declared("checkout is down")
    await form_of(story)
    await story.ben.fills("What is happening?", "Checkout seems down")
    await story.settle()
    assert story.ben.modal is not None
    shown = plain(story.ben.reads(story.ben.modal))
    assert "Is it one of these?" in shown
    assert "INC-1: checkout is down, SEV-3" in shown
    await story.ben.presses("Join instead")
    await story.settle()
    assert "Nothing was declared" in story.ben.reads(story.ben.modal)
    assert story.ben.id in channel.members
    assert rooms(story) == [channel.name]


async def test_what_is_typed_stays_while_the_form_is_drawn_anew(story: Story) -> None:
    await story.declared("checkout is down")
    await form_of(story)
    await story.ben.fills("What do people notice?", "A long and careful description")
    await story.ben.chooses("Severity", "SEV-2: Major")
    await story.ben.fills("What is happening?", "Checkout seems down")
    await story.settle()
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    card = story.card(story.slack.channel("inc-2-checkout-seems-down")).shown
    assert "A long and careful description" in card
    assert "SEV-2" in card


async def test_what_is_not_alike_is_not_shown(story: Story) -> None:
    await story.declared("checkout is down")
    await form_of(story)
    await story.ben.fills("What is happening?", "The printer is out of paper")
    await story.settle()
    assert story.ben.modal is not None
    assert "Is it one of these?" not in story.ben.reads(story.ben.modal)


async def test_a_private_one_is_not_shown_to_others(story: Story) -> None:
    await story.declared("private checkout is down")
    for handle, sees in (("ben", False), ("ana", True)):
        await form_of(story, handle)
        person = story.slack.person(handle)
        await person.fills("What is happening?", "checkout is down")
        await story.settle()
        assert person.modal is not None
        assert ("INC-1" in person.reads(person.modal)) is sees


async def _fill_past(story: Story, *, began: float, ended: float) -> None:
    await form_of(story)
    await story.ben.fills("What is happening?", "Search was slow")
    await story.settle()
    await story.ben.chooses("How is it meant?", ["It is over already"])
    await story.settle()
    now = story.slack.clock.now()
    await story.ben.chooses("When did it begin?", now - timedelta(hours=began))
    await story.ben.chooses("When did it end?", now - timedelta(hours=ended))


async def test_what_is_over_is_written_down_without_a_storm(story: Story) -> None:
    await _fill_past(story, began=5, ended=3)
    assert (await story.ben.submits()).errors == {}
    await story.pass_time(days=10)
    assert rooms(story) == []
    assert not story.slack.messages("incidents")
    (told,) = story.ben.dm.messages
    assert "You wrote down INC-1: Search was slow" in plain(told.shown)
    answer = await story.answered("ben", "/incident show INC-1", "general")
    assert "Resolved" in answer
    assert "after 2 h" in answer
    answer = await story.answered("ben", "/incident timeline INC-1", "general")
    assert "it lasted from" in answer
    assert "No incident is open" in await story.answered("ben", "/incident list", "general")


async def test_with_a_place_the_review_is_drafted_there_and_nobody_is_called(story: Story) -> None:
    await _fill_past(story, began=5, ended=3)
    await story.ben.chooses("Does it need a place?", ["Open a channel for it"])
    assert (await story.ben.submits()).errors == {}
    await story.pass_time(minutes=2)
    channel = story.slack.channel("inc-1-search-was-slow")
    assert set(channel.members) == {story.ben.id, story.slack.bot.id}
    assert not story.slack.messages("incidents")
    assert story.program is not None
    async with story.program.start.looking() as session:
        assert await session.get(Review, 1) is not None


@pytest.mark.parametrize(
    ("began", "ended", "says"),
    [(3, 5, "ended before it began"), (1, -1, "still to come")],
)
async def test_an_impossible_span_is_refused_beside_its_field(
    story: Story, began: float, ended: float, says: str
) -> None:
    await _fill_past(story, began=began, ended=ended)
    outcome = await story.ben.submits()
    assert says in outcome.errors["ended"]


async def test_a_past_one_that_was_not_over_gets_its_place(story: Story) -> None:
    await _fill_past(story, began=5, ended=3)
    await story.ben.submits()
    await story.settle()
    await story.answered("ben", "/incident reopen INC-1 it is back", "general")
    await story.settle()
    channel = story.slack.channel("inc-1-search-was-slow")
    assert "Investigating" in story.card(channel).shown
    assert "Search was slow" in story.last("incidents")


async def test_a_form_that_could_not_be_drawn_anew_asks_for_the_rest_when_sent(
    story: Story,
) -> None:
    await form_of(story)
    await story.ben.fills("What is happening?", "Search was slow")
    await story.settle()
    story.slack.faults.add(method="views.update", kind="http_500", times=9)
    await story.ben.chooses("How is it meant?", ["It is over already"])
    await story.settle()
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert story.ben.modal is not None
    now = story.slack.clock.now()
    await story.ben.chooses("When did it begin?", now - timedelta(hours=5))
    await story.ben.chooses("When did it end?", now - timedelta(hours=3))
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert "Resolved" in await story.answered("ben", "/incident show INC-1", "general")


class TestWithRegions:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation(regions=("Europe", "Asia"))

    async def test_one_can_be_chosen(self, story: Story) -> None:
        await form_of(story)
        await story.ben.fills("What is happening?", "Search is slow")
        await story.ben.chooses("Where is it felt?", "Asia")
        assert (await story.ben.submits()).errors == {}
        await story.settle()
        answer = await story.answered("ben", "/incident show INC-1", "general")
        assert "Search is slow" in answer

    async def test_a_change_to_what_is_over_leaves_nothing_waiting_for_a_channel(
        self, story: Story
    ) -> None:
        await _fill_past(story, began=5, ended=3)
        assert (await story.ben.submits()).errors == {}
        await story.settle()
        await story.answered("ben", "/incident region INC-1 Europe", "general")
        assert "Europe" in await story.answered("ben", "/incident timeline INC-1", "general")
        assert story.program is not None
        waiting = select(ErrandRow.kind).where(
            ErrandRow.incident_id == 1, ErrandRow.done_at.is_(None)
        )
        async with story.program.start.looking() as session:
            assert (await session.scalars(waiting)).all() == []


async def test_without_regions_nobody_is_asked(story: Story) -> None:
    assert "Where is it felt?" not in story.ben.reads(await form_of(story))
