"""The parts of an organisation's configuration, each a block of the configuration file."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import time, timedelta
from string import Formatter
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from models.timespan import Timespan, within

SEVERITY_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,15}", re.ASCII)
ROLE_KEY: Final = re.compile(r"[a-z][a-z_-]{0,23}", re.ASCII)
SLACK_MEMBER: Final = re.compile(r"[UW][A-Z0-9]{5,20}", re.ASCII)
SLACK_GROUP: Final = re.compile(r"S[A-Z0-9]{5,20}", re.ASCII)
EMAIL: Final = re.compile(r"[^@\s<>]{1,64}@[^@\s<>.]+(\.[^@\s<>.]+)+")
TIER: Final = re.compile(r"[1-9]", re.ASCII)
CLOCK_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
#: What `channels.name_template` may contain between braces.
NAME_FIELDS: Final = ("number", "title", "severity", "date")


def wrong(says: str) -> PydanticCustomError:
    """Make the error of a field whose value is wrong; `says` goes on after the field's name."""
    # The sentence is handed over as a value: braces in it are nobody's placeholders.
    return PydanticCustomError("wrong", "{says}", {"says": says})


def wrong_inside(
    places: Mapping[tuple[str, str], str] | Mapping[tuple[str, int], str],
) -> PydanticCustomError:
    """Make the error of a field in which several places are wrong; each is told by itself."""
    return PydanticCustomError(
        "wrong_inside", "{says}", {"says": "; ".join(places.values()), "places": dict(places)}
    )


def _line(text: str) -> str:
    if any(not (sign.isprintable() or sign.isspace()) for sign in text):
        raise wrong("contains a sign that cannot be shown. Please remove it.")
    line = " ".join(text.split())
    if not line:
        raise wrong("is empty. Write a few words.")
    return line


def _severity_key(key: str) -> str:
    if not SEVERITY_KEY.fullmatch(key):
        raise wrong(
            "is not a short key. Use up to 16 letters, digits and hyphens, beginning with a "
            "letter, such as SEV-1."
        )
    return key


def _role_key(key: str) -> str:
    if not ROLE_KEY.fullmatch(key):
        raise wrong(
            "is not a short key. Use up to 24 small letters, hyphens and underscores, such as "
            "commander."
        )
    return key


def _person(text: str) -> str:
    if not (SLACK_MEMBER.fullmatch(text) or EMAIL.fullmatch(text)):
        raise wrong(
            "is neither a Slack member id, such as U012AB3CD, nor an e-mail address. In Slack, "
            "open the person's profile and choose Copy member ID."
        )
    return text


def _invited(text: str) -> str:
    return text if SLACK_GROUP.fullmatch(text) else _person(text)


def _user_group(text: str) -> str:
    if not SLACK_GROUP.fullmatch(text):
        raise wrong(
            "is not the id of a user group, such as S012AB3CD. In Slack, open People & user groups, "
            "and copy it from the group's menu."
        )
    return text


def _channel_name(text: str) -> str:
    name = text.removeprefix("#")
    if not re.fullmatch(r"[\w-]{1,80}", name) or name != name.lower():
        raise wrong(
            "is not a channel's name. Use up to 80 small letters, digits, hyphens and underscores."
        )
    return name


def _name_template(template: str) -> str:
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        raise wrong("has a brace that is not closed, or one too many.") from None
    fields = [field for _, field, *_ in parts if field is not None]
    may = ", ".join(f"{{{field}}}" for field in NAME_FIELDS)
    if any(part[2] or part[3] for part in parts) or not set(fields) <= set(NAME_FIELDS):
        raise wrong(f"may contain only {may} between braces.")
    if "number" not in fields:
        raise wrong("must contain {number}, so that no two channels get one name.")
    return template


def is_web_address(text: str) -> bool:
    """Whether this is a whole address of the web."""
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
    return is_web and not any(sign.isspace() or not sign.isprintable() for sign in text)


def _web_address(text: str) -> str:
    if not is_web_address(text):
        raise wrong("is not a web address. It begins with https:// or http:// and has no spaces.")
    return text


def _emoji(text: str) -> str:
    name = text.strip(":")
    if not re.fullmatch(r"[a-z0-9_+'-]{1,100}", name):
        raise wrong("is not the name of an emoji. Write it as Slack does, such as pushpin.")
    return name


def _clock_time(value: object) -> time | None:
    if value is None or isinstance(value, time):
        return value
    match = CLOCK_TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise wrong('is not a time of day. Write it like "18:00".')
    return time(int(match[1]), int(match[2]))


def _tier(key: object) -> int:
    if not TIER.fullmatch(str(key)):
        raise wrong("is not a tier. Tiers are 1 to 9, and 1 is what people cannot do without.")
    return int(str(key))


