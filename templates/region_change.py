"""Command that passes from region to region, in words: beforehand, at the hour, and when nobody answers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from models.facts import Facts
from models.timeline import RegionStep, TimelineEvent
from templates.actions import Action, choice
from templates.blocks import Block, actions, context, section
from templates.dates import clock, span, when
from templates.elements import Element, Style, button
from templates.message import Message, message
from templates.parts import hand_over_button, incident_title, room_link, take_command_button
from templates.text import Mrkdwn, bold, bullet, join, link, mention, mrkdwn

_BEFORE_YOU_GO: Final = (
    "Write an update: what is broken, what was tried, what comes next",
    "Say which questions are open, and who waits for whom",
    "Name those whom the next region needs",
    "Put the summary into the incident's channel, so that everybody reads the same",
)
_BEFORE_YOU_TAKE_OVER: Final = (
    "Read the card and the timeline; `/incident catchup` sums them up",
    "Ask in the incident's channel what is not clear",
    "Be here at the hour: command is yours once you say that you have it",
)


def region_line(event: TimelineEvent) -> Mrkdwn:
    """One step in one sentence."""
    return _LINES[RegionStep(event.details["step"])](event)


def say_region_change(event: TimelineEvent, facts: Facts) -> list[Block]:
    """One step as it is said in the incident's channel."""
    return _SAID[RegionStep(event.details["step"])](event, facts)


def told_directly(event: TimelineEvent, facts: Facts, slack_id: str) -> Message:
    """The same to one person: what it asks of them."""
    is_sender = slack_id == event.details["leads"]
    step = RegionStep(event.details["step"])
    title = mrkdwn("{title} in {room}", title=incident_title(facts), room=room_link(facts))
    if step == RegionStep.NOTICED:
        words = _passes(event, facts)
        steps = _BEFORE_YOU_GO if is_sender else _BEFORE_YOU_TAKE_OVER
        asks = "*Before you go*" if is_sender else "*Before you take over*"
        return message(
            section(title),
            section(words),
            section(join("\n", [Mrkdwn(asks), bullet(map(Mrkdwn, steps))])),
            *_hints(event),
        )
    if step == RegionStep.OPENED:
        return message(section(title), *_asks_to_take_over(event, facts, []))
    return message(section(title), *_SAID[step](event, facts))


def _passes(event: TimelineEvent, facts: Facts) -> Mrkdwn:
    return mrkdwn(
        "Command passes{sender} to {receiver} {at}: {clocks}. {leads} hands over{person}.",
        sender=mrkdwn(" from {name}", name=event.details["sender"])
        if event.details["sender"]
        else Mrkdwn(""),
        receiver=_receiver(event),
        at=when(_planned(event)),
        clocks=_clocks(event, facts),
        leads=mention(event.details["leads"]),
        person=mrkdwn(" to {who}", who=mention(event.details["person"]))
        if event.details["person"]
        else Mrkdwn(", and nobody is known to be on call there: please find somebody"),
    )


def _receiver(event: TimelineEvent) -> Mrkdwn:
    name = event.details["receiver"]
    return bold(name) if name else Mrkdwn("the *global commander*")


def _clocks(event: TimelineEvent, facts: Facts) -> Mrkdwn:
    """The hour in UTC, and by the clocks of both regions."""
    at = _planned(event)
    zones = {region.name: region.zone for region in facts.organisation.duty.regions}
    named = (event.details["sender"], event.details["receiver"])
    local = [clock(at, zones[name]) for name in dict.fromkeys(named) if name in zones]
    return join(", ", [f"{at:%H:%M} UTC", *local])


def _planned(event: TimelineEvent) -> datetime:
    return datetime.fromisoformat(event.details["planned_at"])


def _hints(event: TimelineEvent) -> list[Block]:
    details, hints = event.details, []
    if details["asleep"]:
        hints.append(_at_night(event))
    if details["off_minutes"]:
        hints.append(
            mrkdwn(
                "The clocks of the two regions changed on different days, so it is {off} off the "
                "usual hour.",
                off=span(timedelta(minutes=details["off_minutes"])),
            )
        )
    if details["person"] and not details["may_know"]:
        hints.append(
            mrkdwn(
                "This incident is private: {who} hears nothing of it before you hand over or invite them.",
                who=mention(details["person"]),
            )
        )
    return [context(join(" ", hints))] if hints else []


