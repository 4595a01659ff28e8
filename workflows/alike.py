"""Open incidents that could be the one that somebody is about to declare, so that nobody works twice."""

from collections.abc import Collection
from functools import lru_cache
from typing import Final

from sqlalchemy import String, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.incident import AffectedService, Incident, Kind, Room
from templates.lookalikes import Lookalike
from workflows.finder import form
from workflows.privacy import visible_to

#: How alike two titles are, from 0 to 1, for one to be shown beside the other.
ALIKE: Final = 0.5
#: The same service counts as much as this likeness of the titles.
_SAME_SERVICE: Final = 0.3
#: As many as one looks at before declaring.
SHOWN: Final = 3
#: The newest are the likeliest.
_LOOKED_AT: Final = 200
#: Words that every second title has say nothing.
_EMPTY: Final = frozenset(
    "a an and are at be by down for from has have in is it no not of on our out the to up we with".split()  # noqa: SIM905 -- read as words
)


# Made once, since every declaration asks it.
_OPEN: Final = (
    select(Incident.id, Incident.title, Incident.severity, Room.channel_id)
    .outerjoin(Room, Room.incident_id == Incident.id)
    .where(
        Incident.ended_at.is_(None),
        Incident.kind == bindparam("kind"),
        Incident.id != bindparam("besides"),
        visible_to(bindparam("who", type_=String())),
    )
    .order_by(Incident.id.desc())
    .limit(_LOOKED_AT)
)


async def alike(
    session: AsyncSession,
    slack_id: str,
    title: str,
    *,
    kind: Kind = Kind.INCIDENT,
    services: Collection[str] = (),
    besides: int | None = None,
) -> list[Lookalike]:
    """The open incidents of this kind that look like this title, of which this person may know.

    `services` are the keys of those that are affected; `besides` is an incident that does not count.
    """
    known = {"who": slack_id, "kind": kind.value, "besides": besides or 0}
    rows = await session.execute(_OPEN, known)
    found = [Lookalike(*row) for row in rows]
    same = await _with_services(session, services) if found and services else frozenset()
    scored = [
        (likeness(title, one.title) + (_SAME_SERVICE if one.id in same else 0), one)
        for one in found
    ]
    scored = [(score, one) for score, one in scored if score >= ALIKE]
    return [one for _, one in sorted(scored, key=lambda pair: -pair[0])][:SHOWN]


async def _with_services(session: AsyncSession, keys: Collection[str]) -> frozenset[int]:
    ids = await session.scalars(
        select(AffectedService.incident_id).where(AffectedService.service_key.in_(keys))
    )
    return frozenset(ids)


def likeness(one: str, other: str) -> float:
    """How alike two titles are: 1 for the same words in any order, 0 for nothing in common.

    Words count by their letters in threes, so that a typing error or another ending does not part them.
    """
    ours, theirs = _threes(one), _threes(other)
    if not ours or not theirs:
        return 0.0
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


@lru_cache(maxsize=2 * _LOOKED_AT)
def _threes(title: str) -> frozenset[str]:
    words = [word for word in form(title) if word not in _EMPTY]
    padded = [f" {word} " for word in words]
    return frozenset(word[at : at + 3] for word in padded for at in range(max(1, len(word) - 2)))
