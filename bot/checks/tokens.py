"""What a token must look like, and what people paste in its place. A token itself is never shown."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Secret:
    """One of the things that are copied from the Slack app's settings page."""

    setting: str
    """The environment variable that holds it."""
    name: str
    """What Slack calls it."""
    where: str
    """Where it stands on the settings page."""
    form: re.Pattern[str]
    """How all of it is written."""
    begins: str = ""
    """How it begins, where that is always the same."""

    @property
    def field(self) -> str:
        """Its name among the settings."""
        return self.setting.removeprefix("MUSTER_").lower()


BOT: Final = Secret(
    setting="MUSTER_SLACK_BOT_TOKEN",
    name="the Bot User OAuth Token",
    where="OAuth & Permissions",
    form=re.compile(r"xoxb-[A-Za-z0-9-]{8,}", re.ASCII),
    begins="xoxb-",
)
APP: Final = Secret(
    setting="MUSTER_SLACK_APP_TOKEN",
    name="an App-Level Token with the scope connections:write",
    where="Basic Information, App-Level Tokens",
    form=re.compile(r"xapp-[A-Za-z0-9-]{8,}", re.ASCII),
    begins="xapp-",
)
SIGNING: Final = Secret(
    setting="MUSTER_SLACK_SIGNING_SECRET",
    name="the Signing Secret",
    where="Basic Information, App Credentials",
    form=re.compile(r"[A-Za-z0-9]{16,}", re.ASCII),
)

#: What the beginning of something pasted says that it is, the longest first.
_KINDS: Final = (
    ("xoxe.", "a token that rotates every twelve hours. Muster needs one that stays"),
    ("xoxe-", "a refresh token of an app whose tokens rotate. Muster needs one that stays"),
    ("xoxb-", "the bot token"),
    ("xapp-", "an app-level token"),
    ("xoxp-", "a person's own token"),
    ("xoxa-", "a token of a kind that Slack gives out no longer"),
    ("xoxr-", "a token of a kind that Slack gives out no longer"),
    ("xoxo-", "a token of a kind that Slack gives out no longer"),
    ("xoxs-", "a token of a person's browser"),
    ("xoxc-", "a token of a person's browser"),
    ("xoxd-", "a cookie of a person's browser"),
    ("https://", "a web address"),
)
_BEARER: Final = re.compile(r"bearer\s+", re.IGNORECASE)
_QUOTES: Final = "\"'`\u201c\u201d\u2018\u2019"

#: What may be wrong with any of them, in the order in which it is looked for.
_TROUBLES: Final[tuple[tuple[Callable[[str], object], str], ...]] = (
    (lambda value: not value, "is not set"),
    (lambda value: value != value.strip(), "has a blank or a line break before or after it"),
    (_BEARER.match, "begins with the word Bearer; only what follows that word belongs there"),
    (
        lambda value: value[0] in _QUOTES or value[-1] in _QUOTES,
        "stands in quotation marks; only what is between them belongs there",
    ),
    (
        lambda value: any(sign.isspace() for sign in value),
        "has a blank or a line break in it; copy it in one piece",
    ),
    (
        lambda value: not (value.isascii() and value.isprintable()),
        "has a sign in it that no token has; copy it again",
    ),
)


def tidied(pasted: str) -> str:
    """What was meant by something pasted: without blanks around it, quotes, `NAME=` and `Bearer`."""
    text = re.sub(r"^(?:export\s+)?[A-Z_]+\s*=", "", pasted.strip()).strip()
    return _BEARER.sub("", text.strip(_QUOTES).strip(), count=1)


def shape_fault(secret: Secret, value: str) -> str:
    """What is wrong with how a value looks, as the end of a sentence; empty when it looks right.

    It is about what the program would send to Slack as it stands: nothing is tidied here.
    """
    for is_so, says in _TROUBLES:
        if is_so(value):
            return says
    for begins, kind in _KINDS:
        if value.casefold().startswith(begins) and begins != secret.begins:
            return f"is {kind}, and not {secret.name}"
    if not value.startswith(secret.begins):
        return f"does not begin with {secret.begins}, as {secret.name} does"
    if not secret.form.fullmatch(value):
        return "is not whole, or an example; copy all of it"
    return ""


def where_to_find(secret: Secret) -> str:
    """Where on Slack's settings page somebody finds it."""
    return f"It is {secret.name}: https://api.slack.com/apps, your app, {secret.where}."
