"""The sources of the catalogue that the configuration names, ready to be read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from pydantic import SecretStr

from integrations.catalogue.backstage_api import BackstageApi
from integrations.catalogue.detect import source_at
from integrations.catalogue.source import Source
from models.organisation_parts import CatalogueSource


def sync_id_of(place: CatalogueSource) -> str:
    """What marks the entries of a source. It follows from the place, so that the name may change."""
    return f"backstage:{place.backstage}" if place.backstage else f"path:{place.path}"


@asynccontextmanager
async def opened(place: CatalogueSource, beside: Path, token: SecretStr) -> AsyncIterator[Source]:
    """The source at a place; relative paths begin `beside` the configuration file."""
    sync_id, name, fields = sync_id_of(place), place.name or "", place.channel_annotations
    if place.backstage is None:
        path = beside / (place.path or "")
        yield source_at(path, channel_fields=fields, source=name, sync_id=sync_id)
        return
    async with aiohttp.ClientSession() as session:
        secret = token.get_secret_value()
        yield BackstageApi(
            session,
            place.backstage,
            secret,
            channel_fields=fields,
            source=name,
            sync_id=sync_id,
        )
