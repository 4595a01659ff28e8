"""A declaration: what somebody says of an incident, and the writing of it into the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from models.incident import TITLE_LIMIT, Incident, Kind, Status
from models.rules import rules_for
from models.suggestions import UNASKED, Choices, SeverityHint
from models.timeline import EventKind
from templates.parts import too_much
from templates.text import shorten
from templates.typed import one_line
from workflows.catalogue import Service
from workflows.custom_fields import note_fields
from workflows.errors import Refused
from workflows.privacy import let_in
from workflows.regions import known_regions
from workflows.services import note_services, understand_services
from workflows.severity_hint import severity_hint
from workflows.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What somebody says of an incident. Only the title must be known."""

    #: As it was said, however long and over however many lines: see `in_short`.
    title: str
    severity: str | None = None
    #: What people see that is wrong.
    noticed: str = ""
    kind: Kind = Kind.INCIDENT
    is_private: bool = False
    #: Where it is felt: regions of the organisation.
    regions: Sequence[str] = ()
    #: The services that somebody chose.
    chosen: Sequence[Service] = ()
    #: Those that the words name, as `Services.named_in` found them; they count where none was chosen.
    named: Sequence[tuple[Service, ...]] = ()
    #: When it began and ended (UTC), where it was over before it was declared.
    began_at: datetime | None = None
    ended_at: datetime | None = None
    #: The message from which it is declared, as `Source` carries it; empty where there is none.
    source: str = ""
    #: What was filled into the fields of the configuration, by their keys.
    fields: Mapping[str, str] = field(default_factory=dict)
    #: Which of severity and region are as the catalogue suggested.
    suggested: Sequence[str] = ()
    #: What was made of whatever else it suggested.
    choices: Choices = UNASKED

    @property
    def services(self) -> Sequence[Service]:
        """The services that are noted: those chosen, or else those that the words name for sure."""
        return self.chosen or [several[0] for several in self.named if len(several) == 1]

    @property
    def teams(self) -> frozenset[str]:
        """The keys of the teams that own them."""
        return frozenset(one.owner for one in self.services if one.owner)


@dataclass(frozen=True, slots=True)
class Declared:
    """What was written down."""

    incident: Incident
    #: Events that must be said as soon as the incident has a place.
    to_say: tuple[int, ...]
    #: The keys of the services that it is known to touch.
    services: tuple[str, ...]


async def write_down(work: Work, said: Declaration) -> Declared:
    """Write a new incident into the record.

    Raises Refused for an empty title, a severity or region that is not used here, or an impossible span.
    """
    said = in_short(said)
    _check(work, said)
    incident = Incident(
        title=said.title,
        severity=said.severity or work.organisation.default_severity,
        noticed=said.noticed,
        kind=said.kind.value,
        is_private=said.is_private,
        regions=known_regions(work.organisation, said.regions),
        status=(Status.RESOLVED if said.ended_at else Status.INVESTIGATING).value,
        began_at=said.began_at,
        ended_at=said.ended_at,
        declared_at=work.now,
        declared_by=work.person_acting,
    )
    await work.add(incident)
    work.record(
        EventKind.DECLARED,
        incident,
        title=said.title,
        severity=incident.severity,
        **({"noticed": said.noticed} if too_much(said.noticed) else {}),
        **_out_of_the_ordinary(said),
    )
    await let_in(work, incident, [work.person_acting.slack_id])
    to_say = await _services(work, incident, said)
    if said.fields:
        own = rules_for(work.organisation, said.teams).fields
        await note_fields(work, incident, own, said.fields, before={})
    return Declared(incident, to_say, tuple(one.key for one in said.services))


def in_short(said: Declaration) -> Declaration:
    """The same with a title of one line that is no longer than a title may be.

    A declaration never fails for having too many words, and none of them is lost: they are what people notice.
    """
    title = shorten(said.title, TITLE_LIMIT)
    if title == one_line(said.title):
        return replace(said, title=title)
    words = [said.title.strip(), said.noticed]
    return replace(said, title=title, noticed="\n\n".join(filter(None, words)))


def _check(work: Work, said: Declaration) -> None:
    if not said.title:
        nearly = said.kind == Kind.NEAR_MISS
        what = "what nearly happened" if nearly else "what is happening"
        raise Refused(f"Please say in a few words {what}.", field="title")
    known = [one.key for one in work.organisation.severities]
    if said.severity is not None and said.severity not in known:
        raise Refused(
            f"The severity {said.severity} is no longer used here. Choose another.",
            field="severity",
        )
    if said.ended_at is not None and said.ended_at > work.now:
        raise Refused("This is still to come. When did it end?", field="ended")
    if said.began_at and said.ended_at and said.began_at > said.ended_at:
        raise Refused("It ended before it began. Please look again.", field="ended")


def _out_of_the_ordinary(said: Declaration) -> dict[str, object]:
    told: dict[str, object] = {}
    if said.kind != Kind.INCIDENT:
        told["sort"] = said.kind
    if said.is_private:
        told["private"] = True
    if said.suggested:
        told["suggested"] = list(said.suggested)
    if said.began_at is not None and said.ended_at is not None:
        told |= {"began_at": said.began_at, "ended_at": said.ended_at}
    return told


async def _services(work: Work, incident: Incident, said: Declaration) -> tuple[int, ...]:
    """Note the affected services, and return the id of the event that must be said, if any."""
    if said.chosen:
        await note_services(work, incident, said.chosen)
    elif said.named:
        event = await understand_services(work, incident, said.named, _hint(work, incident, said))
        await work.session.flush()
        return (event.id,)
    return ()


def _hint(work: Work, incident: Incident, said: Declaration) -> SeverityHint | None:
    """The severity that the catalogue suggests instead, where nobody chose one."""
    if said.severity is not None:
        return None
    hint = severity_hint(work.organisation, said.services)
    return hint if hint and hint.severity != incident.severity else None
