"""Regions in the on-call file: what is read, and what a person is told of a slip."""

from textwrap import dedent

import pytest

from models.configuration_text import ConfigurationError
from models.on_call import OnCall
from models.on_call_file import parse_on_call
from models.organisation import Organisation

GOOD = dedent("""
    schedules:
      - key: apac
        name: APAC commanders
        zone: Asia/Singapore
        channel: oncall-apac
        user_group: S0APAC001
        layers: [{name: Weekly, people: [dan, eve], first_turn: "2026-01-05 08:00", every: 1 week}]
    people: {cara: {slack: cara@acme.example}}
    regions:
      - name: APAC
        zone: Asia/Singapore
        hours: [{days: [mon, tue, wed, thu, fri], starts: "08:00", ends: "18:00"}]
        commanders: apac
        deputies: [cara, dan, U0BOSS001, hal@acme.example]
    global_commanders: [apac, cara]
""")


def told(text: str, *regions: str) -> str:
    with pytest.raises(ConfigurationError) as wrong:
        parse_on_call(text, "on-call.yaml", Organisation(regions=regions))
    return str(wrong.value)


def test_a_region_names_schedules_and_people() -> None:
    on_call = parse_on_call(GOOD, "on-call.yaml", Organisation(regions=("EMEA", "APAC")))
    (region,) = on_call.regions
    assert region.commanders == ("apac",)
    assert region.deputies == ("cara", "dan", "U0BOSS001", "hal@acme.example")
    assert on_call.global_commanders == ("apac", "cara")
    assert on_call.schedules[0].channel == "oncall-apac"


@pytest.mark.parametrize(
    ("right", "slip", "says"),
    [
        (
            "commanders: apac",
            "commanders: apack",
            (
                "line 14: `regions[0].commanders` names `apack`, which is neither a schedule's key nor a "
                "person in this file. Did you mean `apac`?"
            ),
        ),
        (
            "[apac, cara]",
            "[apac, carla]",
            (
                "line 16: `global_commanders` names `carla`, which is neither a schedule's key nor a "
                "person in this file. Did you mean `cara`?"
            ),
        ),
        ("commanders: apac", "commanders: []", "line 14: `regions[0].commanders`"),
        (
            "    zone: Asia/Singapore\n    hours",
            "    zone: Asia/Sinapore\n    hours",
            "not a known time zone",
        ),
        ("S0APAC001", "apac-on-call", "is not the id of a user group, such as S012AB3CD."),
        ("oncall-apac", "On Call", "is not a channel's name."),
    ],
)
def test_a_slip_is_told_with_its_line(right: str, slip: str, says: str) -> None:
    assert right in GOOD
    assert says in told(GOOD.replace(right, slip))


def test_a_region_that_the_organisation_does_not_know_is_told() -> None:
    says = told(GOOD, "EMEA", "APAQ")
    assert "`regions[0].name` names `APAC`, which is no region in the organisation's file." in says
    assert "Did you mean `APAQ`?" in says


def test_two_regions_of_one_name_are_told() -> None:
    twice = GOOD.replace(
        "regions:\n", "regions:\n" + GOOD.partition("regions:\n")[2].partition("global")[0]
    )
    assert "names a region twice: apac" in told(twice)


def test_where_the_organisation_names_none_those_that_cover_are_its_regions() -> None:
    duty = parse_on_call(GOOD, "on-call.yaml")
    assert Organisation().with_duty(duty).regions == ("APAC",)
    assert Organisation(regions=("APAC", "World")).with_duty(duty).regions == ("APAC", "World")
    assert Organisation().with_duty(OnCall()).regions == ()
