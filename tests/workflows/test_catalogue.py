"""Names of services in sentences: whole words, the longest first, and nothing chosen where two could be meant."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import CatalogueChange, CatalogueEntry, EntryKind
from models.database import Database
from sandbox import Clock
from workflows.catalogue import Catalogue, Service, Services
from workflows.slips import slips

SERVICES = Services(
    [
        Service("checkout", "Checkout", ("the till",), tier=1),
        Service("checkout-api", "Checkout API"),
        Service("search", "Search", ("find it",)),
        Service("pay-eu", "Payments Europe", ("payments",)),
        Service("pay-us", "Payments America", ("payments",)),
        Service("go", "Go"),
    ]
)


def named(text: str) -> list[list[str]]:
    return [[one.key for one in several] for several in SERVICES.named_in(text)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("checkout is down", [["checkout"]]),
        ("Is CHECKOUT down?", [["checkout"]]),
        ("checkout's pages are slow", [["checkout"]]),
        ("the Checkout API fails", [["checkout-api"]]),
        ("checkout_api fails, and so does search", [["checkout-api"], ["search"]]),
        ("checkout/search", [["checkout"], ["search"]]),
        ("nobody can reach the till.", [["checkout"]]),
        ("checkout and the till", [["checkout"]]),
        ("payments fail", [["pay-eu", "pay-us"]]),
        ("payments europe, payments fail", [["pay-eu"]]),
        ("recheckout and checkouts", []),
        ("checkout-web is down", []),
        ("see https://checkout.example.com/search or search@example.com", []),
        ("let it go", []),
        ("", []),
    ],
)
def test_a_sentence_names_services(text: str, keys: list[list[str]]) -> None:
    assert named(text) == keys


@pytest.mark.parametrize(
    ("typed", "first"),
    [("check", "checkout"), ("api", "checkout-api"), ("TILL", "checkout"), ("europ", "pay-eu")],
)
def test_a_few_letters_find_a_service(typed: str, first: str) -> None:
    assert SERVICES.search(typed, 10)[0].key == first


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("checkout", ["checkout", "checkout-api"]),
        ("the till", ["checkout"]),
        ("api chec", ["checkout-api"]),
        ("europe pay", ["pay-eu"]),
        ("chekcout", ["checkout", "checkout-api"]),
        ("chekcout ap", ["checkout-api"]),
        ("chckuot", []),
        ("seerch", ["search"]),
        ("paymets amerca", ["pay-us"]),
        ("checkou tapi", ["checkout-api"]),
        ("og", []),
    ],
)
def test_the_best_comes_first_and_slips_are_forgiven(typed: str, keys: list[str]) -> None:
    assert [one.key for one in SERVICES.search(typed, 9)] == keys


def test_ones_own_come_first_among_what_fits_as_well() -> None:
    assert [one.key for one in SERVICES.search("payments", 9)] == ["pay-us", "pay-eu"]
    own = SERVICES.search("payments", 9, {"pay-eu", "search"})
    assert [one.key for one in own] == ["pay-eu", "pay-us"]


@given(st.text("abcde", min_size=4), st.data())
def test_one_slip_is_one_slip(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    other = data.draw(st.sampled_from("abcde"))
    for typed in (
        word[:at] + word[at + 1 :],
        word[:at] + other + word[at:],
        word[:at] + other + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    ):
        assert slips(typed, word) <= 1


def test_nothing_typed_shows_what_matters_most() -> None:
    assert [one.key for one in SERVICES.search("", 2)] == ["checkout", "checkout-api"]
    assert SERVICES.search("xyzzy", 10) == []


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    for several in SERVICES.named_in(text):
        assert several
    SERVICES.search(text, 5)


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=3), min_size=1))
def test_each_name_that_is_the_whole_text_is_found(names: list[str]) -> None:
    services = [Service(f"key{number}key", name) for number, name in enumerate(names)]
    everything = Services(services)
    for service in services:
        found = {one.key for several in everything.named_in(service.key) for one in several}
        assert service.key in found


def test_ten_thousand_services_are_looked_through_at_once() -> None:
    many = Services(Service(f"team-{n}-service-{n}", f"Service {n} of team") for n in range(10_000))
    many.named_in("warm up")
    took = []
    # What else the machine does is felt by one look, and not by the quickest of ten.
    for _ in range(10):
        begun = process_time()
        found = many.named_in("team-77-service-77 is down")
        took.append(process_time() - begun)
        assert [one.key for one in found[0]] == ["team-77-service-77"]
    assert min(took) < 0.005
    assert many.search("777", 100)


async def test_what_changes_is_known_the_next_time(database: Database, clock: Clock) -> None:
    async def write(key: str, *, retired: bool = False) -> None:
        now = clock.now()
        async with database.writing.begin() as session:
            session.add_all(
                [
                    CatalogueEntry(
                        kind=EntryKind.SERVICE.value,
                        key=key,
                        name=key.title(),
                        aliases=[f"the {key} thing"],
                        source="yaml",
                        changed_at=now,
                        retired_at=now if retired else None,
                    ),
                    CatalogueChange(at=now, kind="service", key=key, source="yaml"),
                ]
            )

    catalogue = Catalogue()
    await catalogue.keep_up(database)
    assert catalogue.current.search("", 5) == []
    await write("checkout")
    await write("fax", retired=True)
    await catalogue.keep_up(database)
    assert [one.key for one in catalogue.current.search("", 5)] == ["checkout"]
    assert catalogue.current.by_key("fax") is None
    before = catalogue.current
    await catalogue.keep_up(database)
    assert catalogue.current is before


async def test_more_than_one_page_is_read(database: Database, clock: Clock) -> None:
    async with database.writing.begin() as session:
        for number in range(2500):
            session.add(
                CatalogueEntry(
                    kind=EntryKind.SERVICE.value,
                    key=f"service-{number}",
                    name=f"Service {number}",
                    source="yaml",
                    changed_at=clock.now(),
                )
            )
        session.add(CatalogueChange(at=clock.now(), kind="service", key="all", source="yaml"))
    catalogue = Catalogue()
    await catalogue.keep_up(database)
    assert len(catalogue.current.search("", 9999)) == 2500