def _at_night(event: TimelineEvent) -> Mrkdwn:
    """That whoever is next would have to get up for it: by their own clock, where that is known."""
    zone = event.details.get("own_zone")
    if not zone:
        return Mrkdwn("That is an hour at which people there usually sleep.")
    return mrkdwn(
        "For {who} that is {clock}, an hour at which people usually sleep.",
        who=mention(event.details["person"]),
        clock=clock(_planned(event), zone),
    )


def _say_noticed(event: TimelineEvent, facts: Facts) -> list[Block]:
    lists = [
        (bold(mrkdwn("{who}, before you go", who=mention(event.details["leads"]))), _BEFORE_YOU_GO),
        *(
            [(bold(mrkdwn("{who}, before you take over", who=mention(who))), _BEFORE_YOU_TAKE_OVER)]
            if (who := event.details["person"])
            else []
        ),
    ]
    return [
        section(_passes(event, facts)),
        *(section(join("\n", [head, bullet(map(Mrkdwn, steps))])) for head, steps in lists),
        actions(_hand_over(event, facts)),
        context(
            Mrkdwn(
                "It comes because a region's hours end. Until somebody says that they have command, "
                "nothing changes, and updates stay due as before."
            )
        ),
        *_hints(event),
    ]


def _say_due(event: TimelineEvent, facts: Facts) -> list[Block]:
    if event.details["person"]:
        words = mrkdwn(
            "{leads}, it is time: {receiver} covers. Please hand over to {who}.{how}{late}",
            leads=mention(event.details["leads"]),
            receiver=_receiver(event),
            who=mention(event.details["person"]),
            how=_how(facts),
            late=_late(event),
        )
    else:
        words = mrkdwn(
            "{leads}, it is time: {receiver} covers, and nobody is known to be on call there. Whom "
            "could you ask?{late}",
            leads=mention(event.details["leads"]),
            receiver=_receiver(event),
            late=_late(event),
        )
    return [section(words), actions(_hand_over(event, facts)), *_hints(event)]


def _how(facts: Facts) -> Mrkdwn:
    severity, where = facts.incident.severity, facts.organisation.handoffs.call_link
    if not facts.organisation.hands_over_in_a_call(severity):
        return Mrkdwn("")
    return mrkdwn(
        " {severity} is handed over in {call} of five minutes: what is broken, what was tried, what "
        "comes next.",
        severity=severity,
        call=link(where, "a call") if where else "a call",
    )


def _late(event: TimelineEvent) -> Mrkdwn:
    if not event.details["late"]:
        return Mrkdwn("")
    return mrkdwn(
        " This was due {at}, and comes {late} late: Muster was not there.",
        at=when(_planned(event)),
        late=span(event.at - _planned(event)),
    )


def _say_nudged(event: TimelineEvent, facts: Facts) -> list[Block]:
    sender, receiver = event.details["sender"], event.details["receiver"]
    if sender:
        over = mrkdwn("the hours of {name} are over", name=sender)
    else:
        over = Mrkdwn("your shift is over")
        if receiver:
            over = mrkdwn("{name} covers", name=receiver)
    words = mrkdwn(
        "{leads}, you still have command of {ref}, though {over}. One press opens the form.",
        leads=mention(event.details["leads"]),
        ref=facts.incident.ref,
        over=over,
    )
    return [section(words), actions(_hand_over(event, facts))]


def _say_opened(event: TimelineEvent, facts: Facts) -> list[Block]:
    if not event.details["person"] or not event.details["may_know"]:
        return [section(region_line(event)), actions(_hand_over(event, facts))]
    return _asks_to_take_over(event, facts, [_hand_over(event, facts, style=None)])


def _asks_to_take_over(
    event: TimelineEvent, facts: Facts, others: Sequence[Element]
) -> list[Block]:
    """Ask whoever is on call to take command; others may press something else beside it."""
    words = mrkdwn(
        "{who}, {leads} has not handed over command of {ref}. You are on call to lead for {receiver}: "
        "would you take it?",
        who=mention(event.details["person"]),
        leads=mention(event.details["leads"]),
        ref=facts.incident.ref,
        receiver=_receiver(event),
    )
    value = choice(facts.incident.id, str(event.id))
    return [
        section(words),
        actions(button("Take command over", Action.TAKE_COMMAND_OVER, value, "primary"), *others),
        context(
            mrkdwn(
                "Until you press it, {leads} has command.", leads=mention(event.details["leads"])
            )
        ),
    ]


