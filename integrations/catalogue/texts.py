"""Turns values that anybody may have written into text, addresses, keys and channels."""

import re
from typing import Final
from urllib.parse import urlsplit

from integrations.catalogue.unfilled import is_unfilled
from models.catalogue_records import LONGEST_KEY, LONGEST_LINK

_SPACE: Final = re.compile(r"\s+")
#: Nothing that a terminal or a page obeys, and no half signs, which no database takes.
_UNSHOWN: Final = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_CHANNEL_ID: Final = re.compile(r"[CGD][A-Z0-9]{7,20}", re.ASCII)
_CHANNEL_NAME: Final = re.compile(r"[\w-]{1,80}")
_CHANNEL_IN_URL: Final = re.compile(
    r"(?:/archives/|/messages/|/client/[A-Z0-9]{5,20}/|[?&](?:id|channel)=)#?([\w-]{1,80})"
    r"(?=[/?&#]|$)",
)
_CHANNEL_IN_TEXT: Final = re.compile(r"<#([A-Z0-9]{8,20})(?:\|[^>]*)?>")
_GROUP_IN_TEXT: Final = re.compile(r"<!subteam\^([A-Z0-9]{8,20})(?:\|[^>]*)?>")
_GROUP: Final = re.compile(r"[\w.-]{1,80}")
_EMAIL: Final = re.compile(r"[^\s@<>,;:]{1,64}@[^\s@<>,;:.]{1,63}(?:\.[^\s@<>,;:.]{1,63})+")
_MEMBER: Final = re.compile(r"[UW][A-Z0-9]{7,20}", re.ASCII)
_PAGERDUTY: Final = re.compile(
    r"pagerduty\.com/(?:[\w-]+/)*?(services?-?(?:directory)?|escalation_policies|schedules)"
    r"[/#]+(?:service/)?([A-Z0-9]{6,20})"
)


def shown_text(text: str) -> str:
    """Give a text without signs that cannot be shown."""
    return text if text.isascii() and text.isprintable() else _UNSHOWN.sub("", text)


def one_line(text: str) -> str:
    """Give a text on one line, without signs that cannot be shown."""
    return _SPACE.sub(" ", shown_text(text)).strip()


def key_of(text: str) -> str:
    """Make the key of a name: small letters, no spaces."""
    return _SPACE.sub("-", shown_text(text).strip()).lower()[:LONGEST_KEY]


def web_address(text: str) -> str | None:
    """Give a web address, or None if it is none."""
    if len(text) > LONGEST_LINK or _SPACE.search(text):
        return None
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return text if is_web else None


def channel(text: str) -> str | None:
    """Give a channel's id, or its name without #, out of any form that people write. None if none."""
    text = text.strip().strip("'\"`")
    if inside := _CHANNEL_IN_TEXT.fullmatch(text):
        return inside[1]
    if "/" in text or "?" in text:
        # The last one: some have pasted a whole address after another's `/archives/`.
        found = _CHANNEL_IN_URL.findall(text)
        text = found[-1] if found else ""
    if is_unfilled(text):
        return None
    if _CHANNEL_ID.fullmatch(text):
        return text
    name = text.removeprefix("#").lower()
    return name if _CHANNEL_NAME.fullmatch(name) else None


def user_group(text: str) -> str | None:
    """Give a user group's id or its handle without @. None if it is none."""
    text = text.strip()
    if inside := _GROUP_IN_TEXT.fullmatch(text):
        return inside[1]
    handle = text.removeprefix("@")
    return handle if _GROUP.fullmatch(handle) else None


def is_email(text: str) -> bool:
    """Whether a text is an e-mail address."""
    return len(text) <= LONGEST_KEY and bool(_EMAIL.fullmatch(text))


def is_member(text: str) -> bool:
    """Whether a text is a Slack member id."""
    return bool(_MEMBER.fullmatch(text))


def person(text: str) -> str:
    """Give a person's address in small letters, their member id, or their key."""
    text = one_line(text).removeprefix("mailto:").removeprefix("<@").removesuffix(">")
    return text if is_member(text) else key_of(text.removeprefix("@"))


def team_or_person(written: str) -> tuple[str, tuple[str, ...]]:
    """Give an owner as the key of a team, or as a person if it is an address or a member id."""
    is_person = is_email(written) or is_member(written)
    return ("", (person(written),)) if is_person else (key_of(written), ())


def is_slack(url: str) -> bool:
    """Whether an address leads into Slack."""
    host = (urlsplit(url).hostname or "") if web_address(url) else ""
    return host == "slack.com" or host.endswith((".slack.com", ".slack-gov.com"))


def pager(url: str) -> str | None:
    """Give who is called, as provider/kind/id, if an address at PagerDuty says so."""
    found = _PAGERDUTY.search(url)
    if found is None or is_unfilled(found[2]):
        return None
    kinds = {"escalation_policies": "escalation_policy", "schedules": "schedule"}
    return f"pagerduty/{kinds.get(found[1], 'service')}/{found[2]}"
