"""Automations: when something happens in an incident, if it is such an incident, then these steps."""

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, Field, model_validator

from models.custom_field import FIELD_KEY
from models.organisation_parts import (
    ROLE_KEY,
    Bookmark,
    ChannelName,
    Invited,
    Line,
    Part,
    Person,
    RegionName,
    SeverityKey,
    WebAddress,
    written_like,
    wrong,
)
from models.timespan import Timespan, within
from models.wording_template import Words

VARIABLE: Final = re.compile(r"WEBHOOK_SECRET_[A-Z0-9_]{1,40}", re.ASCII)
HOST: Final = re.compile(r"[a-z0-9.:-]{1,253}", re.ASCII)
_LONG: Final = within(timedelta(minutes=1), timedelta(days=30))


class Happening(StrEnum):
    """What can set an automation off."""

    DECLARED = "declared"
    SEVERITY_CHANGED = "severity changed"
    STATUS_CHANGED = "status changed"
    ROLE_EMPTY = "role empty"
    NO_UPDATE = "no update"
    RESOLVED = "resolved"
    FIELD_SET = "field set"


#: These come by themselves once time has passed.
TIMED: Final = frozenset({Happening.ROLE_EMPTY, Happening.NO_UPDATE})


def _variable(text: str) -> str:
    if not VARIABLE.fullmatch(text):
        raise wrong(
            "is not such a variable: its name begins with WEBHOOK_SECRET_, such as "
            "WEBHOOK_SECRET_LEDGER. The secret itself does not belong into this file."
        )
    return text


def _host(text: str) -> str:
    if not HOST.fullmatch(text):
        raise wrong("is not the name of a host in small letters, such as hooks.internal.")
    return text


#: The name of an environment variable that holds a secret for signing.
SecretName = Annotated[str, AfterValidator(_variable), written_like(VARIABLE)]
HostName = Annotated[str, AfterValidator(_host), written_like(HOST)]


class When(Part):
    """What sets an automation off."""

    happens: Happening
    """declared, severity changed, status changed, role empty, no update, resolved or field set."""
    role: Annotated[str, written_like(ROLE_KEY)] | None = None
    """Whose role is empty, for `role empty`."""
    field: Annotated[str, written_like(FIELD_KEY)] | None = None
    """Which field was set, for `field set`; any, where nothing is said."""
    longer_than: Annotated[Timespan, _LONG] | None = None
    """For how long, for `role empty` and `no update`."""

    @model_validator(mode="after")
    def _whole(self) -> "When":
        if (self.happens in TIMED) != (self.longer_than is not None):
            raise wrong(
                f"needs `longer_than`, such as 15m, for `{self.happens}`."
                if self.happens in TIMED
                else f"has `longer_than`, which `{self.happens}` has no use for."
            )
        if (self.happens == Happening.ROLE_EMPTY) != (self.role is not None):
            raise wrong("needs `role` for `role empty`, and only for that.")
        if self.field is not None and self.happens != Happening.FIELD_SET:
            raise wrong("has `field`, which is only for `field set`.")
        return self


class Selector(Part):
    """Which incidents: everything that is written must hold, and of each list one entry."""

    severity: Annotated[tuple[SeverityKey, ...], Field(min_length=1, max_length=10)] | None = None
    """One of these severities."""
    service: Annotated[tuple[Line, ...], Field(min_length=1, max_length=100)] | None = None
    """It touches one of these services, by their keys in the catalogue."""
    tier: Annotated[tuple[int, ...], Field(min_length=1, max_length=10)] | None = None
    """It touches a service of one of these tiers."""
    domain: Annotated[tuple[Line, ...], Field(min_length=1, max_length=100)] | None = None
    """It touches a service of one of these domains."""
    team: Annotated[tuple[Line, ...], Field(min_length=1, max_length=100)] | None = None
    """It touches a service of one of these teams."""
    region: Annotated[tuple[RegionName, ...], Field(min_length=1, max_length=100)] | None = None
    """It is felt in one of these regions."""
    private: bool | None = None
    """Whether it is private. Private ones are left alone unless this says true."""
    drill: bool | None = None
    """Whether it is a drill."""
    kind: Annotated[tuple[Line, ...], Field(min_length=1, max_length=3)] | None = None
    """incident, drill or near-miss."""
    status: Annotated[tuple[Line, ...], Field(min_length=1, max_length=6)] | None = None
    """Its status is one of these."""
    fields: Mapping[str, Annotated[tuple[Line, ...], Field(min_length=1, max_length=50)]] | None = (
        None
    )
    """A field has one of these values, under its key."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said: then it is meant for no incident at all."""
        return all(value is None or value == {} for _, value in self)


