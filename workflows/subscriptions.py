"""Subscriptions: an incident's news as direct messages, for those who asked, for as long as it lasts."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from integrations.errors import SlackSaidNo
from models.incident import Incident, Subscription
from models.person import Person
from models.timeline import TimelineEvent
from templates.parts import unsubscribe_button
from templates.subscription import news
from workflows.errands import Errand, Priority, World
from workflows.errors import Refused
from workflows.privacy import let_in, may_see
from workflows.work import Work


async def subscribe(work: Work, incident: Incident) -> None:
    """Send whoever acts the news of an incident of which they may know. Raises Refused the second time."""
    if not await keep_subscription(work, incident, work.person_acting):
        raise Refused(
            f"You are subscribed to {incident.ref} already, so nothing was changed.",
            ways=[unsubscribe_button(incident)],
        )


async def keep_subscription(work: Work, incident: Incident, person: Person) -> bool:
    """Write down that a person gets an incident's news, and may know of it; whether that is new."""
    await let_in(work, incident, [person.slack_id])
    insert = work.insert(Subscription).values(
        incident_id=incident.id, person_id=person.id, since=work.now
    )
    kept = await work.session.scalar(
        insert.on_conflict_do_nothing().returning(Subscription.person_id)
    )
    return kept is not None


async def unsubscribe(work: Work, incident: Incident) -> None:
    """Send whoever acts nothing more. Raises Refused when they were not subscribed."""
    if not await _end(work, incident.id, work.person_acting.slack_id):
        raise Refused(f"You are not subscribed to {incident.ref}, so nothing was changed.")


async def tell_subscribers(work: Work, event: TimelineEvent) -> None:
    """Send an event that this work recorded to each subscriber, by an errand of its own for each.

    They are found here and not later: what follows may end all subscriptions.
    """
    await work.session.flush()
    for slack_id in await subscribers_of(work.session, event.incident_id):
        work.send(
            TellSubscriber(incident_id=event.incident_id, event_id=event.id, slack_id=slack_id)
        )


async def end_subscriptions(work: Work, incident: Incident) -> None:
    """Let everybody go who followed an incident: it has ended."""
    await work.session.execute(delete(Subscription).where(Subscription.incident_id == incident.id))


async def subscribers_of(session: AsyncSession, incident_id: int) -> Sequence[str]:
    """The Slack ids of those who get an incident's news, in one order everywhere."""
    found = await session.scalars(
        select(Person.slack_id)
        .join(Subscription, Subscription.person_id == Person.id)
        .where(Subscription.incident_id == incident_id)
        .order_by(Person.id)
    )
    return found.all()


async def _end(work: Work, incident_id: int, slack_id: str) -> bool:
    theirs = select(Person.id).where(Person.slack_id == slack_id).scalar_subquery()
    ended = await work.session.scalar(
        delete(Subscription)
        .where(Subscription.incident_id == incident_id, Subscription.person_id == theirs)
        .returning(Subscription.person_id)
        .execution_options(synchronize_session=False)
    )
    return ended is not None


class TellSubscriber(Errand):
    """Send one event to one subscriber."""

    priority = Priority.WORDS

    incident_id: int
    event_id: int
    slack_id: str

    @property
    def line(self) -> str:
        """One after another for each of them."""
        return f"news:{self.incident_id}:{self.slack_id}"

    async def carry_out(self, world: World) -> None:
        """Send it. With somebody who cannot be reached, or may no longer know, the subscription ends."""
        facts = await world.glance.facts(self.incident_id)
        async with world.start.looking() as session:
            event = await session.get_one(TimelineEvent, self.event_id)
            is_theirs = await may_see(session, self.slack_id, facts.incident)
        try:
            channel_id = await world.slack.conversation_with(self.slack_id) if is_theirs else None
        except SlackSaidNo:
            channel_id = None
        if channel_id is None:
            async with world.start() as work:
                await _end(work, self.incident_id, self.slack_id)
            return
        await world.slack.post(
            channel_id,
            news(event, facts),
            key=f"news:{facts.incident.uid}:{self.event_id}",
            look_since=world.look_since,
        )
