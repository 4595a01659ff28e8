"""OpsLevel, Cortex and Datadog: their fields, and the odd shapes that people's files have."""

from pathlib import Path

import pytest

from integrations.catalogue.cortex import CORTEX
from integrations.catalogue.datadog import DATADOG
from integrations.catalogue.format import Format
from integrations.catalogue.opslevel import OPSLEVEL
from models.catalogue_records import AnyRecord, Weight
from tests.integrations.catalogue.reading import put, read, skipped, told
from tests.integrations.catalogue.samples import (
    CORTEX_SAMPLES,
    DATADOG_SAMPLES,
    OPSLEVEL_SAMPLE,
)
from tests.integrations.catalogue.test_anything import as_yaml


def records(tmp_path: Path, kind: Format, text: str) -> tuple[AnyRecord, ...]:
    return read(put(tmp_path, **{"file.yaml": text}) / "file.yaml", kind).records


def values(record: AnyRecord) -> dict[str, object]:
    return record.model_dump(exclude_defaults=True, exclude={"place", "links"})


def test_an_opslevel_service_with_everything(tmp_path: Path) -> None:
    (record,) = records(tmp_path, OPSLEVEL, as_yaml(OPSLEVEL_SAMPLE))

    assert values(record) == {
        "key": "shopping_cart",
        "name": "Shopping Cart",
        "aliases": ("cart", "k8s:cart"),
        "description": "Keeps what people want.",
        "owner": "order_management",
        "tier": "tier_1",
        "lifecycle": "generally_available",
        "system": "shop",
        "depends_on": ("checkout",),
        "escalation_policy": "pagerduty/service/PCART01",
        "dashboards": ({"title": "Grafana", "url": "https://grafana.example.org/d/2"},),
        "runbooks": ({"title": "Runbook", "url": "https://wiki.example.org/cart"},),
        "repository": "https://github.com/example/cart",
        "regions": ("eu",),
    }


def test_an_opslevel_service_of_which_little_was_filled_in(tmp_path: Path) -> None:
    (record,) = records(
        tmp_path,
        OPSLEVEL,
        """\
        ---
        version: 1
        service:
          name: Stock
          lifecycle:
          tier: tier_2
          owner: warehouse
          product:
          aliases:
          tags:
          - key: region
            value: no
          tools:
          - name:
            category: incidents
            url: https://example.pagerduty.com/service-directory/PSTOCK1
            environment:
          dependencies:
          alert_sources:
          - type:
            external_id:
          properties:
            code_freeze_date:
        """,
    )

    assert values(record) == {
        "key": "stock",
        "name": "Stock",
        "owner": "warehouse",
        "tier": "tier_2",
        "escalation_policy": "pagerduty/service/PSTOCK1",
        "regions": ("no",),
    }


@pytest.mark.parametrize(
    ("text", "weight", "says"),
    [
        (
            "version: 1\nrepository:\n  owner: payments\n  tags:\n",
            Weight.HINT,
            "It describes a repository only, not a service. Nothing to do.",
        ),
        (
            "version: 1\nservice:\n  tier: tier_3\n  aliases:\n",
            Weight.SKIPPED,
            "It has no `service.name`. Write one, or leave it out.",
        ),
        (
            "version: 1\nservice:\n  name: '{{cookiecutter.project_name}}'\n",
            Weight.SKIPPED,
            (
                "This is a template: `service.name` is `{{cookiecutter.project_name}}`. Fill it in, "
                "or leave the file out."
            ),
        ),
        (
            "version: 1\nservice:\n",
            Weight.SKIPPED,
            "It describes nothing. Put `service:` with a `name` below it.",
        ),
    ],
)
def test_an_opslevel_file_without_a_service(
    tmp_path: Path, text: str, weight: Weight, says: str
) -> None:
    harvest = read(put(tmp_path, **{"opslevel.yml": text}), OPSLEVEL)

    assert harvest.records == ()
    assert told(harvest, weight) == [says]


def test_an_opslevel_team_and_its_kin(tmp_path: Path) -> None:
    team, system, service = records(
        tmp_path,
        OPSLEVEL,
        """\
        version: 1
        team:
          name: Order Management
          manager: jane@example.org
          members: [jane@example.org, {email: JOE@example.org}]
          contacts:
          - {type: slack, address: '#orders'}
          - {type: email, address: orders@example.org}
        system: {name: Shop, owner: Order Management}
        component: {name: Web, type: website, owner: Order Management}
        """,
    )

    assert values(team) == {
        "key": "order_management",
        "name": "Order Management",
        "members": ("jane@example.org", "joe@example.org"),
        "slack_channel": "orders",
        "manager": "jane@example.org",
        "email": "orders@example.org",
    }
    assert values(system) == {"key": "shop", "name": "Shop", "owner": "order_management"}
    assert values(service)["owner"] == "order_management"


