"""A review draft that was replaced: a second end has a draft of its own, and the first one is out of date."""

from datetime import datetime
from typing import Self

from models.incident import Incident
from models.timeline import Review
from templates.older_draft import older_draft
from templates.text import Mrkdwn
from workflows.errands import Errand, Priority, World
from workflows.saying import needing_room


def post_key(incident: Incident, drafted_at: datetime) -> str:
    """What the messages of a draft are marked with, before their numbers."""
    return f"review:{incident.uid}:{drafted_at:%Y%m%d%H%M%S%f}"


class MarkOlderDraft(Errand):
    """Say of a draft, where it stands, that a newer one took its place; nobody can hold it there any longer.

    Its words are kept, since the newer ones stand in their place in the record.
    """

    priority = Priority.WORDS

    incident_id: int
    drafted_at: datetime
    draft: str
    held_at: datetime | None
    #: None where it was not noted: it may have been posted all the same.
    message_ts: str | None

    @classmethod
    def of(cls, review: Review, message_ts: str | None) -> Self:
        """The errand for a draft as it was until now."""
        return cls(
            incident_id=review.incident_id,
            drafted_at=review.drafted_at,
            draft=review.draft,
            held_at=review.held_at,
            message_ts=message_ts,
        )

    @property
    def key(self) -> str:
        """One for each draft."""
        return f"review-older:{self.incident_id}:{self.drafted_at:%Y%m%d%H%M%S%f}"

    async def carry_out(self, world: World) -> None:
        """Redraw it in place. One that somebody deleted, or that never was posted, needs nothing."""
        facts, room = await world.glance.facts_and_room(self.incident_id)
        message = older_draft(Mrkdwn(self.draft), facts.incident, held_at=self.held_at)
        async with needing_room(world, facts):
            ts = self.message_ts or await world.slack.own_post(
                room.channel_id,
                f"{post_key(facts.incident, self.drafted_at)}:0",
                self.drafted_at,
                room.thread_ts or None,
            )
            if ts is not None:
                await world.slack.redraw(room.channel_id, ts, message)
