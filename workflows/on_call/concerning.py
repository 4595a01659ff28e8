"""Which incidents concern a schedule: by a service that they touch, or by a policy that goes to it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.catalogue import CatalogueEntry, EntryKind
from models.escalation import Policy
from models.incident import AffectedService
from models.on_call import OnCall
from models.page import Page
from models.schedule import Schedule
from workflows.on_call.asking import on_call_for


async def concerned(
    session: AsyncSession, on_call: OnCall, schedule: Schedule, ids: Collection[int], now: datetime
) -> set[int]:
    """Those of these incidents for which somebody in this schedule is, or was, to be called.

    That is so where a service that they touch leads to it, or its policy or its team's names it, or
    where they were paged by a policy that does, by whatever began that.
    """
    by_service = await _by_service(session, on_call, schedule, ids, now)
    pages = await session.scalars(select(Page).where(Page.incident_id.in_(ids)))
    return by_service | {page.incident_id for page in pages if _names(page.policy, schedule)}


async def _by_service(
    session: AsyncSession, on_call: OnCall, schedule: Schedule, ids: Collection[int], now: datetime
) -> set[int]:
    touched = await session.execute(
        select(AffectedService.incident_id, CatalogueEntry)
        .join(CatalogueEntry, CatalogueEntry.key == AffectedService.service_key)
        .where(
            CatalogueEntry.kind == EntryKind.SERVICE.value,
            AffectedService.incident_id.in_(ids),
        )
    )
    leads: dict[str, bool] = {}
    found: set[int] = set()
    for incident_id, service in touched.all():
        if service.key not in leads:
            leads[service.key] = await _leads_to(session, on_call, schedule, service, now)
        if leads[service.key]:
            found.add(incident_id)
    return found


async def _leads_to(
    session: AsyncSession,
    on_call: OnCall,
    schedule: Schedule,
    service: CatalogueEntry,
    now: datetime,
) -> bool:
    team = await session.scalar(
        select(CatalogueEntry).where(
            CatalogueEntry.kind == EntryKind.TEAM.value, CatalogueEntry.key == service.owner
        )
    )
    sheets = await on_call_for(session, on_call, service, team, now)
    if any(one.schedule.key == schedule.key for one in sheets):
        return True
    policy = _policy_of(on_call, service) or (_policy_of(on_call, team) if team else None)
    return policy is not None and _names(policy, schedule)


def _policy_of(on_call: OnCall, entry: CatalogueEntry) -> Policy | None:
    return on_call.policy(str(entry.details.get("escalation_policy") or ""))


def _names(policy: Policy, schedule: Schedule) -> bool:
    return any(target.schedule == schedule.key for step in policy.steps for target in step.notify)
