"""`muster doctor`: looks at settings, Slack and database, and says what to do about what it finds."""

from dataclasses import dataclass

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

import migrations
from bot.settings import Settings
from commands.manifest import SCOPES
from integrations.slack_client import slack_client
from models.database import Database


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    is_well: bool
    says: str

    def __str__(self) -> str:
        return f"{'ok   ' if self.is_well else 'FIX  '} {self.says}"


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything; one fault hides no other."""
    findings = [_configuration(settings), await _database(settings)]
    token = settings.slack_bot_token.get_secret_value()
    if not token:
        findings.append(Finding(False, "MUSTER_SLACK_BOT_TOKEN is not set; see `muster init`."))
    else:
        async with slack_client(
            settings.slack_base_url, token, settings.slack_timeout_seconds
        ) as client:
            findings += await _slack(client)
            findings.append(await _way_in(client, settings))
    return findings


def _configuration(settings: Settings) -> Finding:
    if settings.config is None:
        return Finding(True, "No configuration file; the defaults hold.")
    from models.organisation_file import ConfigurationError, load_organisation

    try:
        load_organisation(settings.config)
    except ConfigurationError as error:
        return Finding(False, f"The configuration file has faults:\n{error}")
    return Finding(True, f"The configuration file {settings.config} is in order.")


async def _database(settings: Settings) -> Finding:
    try:
        database = Database(settings.database_url)
    except (ValueError, SQLAlchemyError) as error:
        return Finding(False, f"MUSTER_DATABASE_URL: {error}")
    try:
        async with database.reading() as session:
            await session.execute(text("SELECT 1"))
        async with database.reading() as session:
            found = await session.scalar(text("SELECT version_num FROM alembic_version"))
    except (SQLAlchemyError, OSError) as error:
        reason = str(error).splitlines()[0]
        return Finding(False, f"The database is not ready ({reason}). Run `muster migrate`.")
    finally:
        await database.close()
    if found != migrations.HEAD:
        return Finding(False, f"The database is at revision {found}. Run `muster migrate`.")
    return Finding(True, f"The database answers and is at revision {found}.")


async def _slack(client: AsyncWebClient) -> list[Finding]:
    try:
        answer = await client.auth_test()
    except (SlackApiError, OSError, TimeoutError) as error:
        return [Finding(False, f"Slack does not take the bot token: {error}")]
    who = Finding(True, f"Slack knows the bot as {answer['user']} in {answer['team']}.")
    granted = set(str(answer.headers.get("x-oauth-scopes", "")).replace(" ", "").split(","))
    missing = [f"{scope} ({why})" for scope, why in SCOPES.items() if scope not in granted]
    if missing:
        lacks = "; ".join(missing)
        return [
            who,
            Finding(
                False,
                f"The bot lacks scopes: {lacks}. Paste the manifest of `muster init` again and "
                "reinstall the app.",
            ),
        ]
    return [who, Finding(True, "The bot has every scope that it needs.")]


async def _way_in(client: AsyncWebClient, settings: Settings) -> Finding:
    token = settings.slack_app_token.get_secret_value()
    if token and settings.is_http_mode:
        return Finding(
            False,
            "MUSTER_SLACK_APP_TOKEN and MUSTER_SLACK_SIGNING_SECRET are both set: the first is for "
            "Socket Mode, the second for HTTP mode. Keep the one that your Slack app uses.",
        )
    if settings.is_http_mode:
        return Finding(
            True,
            f"HTTP mode: Slack's requests are taken at {settings.http_host}, port {settings.web_port}. "
            'Whether they arrive is shown under "Event Subscriptions" of the app\'s settings page.',
        )
    if not token:
        return Finding(
            False,
            "Neither MUSTER_SLACK_APP_TOKEN (Socket Mode) nor MUSTER_SLACK_SIGNING_SECRET (HTTP mode) "
            "is set; see `muster init`.",
        )
    try:
        await client.apps_connections_open(app_token=token)
    except (SlackApiError, OSError, TimeoutError) as error:
        return Finding(False, f"Socket Mode does not open: {error}")
    return Finding(True, "Socket Mode opens.")
