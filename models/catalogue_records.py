"""What a service catalogue says, in one shape for every place that it can be read from.

Records are values: nothing here is kept in the database. A key is the short name by which records
of one kind name each other, always in small letters.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

LONGEST_KEY: Final = 200
LONGEST_NAME: Final = 200
LONGEST_PROSE: Final = 3000
LONGEST_LINK: Final = 2048
MOST_ENTRIES: Final = 500

Key = Annotated[str, Field(min_length=1, max_length=LONGEST_KEY)]
OptionalKey = Annotated[str, Field(max_length=LONGEST_KEY)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Short = Annotated[str, Field(max_length=LONGEST_NAME)]
Prose = Annotated[str, Field(max_length=LONGEST_PROSE)]
Address = Annotated[str, Field(max_length=LONGEST_LINK)]
Keys = Annotated[tuple[Key, ...], Field(max_length=MOST_ENTRIES)]
Shorts = Annotated[tuple[Name, ...], Field(max_length=MOST_ENTRIES)]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file or an address, the document in it and the line, both from 1."""

    file: str = ""
    document: int = 0
    """0 for the file as a whole."""
    line: int = 0
    """0 if no line can be named."""


class Link(BaseModel):
    """A web address with its title."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    title: Short = ""
    """What the link is called."""
    url: Annotated[str, Field(min_length=1, max_length=LONGEST_LINK)]
    """Where it leads; begins with https:// or http://."""


Links = Annotated[tuple[Link, ...], Field(max_length=MOST_ENTRIES)]


class Record(BaseModel):
    """What every record has."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    key: Key
    """The short name that other records use, such as checkout. Small letters."""
    name: Name
    """What people call it."""
    aliases: Shorts = ()
    """Other names of the same thing, which people type and alerts carry."""
    description: Prose = ""
    """What it is, in a sentence or more. Plain text, whatever it looks like."""
    external_id: OptionalKey = ""
    """What the source itself calls it; stays the same when the name changes, if the source can."""
    place: SkipJsonSchema[Place] = Place()
    """Where the record was found."""


class ServiceRecord(Record):
    """Something that runs, that can be down, and that somebody answers for."""

    kind: Short = "service"
    """What sort of thing it is in the source's words, such as service, website or library."""
    owner: OptionalKey = ""
    """The key of the team that answers for it."""
    owner_people: Shorts = ()
    """People who answer for it by themselves: e-mail addresses, Slack member ids, or keys."""
    tier: Short = ""
    """How much depends on it, in the source's words, such as tier_1."""
    lifecycle: Short = ""
    """Such as production, experimental or deprecated."""
    domain: OptionalKey = ""
    """The key of the business domain that it belongs to."""
    system: OptionalKey = ""
    """The key of the system that it is a part of."""
    depends_on: Keys = ()
    """The keys of the services that it needs."""
    resources: Keys = ()
    """The keys of the resources that it needs: databases, queues, devices, interfaces."""
    slack_channel: Short = ""
    """Where its people are: a channel's name without #, or its id."""
    alert_channel: Short = ""
    """Where its alerts go: a channel's name without #, or its id."""
    escalation_policy: Short = ""
    """Who is called, as provider/kind/id, such as pagerduty/service/PABC123."""
    dashboards: Links = ()
    """Where one sees how it does."""
    runbooks: Links = ()
    """What to do when it is in trouble."""
    links: Links = ()
    """Other links that the source has for it."""
    repository: Address = ""
    """Where its code is."""
    status_page_component: Short = ""
    """The name or id of its component on the status page."""
    regions: Shorts = ()
    """Where it runs."""


class TeamRecord(Record):
    """People who answer for services together."""

    members: Shorts = ()
    """E-mail addresses, Slack member ids, or keys of people."""
    slack_channel: Short = ""
    """Where the team is: a channel's name without #, or its id."""
    alert_channel: Short = ""
    """Where its alerts go: a channel's name without #, or its id."""
    user_group: Short = ""
    """The team's user group in Slack: its handle without @, or its id."""
    manager: Short = ""
    """Who leads it: an e-mail address, a Slack member id, or the key of a person."""
    email: Short = ""
    """The team's own address."""
    domain: OptionalKey = ""
    """The key of the business domain that it works in."""
    parent: OptionalKey = ""
    """The key of the team that it belongs to."""
    escalation_policy: Short = ""
    """Who is called, as provider/kind/id."""


