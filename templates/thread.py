"""Words for where no channel may be created: why there is a thread, who comes there, what to ask for."""

from collections.abc import Sequence

from models.facts import Facts
from models.incident import Room
from templates.blocks import section
from templates.message import Message, message
from templates.parts import drill_mark, incident_title
from templates.text import Mrkdwn, code, join, mention, mrkdwn


def why_thread(room: Room | None) -> list[Mrkdwn]:
    """Why there is no channel, where there is none."""
    if room is None or not room.is_thread:
        return []
    words = "Muster may not create channels in this workspace, so this is worked on in a thread."
    return [Mrkdwn(words)]


def how_to_type(facts: Facts) -> Mrkdwn:
    """Where and how commands about this incident are typed."""
    if facts.room is not None and facts.room.is_thread:
        return mrkdwn(
            "Slack takes no commands in threads: type them anywhere with the incident's name, "
            "such as {line}.",
            line=code(f"/incident update {facts.incident.ref} We are rolling back"),
        )
    return Mrkdwn("`/incident help` shows all that you can do here.")


def how_to_change_severity(facts: Facts) -> Mrkdwn:
    """The same for the severity, in one sentence with what it is now."""
    severity = facts.incident.severity
    if facts.room is not None and facts.room.is_thread:
        line = code(f"/incident severity {facts.incident.ref}")
        return mrkdwn(
            "It is {severity} for now; {line} changes that.", severity=severity, line=line
        )
    return mrkdwn(
        "It is {severity} for now; `/incident severity` in the channel changes that.",
        severity=severity,
    )


def called_into_thread(facts: Facts, people: Sequence[str]) -> Message:
    """The one line that brings people into the thread."""
    words = "{people}, you are asked to help with {ref}. It is worked on in this thread."
    who = join(" ", [mention(slack_id) for slack_id in people])
    line = mrkdwn(words, people=who, ref=facts.incident.ref)
    return message(section(join(" ", [line, *drill_mark(facts)])))


def no_channel(facts: Facts) -> Message:
    """To whoever declared what cannot be worked on in the open, where no channel may be created."""
    title = incident_title(facts)
    if not facts.incident.is_private:
        says = mrkdwn(
            "{title} is written down. You asked for a channel, and Muster may not create channels "
            "in this workspace.",
            title=title,
        )
        return message(section(says), section(_whom_to_ask("channels")))
    says = mrkdwn(
        "{title} is declared and written down. It is private, so it needs a channel of its own, "
        "and Muster may not create private channels in this workspace. Nobody else was told.",
        title=title,
    )
    until = Mrkdwn(
        " If it cannot wait, open a private channel yourself and invite those who are needed."
    )
    return message(section(says), section(_whom_to_ask("private channels") + until))


def _whom_to_ask(what: str) -> Mrkdwn:
    return mrkdwn(
        "Please ask an administrator of the workspace to let Muster create {what}: in Slack's "
        "settings under *Permissions*, *Channel management*. Muster tries again every 10 minutes.",
        what=what,
    )
