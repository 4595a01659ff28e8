"""What others are told when a page finds nobody."""

from collections.abc import Mapping, Sequence
from typing import Final

from models.facts import Facts
from models.page import Answer, Ending, Page, Paged
from templates.blocks import actions, context, section
from templates.message import Message, message
from templates.parts import drill_mark, incident_title, join_button, room_link
from templates.text import Mrkdwn, bold, cut, mrkdwn

_NAMED: Final = 200
_NOBODY: Final = "found nobody, and neither did the fallback. Please look at the on-call file."
_BECAME: Final[Mapping[str, str]] = {
    Ending.EXHAUSTED: "went all its ways, and nobody answered.",
    Ending.DECLINED: "asked everybody it could, and all of them cannot come.",
}


def page_found_nobody(facts: Facts, page: Page, paged: Sequence[Paged]) -> Message:
    """For everybody: nobody is on call, or nobody of those can come, and whoever can help is asked to."""
    cannot = any(one.answer == Answer.DECLINED and one.round == page.round for one in paged)
    return message(
        section(
            mrkdwn(
                "{nobody} for {name}, which is paged for {title} ({severity}), {room}. "
                "Whoever can help, please come.",
                nobody=bold(
                    "Nobody who is on call now can come" if cannot else "Nobody is on call"
                ),
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
    return message(
        section(
            mrkdwn(
                "A page of {name} for {title} {became} People work on it in {room}.",
                name=cut(Mrkdwn(page.name), _NAMED),
                title=incident_title(facts),
                became=_BECAME.get(what, _NOBODY),
                room=room_link(facts),
            )
        )
    )
