"""Ties records together that say of each other who belongs where, once all of them are read."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from integrations.catalogue.circles import circle_in
from models.catalogue_records import (
    MOST_ENTRIES,
    AnyRecord,
    DomainRecord,
    PersonRecord,
    Place,
    ResourceRecord,
    ServiceRecord,
    SystemRecord,
    TeamRecord,
    Weight,
)
from models.wording import quoted

Records = dict[tuple[type, str], AnyRecord]
Note = tuple[Place, Weight, str]
_Kind = TypeVar(
    "_Kind",
    ServiceRecord,
    TeamRecord,
    PersonRecord,
    DomainRecord,
    SystemRecord,
    ResourceRecord,
)

#: How many of what is missing, or stands in a circle, a finding names.
_NAMED: Final = 5

_Pairs = defaultdict[str, dict[str, None]]


def _pairs() -> _Pairs:
    return defaultdict(dict)


@dataclass(slots=True)
class Ties:
    """What documents say about other documents' records. Sets that keep their order."""

    members: _Pairs = field(default_factory=_pairs)
    """People by the key of their team."""
    parents: dict[str, str] = field(default_factory=dict)
    """A team's parent, said by the parent."""
    needs: _Pairs = field(default_factory=_pairs)
    """Services that a service needs, said by those that are needed."""
    uses: _Pairs = field(default_factory=_pairs)
    """Resources that a service needs, said by those resources."""
    providers: _Pairs = field(default_factory=_pairs)
    """Services by the key of the resource that they provide."""
    systems: dict[str, str] = field(default_factory=dict)
    """A service's system, said by the system."""
    domains: dict[str, str] = field(default_factory=dict)
    """The domain of a service or of another domain, said by the domain."""

    def member(self, team: str, who: str) -> None:
        """Say that somebody belongs to a team."""
        self.members[team][who] = None

    def need(self, service: str, needed: str) -> None:
        """Say that a service needs another."""
        self.needs[service][needed] = None

    def use(self, service: str, resource: str) -> None:
        """Say that a service needs a resource."""
        self.uses[service][resource] = None

    def provide(self, resource: str, service: str) -> None:
        """Say that a service provides a resource."""
        self.providers[resource][service] = None

    def include(self, service: str, system: str) -> None:
        """Say that a service is a part of a system."""
        self.systems.setdefault(service, system)

    def belong(self, key: str, domain: str) -> None:
        """Say that a service or a domain belongs to a domain."""
        self.domains.setdefault(key, domain)

    def fasten(self, records: Records) -> Iterator[Note]:
        """Bring what was said into the records, and give what leads nowhere."""
        names = _Names(records)
        for (kind, key), record in list(records.items()):
            tied = self._tied(record, names)
            if tied is not record:
                records[kind, key] = tied
        yield from _loose_ends(records)

    def _tied(self, record: AnyRecord, names: "_Names") -> AnyRecord:
        match record:
            case ServiceRecord():
                return self._service(record, names)
            case TeamRecord():
                return self._team(record, names)
            case PersonRecord():
                return _changed(record, teams=names.all(TeamRecord, record.teams))
            case DomainRecord():
                return _changed(
                    record,
                    owner=names.one(TeamRecord, record.owner),
                    parent=names.one(
                        DomainRecord, record.parent or self.domains.get(record.key, "")
                    ),
                )
            case SystemRecord():
                return _changed(
                    record,
                    owner=names.one(TeamRecord, record.owner),
                    domain=names.one(DomainRecord, record.domain),
                )
            case ResourceRecord():
                given = names.all(
                    ServiceRecord, (*record.provided_by, *self.providers.get(record.key, ()))
                )
                return _changed(
                    record,
                    owner=names.one(TeamRecord, record.owner),
                    system=names.one(SystemRecord, record.system),
                    provided_by=given,
                )

    def _service(self, record: ServiceRecord, names: "_Names") -> ServiceRecord:
        system = names.one(SystemRecord, record.system or self.systems.get(record.key, ""))
        resources = names.all(ResourceRecord, (*record.resources, *self.uses.get(record.key, ())))
        # Who needs an interface needs those who provide it.
        provided = (
            provider for resource in resources for provider in self.providers.get(resource, ())
        )
        needed = names.all(
            ServiceRecord, (*record.depends_on, *self.needs.get(record.key, ()), *provided)
        )
        domain = record.domain or self.domains.get(record.key) or names.domain_of(system)
        return _changed(
            record,
            owner=names.one(TeamRecord, record.owner),
            system=system,
            domain=names.one(DomainRecord, domain),
            resources=resources,
            depends_on=tuple(key for key in needed if key != record.key),
        )

    def _team(self, record: TeamRecord, names: "_Names") -> TeamRecord:
        members = (*record.members, *self.members.get(record.key, ()))
        parent = names.one(TeamRecord, record.parent or self.parents.get(record.key, ""))
        return _changed(
            record,
            members=tuple(dict.fromkeys(members))[:MOST_ENTRIES],
            parent="" if parent == record.key else parent,
        )


