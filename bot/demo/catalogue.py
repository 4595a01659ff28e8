"""The demo's catalogue: what the sandbox's company runs, and whose it is."""

from collections.abc import Iterator
from typing import Final

from models.catalogue_records import Harvest, Link, PersonRecord, ServiceRecord, TeamRecord
from sandbox import Sandbox
from workflows.catalogue_keeping import difference_of, take_in
from workflows.work import Start

_TEAMS: Final = {
    "payments": "ana ben gita hugo",
    "checkout": "cara finn ines jun",
    "platform": "dev emi kofi lena",
    "data": "mo nia omar priya",
    "mobile": "quinn rosa sam tao",
    "support": "uma vera will yuki",
}
#: Key, name, owner, tier, and the keys of what it needs.
_SERVICES: Final = (
    ("payments", "Payments", "payments", "1", "card-vault fraud"),
    ("card-vault", "Card vault", "payments", "1", "orders-database"),
    ("fraud", "Fraud checks", "payments", "2", "reports"),
    ("checkout", "Checkout", "checkout", "1", "payments cart prices"),
    ("cart", "Cart", "checkout", "2", "orders-database"),
    ("prices", "Prices", "checkout", "2", ""),
    ("deploys", "Deploys", "platform", "3", ""),
    ("search", "Search", "platform", "2", "search-index"),
    ("search-index", "Search index", "platform", "2", ""),
    ("orders-database", "Orders database", "data", "1", ""),
    ("reports", "Reports", "data", "3", "orders-database"),
    ("app", "Mobile app", "mobile", "1", "sign-in checkout"),
    ("sign-in", "Sign-in", "mobile", "1", ""),
    ("help-desk", "Help desk", "support", "3", "sign-in"),
)


async def take_in_catalogue(slack: Sandbox, start: Start) -> None:
    """Keep it, and have it known at once."""
    brought = Harvest(
        "the demo's catalogue",
        "demo",
        complete=True,
        people=tuple(_people(slack)),
        teams=tuple(_team(key, members) for key, members in _TEAMS.items()),
        services=tuple(_service(*one) for one in _SERVICES),
    )
    async with start() as work:
        difference = await difference_of(work.session, brought)
        await take_in(work, difference, most_retired=1, confirmed=True)
    await start.catalogue.keep_up(start.database)


def _people(slack: Sandbox) -> Iterator[PersonRecord]:
    for handle in " ".join(_TEAMS.values()).split():
        yield PersonRecord(key=handle, name=handle.title(), slack_id=slack.person(handle).id)


def _team(key: str, members: str) -> TeamRecord:
    return TeamRecord(
        key=key,
        name=f"{key.title()} team",
        members=tuple(members.split()),
        slack_channel=key,
        user_group=f"team-{key}",
    )


def _service(key: str, name: str, owner: str, tier: str, needs: str) -> ServiceRecord:
    return ServiceRecord(
        key=key,
        name=name,
        owner=owner,
        tier=tier,
        depends_on=tuple(needs.split()),
        dashboards=(Link(title=f"{name}: traffic", url=f"https://graphs.example/{key}"),),
    )
