"""How somebody can be reached outside of Slack when they are paged: by what, and how soon."""

import re
from datetime import timedelta
from typing import Annotated, Final, Literal

from pydantic import AfterValidator

from models.automation import SecretName
from models.organisation_parts import EMAIL, Part, WebAddress, written_like, wrong
from models.timespan import Timespan, within

By = Literal["email", "sms", "voice", "ntfy", "webhook", "pagerduty"]

PHONE: Final = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
TOPIC: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def _email(text: str) -> str:
    if not EMAIL.fullmatch(text):
        raise wrong("is not an e-mail address.")
    return text


def _phone(text: str) -> str:
    if not PHONE.fullmatch(text):
        raise wrong(
            'is not a phone number. Write it in quotes with its country, like "+442079460123".'
        )
    return text


def _topic(text: str) -> str:
    if not TOPIC.fullmatch(text):
        raise wrong(
            "is not a topic of ntfy. Use up to 64 letters, digits, hyphens and underscores."
        )
    return text


class OwnHook(Part):
    """A program of somebody's own that is called, signed, when they are paged."""

    url: WebAddress
    """Where it is called. It begins with https://, unless the organisation's `webhooks` allow another."""
    secret: SecretName
    """The environment variable of Muster's that holds the secret with which it is signed."""


class Contacts(Part):
    """Where somebody is found outside of Slack."""

    email: Annotated[str, AfterValidator(_email), written_like(EMAIL)] | None = None
    """Their address, where it is not the one by which Slack knows them."""
    phone: Annotated[str, AfterValidator(_phone), written_like(PHONE)] | None = None
    """Their number for sms and voice, with the country."""
    ntfy: Annotated[str, AfterValidator(_topic), written_like(TOPIC)] | None = None
    """Their topic of ntfy. Whoever knows it can read it, so choose one that nobody guesses."""
    webhook: OwnHook | None = None
    """A program of their own."""


class Reach(Part):
    """One way to reach somebody who has not answered in Slack."""

    by: By
    """email, sms, voice, ntfy, webhook or pagerduty."""
    after: Annotated[Timespan, within(timedelta(), timedelta(hours=12))] = timedelta()
    """How long after the page."""
