"""Reaching people outside of Slack: one small interface, and a way of it for each service."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

import aiohttp

from integrations.errors import CannotCall, Unavailable

SECONDS: Final = 10.0
#: Answers after which the same call may succeed.
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


#: More of an answer is of no use to us.
_LONGEST: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody is told: in a line, in some more words, and where to go."""

    title: str
    text: str
    link: str
    #: Stays the same when it is sent again, for services that can tell.
    key: str


class Way(Protocol):
    """One service. Raises Unavailable where trying again may help, CannotCall where it cannot."""

    async def send(self, to: str, notice: Notice) -> None:
        """Tell somebody at an address of theirs."""


class Alarm(Way, Protocol):
    """A service that keeps alarms of its own, which end when we say so."""

    async def acknowledge(self, key: str) -> None:
        """Say there that somebody looks after it."""

    async def resolve(self, key: str) -> None:
        """Say there that it is over."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The ways that are set up, by what the on-call file calls them."""

    ways: Mapping[str, Way] = field(default_factory=dict)
    alarm: Alarm | None = None

    def way(self, by: str) -> Way:
        """One of them. Raises CannotCall where it is not set up."""
        found = self.alarm if by == "pagerduty" else self.ways.get(by)
        if found is None:
            raise CannotCall("is not set up")
        return found


async def post(
    service: str,
    url: str,
    *,
    json: object = None,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    account: tuple[str, str] | None = None,
) -> bytes:
    """Post to a service, following nobody, and return its answer. Raises Unavailable or CannotCall.

    Neither names an address or what was sent: those are secrets and people's numbers.
    """
    sent = {**(headers or {}), **({"Authorization": _basic(*account)} if account else {})}
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.post(url, json=json, data=form, headers=sent, allow_redirects=False) as answer,
        ):
            body = await answer.content.read(_LONGEST)
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        raise Unavailable(f"{service}: {type(error).__name__}") from None
    if answer.status in _PASSING:
        raise Unavailable(f"{service} answered {answer.status}")
    if not 200 <= answer.status < 300:  # noqa: PLR2004 -- the statuses of success
        raise CannotCall(f"{service} answered {answer.status}")
    return body


def _basic(name: str, password: str) -> str:
    return "Basic " + b64encode(f"{name}:{password}".encode()).decode()
