"""The services, held in memory: found by their names in a sentence, or by a few letters."""

import asyncio
import re
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import bindparam, func, select

from models.catalogue import CatalogueChange, CatalogueEntry, EntryKind
from models.database import Database
from workflows.finder import WORD, Finder, Form, form

_ADDRESS = re.compile(r"\S+://\S+|\S+@\S+")
#: What makes one word of two: in `checkout-api` nobody speaks of a service named checkout.
_GLUE = frozenset("-_.")
#: Shorter names are too often something else.
_SHORTEST_NAME = 3
#: A title is a sentence; nobody looks for names in a novel.
_WORDS_READ = 400
#: How many rows are read before others have a turn.
_READ_AT_ONCE = 1000
#: What nobody sorted comes after everything that somebody did.
_LAST_TIER = 99


_SERVICES = (
    select(
        CatalogueEntry.id,
        CatalogueEntry.key,
        CatalogueEntry.name,
        CatalogueEntry.aliases,
        CatalogueEntry.tier,
        CatalogueEntry.owner,
    )
    .where(
        CatalogueEntry.kind == EntryKind.SERVICE.value,
        CatalogueEntry.retired_at.is_(None),
        CatalogueEntry.id > bindparam("last"),
    )
    .order_by(CatalogueEntry.id)
    .limit(_READ_AT_ONCE)
)


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its key stays, its name is what people call it now."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    tier: int | None = None
    #: The key of the team that owns it.
    owner: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that it is called."""
        return (self.name, self.key, *self.aliases)


class Services:
    """All services that are not retired, as they were at one moment."""

    def __init__(self, services: Iterable[Service] = ()) -> None:
        """Sort them so that each question is answered quickly, however many there are."""
        self._by_key: dict[str, Service] = {}
        self._by_form: dict[Form, list[Service]] = {}
        for service in services:
            self._take_in(service)
        self._by_key = {one.key: one for one in sorted(self._by_key.values(), key=_what_matters)}
        self._longest = max(map(len, self._by_form), default=0)
        self._finder = Finder((key, one.names) for key, one in self._by_key.items())

    def _take_in(self, service: Service) -> None:
        self._by_key[service.key] = service
        for one in {form(name) for name in service.names}:
            if sum(map(len, one)) >= _SHORTEST_NAME:
                self._by_form.setdefault(one, []).append(service)

    def by_key(self, key: str) -> Service | None:
        """The service of a key, or None for one that is not known, or retired."""
        return self._by_key.get(key)

    def name_of(self, key: str) -> str:
        """What a service is called; its key where it is not known, or retired."""
        service = self.by_key(key)
        return service.name if service else key

    def named_in(self, text: str) -> list[tuple[Service, ...]]:
        """The services that a sentence names in whole words, the longest name first.

        Each is a tuple of one, or of several where a name could mean any of them.
        """
        words, glued = _words_of(text)
        found: dict[tuple[Service, ...], None] = {}
        start = 0
        while start < len(words):
            end = self._end_of_name(words, glued, start)
            if end is None:
                start += 1
                continue
            found[tuple(self._by_form[words[start:end]])] = None
            start = end
        sure = {one for several in found for one in several if len(several) == 1}
        return [several for several in found if len(several) == 1 or not sure & {*several}]

    def _end_of_name(self, words: Form, glued: list[bool], start: int) -> int | None:
        if start and glued[start - 1]:
            return None
        longest = min(self._longest, len(words) - start)
        for end in range(start + longest, start, -1):
            if not glued[end - 1] and words[start:end] in self._by_form:
                return end
        return None

    def owned_by(self, teams: Collection[str]) -> list[str]:
        """The keys of the services of these teams."""
        return [key for key, one in self._by_key.items() if one.owner in teams]

    def search(self, words: str, most: int, own: Collection[str] = ()) -> list[Service]:
        """Up to `most` services for what somebody types, the best first.

        A name that is all of it comes before one that begins so, then one that has these words in
        any order, then one that has the letters; where there is none, slips are forgiven. What is
        as good is sorted by whether its key is among their `own`, by tier and by name.
        """
        found = self._finder.find(form(words), own)
        return [self._by_key[key] for key in found[:most]]


@dataclass(slots=True)
class Catalogue:
    """What is known of the services while the program runs: one holder, read anew when they change."""

    current: Services = field(default_factory=Services)
    #: The newest change that `current` knows of.
    _seen: int = 0

    async def keep_up(self, database: Database) -> None:
        """Read the services anew, if any of them changed since the last time."""
        async with database.reading() as session:
            newest = await session.scalar(select(func.max(CatalogueChange.id))) or 0
        if newest != self._seen:
            self.current = Services([service async for service in _read(database)])
            self._seen = newest


async def _read(database: Database) -> AsyncIterator[Service]:
    last = 0
    while True:
        async with database.reading() as session:
            rows = (await session.execute(_SERVICES, {"last": last})).all()
        for row in rows:
            yield Service(row.key, row.name, tuple(row.aliases), row.tier, row.owner)
        if len(rows) < _READ_AT_ONCE:
            return
        last = rows[-1].id
        await asyncio.sleep(0)  # Thousands of services must not make anybody wait for an answer.


def _what_matters(service: Service) -> tuple[int, str, str]:
    return service.tier or _LAST_TIER, service.name.casefold(), service.key


def _words_of(text: str) -> tuple[Form, list[bool]]:
    """The words of a sentence, and whether each is one word with the next."""
    plain = _ADDRESS.sub(" ", text).casefold()
    found = list(WORD.finditer(plain))[:_WORDS_READ]
    between = [plain[one.end() : following.start()] for one, following in pairwise(found)]
    return tuple(one[0] for one in found), [*(part in _GLUE for part in between), False]
