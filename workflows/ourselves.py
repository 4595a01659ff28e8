"""Programs that are in every workspace, ourselves first: known for what they are before anybody names them."""

from collections.abc import Iterable

from models.person import Person
from workflows.work import Start


async def note_programs(start: Start, slack_ids: Iterable[str]) -> None:
    """Write down that these are programs, so that nobody gives them what they could not answer for."""
    async with start() as work:
        for slack_id in sorted(slack_ids):
            known = work.insert(Person).values(slack_id=slack_id, name="", cannot_answer=True)
            await work.session.execute(
                known.on_conflict_do_update(
                    index_elements=[Person.slack_id],
                    set_={"cannot_answer": True},
                    where=Person.cannot_answer.is_(False),
                )
            )
