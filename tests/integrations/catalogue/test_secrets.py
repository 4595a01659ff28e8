"""What looks like a secret is in no record and in no finding, wherever somebody put it."""

from pathlib import Path

import pytest

from tests.integrations.catalogue.reading import read_text, told

#: Put together here, so that nobody who searches this repository for secrets finds one.
SECRETS = [
    "xoxb" + "-123456789012-abcdefABCDEF",
    "ghp" + "_" + "a1B2" * 9,
    "AKIA" + "ABCDEFGH12345678",
    "https://hooks.slack.com/" + "services/T0123ABCD/B0123ABCD/abcdefgh12345678",
    "https://jane:" + "hunter22@example.org/db",
    "https://example.org/x?api_key=" + "abcdef123456",
    "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefghijk",
    "https://events.pagerduty.com/" + "integration/0123456789abcdef/enqueue",
]
PLACES = [
    "kind: Component\nmetadata: {{name: a, title: '{0}'}}",
    "kind: Component\nmetadata: {{name: a, description: 'call {0} now'}}",
    "kind: Component\nmetadata: {{name: a, annotations: {{pagerduty.com/service-id: '{0}'}}}}",
    "kind: Component\nmetadata: {{name: a, annotations: {{acme.io/slack: '{0}'}}}}",
    "kind: Component\nmetadata: {{name: a, annotations: {{acme.io/slack-token: '{0}'}}}}",
    "kind: Component\nmetadata: {{name: a, annotations: {{'{0}': x}}}}",
    "kind: Component\nmetadata: {{name: a, links: [{{url: '{0}'}}]}}",
    "kind: Component\nmetadata: {{name: a, links: [{{url: 'https://a.org', title: '{0}'}}]}}",
    "kind: Component\nmetadata: {{name: a}}\nspec: {{owner: '{0}', dependsOn: ['{0}'], type: '{0}'}}",
    "kind: Component\nmetadata: {{name: '{0}'}}",
    "kind: '{0}'\nmetadata: {{name: a}}",
    "'{0}': 1\n'{0}': 2\nkind: Component\nmetadata: {{name: a}}",
    "kind: Location\nmetadata: {{name: a}}\nspec: {{target: '{0}'}}",
    "kind: Component\nmetadata: [\n'{0}'",
    "kind: Component\nmetadata: {{name: a, title: !x '{0}'}}",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_echoed_nowhere(tmp_path: Path, secret: str, place: str) -> None:
    text = "apiVersion: backstage.io/v1alpha1\n" + place.format(secret)

    harvest = read_text(tmp_path, text)

    assert secret not in repr(harvest)
    # Nor most of it, as a text that was cut would hold.
    assert secret[8:40] not in repr(harvest)


def test_somebody_is_told_that_a_secret_stands_there(tmp_path: Path) -> None:
    harvest = read_text(
        tmp_path,
        "apiVersion: backstage.io/v1alpha1\nkind: Component\n"
        f"metadata: {{name: a, description: 'call {SECRETS[0]} now', title: {SECRETS[1]}}}",
    )

    assert harvest.services[0].description == "call [left out] now"
    assert "`metadata.description` holds what looks like a secret. Please remove it there." in told(
        harvest
    )
    says = "`metadata.title` holds what looks like a secret; it is left out. Remove it there."
    assert says in told(harvest)


@pytest.mark.parametrize(
    "text",
    [
        "payments-service-2",
        "https://github.com/example/token-service",
        "PABC123",
        "8418d193-2dab-4490-b331-8c02cdd196b7",
        "a-name-that-is-quite-long-but-no-secret",
        "https://example.org/search?q=tokens&page=2",
    ],
)
def test_an_honest_name_is_no_secret(tmp_path: Path, text: str) -> None:
    harvest = read_text(
        tmp_path,
        "apiVersion: backstage.io/v1alpha1\nkind: Component\n"
        f"metadata: {{name: a, title: '{text}', description: '{text}'}}",
    )

    assert (harvest.services[0].name, harvest.services[0].description) == (text, text)
