"""Timeline events in words: one line each for the timeline and the review, a message each for the channel."""

from collections.abc import Callable, Mapping
from datetime import datetime

from models.facts import Facts
from models.organisation import Organisation
from models.timeline import EventKind, TimelineEvent
from templates.blocks import Block, actions, context, paragraphs, section
from templates.dates import span, when
from templates.message import Message, message
from templates.parts import (
    hand_over_button,
    role_name,
    take_command_button,
    update_body,
    update_button,
)
from templates.text import Mrkdwn, channel_link, code, join, mention, mrkdwn

Telling = Callable[[TimelineEvent, Organisation], Mrkdwn]


def line(event: TimelineEvent, organisation: Organisation) -> Mrkdwn:
    """What happened, in one sentence that reads without the others."""
    return _LINES[EventKind(event.kind)](event, organisation)


def dated_line(event: TimelineEvent, organisation: Organisation) -> Mrkdwn:
    """The same with its moment in front, each reader in their own zone."""
    return mrkdwn(
        "{at}  {what}",
        at=when(event.at, "{date_short} {time}"),
        what=line(event, organisation),
    )


def said(event: TimelineEvent, facts: Facts) -> Message:
    """The event as it is said in the incident's channel, with what to press where that helps."""
    tell = _MESSAGES.get(EventKind(event.kind))
    if tell is None:
        return message(section(line(event, facts.organisation)))
    return message(*tell(event, facts))


# Lines


def _who(event: TimelineEvent) -> Mrkdwn:
    return mention(event.actor.slack_id) if event.actor else Mrkdwn("Muster")


def _because(event: TimelineEvent) -> Mrkdwn:
    why = event.details.get("why")
    return mrkdwn(": {why}", why=why) if why else Mrkdwn("")


