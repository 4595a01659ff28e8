"""What the record tells of a post that is missing or doubled: what became of its errands, and what led to them."""

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select

from models.errand import ErrandRow
from models.timeline import EventKind, TimelineEvent
from tests.kill.record import Record

#: The key of a post: of what kind it is, of which incident, and often a number.
_KEY = re.compile(r"\b(\w+):([0-9a-f]{32})(?::(\d+)\b)?")
#: These move what was posted elsewhere.
_MOVES = frozenset(
    {EventKind.MERGED, EventKind.MERGED_IN, EventKind.MERGE_LEFT, EventKind.REOPENED}
)


async def clues(record: Record, faults: Iterable[str]) -> list[str]:
    """Give a line for each errand and each timeline event that has to do with the posts that are named."""
    keys = {found.groups(): found[0] for one in faults for found in _KEY.finditer(one)}
    numbers = {facts.incident.uid: number for number, facts in (await record.facts()).items()}
    timeline = await record.timeline()
    async with record.database.reading() as session:
        errands = (await session.scalars(select(ErrandRow).order_by(ErrandRow.id))).all()
    lines = []
    for (word, uid, number), key in keys.items():
        of, about = int(number or 0), numbers.get(uid, 0)
        lines += [f"clues to {key} of INC-{about}:"]
        lines += _of_errands(errands, word, about, of)
        lines += _of_timeline(timeline, word, about, of)
    return lines


def _of_errands(errands: Sequence[ErrandRow], word: str, about: int, number: int) -> Iterator[str]:
    for one in errands:
        told = (one.arguments.get(f"{word}_id"), *one.arguments.get(f"{word}_ids", ()))
        if number in told or (not number and one.key == f"{word}:{about}"):
            yield (
                f"  errand {one.id} {one.kind} {one.arguments} generation {one.generation}, "
                f"claims {one.claims}, failures {one.failures}, {one.last_error}; written "
                f"{one.created_at:%T.%f}, due {one.due_at:%T.%f}, "
                f"done {one.done_at and one.done_at.strftime('%T.%f')}"
            )


def _of_timeline(
    events: Iterable[TimelineEvent], word: str, about: int, number: int
) -> Iterator[str]:
    for one in events:
        is_it = word == "event" and one.id == number
        is_near = one.incident_id == about and (word in one.kind or one.kind in _MOVES)
        if is_it or is_near:
            yield f"  event {one.id} {one.kind} {one.at:%T.%f} INC-{one.incident_id} {one.details}"
