"""The review draft: made from the record when an incident ends, kept, and posted where people worked."""

from models.facts import Facts
from models.timeline import EventKind, Review
from templates.review import review_draft, review_messages
from templates.text import Mrkdwn
from workflows.errands import Errand, Priority, TryLater, World
from workflows.facts import facts_of, participants_of, timeline_of, updates_of
from workflows.room import post_in_room


class DraftReview(Errand):
    """Draft the review, keep it, and post it in the incident's channel, in full."""

    priority = Priority.WORDS

    incident_id: int

    @property
    def key(self) -> str:
        """One draft for an incident."""
        return f"review:{self.incident_id}"

    async def carry_out(self, world: World) -> None:
        """Draft it once, post what was drafted. Long drafts go on in the thread."""
        review, facts = await self._kept(world)
        if facts.incident.is_open:
            return  # Reopened meanwhile; its next end drafts anew.
        if facts.room is None:
            raise TryLater("the incident's channel is not open yet")
        head, *more = review_messages(Mrkdwn(review.draft))
        key = f"review:{facts.incident.uid}:{review.drafted_at:%Y%m%d%H%M%S}"
        ts = review.message_ts or await post_in_room(world, facts.room, head, key=f"{key}:0")
        if review.message_ts is None:
            async with world.start() as work:
                (await work.session.get_one(Review, self.incident_id)).message_ts = ts
        for number, message in enumerate(more, start=1):
            await post_in_room(world, facts.room, message, key=f"{key}:{number}", under=ts)

    async def _kept(self, world: World) -> tuple[Review, Facts]:
        """The draft; a new one for each end of the incident, and only one however often this runs."""
        async with world.start() as work:
            facts = await facts_of(work.session, world.organisation, self.incident_id)
            review = await work.session.get(Review, self.incident_id)
            if review is not None and not await work.first_time(world.mark):
                return review, facts
            draft = review_draft(
                facts,
                timeline=await timeline_of(work.session, self.incident_id),
                updates=await updates_of(work.session, self.incident_id),
                participants=await participants_of(work.session, self.incident_id),
                now=work.now,
            )
            if review is None:
                review = Review(incident_id=self.incident_id, drafted_at=work.now, draft=draft)
                await work.first_time(world.mark)
                await work.add(review)
            else:
                review.draft, review.drafted_at, review.message_ts = draft, work.now, None
            work.record(EventKind.REVIEW_DRAFTED, facts.incident)
        return review, facts