class Post(Part):
    """A message to channels."""

    channels: Annotated[tuple[ChannelName, ...], Field(min_length=1, max_length=10)]
    """The channels' names, without the #."""
    words: Words
    """What it says below the line that names the incident."""


class NewTask(Part):
    """A task in the incident."""

    words: Annotated[Line, Field(max_length=500)]
    """What is to be done."""
    owner: Person | None = None
    """Whose it is; nobody's, where nothing is said."""
    due_in: Annotated[Timespan, _LONG] | None = None
    """Until when, from the moment at which it is added."""


class Assignment(Part):
    """A role for a person, if nobody has it."""

    role: Annotated[str, written_like(ROLE_KEY)]
    """The role's key."""
    person: Person
    """Who takes it."""


class SetField(Part):
    """A value for a field."""

    field: Annotated[str, written_like(FIELD_KEY)]
    """The field's key."""
    value: Annotated[Line, Field(max_length=300)]
    """What stands there then."""


class Webhook(Part):
    """A signed call of another program."""

    url: WebAddress
    """Where it goes. It begins with https://, unless the organisation's `webhooks` allow another."""
    secret: SecretName
    """The environment variable of Muster's that holds the secret with which it is signed."""


class Webhooks(Part):
    """Where automations may call other programs, beside the public Internet over https."""

    inside: Annotated[tuple[HostName, ...], Field(max_length=50)] = ()
    """Hosts that may stand in a private network, or be called over http."""


class Step(Part):
    """One thing that is done. Exactly one of these stands in each step."""

    invite: Annotated[tuple[Invited, ...], Field(min_length=1, max_length=500)] | None = None
    """Who is invited into the channel: Slack ids of members or user groups, or e-mail addresses."""
    page: Annotated[Line, Field(max_length=255)] | None = None
    """An escalation policy of the on-call file, by its key or name, that begins to page."""
    post: Post | None = None
    """A message to channels."""
    bookmark: Bookmark | None = None
    """A link at the top of the incident's channel."""
    task: NewTask | None = None
    """A task in the incident."""
    assign: Assignment | None = None
    """A role for a person, if nobody has it."""
    set_field: SetField | None = None
    """A value for a custom field."""
    webhook: Webhook | None = None
    """A signed call of another program."""

    elsewhere: ClassVar[Mapping[str, str]] = {
        "severity": "does not belong here. An automation cannot change the severity: people decide that.",
        "status": "does not belong here. An automation cannot change the status: people decide that.",
        "resolve": "does not belong here. An automation cannot end an incident: people decide that.",
        "close": "does not belong here. An automation cannot end an incident: people decide that.",
        "cancel": "does not belong here. An automation cannot end an incident: people decide that.",
    }

    @model_validator(mode="after")
    def _one(self) -> "Step":
        if len(self.model_fields_set) != 1 or getattr(self, *self.model_fields_set) is None:
            raise wrong(
                f"needs exactly one of: {', '.join(type(self).model_fields)}. "
                "Write a step for each, beginning with a hyphen."
            )
        return self


class Automation(Part):
    """What Muster does by itself."""

    name: Annotated[Line, Field(max_length=80)]
    """What people read on the timeline; no two of a file have one name."""
    when: When
    """What sets it off."""
    applies_to: Annotated[Selector, Field(alias="if")] = Selector()
    """Which incidents. Where nothing is said it is meant for none."""
    then: Annotated[tuple[Step, ...], Field(min_length=1, max_length=10)]
    """What is done, in this order."""
    again: bool = False
    """Whether it runs each time, and not once for each incident."""
    confirm_above: Annotated[int, Field(ge=1, le=500)] = 20
    """How many people may be invited before the channel is asked first."""

    @property
    def invited(self) -> tuple[str, ...]:
        """Everybody whom its steps invite, each once, as they are named."""
        return tuple(dict.fromkeys(one for step in self.then for one in step.invite or ()))

    @property
    def needs_room(self) -> bool:
        """Whether it does anything in the incident's channel, and not only outside."""
        return any(step.post is None and step.webhook is None for step in self.then)
