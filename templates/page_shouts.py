"""What others are told when a page finds nobody."""

from models.facts import Facts
from models.page import Ending, Page
from templates.blocks import actions, context, section
from templates.message import Message, message
from templates.parts import drill_mark, incident_title, join_button, room_link
from templates.text import Mrkdwn, cut, mrkdwn

_NAMED = 200


def page_found_nobody(facts: Facts, page: Page) -> Message:
    """For everybody: nobody is on call, and whoever can help is asked to."""
    return message(
        section(
            mrkdwn(
                "*Nobody is on call* for {name}, which is paged for {title} ({severity}), {room}. "
                "Whoever can help, please come.",
                name=cut(Mrkdwn(page.name), _NAMED),
                title=incident_title(facts),
                severity=facts.incident.severity,
                room=room_link(facts),
            )
        ),
        actions(join_button(facts)),
        *([context(*marks)] if (marks := drill_mark(facts)) else []),
    )


def tell_of_page(facts: Facts, page: Page, what: str) -> Message:
    """For whoever looks after Muster: what became of a page, and what to look at."""
    became = (
        "went all its ways, and nobody answered."
        if what == Ending.EXHAUSTED
        else "found nobody, and neither did the fallback. Please look at the on-call file."
    )
    return message(
        section(
            mrkdwn(
                "A page of {name} for {title} {became} People work on it in {room}.",
                name=cut(Mrkdwn(page.name), _NAMED),
                title=incident_title(facts),
                became=became,
                room=room_link(facts),
            )
        )
    )
