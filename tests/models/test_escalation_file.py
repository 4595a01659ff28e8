"""Policies and pages in the on-call file: what people write, and what they are told of what cannot be."""

from datetime import time, timedelta
from textwrap import dedent

import pytest

from models.configuration_text import ConfigurationError
from models.on_call import OnCall
from models.on_call_file import parse_on_call
from models.organisation import Organisation

SCHEDULES = """
schedules:
  - key: payments
    name: Payments
    zone: Europe/London
    layers: [{name: Weekly, people: [ann, bob], first_turn: "2026-03-02 09:00", every: 1 week}]
"""
SEED = """
policies:
  - key: payments
    name: Payments
    repeat: 2
    steps:
      - notify: [{schedule: payments}]
      - {wait: 10m, notify: [{person: bob}]}
      - {wait: 10m, notify: [{group: "@managers"}], everyone: true, severities: [SEV-1]}
      - wait: 15m
        notify: [{person: vp@acme.example}, {team: payments}, {channel: "#payments"}]
        hours: {zone: Europe/London, starts: "09:00", ends: "17:00"}
paging:
  by_severity: {SEV-1: [Payments]}
  owners: [SEV-1, SEV-2]
  fallback: [{person: ann}]
  quiet_hours: {starts: "22:00", ends: "07:00", severities: [SEV-3]}
people:
  ann:
    slack: ann@acme.example
    contacts: {phone: "+442079460123", ntfy: ann-at-night}
    reach: [{by: sms, after: 2m}, {by: voice, after: 4m}, {by: email}]
"""


def read(text: str) -> OnCall:
    return parse_on_call(SCHEDULES + dedent(text), "on-call.yaml", Organisation())


def problems(text: str) -> str:
    with pytest.raises(ConfigurationError) as wrong:
        read(text)
    return str(wrong.value)


def test_the_chain_of_four_and_what_holds_without_words() -> None:
    on_call = read(SEED)
    (policy,) = on_call.policies
    assert [step.wait for step in policy.steps] == [
        timedelta(minutes=minutes) for minutes in (0, 10, 10, 15)
    ]
    assert policy.again_after == timedelta(minutes=30)
    assert policy.after_last == timedelta(minutes=10)
    hours = policy.steps[-1].hours
    assert hours is not None
    assert hours.days == ("mon", "tue", "wed", "thu", "fri")
    assert policy.steps[-1].notify[2].named == "payments"
    assert [reach.by for reach in on_call.people["ann"].reach] == ["sms", "voice", "email"]
    quiet = on_call.paging.quiet_hours
    assert quiet is not None
    assert (quiet.starts, quiet.ends) == (time(22), time(7))


def test_a_policy_goes_by_its_key_or_its_name() -> None:
    on_call = read(SEED.replace("key: payments\n", "key: first-line\n", 1))
    for named in ("first-line", "First Line", "Payments", "payments"):
        found = on_call.policy(named)
        assert found is not None
        assert found.key == "first-line"
    assert on_call.policy("ledger") is None


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("{schedule: payments}", "{schedule: paymnets}", "Did you mean `payments`?"),
        ("{person: bob}", "{person: bobb}", "is neither a person of this file"),
        ("{person: bob}", "{person: bob, team: x}", "needs exactly one of: schedule, person, team"),
        ("{person: bob}", "{}", "needs exactly one of"),
        ("{SEV-1: [Payments]}", "{SEV-1: [Paymens]}", "and no policy has that key. Did you mean"),
        ("{SEV-1: [Payments]}", "{SEV-7: [Payments]}", "is not the key of a severity."),
        ("owners: [SEV-1, SEV-2]", "owners: [SEV-1, SEV2]", "Did you mean `SEV-2`?"),
        ("severities: [SEV-3]", "severities: [SEV-1]", "that never waits until morning"),
        ("severities: [SEV-1]", "severities: [SEV-9]", "is not the key of a severity."),
        ('phone: "+442079460123"', "phone: 02079460123", "needs text. If it is a number"),
        ('phone: "+442079460123"', 'phone: "0207 9460"', "is not a phone number."),
        ('phone: "+442079460123", ', "", "needs the `phone` of ann under `contacts`."),
        ("by: voice", "by: pigeon", "is not one of the words for it."),
        ("by: voice", "by: webhook", "needs the `webhook` of ann under `contacts`."),
        (
            "ntfy: ann-at-night",
            "webhook: {url: 'http://ann.example', secret: WEBHOOK_SECRET_ANN}",
            "needs an address that begins with https://.",
        ),
        ('"@managers"', "managers", "is not a user group."),
        ("repeat: 2", "repeat: 12", "repeat"),
        ("wait: 10m, notify: [{person: bob}]", "wait: 25h, notify: [{person: bob}]", "between"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(before: str, after: str, says: str) -> None:
    told = problems(SEED.replace(before, after, 1))
    assert says in told
    assert ", line " in told or "  line " in told


def test_two_policies_of_one_key() -> None:
    again = "\n  - {key: payments, name: Again, steps: [{notify: [{person: ann}]}]}\npaging:"
    assert "names a policy twice: payments" in problems(SEED.replace("\npaging:", again))


def test_in_a_file_by_itself_severities_are_left_alone() -> None:
    text = SCHEDULES + SEED.replace("SEV-1: [Payments]", "P1: [Payments]")
    assert "P1" in parse_on_call(text, "on-call.yaml").paging.by_severity
