"""Where an incident is felt: nowhere that anybody said, in one region, or in several, wherever it is told."""

import pytest

from sandbox.state import Channel
from tests.stories.conftest import Story, plain
from tests.stories.teams import SHOP, organised, with_harvest

OWN = """\
regions: [US, EU, Asia]
wording: {announcement: "Felt in {{ region }}."}
automations:
  - name: Americas
    when: {happens: declared}
    if: {region: [US]}
    then: [{task: {words: Call the bank in Texas}}]
  - name: East
    when: {happens: declared}
    if: {region: [Asia]}
    then: [{task: {words: Call the bank in Osaka}}]
"""
FELT = "Where is it felt?"


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = organised(OWN)
    await with_harvest(quiet_story, SHOP)
    return quiet_story


async def declared_in(story: Story, *regions: str, services: tuple[str, ...] = ()) -> Channel:
    await story.ana.types_for_form("/incident declare")
    await story.ana.fills("What is happening?", "checkout is down")
    if services:
        await story.ana.looks_for("What is affected?", "")
        await story.ana.chooses("What is affected?", list(services))
        await story.settle()
    if regions:
        await story.ana.chooses(FELT, list(regions))
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    return story.slack.channel("inc-1-checkout-is-down")


async def test_several_regions_are_seen_wherever_one_was(story: Story) -> None:
    channel = await declared_in(story, "EU", "US")
    # In the organisation's order, whatever the order of choosing.
    assert "Regions\nUS, EU" in plain(story.card(channel).shown)
    assert "Felt in US, EU." in story.last("incidents")
    tasks = await story.answered("ana", "/incident tasks", channel)
    assert "Texas" in tasks
    assert "Osaka" not in tasks
    await story.answered("ana", "/incident resolve Fixed", channel)
    review = "\n".join(one.shown for one in story.slack.messages(channel))
    assert "Regions: US, EU" in plain(review)


async def test_one_region_is_told_as_one_and_none_not_at_all(story: Story) -> None:
    channel = await declared_in(story, "EU")
    assert "Region\nEU" in plain(story.card(channel).shown)
    other = await story.declared("search is slow")
    assert "Region" not in plain(story.card(other).shown)


async def test_services_suggest_every_region_in_which_they_run(story: Story) -> None:
    channel = await declared_in(story, services=("Checkout", "Card vault"))
    assert "Regions\nUS, EU" in plain(story.card(channel).shown)
    timeline = await story.answered("ana", "/incident timeline", channel)
    assert "region came from the service catalogue." in timeline


async def hands_over(story: Story, channel: Channel, sender: str, receiver: str) -> None:
    await story.answered(sender, f"/incident handoff @{receiver} Watch it", channel)
    offer = [one for one in story.slack.messages(channel) if "to take command" in one.shown][-1]
    await story.reads_back(receiver, offer)


async def test_a_handoff_counts_in_each_region_of_its_incident(story: Story) -> None:
    channel = await declared_in(story, "EU", "US")
    await story.pressed("ben", "Take command", story.card(channel))
    await hands_over(story, channel, "ben", "cara")
    shown = plain(await story.answered("ana", "/incident handoffs", "general"))
    # One is told once.
    assert "US, EU, 1 handoff" in shown
    assert shown.count("1 handoff") == 1
    await hands_over(story, channel, "cara", "dev")
    shown = plain(await story.answered("ana", "/incident handoffs", "general"))
    for name in ("Everywhere", "EU", "US"):
        assert f"{name}, 2 handoffs" in shown
    assert "Asia" not in shown
