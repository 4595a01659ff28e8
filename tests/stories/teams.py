"""A workspace whose services have owners, and whose teams have files."""

from textwrap import dedent

from models.catalogue import CatalogueChange, CatalogueEntry, EntryKind
from models.catalogue_records import Harvest, Link, ServiceRecord, TeamRecord
from models.organisation import Organisation
from models.organisation_file import parse_organisation, parse_team
from tests.stories.conftest import Story
from workflows.catalogue_keeping import difference_of, take_in

#: Services with their owners, tiers and domains.
SERVICES = {
    "checkout": ("payments", 1, "shop"),
    "ledger": ("payments", 2, "money"),
    "search": ("discovery", 2, "shop"),
}

_SERVICES = (
    ServiceRecord(
        key="checkout",
        name="Checkout",
        owner="payments",
        tier="1",
        domain="shop",
        regions=("eu",),
        depends_on=("vault",),
        dashboards=(Link(title="Traffic", url="https://graphs.example/checkout"),),
    ),
    ServiceRecord(key="vault", name="Card vault", owner="platform", tier="2", regions=("us",)),
    ServiceRecord(key="wiki", name="Wiki", owner_people=("sam@lantern.example",)),
)
_TEAMS = (
    TeamRecord(
        key="payments",
        name="Payments",
        slack_channel="payments",
        members=("ben@lantern.example", "gita@lantern.example"),
    ),
    TeamRecord(key="platform", name="Platform", members=("emi@lantern.example",)),
)
#: A catalogue in which services need one another, and have owners of each sort.
SHOP = Harvest("our files", "files", True, services=_SERVICES, teams=_TEAMS)


def organised(own: str = "", *teams: str) -> Organisation:
    """The organisation that these files make."""
    organisation = parse_organisation(dedent(own), "muster.yaml")
    return organisation.with_teams(
        [parse_team(dedent(team), "team.yaml", organisation) for team in teams]
    )


async def with_catalogue(story: Story) -> None:
    """Start the bot, with the services known."""
    await story.bot_starts()
    assert story.program is not None
    database, now = story.program.database, story.slack.clock.now()
    async with database.writing.begin() as session:
        for key, (owner, tier, domain) in SERVICES.items():
            session.add(
                CatalogueEntry(
                    kind=EntryKind.SERVICE.value,
                    key=key,
                    name=key.capitalize(),
                    owner=owner,
                    tier=tier,
                    domain=domain,
                    source="yaml",
                    changed_at=now,
                )
            )
        session.add(CatalogueChange(at=now, kind="service", key="checkout", source="yaml"))
    await story.program.start.catalogue.keep_up(database)


async def with_harvest(story: Story, brought: Harvest) -> None:
    """Start the bot, with a catalogue that was taken in as a source brought it."""
    await story.bot_starts()
    assert story.program is not None
    start = story.program.start
    async with start() as work:
        difference = await difference_of(work.session, brought)
        await take_in(work, difference, most_retired=0.2, confirmed=False)
    await start.catalogue.keep_up(start.database)
