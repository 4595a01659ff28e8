"""A declaration in words: what is sure is understood, at its beginning or end; everything else is the title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.declaration import Said, read
from models.organisation import Organisation

HERE = Organisation()
ORDINARY = st.sampled_from(["checkout", "is", "down", "private", "drill", "sev1", "sev", "2"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "sev1 private drill down",
            Said(title="down", severity="SEV-1", is_private=True, is_drill=True),
        ),
        ("down, drill, sev 2", Said(title="down", severity="SEV-2", is_drill=True)),
        ("PRIVATE: the ledger", Said(title="the ledger", is_private=True)),
        ("the ledger (private)", Said(title="the ledger", is_private=True)),
        ("sev2 checkout is down (EU)", Said(title="checkout is down (EU)", severity="SEV-2")),
        ("[EU] checkout is down, sev2", Said(title="[EU] checkout is down", severity="SEV-2")),
        ("the ledger (sev1, private)", Said(title="the ledger", severity="SEV-1", is_private=True)),
        ("the private network", Said(title="the private network")),
        ("drills are late", Said(title="drills are late")),
        ("private private", Said(title="private", is_private=True)),
        ("sev1 sev2", Said(title="sev2", severity="SEV-1")),
        (
            "sev1: ERROR  one\n  at two\nprivate",
            Said(title="ERROR  one\n  at two", severity="SEV-1", is_private=True),
        ),
        ("", Said(title="")),
        ("- - -", Said(title="- - -")),
    ],
)
def test_what_is_sure_is_understood(line: str, said: Said) -> None:
    assert read(HERE, line) == said


@given(st.lists(ORDINARY, max_size=8))
def test_no_word_of_the_middle_is_lost(words: list[str]) -> None:
    line = " ".join(["outage", *words, "everywhere"])
    assert read(HERE, line) == Said(title=line)


@given(st.text())
def test_no_text_is_too_odd(line: str) -> None:
    assert read(HERE, line).title in line
