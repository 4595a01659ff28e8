"""A declaration in short: a title that is one, and not a word less than was said."""

from hypothesis import given
from hypothesis import strategies as st

from models.incident import TITLE_LIMIT
from templates.typed import one_line
from workflows.declaration import Declaration, in_short

LONG = "checkout is down " * 40


def test_what_is_too_long_for_a_title_begins_what_people_notice() -> None:
    short = in_short(Declaration(title=f" {LONG}\nand more", noticed="Customers complain"))
    assert short.title == "checkout is down " * 14 + "checkout is…"
    assert short.noticed == f"{LONG}\nand more\n\nCustomers complain"


def test_what_fits_is_the_title_on_one_line() -> None:
    short = in_short(Declaration(title="checkout\nis  down", noticed="Customers complain"))
    assert (short.title, short.noticed) == ("checkout is down", "Customers complain")


@given(st.text(max_size=600), st.text(max_size=20))
def test_no_word_is_lost(title: str, noticed: str) -> None:
    short = in_short(Declaration(title=title, noticed=noticed))
    assert len(short.title) <= TITLE_LIMIT
    assert short.title == one_line(title) or title.strip() in short.noticed
    assert noticed in short.noticed
    assert in_short(short) == short
