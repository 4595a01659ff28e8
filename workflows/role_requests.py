"""Asking whoever holds a role for it: a press of theirs passes it on, since the asker is ready."""

from sqlalchemy import select

from models.incident import Incident
from models.organisation import Role
from models.role import RoleAssignment
from models.timeline import EventKind, TimelineEvent
from templates.parts import what_is_had
from templates.text import code, mention, mrkdwn
from workflows.errors import Refused
from workflows.facts import facts_in
from workflows.handoff import note_agreed
from workflows.handoff_showing import lapse_open_offer
from workflows.roles import pass_role, take_role
from workflows.saying import say
from workflows.work import Work


async def ask_for_role(work: Work, incident: Incident, role: Role) -> None:
    """Ask the holder for a role. Where nobody holds it any longer, it is taken at once.

    Raises Refused when the person who asks holds it already, or has asked this holder before.
    """
    me = work.person_acting
    holder = (await facts_in(work, incident)).holder(role.key)
    if holder is None or holder.person_id == me.id or not role.single:
        await take_role(work, incident, role, me.slack_id)
        return
    if await _asked_since(work, holder, me.slack_id) is not None:
        raise Refused(
            mrkdwn(
                "You have asked {who} already. Nothing changes until they answer.",
                who=mention(holder.person.slack_id),
            )
        )
    event = work.record(
        EventKind.ROLE_ASKED_FOR,
        incident,
        role=role.key,
        person=me.slack_id,
        holder=holder.person.slack_id,
    )
    await say(work, event)


async def hand_over_role(
    work: Work, incident: Incident, role: Role, to_slack_id: str, agreed_in: str
) -> None:
    """Pass a role to somebody who asked for it; only its holder may, who acts.

    `agreed_in` is the message in which they were asked. Raises Refused for anybody else, and when
    nobody of that id has asked this holder.
    """
    holder = (await facts_in(work, incident)).holder(role.key)
    if holder is None:
        raise Refused(
            mrkdwn(
                "Nobody has {role} now, so there is nothing to hand over. {take} takes it.",
                role=what_is_had(work.organisation, role.key),
                take=code(f"/incident role {role.key}"),
            )
        )
    if holder.person_id != work.person_acting.id:
        raise Refused(
            mrkdwn(
                "{who} has {role} now, so only they can hand it over. Nothing was changed.",
                who=mention(holder.person.slack_id),
                role=what_is_had(work.organisation, role.key),
            )
        )
    asked = await _asked_since(work, holder, to_slack_id)
    if asked is None:
        raise Refused("Nobody is asking for this any longer. Nothing was changed.")
    receiver = await work.person(to_slack_id)
    if role.key == "commander":
        await lapse_open_offer(work, incident)
        await note_agreed(work, holder, receiver, asked.at, agreed_in)
    await pass_role(work, incident, role, holder, receiver)


async def _asked_since(work: Work, holder: RoleAssignment, slack_id: str) -> TimelineEvent | None:
    """Where somebody asked for a role since its holder took it."""
    asked = await work.session.scalars(
        select(TimelineEvent).where(
            TimelineEvent.incident_id == holder.incident_id,
            TimelineEvent.kind == EventKind.ROLE_ASKED_FOR.value,
            TimelineEvent.at >= holder.since,
        )
    )
    wanted = {"role": holder.role, "person": slack_id, "holder": holder.person.slack_id}
    return next((one for one in asked if wanted.items() <= one.details.items()), None)
