"""What the on-call file uses and is not set up is said before anybody is paged."""

import pytest
from pydantic import SecretStr

from bot.outside import missing, outside_of
from bot.settings import Settings
from integrations.errors import CannotCall
from models.on_call import OnCall
from models.on_call_file import parse_on_call

USED = """
people:
  ann:
    contacts:
      phone: "+442079460123"
      email: ann@acme.example
      ntfy: ann
      webhook: {url: "https://ann.example", secret: WEBHOOK_SECRET_ANN}
    reach: [{by: sms}, {by: voice}, {by: email}, {by: ntfy}, {by: webhook}, {by: pagerduty}]
"""
WAYS = ("email", "ntfy", "pagerduty", "sms", "voice")


def used() -> OnCall:
    return parse_on_call(USED, "on-call.yaml")


def settings(**given: object) -> Settings:
    return Settings(_env_file=None, **given)  # type: ignore[arg-type]


def test_everything_that_is_missing_is_told_with_its_settings() -> None:
    told = [" ".join(one) for one in missing(settings(), used())]
    assert len(told) == len(WAYS) + 1
    for by, variable in (
        ("email", "MUSTER_SMTP_HOST and MUSTER_SMTP_FROM"),
        ("sms", "MUSTER_TWILIO_ACCOUNT and MUSTER_TWILIO_TOKEN and MUSTER_TWILIO_NUMBER"),
        ("ntfy", "MUSTER_NTFY_URL"),
        ("pagerduty", "MUSTER_PAGERDUTY_KEY"),
    ):
        assert any(f"by {by}," in one and variable in one for one in told)
    assert any("WEBHOOK_SECRET_ANN" in one for one in told)


def test_what_nobody_uses_is_not_asked_for() -> None:
    assert list(missing(settings(), OnCall())) == []
    for by in WAYS:
        with pytest.raises(CannotCall):
            outside_of(settings()).way(by)


def test_what_is_set_up_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET_ANN", "s3cret")
    given = settings(
        smtp_host="mail.acme.example",
        smtp_from="muster@acme.example",
        ntfy_url="https://ntfy.acme.example",
        twilio_account="AC1",
        twilio_token=SecretStr("s3cret"),
        twilio_number="+15005550006",
        pagerduty_key=SecretStr("s3cret"),
    )
    assert list(missing(given, used())) == []
    outside = outside_of(given)
    assert {"email", "ntfy", "sms", "voice"} == outside.ways.keys()
    assert outside.alarm is not None
