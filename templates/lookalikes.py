"""Open incidents that could be the one that somebody declares, and the ways to make one of both."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.facts import Facts
from templates.actions import Action, choice
from templates.blocks import Block, actions, section
from templates.elements import button
from templates.parts import in_list
from templates.text import Mrkdwn, channel_link, mrkdwn


@dataclass(frozen=True, slots=True)
class Lookalike:
    """An open incident that looks like another."""

    id: int
    title: str
    severity: str
    channel_id: str | None

    @property
    def ref(self) -> str:
        """Its name: INC-12."""
        return f"INC-{self.id}"


def named(one: Lookalike) -> Mrkdwn:
    """Which one it is, how bad, and where."""
    room = mrkdwn(", {room}", room=channel_link(one.channel_id)) if one.channel_id else Mrkdwn("")
    return mrkdwn(
        "{ref}: {title}, {severity}{room}",
        ref=one.ref,
        title=in_list(one.title),
        severity=one.severity,
        room=room,
    )


def pointed_out(facts: Facts, alike: Sequence[Lookalike]) -> list[Block]:
    """What was open already when somebody declared: to look at, and to make one of both."""
    blocks: list[Block] = []
    for one in alike:
        into = choice(facts.incident.id, str(one.id))
        blocks += [
            section(mrkdwn("This one looks alike: {which}", which=named(one))),
            actions(
                button(f"Join {one.ref}", Action.JOIN, str(one.id)),
                button(f"Merge into {one.ref}…", Action.PREVIEW_MERGE, into),
            ),
        ]
    return blocks
