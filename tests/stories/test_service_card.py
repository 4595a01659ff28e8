"""A service on one screen: whose it is, what leans on it, how it has been; and no private word in it."""

from dataclasses import replace

import pytest

from bot.matching import keep_matching
from models.catalogue_records import Harvest, Link, PersonRecord, ServiceRecord, TeamRecord
from sandbox.blocks.shown import words_of
from tests.stories.conftest import Story, plain
from tests.stories.teams import with_harvest

SERVICES = (
    ServiceRecord(
        key="checkout",
        name="Checkout",
        aliases=("the till",),
        description="Takes the money <!channel>",
        owner="payments",
        tier="tier_1",
        domain="shop",
        depends_on=("vault", "unknown-thing"),
        dashboards=(Link(title="Traffic", url="https://graphs.example/checkout"),),
        repository="https://git.example/checkout",
        regions=("EMEA",),
    ),
    ServiceRecord(key="shop", name="Shop window", depends_on=("checkout",)),
    ServiceRecord(key="vault", name="Card vault", owner_people=("nobody@lantern.example",)),
    ServiceRecord(key="check", name="Checks of cheques"),
)
TEAMS = (
    TeamRecord(
        key="payments",
        name="Payments",
        slack_channel="payments",
        manager="cara@lantern.example",
        members=("ana@lantern.example", "ben@lantern.example"),
    ),
)


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    brought = Harvest("our files", "files", True, services=SERVICES, teams=TEAMS)
    await with_harvest(quiet_story, brought)
    return quiet_story


async def home_of(story: Story, handle: str) -> str:
    person = story.slack.person(handle)
    await person.opens_home()
    await story.settle()
    return plain(words_of(person.home, story.slack.workspace))


async def test_a_service_is_shown_with_its_owner_its_neighbours_and_its_incidents(
    story: Story,
) -> None:
    await story.declared("checkout is slow")
    card = await story.answered("dev", "/incident service the till", "general")
    assert "Checkout" in card
    assert "Takes the money <!channel>" in card
    assert "Owner\nPayments" in card
    assert "Where they are\n#payments" in card
    assert "Needs\nCard vault, unknown-thing" in card
    assert "Needed by\nShop window" in card
    assert "INC-1: checkout is slow, SEV-3: #inc-1-checkout-is-slow" in card
    assert "Traffic · Repository" in card
    assert "from our files" in card


async def test_who_owns_a_service_is_answered_in_a_few_lines(story: Story) -> None:
    answer = await story.answered("dev", "/incident who checkout", "general")
    assert "Checkout belongs to Payments." in answer
    assert "They are in #payments." in answer
    alone = await story.answered("dev", "/incident owner vault", "general")
    assert "Card vault belongs to nobody@lantern.example." in alone


async def test_people_who_are_named_by_their_keys_are_mentioned(quiet_story: Story) -> None:
    people = (
        PersonRecord(key="ben", name="Ben", slack_id=quiet_story.slack.person("ben").id),
        PersonRecord(key="cara", name="Cara", email="Cara@Lantern.example"),
        PersonRecord(key="dev", name="Dev"),
    )
    team = TeamRecord(key="till", name="Till", manager="cara", members=("ben", "dev", "ghost"))
    service = ServiceRecord(key="till", name="The till", owner="till")
    brought = Harvest("files", "files", True, people=people, teams=(team,), services=(service,))
    await with_harvest(quiet_story, brought)
    await quiet_story.declared("search is slow", by="cara")
    answer = await quiet_story.answered("ana", "/incident owner till", "general")
    assert "@Cara Lim leads the team." in answer
    assert "People: @Ben Carter, dev, ghost" in answer


async def test_people_are_mentioned_once_they_are_known_here(story: Story) -> None:
    await story.declared("checkout is slow", by="ana")
    answer = await story.answered("dev", "/incident who checkout", "general")
    assert "People: @Ana Silva, ben@lantern.example" in answer


async def test_a_name_that_could_be_several_is_not_guessed(story: Story) -> None:
    answer = await story.answered("dev", "/incident service check", "general")
    assert "Checks of cheques" in answer
    answer = await story.answered("dev", "/incident service che", "general")
    assert "“che” could be several services: " in answer
    answer = await story.answered("dev", "/incident service nothing like it", "general")
    assert "The catalogue knows no service “nothing like it”" in answer
    assert "Which service?" in await story.answered("dev", "/incident owner", "general")
    assert "Takes the money" in await story.answered("dev", "/incident service chekcout", "general")


@pytest.mark.parametrize("typed", ["owner oncall-router", "owner On-call router", "who on call"])
async def test_a_service_whose_name_begins_with_on_call_has_an_owner_too(
    quiet_story: Story, typed: str
) -> None:
    services = (
        ServiceRecord(key="oncall-router", name="On-call router", owner="payments"),
        ServiceRecord(key="rota", name="On call", owner="payments"),
    )
    await with_harvest(
        quiet_story, Harvest("our files", "files", True, services=services, teams=TEAMS)
    )
    answer = await quiet_story.answered("dev", f"/incident {typed}", "general")
    assert "belongs to Payments" in answer


