"""Looks at Slack: tokens, scopes, the way in, the clock, the announcement channel, the people who are named."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.checks.clocks import look_at_clock
from bot.checks.finding import Finding, fault, unknown, well
from bot.checks.tokens import APP, BOT, Secret, where_to_find
from commands.manifest import SCOPES
from workflows.clock import Clock

#: How far this machine's clock may be from Slack's. Slack's requests count as stale after five minutes.
CLOCK_WITHIN = timedelta(seconds=60)

_REINSTALL = (
    "Paste the manifest of `muster init --manifest-only` into the app's settings, App Manifest, "
    "and install the app to the workspace again."
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What Slack answered to one call: `error` is its word for a refusal, or empty."""

    error: str
    body: Mapping[str, Any]
    headers: Mapping[str, str]


class OutOfReach(Exception):
    """No answer came, or none of Slack's."""


async def ask(call: Awaitable[AsyncSlackResponse]) -> Heard:
    """Make a call and hear the answer, also a refusal. Raises OutOfReach."""
    try:
        response = await call
    except SlackApiError as refused:
        body = getattr(refused.response, "data", None)
        if not isinstance(body, dict) or "error" not in body:
            raise OutOfReach("what answered was not Slack") from refused
        return Heard(str(body["error"]), body, refused.response.headers)
    except (TimeoutError, aiohttp.ClientError, OSError) as trouble:
        raise OutOfReach(type(trouble).__name__) from trouble
    body = response.data if isinstance(response.data, dict) else {}
    return Heard("", body, response.headers)


def out_of_reach(trouble: OutOfReach, base_url: str) -> Finding:
    """Slack did not answer: nothing else about it can be known."""
    return fault(
        f"Slack cannot be reached at {base_url} ({trouble}).",
        "Look at this machine's network, proxy and firewall: it must reach slack.com, port 443.",
    )


async def look_at_bot_token(client: AsyncWebClient, clock: Clock) -> tuple[str, list[Finding]]:
    """Whether Slack takes the bot token, which scopes it has, and what Slack's clock says.

    The bot's id comes first, empty where Slack does not take the token. Raises OutOfReach.
    """
    before = clock.now()
    heard = await ask(client.auth_test())
    took = clock.now() - before
    findings = []
    if date := heard.headers.get("Date"):
        findings.append(
            look_at_clock(
                ours=before + took / 2,
                theirs=parsedate_to_datetime(date),
                whose="Slack's",
                within=CLOCK_WITHIN + took,
            )
        )
    if heard.error:
        return "", [*findings, refused(BOT, heard.error)]
    bot_id = str(heard.body.get("bot_id") or "")
    if not bot_id:
        kind = f"{BOT.setting} belongs to a person, and not to a bot."
        return "", [*findings, fault(kind, where_to_find(BOT))]
    who, team = heard.body.get("user"), heard.body.get("team")
    findings.append(well(f"Slack knows the bot as {who} in {team}."))
    if heard.body.get("is_enterprise_install"):
        findings.append(
            fault(
                "The app is installed for a whole organisation, and Muster serves one workspace.",
                "Install it to the workspace itself, and copy that token.",
            )
        )
    return bot_id, findings + _scopes(heard.headers)


def _scopes(headers: Mapping[str, str]) -> list[Finding]:
    named = headers.get("x-oauth-scopes")
    if named is None:
        return [unknown("Slack did not say which scopes the bot token has.")]
    granted = set(named.replace(" ", "").split(","))
    lacking = [
        fault(f"The bot lacks the scope {scope}: {why}.", _REINSTALL)
        for scope, why in SCOPES.items()
        if scope not in granted
    ]
    return lacking or [well("The bot has every scope that its commands need.")]


async def look_at_app_token(client: AsyncWebClient, app_token: str, bot_id: str) -> list[Finding]:
    """Whether Socket Mode opens with this token, and whether it is of the bot's own app.

    `bot_id` is empty where the bot is not known. Raises OutOfReach.
    """
    heard = await ask(client.apps_connections_open(app_token=app_token))
    if heard.error:
        return [refused(APP, heard.error)]
    findings = [well("Socket Mode opens.")]
    _, _, app_id, *_ = (*app_token.split("-"), "", "")
    if bot_id and app_id:
        bot = (await ask(client.bots_info(bot=bot_id))).body.get("bot", {})
        if bot.get("app_id", app_id) != app_id:
            findings.append(
                fault(
                    "The two tokens belong to different apps, so the bot would hear nothing.",
                    f"Copy both from one app's settings page. {where_to_find(APP)}",
                )
            )
    return findings


_SAYS = {
    "invalid_auth": "Slack does not know {setting}.",
    "not_authed": "Slack does not know {setting}.",
    "token_revoked": "{setting} was revoked, or the app was removed from the workspace.",
    "account_inactive": "{setting} was revoked, or the app was removed from the workspace.",
    "token_expired": "{setting} has run out: the app rotates its tokens, which Muster does not follow.",
    "not_allowed_token_type": "{setting} is a token of another kind.",
    "missing_scope": "{setting} lacks the scope connections:write.",
    "access_denied": "Socket Mode is switched off for the app.",
}
_DO = {
    "token_expired": "Make a new app from the manifest of `muster init`, with token rotation off.",
    "missing_scope": "Make a new App-Level Token with that scope: Basic Information, App-Level Tokens.",
    "access_denied": "Switch it on in the app's settings: Socket Mode, Enable Socket Mode.",
}


def refused(secret: Secret, error: str) -> Finding:
    """Slack does not take a token: its reason in plain words, and what to do."""
    says = _SAYS.get(error, "Slack refuses {setting} (it says " + error + ").")
    return fault(says.format(setting=secret.setting), _DO.get(error, where_to_find(secret)))
