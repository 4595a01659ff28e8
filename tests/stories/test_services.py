"""The services that an incident is about: understood from the words, said openly, put right with one press."""

import pytest
from sqlalchemy import select

from models.catalogue import CatalogueChange, CatalogueEntry, EntryKind
from models.incident import AffectedService
from sandbox.state import Channel, Message
from tests.stories.conftest import Story, plain

CATALOGUE = {
    "checkout": ("Checkout", ["the till"]),
    "search": ("Search", []),
    "pay-eu": ("Payments Europe", ["payments"]),
    "pay-us": ("Payments America", ["payments"]),
}


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    await quiet_story.bot_starts()
    assert quiet_story.program is not None
    database, now = quiet_story.program.database, quiet_story.slack.clock.now()
    async with database.writing.begin() as session:
        for key, (name, aliases) in CATALOGUE.items():
            session.add(
                CatalogueEntry(
                    kind=EntryKind.SERVICE.value,
                    key=key,
                    name=name,
                    aliases=aliases,
                    source="yaml",
                    changed_at=now,
                )
            )
        session.add(CatalogueChange(at=now, kind="service", key="checkout", source="yaml"))
    await quiet_story.program.start.catalogue.keep_up(database)
    return quiet_story


async def affected(story: Story) -> list[str]:
    assert story.program is not None
    async with story.program.start.looking() as session:
        keys = await session.scalars(
            select(AffectedService.service_key).order_by(AffectedService.service_key)
        )
        return list(keys)


def suggestion(story: Story, channel: Channel) -> Message:
    (found,) = [one for one in story.slack.messages(channel) if "words of the" in one.shown]
    return found


async def test_a_service_that_is_named_is_noted_and_said(story: Story) -> None:
    channel = await story.declared("the till is down")
    said = plain(suggestion(story, channel).shown)
    assert "This seems to be about Checkout. Not so?" in said
    assert await affected(story) == ["checkout"]
    timeline = await story.answered("ana", "/incident timeline", channel)
    assert "From the words of the declaration it seems to be about Checkout." in timeline


async def test_without_a_name_nothing_is_said(story: Story) -> None:
    channel = await story.declared("everything is slow")
    assert not [one for one in story.slack.messages(channel) if "seems to be about" in one.shown]
    assert await affected(story) == []


async def test_a_wrong_guess_is_put_right(story: Story) -> None:
    channel = await story.declared("people search for the till")
    assert await affected(story) == ["checkout", "search"]
    await story.pressed("ana", "Change", suggestion(story, channel))
    form = await story.slack.wait.modal(story.ana)
    assert "Checkout" in str(form.content)
    offered = await story.ana.looks_for("Affected services", "pay")
    assert {one["value"] for one in offered} == {"pay-eu", "pay-us"}
    await story.ana.chooses("Affected services", ["Search", "Payments Europe"])
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    assert await affected(story) == ["pay-eu", "search"]
    said = story.last(channel)
    assert "marked Payments Europe as affected, Checkout as not affected" in said


async def test_the_same_choice_again_is_refused_beside_the_field(story: Story) -> None:
    channel = await story.declared("the till is down")
    await story.pressed("ana", "Change", suggestion(story, channel))
    await story.slack.wait.modal(story.ana)
    outcome = await story.ana.submits()
    assert "already" in str(outcome.errors)


async def test_a_name_of_two_is_offered_and_not_chosen(story: Story) -> None:
    channel = await story.declared("payments fail")
    said = suggestion(story, channel)
    assert "could be about Payments Europe or Payments America" in plain(said.shown)
    assert await affected(story) == []
    await story.ana.chooses("Choose the service", "Payments America", said)
    await story.settle()
    assert await affected(story) == ["pay-us"]
    await story.ana.chooses("Choose the service", "Payments America", said)
    await story.settle()
    assert "already" in story.whispered("ana")
    assert await affected(story) == ["pay-us"]


async def test_what_the_catalogue_renamed_is_known_by_its_new_name_soon(story: Story) -> None:
    assert story.program is not None
    database, now = story.program.database, story.slack.clock.now()
    async with database.writing.begin() as session:
        entry = (
            await session.scalars(select(CatalogueEntry).where(CatalogueEntry.key == "search"))
        ).one()
        entry.name = "Finder"
        session.add(CatalogueChange(at=now, kind="service", key="search", source="yaml"))
    await story.program.start.catalogue.keep_up(database)
    channel = await story.declared("the finder finds nothing")
    assert "Finder" in suggestion(story, channel).shown


async def test_services_that_move_in_a_merge_are_told_by_their_names(story: Story) -> None:
    source = await story.declared("the till is down")
    target = await story.declared("search is slow")
    answer = await story.answered("ana", "/incident merge INC-2", source)
    assert "Services: Checkout" in answer
    assert "Roles do not move, and nobody leads INC-2 yet" in answer
    await story.ana.presses("Merge INC-1 into INC-2", story.ana.ephemerals()[-1])
    await story.settle()
    for channel in (source, target):
        said = plain("\n".join(one.shown for one in story.slack.messages(channel)))
        assert "What moved along: services: Checkout." in said
    await story.answered("ana", "/incident resolve Fixed", target)
    (review,) = [one for one in story.slack.messages(target) if "Review of" in one.shown]
    assert "Services: Checkout, Search" in plain(review.shown)
