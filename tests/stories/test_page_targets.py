"""Whom a page can go to: services and teams of the catalogue, user groups, channels; and in which hours."""

import pytest

from models.catalogue_records import Harvest, ServiceRecord, TeamRecord
from sandbox.state import Channel
from tests.stories.conftest import Story, plain
from tests.stories.paging import on_duty, page, paged, shown
from tests.stories.teams import with_harvest

DUTY = """
schedules:
  - key: payments
    name: Payments
    zone: Europe/London
    layers: [{{name: Weekly, people: [ben], first_turn: "2026-03-02 09:00", every: 1 week}}]
people:
  ben: {{slack: {ben}}}
  cara: {{slack: {cara}}}
  dev: {{slack: {dev}}}
policies:
  - {{key: payments, name: Payments on call, steps: [{{notify: [{{schedule: payments}}]}}]}}
  - key: everywhere
    name: Everywhere
    steps:
      - {{notify: [{{channel: payments}}, {{group: "@checkout-crew"}}, {{team: search}}]}}
  - key: by-day
    name: By day
    steps:
      - notify: [{{person: dev}}]
        hours: {{zone: Europe/London, starts: "10:00", ends: "17:00"}}
  - key: worst
    name: Only the worst
    steps: [{{notify: [{{person: dev}}], severities: [SEV-1]}}]
paging:
  owners: [SEV-1]
  drills: true
"""
CATALOGUE = Harvest(
    "our files",
    "files",
    True,
    services=(
        ServiceRecord(key="checkout", name="Checkout API", escalation_policy="Payments on call"),
        ServiceRecord(key="search", name="Search", owner="search"),
        ServiceRecord(key="ledger", name="Ledger", escalation_policy="PXYZ123"),
        ServiceRecord(key="basket", name="Basket", owner="shop"),
        ServiceRecord(key="wiki", name="Wiki"),
    ),
    teams=(
        TeamRecord(key="search", name="Search team", members=("cara@lantern.example",)),
        TeamRecord(key="shop", name="Shop", escalation_policy="payments"),
    ),
)


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = on_duty(quiet_story, DUTY)
    await with_harvest(quiet_story, CATALOGUE)
    return quiet_story


def said(story: Story, channel: Channel | str) -> str:
    return plain("\n".join(one.shown for one in story.slack.messages(channel)))


async def test_a_service_leads_to_its_policy(story: Story) -> None:
    channel = await story.declared("all is slow")
    await page(story, "checkout api: it times out", channel)
    (first,) = paged(story, "ben")
    assert "Checkout API (Payments on call)" in first.shown
    assert "“it times out”" in first.shown
    assert "as Payments" in first.shown


async def test_a_service_without_one_leads_to_its_team(story: Story) -> None:
    channel = await story.declared("all is slow")
    await page(story, "search", channel)
    assert "Search (Search team)" in paged(story, "cara")[0].shown
    await page(story, "shop is empty", channel)
    assert "“is empty”" in paged(story, "ben")[0].shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("ledger help", "Ledger names the escalation policy “PXYZ123” in the catalogue"),
        ("wiki", "neither an escalation policy nor people for Wiki"),
        ("worst", "Only the worst has no step for SEV-3"),
        ("sarch", "Did you mean"),
        ("<!channel> help", "is called"),
    ],
)
async def test_where_nobody_is_known_nobody_is_paged(story: Story, words: str, says: str) -> None:
    channel = await story.declared("all is slow")
    answer = await story.answered("ana", f"/incident page {words}", channel)
    assert says in answer
    assert "You typed: /incident page" in answer
    assert not any(paged(story, one) for one in ("ben", "cara", "dev"))


async def test_a_channel_a_group_and_a_team_at_once(story: Story) -> None:
    channel = await story.declared("all is slow")
    await page(story, "everywhere", channel)
    (asked,) = [one for one in story.slack.messages("payments") if "wanted" in one.shown]
    assert "Whoever can take it, please acknowledge." in asked.shown
    (told,) = paged(story, "cara")
    assert "You are asked as Search team." in plain(told.shown)
    await story.pressed("ben", "Acknowledge", asked)
    assert "Noted, thank you." in story.whispered("ben")
    assert "Ben Carter" in plain(shown(story, channel).shown)
    assert "[Acknowledge]" not in asked.text
    assert story.ben.id in channel.members


async def test_a_channel_hears_nothing_of_a_private_incident(story: Story) -> None:
    channel = await story.declared("private somebody copied the ledger")
    await page(story, "everywhere", channel)
    assert not [one for one in story.slack.messages("payments") if "wanted" in one.shown]
    assert len(paged(story, "cara")) == 1


async def test_what_is_for_the_day_waits_for_it(story: Story) -> None:
    channel = await story.declared("all is slow")
    await page(story, "by-day", channel)
    assert not paged(story, "dev")
    assert "next in 1 h" in shown(story, channel).shown
    await story.pass_time(minutes=59)
    assert not paged(story, "dev")
    await story.pass_time(minutes=1)
    assert len(paged(story, "dev")) == 1


async def test_the_worst_pages_the_owners_of_what_it_touches(story: Story) -> None:
    channel = await story.declared("sev1 Checkout API is down")
    assert len(paged(story, "ben")) == 1
    assert "because of SEV-1" in shown(story, channel).shown
    other = await story.declared("sev1 the ledger is wrong")
    assert "“PXYZ123”, is not in the on-call file, so nobody was paged for it" in said(story, other)


async def test_drills_page_where_that_is_said(story: Story) -> None:
    await story.ana.types("/incident declare drill sev1 Checkout API is down")
    await story.pass_time(minutes=1)
    assert "DRILL INC-1" in paged(story, "ben")[0].shown
