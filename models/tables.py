"""All tables by name, in one import."""

from models.base import Base
from models.catalogue import CatalogueChange, CatalogueEntry
from models.cover import Cover, CoverAsked
from models.duty_record import DutyRecord
from models.errand import ErrandRow, Receipt
from models.incident import (
    AffectedService,
    AlsoTold,
    AnnouncementChannel,
    Incident,
    IncidentField,
    Member,
    Room,
    Subscription,
)
from models.override import MadeOverride
from models.page import Page, Paged
from models.person import Person
from models.role import Handoff, RoleAssignment
from models.task import Task
from models.timeline import KeptMessage, Review, StatusUpdate, TimelineEvent

__all__ = [
    "AffectedService",
    "AlsoTold",
    "AnnouncementChannel",
    "Base",
    "CatalogueChange",
    "CatalogueEntry",
    "Cover",
    "CoverAsked",
    "DutyRecord",
    "ErrandRow",
    "Handoff",
    "Incident",
    "IncidentField",
    "KeptMessage",
    "MadeOverride",
    "Member",
    "Page",
    "Paged",
    "Person",
    "Receipt",
    "Review",
    "RoleAssignment",
    "Room",
    "StatusUpdate",
    "Subscription",
    "Task",
    "TimelineEvent",
]