def _declared(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn(
        "{who} declared “{title}” as {severity}.",
        who=_who(event),
        title=event.details["title"],
        severity=event.details["severity"],
    )


def _room_opened(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn("The channel {room} opened.", room=channel_link(event.details["channel_id"]))


def _not_invited(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    people = [
        mrkdwn("{who} ({why})", who=mention(who), why=why.replace("_", " "))
        for who, why in event.details["people"].items()
    ]
    return mrkdwn("Slack did not let in {people}.", people=join(", ", people))


def _changed(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    changes = [
        mrkdwn(
            "{field} from {before} to {after}", field=field, before=str(before), after=str(after)
        )
        for field, (before, after) in event.details["changes"].items()
    ]
    return mrkdwn(
        "{who} changed {changes}{why}",
        who=_who(event),
        changes=join(" and ", changes),
        why=_because(event) or Mrkdwn("."),
    )


def _role_taken(event: TimelineEvent, organisation: Organisation) -> Mrkdwn:
    person, role = event.details["person"], role_name(organisation, event.details["role"])
    if event.actor is not None and event.actor.slack_id != person:
        return mrkdwn(
            "{who} made {person} {role}.", who=_who(event), person=mention(person), role=role
        )
    return mrkdwn("{person} is {role}.", person=mention(person), role=role)


def _shift_end_set(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn(
        "{person}'s shift ends {at}.",
        person=mention(event.details["person"]),
        at=_moment(event, "ends_at"),
    )


def _update_posted(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    said_all = [event.details[part] for part in ("condition", "actions", "needs")]
    return mrkdwn(
        "{who} wrote an update: {said}",
        who=_who(event),
        said=join(" / ", [part for part in said_all if part]),
    )


def _update_reminded(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn("An update was due {at}; a reminder went out.", at=_moment(event, "due_at"))


def _command_reminded(_: TimelineEvent, __: Organisation) -> Mrkdwn:
    return Mrkdwn("Nobody had taken command; a reminder went out.")


def _handoff_reminded(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn(
        "A reminder went out that {person}'s shift ends {at}.",
        person=mention(event.details["person"]),
        at=_moment(event, "ends_at"),
    )


def _handoff_offered(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    briefing = event.details.get("briefing")
    return mrkdwn(
        "{who} offered command to {to}{briefing}",
        who=_who(event),
        to=mention(event.details["to"]),
        briefing=mrkdwn(": {words}", words=briefing) if briefing else Mrkdwn("."),
    )


def _handoff_declined(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn("{who} cannot take command now.", who=_who(event))


def _handoff_lapsed(_: TimelineEvent, __: Organisation) -> Mrkdwn:
    return Mrkdwn("The open offer of command lapsed.")


def _command_passed(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    before, after = event.details["before"], event.details["after"]
    if before is None:
        return mrkdwn("{after} has command.", after=mention(after))
    return mrkdwn(
        "Command passed from {before} to {after}.", before=mention(before), after=mention(after)
    )


def _resolved(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn("{who} resolved it{why}", who=_who(event), why=_because(event) or Mrkdwn("."))


def _cancelled(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn(
        "{who} cancelled it as a false alarm{why}",
        who=_who(event),
        why=_because(event) or Mrkdwn("."),
    )


def _reopened(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn("{who} reopened it{why}", who=_who(event), why=_because(event) or Mrkdwn("."))


def _noted(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn("{who} noted: {words}", who=_who(event), words=event.details["words"])


def _review_drafted(_: TimelineEvent, __: Organisation) -> Mrkdwn:
    return Mrkdwn("The review was drafted.")


#: What an errand would have done, for people who wait for it.
_STEPS: Mapping[str, str] = {
    "OpenRoom": "opening this incident's channel",
    "InvitePeople": "inviting people",
    "ShowCard": "drawing the card",
    "ShowAnnouncement": "announcing it to everyone",
    "ShowTopic": "setting the channel's topic",
    "ShowHandoff": "showing an offer of command",
    "AddBookmarks": "adding the bookmarks",
    "AnnounceUpdate": "putting an update under the announcement",
    "BriefDeclarer": "sending a direct message",
    "BriefRoleHolder": "sending a briefing",
    "DraftReview": "posting the review draft",
}


def _errand_given_up(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    step = _STEPS.get(event.details["errand"], "a step")
    return mrkdwn("Slack or Muster stood in the way of {step}.", step=step)


_LINES: Mapping[EventKind, Telling] = {
    EventKind.DECLARED: _declared,
    EventKind.ROOM_OPENED: _room_opened,
    EventKind.NOT_INVITED: _not_invited,
    EventKind.CHANGED: _changed,
    EventKind.ROLE_TAKEN: _role_taken,
    EventKind.SHIFT_END_SET: _shift_end_set,
    EventKind.UPDATE_POSTED: _update_posted,
    EventKind.UPDATE_REMINDED: _update_reminded,
    EventKind.COMMAND_REMINDED: _command_reminded,
    EventKind.HANDOFF_REMINDED: _handoff_reminded,
    EventKind.HANDOFF_OFFERED: _handoff_offered,
    EventKind.HANDOFF_DECLINED: _handoff_declined,
    EventKind.HANDOFF_LAPSED: _handoff_lapsed,
    EventKind.COMMAND_PASSED: _command_passed,
    EventKind.RESOLVED: _resolved,
    EventKind.CANCELLED: _cancelled,
    EventKind.REOPENED: _reopened,
    EventKind.NOTED: _noted,
    EventKind.REVIEW_DRAFTED: _review_drafted,
    EventKind.ERRAND_GIVEN_UP: _errand_given_up,
}


def _moment(event: TimelineEvent, name: str) -> Mrkdwn:
    return when(datetime.fromisoformat(event.details[name]))


# Messages, where a line alone does not do


def _say_update(event: TimelineEvent, facts: Facts) -> list[Block]:
    details = event.details
    body = update_body(details["condition"], details["actions"], details["needs"])
    return [
        *paragraphs(join("\n", [Mrkdwn("*Update*"), body])),
        context(
            mrkdwn(
                "{who}. Next update due {due}.",
                who=_who(event),
                due=when(event.at + facts.severity.update_every),
            )
        ),
    ]


def _say_update_due(event: TimelineEvent, facts: Facts) -> list[Block]:
    commander = facts.commander
    whom = mention(commander.person.slack_id) if commander else Mrkdwn("Nobody has command yet.")
    since = facts.last_update.at if facts.last_update else facts.incident.declared_at
    words = mrkdwn(
        "{whom} An update is due: the last word to everyone was {ago} ago.",
        whom=whom,
        ago=span(event.at - since),
    )
    first = [] if commander else [take_command_button(facts)]
    why = mrkdwn(
        "{severity} asks for one every {every}. Writing one, or resolving, stops this reminder.",
        severity=facts.incident.severity,
        every=span(facts.severity.update_every),
    )
    return [section(words), actions(update_button(facts), *first), context(why)]


def _say_no_commander(event: TimelineEvent, facts: Facts) -> list[Block]:
    since = facts.incident.reopened_at or facts.incident.declared_at
    words = mrkdwn(
        "Nobody has taken command for {length}. Who does? "
        "It means keeping the whole in view, not knowing the answer.",
        length=span(event.at - since),
    )
    why = mrkdwn(
        "{severity} asks for a commander. Taking command, or resolving, stops this reminder.",
        severity=facts.incident.severity,
    )
    return [section(words), actions(take_command_button(facts)), context(why)]


def _say_shift_ends(event: TimelineEvent, facts: Facts) -> list[Block]:
    ends_at = datetime.fromisoformat(event.details["ends_at"])
    left = ends_at - event.at
    length = mrkdwn("in {span}", span=span(left)) if left.total_seconds() > 0 else Mrkdwn("now")
    words = mrkdwn(
        "{who}, your shift ends {length}, {at}. Who takes command next? "
        "Hand over while you can still answer questions.",
        who=mention(event.details["person"]),
        length=length,
        at=when(ends_at),
    )
    steps = Mrkdwn(
        "Before you go: what is broken now · what was tried · what comes next · who waits for whom"
    )
    return [section(words), actions(hand_over_button(facts)), context(steps)]


def _say_resolved(event: TimelineEvent, facts: Facts) -> list[Block]:
    return [
        section(
            mrkdwn(
                "*Resolved* after {length}. {line}",
                length=span(event.at - facts.incident.declared_at),
                line=line(event, facts.organisation),
            )
        ),
        context(
            Mrkdwn("Reminders have stopped. The draft of the review is here, too. Thank you all.")
        ),
    ]


def _say_cancelled(event: TimelineEvent, facts: Facts) -> list[Block]:
    return [
        section(line(event, facts.organisation)),
        context(
            Mrkdwn(
                "Reminders have stopped, and no review is drafted. Declaring was right: "
                "better once too often. `/incident reopen` takes this back."
            )
        ),
    ]


def _say_declined(event: TimelineEvent, facts: Facts) -> list[Block]:
    words = mrkdwn(
        "{line} {commander} still has command. Whom else could you ask?",
        line=line(event, facts.organisation),
        commander=mention(facts.commander.person.slack_id) if facts.commander else "Nobody",
    )
    return [section(words), actions(hand_over_button(facts))]


def _say_given_up(event: TimelineEvent, facts: Facts) -> list[Block]:
    words = "{ref} is safe, and everything else goes on. For whoever looks after Muster: {error}"
    error = code(str(event.details["error"])[:200])
    return [
        section(line(event, facts.organisation)),
        context(mrkdwn(words, ref=facts.incident.ref, error=error)),
    ]


_MESSAGES: Mapping[EventKind, Callable[[TimelineEvent, Facts], list[Block]]] = {
    EventKind.UPDATE_POSTED: _say_update,
    EventKind.UPDATE_REMINDED: _say_update_due,
    EventKind.COMMAND_REMINDED: _say_no_commander,
    EventKind.HANDOFF_REMINDED: _say_shift_ends,
    EventKind.HANDOFF_DECLINED: _say_declined,
    EventKind.RESOLVED: _say_resolved,
    EventKind.CANCELLED: _say_cancelled,
    EventKind.ERRAND_GIVEN_UP: _say_given_up,
}
