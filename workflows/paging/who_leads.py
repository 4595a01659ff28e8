"""Those who acknowledged a page are asked to lead while nobody does: what they read follows command."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.incident import Incident
from models.page import Answer, Page, Paged, PageState
from models.timeline import EventKind, TimelineEvent
from workflows.paging.climbing import ShowPaged
from workflows.work import Work

_MAY_CHANGE_IT: Final = frozenset(
    {EventKind.ROLE_TAKEN, EventKind.COMMAND_PASSED, EventKind.ROLE_HANDED_BACK}
)


async def show_who_leads(work: Work) -> None:
    """Redraw what those read who acknowledged, where command changed hands in a work."""
    for incident, event in work.recorded:
        if _is_of_command(event):
            for paged_id in await _acknowledged(work.session, incident):
                work.send(ShowPaged(incident_id=incident.id, paged_id=paged_id))


def _is_of_command(event: TimelineEvent) -> bool:
    return event.kind in _MAY_CHANGE_IT and event.details.get("role") == "commander"


async def _acknowledged(session: AsyncSession, incident: Incident) -> list[int]:
    found = await session.scalars(
        select(Paged.id)
        .join(Page, Page.id == Paged.page_id)
        .where(
            Page.incident_id == incident.id,
            Page.state != PageState.ENDED.value,
            Paged.answer == Answer.ACKNOWLEDGED.value,
        )
        .order_by(Paged.id)
    )
    return list(found)
