"""Taking command for one's region, where the region before did not hand it over: by one's own word."""

from models.role import Handoff
from models.timeline import TimelineEvent
from templates.text import mrkdwn
from workflows.errors import Refused
from workflows.facts import facts_in, open_incident
from workflows.handoff import offer_handoff
from workflows.handoff_showing import open_offer
from workflows.on_call.duty import duty_in
from workflows.on_call.leading import is_one_of, leaders_on_call
from workflows.work import Work


async def offer_to_oneself(work: Work, incident_id: int, event_id: int) -> Handoff:
    """Offer command to whoever acts, for the region that covers now; the event is the one that allowed it.

    As with any offer it is theirs once they have read back what they take over. One that waits for their
    answer already is given as it is. Raises Refused for anybody who is not on call there, and when
    command has moved on since.
    """
    incident = await open_incident(work, incident_id)
    event = await work.session.get(TimelineEvent, event_id)
    commander = (await facts_in(work, incident)).commander
    if event is None or commander is None or event.details["assignment"] != commander.id:
        raise Refused(
            mrkdwn(
                "Command of {ref} has moved on since. `/incident show {ref}` says who has it.",
                ref=incident.ref,
            )
        )
    on_call = work.organisation.duty
    duty = await duty_in(work.session, on_call, work.now)
    receiver = event.details["receiver"]
    if not is_one_of(duty, leaders_on_call(on_call, duty, receiver, work.now), work.person_acting):
        raise Refused(
            mrkdwn(
                "Only whoever is on call to lead{where} can take over with this press. Anybody can "
                "offer command to somebody: `/incident handoff @person`.",
                where=f" for {receiver}" if receiver else "",
            )
        )
    waiting = await open_offer(work, incident)
    if waiting is not None and waiting.offered_to_id == work.person_acting.id:
        # They closed the form and press again, or were offered it just now.
        return waiting
    return await offer_handoff(work, incident, work.person_acting.slack_id)