def test_a_cortex_service_and_a_team_with_everything(tmp_path: Path) -> None:
    team, service = records(tmp_path, CORTEX, "---\n".join(map(as_yaml, CORTEX_SAMPLES)))

    assert values(service) == {
        "key": "search",
        "name": "Search",
        "description": "Finds things.",
        "external_id": "search",
        "owner": "discovery",
        "owner_people": ("jane@example.org",),
        "tier": "tier-4",
        "lifecycle": "production",
        "domain": "discovery",
        "depends_on": ("cart",),
        "slack_channel": "search",
        "escalation_policy": "pagerduty/schedule/PSEARCH",
        "dashboards": ({"title": "grafana", "url": "https://grafana.example.org/d/3"},),
        "runbooks": ({"title": "What to do", "url": "https://wiki.example.org/s"},),
        "repository": "https://github.com/example/search",
    }
    assert values(team) == {
        "key": "discovery-team",
        "name": "Discovery team",
        "external_id": "discovery-team",
        "members": ("jane@example.org",),
        "manager": "jane@example.org",
        "parent": "engineering",
    }


def test_cortex_files_of_an_older_make(tmp_path: Path) -> None:
    (record,) = records(
        tmp_path,
        CORTEX,
        """\
        openapi: 3.0.1
        info:
          title: '@example/data-model'
          description: None
          x-cortex-git: {github: {repository: example/data-model}}
          x-cortex-owners:
          - {type: group, name: example/engineering}
          - {type: slack, channel: data-people}
          x-cortex-link:
          x-cortex-service-groups: tier-4
          x-cortex-tag: '@example/data-model'
          x-cortex-dependency: {cortex: [{tag: store}], aws: {tags: [{key: a, value: b}]}}
          x-cortex-oncall: {pagerduty: {id: 12435, type: SERVICE}}
        paths: {/: {get: {responses: {'200': {description: ok}}}}}
        """,
    )

    assert values(record) == {
        "key": "@example/data-model",
        "name": "@example/data-model",
        "external_id": "@example/data-model",
        "owner": "example/engineering",
        "tier": "tier-4",
        "depends_on": ("store",),
        "slack_channel": "data-people",
        "escalation_policy": "pagerduty/service/12435",
        "repository": "https://github.com/example/data-model",
    }


def test_a_cortex_dependency_without_a_list(tmp_path: Path) -> None:
    harvest = read(
        put(
            tmp_path,
            **{
                "cortex.yaml": """\
                info:
                  x-cortex-tag: chat
                  x-cortex-dependency:
                    tag: login
                    tag: chat-db
                  x-cortex-slack: [chat-people]
                """
            },
        ),
        CORTEX,
    )

    assert harvest.services[0].depends_on == ("login",)
    assert harvest.services[0].slack_channel == "chat-people"
    assert told(harvest, Weight.CHANGED) == ["`tag` stands on line 4 already; that one is used."]


def test_a_cortex_domain_names_its_children(tmp_path: Path) -> None:
    domain, service = records(
        tmp_path,
        CORTEX,
        """\
        info: {title: Pay, x-cortex-tag: pay, x-cortex-type: domain, x-cortex-children: [{tag: till}]}
        ---
        info: {title: Till, x-cortex-tag: till}
        """,
    )

    assert values(domain)["key"] == "pay"
    assert values(service)["domain"] == "pay"


def test_a_file_called_cortex_of_another_project(tmp_path: Path) -> None:
    put(
        tmp_path,
        **{
            "cortex.yaml": "- name: text-generator\n  kind: RealtimeAPI\n",
            "sub__cortex.yaml": "openapi: 3.0.0\ninfo: {title: Pets}\n",
        },
    )

    harvest = read(tmp_path, CORTEX)

    assert harvest.records == ()
    assert told(harvest, Weight.SKIPPED) == []
    assert len(told(harvest, Weight.HINT)) == 2


def test_datadog_services_with_everything(tmp_path: Path) -> None:
    mailer, stock = records(tmp_path, DATADOG, "---\n".join(map(as_yaml, DATADOG_SAMPLES)))

    assert values(mailer) == {
        "key": "mailer",
        "name": "mailer",
        "description": "Sends mail.",
        "external_id": "mailer",
        "kind": "web",
        "owner": "messaging",
        "owner_people": ("messaging@example.org",),
        "tier": "p1",
        "lifecycle": "production",
        "domain": "messaging",
        "system": "shop",
        "slack_channel": "C0MAIL0001",
        "escalation_policy": "pagerduty/service/PMAIL01",
        "runbooks": ({"title": "Runbook", "url": "https://wiki.example.org/mail"},),
        "repository": "https://github.com/example/mailer",
        "regions": ("eu",),
    }
    assert values(stock) == {
        "key": "stock",
        "name": "Stock",
        "external_id": "stock",
        "owner": "warehouse",
        "tier": "high",
        "lifecycle": "production",
        "system": "shop",
        "depends_on": ("mailer",),
        "resources": ("stock-db",),
        "slack_channel": "C0STOCK1",
        "repository": "https://github.com/example/stock.git",
    }


