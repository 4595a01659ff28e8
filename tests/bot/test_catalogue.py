"""The catalogue by hand and on schedule: what is read, what would change, what is kept, who is told."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.catalogue.job import CatalogueJob
from bot.catalogue.sync import Syncing
from bot.cli import main
from bot.migrate import upgrade
from models.catalogue import CatalogueEntry
from models.database import Database
from models.errand import ErrandRow
from models.organisation import Organisation
from sandbox.clock import Clock
from workflows.configuration import Configuration
from workflows.work import Start

BACKSTAGE = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: {name}
  description: Takes the money
spec:
  type: service
  lifecycle: production
  owner: group:payments
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a catalogue and an empty database, in which the command line is used."""
    url = f"sqlite:///{tmp_path / 'muster.db'}"
    upgrade(url)
    monkeypatch.setenv("MUSTER_DATABASE_URL", url)
    monkeypatch.delenv("MUSTER_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    catalogue = tmp_path / "catalogue"
    catalogue.mkdir()
    for name in ("checkout", "search"):
        (catalogue / f"{name}.yaml").write_text(BACKSTAGE.format(name=name), encoding="utf-8")
    (catalogue / "broken.yaml").write_text("kind: Component\nmetadata: [", encoding="utf-8")
    return catalogue


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_a_folder_is_looked_at_compared_taken_in_and_shown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["catalog", "lint", str(folder)]) == 1
    told = said(capsys)
    assert "broken.yaml" in told
    assert "2 taken" in told

    assert main(["catalog", "diff", str(folder)]) == 0
    told = said(capsys)
    assert "+ service checkout: checkout" in told
    assert "2 new, 0 changed, 0 retired, 0 as before. Nothing was changed." in told

    assert main(["catalog", "import", str(folder), "--dry-run"]) == 0
    assert "Nothing was changed." in said(capsys)
    assert main(["catalog", "import", str(folder)]) == 0
    assert "2 new" in said(capsys)
    assert main(["catalog", "show", "Checkout"]) == 0
    told = said(capsys)
    assert "service checkout" in told
    assert "owner: payments" in told
    assert main(["catalog", "show", "chekout"]) == 1
    assert "Did you mean `checkout`?" in said(capsys)


def test_a_long_description_is_shown_line_by_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "muster.yaml").write_text(
        "services:\n  - key: till\n    description: |\n      Takes money.\n      Gives change.\n"
        "    depends_on: [drawer]\n  - key: drawer\n    depends_on: [till]\n"
    )
    main(["catalog", "import", str(folder)])
    assert "in a circle: `till` needs `drawer` needs `till`." in said(capsys)
    assert main(["catalog", "show", "till"]) == 0
    told = said(capsys)
    assert "  description:\n    Takes money.\n    Gives change.\n" in told
    assert "  depends_on: drawer\n" in told
    assert "muster.yaml" in told


def test_a_file_that_is_gone_is_not_taken_for_an_empty_catalogue(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["catalog", "import", str(folder)]) == 0
    said(capsys)
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    main(["catalog", "import", str(folder)])
    assert "0 retired" in said(capsys)


def test_without_sources_sync_says_where_they_belong(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert folder.exists()
    assert main(["catalog", "sync"]) == 1
    assert "catalogue: sources:" in said(capsys)


@pytest.fixture
def organisation(folder: Path) -> Organisation:
    return Organisation.model_validate(
        {
            "catalogue": {"sources": [{"path": str(folder)}], "every": "1h"},
            "administrators": ["U0ADMIN1"],
        }
    )


async def test_the_job_reads_once_in_each_stretch_and_one_process_does_it(
    database: Database, clock: Clock, organisation: Organisation, folder: Path
) -> None:
    start = Start(database, clock, Configuration(organisation), lambda: None)
    jobs = [CatalogueJob(Syncing(start, folder, SecretStr(""))) for _ in range(2)]

    async def run() -> set[str]:
        for job in jobs:
            await job.run()
        async with start.looking() as session:
            return set(
                await session.scalars(
                    select(CatalogueEntry.key).where(CatalogueEntry.retired_at.is_(None))
                )
            )

    assert await run() == {"checkout", "search"}
    (folder / "broken.yaml").unlink()
    (folder / "search.yaml").unlink()
    assert await run() == {"checkout", "search"}
    clock.advance(timedelta(hours=1))
    assert await run() == {"checkout"}


async def test_administrators_are_told_once_of_a_sudden_loss(
    database: Database, clock: Clock, organisation: Organisation, folder: Path
) -> None:
    (folder / "broken.yaml").unlink()
    for number in range(20):
        file = folder / f"s{number}.yaml"
        file.write_text(BACKSTAGE.format(name=f"service{number}"), encoding="utf-8")
    start = Start(database, clock, Configuration(organisation), lambda: None)
    job = CatalogueJob(Syncing(start, folder, SecretStr("")))
    await job.run()
    for number in range(20):
        (folder / f"s{number}.yaml").unlink()
    for _ in range(2):
        clock.advance(timedelta(hours=1))
        await job.run()
    async with start.looking() as session:
        told = (
            await session.scalars(select(ErrandRow).where(ErrandRow.kind == "TellOfCatalogue"))
        ).all()
        kept = (await session.scalars(select(CatalogueEntry))).all()
    assert len(told) == 1
    assert "20 of" in told[0].arguments["says"]
    assert all(one.retired_at is None for one in kept)
