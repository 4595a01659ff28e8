"""Reads catalogues that a test writes, and says in few words what came of them."""

import asyncio
from pathlib import Path
from textwrap import dedent

from integrations.catalogue.detect import FORMATS
from integrations.catalogue.file_source import FileSource
from integrations.catalogue.format import Format
from integrations.catalogue.gathering import Gathering
from integrations.catalogue.source import Source
from models.catalogue_records import Harvest, Weight


def put(root: Path, **files: str | bytes) -> Path:
    """Write files; `__` in a name stands for a slash, and `.yaml` is added where no ending is."""
    for name, text in files.items():
        path = root / (name.replace("__", "/") + ("" if "." in name else ".yaml"))
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(dedent(text), encoding="utf-8")
    return root


def harvest_of(source: Source) -> Harvest:
    """Read a source. Every document must have become records or a finding."""
    harvest = asyncio.run(source.read())
    check(harvest)
    return harvest


def read(path: Path, *formats: Format) -> Harvest:
    """Read a file or folder in these formats, or in all."""
    return harvest_of(FileSource(path, formats or FORMATS))


def read_text(root: Path, text: str | bytes, *formats: Format) -> Harvest:
    """Read one file, without a thread of its own: for tests that read thousands."""
    path = root / "catalog-info.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    source = FileSource(path, formats or FORMATS)
    harvest = source._read(Gathering("a test", "test", lambda _: None))
    check(harvest)
    return harvest


def check(harvest: Harvest) -> None:
    """Hold what is true of every harvest."""
    counts = harvest.counts
    assert counts.documents == counts.taken + counts.left_out
    if not harvest.records:
        assert harvest.findings
    for record in harvest.records:
        record.model_dump_json()
        assert type(record).model_validate(record.model_dump()) == record
        assert record.key == record.key.lower()
    for finding in harvest.findings:
        str(finding).encode()
        assert finding.says.strip()
        assert "\n" not in str(finding)


def told(harvest: Harvest, weight: Weight | None = None) -> list[str]:
    """Give the sentences, or those of one weight."""
    return [one.says for one in harvest.findings if weight is None or one.weight is weight]


def skipped(harvest: Harvest) -> list[tuple[int, int, str]]:
    """Give document, line and sentence of what is not there and should be."""
    return [
        (one.place.document, one.place.line, one.says)
        for one in harvest.findings
        if one.weight is Weight.SKIPPED
    ]
