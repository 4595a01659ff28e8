"""Good documents of every make, as plain values, each with all the fields that are read."""

from typing import Any, Final

_ANNOTATIONS: Final = {
    "github.com/project-slug": "example/checkout",
    "backstage.io/source-location": "url:https://github.com/example/checkout/tree/main/",
    "pagerduty.com/service-id": "PABC123",
    "opsgenie.com/component-selector": 'tag:"checkout"',
    "example.org/slack-channel": "#checkout",
    "example.org/alert-slack": "checkout-alerts",
    "grafana/overview-dashboard": "https://grafana.example.org/d/1",
}

BACKSTAGE_SAMPLES: Final[list[dict[str, Any]]] = [
    {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {
            "name": "checkout",
            "namespace": "default",
            "title": "The checkout",
            "description": "Takes the money.",
            "annotations": _ANNOTATIONS,
            "labels": {"example.org/tier": "1"},
            "tags": ["java", "tier-1"],
            "links": [{"url": "https://wiki.example.org/runbook", "title": "Runbook"}],
        },
        "spec": {
            "type": "service",
            "lifecycle": "production",
            "owner": "group:default/payments",
            "system": "shop",
            "domain": "sales",
            "subcomponentOf": "shop-front",
            "dependsOn": ["component:cart", "resource:default/orders-db"],
            "dependencyOf": ["component:mail"],
            "providesApis": ["checkout"],
            "consumesApis": ["stock"],
        },
    },
    {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "API",
        "metadata": {"name": "stock"},
        "spec": {
            "type": "openapi",
            "lifecycle": "production",
            "owner": "user:jane",
            "definition": {"$text": "https://example.org/openapi.yaml"},
        },
    },
    {
        "apiVersion": "backstage.io/v1beta1",
        "kind": "Resource",
        "metadata": {"name": "orders-db"},
        "spec": {"type": "database", "owner": "payments", "dependencyOf": ["component:mail"]},
    },
    {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "System",
        "metadata": {"name": "shop"},
        "spec": {"owner": "payments", "domain": "sales"},
    },
    {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Domain",
        "metadata": {"name": "sales"},
        "spec": {"owner": "payments", "subdomainOf": "business"},
    },
    {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Group",
        "metadata": {"name": "payments", "annotations": {"github.com/team-slug": "example/pay"}},
        "spec": {
            "type": "team",
            "profile": {"displayName": "Payments", "email": "payments@example.org"},
            "parent": "engineering",
            "children": [],
            "members": ["jane"],
        },
    },
    {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "User",
        "metadata": {"name": "jane", "annotations": {"slack.com/user-id": "U0123ABCD"}},
        "spec": {
            "profile": {"displayName": "Jane Doe", "email": "jane@example.org"},
            "memberOf": ["payments"],
        },
    },
    {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Location",
        "metadata": {"name": "all"},
        "spec": {"type": "file", "target": "./more.yaml", "targets": ["./*/catalog-info.yaml"]},
    },
]

OPSLEVEL_SAMPLE: Final[dict[str, Any]] = {
    "version": 1,
    "service": {
        "name": "Shopping Cart",
        "lifecycle": "generally_available",
        "tier": "tier_1",
        "product": "Shop",
        "owner": "order_management",
        "system": "shop",
        "language": "Python",
        "framework": None,
        "description": "Keeps what people want.",
        "aliases": ["cart", "k8s:cart"],
        "tags": [{"key": "region", "value": "eu"}, {"key": "region", "value": "us"}],
        "repositories": [{"name": "example/cart", "path": "/", "provider": "github"}],
        "tools": [
            {"name": "Runbook", "category": "runbooks", "url": "https://wiki.example.org/cart"},
            {"name": "Grafana", "category": "metrics", "url": "https://grafana.example.org/d/2"},
        ],
        "dependencies": [{"alias": "checkout", "notes": "pays"}],
        "alert_sources": [{"type": "pagerduty", "external_id": "PCART01"}],
    },
}

