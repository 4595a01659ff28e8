"""What the digest at a change of shift tells of pages: those under way, and what kept paging."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.catalogue import CatalogueEntry, EntryKind
from models.incident import AffectedService, Incident, Kind
from models.on_call import OnCall
from models.page import Page, Paged, PageState
from models.shift_digest import KeptPaging, PageUnderWay, Thing

#: As often it takes until paging for one thing is worth a word.
_OFTEN: Final = 3


async def under_way(
    session: AsyncSession, incidents: Mapping[int, Incident], now: datetime
) -> list[PageUnderWay]:
    """The pages of these incidents that have not ended, those without an answer first."""
    pages = await session.scalars(
        select(Page)
        .where(Page.incident_id.in_(incidents), Page.state != PageState.ENDED.value)
        .order_by(Page.id)
    )
    found = sorted(pages, key=lambda page: not page.is_running)
    asked = await session.scalars(
        select(Paged).where(Paged.page_id.in_([page.id for page in found])).order_by(Paged.id)
    )
    everybody = asked.all()
    return [
        PageUnderWay(incidents[page.incident_id], page, _asked(page, everybody), _next(page, now))
        for page in found
    ]


def _asked(page: Page, everybody: Iterable[Paged]) -> list[Paged]:
    lately = (one for one in everybody if (one.page_id, one.round) == (page.id, page.round))
    return list({(one.slack_id or f"#{one.name}"): one for one in lately}.values())


def _next(page: Page, now: datetime) -> datetime | None:
    """When it goes on; None where it does not, or is on its way already."""
    return page.next_at if page.next_at is not None and page.next_at > now else None


@dataclass(frozen=True, slots=True)
class Counted:
    """A page, and how often it began."""

    incident: Incident
    page: Page
    times: int


async def pages_since(
    session: AsyncSession, may_know: ColumnElement[bool], since: datetime
) -> list[Counted]:
    """What was paged since a moment, as far as one may know, the newest last; drills do not count."""
    rows = await session.execute(
        select(Page, Incident)
        .join(Incident, Incident.id == Page.incident_id)
        .where(
            or_(Page.ended_at.is_(None), Page.ended_at >= since),
            Incident.kind != Kind.DRILL.value,
            may_know,
        )
        .order_by(Page.id)
    )
    pages = [(page, incident) for page, incident in rows]
    # A round that asked somebody before then belongs to the shift before.
    earlier = await session.execute(
        select(Paged.page_id, func.max(Paged.round).label("last"))
        .where(Paged.page_id.in_([page.id for page, _ in pages]), Paged.at < since)
        .group_by(Paged.page_id)
    )
    rounds = {row.page_id: row.last for row in earlier}
    counted = [Counted(one, page, page.round - rounds.get(page.id, 0)) for page, one in pages]
    return [one for one in counted if one.times]


async def kept_paging(
    session: AsyncSession, on_call: OnCall, pages: Sequence[Counted]
) -> list[KeptPaging]:
    """What was paged for often, the most often first, without what another line tells already."""
    names = {one.key: one.name for one in on_call.policies}
    services = await _services(session, {one.incident.id for one in pages})
    groups: dict[tuple[Thing, str], list[Counted]] = {}
    for one in pages:
        groups.setdefault(("incident", one.incident.headline), []).append(one)
    for one in pages:
        for name in services.get(one.incident.id, ()):
            groups.setdefault(("service", name), []).append(one)
    for one in pages:
        if key := one.page.policy_key:
            groups.setdefault(("policy", names.get(key, key)), []).append(one)
    told: list[set[int]] = []
    found = []
    for (what, name), those in sorted(groups.items(), key=lambda group: -_times(group[1])):
        ids = {one.page.id for one in those}
        if _times(those) >= _OFTEN and not any(ids <= others for others in told):
            told.append(ids)
            incidents = {one.incident.id: one.incident for one in reversed(those)}
            found.append(KeptPaging(what, name, _times(those), list(incidents.values())))
    return found


def _times(those: Sequence[Counted]) -> int:
    return sum(one.times for one in those)


async def _services(session: AsyncSession, ids: Collection[int]) -> dict[int, list[str]]:
    """What the services are called that incidents touch, by the incidents' ids."""
    rows = await session.execute(
        select(
            AffectedService.incident_id,
            func.coalesce(CatalogueEntry.name, AffectedService.service_key),
        )
        .outerjoin(
            CatalogueEntry,
            (CatalogueEntry.kind == EntryKind.SERVICE.value)
            & (CatalogueEntry.key == AffectedService.service_key),
        )
        .where(AffectedService.incident_id.in_(ids))
        .order_by(AffectedService.service_key)
    )
    found: dict[int, list[str]] = {}
    for incident_id, name in rows:
        found.setdefault(incident_id, []).append(name)
    return found
