"""Reading pages and whom they went to, and holding one so that two changes follow one another."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.incident import Incident
from models.page import Answer, Page, Paged, PageState
from workflows.errors import Refused
from workflows.moving import held_where_it_is
from workflows.privacy import may_see
from workflows.work import Work

_GONE = "This page is no longer known. Nothing was changed."


async def held_page(work: Work, page_id: int) -> tuple[Incident, Page]:
    """A page with its incident, held by this work until it ends. Raises Refused for one that there is not."""
    page = await work.session.get(Page, page_id)
    if page is None:
        raise Refused(_GONE)
    return await held_where_it_is(work, page), page


async def held_paged(work: Work, paged_id: int) -> tuple[Incident, Page, Paged]:
    """The same of one person's part in a page."""
    paged = await work.session.get(Paged, paged_id)
    if paged is None:
        raise Refused(_GONE)
    incident, page = await held_page(work, paged.page_id)
    await work.session.refresh(paged)
    return incident, page, paged


async def open_pages(session: AsyncSession, incident_id: int) -> Sequence[Page]:
    """The pages of an incident that have not ended, the oldest first."""
    found = await session.scalars(
        select(Page)
        .where(Page.incident_id == incident_id, Page.state != PageState.ENDED.value)
        .order_by(Page.id)
    )
    return found.all()


async def paged_in(session: AsyncSession, page: Page) -> Sequence[Paged]:
    """Everybody whom a page went to, in the order in which it did."""
    found = await session.scalars(select(Paged).where(Paged.page_id == page.id).order_by(Paged.id))
    return found.all()


async def may_be_told(session: AsyncSession, paged: Paged, incident: Incident) -> bool:
    """Whether whoever a page went to may still know of its incident: not if they have left a private one."""
    return not paged.slack_id or await may_see(session, paged.slack_id, incident)


def asks_the_same(one: Page, other: Page) -> bool:
    """Whether two pages look for the same people: by one policy, or by the same names."""
    if one.policy_key or other.policy_key:
        return one.policy_key == other.policy_key
    return one.plan == other.plan


def each_must(page: Page) -> bool:
    """Whether each of those whom the present step went to must acknowledge."""
    return bool(page.step) and page.policy.steps[page.step - 1].everyone


def of_step(page: Page, paged: Sequence[Paged]) -> list[Paged]:
    """Those whom the present step went to."""
    now = (page.round, page.pass_number, page.step)
    return [one for one in paged if (one.round, one.pass_number, one.step) == now]


def may_answer(asked: Iterable[Paged]) -> bool:
    """Whether anybody of these has been told, or is being told, and has not answered."""
    return any(one.answer == Answer.NONE and not one.trouble for one in asked)
