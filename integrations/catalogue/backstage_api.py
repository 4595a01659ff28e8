"""The source for a running Backstage: its catalogue's API, page by page."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

import aiohttp

from integrations.catalogue.backstage import BACKSTAGE
from integrations.catalogue.entry import Entry
from integrations.catalogue.format import Taking
from integrations.catalogue.gathering import Gathering, skipped
from integrations.catalogue.source import Progress, Watch
from integrations.catalogue.texts import web_address
from models.catalogue_records import AnyRecord, Harvest, Place, Weight
from models.wording import printable

ENTITIES_A_PAGE: Final = 500
MOST_PAGES: Final = 1_000
MOST_TRIES: Final = 5
LONGEST_PAUSE_SECONDS: Final = 60.0
LONGEST_CALL_SECONDS: Final = 60.0
LARGEST_PAGE: Final = 64 * 1024 * 1024
_PIECE: Final = 256 * 1024
_KINDS: Final = ("component", "api", "resource", "system", "domain", "group", "user")
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class _CannotAsk(Exception):
    """Backstage gave no answer that can be used, for good."""


class _AskAgain(Exception):
    """Backstage gave no answer now. `pause` is its own wish, in seconds."""

    def __init__(self, why: str, pause: float | None = None) -> None:
        super().__init__(why)
        self.pause = pause


class BackstageApi:
    """The catalogue of a Backstage that runs somewhere."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        token: str = "",
        *,
        channel_fields: tuple[str, ...] = (),
        source: str = "",
        sync_id: str = "",
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Take the address of the backend, such as https://backstage.example.org, and a token.

        `channel_fields` are annotations that name a channel, in order of trust; `pause` waits
        between two tries.
        """
        self._session = session
        self._base_url = base_url.rstrip("/")
        self._headers = {"Accept": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._source = source or printable(f"Backstage at {self._base_url}")
        self._sync_id = sync_id or printable(f"backstage-api:{self._base_url}")
        self._channel_fields = channel_fields
        self._pause = pause

    async def read(self, watch: Watch | None = None) -> Harvest:
        """Read all pages. What comes after a page that does not is told as not seen."""
        gathering = Gathering(self._source, self._sync_id, watch or _nobody)
        if web_address(self._base_url) is None:
            says = "Its address cannot be used. It begins with https:// or http://."
            gathering.not_all_seen(Place(self._source), says)
            return gathering.harvest()
        cursor, seen = "", set[str]()
        for page in range(1, MOST_PAGES + 1):
            place = Place(f"{self._source}, page {page}")
            try:
                answer = await self._page(cursor)
            except _CannotAsk as reason:
                gathering.not_all_seen(place, f"{reason} This page and those after it are missing.")
                return gathering.harvest()
            gathering.file_begins()
            self._take_page(answer, place, gathering)
            cursor = _next_cursor(answer)
            if not cursor:
                return gathering.harvest()
            if cursor in seen:
                gathering.not_all_seen(place, "Its pages lead in a circle; the rest is missing.")
                return gathering.harvest()
            seen.add(cursor)
        says = f"It has more than {MOST_PAGES} pages; the rest is missing."
        gathering.not_all_seen(Place(self._source), says)
        return gathering.harvest()

    async def _page(self, cursor: str) -> Mapping[str, object]:
        """Ask for a page, and again if that may help. Raises _CannotAsk."""
        for tried in range(1, MOST_TRIES + 1):
            try:
                return await self._ask(cursor)
            except _AskAgain as reason:
                if tried == MOST_TRIES:
                    raise _CannotAsk(f"{reason} It was asked {MOST_TRIES} times.") from None
                wanted = reason.pause if reason.pause is not None else 2.0**tried
                # A little apart, so that several who wait do not come back at one moment.
                await self._pause(min(wanted, LONGEST_PAUSE_SECONDS) + random.uniform(0, 0.5))  # noqa: S311
        raise _CannotAsk("It was not asked.")

    async def _ask(self, cursor: str) -> Mapping[str, object]:
        # The cursor holds the question; asked with both, Backstage refuses.
        query = [("limit", str(ENTITIES_A_PAGE))]
        if cursor:
            query.append(("cursor", cursor))
        else:
            query += [("filter", f"kind={kind}") for kind in _KINDS]
        url = f"{self._base_url}/api/catalog/entities/by-query"
        try:
            # A redirect could carry the token to somebody else.
            async with self._session.get(
                url,
                params=query,
                headers=self._headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=LONGEST_CALL_SECONDS),
            ) as response:
                _look_at_status(response)
                return _parsed(await _bounded(response))
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise _AskAgain(f"It did not answer ({type(error).__name__}).") from None

    def _take_page(self, answer: Mapping[str, object], place: Place, gathering: Gathering) -> None:
        items = answer.get("items")
        if not isinstance(items, list):
            gathering.not_all_seen(place, "Its answer holds no list of entities.")
            return
        # Entities move from page to page as others come and go: they are counted through instead.
        for number, item in enumerate(items, start=gathering.counts.documents + 1):
            self._take(item, Place(self._source, number), gathering)

    def _take(self, item: object, place: Place, gathering: Gathering) -> None:
        def note(weight: Weight, says: str, _: int) -> None:
            gathering.note(place, weight, says)

        def make() -> Sequence[AnyRecord]:
            if not isinstance(item, dict):
                raise skipped("This is no entity: it has no fields.")
            entry = Entry(item, note)
            ties, fields = gathering.ties, self._channel_fields
            return BACKSTAGE.take(Taking(entry, place, ties, _not_followed, fields))

        gathering.take(place, make)


def _nobody(_: Progress) -> None:
    """Tell nobody."""


def _not_followed(_: str) -> str:
    return "Backstage itself reads it."


def _next_cursor(answer: Mapping[str, object]) -> str:
    page = answer.get("pageInfo")
    cursor = page.get("nextCursor") if isinstance(page, Mapping) else None
    return cursor if isinstance(cursor, str) else ""


def _look_at_status(response: aiohttp.ClientResponse) -> None:
    status = response.status
    if status == 200:  # noqa: PLR2004 -- HTTP's own number
        return
    if status in _PASSING:
        raise _AskAgain(f"It answered with HTTP {status}.", _retry_after(response))
    advice = {
        401: " Its token is missing, wrong or has run out.",
        403: " The token may not read the catalogue.",
        404: " Is this the address of the backend, and Backstage 1.16 or newer?",
    }.get(status, "")
    raise _CannotAsk(f"It answered with HTTP {status}.{advice}")


def _retry_after(response: aiohttp.ClientResponse) -> float | None:
    try:
        wanted = float(response.headers.get("Retry-After", ""))
    except ValueError:
        return None
    return wanted if wanted >= 0 else None


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    written = bytearray()
    async for piece in response.content.iter_chunked(_PIECE):
        written += piece
        if len(written) > LARGEST_PAGE:
            raise _CannotAsk(f"Its answer is larger than {LARGEST_PAGE // 2**20} MiB.")
    return bytes(written)


def _parsed(written: bytes) -> Mapping[str, object]:
    try:
        answer = json.loads(written)
    except (ValueError, RecursionError):
        raise _CannotAsk("Its answer is not JSON. Is this the address of the backend?") from None
    if not isinstance(answer, dict):
        raise _CannotAsk("Its answer holds no entities.")
    return answer
