"""An incident with all that is shown of it, read at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from models.incident import Incident, Room
from models.organisation import Organisation, Severity
from models.role import RoleAssignment
from models.timeline import StatusUpdate


@dataclass(frozen=True, slots=True)
class Facts:
    """What cards, briefings, reminders and reviews are made from."""

    #: The rules that hold for it: the organisation's, with what the teams of its services add.
    organisation: Organisation
    incident: Incident
    room: Room | None
    #: Who holds a role now, in the order of taking.
    holders: tuple[RoleAssignment, ...]
    last_update: StatusUpdate | None
    #: What the affected services are called, by the alphabet.
    services: tuple[str, ...] = ()
    #: How many tasks are not done yet.
    open_tasks: int = 0
    #: What was filled into the fields of the configuration, by their keys.
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """The incident's severity; where the configuration no longer knows it, the default's rules hold."""
        known = {severity.key: severity for severity in self.organisation.severities}
        return known.get(self.incident.severity) or known[self.organisation.default_severity]

    def holder(self, role: str) -> RoleAssignment | None:
        """Who holds a role, the longest first where several may."""
        return next((held for held in self.holders if held.role == role), None)

    @property
    def commander(self) -> RoleAssignment | None:
        """Who has command."""
        return self.holder("commander")

    @property
    def update_due_at(self) -> datetime:
        """When people next expect to hear something (UTC)."""
        incident = self.incident
        said = [
            incident.declared_at,
            incident.reopened_at,
            self.last_update and self.last_update.at,
        ]
        return max(moment for moment in said if moment) + self.severity.update_every

    @property
    def review_due_at(self) -> datetime | None:
        """When an ended incident's review is due (UTC), where its severity asks for one."""
        ended_at = self.incident.ended_at
        if ended_at is None or not self.severity.review:
            return None
        return ended_at + self.organisation.reviews.due_after
