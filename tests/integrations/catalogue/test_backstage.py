"""Backstage entities become records: every kind, every way of naming another, every odd shape."""

from pathlib import Path

import pytest

from integrations.catalogue.backstage import BACKSTAGE
from integrations.catalogue.backstage_files import BackstageFiles
from models.catalogue_records import Harvest, Link, ServiceRecord, Weight
from tests.integrations.catalogue.reading import harvest_of, put, read, skipped, told


def entities(tmp_path: Path, text: str) -> Harvest:
    return read(put(tmp_path, **{"catalog-info.yaml": text}), BACKSTAGE)


def component(tmp_path: Path, metadata: str = "", spec: str = "") -> ServiceRecord:
    """Read a component with these further lines."""
    text = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: checkout\n"
    text += "".join(f"  {line}\n" for line in metadata.splitlines())
    text += "spec:\n  type: service\n" + "".join(f"  {line}\n" for line in spec.splitlines())
    (service,) = entities(tmp_path, text).services
    return service


def test_a_component_with_everything(tmp_path: Path) -> None:
    service = component(
        tmp_path,
        metadata=(
            "title: The checkout\n"
            "description: Takes the money.\n"
            "annotations:\n"
            "  github.com/project-slug: example/checkout\n"
            "  pagerduty.com/service-id: PABC123\n"
            "  example.org/slack-channel: '#checkout'\n"
            "  contentful.com/ci-alert-slack: checkout-alerts\n"
            "  backstage.io/kubernetes-id: checkout-svc\n"
            "  grafana/overview-dashboard: https://grafana.example.org/d/1\n"
            "tags: [java, tier-1]\n"
            "links:\n"
            "- {url: 'https://wiki.example.org/rb', title: Runbook}\n"
            "- {url: 'https://grafana.example.org/d/2', icon: dashboard}\n"
            "- {url: 'https://example.org/docs', title: Docs}\n"
        ),
        spec=(
            "lifecycle: production\n"
            "owner: group:default/payments\n"
            "system: shop\n"
            "dependsOn: [component:cart, resource:default/orders-db]\n"
            "consumesApis: [stock]\n"
        ),
    )

    assert service.model_dump(exclude_defaults=True, exclude={"place"}) == {
        "key": "checkout",
        "name": "The checkout",
        "aliases": ("checkout-svc",),
        "description": "Takes the money.",
        "external_id": "component:default/checkout",
        "owner": "payments",
        "tier": "tier-1",
        "lifecycle": "production",
        "system": "shop",
        "depends_on": ("cart",),
        "resources": ("orders-db", "api:stock"),
        "slack_channel": "checkout",
        "alert_channel": "checkout-alerts",
        "escalation_policy": "pagerduty/service/PABC123",
        "dashboards": (
            {"title": "Dashboard", "url": "https://grafana.example.org/d/1"},
            {"url": "https://grafana.example.org/d/2"},
        ),
        "runbooks": ({"title": "Runbook", "url": "https://wiki.example.org/rb"},),
        "links": ({"title": "Docs", "url": "https://example.org/docs"},),
        "repository": "https://github.com/example/checkout",
    }
    assert (service.place.document, service.place.line) == (1, 1)


@pytest.mark.parametrize(
    ("written", "owner", "people"),
    [
        ("payments", "payments", ()),
        ("Payments", "payments", ()),
        ("group:payments", "payments", ()),
        ("Group:default/payments", "payments", ()),
        ("group:shop/payments", "shop/payments", ()),
        ("'@example/payments'", "example/payments", ()),
        ("user:jane", "", ("jane",)),
        ("User:default/Jane.Doe", "", ("jane.doe",)),
        ("jane@example.org", "", ("jane@example.org",)),
        ("{kind: group, namespace: shop, name: payments}", "shop/payments", ()),
        ("[payments, shipping]", "payments", ()),
        ("unknown", "", ()),
        ("CHANGEME", "", ()),
        ("<your-team>", "", ()),
        ("'group:default/'", "", ()),
        ("null", "", ()),
        ("{}", "", ()),
        ("no", "no", ()),
        # As long as a member id, and one in capitals.
        ("warehouse", "warehouse", ()),
        ("Users2Front", "users2front", ()),
        ("0123", "0123", ()),
    ],
)
def test_an_owner_in_any_form(
    tmp_path: Path, written: str, owner: str, people: tuple[str, ...]
) -> None:
    service = component(tmp_path, spec=f"owner: {written}")

    assert (service.owner, service.owner_people) == (owner, people)


