"""Who could lead an incident: whoever is on call for what it touches, asked by somebody's press."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.incident import Incident
from models.on_call import OnCall
from models.on_call_sheet import OnCallSheet
from models.timeline import EventKind
from templates.text import mention, mrkdwn
from workflows.errors import Refused
from workflows.facts import facts_in, was_just_recorded
from workflows.invitations import invite
from workflows.on_call.asking import on_call_for
from workflows.owning import Owning
from workflows.people import check_can_answer
from workflows.saying import say
from workflows.work import Work


async def could_lead(
    session: AsyncSession, on_call: OnCall, owning: Owning, now: datetime
) -> list[OnCallSheet]:
    """The first schedule of each of these services in which somebody is on call whom Slack knows."""
    found: dict[str, OnCallSheet] = {}
    for service in owning.services.values():
        team = owning.teams.get(service.owner or "")
        sheets: Sequence[OnCallSheet] = await on_call_for(session, on_call, service, team, now)
        for sheet in sheets:
            if sheet.people and sheet.people[0].slack_id:
                found.setdefault(sheet.schedule.key, sheet)
                break
    return list(found.values())


async def ask_to_lead(work: Work, incident: Incident, slack_id: str) -> None:
    """Ask somebody, in the channel, to take command; nothing changes until they do.

    Raises Refused where somebody leads already, the person could not answer, or was asked just now.
    """
    commander = (await facts_in(work, incident)).commander
    if commander is not None:
        who = mention(commander.person.slack_id)
        raise Refused(mrkdwn("{who} has command of {ref} already.", who=who, ref=incident.ref))
    check_can_answer(await work.person(slack_id))
    if await was_just_recorded(work, incident, EventKind.LEADER_ASKED, person=slack_id):
        raise Refused(
            mrkdwn("{who} was asked just now. Give them a moment.", who=mention(slack_id))
        )
    await invite(work, incident, [slack_id])
    event = work.record(EventKind.LEADER_ASKED, incident, person=slack_id)
    await say(work, event)
