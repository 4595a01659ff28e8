"""Timeline events in words: one line each, for the timeline, the review and whoever catches up."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from models.incident import Kind
from models.organisation import Organisation
from models.timeline import EventKind, TimelineEvent
from templates import automations, merge, page_events, room_events, tasks
from templates.custom_fields import field_set_line
from templates.dates import when
from templates.handoff_events import HANDED, handoff_line
from templates.keep import kept_line
from templates.near_miss import told_line
from templates.owners import leader_asked_line, links_line, owners_line, team_told_line
from templates.parts import role_name, what_is_had, who_did
from templates.region_change import region_line
from templates.regions import global_commander_line
from templates.services import listed
from templates.snooze import put_off
from templates.source import source_line
from templates.text import Mrkdwn, channel_link, join, link, mention, mrkdwn

Telling = Callable[[TimelineEvent, Organisation], Mrkdwn]


def line(event: TimelineEvent, organisation: Organisation) -> Mrkdwn:
    """What happened, in one sentence that reads without the others."""
    return _LINES[EventKind(event.kind)](event, organisation)


def dated_line(event: TimelineEvent, organisation: Organisation) -> Mrkdwn:
    """The same with its moment in front, each reader in their own zone."""
    return mrkdwn(
        "{at}  {what}",
        at=when(event.at, "{date_short_pretty} {time}"),
        what=line(event, organisation),
    )


def _because(event: TimelineEvent) -> Mrkdwn:
    why = event.details.get("why")
    return mrkdwn(": {why}", why=why) if why else Mrkdwn("")


def _declared(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    if event.details.get("sort") == Kind.NEAR_MISS:
        return mrkdwn(
            "{who} told of a near-miss: “{title}”.{noticed}",
            who=who_did(event),
            title=event.details["title"],
            noticed=_noticed(event),
        )
    if "ended_at" in event.details:
        return mrkdwn(
            "{who} wrote down “{title}” as {severity}: it lasted from {began} until {ended}.{noticed}",
            who=who_did(event),
            title=event.details["title"],
            severity=event.details["severity"],
            began=_moment(event, "began_at"),
            ended=_moment(event, "ended_at"),
            noticed=_noticed(event),
        )
    return mrkdwn(
        "{who} declared “{title}” as {severity}{kind}{privately}.{suggested}{noticed}",
        who=who_did(event),
        title=event.details["title"],
        severity=event.details["severity"],
        kind=f", as a {event.details['sort']}" if "sort" in event.details else "",
        privately=", privately" if "private" in event.details else "",
        suggested=_as_suggested(event),
        noticed=_noticed(event),
    )


def _noticed(event: TimelineEvent) -> Mrkdwn:
    """What people notice, where it is more than fits anywhere else."""
    words = event.details.get("noticed")
    return mrkdwn(" What people notice: {words}", words=words) if words else Mrkdwn("")


def _as_suggested(event: TimelineEvent) -> str:
    names = " and ".join(event.details.get("suggested", ()))
    return f" The {names} came from the service catalogue." if names else ""


def _services_understood(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    services, unclear = event.details["services"], event.details["unclear"]
    parts = [*([listed(services)] if services else []), *(listed(one, " or ") for one in unclear)]
    return mrkdwn(
        "From the words of the declaration it seems to be about {services}.",
        services=join(", ", parts),
    )


def _services_chosen(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    added, removed = event.details["added"], event.details["removed"]
    parts = [
        *([mrkdwn("{services} as affected", services=listed(added))] if added else []),
        *([mrkdwn("{services} as not affected", services=listed(removed))] if removed else []),
    ]
    return mrkdwn("{who} marked {services}.", who=who_did(event), services=join(", ", parts))


def _room_opened(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    if thread := event.details.get("thread"):
        return mrkdwn(
            "No channel could be created, so it is worked on in {thread}.",
            thread=link(thread, f"a thread in #{event.details['name']}"),
        )
    return mrkdwn("The channel {room} opened.", room=channel_link(event.details["channel_id"]))


def _not_invited(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    people = [
        mrkdwn("{who} ({why})", who=mention(who), why=why.replace("_", " "))
        for who, why in event.details["people"].items()
    ]
    return mrkdwn("Slack did not let in {people}.", people=join(", ", people))


def _changed(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    if set(event.details["changes"]) == {"regions"}:
        return _regions_changed(event, *event.details["changes"]["regions"])
    changes = [
        mrkdwn(
            "{field} from {before} to {after}",
            field=field,
            before=_value(before),
            after=_value(after),
        )
        for field, (before, after) in event.details["changes"].items()
    ]
    return mrkdwn(
        "{who} changed {changes}{why}",
        who=who_did(event),
        changes=join(" and ", changes),
        why=_because(event) or Mrkdwn("."),
    )


def _regions_changed(event: TimelineEvent, before: Sequence[str], after: Sequence[str]) -> Mrkdwn:
    """Where it is felt, and where people thought so before."""
    if after:
        felt = mrkdwn("said that it is felt in {after}", after=", ".join(after))
    else:
        felt = Mrkdwn("cleared where it is felt")
    return mrkdwn(
        "{who} {felt}{before}.",
        who=who_did(event),
        felt=felt,
        before=mrkdwn("; before: {names}", names=", ".join(before)) if before else Mrkdwn(""),
    )


def _value(value: object) -> str:
    """What a field held, in words; of several values all."""
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return str(value)


def _role_taken(event: TimelineEvent, organisation: Organisation) -> Mrkdwn:
    person, role = event.details["person"], role_name(organisation, event.details["role"])
    if event.actor is not None and event.actor.slack_id != person:
        return mrkdwn(
            "{who} made {person} {role}.", who=who_did(event), person=mention(person), role=role
        )
    return mrkdwn("{person} is {role}.", person=mention(person), role=role)


def _role_handed_back(event: TimelineEvent, organisation: Organisation) -> Mrkdwn:
    person, role = event.details["person"], role_name(organisation, event.details["role"])
    if event.details.get("why"):
        return mrkdwn(
            "{person} is a program or has left, and could not answer, so nobody is {role} there.",
            person=mention(person),
            role=role,
        )
    if event.actor is not None and event.actor.slack_id != person:
        return mrkdwn(
            "{who} noted that {person} is no longer {role}.",
            who=who_did(event),
            person=mention(person),
            role=role,
        )
    return mrkdwn("{person} is no longer {role}.", person=mention(person), role=role)


def _role_asked_for(event: TimelineEvent, organisation: Organisation) -> Mrkdwn:
    return mrkdwn(
        "{person} asked {holder} for {role}.",
        person=mention(event.details["person"]),
        holder=mention(event.details["holder"]),
        role=what_is_had(organisation, event.details["role"]),
    )


def _role_passed(event: TimelineEvent, organisation: Organisation) -> Mrkdwn:
    return mrkdwn(
        "{after} is {role} now, after {before}.",
        after=mention(event.details["after"]),
        role=role_name(organisation, event.details["role"]),
        before=mention(event.details["before"]),
    )


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
        who=who_did(event),
        said=join(" / ", [part for part in said_all if part]),
    )


def _update_reminded(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn(
        "An update was due {at}; a reminder went out{whom}.",
        at=_moment(event, "due_at"),
        whom=_to(event.details.get("whom", [])),
    )


def _to(whom: list[str]) -> Mrkdwn:
    """To whom a reminder went: people by their Slack ids, or everyone."""
    if not whom:
        return Mrkdwn("")
    return mrkdwn(" to {whom}", whom=join(" and ", map(mention, whom)))


def _first_update_reminded(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    person = mention(event.details["person"])
    return mrkdwn("{person} was asked for a first update as the new commander.", person=person)


def _command_reminded(_: TimelineEvent, __: Organisation) -> Mrkdwn:
    return Mrkdwn("Nobody had taken command; a reminder went out.")


def _handoff_reminded(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn(
        "A reminder went out that {person}'s shift ends {at}.",
        person=mention(event.details["person"]),
        at=_moment(event, "ends_at"),
    )


def _stale_reminded(_: TimelineEvent, __: Organisation) -> Mrkdwn:
    return Mrkdwn("Nothing had happened for long; a reminder went out.")


def _mitigated_reminded(_: TimelineEvent, __: Organisation) -> Mrkdwn:
    return Mrkdwn("It had been mitigated for long; a reminder went out.")


def _review_reminded(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn("The review was due {at}; a reminder went out.", at=_moment(event, "due_at"))


def _snoozed(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    if "why" not in event.details:
        return mrkdwn("{who} brought the reminders back.", who=who_did(event))
    return mrkdwn(
        "{who} put off {what} until {until}{why}",
        who=who_did(event),
        what=put_off(event.details["reminders"]),
        until=_moment(event, "until"),
        why=_because(event),
    )


def _resolved(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn("{who} resolved it{why}", who=who_did(event), why=_because(event) or Mrkdwn("."))


def _cancelled(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn(
        "{who} cancelled it as a false alarm{why}",
        who=who_did(event),
        why=_because(event) or Mrkdwn("."),
    )


def _reopened(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn("{who} reopened it{why}", who=who_did(event), why=_because(event) or Mrkdwn("."))


def _noted(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn("{who} noted: {words}", who=who_did(event), words=event.details["words"])


def _review_drafted(_: TimelineEvent, __: Organisation) -> Mrkdwn:
    return Mrkdwn("The review was drafted.")


def _review_held(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    return mrkdwn("{who} noted that the review was held.", who=who_did(event))


#: What an errand would have done, for people who wait for it.
_STEPS: Mapping[str, str] = {
    "OpenRoom": "opening this incident's channel",
    "InvitePeople": "inviting people",
    "LookInside": "looking who is in the channel",
    "SeeChannel": "looking how the channel is",
    "AskForChannel": "telling whoever declared that there is no channel",
    "TellOfNearMiss": "telling of it in the announcement channel",
    "LinkSource": "linking the message from which it was declared",
    "AskInThread": "calling people into the thread",
    "ShowCard": "drawing the card",
    "PageByItself": "paging whoever is on call",
    "MindPage": "paging the next people",
    "ShowPage": "showing how it stands with a page",
    "CountDown": "counting down to what a page does next",
    "ShowPaged": "telling somebody that they are paged",
    "ReachOutside": "reaching somebody outside of Slack",
    "FollowAlarm": "telling PagerDuty of an answer",
    "ShowMovedPage": "showing where a page went",
    "ShoutOfGap": "telling everybody that nobody is on call",
    "TellOfPage": "telling those who look after Muster of a page",
    "RunAutomation": "running an automation",
    "WatchAutomation": "running an automation",
    "PostByRule": "posting an automation's words in another channel",
    "AddBookmark": "adding an automation's link",
    "CallWebhook": "calling another program for an automation",
    "TellAlso": "telling of it in another channel",
    "ShowAnnouncement": "announcing it to everyone",
    "KeepTopic": "putting the channel's topic back",
    "ShowTopic": "setting the channel's topic",
    "ShowTask": "showing a task",
    "ShowTaskLater": "showing a task",
    "BriefTaskOwner": "telling somebody of their task",
    "BringPeople": "inviting people",
    "BringOwners": "inviting the owners of the affected services",
    "TellTeam": "telling a team in its own channel",
    "AddServiceLinks": "adding the links of the affected services",
    "SayEvent": "saying in the channel what happened",
    "SayInOrder": "saying in the channel what happened",
    "RingReminders": "reminding people",
    "SayReminders": "reminding people",
    "ShowMovedTask": "showing where a task went",
    "KeepMessage": "putting a message on the timeline",
    "ShowHandoff": "showing an offer of command",
    "BriefReceiver": "telling the next commander what to know",
    "SayUnderHandoff": "saying something under an offer of command",
    "TellOfOffer": "asking somebody to take command",
    "ChaseAnswer": "looking after an offer of command",
    "EndQuestions": "ending the time for questions after handing over command",
    "MarkAskedAgain": "counting what was asked again after handing over command",
    "WatchRegions": "looking which region leads next",
    "NameGlobalCommander": "naming whoever leads for all regions",
    "TellOfRegionChange": "telling somebody that command passes to another region",
    "AddBookmarks": "adding the bookmarks",
    "AnnounceUpdate": "putting an update under the announcement",
    "TellSubscriber": "telling somebody who subscribed",
    "WhisperToDeclarer": "telling whoever declared that the channel is open",
    "BriefDeclarer": "sending a direct message",
    "HintAtTwoHats": "sending a direct message",
    "BriefRoleHolder": "sending a briefing",
    "DraftReview": "drafting the review",
    "PostReview": "posting the review draft",
    "AttachReview": "attaching the review as a file",
    "MarkOlderDraft": "marking the older review draft",
}


def _errand_given_up(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    step = _STEPS.get(event.details["errand"], "a step")
    return mrkdwn("Slack or Muster stood in the way of {step}.", step=step)


_LINES: Mapping[EventKind, Telling] = {
    EventKind.DECLARED: _declared,
    EventKind.NEAR_MISS_TOLD: lambda event, _: told_line(event, who_did(event)),
    EventKind.SOURCE_LINKED: lambda event, _: source_line(event),
    EventKind.SERVICES_UNDERSTOOD: _services_understood,
    EventKind.SERVICES_CHOSEN: _services_chosen,
    EventKind.OWNERS_BROUGHT: owners_line,
    EventKind.LEADER_ASKED: leader_asked_line,
    EventKind.GLOBAL_COMMANDER_NAMED: global_commander_line,
    EventKind.TEAM_TOLD: team_told_line,
    EventKind.LINKS_ADDED: links_line,
    EventKind.ROOM_OPENED: _room_opened,
    EventKind.ROOM_RENAMED: room_events.renamed_line,
    EventKind.ROOM_LOST: room_events.lost_line,
    EventKind.ROOM_BACK: room_events.back_line,
    EventKind.TOPIC_EDITED: room_events.topic_line,
    EventKind.NOT_INVITED: _not_invited,
    EventKind.CHANGED: _changed,
    EventKind.ROLE_TAKEN: _role_taken,
    EventKind.ROLE_HANDED_BACK: _role_handed_back,
    EventKind.ROLE_ASKED_FOR: _role_asked_for,
    EventKind.ROLE_PASSED: _role_passed,
    EventKind.SHIFT_END_SET: _shift_end_set,
    EventKind.UPDATE_POSTED: _update_posted,
    EventKind.UPDATE_REMINDED: _update_reminded,
    EventKind.FIRST_UPDATE_REMINDED: _first_update_reminded,
    EventKind.COMMAND_REMINDED: _command_reminded,
    EventKind.HANDOFF_REMINDED: _handoff_reminded,
    EventKind.STALE_REMINDED: _stale_reminded,
    EventKind.MITIGATED_REMINDED: _mitigated_reminded,
    EventKind.REVIEW_REMINDED: _review_reminded,
    EventKind.SNOOZED: _snoozed,
    **dict.fromkeys(HANDED, lambda event, _: handoff_line(event)),
    EventKind.REGION_CHANGE: lambda event, _: region_line(event),
    EventKind.RESOLVED: _resolved,
    EventKind.CANCELLED: _cancelled,
    EventKind.MERGED: merge.merged_line,
    EventKind.MERGED_IN: merge.taken_in_line,
    EventKind.MERGE_LEFT: merge.left_line,
    EventKind.REOPENED: _reopened,
    EventKind.NOTED: _noted,
    EventKind.MESSAGE_KEPT: kept_line,
    EventKind.TASK_ADDED: tasks.added_line,
    EventKind.TASK_TAKEN: tasks.taken_line,
    EventKind.TASK_DONE: tasks.done_line,
    EventKind.TASKS_REMINDED: tasks.reminded_line,
    EventKind.PAGE_STARTED: page_events.started_line,
    EventKind.PAGE_ESCALATED: page_events.escalated_line,
    EventKind.PAGE_GAP: page_events.gap_line,
    EventKind.PAGE_ACKNOWLEDGED: page_events.acknowledged_line,
    EventKind.PAGE_DECLINED: page_events.declined_line,
    EventKind.PAGE_ENDED: page_events.ended_line,
    EventKind.AUTOMATION_RAN: automations.ran_line,
    EventKind.AUTOMATION_ASKED: automations.asked_line,
    EventKind.FIELDS_SET: field_set_line,
    EventKind.REVIEW_DRAFTED: _review_drafted,
    EventKind.REVIEW_HELD: _review_held,
    EventKind.ERRAND_GIVEN_UP: _errand_given_up,
}


def _moment(event: TimelineEvent, name: str) -> Mrkdwn:
    return when(datetime.fromisoformat(event.details[name]))