def _say_kept(event: TimelineEvent, facts: Facts) -> list[Block]:
    return [
        section(
            mrkdwn(
                "{line} {leads} leads with all that belongs to it. Muster asks again when the next "
                "region covers.",
                line=region_line(event),
                leads=mention(event.details["leads"]),
            )
        ),
        actions(_hand_over(event, facts)),
    ]


def _say_asked(event: TimelineEvent, facts: Facts) -> list[Block]:
    if not event.details["person"] or not event.details["may_know"]:
        words = mrkdwn(
            "{receiver} covers from now on, and nobody has command of {ref}. Who takes it?{late}",
            receiver=_receiver(event),
            ref=facts.incident.ref,
            late=_late(event),
        )
    else:
        words = mrkdwn(
            "{who}, {receiver} covers from now on, you are on call to lead there, and nobody has "
            "command of {ref}. Would you take it?{late}",
            who=mention(event.details["person"]),
            receiver=_receiver(event),
            ref=facts.incident.ref,
            late=_late(event),
        )
    return [section(words), actions(take_command_button(facts))]


def _hand_over(event: TimelineEvent, facts: Facts, style: Style | None = "primary") -> Element:
    """The press that opens the form, with whoever is on call next chosen in it."""
    person = event.details["person"]
    if not person:
        return hand_over_button(facts)
    value = choice(facts.incident.id, person)
    return button("Hand over command", Action.HAND_OVER_TO, value, style)


def _noticed_line(event: TimelineEvent) -> Mrkdwn:
    return mrkdwn(
        "{leads} was told that command passes to {receiver} {at}.",
        leads=mention(event.details["leads"]),
        receiver=_receiver(event),
        at=when(_planned(event)),
    )


def _due_line(event: TimelineEvent) -> Mrkdwn:
    return mrkdwn(
        "{leads} was asked to hand over command to {receiver}{late}.",
        leads=mention(event.details["leads"]),
        receiver=_receiver(event),
        late=mrkdwn(", due {at}", at=when(_planned(event)))
        if event.details["late"]
        else Mrkdwn(""),
    )


def _nudged_line(event: TimelineEvent) -> Mrkdwn:
    return mrkdwn("{leads} was asked once more.", leads=mention(event.details["leads"]))


def _opened_line(event: TimelineEvent) -> Mrkdwn:
    who = event.details["person"]
    return mrkdwn(
        "{leads} had not handed over command, so {who} was asked to take it for {receiver}.",
        leads=mention(event.details["leads"]),
        who=mention(who) if who and event.details["may_know"] else "everyone here",
        receiver=_receiver(event),
    )


def _kept_line(event: TimelineEvent) -> Mrkdwn:
    return mrkdwn(
        "Nobody took command for {receiver} within the hour, so {sender} keeps its incident.",
        receiver=_receiver(event),
        sender=bold(event.details["sender"]) if event.details["sender"] else "whoever leads",
    )


def _asked_line(event: TimelineEvent) -> Mrkdwn:
    who = event.details["person"]
    return mrkdwn(
        "{receiver} began to cover; {who} asked to take command.",
        receiver=_receiver(event),
        who=mrkdwn("{who} was", who=mention(who))
        if who and event.details["may_know"]
        else Mrkdwn("everyone here was"),
    )


_SAID: Mapping[RegionStep, Callable[[TimelineEvent, Facts], list[Block]]] = {
    RegionStep.NOTICED: _say_noticed,
    RegionStep.DUE: _say_due,
    RegionStep.NUDGED: _say_nudged,
    RegionStep.OPENED: _say_opened,
    RegionStep.KEPT: _say_kept,
    RegionStep.ASKED: _say_asked,
}
_LINES: Mapping[RegionStep, Callable[[TimelineEvent], Mrkdwn]] = {
    RegionStep.NOTICED: _noticed_line,
    RegionStep.DUE: _due_line,
    RegionStep.NUDGED: _nudged_line,
    RegionStep.OPENED: _opened_line,
    RegionStep.KEPT: _kept_line,
    RegionStep.ASKED: _asked_line,
}
