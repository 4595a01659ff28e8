"""Telling others when a page finds nobody: the announcement channel, and those who look after Muster."""

from models.incident import Incident
from models.page import Page
from templates.page_shouts import page_found_nobody, tell_of_page
from workflows.announcing import announcing
from workflows.directly import tell_directly
from workflows.errands import Errand, Priority, World
from workflows.paging.pages import paged_in
from workflows.people import slack_id_of
from workflows.privacy import may_see
from workflows.work import Work


def tell_administrators(work: Work, page: Page, what: str) -> None:
    """Tell each administrator what became of a page: `nobody` is on call, or how it ended."""
    for person in work.organisation.administrators:
        work.send(
            TellOfPage(
                incident_id=page.incident_id,
                page_id=page.id,
                turn=page.turn,
                person=person,
                what=what,
            )
        )


class ShoutOfGap(Errand):
    """Say in the announcement channel that nobody is on call or can come, so that somebody steps in."""

    priority = Priority.PEOPLE

    incident_id: int
    page_id: int
    turn: int

    async def carry_out(self, world: World) -> None:
        """Say it; never of a private incident."""
        facts = await world.glance.facts_now(self.incident_id)
        if facts.incident.is_private or not facts.incident.is_open:
            return
        async with world.start.looking() as session:
            page = await session.get_one(Page, self.page_id)
            paged = await paged_in(session, page)
        async with announcing(world) as channel_id:
            await world.slack.post(
                channel_id,
                page_found_nobody(facts, page, paged),
                key=f"page-gap:{facts.incident.uid}:{self.page_id}:{self.turn}",
                look_since=world.look_since,
            )


class TellOfPage(Errand):
    """Tell one administrator that a page reached nobody, as a direct message."""

    priority = Priority.WORDS

    incident_id: int
    page_id: int
    turn: int
    #: A Slack id or an e-mail address, as the configuration has it.
    person: str
    what: str

    async def carry_out(self, world: World) -> None:
        """Send it; of a private incident only to whoever may know of it."""
        slack_id = await slack_id_of(world.slack, self.person)
        async with world.start.looking() as session:
            incident = await session.get_one(Incident, self.incident_id)
            if not await may_see(session, slack_id, incident):
                return
            page = await session.get_one(Page, self.page_id)
        facts = await world.glance.facts_now(self.incident_id)
        await tell_directly(
            world,
            slack_id,
            tell_of_page(facts, page, self.what),
            key=f"page-told:{incident.uid}:{self.page_id}:{self.turn}",
        )
