"""Titles that mean the same are alike, whatever the order, the ending or the typing error; others are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.alike import ALIKE, likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("checkout is down", "Checkout down"),
        ("checkout is down", "the chekout is down"),
        ("payments fail in Europe", "Europe: payments failing"),
        ("search is slow", "slow search"),
    ],
)
def test_the_same_thing_in_other_words(one: str, other: str) -> None:
    assert likeness(one, other) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("checkout is down", "search is down"),
        ("payments fail in Europe", "the printer is out of paper"),
        ("it is down", "it is down"),
        ("", ""),
    ],
)
def test_another_thing(one: str, other: str) -> None:
    assert likeness(one, other) < ALIKE


@given(st.text(), st.text())
def test_likeness_goes_both_ways_and_stays_within_bounds(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)