async def test_ended_incidents_stand_there_for_a_while(story: Story) -> None:
    channel = await story.declared("checkout is slow")
    await story.answered("ana", "/incident cancel it was my cable", channel)
    card = await story.answered("dev", "/incident service checkout", "general")
    assert "Open incidents\nNone." in card
    assert "INC-1: checkout is slow, SEV-3, cancelled" in card


async def test_a_private_incident_is_not_told_by_its_service(story: Story) -> None:
    await story.ana.types("/incident declare private checkout leaks cards")
    await story.settle()
    outside = await story.answered("dev", "/incident service checkout", "general")
    assert "leaks" not in outside
    assert "Open incidents\nNone." in outside
    inside = await story.answered("ana", "/incident service checkout", "general")
    assert "checkout leaks cards" in inside


async def test_without_a_name_my_own_are_shown_with_what_is_open_there(story: Story) -> None:
    await story.declared("checkout is slow", by="ana")
    mine = await story.answered("ana", "/incident service", "general")
    assert "Of Payments:" in mine
    assert "Checkout: INC-1: checkout is slow" in mine
    assert "Shop window" not in mine
    none = await story.answered("dev", "/incident service", "general")
    assert "no service of yours" in none


async def test_my_own_tell_nothing_of_a_private_incident(story: Story) -> None:
    await story.declared("search is slow", by="cara")
    await story.ben.types("/incident declare private checkout leaks cards")
    await story.settle()
    mine = await story.answered("cara", "/incident service", "general")
    assert "Checkout" in mine
    assert "leaks" not in mine
    assert "leaks" not in await home_of(story, "cara")


async def test_the_home_and_the_menu_begin_with_my_own(story: Story) -> None:
    await story.declared("checkout is slow", by="ana")
    home = await home_of(story, "ana")
    assert "My services" in home
    assert "Checkout: INC-1: checkout is slow" in home
    await story.ana.types_for_form("/incident declare")
    asked = await story.ana.looks_for("What is affected?", "ch")
    assert asked[0]["value"] == "checkout"
    # Dev's own is what they worked with.
    await story.declared("vault is sealed", by="dev")
    await story.dev.types_for_form("/incident declare")
    assert (await story.dev.looks_for("What is affected?", ""))[0]["value"] == "vault"


async def test_help_tells_of_services(story: Story) -> None:
    told = await story.answered("dev", "/incident help catalogue", "general")
    assert "those who own it are invited" in told


def lookups(story: Story) -> int:
    return len(story.slack.journal.calls("users.lookupByEmail"))


async def match_people(story: Story) -> None:
    """A day later: have everybody whom the catalogue names looked up."""
    assert story.program is not None
    await keep_matching(story.program.start)
    await story.pass_time(minutes=10)


async def test_people_are_matched_once_a_day_and_shown_by_their_names(quiet_story: Story) -> None:
    story = quiet_story
    members = (*(f"nobody{n}@lantern.example" for n in range(45)), "Ben@Lantern.example", "sam")
    brought = Harvest(
        "our files",
        "files",
        True,
        services=(ServiceRecord(key="checkout", name="Checkout", owner="payments"),),
        teams=(TeamRecord(key="payments", name="Payments", members=members[-2:]),),
        people=(PersonRecord(key="sam", name="Sam", email="sam@lantern.example"),),
    )
    crowd = TeamRecord(key="crowd", name="Crowd", members=members[:-2])
    await with_harvest(story, replace(brought, teams=(*brought.teams, crowd)))
    before = await story.answered("dev", "/incident owner checkout", "general")
    assert "People: Ben@Lantern.example, sam" in before
    await match_people(story)
    after = await story.answered("dev", "/incident owner checkout", "general")
    assert f"People: {story.ben.user.shown_name}" in after.replace("@", "")
    assert "sam" not in after
    asked = lookups(story)
    assert asked == 47
    await match_people(story)
    assert lookups(story) == asked
    await story.pass_time(days=1)
    await match_people(story)
    # Who is known is not asked for again so soon.
    assert lookups(story) == asked + 45


async def test_whoever_left_is_noticed_within_a_week(quiet_story: Story) -> None:
    story = quiet_story
    await with_harvest(story, Harvest("our files", "files", True, services=SERVICES, teams=TEAMS))
    await match_people(story)
    story.ben.user.deleted = True
    await story.pass_time(days=8)
    await match_people(story)
    card = await story.answered("dev", "/incident owner checkout", "general")
    assert "ben@lantern.example (no longer in Slack)" in card
