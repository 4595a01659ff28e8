"""What the documentation shows is read as it says."""

import re
from pathlib import Path

import pytest

from integrations.catalogue.detect import detect, source_at
from models.catalogue_records import Weight
from tests.integrations.catalogue.reading import harvest_of, told

PAGE = Path(__file__).resolve().parents[3] / "docs" / "catalogue.md"
EXAMPLES = dict(
    re.findall(
        r"^## ([^\n]+)\n+```\w+\n(.+?)^```",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)


@pytest.mark.parametrize(
    ("heading", "make", "services"),
    [
        ("Our own file", "muster", {"checkout", "cart"}),
        ("A table", "csv", {"checkout", "cart", "mail"}),
        ("Backstage, files", "backstage", {"checkout"}),
        ("OpsLevel", "opslevel", {"shopping_cart"}),
        ("Cortex", "cortex", {"search"}),
        ("Datadog", "datadog", {"mailer"}),
    ],
)
def test_an_example_is_read_without_a_complaint(
    tmp_path: Path, heading: str, make: str, services: set[str]
) -> None:
    name = re.match(r"# (\S+)\n", EXAMPLES[heading])
    path = tmp_path / (name[1] if name else "services.csv")
    path.write_text(EXAMPLES[heading], encoding="utf-8")

    harvest = harvest_of(source_at(tmp_path))

    assert detect(path).make == make
    assert {service.key for service in harvest.services} == services
    assert told(harvest, Weight.SKIPPED) == told(harvest, Weight.CHANGED) == []
    first = harvest.services[0]
    assert first.owner
    assert first.tier or first.lifecycle
    assert first.runbooks or make == "cortex"
    assert first.slack_channel or make == "opslevel"


def test_every_make_has_an_example() -> None:
    assert len(EXAMPLES) == 6
