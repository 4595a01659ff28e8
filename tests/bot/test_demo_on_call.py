"""Who is on call in the demo: whom somebody's own file names, or else its own people."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.on_call import duty_in
from commands.manifest import manifest
from models.on_call_file import parse_on_call
from models.organisation import Organisation
from sandbox import Sandbox
from workflows.on_call.coverage_lints import remarks_on_coverage

OWN = """
regions:
  - name: EMEA
    zone: Europe/London
    hours: [{starts: "08:00", ends: "18:00"}]
    commanders: [eve]
people: {eve: {slack: emi@lantern.example}}
"""


def test_whoever_brings_a_file_of_their_own_sees_it_followed() -> None:
    own = parse_on_call(OWN, "on-call.yaml")
    organisation = Organisation(on_call="on-call.yaml").with_duty(own)
    assert duty_in(Sandbox(manifest=manifest()), organisation) == own


def test_whoever_brings_none_meets_people_who_are_on_call() -> None:
    duty = duty_in(Sandbox(manifest=manifest()), Organisation())
    assert [one.key for one in duty.schedules][:2] == ["payments", "payments-second"]
    assert [one.name for one in duty.regions] == ["Americas", "APAC", "EMEA"]


@pytest.mark.parametrize(("month", "day"), [(3, 2), (3, 16), (7, 6), (10, 26), (12, 7)])
def test_some_region_leads_at_every_hour(month: int, day: int) -> None:
    duty = duty_in(Sandbox(manifest=manifest()), Organisation())
    monday = datetime(2026, month, day, tzinfo=UTC)
    assert remarks_on_coverage(duty, monday, monday + timedelta(days=7)) == []


def test_everybody_who_leads_a_region_lives_there() -> None:
    slack = Sandbox(manifest=manifest())
    for region in duty_in(slack, Organisation()).regions:
        for handle in (*region.commanders, *region.deputies):
            assert slack.person(handle).user.zone == region.zone