def all_different(keys: Iterable[str], what: str) -> None:
    """Refuse two keys that a person could not tell apart when typing."""
    twice = [key for key, count in Counter(key.casefold() for key in keys).items() if count > 1]
    if twice:
        raise wrong(f"names a {what} twice: {', '.join(twice)}. Give each a key of its own.")


def written_like(*patterns: re.Pattern[str]) -> WithJsonSchema:
    """Tell editors how a text is written; stands beside the validator that makes sure of it."""
    either = "|".join(f"^{pattern.pattern}$" for pattern in patterns)
    return WithJsonSchema({"type": "string", "pattern": either}, mode="validation")


Line = Annotated[str, AfterValidator(_line)]
SeverityKey = Annotated[str, AfterValidator(_severity_key), written_like(SEVERITY_KEY)]
Tier = Annotated[int, BeforeValidator(_tier)]
RegionName = Annotated[Line, Field(max_length=60)]
Person = Annotated[str, AfterValidator(_person), written_like(SLACK_MEMBER, EMAIL)]
#: A person, or everybody in a user group.
Invited = Annotated[str, AfterValidator(_invited), written_like(SLACK_MEMBER, SLACK_GROUP, EMAIL)]
UserGroup = Annotated[str, AfterValidator(_user_group), written_like(SLACK_GROUP)]
Emoji = Annotated[str, AfterValidator(_emoji)]
ChannelName = Annotated[str, AfterValidator(_channel_name)]
WebAddress = Annotated[str, Field(max_length=2048), AfterValidator(_web_address)]


class Part(BaseModel):
    """A block of the configuration: unknown fields are refused, and nothing changes later."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Severity(Part):
    """How bad an incident is, and what follows from that."""

    key: SeverityKey
    """What people type and read, such as SEV-1."""
    name: Annotated[Line, Field(max_length=40)]
    """The key in a word or two, such as Critical."""
    meaning: Annotated[Line, Field(max_length=300)]
    """One sentence that says what it means."""
    thresholds: Annotated[
        tuple[Annotated[Line, Field(max_length=300)], ...], Field(max_length=10)
    ] = ()
    """What counts; one of them is enough. Shown where the severity is chosen."""
    update_every: Annotated[Timespan, within(timedelta(minutes=1), timedelta(days=30))]
    """How long people outside may wait for news before the commander is reminded."""
    commander_within: (
        Annotated[Timespan, Field(ge=timedelta(minutes=1), le=timedelta(days=30))] | None
    ) = None
    """How long an incident may go without a commander before the channel is asked. Empty: for ever."""
    review: bool = False
    """Whether a review is expected after the incident. A draft is made in any case."""


class Role(Part):
    """Something that one person, or several, take upon themselves during an incident."""

    key: Annotated[str, AfterValidator(_role_key), written_like(ROLE_KEY)]
    """The short word that people type, such as scribe."""
    name: Annotated[Line, Field(max_length=60)]
    """The full name, such as Incident commander."""
    short: Annotated[Line, Field(max_length=24)]
    """The name where there is little room, such as Commander."""
    does: Annotated[Line, Field(max_length=600)]
    """One or two plain sentences for whoever takes it."""
    first_steps: Annotated[
        tuple[Annotated[Line, Field(max_length=300)], ...], Field(max_length=10)
    ] = ()
    """What to do first, in order."""
    single: bool = True
    """Whether one person at a time holds it."""
    hands_on: bool = False
    """Whether it means repairing things, which in the worst incidents is not also the commander's."""


class Channels(Part):
    """Where incidents are told, and what their own channels are called."""

    announcements: ChannelName = "incidents"
    """The channel in which every incident that is not private is announced, without the #."""
    also: Annotated[tuple[ChannelName, ...], Field(max_length=10)] = ()
    """Other channels in which each of them is told as well."""
    name_template: Annotated[Line, Field(max_length=80), AfterValidator(_name_template)] = (
        "inc-{number}-{title}"
    )
    """An incident's channel: {number} must be in it; {title}, {severity} and {date} may."""


class Invites(Part):
    """Who is invited into an incident's channel, besides those who take part anyway."""

    always: Annotated[tuple[Invited, ...], Field(max_length=100)] = ()
    """Slack ids of members or user groups, or e-mail addresses, of those who are invited every time."""
    by_severity: Mapping[str, Annotated[tuple[Invited, ...], Field(max_length=100)]] = Field(
        default_factory=dict
    )
    """Those who are invited at a severity, under its key."""
    private: Annotated[tuple[Invited, ...], Field(max_length=100)] = ()
    """Those who are invited into a private incident, and nobody else is."""