def _changed(record: _Kind, **fields: object) -> _Kind:
    changes = {name: value for name, value in fields.items() if getattr(record, name) != value}
    return record.model_copy(update=changes) if changes else record


class _Names:
    """Finds the record that somebody means who wrote its key, an alias or its name."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._meant: dict[tuple[type, str], str] = {}
        for (kind, key), record in records.items():
            for name in (record.name, *record.aliases):
                if plain := _plain(name):
                    self._meant.setdefault((kind, plain), key)

    def one(self, kind: type, written: str) -> str:
        """Give the key that is meant, or what was written if nothing has that name."""
        if not written or (kind, written) in self._records:
            return written
        return self._meant.get((kind, _plain(written)), written)

    def all(self, kind: type, written: Iterable[str]) -> tuple[str, ...]:
        """Give the keys that are meant, each once."""
        return tuple(dict.fromkeys(self.one(kind, one) for one in written))[:MOST_ENTRIES]

    def domain_of(self, system: str) -> str:
        """Give the domain of a system, if that is known."""
        record = self._records.get((SystemRecord, system))
        return record.domain if isinstance(record, SystemRecord) else ""


def _plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _loose_ends(records: Records) -> Iterator[Note]:
    """Say what is named and described nowhere, and who has no owner: a line for each sort."""
    services = [one for one in records.values() if isinstance(one, ServiceRecord)]
    orphans = {one.key: one.place for one in services if not (one.owner or one.owner_people)}
    yield from _loose(orphans, lambda count: f"{_services(count)} no owner, so nobody is called")
    teams = {
        one.owner: one.place
        for one in services
        if one.owner and (TeamRecord, one.owner) not in records
    }
    yield from _loose(teams, lambda count: f"{_are(count, 'team')} named as owner only")
    needed = {
        key: one.place
        for one in services
        for key in one.depends_on
        if (ServiceRecord, key) not in records
    }
    yield from _loose(
        needed, lambda count: f"{_are(count, 'service')} needed and described nowhere"
    )
    circle = circle_in({one.key: one.depends_on for one in services})
    if circle:
        first = next(one for one in services if one.key == circle[0])
        named = [quoted(key) for key in circle[:_NAMED]]
        more = [f"{len(circle) - _NAMED} more"] if len(circle) > _NAMED else []
        round_ = " needs ".join((*named, *more, named[0]))
        yield first.place, Weight.HINT, f"Services need one another in a circle: {round_}."


def _loose(places: Mapping[str, Place], words: Callable[[int], str]) -> Iterator[Note]:
    if places:
        named = [quoted(key) for key in list(places)[:_NAMED]]
        more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
        first = next(iter(places.values()))
        yield first, Weight.HINT, f"{words(len(places))}: {', '.join(named)}{more}."


def _services(count: int) -> str:
    return "1 service has" if count == 1 else f"{count} services have"


def _are(count: int, what: str) -> str:
    return f"1 {what} is" if count == 1 else f"{count} {what}s are"
