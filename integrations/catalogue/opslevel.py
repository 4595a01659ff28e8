"""The format of OpsLevel's `opslevel.yml`: a service, a component, a team, a system or a domain."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from integrations.catalogue.entry import Entry
from integrations.catalogue.file_source import FileSource
from integrations.catalogue.format import Format, Taking, field_named
from integrations.catalogue.gathering import not_for_us, skipped, unnamed
from integrations.catalogue.pages import sort_pages
from integrations.catalogue.texts import channel, is_slack, key_of, pager, person, team_or_person
from models.catalogue_records import (
    AnyRecord,
    DomainRecord,
    Link,
    Place,
    ServiceRecord,
    SystemRecord,
    TeamRecord,
)

_FILE_NAMES: Final = re.compile(r"\.?opslevel\.ya?ml", re.IGNORECASE)
_PARTS: Final = ("service", "component", "repository", "team", "system", "domain")
_VERSION: Final = re.compile(rf"{field_named('version')}[\"']?1\b(?!\.[1-9])", re.MULTILINE)
_PART: Final = re.compile(field_named("|".join(_PARTS)), re.MULTILINE)
_OTHER_THAN_LETTERS: Final = re.compile(r"[^a-z0-9]+")
#: Sources of alerts that call people.
_PAGERS: Final = frozenset({"pagerduty", "opsgenie", "victorops", "splunk", "incident_io"})
#: What OpsLevel itself puts below `service`, so that others' files with that field are told apart.
_OWN_FIELDS: Final = frozenset(
    {
        *("name", "owner", "tier", "lifecycle", "product", "system", "aliases", "tools", "tags"),
        *("repositories", "dependencies", "alert_sources", "language", "framework", "description"),
    }
)


def _alias(name: str) -> str:
    """Make the alias that OpsLevel makes of a name."""
    return _OTHER_THAN_LETTERS.sub("_", name.lower()).strip("_") or key_of(name)


def _take(taking: Taking) -> Sequence[AnyRecord]:
    entry = taking.entry
    records = [
        record
        for field, maker in _MAKERS.items()
        for part in entry.blocks(field)
        if part and (record := maker(part, taking.place)) is not None
    ]
    if records:
        return records
    if entry.has("repository"):
        raise not_for_us("It describes a repository only, not a service. Nothing to do.")
    raise skipped("It describes nothing. Put `service:` with a `name` below it.")


def _service(part: Entry, place: Place) -> ServiceRecord:
    name = _name(part)
    aliases = part.shorts("aliases")
    owner, people = team_or_person(part.short("owner", "team"))
    tags = _tags(part)
    tools = _tools(part)
    slack = (found for link, _ in tools if is_slack(link.url) and (found := channel(link.url)))
    return ServiceRecord(
        key=_alias(name),
        name=name,
        aliases=tuple(one for one in aliases if key_of(one) != _alias(name)),
        description=part.prose("description"),
        external_id=part.key("id", "external_id"),
        place=_where(part, place),
        kind=part.short("type") or "service",
        owner=owner,
        owner_people=people,
        tier=part.short("tier"),
        lifecycle=part.short("lifecycle"),
        domain=part.key("domain") or key_of(tags.get("domain", "")),
        system=part.key("system") or key_of(tags.get("system", "")),
        depends_on=_dependencies(part),
        slack_channel=next(slack, "") or channel(tags.get("slack", "")) or "",
        escalation_policy=_escalation(part, tools),
        **_pages(tools),
        repository=_repository(part),
        regions=tuple(filter(None, [tags.get("region", "")])),
    )


def _where(part: Entry, place: Place) -> Place:
    return Place(place.file, place.document, part.line or place.line)


def _name(part: Entry) -> str:
    name = part.short("name")
    if name:
        return name
    aliases = part.shorts("aliases", "alias")
    if aliases:
        return aliases[0]
    raise skipped(unnamed(part, "name"), part.line)


def _tags(part: Entry) -> dict[str, str]:
    """Give the tags by their key; of one that stands twice, the first."""
    tags: dict[str, str] = {}
    for tag in part.blocks("tags", text_is="key"):
        key, value = tag.short("key"), tag.short("value")
        if ":" in key and not value:
            key, _, value = key.partition(":")
        tags.setdefault(key.lower(), value.strip())
    return tags


def _tools(part: Entry) -> list[tuple[Link, str]]:
    tools = []
    for tool in part.blocks("tools", text_is="url"):
        url = tool.address("url")
        if url:
            title = tool.short("name", "display_name") or tool.short("category")
            tools.append((Link(title=title, url=url), tool.short("category")))
    return tools


def _pages(tools: list[tuple[Link, str]]) -> dict[str, tuple[Link, ...]]:
    pages = sort_pages(one for one in tools if not is_slack(one[0].url))
    return {"dashboards": pages.dashboards, "runbooks": pages.runbooks, "links": pages.links}


def _dependencies(part: Entry) -> tuple[str, ...]:
    found = (
        one.key("alias", "name", "service")
        for one in part.blocks("dependencies", "depends_on", text_is="alias")
    )
    return tuple(dict.fromkeys(filter(None, found)))


def _escalation(part: Entry, tools: list[tuple[Link, str]]) -> str:
    for source in part.blocks("alert_sources"):
        provider = source.key("type")
        identifier = source.short("external_id", "id", "name")
        if provider in _PAGERS and identifier:
            return f"{provider}/service/{identifier}"[:200]
    linked = (found for link, _ in tools if (found := pager(link.url)))
    return next(linked, "")


def _repository(part: Entry) -> str:
    hosts = {"github": "https://github.com/", "gitlab": "https://gitlab.com/"}
    hosts["bitbucket"] = "https://bitbucket.org/"
    for one in part.blocks("repositories", "repository"):
        name = one.short("name").strip("/")
        host = hosts.get(one.key("provider") or "github")
        if name.startswith("https://"):
            return name
        if name and host:
            return host + name
    return ""


def _team(part: Entry, place: Place) -> TeamRecord:
    name = _name(part)
    contacts = [
        (one.short("type", "name").lower(), one.short("address", "target_href", "value"))
        for one in part.blocks("contacts", text_is="address")
    ]
    channels = (channel(at) for kind, at in contacts if "slack" in kind and at)
    emails = (at for kind, at in contacts if "mail" in kind and at)
    return TeamRecord(
        key=_alias(name),
        name=name,
        aliases=part.shorts("aliases"),
        description=part.prose("description", "responsibilities"),
        place=_where(part, place),
        members=_people(part.shorts("members")),
        manager=person(part.short("manager", "manager_email")),
        slack_channel=next(filter(None, channels), ""),
        email=next(emails, ""),
        parent=part.key("parent", "parent_team", "group"),
    )


def _people(written: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(person, written))))


def _system(part: Entry, place: Place) -> SystemRecord:
    name = _name(part)
    return SystemRecord(
        key=_alias(name),
        name=name,
        aliases=part.shorts("aliases"),
        description=part.prose("description"),
        place=_where(part, place),
        owner=part.key("owner"),
        domain=part.key("domain"),
    )


def _domain(part: Entry, place: Place) -> DomainRecord:
    name = _name(part)
    return DomainRecord(
        key=_alias(name),
        name=name,
        aliases=part.shorts("aliases"),
        description=part.prose("description"),
        place=_where(part, place),
        owner=part.key("owner"),
    )


_MAKERS: Final[dict[str, Callable[[Entry, Place], AnyRecord]]] = {
    "service": _service,
    "component": _service,
    "team": _team,
    "system": _system,
    "domain": _domain,
}


def _is_opslevel(entry: Entry) -> bool:
    if entry.short("version") not in {"1", "1.0"}:
        return False
    named = [name for name in _PARTS if name in entry.names()]
    parts = [part for name in named for part in entry.blocks(name)]
    if not parts:
        return bool(named)
    return any(not _OWN_FIELDS.isdisjoint(part.names()) for part in parts)


OPSLEVEL: Final = Format(
    name="opslevel",
    file_names=_FILE_NAMES,
    smells=lambda text: bool(_VERSION.search(text) and _PART.search(text)),
    recognises=_is_opslevel,
    take=_take,
)


class OpsLevelFiles(FileSource):
    """`opslevel.yml` files: one of them, or a folder of them."""

    def __init__(self, path: Path, *, source: str = "", sync_id: str = "") -> None:
        super().__init__(path, (OPSLEVEL,), source=source, sync_id=sync_id)
