"""The catalogue: each source keeps what is its own, nothing is deleted, and a sudden loss is asked about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from models.catalogue import CatalogueChange, CatalogueEntry
from models.catalogue_records import Harvest, Place, ServiceRecord, TeamRecord
from models.database import Database
from models.organisation import Organisation
from sandbox.clock import Clock
from workflows.catalogue_keeping import (
    CatalogueShrinks,
    Difference,
    difference_of,
    take_in,
    tier_rank,
)
from workflows.configuration import Configuration
from workflows.work import Start


@pytest.fixture
def start(database: Database, clock: Clock, organisation: Organisation) -> Start:
    return Start(database, clock, Configuration(organisation), lambda: None)


def harvest(*services: ServiceRecord, sync_id: str = "git", complete: bool = True) -> Harvest:
    return Harvest(f"files of {sync_id}", sync_id, complete, services=services)


def service(key: str, **fields: object) -> ServiceRecord:
    return ServiceRecord.model_validate({"key": key, "name": key.title(), **fields})


async def taken_in(
    start: Start, brought: Harvest, *, confirmed: bool = False, order: tuple[str, ...] = ()
) -> Difference:
    async with start() as work:
        difference = await difference_of(work.session, brought, order)
        await take_in(work, difference, most_retired=0.2, confirmed=confirmed)
    return difference


async def entries(start: Start) -> Mapping[str, CatalogueEntry]:
    async with start.looking() as session:
        return {one.key: one for one in await session.scalars(select(CatalogueEntry))}


async def traces(start: Start, key: str) -> list[dict[str, object]]:
    async with start.looking() as session:
        found = await session.scalars(
            select(CatalogueChange).where(CatalogueChange.key == key).order_by(CatalogueChange.id)
        )
        return [one.changes for one in found]


async def test_what_a_source_brings_is_kept_with_all_its_fields(start: Start) -> None:
    checkout = service(
        "checkout",
        aliases=("kasse",),
        owner="payments",
        tier="tier_1",
        domain="shop",
        depends_on=("vault",),
        repository="https://git.example/checkout",
    )
    team = TeamRecord(key="payments", name="Payments", slack_channel="payments")
    brought = Harvest("files", "git", True, services=(checkout,), teams=(team,))
    difference = await taken_in(start, brought)

    assert {one.key for one in difference.added} == {"checkout", "payments"}
    kept = await entries(start)
    assert kept["checkout"].owner == "payments"
    assert kept["checkout"].tier == 1
    assert kept["checkout"].aliases == ["kasse"]
    assert kept["checkout"].details["depends_on"] == ["vault"]
    assert kept["payments"].details == {"slack_channel": "payments"}


async def test_the_same_again_changes_nothing(start: Start) -> None:
    brought = harvest(service("checkout", aliases=("kasse",), tier="gold"))
    await taken_in(start, brought)
    again = await taken_in(start, brought)
    assert again.is_empty
    assert again.unchanged == 1
    assert len(await traces(start, "checkout")) == 1


async def test_a_change_leaves_both_values(start: Start) -> None:
    await taken_in(start, harvest(service("checkout", owner="payments")))
    await taken_in(start, harvest(service("checkout", owner="shop")))
    assert (await traces(start, "checkout"))[-1] == {"owner": ["payments", "shop"]}


async def test_what_only_stands_elsewhere_now_is_no_change(start: Start, clock: Clock) -> None:
    await taken_in(start, harvest(service("checkout", place=Place("old.yaml", 1, 1))))
    before = (await entries(start))["checkout"].changed_at
    clock.advance(timedelta(days=1))
    brought = harvest(service("checkout", place=Place("new.yaml", 1, 1)))
    difference = await taken_in(start, replace(brought, source="renamed"))
    assert (difference.changed, difference.unchanged) == ([], 1)
    assert len(await traces(start, "checkout")) == 1
    kept = (await entries(start))["checkout"]
    assert (kept.file, kept.source, kept.changed_at) == ("new.yaml", "renamed", before)
    assert (await taken_in(start, replace(brought, source="renamed"))).is_empty


async def test_what_a_source_drops_is_retired_and_comes_back(start: Start) -> None:
    both = harvest(service("checkout"), service("search"))
    await taken_in(start, both)
    await taken_in(start, harvest(service("checkout")))
    assert (await entries(start))["search"].retired_at is not None
    back = await taken_in(start, both)
    assert [one.key for one in back.changed] == ["search"]
    assert (await entries(start))["search"].retired_at is None


async def test_a_source_that_was_not_seen_whole_retires_nothing(start: Start) -> None:
    await taken_in(start, harvest(service("checkout"), service("search")))
    difference = await taken_in(start, harvest(service("checkout"), complete=False))
    assert difference.retired == []


async def test_a_file_with_a_mistake_in_it_retires_nothing_that_stood_there(start: Start) -> None:
    def at(file: str) -> dict[str, object]:
        return {"place": Place(file, 1, 1)}

    whole = harvest(
        service("checkout", **at("shop.yaml")),
        service("search", **at("find.yaml")),
        service("old"),
    )
    await taken_in(start, whole)
    broken = replace(harvest(), gaps=frozenset({"shop.yaml"}))
    difference = await taken_in(start, broken)
    assert difference.retired == [("service", "search")]
    assert (await taken_in(start, harvest())).retired == [
        ("service", "checkout"),
        ("service", "old"),
    ]


async def test_a_source_retires_only_what_is_its_own(start: Start) -> None:
    await taken_in(start, harvest(service("checkout"), sync_id="git"))
    await taken_in(start, harvest(service("search"), sync_id="csv"))
    assert (await entries(start))["checkout"].retired_at is None


async def test_of_two_sources_the_first_keeps_a_service_unless_the_order_says_otherwise(
    start: Start,
) -> None:
    await taken_in(start, harvest(service("checkout", owner="a"), sync_id="git"))
    second = await taken_in(start, harvest(service("checkout", owner="b"), sync_id="csv"))
    assert "is told by files of git already" in second.findings[0].says
    assert (await entries(start))["checkout"].owner == "a"

    await taken_in(
        start, harvest(service("checkout", owner="b"), sync_id="csv"), order=("csv", "git")
    )
    assert (await entries(start))["checkout"].owner == "b"


async def test_a_service_that_was_renamed_in_its_source_keeps_its_key(start: Start) -> None:
    await taken_in(start, harvest(service("checkout", external_id="42")))
    await taken_in(start, harvest(service("kasse", external_id="42")))
    kept = await entries(start)
    assert set(kept) == {"checkout"}
    assert kept["checkout"].name == "Kasse"
    assert "kasse" in kept["checkout"].aliases


async def test_one_key_twice_is_said_and_the_first_counts(start: Start) -> None:
    twice = harvest(service("checkout", owner="a"), service("checkout", owner="b"))
    difference = await taken_in(start, twice)
    assert "named twice" in difference.findings[0].says
    assert (await entries(start))["checkout"].owner == "a"


async def test_a_sudden_loss_is_refused_until_it_is_confirmed(start: Start) -> None:
    await taken_in(start, harvest(*(service(f"s{number}") for number in range(20))))
    less = harvest(*(service(f"s{number}") for number in range(10)))
    with pytest.raises(CatalogueShrinks, match="10 of files of git would be retired, 50%"):
        await taken_in(start, less)
    assert all(one.retired_at is None for one in (await entries(start)).values())
    await taken_in(start, less, confirmed=True)
    assert sum(one.retired_at is not None for one in (await entries(start)).values()) == 10


@pytest.mark.parametrize(
    ("words", "rank"),
    [
        ("tier_1", 1),
        ("Tier 3", 3),
        ("0", 1),
        ("mission-critical", 1),
        ("Gold", 2),
        ("business normal", 3),
        ("low", 4),
        ("", None),
        ("experimental", None),
    ],
)
def test_a_tier_is_understood_in_the_words_of_its_source(words: str, rank: int | None) -> None:
    assert tier_rank(words) == rank


@given(st.text())
def test_no_word_for_a_tier_breaks_it(words: str) -> None:
    assert tier_rank(words) in {None, *range(1, 10)}
