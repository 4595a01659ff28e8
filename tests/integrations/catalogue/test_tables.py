"""CSV files as people save them: any delimiter, any words for the columns, any encoding."""

from pathlib import Path

import pytest

from integrations.catalogue.csv_file import CsvFile
from models.catalogue_records import Harvest, Weight
from tests.integrations.catalogue.reading import harvest_of, put, skipped, told


def table(tmp_path: Path, text: str | bytes, name: str = "services.csv") -> Harvest:
    put(tmp_path, **{name: text})
    return harvest_of(CsvFile(tmp_path / name))


def test_a_table_of_services_in_a_persons_words(tmp_path: Path) -> None:
    harvest = table(
        tmp_path,
        "Service Name,Owning Team,Criticality,Slack,Dependencies,Runbook,Repo,Cost centre\n"
        'Checkout,Payments,1,#checkout,"Cart; Mail",https://wiki.example.org/c,'
        "https://github.com/example/checkout,4711\n"
        'Cart,,,,"Mail, Stock",,,\n',
    )

    checkout, cart = harvest.services
    assert checkout.model_dump(exclude_defaults=True, exclude={"place"}) == {
        "key": "checkout",
        "name": "Checkout",
        "owner": "payments",
        "tier": "1",
        "slack_channel": "checkout",
        "depends_on": ("cart", "mail"),
        "runbooks": ({"url": "https://wiki.example.org/c"},),
        "repository": "https://github.com/example/checkout",
    }
    assert cart.depends_on == ("mail", "stock")
    assert (cart.place.document, cart.place.line) == (2, 3)
    assert "Read as services. Nothing is made of these columns: `Cost centre`." in told(harvest)


@pytest.mark.parametrize(
    "text",
    [
        "name,owner\na,x\n",
        "name;owner\na;x\n",
        "name\towner\na\tx\n",
        "name|owner\na|x\n",
        "sep=;\nname;owner\na;x\n",
        "\ufeffname,owner\r\na,x\r\n",
        '"name","owner"\n"a","x"',
        '\n\n"a ""b"", c",name,owner\n,a,x\n',
        "name , owner \n a , x \n",
        b"\xff\xfe" + "name\towner\na\tx\n".encode("utf-16-le"),
        "NAME,Owned-By\na,x\n\n,\n",
    ],
)
def test_a_table_in_any_make_of_csv(tmp_path: Path, text: str | bytes) -> None:
    harvest = table(tmp_path, text)

    assert [(service.key, service.owner) for service in harvest.services] == [("a", "x")]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("teams.csv", "name,lead\nx,jane\n", "teams"),
        ("export.csv", "team,members\nx,a@example.org;b@example.org\n", "teams"),
        ("export.csv", "full name,email\nJane,jane@example.org\n", "people"),
        ("people.csv", "email\njane@example.org\n", "people"),
        ("export.csv", "service,email\na,jane@example.org\n", "services"),
        ("hardware-resources.csv", "device class,site\nTV 2019,lab\n", "resources"),
        ("domains.csv", "domain,owner\nsales,x\n", "domains"),
        ("systems.csv", "system,owner\nshop,x\n", "systems"),
    ],
)
def test_which_table_it_is(tmp_path: Path, name: str, text: str, kind: str) -> None:
    harvest = table(tmp_path, text, name)

    assert len(getattr(harvest, kind)) == len(harvest.records) == 1


def test_the_table_can_be_said(tmp_path: Path) -> None:
    put(tmp_path, **{"export.csv": "name\nx\n"})

    assert len(harvest_of(CsvFile(tmp_path / "export.csv", "teams")).teams) == 1


def test_odd_rows_are_told_and_the_others_are_read(tmp_path: Path) -> None:
    harvest = table(
        tmp_path,
        "name,owner,slack\na,x,#a,left over\nb\n,x,\nA,y,\nc,TODO,#no channel\n",
    )

    assert [service.key for service in harvest.services] == ["a", "b", "c"]
    assert skipped(harvest) == [
        (3, 4, "It has no `key`. Write one, or leave it out."),
        (
            4,
            5,
            "The service `a` is described already in services.csv, line 2. Keep one of the two.",
        ),
    ]
    assert len(told(harvest, Weight.CHANGED)) == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "It is empty. Nothing was read."),
        ("name,owner\n", "Below its first row there is nothing. Write a row for each of them."),
        (
            "colour,shape\nred,round\n",
            "No column of its first row says what a row is about. Name one of:",
        ),
        (
            'name,owner\na,"x\n' + "b,y\n" * 50_000,
            "A cell here is longer than 131072 characters. Does a quotation mark open",
        ),
        (b"PK\x03\x04" + bytes(range(256)) * 10, "It is not text. Save the table as CSV"),
    ],
)
def test_a_table_that_gives_nothing(tmp_path: Path, text: str | bytes, says: str) -> None:
    harvest = table(tmp_path, text)

    assert any(one.startswith(says) for one in told(harvest))


def test_a_text_over_several_lines_stays_in_its_cell(tmp_path: Path) -> None:
    harvest = table(tmp_path, 'name,description,owner\na,"one\ntwo",x\nb,,y\n')

    assert [service.description for service in harvest.services] == ["one\ntwo", ""]
    assert harvest.services[1].place.line == 4


def test_an_owner_with_an_address_is_a_person(tmp_path: Path) -> None:
    harvest = table(tmp_path, "name,owner\na,Jane@example.org\nb,U0123ABCD\nc,warehouse\n")

    assert [(one.owner, one.owner_people) for one in harvest.services] == [
        ("", ("jane@example.org",)),
        ("", ("U0123ABCD",)),
        ("warehouse", ()),
    ]


def test_a_formula_stays_text(tmp_path: Path) -> None:
    harvest = table(tmp_path, 'name,description\na,"=HYPERLINK(""http://x"")"\n')

    assert harvest.services[0].description == '=HYPERLINK("http://x")'


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    harvest = harvest_of(CsvFile(tmp_path))

    assert not harvest.complete
