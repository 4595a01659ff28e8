"""Lines of the timeline about pages, and what of them is said in the channel."""

from datetime import datetime, timedelta

from models.facts import Facts
from models.organisation import Organisation
from models.page import Ending
from models.timeline import TimelineEvent
from templates.actions import Action
from templates.blocks import Block, actions, section
from templates.dates import span, when
from templates.elements import button
from templates.page import ALL_CANNOT, gap_words
from templates.parts import who_did
from templates.text import Mrkdwn, join, mention, mrkdwn


def started_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """A page began, or began anew after silence."""
    name = Mrkdwn(event.details["name"])
    if since := event.details.get("silent_since"):
        return mrkdwn(
            "Nobody has done or written anything since {at}, so {name} is paged again.",
            at=when(datetime.fromisoformat(since)),
            name=name,
        )
    words, why = event.details["words"], event.details["why"]
    return mrkdwn(
        "{who} began to page {name}{why}{words}",
        who=who_did(event),
        name=name,
        why=mrkdwn(", because of {why}", why=why) if why else Mrkdwn(""),
        words=mrkdwn(": {words}", words=words) if words else Mrkdwn("."),
    )


def escalated_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """A step was entered, or somebody wished it."""
    details, name = event.details, Mrkdwn(event.details["name"])
    if details.get("by_hand"):
        return mrkdwn("{who} had the page of {name} go on at once.", who=who_did(event), name=name)
    people = [mention(one) for one in details["people"]]
    late = details["late"]
    return mrkdwn(
        "{people} paged for {name}, {step}{late}.",
        people=join(", ", people) + (" was" if len(people) == 1 else " were")
        if people
        else Mrkdwn("Nobody could be"),
        name=name,
        step="as the fallback"
        if details["fallback"]
        else f"step {details['step']} of {details['steps']}, pass {details['pass_number']}",
        late=f", {span(timedelta(minutes=late))} late" if late else "",
    )


def gap_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """Nobody was there in a step, or the policy itself is not there."""
    if unknown := event.details.get("unknown"):
        return mrkdwn(
            "The catalogue's escalation policy of {name}, “{unknown}”, is not in the on-call file, so "
            "nobody was paged for it.",
            name=event.details["name"],
            unknown=unknown,
        )
    return mrkdwn(
        "{name}: {gaps}", name=Mrkdwn(event.details["name"]), gaps=gap_words(event.details["gaps"])
    )


def acknowledged_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """Somebody acknowledged."""
    waits = event.details["waits"]
    return mrkdwn(
        "{who} acknowledged the page of {name}{waits}.",
        who=who_did(event),
        name=Mrkdwn(event.details["name"]),
        waits=f"; {waits} more must" if waits else "",
    )


def declined_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """Somebody cannot."""
    why = event.details["why"]
    return mrkdwn(
        "{who} was paged and cannot come{why}",
        who=who_did(event),
        why=mrkdwn(": {why}", why=why) if why else Mrkdwn("."),
    )


def ended_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """A page went all its ways, or became one with another."""
    name = Mrkdwn(event.details["name"])
    if event.details["ending"] == Ending.JOINED:
        return mrkdwn(
            "{name} was paged in both incidents that became one: one page counts for both.",
            name=name,
        )
    if event.details["ending"] == Ending.EXHAUSTED:
        return mrkdwn("{name} was paged in every way there is, and nobody answered.", name=name)
    if event.details["ending"] == Ending.DECLINED and event.details.get("policy"):
        return mrkdwn("{name}: {how}", name=name, how=ALL_CANNOT)
    if event.details["ending"] == Ending.DECLINED:
        return mrkdwn("{name} cannot come, and nobody else was asked.", name=name)
    return mrkdwn("{name} is no longer paged.", name=name)


def say_ended(event: TimelineEvent, facts: Facts) -> list[Block]:
    """The same in the channel, with a way on."""
    line = ended_line(event, facts.organisation)
    press = button("Page somebody else", Action.OPEN_PAGE, str(facts.incident.id))
    return [section(line + Mrkdwn(" Whom else could you ask?")), actions(press)]