def test_another_namespace_is_part_of_the_key_and_stands_for_itself_in_references(
    tmp_path: Path,
) -> None:
    service = component(
        tmp_path,
        metadata="namespace: Shop",
        spec="owner: payments\ndependsOn: [component:cart, component:default/mail]",
    )

    assert service.key == "shop/checkout"
    assert service.name == "checkout"
    assert service.owner == "shop/payments"
    assert service.depends_on == ("shop/cart", "mail")


def test_relations_are_tied_together_whichever_side_says_them(tmp_path: Path) -> None:
    harvest = entities(
        tmp_path,
        """\
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: checkout}
        spec: {owner: payments, system: shop, consumesApis: [stock]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: warehouse}
        spec:
          owner: The Payments People
          providesApis: [stock]
          dependencyOf: [component:mail, component:warehouse]
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: mail}
        spec: {owner: payments}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: API
        metadata: {name: stock}
        spec: {type: openapi, owner: payments, definition: "openapi: 3.0.0"}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Resource
        metadata: {name: mail-queue}
        spec: {type: queue, owner: payments, dependencyOf: [component:mail]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: System
        metadata: {name: shop}
        spec: {owner: payments, domain: sales}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Domain
        metadata: {name: sales}
        spec: {owner: payments}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Group
        metadata: {name: payments}
        spec: {type: team, profile: {displayName: The Payments People}, children: [], members: [joe]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Group
        metadata: {name: engineering}
        spec: {type: department, children: [payments]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: User
        metadata: {name: Jane, annotations: {slack.com/user-id: U0123ABCD}}
        spec: {profile: {displayName: Jane Doe, email: Jane@Example.org}, memberOf: [payments]}
        """,
    )

    services = {service.key: service for service in harvest.services}
    assert services["checkout"].depends_on == ("warehouse",)
    assert services["checkout"].domain == "sales"
    assert services["mail"].depends_on == ("warehouse",)
    assert services["mail"].resources == ("mail-queue",)
    assert services["warehouse"].depends_on == ()
    assert services["warehouse"].owner == "payments"
    resources = {resource.key: resource for resource in harvest.resources}
    assert resources["api:stock"].provided_by == ("warehouse",)
    assert resources["mail-queue"].kind == "queue"
    teams = {team.key: team for team in harvest.teams}
    assert teams["payments"].members == ("joe", "jane")
    assert teams["payments"].parent == "engineering"
    (person,) = harvest.people
    assert (person.email, person.slack_id) == ("jane@example.org", "U0123ABCD")
    assert harvest.complete
    assert harvest.counts.taken == 10
    assert told(harvest) == []


@pytest.mark.parametrize(
    ("metadata", "channel", "alerts"),
    [
        ("annotations: {slack.com/channel: '#Pay'}", "pay", ""),
        ("annotations: {acme.io/slack: C0123ABCDE}", "C0123ABCDE", ""),
        ("annotations: {acme.io/slack: '<#C0123ABCDE|pay>'}", "C0123ABCDE", ""),
        (
            "annotations: {slack/url: 'https://acme.slack.com/archives/C0123ABCDE/p1'}",
            "C0123ABCDE",
            "",
        ),
        ("annotations: {acme/alerts-slack: pay-alerts}", "", "pay-alerts"),
        ("links: [{url: 'https://acme.slack.com/archives/C0123ABCDE'}]", "C0123ABCDE", ""),
        (
            "links: [{url: 'https://app.slack.com/client/T0123ABCD/C0123ABCDE', title: Alerts}]",
            "",
            "C0123ABCDE",
        ),
        ("annotations: {acme.io/slack: 'two words'}", "", ""),
        ("annotations: {acme.io/slack-webhook: 'https://hooks.slack.com/services/T/B/x'}", "", ""),
        ("annotations: {acme.io/slack: 'https://hooks.slack.com/services/T/B/x'}", "", ""),
    ],
)
def test_a_channel_in_any_form(tmp_path: Path, metadata: str, channel: str, alerts: str) -> None:
    service = component(tmp_path, metadata=metadata)

    assert (service.slack_channel, service.alert_channel) == (channel, alerts)


def test_an_organisation_can_say_where_it_keeps_the_channel(tmp_path: Path) -> None:
    put(
        tmp_path,
        **{
            "catalog-info.yaml": """\
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata:
              name: pay
              annotations: {slack.com/channel: general, acme.io/war-room: '#pay'}
            """
        },
    )

    plain = harvest_of(BackstageFiles(tmp_path))
    said = harvest_of(BackstageFiles(tmp_path, channel_fields=("acme.io/gone", "acme.io/war-room")))

    assert plain.services[0].slack_channel == "general"
    assert said.services[0].slack_channel == "pay"


