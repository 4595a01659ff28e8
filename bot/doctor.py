"""`muster doctor`: looks at everything that a bot stands on, and says what to do about what it finds."""

from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from bot.checks.coverage import look_at_coverage
from bot.checks.finding import Finding, fault, unknown
from bot.checks.machine import look_at_configuration, look_at_zones
from bot.checks.named import look_at_channels, look_at_people
from bot.checks.records import look_at_database
from bot.checks.tokens import APP, BOT, SIGNING, Secret, shape_fault, where_to_find
from bot.checks.workspace import (
    OutOfReach,
    look_at_app_token,
    look_at_bot_token,
    out_of_reach,
)
from bot.outside import missing
from bot.settings import Settings
from integrations.slack_client import slack_client
from models.organisation import Organisation
from workflows.clock import Clock

_BOTH = fault(
    f"{APP.setting} (Socket Mode) and {SIGNING.setting} (HTTP mode) are both set.",
    "Leave out the one that your Slack app does not use.",
)
_NEITHER = fault(
    f"Neither {APP.setting} (Socket Mode) nor {SIGNING.setting} (HTTP mode) is set.",
    "Set the one that your Slack app uses; `muster init` says where to find it.",
)


async def examine(settings: Settings, clock: Clock) -> list[Finding]:
    """Look at everything; one fault hides no other, and nothing is changed. `clock` is the machine's."""
    organisation, findings = look_at_configuration(settings.config)
    findings.append(look_at_zones())
    if organisation is not None:
        findings += [fault(*told) for told in missing(settings, organisation.duty)]
    if organisation is not None:
        findings += look_at_coverage(organisation, clock)
    findings += await look_at_database(settings.database_url, clock)
    token = settings.slack_bot_token.get_secret_value()
    async with slack_client(
        settings.slack_base_url, token, settings.slack_timeout_seconds
    ) as client:
        findings += await _slack(client, settings, organisation, clock)
    return findings


async def _slack(
    client: AsyncWebClient, settings: Settings, organisation: Organisation | None, clock: Clock
) -> list[Finding]:
    findings = _shapes(settings)
    bot_id = ""
    try:
        if not shape_fault(BOT, _value(settings, BOT)):
            bot_id, told = await look_at_bot_token(client, clock)
            findings += told
        if settings.is_http_mode:
            findings.append(_where_slack_sends(settings))
        elif not shape_fault(APP, _value(settings, APP)):
            findings += await look_at_app_token(client, _value(settings, APP), bot_id)
        if bot_id:
            findings += await _named(client, organisation)
    except OutOfReach as trouble:
        findings.append(out_of_reach(trouble, settings.slack_base_url))
    return findings


def _shapes(settings: Settings) -> list[Finding]:
    """What is wrong with the secrets that are set, before anybody is asked about them."""
    app_token, signing = _value(settings, APP), _value(settings, SIGNING)
    looked_at = [BOT, *([APP] if app_token else []), *([SIGNING] if signing else [])]
    findings = [
        fault(f"{secret.setting} {wrong}.", where_to_find(secret))
        for secret in looked_at
        if (wrong := shape_fault(secret, _value(settings, secret)))
    ]
    if app_token and signing:
        findings.append(_BOTH)
    if not app_token and not signing:
        findings.append(_NEITHER)
    return findings


def _where_slack_sends(settings: Settings) -> Finding:
    return unknown(
        f"HTTP mode: Slack's requests are taken at {settings.http_host}, port {settings.web_port}. "
        "Slack does not tell whether they arrive.",
        "Under Event Subscriptions in the app's settings, the address must be marked as verified.",
    )


async def _named(client: AsyncWebClient, organisation: Organisation | None) -> list[Finding]:
    if organisation is None:
        return [unknown("What the configuration names in Slack was not looked for.")]
    return [
        *await look_at_channels(client, organisation),
        *await look_at_people(client, organisation),
    ]


def _value(settings: Settings, secret: Secret) -> str:
    held: SecretStr = getattr(settings, secret.field)
    return held.get_secret_value()
