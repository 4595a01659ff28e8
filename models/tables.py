"""All tables by name, in one import."""

from models.base import Base
from models.errand import ErrandRow, Receipt
from models.incident import Incident, Room
from models.person import Person
from models.role import Handoff, RoleAssignment
from models.timeline import Review, StatusUpdate, TimelineEvent

__all__ = [
    "Base",
    "ErrandRow",
    "Handoff",
    "Incident",
    "Person",
    "Receipt",
    "Review",
    "RoleAssignment",
    "Room",
    "StatusUpdate",
    "TimelineEvent",
]
