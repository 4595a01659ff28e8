"""Services that need one another in a circle are found, however deep the catalogue is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalogue.circles import circle_in


@pytest.mark.parametrize(
    ("needs", "circle"),
    [
        ({}, []),
        ({"a": ["b"], "b": ["c"], "c": []}, []),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, []),
        ({"a": ["b"], "b": ["a"]}, ["a", "b"]),
        ({"x": ["a"], "a": ["b"], "b": ["c"], "c": ["a"]}, ["a", "b", "c"]),
        ({"a": ["unknown"]}, []),
    ],
)
def test_a_circle_is_found(needs: dict[str, list[str]], circle: list[str]) -> None:
    assert circle_in(needs) == circle


def test_a_long_chain_is_no_trouble() -> None:
    chain = {str(number): [str(number + 1)] for number in range(20_000)}
    assert circle_in(chain) == []
    assert len(circle_in(chain | {"20000": ["0"]})) == 20_001


@given(st.dictionaries(st.integers(0, 9).map(str), st.lists(st.integers(0, 9).map(str))))
def test_what_is_found_is_a_circle(needs: dict[str, list[str]]) -> None:
    found = circle_in(needs)
    for key, following in zip(found, found[1:] + found[:1], strict=True):
        assert following in needs[key]
