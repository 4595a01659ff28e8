"""Telling somebody late what became of their wish: Slack could not be reached when they should have known."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from templates.blocks import Block
from templates.replies import kept_back, told_late
from workflows.directly import tell_directly
from workflows.errands import Errand, Needless, Priority, World
from workflows.privacy import private_incidents_of
from workflows.work import Work

#: After that they have long found out, or have asked again.
OF_USE_FOR = timedelta(minutes=30)


def tell_late(work: Work, slack_id: str, answer: Sequence[Block], inside: Iterable[int]) -> None:
    """Have somebody told once Slack can be reached again.

    `inside` are the private incidents of which they might know when they were to be answered.
    """
    work.send(TellLate(slack_id=slack_id, answer=list(answer), inside=tuple(sorted(inside))))


class TellLate(Errand):
    """Send somebody the answer that did not reach them, as a direct message.

    The answer itself is kept, and not what it was made from: it says what was so at that moment.
    """

    priority = Priority.PEOPLE

    slack_id: str
    answer: list[dict[str, Any]]
    #: The private incidents of which they might know then; the answer may be about any of them.
    inside: tuple[int, ...] = ()

    async def carry_out(self, world: World) -> None:
        """Send it, as long as it is of use, and without its words where they have left a private incident."""
        if world.start.clock.now() - world.written_at > OF_USE_FOR:
            raise Needless("nobody waits for this answer any longer")
        async with world.start.looking() as session:
            has_left = {*self.inside} - await private_incidents_of(session, self.slack_id)
        messages = (
            [kept_back(world.written_at)] if has_left else told_late(world.written_at, self.answer)
        )
        for number, late in enumerate(messages):
            key = f"late:{world.mark}:{number}"
            await tell_directly(world, self.slack_id, late, key=key)
