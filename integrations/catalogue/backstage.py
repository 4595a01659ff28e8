"""Turns Backstage entities into records, wherever they come from."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from integrations.catalogue.backstage_fields import (
    Annotations,
    Reference,
    channels,
    escalation,
    pages,
    reference,
    references,
    repository,
    tier,
    worded_links,
)
from integrations.catalogue.entry import Entry
from integrations.catalogue.format import Format, Taking, field_named
from integrations.catalogue.gathering import not_for_us, skipped, unnamed
from integrations.catalogue.texts import is_email, key_of
from models.catalogue_records import (
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

_SIGN: Final = re.compile(
    rf"backstage\.io/|{field_named('kind')}[\"']?"
    r"(?:component|api|resource|system|domain|group|user|location)\b",
    re.IGNORECASE | re.MULTILINE,
)
_FILE_NAMES: Final = re.compile(r".*catalog-info.*\.(?:ya?ml|json)", re.IGNORECASE)
#: The last two without their group, which is a slip that people make.
_VERSIONS: Final = ("backstage.io", "v1alpha1", "v1beta1")
_NAME: Final = re.compile(r"[A-Za-z0-9]+(?:[-_.]+[A-Za-z0-9]+)*")
_LONGEST_NAME: Final = 63
#: Kinds that a service can need.
_NEEDED: Final = frozenset({"component", "resource", "api"})


class Entity:
    """One entity: its parts, and what all kinds have."""

    def __init__(self, taking: Taking, kind: str) -> None:
        entry = taking.entry
        self.taking = taking
        self.kind = kind
        self.metadata = entry.block("metadata")
        self.spec = entry.block("spec")
        self.annotations = Annotations(self.metadata.block("annotations"), taking.channel_fields)
        self.links = worded_links(self.metadata)
        self.written_name = _name(entry, self.metadata)
        self.namespace = self.metadata.key("namespace") or "default"
        self.key = Reference(kind, self.namespace, key_of(self.written_name)).key

    @property
    def place(self) -> Place:
        """Where it stands."""
        found = self.taking.place
        return Place(found.file, found.document, self.taking.entry.line or found.line)

    @property
    def external_id(self) -> str:
        """Its reference in full, which Backstage holds unique."""
        return f"{self.kind}:{self.namespace}/{key_of(self.written_name)}"[:200]

    def title(self, shown: str = "") -> str:
        """Give what people call it."""
        return shown or self.metadata.short("title") or self.written_name

    def aliases(self, *more: str) -> tuple[str, ...]:
        """Give its other names: the name behind a title, and what tools call it."""
        known = {key_of(self.title()), self.key}
        tools = self.annotations.names_of_tools()
        names = dict.fromkeys((self.written_name, *more, *tools))
        return tuple(name for name in names if name and key_of(name) not in known)

    def refer(self, field: str, kind: str) -> Reference | None:
        """Give the entity that a field names."""
        return reference(self.spec, field, kind=kind, namespace=self.namespace)

    def refer_all(self, field: str, kind: str) -> list[Reference]:
        """Give the entities that a list names."""
        return references(self.spec, field, kind=kind, namespace=self.namespace)

    def owner(self) -> tuple[str, tuple[str, ...]]:
        """Give the key of the team that owns it, and people who do."""
        found = self.refer("owner", "group")
        if found is None:
            return "", ()
        if found.kind == "user" or is_email(found.key):
            return "", (found.key,)
        return found.key, ()

    def key_in(self, field: str, kind: str) -> str:
        """Give the key of the entity that a field names."""
        found = self.refer(field, kind)
        return found.key if found else ""


def _name(entry: Entry, metadata: Entry) -> str:
    if not metadata:
        raise skipped("It has no `metadata`. Add it, with a `name` below.", entry.line)
    if not metadata.has("name"):
        raise skipped("Its `metadata` has no `name`. Add one.", metadata.line)
    name = metadata.short("name")
    if not name:
        raise skipped(unnamed(metadata, "name"), metadata.line_of("name"))
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        says = "is not a name that Backstage takes: letters and digits, with - _ . between, 63 at most."
        metadata.note(Weight.HINT, "name", says)
    return name


def take(taking: Taking) -> Sequence[AnyRecord]:
    """Make the record of an entity."""
    entry = taking.entry
    version = entry.short("apiVersion")
    kind = entry.short("kind")
    if version and not version.lower().startswith(_VERSIONS):
        raise not_for_us(f"It belongs to {quoted(version)}, not to the catalogue. Nothing to do.")
    if not kind:
        said = f" but {written}" if (written := entry.written("kind")) else ""
        raise skipped(f"It does not say its `kind`{said}. Fill it in, such as `kind: Component`.")
    maker = _MAKERS.get(kind.lower())
    if maker is None:
        raise not_for_us(f"A {quoted(kind)} is not kept in the catalogue. Nothing to do.")
    if not version:
        entry.note(Weight.HINT, "apiVersion", "is missing; Backstage itself would refuse this.")
    return maker(taking)


def _service(taking: Taking) -> Sequence[AnyRecord]:
    it = Entity(taking, "component")
    owner, owner_people = it.owner()
    needs = it.refer_all("dependsOn", "component")
    for other in needs:
        if other.kind not in _NEEDED:
            it.spec.changed(
                "dependsOn",
                f"names a {quoted(other.kind)}; only services, resources and APIs count.",
            )
    for other in it.refer_all("dependencyOf", "component"):
        if other.kind == "component":
            taking.ties.need(other.key, it.key)
    for interface in it.refer_all("providesApis", "api"):
        taking.ties.provide(interface.key, it.key)
    slack, alerts = channels(it.links, it.annotations)
    found = pages(it.links, it.annotations)
    return [
        ServiceRecord(
            key=it.key,
            name=it.title(),
            aliases=it.aliases(),
            description=it.metadata.prose("description"),
            external_id=it.external_id,
            place=it.place,
            kind=it.spec.short("type") or "service",
            owner=owner,
            owner_people=owner_people,
            tier=tier(it.metadata, it.spec, it.annotations),
            lifecycle=it.spec.short("lifecycle"),
            domain=it.key_in("domain", "domain"),
            system=it.key_in("system", "system"),
            depends_on=_keys(needs, "component"),
            resources=(
                *_keys(needs, "resource", "api"),
                *_keys(it.refer_all("consumesApis", "api"), "api"),
            ),
            slack_channel=slack,
            alert_channel=alerts,
            escalation_policy=escalation(it.links, it.annotations),
            dashboards=found.dashboards,
            runbooks=found.runbooks,
            links=found.links,
            repository=repository(it.annotations),
            status_page_component=it.annotations.status_page(),
            regions=it.spec.shorts("regions", "region"),
        )
    ]


def _keys(found: list[Reference], *kinds: str) -> tuple[str, ...]:
    return tuple(one.key for one in found if one.kind in kinds)


def _resource(taking: Taking) -> Sequence[AnyRecord]:
    kind = "api" if taking.entry.short("kind").lower() == "api" else "resource"
    it = Entity(taking, kind)
    if kind == "api":
        it.spec.look_for_pointer("definition")
    owner, _ = it.owner()
    for other in it.refer_all("dependencyOf", "component"):
        if other.kind == "component":
            taking.ties.use(other.key, it.key)
    return [
        ResourceRecord(
            key=it.key,
            name=it.title(),
            aliases=it.aliases(),
            description=it.metadata.prose("description"),
            external_id=it.external_id,
            place=it.place,
            kind="api" if kind == "api" else it.spec.short("type") or "resource",
            owner=owner,
            system=it.key_in("system", "system"),
            lifecycle=it.spec.short("lifecycle"),
            regions=it.spec.shorts("regions", "region"),
        )
    ]


def _system(taking: Taking) -> Sequence[AnyRecord]:
    it = Entity(taking, "system")
    return [
        SystemRecord(
            key=it.key,
            name=it.title(),
            aliases=it.aliases(),
            description=it.metadata.prose("description"),
            external_id=it.external_id,
            place=it.place,
            owner=it.owner()[0],
            domain=it.key_in("domain", "domain"),
        )
    ]


def _domain(taking: Taking) -> Sequence[AnyRecord]:
    it = Entity(taking, "domain")
    return [
        DomainRecord(
            key=it.key,
            name=it.title(),
            aliases=it.aliases(),
            description=it.metadata.prose("description"),
            external_id=it.external_id,
            place=it.place,
            owner=it.owner()[0],
            parent=it.key_in("subdomainOf", "domain"),
            slack_channel=channels(it.links, it.annotations)[0],
        )
    ]


def _team(taking: Taking) -> Sequence[AnyRecord]:
    it = Entity(taking, "group")
    profile = it.spec.block("profile")
    for child in it.refer_all("children", "group"):
        taking.ties.parents.setdefault(child.key, it.key)
    slack, alerts = channels(it.links, it.annotations)
    return [
        TeamRecord(
            key=it.key,
            name=it.title(profile.short("displayName")),
            aliases=it.aliases(it.annotations.first("github.com/team-slug")),
            description=it.metadata.prose("description"),
            external_id=it.external_id,
            place=it.place,
            members=_keys(it.refer_all("members", "user"), "user"),
            slack_channel=slack,
            alert_channel=alerts,
            user_group=it.annotations.user_group(),
            manager=it.key_in("manager", "user") or it.key_in("lead", "user"),
            email=profile.short("email"),
            domain=it.key_in("domain", "domain"),
            parent=it.key_in("parent", "group"),
            escalation_policy=escalation(it.links, it.annotations),
        )
    ]


def _person(taking: Taking) -> Sequence[AnyRecord]:
    it = Entity(taking, "user")
    profile = it.spec.block("profile")
    email = profile.short("email").removeprefix("mailto:").lower()
    teams = _keys(it.refer_all("memberOf", "group"), "group")
    for team in teams:
        taking.ties.member(team, it.key)
    return [
        PersonRecord(
            key=it.key,
            name=it.title(profile.short("displayName")),
            aliases=it.aliases(),
            description=it.metadata.prose("description"),
            external_id=it.external_id,
            place=it.place,
            email=email if is_email(email) else "",
            slack_id=it.annotations.slack_member(),
            github=it.annotations.first("github.com/user-login"),
            teams=teams,
        )
    ]


def _location(taking: Taking) -> Sequence[AnyRecord]:
    spec = taking.entry.block("spec")
    targets = dict.fromkeys((*_targets(spec, "target"), *_targets(spec, "targets")))
    followed = 0
    for target in targets:
        trouble = taking.follow(target)
        if trouble is None:
            followed += 1
        else:
            spec.note(Weight.HINT, "targets", f"names {quoted(target)}. {trouble}")
    says = f"A location: {followed} of the {len(targets)} that it names can be followed."
    raise not_for_us(says)


def _targets(spec: Entry, field: str) -> tuple[str, ...]:
    return spec.shorts(field, longest=1000)


_MAKERS: Final[dict[str, Callable[[Taking], Sequence[AnyRecord]]]] = {
    "component": _service,
    "service": _service,
    "api": _resource,
    "resource": _resource,
    "system": _system,
    "domain": _domain,
    "group": _team,
    "team": _team,
    "user": _person,
    "location": _location,
}


def is_entity(entry: Entry) -> bool:
    """Whether a document is an entity of Backstage, or was meant to be one."""
    version = entry.short("apiVersion").lower()
    if version:
        return version.startswith(_VERSIONS)
    return entry.short("kind").lower() in _MAKERS and entry.has("metadata")


BACKSTAGE: Final = Format(
    name="backstage",
    file_names=_FILE_NAMES,
    smells=lambda text: bool(_SIGN.search(text)),
    recognises=is_entity,
    take=take,
)
