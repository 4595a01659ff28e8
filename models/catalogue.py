"""The service catalogue as it is kept: services, teams, people and more, and every change of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Json

#: A list of short texts, such as aliases.
Words = list[str]


class EntryKind(StrEnum):
    """What a catalogue speaks of."""

    SERVICE = "service"
    TEAM = "team"
    DOMAIN = "domain"
    #: A database, a queue, a machine: what services stand on.
    RESOURCE = "resource"
    #: Services and resources that make up one thing together.
    SYSTEM = "system"
    PERSON = "person"


class CatalogueEntry(Base, kw_only=True):
    """One service, team or other thing, under a key that stays while names change.

    `source` and `sync_id` say who owns the entry: a source retires only what it owns. What is retired
    is never deleted, since incidents speak of it. What only one kind has stands in `details`, in the
    shape that the record of this kind has.
    """

    __tablename__ = "catalogue_entry"
    __table_args__ = (
        Index("uq_catalogue_entry_kind_key", "kind", "key", unique=True),
        Index("ix_catalogue_entry_owner", "owner"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[str]
    key: Mapped[str]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    aliases: Mapped[Words] = mapped_column(JSON, default_factory=list)
    #: The key of the team that owns it.
    owner: Mapped[str | None] = mapped_column(default=None)
    #: 1 is what people cannot do without.
    tier: Mapped[int | None] = mapped_column(default=None)
    domain: Mapped[str | None] = mapped_column(default=None)
    details: Mapped[Json] = mapped_column(default_factory=dict)
    source: Mapped[str]
    sync_id: Mapped[str] = mapped_column(default="")
    #: The file, page or table in which the source told it; empty where that was not noted.
    file: Mapped[str] = mapped_column(default="")
    external_id: Mapped[str | None] = mapped_column(default=None)
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None] = mapped_column(default=None)


class CatalogueChange(Base, kw_only=True):
    """That an entry came, changed or was retired: `changes` holds each field before and after."""

    __tablename__ = "catalogue_change"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime]
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)
    source: Mapped[str]
    changes: Mapped[Json] = mapped_column(default_factory=dict)
