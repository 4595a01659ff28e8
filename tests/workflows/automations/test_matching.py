"""Whether an automation is meant: one that says nothing is meant for nothing, however it says it."""

from collections.abc import Sequence

import pytest

from models.automation import Automation
from workflows.automations.matching import Rule, Standing, is_meant


def meant(chosen: object, regions: Sequence[str] = ()) -> bool:
    written = {
        "name": "x",
        "when": {"happens": "declared"},
        "if": chosen,
        "then": [{"task": {"words": "x"}}],
    }
    rule = Rule("", Automation.model_validate(written))
    return is_meant(rule, Standing(severity="SEV-1", status="investigating", regions=regions))


@pytest.mark.parametrize(
    "chosen", [{}, {"severity": None}, {"drill": None, "private": None}, {"fields": {}}]
)
def test_what_says_nothing_is_meant_for_nothing(chosen: object) -> None:
    assert not meant(chosen)


@pytest.mark.parametrize("chosen", [{"severity": ["SEV-1"]}, {"drill": False}, {"private": False}])
def test_what_says_something_is_meant_for_that(chosen: object) -> None:
    assert meant(chosen)


@pytest.mark.parametrize("regions", [("EU", "US"), ("US",)])
def test_a_region_is_meant_if_it_is_any_of_the_incidents(regions: tuple[str, ...]) -> None:
    assert meant({"region": ["US", "Asia"]}, regions)


@pytest.mark.parametrize("regions", [(), ("EU",)])
def test_a_region_is_not_meant_if_it_is_none_of_the_incidents(regions: tuple[str, ...]) -> None:
    assert not meant({"region": ["US", "Asia"]}, regions)
