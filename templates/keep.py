"""Messages that people put on a timeline: the line there, the question which incident, and the answers."""

import json
from collections.abc import Mapping, Sequence

from models.incident import Incident
from models.organisation import Organisation
from models.timeline import TimelineEvent
from templates.actions import Field, Form
from templates.blocks import View, context, input_block, modal, section
from templates.elements import option, static_select
from templates.message import Message, message
from templates.parts import title_of
from templates.text import Mrkdwn, mention, mrkdwn, with_people

#: What of a message's words the form carries; beyond it they are read anew when it is sent.
CARRIED = 1_000
_OFFERED = 100


def kept_line(event: TimelineEvent, _: Organisation) -> Mrkdwn:
    """What was written, by whom, and who put it here where that was somebody else."""
    details = event.details
    author = event.actor.slack_id if event.actor else None
    who = mention(author) if author else Mrkdwn("A program")
    by = mention(details["by"])
    if details.get("deleted"):
        return mrkdwn(
            "{who} wrote a message that {by} put here; it was deleted by its author.",
            who=who,
            by=by,
        )
    words = with_people(details["words"]) or Mrkdwn("_(no words)_")
    shown = mrkdwn("{who} wrote: {words}", who=who, words=words)
    return shown if details["by"] == author else shown + mrkdwn(" (put here by {by})", by=by)


def keep_form(found: Sequence[Incident], about: Mapping[str, str]) -> View:
    """Ask on which incident's timeline a message belongs. `about` says which message it is."""
    words = with_people(about["words"]) or Mrkdwn("_(no words)_")
    return modal(
        "Put on the timeline",
        "Put it there",
        "Cancel",
        [
            input_block(
                "Which incident?",
                static_select(
                    Field.INCIDENT,
                    [option(one.headline, str(one.id), one.severity) for one in found[:_OFFERED]],
                    initial=str(found[0].id) if len(found) == 1 else None,
                ),
                Field.INCIDENT,
            ),
            section(words),
            context(Mrkdwn("It will stand there at the time when it was written.")),
        ],
        Form.KEEP,
        private_metadata=json.dumps(dict(about), ensure_ascii=False),
    )


def now_kept(incident: Incident) -> Message:
    """The private answer: it stands on the timeline, and where to read it."""
    return message(
        section(
            mrkdwn(
                "That message is on the timeline of {title}, at the time when it was written. "
                "Later edits are followed. `/incident timeline {ref}` shows it.",
                title=title_of(incident),
                ref=incident.ref,
            )
        )
    )


def kept_already(incident: Incident) -> Message:
    """The private answer: it stood there before."""
    return message(
        section(mrkdwn("That message is on the timeline of {ref} already.", ref=incident.ref))
    )


OURS = message(
    section("That is a message of Muster's own; what it says is on the timeline without this.")
)
GONE = message(section("That message has been deleted, so nothing was put on the timeline."))
