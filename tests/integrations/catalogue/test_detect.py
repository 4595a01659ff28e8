"""Which make of catalogue something is, and reading a folder in which all makes lie side by side."""

from pathlib import Path

import pytest

from integrations.catalogue.detect import detect, source_at
from tests.integrations.catalogue.reading import harvest_of, put
from tests.integrations.catalogue.samples import (
    BACKSTAGE_SAMPLES,
    CORTEX_SAMPLES,
    DATADOG_SAMPLES,
    OPSLEVEL_SAMPLE,
    OWN_SAMPLE,
)
from tests.integrations.catalogue.test_anything import as_yaml


@pytest.mark.parametrize(
    ("text", "make"),
    [
        (as_yaml(BACKSTAGE_SAMPLES[0]), "backstage"),
        ("kind: Component\nmetadata:\n  name: x\n", "backstage"),
        (as_yaml(CORTEX_SAMPLES[0]), "cortex"),
        (as_yaml(DATADOG_SAMPLES[0]), "datadog"),
        (as_yaml(DATADOG_SAMPLES[1]), "datadog"),
        ("version: 1\nservice:\n  name: a\n  tier: tier_1\n", "opslevel"),
        ("version: 1\nrepository:\n  owner: a\n", "opslevel"),
        ("services:\n- key: a\nteams:\n- key: b\n", "muster"),
        ("teams:\n  - b\n", "muster"),
        # Other people's files that look a little like one of these.
        ("services:\n  web:\n    image: nginx\n", ""),
        ("version: '3'\nservices:\n  web: {image: nginx}\n", ""),
        ("service: my-function\nprovider: {name: aws}\n", ""),
        ("- kind: RealtimeAPI\n  name: text\n", ""),
        ("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n", ""),
        ("apiVersion: v1\nkind: Service\nmetadata: {name: x}\n", ""),
        ("openapi: 3.0.0\ninfo: {title: Pets}\n", ""),
        ("", ""),
        ("a: [", ""),
    ],
)
def test_a_file_is_recognised_by_what_it_says(tmp_path: Path, text: str, make: str) -> None:
    put(tmp_path, **{"file.yaml": text})

    assert detect(tmp_path / "file.yaml").make == make
    assert detect(tmp_path).make == make


def test_a_broken_file_is_recognised_by_its_name(tmp_path: Path) -> None:
    put(tmp_path, **{"opslevel.yml": "version: 1\nservice:\n\tname: a\n"})

    assert detect(tmp_path).make == "opslevel"


def test_a_folder_of_all_makes_is_read_each_by_its_own_rules(tmp_path: Path) -> None:
    put(
        tmp_path,
        **{
            "a__catalog-info.yaml": "---\n".join(map(as_yaml, BACKSTAGE_SAMPLES)),
            "b__opslevel.yml": as_yaml(OPSLEVEL_SAMPLE),
            "c__cortex.yaml": "---\n".join(map(as_yaml, CORTEX_SAMPLES)),
            "d__service.datadog.yaml": "---\n".join(map(as_yaml, DATADOG_SAMPLES)),
            "e__muster.yaml": as_yaml(OWN_SAMPLE),
            "f__teams.csv": "name,members\nwarehousing,joe@example.org\n",
            "data__measurements.csv": "name,value\nx,1\n",
            "docker-compose.yaml": "services:\n  web:\n    image: nginx\n",
        },
    )

    assert detect(tmp_path).documents == {
        "backstage": 8,
        "cortex": 2,
        "datadog": 2,
        "opslevel": 1,
        "muster": 1,
        "csv": 1,
    }
    harvest = harvest_of(source_at(tmp_path))
    assert {service.key for service in harvest.services} == {
        *("checkout", "shopping_cart", "search", "mailer", "stock", "returns"),
    }
    assert "warehousing" in {team.key for team in harvest.teams}
    # Said by one make, known from another: an alias leads to the key.
    services = {service.key: service for service in harvest.services}
    assert services["checkout"].depends_on == ("shopping_cart",)
    assert services["search"].depends_on == ("shopping_cart",)


def test_a_table_is_recognised_by_its_ending(tmp_path: Path) -> None:
    put(tmp_path, **{"services.csv": "name\na\n"})

    assert detect(tmp_path / "services.csv").make == "csv"
    assert len(harvest_of(source_at(tmp_path / "services.csv")).services) == 1


@pytest.mark.parametrize("path", ["gone", "nul\0"])
def test_nothing_there_is_recognised_as_nothing(tmp_path: Path, path: str) -> None:
    assert detect(tmp_path / path).make == ""
    assert not harvest_of(source_at(tmp_path / path)).complete
