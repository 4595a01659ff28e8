"""Naming a service is enough to bring the right people; its neighbours are offered, never fetched."""

import pytest

from models.catalogue_records import Harvest, Link, PersonRecord, ServiceRecord, TeamRecord
from tests.stories.conftest import Story, plain
from tests.stories.teams import with_harvest

SERVICES = (
    ServiceRecord(
        key="checkout",
        name="Checkout",
        owner="payments",
        depends_on=("vault",),
        dashboards=(Link(title="Traffic", url="https://graphs.example/checkout"),),
        repository="https://git.example/checkout",
    ),
    ServiceRecord(key="vault", name="Card vault", owner="platform"),
    ServiceRecord(key="reports", name="Reports", owner="data", depends_on=("checkout",)),
    ServiceRecord(key="maps", name="Maps", owner="mobile"),
    ServiceRecord(key="phones", name="Phones", owner="calls"),
    ServiceRecord(key="radio", name="Radio", owner="waves"),
    ServiceRecord(
        key="billing", name="Billing", owner="empty", repository="https://git.example/billing"
    ),
    ServiceRecord(key="mailer", name="Mailer", owner="crowd"),
    ServiceRecord(key="wiki", name="Wiki", owner_people=("sam",)),
)
TEAMS = (
    TeamRecord(
        key="payments",
        name="Payments",
        slack_channel="payments",
        members=("ben@lantern.example", "gita@lantern.example", "gone@lantern.example"),
    ),
    TeamRecord(key="platform", name="Platform", members=("emi@lantern.example",)),
    TeamRecord(key="data", name="Data", slack_channel="no-such-channel", members=()),
    TeamRecord(key="mobile", name="Mobile", user_group="team-mobile"),
    TeamRecord(key="calls", name="Calls", members=("sam", "nobody-known"), user_group="no-group"),
    TeamRecord(key="waves", name="Waves", user_group="no-such-group"),
    TeamRecord(key="empty", name="Nobody yet", slack_channel="random"),
    TeamRecord(
        key="crowd",
        name="Crowd",
        manager="sam@lantern.example",
        members=tuple(f"person{number}@lantern.example" for number in range(30)),
    ),
)
PEOPLE = (PersonRecord(key="sam", name="Sam", email="sam@lantern.example"),)


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    brought = Harvest("our files", "files", True, services=SERVICES, teams=TEAMS, people=PEOPLE)
    await with_harvest(quiet_story, brought)
    return quiet_story


def said(story: Story, channel: object) -> str:
    return "\n".join(plain(one.shown) for one in story.slack.messages(channel))  # type: ignore[arg-type]


async def test_the_owners_of_a_named_service_are_brought_and_told(story: Story) -> None:
    channel = await story.declared("checkout is slow")
    assert {story.ben.id, story.gita.id} <= set(channel.members)
    assert "Payments were invited, since Checkout is theirs." in said(story, channel)
    assert "Slack did not let in" in said(story, channel)
    told = story.last("payments")
    assert "INC-1: checkout is slow (SEV-3) touches Checkout, which is yours." in told
    links = {mark.link for mark in channel.bookmarks}
    assert {"https://graphs.example/checkout", "https://git.example/checkout"} <= links


async def test_neighbours_are_offered_and_come_with_one_press(story: Story) -> None:
    channel = await story.declared("checkout is slow")
    assert story.emi.id not in channel.members
    offer = next(one for one in story.slack.messages(channel) if "Invite Platform" in one.shown)
    assert "Invite Data" in offer.shown
    await story.pressed("ana", "Invite Platform", offer)
    assert story.emi.id in channel.members
    await story.pressed("ben", "Invite Platform", offer)
    assert "They were invited just now" in story.whispered("ben")
    assert said(story, channel).count("Platform were invited.") == 1
    await story.pressed("ana", "Invite Data", offer)
    assert "The catalogue names nobody there" in story.whispered("ana")


async def test_of_a_large_team_whoever_leads_it_comes(story: Story) -> None:
    channel = await story.declared("mailer is stuck")
    assert story.sam.id in channel.members
    assert len(channel.members) < 6


async def test_a_private_incident_brings_nobody_by_itself(story: Story) -> None:
    before = len(story.slack.messages("payments"))
    await story.ana.types("/incident declare private checkout leaks cards")
    await story.settle()
    (channel,) = [one for one in story.slack.workspace.channels.values() if "leaks" in one.name]
    assert story.ben.id not in channel.members
    assert len(story.slack.messages("payments")) == before


async def test_without_a_catalogue_nothing_is_said_of_owners(quiet_story: Story) -> None:
    await quiet_story.bot_starts()
    channel = await quiet_story.declared("checkout is slow")
    assert "catalogue" not in said(quiet_story, channel)


async def test_a_team_without_listed_members_comes_by_its_user_group(story: Story) -> None:
    channel = await story.declared("maps are blank")
    group = next(
        one for one in story.slack.workspace.groups.values() if one.handle == "team-mobile"
    )
    assert group.members
    assert set(group.members) <= set(channel.members)


async def test_members_named_by_key_are_found_by_what_the_catalogue_says_of_them(
    story: Story,
) -> None:
    channel = await story.declared("phones are silent")
    assert story.sam.id in channel.members
    assert "Slack did not let in" not in said(story, channel)


async def test_a_user_group_that_is_gone_is_named_and_keeps_nobody_else_out(story: Story) -> None:
    channel = await story.declared("radio and maps are silent")
    told = said(story, channel)
    assert "no-such-group (no such subteam)" in told
    assert len(channel.members) > 2


async def test_a_team_without_people_is_told_in_its_channel_all_the_same(story: Story) -> None:
    channel = await story.declared("billing is late")
    assert "Billing belongs to Nobody yet. The catalogue names nobody there" in said(story, channel)
    assert "touches Billing, which is yours" in story.last("random")
    assert "https://git.example/billing" in {mark.link for mark in channel.bookmarks}


async def test_what_was_told_and_added_stands_on_the_timeline(story: Story) -> None:
    channel = await story.declared("checkout is slow")
    timeline = await story.answered("ana", "/incident timeline", channel)
    assert "Payments was told in #payments." in timeline
    assert "The links of Checkout were added to the channel." in timeline


async def test_a_drill_calls_nobody_and_brings_them_with_one_press(story: Story) -> None:
    before = len(story.slack.messages("payments"))
    await story.ana.types("/incident declare drill checkout and the wiki are slow", "general")
    await story.settle()
    (channel,) = [one for one in story.slack.workspace.channels.values() if "drill-" in one.name]
    assert not {story.ben.id, story.gita.id, story.sam.id} & set(channel.members)
    assert len(story.slack.messages("payments")) == before
    told = said(story, channel)
    assert "This is a drill, so Payments and the owners of Wiki were not called." in told
    assert "https://git.example/checkout" in {mark.link for mark in channel.bookmarks}
    offer = next(one for one in story.slack.messages(channel) if "Invite Payments" in one.shown)
    await story.pressed("ana", "Invite Payments", offer)
    assert {story.ben.id, story.gita.id} <= set(channel.members)
    await story.pressed("ana", "Invite the owners", offer)
    assert story.sam.id in channel.members
    assert "Wiki: their owners were invited." in said(story, channel)
