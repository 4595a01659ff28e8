"""Handing over command: offered, answered, and passed in one moment, so that there is never none or two."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from models.facts import Facts
from models.incident import Incident
from models.person import Person
from models.role import Handoff, HandoffState, HandoffWay, RoleAssignment
from models.timeline import EventKind
from templates.handoff_record import from_record
from templates.text import mention, mrkdwn
from workflows.errors import Refused
from workflows.facts import facts_in, open_incident, tasks_of, timeline_of
from workflows.handoff_showing import (
    SayUnderHandoff,
    ShowHandoff,
    lapse_open_offer,
    show_answered,
)
from workflows.handoff_waiting import let_them_ask, wait_for_answer
from workflows.invitations import invite
from workflows.on_call.region_watch import passing_at
from workflows.people import check_can_answer
from workflows.roles import pass_role
from workflows.saying import say
from workflows.work import Work


async def offer_handoff(
    work: Work,
    incident: Incident,
    to_slack_id: str,
    briefing: str = "",
    brief: Mapping[str, str] | None = None,
) -> Handoff:
    """Offer command to a person. Until they accept, the present commander stays.

    `brief` is what they should know, by part; without one the record says it. Anybody may offer: a
    commander who fell silent must not hold the incident. An earlier offer that nobody answered
    lapses. Raises Refused when nobody has command, or this person has it.
    """
    commander = commander_to_follow(await facts_in(work, incident))
    receiver = await work.person(to_slack_id)
    check_can_answer(receiver)
    is_taken = receiver.id == work.person_acting.id
    if receiver.id == commander.person_id:
        raise Refused(
            mrkdwn("{who} has command already.", who=mention(to_slack_id)), field="receiver"
        )
    await lapse_open_offer(work, incident)
    known = await what_is_known(work, incident) if brief is None else brief
    handoff = Handoff(
        incident_id=incident.id,
        offered_by=work.person_acting,
        offered_to=receiver,
        offered_at=work.now,
        way=(HandoffWay.TAKEN_OVER if is_taken else HandoffWay.OFFERED).value,
        briefing=briefing,
        brief={part: words for part, words in known.items() if words},
        in_call=work.organisation.hands_over_in_a_call(incident.severity),
        led_by=commander.person,
        sender_until=await _leads_until(work, commander),
    )
    await work.add(handoff)
    work.record(
        EventKind.HANDOFF_OFFERED,
        incident,
        to=to_slack_id,
        briefing=briefing,
        handoff_id=handoff.id,
    )
    await invite(work, incident, [to_slack_id], handoff_id=handoff.id)
    work.send(ShowHandoff(incident_id=incident.id, handoff_id=handoff.id))
    wait_for_answer(work, handoff)
    return handoff


async def note_agreed(
    work: Work, held: RoleAssignment, receiver: Person, asked_at: datetime, message_ts: str
) -> None:
    """Write down that whoever has command, who acts, gives it to somebody who asked for it in a message."""
    await work.add(
        Handoff(
            incident_id=held.incident_id,
            offered_by=held.person,
            offered_to=receiver,
            offered_at=asked_at,
            way=HandoffWay.ASKED_FOR.value,
            led_by=held.person,
            sender_until=await _leads_until(work, held),
            state=HandoffState.ACCEPTED.value,
            answered_at=work.now,
            answered_by=receiver,
            message_ts=message_ts or None,
        )
    )


async def _leads_until(work: Work, commander: RoleAssignment) -> datetime | None:
    """When the shift of whoever has command ends (UTC), where that is known."""
    return commander.shift_ends_at or await passing_at(work.session, commander)


def commander_to_follow(facts: Facts) -> RoleAssignment:
    """Whose command can be handed over. Raises Refused when nobody has it."""
    if facts.commander is None:
        raise Refused(
            mrkdwn(
                "Nobody has command of {ref}, so there is nothing to hand over. "
                "Press *Take command* on the card, or type `/incident role commander @person`.",
                ref=facts.incident.ref,
            )
        )
    return facts.commander


async def what_is_known(work: Work, incident: Incident) -> dict[str, str]:
    """What the record says of an incident for whoever takes command next, by part."""
    facts = await facts_in(work, incident)
    events = await timeline_of(work.session, incident.id)
    return from_record(facts, events, await tasks_of(work.session, incident.id), work.now)


async def accept_handoff(work: Work, handoff_id: int, read_back: str = "") -> RoleAssignment:
    """Accept, by "I have command": end one assignment and begin the next, as one event of the timeline.

    `read_back` is what was understood, in a line. Raises Refused for anybody but those whom it was
    offered to, or when it is no longer open.
    """
    handoff, incident = await offer_to_answer(work, handoff_id)
    facts = await facts_in(work, incident)
    handoff.state, handoff.answered_at = HandoffState.ACCEPTED.value, work.now
    handoff.answered_by, handoff.read_back = work.person_acting, read_back
    await show_answered(work, handoff)
    let_them_ask(work, handoff)
    role = work.organisation.role("commander")
    told = {"read_back": read_back} if read_back else {}
    return await pass_role(work, incident, role, facts.commander, work.person_acting, **told)


async def decline_handoff(work: Work, handoff_id: int, why: str = "") -> None:
    """Decline, by "not now": nothing changes hands, and everyone sees that somebody else must be asked."""
    handoff, incident = await offer_to_answer(work, handoff_id)
    handoff.state, handoff.answered_at = HandoffState.DECLINED.value, work.now
    handoff.answered_by, handoff.why = work.person_acting, why
    told = {"why": why} if why else {}
    event = work.record(EventKind.HANDOFF_DECLINED, incident, handoff_id=handoff.id, **told)
    await say(work, event)
    await show_answered(work, handoff)


async def withdraw_handoff(work: Work, handoff_id: int) -> None:
    """Take an offer back. Raises Refused for anybody but whoever offered it or has command."""
    handoff, incident = await _open(work, handoff_id)
    commander = (await facts_in(work, incident)).commander
    may = {handoff.offered_by_id, commander.person_id if commander else None}
    if work.person_acting.id not in may:
        raise Refused(
            mrkdwn(
                "Only {who} or the commander can take this offer back. Nothing was changed.",
                who=mention(handoff.offered_by.slack_id),
            )
        )
    handoff.state, handoff.answered_at = HandoffState.WITHDRAWN.value, work.now
    event = work.record(EventKind.HANDOFF_WITHDRAWN, incident, handoff_id=handoff.id)
    await say(work, event)
    await show_answered(work, handoff)


async def handoff_to_correct(work: Work, handoff_id: int) -> tuple[Handoff, Incident]:
    """The handoff whose read-back may be put right. Raises Refused for anybody but who handed over."""
    handoff, incident = await _known(work, handoff_id)
    if handoff.state != HandoffState.ACCEPTED:
        raise Refused("Command did not pass by this offer, so there is nothing to correct.")
    if work.person_acting.id not in {handoff.offered_by_id, handoff.led_by_id}:
        raise Refused(
            mrkdwn(
                "Only {who}, who handed over, can put this right. You can write in the thread.",
                who=mention(handoff.sender.slack_id),
            )
        )
    return handoff, incident


async def correct_read_back(work: Work, handoff_id: int, words: str) -> None:
    """Put right what the new commander read back: they are told in the thread, and keep command."""
    handoff, incident = await handoff_to_correct(work, handoff_id)
    if not words:
        raise Refused("What is otherwise? One sentence is enough.", field="correction")
    handoff.correction = words
    taker = handoff.answered_by or handoff.offered_to
    event = work.record(
        EventKind.READ_BACK_CORRECTED,
        incident,
        handoff_id=handoff.id,
        receiver=taker.slack_id,
        words=words,
    )
    await work.session.flush()
    where = {"incident_id": incident.id, "handoff_id": handoff.id}
    work.send(SayUnderHandoff(**where, event_id=event.id))
    work.send(ShowHandoff(**where))


async def offer_to_answer(work: Work, handoff_id: int) -> tuple[Handoff, Incident]:
    """An open offer that whoever acts may answer. Raises Refused for anybody else."""
    handoff, incident = await _open(work, handoff_id)
    me = work.person_acting
    if me.id != handoff.offered_to_id and me.slack_id not in handoff.asked:
        raise Refused(
            mrkdwn(
                "This offer is for {who}. Until they answer, nothing changes.",
                who=mention(handoff.offered_to.slack_id),
            )
        )
    return handoff, incident


async def _open(work: Work, handoff_id: int) -> tuple[Handoff, Incident]:
    handoff, incident = await _known(work, handoff_id)
    if handoff.state != HandoffState.OFFERED:
        raise Refused("This offer was answered already, or something else took its place.")
    return handoff, incident


async def _known(work: Work, handoff_id: int) -> tuple[Handoff, Incident]:
    """A handoff as it stands once its incident is held, which is open."""
    incident_id = await work.session.scalar(
        select(Handoff.incident_id).where(Handoff.id == handoff_id)
    )
    if incident_id is None:
        raise Refused("This offer is no longer known.")
    incident = await open_incident(work, incident_id)
    return await work.session.get_one(Handoff, handoff_id, populate_existing=True), incident