class Bookmark(Part):
    """A link at the top of each incident's channel."""

    title: Annotated[Line, Field(max_length=256)]
    """What the link is called."""
    link: WebAddress
    """Where it leads."""


class Handoffs(Part):
    """How command passes from one person to the next."""

    notice_before: Annotated[Timespan, within(timedelta(minutes=1), timedelta(days=1))] = timedelta(
        minutes=30
    )
    """How long before the end of a shift the commander is reminded to hand over."""
    shift_ends: Annotated[
        Annotated[time, written_like(CLOCK_TIME)] | None, BeforeValidator(_clock_time)
    ] = None
    """When a shift ends by the commander's own clock; null: they are asked on taking command."""
    sync: Annotated[tuple[SeverityKey, ...], Field(max_length=10)] | None = None
    """Severities at which command is handed over in a call; null: only at the most serious one."""
    call_link: WebAddress | None = None
    """Where that call is held."""
    answer_within: Annotated[Timespan, within(timedelta(minutes=1), timedelta(hours=4))] = (
        timedelta(minutes=10)
    )
    """How long an offer waits for its answer before the receiver is reminded, and then the next ones."""
    questions_for: Annotated[Timespan, within(timedelta(minutes=5), timedelta(hours=4))] = (
        timedelta(minutes=30)
    )
    """How long whoever handed over can still be asked."""
    update_within: Annotated[Timespan, within(timedelta(minutes=5), timedelta(days=1))] = timedelta(
        minutes=30
    )
    """How soon the new commander is asked for an update, where the severity allows more."""
    asked_again_emoji: Emoji = "repeat"
    """The reaction that marks a question which had been answered already."""


class Reviews(Part):
    """What happens after an incident."""

    due_after: Annotated[Timespan, within(timedelta(hours=1), timedelta(days=365))] = timedelta(
        days=7
    )
    """How long after the end of an incident its review is due."""


_A_WHILE = within(timedelta(hours=1), timedelta(days=30))


class Reminders(Part):
    """When people are reminded of what is easily forgotten while something burns, and after it."""

    next_after: Annotated[Timespan, within(timedelta(minutes=1), timedelta(hours=1))] = timedelta(
        minutes=5
    )
    """How long after the commander was reminded of an update the deputy is, and then the channel."""
    quiet_for: Annotated[Timespan, within(timedelta(), timedelta(hours=1))] = timedelta(minutes=5)
    """What is not urgent waits until nobody has written for this long, at most twice."""
    stale_after: Annotated[Timespan, _A_WHILE] = timedelta(days=1)
    """How long nothing may happen in an open incident before the channel is asked about it."""
    mitigated_after: Annotated[Timespan, _A_WHILE] = timedelta(days=1)
    """How long an incident may be mitigated before the channel is asked whether it is over."""
    review_every: Annotated[Timespan, within(timedelta(days=1), timedelta(days=30))] = timedelta(
        days=7
    )
    """How long after a reminder of an overdue review the next one comes; there are four at most."""


class CatalogueSource(Part):
    """One place that the service catalogue is read from: files, or a running Backstage."""

    name: Annotated[Line, Field(max_length=80)] | None = None
    """What it is called in reports; without one the place itself."""
    path: Annotated[Line, Field(max_length=1000)] | None = None
    """A file or a folder, beside the configuration file unless it is absolute. Any known format."""
    backstage: Annotated[str, Field(max_length=2048), AfterValidator(_web_address)] | None = None
    """The address of a Backstage's backend. Its token is in MUSTER_BACKSTAGE_TOKEN."""
    channel_annotations: Annotated[
        tuple[Annotated[Line, Field(max_length=200)], ...], Field(max_length=20)
    ] = ()
    """Backstage annotations that name a Slack channel, the most trusted first."""

    @model_validator(mode="after")
    def _is_one_place(self) -> "CatalogueSource":
        if (self.path is None) == (self.backstage is None):
            raise wrong("needs either a path or the address of a backstage, and not both.")
        return self


class Catalogue(Part):
    """Where the service catalogue comes from, and how far a source is believed."""

    sources: Annotated[tuple[CatalogueSource, ...], Field(max_length=20)] = ()
    """Where it is read from. Where two name one service, the first counts."""
    every: Annotated[Timespan, within(timedelta(minutes=5), timedelta(days=7))] = timedelta(hours=1)
    """How often the sources are read while the bot runs."""
    most_retired: Annotated[int, Field(ge=1, le=100)] = 20
    """The percentage of its entries that a source may lose at once before somebody must confirm it."""
    severity_by_tier: Mapping[Tier, SeverityKey] = Field(default_factory=dict)
    """Which severity a service's tier suggests, under the tier: 1 is what people cannot do without."""
