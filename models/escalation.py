"""Escalation as people write it down: whom a page goes to, step after step, and which pages begin by themselves."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, Field, model_validator

from models.on_call_parts import DAYS, Clock, Day, Key, Member, Zone
from models.organisation_parts import (
    SLACK_GROUP,
    ChannelName,
    Line,
    Part,
    SeverityKey,
    wrong,
)
from models.timespan import Timespan, within

MOST_POLICIES: Final = 1000
_UP_TO_A_DAY: Final = within(timedelta(), timedelta(days=1))


def _group(text: str) -> str:
    if not (SLACK_GROUP.fullmatch(text) or (text.startswith("@") and len(text) > 1)):
        raise wrong("is not a user group. Write its Slack id, or its handle like @payments.")
    return text


class Target(Part):
    """Somebody to page. Exactly one of these stands in each target."""

    schedule: Key | None = None
    """Whoever is on call in the schedule of this key at that moment."""
    person: Member | None = None
    """A person, named as the schedules name them, or by Slack id or e-mail address."""
    team: Line | None = None
    """The people of a team of the catalogue, by its key; of a large one whoever leads it."""
    group: Annotated[str, AfterValidator(_group)] | None = None
    """Everybody in a Slack user group, by its id or its handle."""
    channel: ChannelName | None = None
    """A channel in which it is asked who can, without the #. Never for a private incident."""

    @model_validator(mode="after")
    def _one(self) -> "Target":
        if len(self.model_fields_set) != 1 or getattr(self, *self.model_fields_set) is None:
            raise wrong(
                f"needs exactly one of: {', '.join(type(self).model_fields)}. "
                "Write a target for each, beginning with a hyphen."
            )
        return self

    @property
    def kind(self) -> str:
        """Which of them it is."""
        (kind,) = self.model_fields_set
        return kind

    @property
    def named(self) -> str:
        """What it is called in the file."""
        return str(getattr(self, self.kind))


class BusinessHours(Part):
    """Hours of the week in which somebody works."""

    zone: Zone
    """The time zone by whose clocks they are meant, such as Europe/London."""
    days: Annotated[tuple[Day, ...], Field(min_length=1, max_length=7)] = DAYS[:5]
    """The days on which they begin."""
    starts: Clock
    """When they begin."""
    ends: Clock
    """When they end. Not later than they begin: on the next day."""


class EscalationStep(Part):
    """Whom a page goes to at one time."""

    wait: Annotated[Timespan, _UP_TO_A_DAY] = timedelta()
    """How long nobody may have answered before this step is entered. The step before it waits no more."""
    notify: Annotated[tuple[Target, ...], Field(min_length=1, max_length=20)]
    """Whom it pages, all at once."""
    everyone: bool = False
    """Whether each of them must acknowledge, and not one for all."""
    hours: BusinessHours | None = None
    """Only in these hours: outside of them the step is passed over, or waited for where no other is left."""
    severities: Annotated[tuple[SeverityKey, ...], Field(min_length=1, max_length=10)] | None = None
    """Only for incidents of these severities."""

    def is_for(self, severity: str) -> bool:
        """Whether an incident of a severity has this step."""
        return self.severities is None or severity in self.severities


class Policy(Part):
    """Whom to page, and whom after that when nobody answers."""

    key: Key
    """The short word for it, such as payments."""
    name: Annotated[Line, Field(max_length=255)]
    """What it is called."""
    steps: Annotated[tuple[EscalationStep, ...], Field(min_length=1, max_length=20)]
    """One after the other, until somebody acknowledges."""
    repeat: Annotated[int, Field(ge=0, le=9)] = 0
    """How often all steps come again after the first pass: passes = 1 + repeat."""
    after_last: Annotated[Timespan, within(timedelta(minutes=1), timedelta(days=1))] = timedelta(
        minutes=10
    )
    """How long the last step waits for an answer, before the next pass or the end."""
    again_after: (
        Annotated[Timespan, Field(ge=timedelta(minutes=5), le=timedelta(days=7))] | None
    ) = timedelta(minutes=30)
    """How long it may be silent after an acknowledgement before it pages again; null: for ever."""


class QuietHours(Part):
    """Hours of the night in which a page waits until they end, by the clocks of whoever is paged."""

    starts: Clock
    """When they begin."""
    ends: Clock
    """When they end."""
    severities: Annotated[tuple[SeverityKey, ...], Field(min_length=1, max_length=10)]
    """The severities that can wait. The most serious one never does."""


class Paging(Part):
    """Which pages begin by themselves, and what holds for all of them."""

    by_severity: Mapping[SeverityKey, Annotated[tuple[Line, ...], Field(max_length=20)]] = Field(
        default_factory=dict
    )
    """The policies, by key or name, that begin when an incident is declared or raised to a severity."""
    owners: Annotated[tuple[SeverityKey, ...], Field(max_length=10)] = ()
    """The severities at which the escalation policies of the affected services begin, or of their teams."""
    fallback: Annotated[tuple[Target, ...], Field(max_length=20)] = ()
    """Who is paged when nobody of a policy is there."""
    quiet_hours: QuietHours | None = None
    """Hours in which what is not serious waits until morning."""
    drills: bool = False
    """Whether drills page by themselves, too."""
    private: bool = False
    """Whether private incidents do. Whoever is paged is let in."""
