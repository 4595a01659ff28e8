"""What others wait for from one person: an answer, an update, a task, a review."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.incident import Incident, Status
from models.organisation import Organisation
from models.person import Person
from models.role import RoleAssignment
from models.task import Task
from models.timeline import Review
from templates.home import Owed
from workflows.facts import facts_of_several, held_by, offered_to
from workflows.privacy import visible_to


async def owed_by(
    session: AsyncSession, organisation: Organisation, person: Person, now: datetime
) -> Owed:
    """Everything that this person owes at `now`, the oldest first."""
    offers = await offered_to(session, person)
    commanded = [
        one.incident_id for one in await held_by(session, person) if one.role == "commander"
    ]
    ids = {*commanded, *(one.incident_id for one in offers)}
    facts = await facts_of_several(session, organisation, ids)
    return Owed(
        at=now,
        offers=[facts[one.incident_id] for one in offers],
        updates=[facts[one] for one in commanded if facts[one].update_due_at <= now],
        tasks=await _tasks(session, person),
        reviews=await _reviews(session, organisation, person),
    )


async def _tasks(session: AsyncSession, person: Person) -> list[tuple[Incident, Task]]:
    found = await session.execute(
        select(Incident, Task)
        .join(Task, Task.incident_id == Incident.id)
        .where(Task.owner_id == person.id, Task.done_at.is_(None), visible_to(person.slack_id))
        .order_by(Task.created_at, Task.id)
    )
    return [(incident, task) for incident, task in found]


async def _reviews(
    session: AsyncSession, organisation: Organisation, person: Person
) -> list[tuple[Incident, datetime]]:
    """The incidents that this person led to their end, whose review is expected and not held yet."""
    expected = [severity.key for severity in organisation.severities if severity.review]
    led = await session.scalars(
        select(Incident)
        .join(Review, Review.incident_id == Incident.id)
        .join(RoleAssignment, RoleAssignment.incident_id == Incident.id)
        .where(
            Incident.status == Status.RESOLVED.value,
            Incident.severity.in_(expected),
            Review.held_at.is_(None),
            RoleAssignment.role == "commander",
            RoleAssignment.person_id == person.id,
            RoleAssignment.until.is_(None),
            visible_to(person.slack_id),
        )
        .order_by(Incident.ended_at, Incident.id)
    )
    return [
        (incident, incident.ended_at + organisation.reviews.due_after)
        for incident in led
        if incident.ended_at is not None
    ]
