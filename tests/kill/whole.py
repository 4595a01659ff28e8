"""Whether an incident stands in Slack as the record has it: whole, and nothing of it twice."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from models.facts import Facts
from models.incident import Kind, Status
from models.page import Page, Paged
from models.task import Task
from models.timeline import EventKind, Review, TimelineEvent
from sandbox import Sandbox
from sandbox.blocks.shown import words_of
from sandbox.state import Channel, Message
from templates.announcement import announcement
from templates.card import card
from templates.message import Message as Drawing
from templates.topic import topic

#: What marks a post of the bot, and what it counts by.
MARK = "muster_post"
#: Moments are drawn as they are just then, and time is moved behind the bots' backs.
_MOMENTS = re.compile(
    r"\d+ \w+ \d{4} at \d\d:\d\d UTC|\*Update was due .*\*|_Next update due .*_|after (\d+ \w+ ?)+"
)
#: Of the timeline, what is said where people work.
_SAID = frozenset(
    {
        EventKind.CHANGED,
        EventKind.ROLE_TAKEN,
        EventKind.ROLE_HANDED_BACK,
        EventKind.COMMAND_PASSED,
        EventKind.UPDATE_POSTED,
        EventKind.NOTED,
        EventKind.SNOOZED,
        EventKind.RESOLVED,
        EventKind.CANCELLED,
        EventKind.MERGED,
        EventKind.MERGED_IN,
        EventKind.MERGE_LEFT,
        EventKind.REOPENED,
    }
)


def faults_of(slack: Sandbox, facts: Facts) -> Iterator[str]:
    """Give a sentence for everything that a declared incident lacks."""
    incident, about = facts.incident, facts.incident.ref
    if incident.kind == Kind.NEAR_MISS:
        yield from _faults_of_near_miss(slack, facts)
        return
    if facts.room is None:
        yield f"{about} has no channel"
        return
    channel = slack.workspace.channels[facts.room.channel_id]
    if channel.private != incident.is_private:
        yield f"{about}: the channel's privacy is wrong"
    wanted = {incident.declared_by.slack_id, *(one.person.slack_id for one in facts.holders)}
    if missing := wanted - set(channel.members):
        yield f"{about}: {missing} are not in the channel"
    if channel.topic != topic(facts):
        yield f"{about}: the topic is {channel.topic!r} and not {topic(facts)!r}"
    if [key_of(pin.message) for pin in channel.pins] != [f"card:{incident.uid}"]:
        yield f"{about}: the pins are {[pin.message.shown for pin in channel.pins]}"
    if len(channel.bookmarks) != 1:
        yield f"{about}: the bookmarks are {[mark.title for mark in channel.bookmarks]}"
    declarer = slack.person(slack.workspace.users[incident.declared_by.slack_id].handle)
    yield from _not_once(declarer.dm, f"declared:{incident.uid}")
    yield from _wrongly_drawn(slack, channel, f"card:{incident.uid}", card(facts, _now()))
    if not incident.is_private:
        key = f"announcement:{incident.uid}"
        yield from _wrongly_drawn(slack, slack.channel("incidents"), key, announcement(facts))


def _faults_of_near_miss(slack: Sandbox, facts: Facts) -> Iterator[str]:
    """The same of what opens nothing and is told in one quiet line."""
    if facts.room is not None:
        yield f"{facts.incident.ref} is a near-miss, and has a channel"
    yield from _not_once(slack.channel("incidents"), f"near-miss:{facts.incident.uid}")


def unsaid(slack: Sandbox, facts: Facts, events: Iterable[TimelineEvent]) -> Iterator[str]:
    """Give a sentence for everything that was not said in the incident's channel, or in more than one place."""
    if facts.room is None:
        return
    channel = slack.workspace.channels[facts.room.channel_id]
    for event in events:
        if event.kind in _SAID:
            yield from _not_once(channel, f"event:{facts.incident.uid}:{event.id}")
        if event.kind == EventKind.UPDATE_POSTED and not facts.incident.is_private:
            key = f"update:{facts.incident.uid}:{event.details['update_id']}"
            yield from _not_once(slack.channel("incidents"), key)


def unshown(slack: Sandbox, facts: Facts, tasks: Iterable[Task]) -> Iterator[str]:
    """The same of tasks."""
    for task in tasks:
        if facts.room is not None and task.incident_id == facts.incident.id:
            channel = slack.workspace.channels[facts.room.channel_id]
            yield from _not_once(channel, f"task:{facts.incident.uid}:{task.id}")