CORTEX_SAMPLES: Final[list[dict[str, Any]]] = [
    {
        "openapi": "3.0.1",
        "info": {
            "title": "Search",
            "description": "Finds things.",
            "x-cortex-tag": "search",
            "x-cortex-type": "service",
            "x-cortex-git": {"github": {"repository": "example/search", "alias": "x"}},
            "x-cortex-owners": [
                {"type": "group", "name": "Discovery", "provider": "OKTA"},
                {"type": "EMAIL", "email": "jane@example.org"},
            ],
            "x-cortex-slack": {"channels": [{"name": "search", "notificationsEnabled": True}]},
            "x-cortex-oncall": {"pagerduty": {"id": "PSEARCH", "type": "SCHEDULE"}},
            "x-cortex-link": [
                {"name": "What to do", "type": "runbook", "url": "https://wiki.example.org/s"}
            ],
            "x-cortex-dashboards": {
                "embeds": [{"type": "grafana", "url": "https://grafana.example.org/d/3"}]
            },
            "x-cortex-groups": ["python", "tier-4"],
            "x-cortex-domain-parents": [{"tag": "discovery"}],
            "x-cortex-dependency": [{"tag": "cart"}],
            "x-cortex-custom-metadata": {"lifecycle": "production"},
        },
        "servers": [{"url": "/"}],
    },
    {
        "openapi": "3.0.0",
        "info": {
            "title": "Discovery team",
            "x-cortex-tag": "discovery-team",
            "x-cortex-type": "team",
            "x-cortex-team": {
                "members": [{"name": "Jane", "email": "jane@example.org", "role": "manager"}]
            },
            "x-cortex-parents": [{"tag": "engineering"}],
        },
    },
]

DATADOG_SAMPLES: Final[list[dict[str, Any]]] = [
    {
        "schema-version": "v2.2",
        "dd-service": "mailer",
        "team": "messaging",
        "application": "shop",
        "tier": "p1",
        "lifecycle": "production",
        "type": "web",
        "description": "Sends mail.",
        "contacts": [
            {
                "type": "slack",
                "name": "People",
                "contact": "https://example.slack.com/archives/C0MAIL0001",
            },
            {"type": "email", "contact": "messaging@example.org"},
        ],
        "links": [
            {"name": "Runbook", "type": "runbook", "url": "https://wiki.example.org/mail"},
            {"name": "Code", "type": "repo", "url": "https://github.com/example/mailer"},
        ],
        "integrations": {
            "pagerduty": {"service-url": "https://example.pagerduty.com/service-directory/PMAIL01"}
        },
        "tags": ["domain:messaging", "region:eu"],
    },
    {
        "apiVersion": "v3",
        "kind": "service",
        "metadata": {
            "name": "stock",
            "displayName": "Stock",
            "owner": "warehouse",
            "contacts": [
                {"type": "slack", "contact": "https://example.slack.com/archives/C0STOCK1"}
            ],
        },
        "spec": {
            "lifecycle": "production",
            "tier": "high",
            "dependsOn": ["service:mailer", "datastore:stock-db"],
            "componentOf": ["system:shop"],
        },
        "datadog": {"codeLocations": [{"repositoryURL": "https://github.com/example/stock.git"}]},
    },
]

OWN_SAMPLE: Final[dict[str, Any]] = {
    "services": [
        {
            "key": "returns",
            "name": "Returns",
            "owner": "warehouse",
            "depends_on": ["stock"],
            "slack_channel": "#returns",
            "runbooks": ["https://wiki.example.org/returns"],
        }
    ],
    "teams": [{"key": "warehouse", "members": ["jane@example.org"]}],
    "people": [{"email": "jane@example.org"}],
}

SAMPLES: Final[list[dict[str, Any]]] = [
    *BACKSTAGE_SAMPLES,
    OPSLEVEL_SAMPLE,
    *CORTEX_SAMPLES,
    *DATADOG_SAMPLES,
    OWN_SAMPLE,
]
