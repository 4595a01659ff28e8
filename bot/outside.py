"""The ways to reach people outside of Slack, as the settings have them, and what is missing for those used."""

import os
from collections.abc import Iterator

from bot.settings import Settings
from integrations.reaching import Outside, Way
from models.on_call import OnCall

#: What each way needs, as fields of the settings.
_NEEDS = {
    "email": ("smtp_host", "smtp_from"),
    "sms": ("twilio_account", "twilio_token", "twilio_number"),
    "voice": ("twilio_account", "twilio_token", "twilio_number"),
    "ntfy": ("ntfy_url",),
    "pagerduty": ("pagerduty_key",),
}


def outside_of(settings: Settings) -> Outside:
    """Every way that is set up."""
    ways: dict[str, Way] = {}
    # Imported where they are wanted: a program without them has no use for their memory.
    if not _lacking(settings, "email"):
        from integrations.smtp import Smtp

        ways["email"] = Smtp(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_from,
            settings.smtp_security,
            settings.smtp_user,
            settings.smtp_password.get_secret_value(),
        )
    if not _lacking(settings, "sms"):
        from integrations.twilio import Account, Sms, Voice

        account = Account(
            settings.twilio_account,
            settings.twilio_token.get_secret_value(),
            settings.twilio_number,
            settings.twilio_url,
        )
        ways |= {"sms": Sms(account), "voice": Voice(account)}
    if not _lacking(settings, "ntfy"):
        from integrations.ntfy import Ntfy

        ways["ntfy"] = Ntfy(settings.ntfy_url, settings.ntfy_token.get_secret_value())
    if _lacking(settings, "pagerduty"):
        return Outside(ways)
    from integrations.pagerduty_events import PagerDutyEvents

    key = settings.pagerduty_key.get_secret_value()
    return Outside(ways, PagerDutyEvents(key, settings.pagerduty_url))


def _lacking(settings: Settings, by: str) -> list[str]:
    """The settings that a way needs and that are not there, by the names of their variables."""
    there = settings.model_dump(include=set(_NEEDS[by]))
    return [
        f"MUSTER_{name.upper()}"
        for name in _NEEDS[by]
        if not (there[name].get_secret_value() if name in _SECRET else there[name])
    ]


_SECRET = frozenset({"twilio_token", "pagerduty_key"})


def missing(settings: Settings, duty: OnCall) -> Iterator[tuple[str, str]]:
    """What the on-call file uses and is not set up: a sentence, and what to do."""
    used = {reach.by for someone in duty.people.values() for reach in someone.reach}
    for by in sorted(used - {"webhook"}):
        if lacking := _lacking(settings, by):
            yield (
                f"The on-call file reaches people by {by}, which is not set up.",
                f"Set {' and '.join(lacking)}.",
            )
    for name, someone in duty.people.items():
        own = someone.contacts.webhook
        if own is not None and not os.environ.get(own.secret):
            yield (
                f"The on-call file calls a program of {name}'s, and its secret is not there.",
                f"Set {own.secret}.",
            )
