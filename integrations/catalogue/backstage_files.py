"""The source for Backstage's `catalog-info.yaml` files: one of them, or a folder of them."""

from pathlib import Path

from integrations.catalogue.backstage import BACKSTAGE
from integrations.catalogue.file_source import FileSource


class BackstageFiles(FileSource):
    """Entities in files, and in the files that their locations name, all below one folder."""

    def __init__(
        self,
        path: Path,
        *,
        channel_fields: tuple[str, ...] = (),
        source: str = "",
        sync_id: str = "",
    ) -> None:
        """Take the path. `channel_fields` are annotations that name a channel, in order of trust."""
        super().__init__(
            path, (BACKSTAGE,), channel_fields=channel_fields, source=source, sync_id=sync_id
        )