class PersonRecord(Record):
    """Somebody who can be found, invited or called."""

    email: Short = ""
    """The address by which Slack knows them."""
    slack_id: Short = ""
    """Their Slack member id."""
    github: Short = ""
    """Their login on GitHub."""
    teams: Keys = ()
    """The keys of the teams that they belong to."""


class DomainRecord(Record):
    """A part of the business, such as payments."""

    owner: OptionalKey = ""
    """The key of the team that answers for it."""
    parent: OptionalKey = ""
    """The key of the domain that it belongs to."""
    slack_channel: Short = ""
    """Where its people are: a channel's name without #, or its id."""


class SystemRecord(Record):
    """Services and resources that make up one thing together."""

    owner: OptionalKey = ""
    """The key of the team that answers for it."""
    domain: OptionalKey = ""
    """The key of the business domain that it belongs to."""


class ResourceRecord(Record):
    """What services need: hardware, device classes, databases, queues, interfaces."""

    kind: Short = ""
    """What sort of thing it is in the source's words, such as database, rack or api."""
    owner: OptionalKey = ""
    """The key of the team that answers for it."""
    system: OptionalKey = ""
    """The key of the system that it is a part of."""
    domain: OptionalKey = ""
    """The key of the business domain that it belongs to."""
    lifecycle: Short = ""
    """Such as production, experimental or deprecated."""
    provided_by: Keys = ()
    """The keys of the services that provide it."""
    regions: Shorts = ()
    """Where it stands."""


AnyRecord = ServiceRecord | TeamRecord | PersonRecord | DomainRecord | SystemRecord | ResourceRecord


class Weight(StrEnum):
    """What became of what a finding is about."""

    SKIPPED = "skipped"
    """It is not in the harvest, and somebody probably wants it there."""
    CHANGED = "changed"
    """It is in the harvest, not quite as it was written."""
    HINT = "hint"
    """Nothing was lost; good to know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was odd, said so that a person can put it right. Never holds a secret."""

    place: Place
    weight: Weight
    says: str

    def __str__(self) -> str:
        document = f", document {self.place.document}" if self.place.document > 1 else ""
        line = f", line {self.place.line}" if self.place.line else ""
        return f"{self.place.file}{document}{line}: {self.says}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was read, and what became of it: every document was either taken or left out."""

    files: int = 0
    passed_over: int = 0
    """Files of a folder that showed no sign of a catalogue and were not read further."""
    documents: int = 0
    """Documents of a file, rows of a table, or entities of an answer."""
    taken: int = 0
    """Documents of which records were made."""
    left_out: int = 0
    """Documents of which none were made; there is a finding for each, as far as there was room."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """Everything that one reading of a source gave."""

    source: str
    """What the source is, in words, such as `backstage files in /srv/catalogue`."""
    sync_id: str
    """Marks what this source brought, so that only that is removed when the source drops it."""
    complete: bool
    """Whether all of the source was seen. If not, what is missing may still exist there."""
    gaps: frozenset[str] = frozenset()
    """Files, pages or tables in which something was skipped: what came from there may still exist."""
    services: tuple[ServiceRecord, ...] = ()
    teams: tuple[TeamRecord, ...] = ()
    people: tuple[PersonRecord, ...] = ()
    domains: tuple[DomainRecord, ...] = ()
    systems: tuple[SystemRecord, ...] = ()
    resources: tuple[ResourceRecord, ...] = ()
    findings: tuple[Finding, ...] = ()
    counts: Counts = field(default=Counts())

    @property
    def records(self) -> tuple[AnyRecord, ...]:
        """All records: people and teams first, since others name them."""
        return (
            *self.people,
            *self.teams,
            *self.domains,
            *self.systems,
            *self.resources,
            *self.services,
        )
