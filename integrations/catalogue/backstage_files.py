"""The source for Backstage's `catalog-info.yaml` files: one of them, or a folder of them."""

from pathlib import Path

from integrations.catalogue.backstage import BACKSTAGE
from integrations.catalogue.file_source import FileSource


class BackstageFiles(FileSource):
    """Entities in files, and in the files that their locations name, all below one folder."""

    def __init__(self, path: Path, *, source: str = "", sync_id: str = "") -> None:
        super().__init__(path, (BACKSTAGE,), source=source, sync_id=sync_id)
