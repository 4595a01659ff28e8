"""Where an incident is felt, in words."""

from collections.abc import Sequence

from models.facts import Facts
from models.incident import Incident
from models.organisation import Organisation
from models.timeline import TimelineEvent
from templates.actions import Action, choice
from templates.blocks import Block, actions, context, section
from templates.elements import button
from templates.message import Message, message
from templates.text import Mrkdwn, bold, code, cut, join, mention, mrkdwn

#: As much as one reads through.
_NAMES = 2_000


def regions_now(incident: Incident, known: Sequence[str]) -> Message:
    """Where it is felt, where it could be, and how that is changed; for whoever asked."""
    if incident.regions:
        names = cut(join(", ", map(bold, incident.regions)), _NAMES)
        felt = mrkdwn("{ref} is felt in {names}.", ref=incident.ref, names=names)
    else:
        felt = mrkdwn("Nobody has said in which region {ref} is felt.", ref=incident.ref)
    return message(
        section(felt),
        section(mrkdwn("Known here: {names}.", names=cut(join(", ", map(code, known)), _NAMES))),
        context(
            mrkdwn(
                "{example} changes it, `/incident region none` clears it. Change it "
                "whenever more is known.",
                example=code(f"/incident region {', '.join(known[:2])}"),
            )
        ),
    )


def global_commander_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """That somebody who leads for all was named."""
    return mrkdwn(
        "It concerns more than one region, so {who}, who is on call to lead for all, was named.",
        who=mention(event.details["person"]),
    )


def say_global_commander(event: TimelineEvent, facts: Facts) -> list[Block]:
    """The same in the channel, with the press that hands command to them, or asks them to take it."""
    person, leads = event.details["person"], event.details["leads"]
    named = mrkdwn(
        "{ref} concerns more than one region. {who} is on call as global commander.",
        ref=facts.incident.ref,
        who=mention(person),
    )
    value = choice(facts.incident.id, person)
    if leads:
        asks = mrkdwn(" {leads}, would you hand over command to them?", leads=mention(leads))
        press = button("Hand over command", Action.HAND_OVER_TO, value, "primary")
        stays = mrkdwn(
            "Until they say that they have command, {leads} leads. If nobody presses, the next "
            "handoff goes to the global commander.",
            leads=mention(leads),
        )
    else:
        asks = Mrkdwn(" Nobody has command.")
        press = button("Ask them to take command", Action.ASK_TO_LEAD, value, "primary")
        stays = Mrkdwn("Nothing changes until somebody says that they have command.")
    notes = [stays]
    if not event.details["may_know"]:
        notes.append(
            mrkdwn(
                "This incident is private: {who} hears nothing of it before that.",
                who=mention(person),
            )
        )
    return [section(named + asks), actions(press), context(join(" ", notes))]
