"""Muster's own file: the shortest one that works, every field, and slips that are told."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from integrations.catalogue.yaml_file import OWN, YamlFile, schema
from models.catalogue_records import Weight
from tests.integrations.catalogue.reading import harvest_of, put, read, skipped, told


def test_the_shortest_file_that_works(tmp_path: Path) -> None:
    harvest = read(put(tmp_path, muster="services: [checkout]"), OWN)

    (service,) = harvest.services
    assert (service.key, service.name, service.kind) == ("checkout", "checkout", "service")


def test_every_field_of_every_list(tmp_path: Path) -> None:
    put(
        tmp_path,
        muster="""\
        version: 1
        services:
        - key: checkout
          name: The checkout
          aliases: [till, pay]
          description: Takes the money.
          owner: payments
          owner_people: [jane@example.org, U0123ABCD]
          tier: 1
          domain: sales
          system: shop
          lifecycle: production
          depends_on: [cart]
          resources: [orders-db]
          slack_channel: '#checkout'
          alert_channel: C0123ABCDE
          escalation_policy: pagerduty/service/PABC123
          dashboards: [https://grafana.example.org/d/1]
          runbooks: [{title: What to do, url: 'https://wiki.example.org/checkout'}]
          links: ['https://example.org/docs', 'https://wiki.example.org/runbook']
          repository: https://github.com/example/checkout
          status_page_component: Checkout
          regions: [eu, us]
          external_id: 42
        - cart
        teams:
        - {key: payments, members: [jane, joe@example.org], user_group: '@pay', manager: jane,
           domain: sales, parent: engineering, slack_channel: payments, email: pay@example.org}
        people:
        - {key: jane, name: Jane Doe, email: Jane@example.org, slack_id: U0123ABCD, github: janed}
        - {email: joe@example.org}
        domains: [{key: sales, owner: payments}]
        systems: [{key: shop, owner: payments, domain: sales}]
        resources: [{key: orders-db, kind: database, owner: payments, regions: eu}]
        """,
    )

    harvest = harvest_of(YamlFile(tmp_path))

    service = harvest.services[0]
    # A field that nobody filled here would be one that nothing reads.
    assert {name for name in type(service).model_fields if not getattr(service, name)} == set()
    assert service.depends_on == ("cart",)
    assert [link.url for link in service.runbooks] == [
        "https://wiki.example.org/runbook",
        "https://wiki.example.org/checkout",
    ]
    assert service.place.line == 3
    assert [person.key for person in harvest.people] == ["jane", "joe@example.org"]
    assert harvest.teams[0].user_group == "pay"
    assert [says for says in told(harvest) if "no owner" not in says] == []
    assert harvest.counts.documents == harvest.counts.taken == 8


def test_one_bad_entry_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    harvest = read(
        put(
            tmp_path,
            muster="""\
            services:
            - key: a
              ownr: payments
            - description: nameless
            - key: A
              name: again
            - [a list]
            - ~
            - 7
            servces: []
            people:
            - {key: jane, email: not an address, slack_id: jane}
            """,
        ),
        OWN,
    )

    assert [service.key for service in harvest.services] == ["a", "7"]
    assert skipped(harvest) == [
        (1, 4, "It has no `services.key`. Write one, or leave it out."),
        (
            1,
            5,
            "The service `a` is described already in muster.yaml, line 2. Keep one of the two.",
        ),
    ]
    assert set(told(harvest, Weight.CHANGED)) == {
        "`servces` is not known here; it is left out. Did you mean `services`?",
        "`services` holds a list within the list; it is left out.",
        "`services.ownr` is not known here; it is left out. Did you mean `owner`?",
        "`people.email` is not an e-mail address (`not an address`); it is left out.",
        "`people.slack_id` is not a member id (`jane`); it is left out.",
    }


def test_services_by_name_instead_of_in_a_list(tmp_path: Path) -> None:
    harvest = read(put(tmp_path, muster="services: {a: {owner: x}, b: {owner: x}}"), OWN)

    assert [service.key for service in harvest.services] == ["a", "b"]


def test_a_file_that_lists_nothing(tmp_path: Path) -> None:
    harvest = read(put(tmp_path, muster="services:\nteams: []\n"), OWN)

    assert told(harvest) == ["It lists nothing. Fill it in, or leave it out."]


def test_the_schema_knows_every_field_and_what_it_is_for() -> None:
    made = schema()

    properties: dict[str, Any] = made["$defs"]["ServiceRecord"]["properties"]
    assert "place" not in properties
    assert made["$defs"]["ServiceRecord"]["required"] == ["key"]
    assert [name for name, field in properties.items() if not field.get("description")] == []
    assert properties["slack_channel"]["description"].startswith("Where its people are")


def test_the_schema_can_be_printed() -> None:
    command = [sys.executable, "-m", "integrations.catalogue.yaml_file"]

    printed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout

    assert printed.startswith('{\n  "$schema"')
