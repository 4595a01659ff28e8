"""A review draft that a newer one has replaced: its words stay, and it says that it is out of date."""

from datetime import datetime

from models.incident import Incident
from templates.blocks import context, paragraphs, section
from templates.message import Message, messages
from templates.review import held_note
from templates.text import Mrkdwn, code, mrkdwn


def older_draft(draft: Mrkdwn, incident: Incident, *, held_at: datetime | None) -> Message:
    """What stands in the place of its first message, without the button; no answer or file is touched."""
    note = context(
        mrkdwn(
            "Out of date: a newer draft stands below. {review} leads there.",
            review=code(f"/incident review {incident.ref}"),
        )
    )
    title, _, sections = draft.partition("\n\n")
    # Shorter than whatever stood there instead, so that no paragraph is pushed out.
    short = messages([section(Mrkdwn(title)), note, *paragraphs(Mrkdwn(sections))])[0]
    if held_at is None:
        return short
    blocks = [section(Mrkdwn(title)), held_note(held_at), note, *paragraphs(Mrkdwn(sections))]
    full = messages(blocks)[0]
    return full if len(full.blocks) > len(short.blocks) else short
