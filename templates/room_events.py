"""What befalls an incident's channel, in words: its name, its topic, that it is lost, that it is back."""

from models.facts import Facts
from models.organisation import Organisation
from models.timeline import TimelineEvent
from templates.blocks import Block, context, section
from templates.parts import incident_title, room_link
from templates.text import Mrkdwn, channel_link, cut, join, mention, mrkdwn

#: How a channel is lost, as its event holds it.
ARCHIVED, SHUT_OUT = "archived", "shut out"
#: More of a topic than Slack keeps.
_TOPIC = 300


def renamed_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """Its new name."""
    return mrkdwn("The channel was renamed to #{name}.", name=event.details["name"])


def lost_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """That nothing can be said there."""
    if event.details["how"] == ARCHIVED:
        return Mrkdwn("The channel was archived.")
    return Mrkdwn("Muster was no longer in the channel.")


def back_line(_: TimelineEvent, __: Organisation) -> Mrkdwn:
    """That it goes on there."""
    return Mrkdwn("The channel is back.")


def topic_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """Who set the topic to what."""
    who = mention(event.actor.slack_id) if event.actor else Mrkdwn("Somebody")
    words = event.details["words"]
    if not words:
        return mrkdwn("{who} emptied the topic; it was put back.", who=who)
    return mrkdwn(
        "{who} set the topic to “{words}”; the usual one was put back.",
        who=who,
        words=cut(words, _TOPIC),
    )


def say_topic_kept(event: TimelineEvent, _: Facts) -> list[Block]:
    """One word in the channel, with what was typed given back."""
    kept = Mrkdwn("The topic is kept by Muster, so it was put back.")
    words = event.details["words"]
    if not words:
        return [section(kept)]
    back = mrkdwn(
        "What you wrote stands on the timeline: “{words}”. `/incident note` puts more there.",
        words=cut(words, _TOPIC),
    )
    return [section(kept + " " + back)]


def say_lost(event: TimelineEvent, facts: Facts) -> list[Block]:
    """To whoever leads, by direct message: what happened, what goes on, how to set it right."""
    if facts.room is not None and facts.room.is_thread:
        words = _thread_lost(event, facts, channel_link(facts.room.channel_id))
    else:
        words = _channel_lost(event, facts)
    until = Mrkdwn(
        "Until then Muster tells you here what it would say there, and what else there is to do "
        "waits. "
        "Buttons and `/incident` commands work as before."
    )
    return [section(words), context(until)]


def _channel_lost(event: TimelineEvent, facts: Facts) -> Mrkdwn:
    if event.details["how"] == ARCHIVED:
        words = (
            "The channel of {title} was archived while it is open. Nothing that was said there is "
            "lost. To go on there, unarchive {room}."
        )
    else:
        words = (
            "Muster is not in the channel of {title} any longer, so it cannot say anything there. "
            "To bring it back, type `/invite @muster` in {room}."
        )
    return mrkdwn(words, title=incident_title(facts), room=room_link(facts))


def _thread_lost(event: TimelineEvent, facts: Facts, channel: Mrkdwn) -> Mrkdwn:
    """The same of a thread, for all incidents that this person leads in threads of that channel."""
    if event.details["how"] == ARCHIVED:
        first = "{channel} was archived while {title} is worked on in a thread there."
        then = "Nothing that was said there is lost. To go on there, unarchive {channel}."
    else:
        first = (
            "Muster is not in {channel} any longer, where {title} is worked on in a thread, so it "
            "cannot say anything there."
        )
        then = "To bring it back, type `/invite @muster` in {channel}."
    words = [mrkdwn(first, channel=channel, title=incident_title(facts))]
    if others := [f"INC-{number}" for number in event.details.get("also", ())]:
        words.append(mrkdwn("The same goes for {others}.", others=join(", ", others)))
    return join(" ", [*words, mrkdwn(then, channel=channel)])


def say_back(_: TimelineEvent, facts: Facts) -> list[Block]:
    """In the channel: what was missed is made up for."""
    words = (
        "Muster is here again. What waited is done now; `/incident catchup {ref}` tells the rest."
    )
    return [section(mrkdwn(words, ref=facts.incident.ref))]