@pytest.mark.parametrize(
    ("annotation", "repository"),
    [
        ("github.com/project-slug: acme/pay", "https://github.com/acme/pay"),
        ("gitlab.com/project-slug: acme/group/pay", "https://gitlab.com/acme/group/pay"),
        ("github.com/project-slug: https://github.com/acme/pay", "https://github.com/acme/pay"),
        ("github.com/project-slug: ${{ values.slug }}", ""),
        (
            "backstage.io/source-location: url:https://git.acme.io/pay/tree/main/",
            "https://git.acme.io/pay/tree/main",
        ),
        ("backstage.io/source-location: dir:.", ""),
    ],
)
def test_where_the_code_is(tmp_path: Path, annotation: str, repository: str) -> None:
    assert component(tmp_path, metadata=f"annotations:\n  {annotation}").repository == repository


@pytest.mark.parametrize(
    ("annotation", "policy"),
    [
        ("pagerduty.com/service-id: PABC123", "pagerduty/service/PABC123"),
        ("opsgenie.com/component-selector: 'tag:\"pay\"'", 'opsgenie/selector/tag:"pay"'),
        ("pagerduty.com/service-id: <id>", ""),
        ("pagerduty.com/service-id: PXXXXXX", ""),
        ("pagerduty.com/service-id: [SERVICE-ID]", ""),
        ("pagerduty.com/service-id: 0123456789abcdef0123456789abcdef", ""),
        ("pagerduty.com/integration-key: 0123456789abcdef0123456789abcdef", ""),
    ],
)
def test_who_is_called(tmp_path: Path, annotation: str, policy: str) -> None:
    service = component(tmp_path, metadata=f"annotations:\n  {annotation}")

    assert service.escalation_policy == policy


def test_links_that_are_only_text_and_links_that_are_none(tmp_path: Path) -> None:
    service = component(
        tmp_path,
        metadata="links:\n- https://example.org/a\n- url: not an address\n- title: no address\n- 7",
    )

    assert service.links == (Link(url="https://example.org/a"),)


def test_an_interface_with_the_name_of_its_service_is_no_second_of_it(tmp_path: Path) -> None:
    harvest = entities(
        tmp_path,
        """\
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: pay}
        spec: {owner: a, providesApis: [pay]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: API
        metadata: {name: pay}
        spec: {owner: a}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Resource
        metadata: {name: pay}
        spec: {type: database, owner: a}
        """,
    )

    assert [record.key for record in harvest.records] == ["api:pay", "pay", "pay"]
    assert skipped(harvest) == []


def test_names_that_differ_by_capitals_only_are_one(tmp_path: Path) -> None:
    harvest = entities(
        tmp_path,
        """\
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: Pay}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: pay}
        """,
    )

    assert [service.name for service in harvest.services] == ["Pay"]
    says = (
        "The service `pay` is described already in catalog-info.yaml, line 1. Keep one of the two."
    )
    assert skipped(harvest) == [(2, 5, says)]


def test_a_circle_of_dependencies_and_of_teams_is_kept_as_it_is(tmp_path: Path) -> None:
    harvest = entities(
        tmp_path,
        """\
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: a}
        spec: {owner: x, dependsOn: [component:b, component:a]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: b}
        spec: {owner: x, dependsOn: [component:a]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Group
        metadata: {name: x}
        spec: {type: team, parent: y, children: [x]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Group
        metadata: {name: y}
        spec: {type: team, parent: x, children: []}
        """,
    )

    assert [service.depends_on for service in harvest.services] == [("b",), ("a",)]
    assert [team.parent for team in harvest.teams] == ["y", "x"]


def test_what_belongs_to_others_is_passed_over_with_a_word(tmp_path: Path) -> None:
    harvest = entities(
        tmp_path,
        """\
        apiVersion: scaffolder.backstage.io/v1beta3
        kind: Template
        metadata: {name: new-service}
        spec: {type: service, steps: [{id: a, input: {name: '${{ parameters.name }}'}}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: AiResource
        metadata: {name: rule}
        """,
    )

    assert harvest.records == ()
    assert told(harvest, Weight.HINT) == [
        "It belongs to `scaffolder.backstage.io/v1beta3`, not to the catalogue. Nothing to do.",
        "It belongs to `v1`, not to the catalogue. Nothing to do.",
        "A `AiResource` is not kept in the catalogue. Nothing to do.",
    ]


def test_what_is_named_and_described_nowhere_is_told_once_for_all(tmp_path: Path) -> None:
    many = "".join(
        f"---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: s{at}}}\n"
        f"spec: {{owner: team-{at}, dependsOn: [component:gone]}}\n"
        for at in range(7)
    )

    harvest = entities(tmp_path, many)

    assert told(harvest) == [
        "7 teams are named as owner only: `team-0`, `team-1`, `team-2`, `team-3`, `team-4` and 2 more.",
        "1 service is needed and described nowhere: `gone`.",
    ]
