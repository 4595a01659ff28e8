"""Muster's own catalogue file: lists of services, teams and whatever else, as plain as can be.

`python -m integrations.catalogue.yaml_file` prints the JSON Schema by which an editor checks it.
"""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from integrations.catalogue.entry import Entry
from integrations.catalogue.file_source import FileSource
from integrations.catalogue.format import Format, Taking, field_named
from integrations.catalogue.gathering import MOST_RECORDS
from integrations.catalogue.own_records import MAKERS, fields_of, tell_unknown
from models.catalogue_records import (
    AnyRecord,
    DomainRecord,
    PersonRecord,
    ResourceRecord,
    ServiceRecord,
    SystemRecord,
    TeamRecord,
)

_FILE_NAMES: Final = re.compile(r"(?:.*[-_.])?(?:muster|catalogue|catalog)\.ya?ml", re.IGNORECASE)
#: A list below it tells our `services` from those of others, which hold fields.
_LIST: Final = re.compile(
    field_named("services|teams|people|domains|systems|resources")
    + r"(?:\[|(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*[ \t]*-)",
    re.IGNORECASE | re.MULTILINE,
)


class CatalogueFile(BaseModel):
    """A catalogue: what runs, who answers for it, and what it needs."""

    model_config = ConfigDict(
        extra="forbid",
        title="Muster's catalogue file",
        use_attribute_docstrings=True,
    )

    version: Annotated[int, Field(ge=1, le=1)] = 1
    """The version of this format."""
    services: list[ServiceRecord] = []
    """What runs, can be down, and somebody answers for."""
    teams: list[TeamRecord] = []
    """Who answers for services."""
    people: list[PersonRecord] = []
    """Who belongs to teams."""
    domains: list[DomainRecord] = []
    """The parts of the business."""
    systems: list[SystemRecord] = []
    """What services make up together."""
    resources: list[ResourceRecord] = []
    """What services need: hardware, device classes, databases, queues."""


def schema() -> dict[str, Any]:
    """Give the JSON Schema of the file."""
    made = CatalogueFile.model_json_schema()
    for record in made["$defs"].values():
        if "key" in record.get("properties", {}):
            # The key serves as the name where there is none.
            record["required"] = ["key"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _divide(entry: Entry) -> Sequence[Entry]:
    tell_unknown(entry, list(CatalogueFile.model_fields))
    return [
        part for name in MAKERS for part in entry.blocks(name, text_is="key", most=MOST_RECORDS)
    ]


def _take(taking: Taking) -> Sequence[AnyRecord]:
    part = taking.entry
    list_name = part.path.removesuffix(".").lower()
    tell_unknown(part, fields_of(list_name))
    _, make = MAKERS[list_name]
    return [make(part, taking.place)]


def _is_own(entry: Entry) -> bool:
    names = {name.lower() for name in entry.names()}
    lists = [name for name in MAKERS if name in names]
    known = names <= set(CatalogueFile.model_fields)
    return bool(lists) and known and any(not entry.is_block(name) for name in lists)


OWN: Final = Format(
    name="muster",
    file_names=_FILE_NAMES,
    smells=lambda text: bool(_LIST.search(text)),
    recognises=_is_own,
    take=_take,
    divide=_divide,
)


class YamlFile(FileSource):
    """Muster's own file, or a folder of them."""

    def __init__(self, path: Path, *, source: str = "", sync_id: str = "") -> None:
        super().__init__(path, (OWN,), source=source, sync_id=sync_id)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")