def test_datadog_definitions_of_older_makes(tmp_path: Path) -> None:
    first, second = records(
        tmp_path,
        DATADOG,
        """\
        schema-version: v1
        info: {dd-service: web, display-name: The web, service-tier: Tier 1, description: Shows it.}
        org: {team: Front, application: shop}
        contact: {slack: 'https://example.slack.com/archives/C0WEB00001', email: web@example.org}
        external-resources: [{type: runbook, name: What to do, url: 'https://wiki.example.org/web'}]
        ---
        schema-version: v2
        dd-service: lag
        dd-team: devops
        contacts:
        - {type: slack, contact: 'https://x.slack.com/archives/https://x.slack.com/archives/C0LAG00001'}
        repos: [{name: GitHub Repo, provider: github, url: 'https://github.com/example/lag'}]
        docs: [{name: Team, url: undefined}]
        integrations: {pagerduty: 'https://example.pagerduty.com/services/PLAG0001'}
        """,
    )

    assert values(first) == {
        "key": "web",
        "name": "The web",
        "aliases": ("web",),
        "description": "Shows it.",
        "external_id": "web",
        "owner": "front",
        "owner_people": ("web@example.org",),
        "tier": "Tier 1",
        "system": "shop",
        "slack_channel": "C0WEB00001",
        "runbooks": ({"title": "What to do", "url": "https://wiki.example.org/web"},),
    }
    assert values(second) == {
        "key": "lag",
        "name": "lag",
        "external_id": "lag",
        "owner": "devops",
        "slack_channel": "C0LAG00001",
        "escalation_policy": "pagerduty/service/PLAG0001",
        "repository": "https://github.com/example/lag",
    }


def test_a_datadog_example_that_was_copied_and_not_filled_in(tmp_path: Path) -> None:
    (record,) = records(
        tmp_path,
        DATADOG,
        """\
        ## Service 1
        {
          "schema-version": "v2.1",
          "dd-service": "web",
          "contacts": [
            {"type": "slack", "contact": "https://example.slack.com/archives/XXXXX"},
            {"type": "microsoft-teams", "contact": "https://teams.example.org/l/channel/1"}
          ],
          "description": "undefined",
          "tags": ["env:production", "team:it", "no-colon"],
          "integrations": {
            "pagerduty": {"service-url": "https://example.pagerduty.com/service-directory/XXXXXXX"}
          }
        }
        """,
    )

    assert values(record) == {"key": "web", "name": "web", "external_id": "web", "owner": "it"}


def test_a_datadog_system_names_its_parts_and_a_store_is_a_resource(tmp_path: Path) -> None:
    system, store, service = records(
        tmp_path,
        DATADOG,
        """\
        apiVersion: v3
        kind: system
        metadata: {name: shop, owner: Shop people}
        spec: {components: ['service:web', 'datastore:db']}
        ---
        apiVersion: v3
        kind: service
        metadata: {name: web}
        ---
        apiVersion: v3
        kind: datastore
        metadata: {name: db, owner: dba}
        spec: {type: postgres}
        """,
    )

    assert values(system)["owner"] == "shop-people"
    assert values(service)["system"] == "shop"
    assert (values(store)["key"], values(store)["kind"]) == ("db", "postgres")


def test_datadog_documents_without_a_service(tmp_path: Path) -> None:
    harvest = read(
        put(
            tmp_path,
            **{
                "service.datadog.yaml": """\
                schema-version: v2.1
                team: x
                ---
                schema-version: v2.1
                dd-service: <SERVICE_NAME>
                ---
                apiVersion: v3
                kind: service
                metadata: {}
                ---
                apiVersion: v3
                kind: monitor
                metadata: {name: x}
                """
            },
        ),
        DATADOG,
    )

    assert [says for _, _, says in skipped(harvest)] == [
        "It has no `dd-service`. Write one, or leave it out.",
        "`dd-service` holds `<SERVICE_NAME>`, which is no name. Fill it in, or leave it out.",
        "It has no `metadata.name`. Write one, or leave it out.",
    ]
    assert told(harvest, Weight.HINT) == [
        "A `monitor` is not kept in the catalogue. Nothing to do."
    ]
