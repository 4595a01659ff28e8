"""The review: a draft made from the record when an incident ends, posted where people worked, then held."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.facts import Facts
from models.incident import Incident, Kind, Room, Status
from models.person import Person
from models.timeline import EventKind, Review
from templates.dates import when
from templates.markdown import ids_in, markdown
from templates.message import Message
from templates.review import (
    Told,
    draft_for_one,
    review_draft,
    review_messages,
    where_it_stands,
)
from templates.text import Mrkdwn, mrkdwn
from workflows.errands import Errand, Priority, TryLater, World
from workflows.errors import Refused
from workflows.facts import (
    any_incident,
    facts_in,
    participants_of,
    tasks_of,
    timeline_of,
    updates_of,
)
from workflows.older_drafts import MarkOlderDraft, post_key
from workflows.reminders import plan_reminders
from workflows.room import draw_in_room, post_in_room
from workflows.saying import is_lost, line_of_words, needing_room, say
from workflows.services import services_of
from workflows.work import Work


async def hold_review(work: Work, incident: Incident) -> None:
    """Note that people have talked about an incident. Raises Refused without a draft, or the second time."""
    review = await work.session.get(Review, incident.id)
    if review is None:
        raise Refused(mrkdwn("{ref} has no review yet, so nothing was noted.", ref=incident.ref))
    if review.held_at is not None:
        raise Refused(
            mrkdwn(
                "The review of {ref} was held already, as noted {at}.",
                ref=incident.ref,
                at=when(review.held_at),
            )
        )
    review.held_at = work.now
    event = work.record(EventKind.REVIEW_HELD, incident)
    await say(work, event)
    work.send(PostReview(incident_id=incident.id))
    plan_reminders(work, incident)


async def look_for_review(work: Work, incident: Incident) -> list[Message]:
    """What to tell somebody who asks for a review; its draft is posted anew where it no longer stands.

    An incident that never had a place of its own has no posted draft: it is made for whoever asks.
    Raises Refused where there is none, with the reason.
    """
    review = await work.session.get(Review, incident.id)
    facts = await facts_in(work, incident)
    if review is not None and not _was_taken_back(incident, review):
        if not review.link and await is_lost(work.session, incident.id):
            return draft_for_one(Mrkdwn(review.draft))
        work.send(PostReview(incident_id=incident.id))
        return [where_it_stands(incident, review, facts.review_due_at)]
    is_over = incident.status == Status.RESOLVED or incident.kind == Kind.NEAR_MISS
    if facts.room is None and is_over:
        return draft_for_one(review_draft(await _told(work.session, facts)))
    raise Refused(_why_none(incident))


def _was_taken_back(incident: Incident, review: Review) -> bool:
    """Whether the end for which a draft was made was taken back before the draft was posted."""
    return incident.is_open and review.message_ts is None


def _why_none(incident: Incident) -> Mrkdwn:
    match Status(incident.status):
        case Status.MERGED:
            return mrkdwn(
                "{ref} goes on as part of INC-{number}; the review of that one is for both.",
                ref=incident.ref,
                number=incident.merged_into_id or 0,
            )
        case Status.CANCELLED:
            return mrkdwn("{ref} was a false alarm, which needs no review.", ref=incident.ref)
        case Status.RESOLVED:
            return mrkdwn(
                "The review of {ref} is being drafted. Please look again in a minute.",
                ref=incident.ref,
            )
        case _:
            return mrkdwn(
                "{ref} is open. Its review is drafted when it is resolved.", ref=incident.ref
            )


class DraftReview(Errand):
    """Draft the review of an incident that was resolved, keep it, and send it to be posted."""

    priority = Priority.WORDS

    incident_id: int

    @property
    def key(self) -> str:
        """One draft for an incident."""
        return f"review:{self.incident_id}"

    @property
    def line(self) -> str:
        """Nobody reads the draft before the words about the end."""
        return line_of_words(self.incident_id)

    async def carry_out(self, world: World) -> None:
        """Draft it once for each end; nothing is drafted when it was reopened meanwhile."""
        async with world.start() as work:
            facts = await facts_in(work, await any_incident(work, self.incident_id))
            if facts.incident.is_open or not await work.first_time(world.mark):
                return
            told = await _told(work.session, facts)
            review = await work.session.get(Review, self.incident_id)
            if review is None:
                review = Review(incident_id=self.incident_id, drafted_at=work.now, draft="")
                await work.add(review)
            else:
                work.send(MarkOlderDraft.of(review, review.message_ts))
            as_file = review_draft(told, is_file=True)
            review.draft, review.drafted_at = review_draft(told), work.now
            review.markdown = markdown(as_file, await _names(work.session, facts, as_file))
            review.message_ts, review.link, review.file_id, review.held_at = None, "", None, None
            work.record(EventKind.REVIEW_DRAFTED, facts.incident)
            work.send(PostReview(incident_id=self.incident_id))
            plan_reminders(work, facts.incident)


async def call_off_draft(work: Work, incident: Incident) -> None:
    """Draft nothing for an end that was taken back. The next end asks anew, and stands behind its own words."""
    await work.call_off(DraftReview(incident_id=incident.id).key)


async def _told(session: AsyncSession, facts: Facts) -> Told:
    incident_id = facts.incident.id
    timeline = await timeline_of(session, incident_id)
    names: dict[str, str] = {}
    for event in timeline:
        for field in ("services", "added"):
            known = event.details.get(field)
            names |= known if isinstance(known, dict) else {}
    return Told(
        facts,
        timeline=timeline,
        updates=await updates_of(session, incident_id),
        participants=await participants_of(session, incident_id),
        tasks=await tasks_of(session, incident_id),
        services=[names.get(key, key) for key in await services_of(session, incident_id)],
    )


async def _names(session: AsyncSession, facts: Facts, text: Mrkdwn) -> Mapping[str, str]:
    """What people and the channel are called, by their Slack ids."""
    people = await session.execute(
        select(Person.slack_id, Person.name).where(Person.slack_id.in_(ids_in(text)))
    )
    names = {slack_id: name for slack_id, name in people if name}
    if facts.room is not None:
        names[facts.room.channel_id] = facts.room.channel_name
    return names


class PostReview(Errand):
    """Post the draft where people worked on the incident, or redraw what stands there."""

    priority = Priority.WORDS

    incident_id: int

    @property
    def key(self) -> str:
        """One posting at a time."""
        return f"review-post:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Post it in full; a long one goes on in the thread of its first message.

        Nothing is posted newly while the incident is open again: its next end has a draft of its own.
        """
        facts, room = await world.glance.facts_and_room(self.incident_id)
        async with world.start.looking() as session:
            review = await session.get_one(Review, self.incident_id)
        if _was_taken_back(facts.incident, review):
            return
        async with needing_room(world, facts):
            await self._post(world, facts, room, review)

    async def _post(self, world: World, facts: Facts, room: Room, review: Review) -> None:
        head, *more = review_messages(
            Mrkdwn(review.draft),
            facts.incident,
            due_at=facts.review_due_at,
            held_at=review.held_at,
        )
        ts = review.message_ts
        if ts is not None and not await world.slack.redraw(room.channel_id, ts, head):
            ts = None
        elif review.link:
            return
        key = post_key(facts.incident, review.drafted_at)
        if ts is None:
            ts = await draw_in_room(world, room, head, key=f"{key}:0")
            await self._keep(world, review, ts=ts, link="")
        for number, message in enumerate(more, start=1):
            await post_in_room(world, room, message, key=f"{key}:{number}", under=ts)
        link = await world.slack.permalink(room.channel_id, ts)
        await self._keep(world, review, ts=ts, link=link)

    async def _keep(self, world: World, drafted: Review, *, ts: str, link: str) -> None:
        """Write down where it stands; where a newer draft took its place meanwhile, say so there."""
        async with world.start() as work:
            await any_incident(work, self.incident_id)
            review = await work.session.get_one(Review, self.incident_id)
            if review.drafted_at != drafted.drafted_at:
                work.send(MarkOlderDraft.of(drafted, ts))
                return
            review.message_ts, review.link = ts, link
            if link:
                work.send(AttachReview(incident_id=self.incident_id))
            else:
                review.file_id = None


class AttachReview(Errand):
    """Attach the draft as a Markdown file, for reading and carrying on outside of Slack."""

    incident_id: int

    @property
    def key(self) -> str:
        """One file at a time."""
        return f"review-file:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Share it under the draft, once."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        async with world.start.looking() as session:
            review = await session.get_one(Review, self.incident_id)
        if review.message_ts is None:
            raise TryLater("the review is not posted yet")
        if review.file_id is not None:
            return
        async with needing_room(world, facts):
            file_id = await world.slack.attach(
                room.channel_id,
                name=f"{facts.incident.ref}-review.md",
                title=f"Review of {facts.incident.ref} in Markdown",
                content=review.markdown.encode(),
                thread_ts=room.thread_ts or review.message_ts,
                look_since=world.look_since,
            )
        async with world.start() as work:
            await any_incident(work, self.incident_id)
            kept = await work.session.get_one(Review, self.incident_id)
            if kept.drafted_at == review.drafted_at:
                kept.file_id = file_id
