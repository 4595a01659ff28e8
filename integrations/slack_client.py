"""The wire to Slack: one shared HTTP session, one place where its answers become our errors."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from json import dumps, loads
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.web.internal_utils import convert_bool_to_0_or_1

from integrations.errors import SlackSaidNo, TokenRefused, Unavailable

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: The longest that one call may take. An errand's lease is a good deal longer.
LONGEST_CALL_SECONDS = 15.0

_JSON: Final = "application/json; charset=utf-8"
_FORM: Final = "application/x-www-form-urlencoded"

#: Slack's words for a token that it no longer takes. Somebody is changing it, or must.
_TOKEN_GONE = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
)
#: How long to leave Slack alone then: what waits must outlive the change of a token.
_TOKEN_PAUSE_SECONDS = 120.0

#: Slack's words for trouble of its own, which may pass.
_PASSING = frozenset(
    {
        "fatal_error",
        "internal_error",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)


class _Client(AsyncWebClient):
    """The SDK's client, its methods and answers, on a way to the wire that costs half of its own.

    What the SDK would put into the address goes into the body: topics and names are nobody's
    business who keeps a log of addresses.
    """

    async def api_call(
        self,
        api_method: str,
        *,
        http_verb: str = "POST",
        files: Any = None,
        data: Any = None,
        params: Any = None,
        json: Any = None,
        headers: Any = None,
        auth: Any = None,
    ) -> AsyncSlackResponse:
        """Call a method, once."""
        arguments = json if json is not None else params
        if self.session is None or files or data or headers or auth or arguments is None:
            return await super().api_call(
                api_method,
                http_verb=http_verb,
                files=files,
                data=data,
                params=params,
                json=json,
                headers=headers,
                auth=auth,
            )
        given = {name: value for name, value in arguments.items() if value is not None}
        token = given.pop("token", self.token)
        body = dumps(given) if json is not None else urlencode(convert_bool_to_0_or_1(given) or {})
        url = f"{self.base_url}{api_method}"
        async with self.session.post(
            url,
            data=body.encode(),
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": _JSON if json is not None else _FORM,
                "User-Agent": self.headers["User-Agent"],
            },
            proxy=self.proxy,
        ) as response:
            raw = await response.read()
        answered = AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url=url,
            req_args={},
            data=_read(raw),
            headers=response.headers,  # type: ignore[arg-type]
            status_code=response.status,
        )
        answered.validate()  # type: ignore[no-untyped-call]
        return answered


def _read(raw: bytes) -> dict[str, Any]:
    """What Slack said; nothing where it is not Slack who speaks, but something on the way to it."""
    try:
        said = loads(raw)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


@asynccontextmanager
async def slack_client(
    base_url: str, token: str, timeout_seconds: float
) -> AsyncIterator[AsyncWebClient]:
    """A client that lives as long as the program, on one session (a fourth of the CPU of none).

    It never sends a call twice by itself: the SDK's own retry after a dropped connection would
    double a message that had already arrived. Repeating is the errands' task, who look first.
    """
    timeout = aiohttp.ClientTimeout(total=min(timeout_seconds, LONGEST_CALL_SECONDS))
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        timeout=timeout, connector=connector, cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        yield _Client(
            token=token,
            base_url=base_url,
            session=session,
            retry_handlers=[],
        )


async def answer(method: str, call: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
    """What Slack answered to a call.

    Raises Unavailable for what may pass (429, 5xx, no answer), SlackSaidNo for a refusal.
    """
    try:
        response = await call
    except SlackApiError as error:
        raise _translated(method, error) from error
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise Unavailable(f"{method}: no answer ({type(error).__name__})") from error
    body: dict[str, Any] = response.data if isinstance(response.data, dict) else {}
    return body


def _translated(method: str, error: SlackApiError) -> Unavailable | SlackSaidNo:
    response = error.response
    status = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    data = getattr(response, "data", None)
    body = data if isinstance(data, dict) else {}
    code = str(body.get("error", ""))
    if status == 429 or code in ("ratelimited", "rate_limited"):  # noqa: PLR2004 -- HTTP's own number
        return Unavailable(f"{method}: too many calls", retry_after=_retry_after(response))
    if code in _TOKEN_GONE:
        log.error("slack.token_refused", method=method, code=code)
        return TokenRefused(f"{method}: {code}", retry_after=_TOKEN_PAUSE_SECONDS)
    if status >= 500 or code in _PASSING or not code:  # noqa: PLR2004 -- HTTP's own number
        return Unavailable(f"{method}: HTTP {status} {code}".rstrip())
    return SlackSaidNo(method, code, _detail(body))


def _retry_after(response: Any) -> float:
    try:
        return float(response.headers.get("Retry-After", 1))
    except ValueError:
        return 1.0


def _detail(body: dict[str, Any]) -> str:
    said = body.get("response_metadata", {}).get("messages", [])
    if "needed" in body:
        said = [*said, f"needed: {body['needed']}, provided: {body.get('provided')}"]
    errors = body.get("errors", [])
    said = [*said, *(f"{e.get('user')}: {e.get('error')}" for e in errors if isinstance(e, dict))]
    return "; ".join(str(part) for part in said)