def unpaged(slack: Sandbox, facts: Facts, pages: Iterable[tuple[Page, Paged]]) -> Iterator[str]:
    """Give a sentence for everybody who is wanted and was not told once, and for what is offered in vain."""
    for page, paged in pages:
        if facts.room is None or page.incident_id != facts.incident.id:
            continue
        channel = slack.workspace.channels[facts.room.channel_id]
        key = f"page:{facts.incident.uid}:{page.id}"
        yield from _not_once(channel, key)
        dm = slack.person(slack.workspace.users[paged.slack_id].handle).dm
        to_them = f"paged:{page.mark}:{paged.id}"
        is_wanted = page.is_running and facts.incident.is_open and not paged.answer
        if is_wanted and not paged.told_before:
            yield from _not_once(dm, to_them)
        for message in (*channel.messages, *dm.messages):
            may = is_wanted if key_of(message) == to_them else page.is_running
            if key_of(message) in {key, to_them} and ("Acknowledge\n" in message.shown) != may:
                yield f"{key_of(message)} shows\n{message.shown}\nwhile the page is {page.state}"


def unreviewed(
    slack: Sandbox, facts: Facts, events: Sequence[TimelineEvent], review: Review | None
) -> Iterator[str]:
    """Give a sentence if a resolved incident has no draft of its review, or more than one."""
    about, told = facts.incident.ref, [event.kind for event in events]
    if told.count(EventKind.REVIEW_DRAFTED) > told.count(EventKind.RESOLVED):
        yield f"{about}: drafted more often than resolved"
    if facts.incident.status != Status.RESOLVED or facts.room is None:
        return
    last = len(told) - 1 - told[::-1].index(EventKind.RESOLVED)
    if told[last:].count(EventKind.REVIEW_DRAFTED) != 1 or review is None:
        yield f"{about}: after its end {told[last:].count(EventKind.REVIEW_DRAFTED)} were drafted"
        return
    channel = slack.workspace.channels[facts.room.channel_id]
    key = f"review:{facts.incident.uid}:{review.drafted_at:%Y%m%d%H%M%S%f}:0"
    yield from _not_once(channel, key)
    files = [file for one in channel.replies(review.message_ts or "") for file in one.files]
    if files != [review.file_id]:
        yield f"{about}: under the draft stand the files {files}, and not {review.file_id}"
    for message in channel.messages:
        is_draft = key_of(message).startswith(f"review:{facts.incident.uid}:")
        if is_draft and key_of(message) != key and "We have held it" in message.shown:
            yield f"{about}: the older draft {key_of(message)} can be held still"


def _not_once(channel: Channel, key: str) -> Iterator[str]:
    found = [one for one in channel.messages if key_of(one) == key and not _is_pointer(one)]
    if len(found) != 1:
        yield f"{key} stands in #{channel.name or channel.id} {len(found)} times"


def _is_pointer(message: Message) -> bool:
    """Whether it only says where a task went, which may have come back since."""
    return message.shown.startswith("Task moved to ")


def _wrongly_drawn(slack: Sandbox, channel: Channel, key: str, drawing: Drawing) -> Iterator[str]:
    yield from _not_once(channel, key)
    for message in channel.messages:
        if key_of(message) == key:
            shown = _MOMENTS.sub("", words_of(message.blocks, slack.workspace))
            wished = _MOMENTS.sub("", words_of([*drawing.blocks], slack.workspace))
            if shown != wished:
                yield f"{key} shows\n{shown}\ninstead of\n{wished}"


def _now() -> datetime:
    return datetime.now(UTC)


def doubled(slack: Sandbox) -> list[str]:
    """Give the key of every post that was made twice in one place.

    What had to be said before there was a channel is said to a person directly, and may be said in
    the channel as well.
    """
    keys = Counter(
        (channel.name or channel.id, key_of(message))
        for channel in slack.workspace.channels.values()
        for message in channel.messages
        if message.metadata and not _is_pointer(message)
    )
    return [f"{key} in {place}" for (place, key), times in keys.items() if times > 1]


def out_of_order(slack: Sandbox) -> list[str]:
    """Give what was said of an incident after something that happened later."""
    wrong = []
    for channel in slack.workspace.channels.values():
        last: dict[str, int] = {}
        for message in channel.messages:
            kind, _, rest = key_of(message).partition(":")
            uid, _, number = rest.partition(":")
            if kind != "event":
                continue
            if int(number) < last.get(uid, 0):
                wrong.append(f"{message.shown!r} in {channel.name or channel.id}")
            last[uid] = int(number)
    return wrong


def incident_channels(slack: Sandbox) -> list[Channel]:
    """Give every channel that the bot made for an incident."""
    return [
        channel
        for channel in slack.workspace.channels.values()
        if channel.creator == slack.bot.id and channel.name.startswith(("inc-", "drill-inc-"))
    ]


def key_of(message: Message) -> str:
    """Return the key by which the bot knows a post of its own again."""
    held = message.metadata or {}
    return str(held["event_payload"]["key"]) if held.get("event_type") == MARK else ""
