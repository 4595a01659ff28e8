"""Putting reminders off for a while, with a reason that everyone can read."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from models.incident import Incident
from models.timeline import EventKind, Reminder
from templates.text import mrkdwn
from workflows.errors import Refused
from workflows.facts import facts_in
from workflows.reminder_rules import pending
from workflows.reminders import past_of, plan_reminders
from workflows.saying import say
from workflows.update_reminders import LONGEST_SNOOZE, is_worst
from workflows.work import Work

LONGEST: Final = timedelta(days=7)


async def snooze(
    work: Work, incident: Incident, of: Collection[Reminder], until: datetime, why: str
) -> None:
    """Put some of an incident's reminders off until a moment (UTC); all of them where none is named.

    Raises Refused without a reason, for a moment that is past or far away, or where nothing would ring.
    """
    if not why:
        raise Refused(
            "Why can it wait? A few words for the others, such as: The vendor is looking into it.",
            field="why",
        )
    if not work.now < until <= work.now + LONGEST:
        raise Refused(
            "Reminders can be paused for a week at most. Nothing was changed.", field="until"
        )
    those = await _of(work, incident, of)
    details: dict[str, object] = {"reminders": those, "until": until, "why": why}
    wakes_at = work.now + LONGEST_SNOOZE
    facts = await facts_in(work, incident)
    if Reminder.UPDATE in those and is_worst(facts) and wakes_at < until:
        details["updates_until"] = wakes_at
    event = work.record(EventKind.SNOOZED, incident, **details)
    await say(work, event)
    plan_reminders(work, incident)


async def wake(work: Work, incident: Incident) -> None:
    """Take back whatever was put off. Raises Refused when nothing was."""
    past = await past_of(work, await facts_in(work, incident))
    resting = [
        one
        for one in Reminder
        if (snoozed := past.snooze(one)) is not None and snoozed.until > work.now
    ]
    if not resting:
        raise Refused(
            mrkdwn("No reminder of {ref} is paused, so nothing was changed.", ref=incident.ref)
        )
    event = work.record(EventKind.SNOOZED, incident, reminders=resting, until=work.now)
    await say(work, event)
    plan_reminders(work, incident)


async def _of(work: Work, incident: Incident, of: Collection[Reminder]) -> list[Reminder]:
    """Those that can ring as it stands: before the end all but the review, and after it nothing else."""
    if not pending(await past_of(work, await facts_in(work, incident))):
        raise Refused(
            mrkdwn(
                "Nothing of {ref} will be asked for any more, so there is nothing to put off.",
                ref=incident.ref,
            )
        )
    can_ring = [one for one in Reminder if (one == Reminder.REVIEW) != incident.is_open]
    those = [one for one in can_ring if one in of]
    return those or can_ring
