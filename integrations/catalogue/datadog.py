"""The format of Datadog's service definitions: schema v1 to v2.2, and the entities of v3."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from integrations.catalogue.entry import Entry
from integrations.catalogue.file_source import FileSource
from integrations.catalogue.format import Format, Taking, field_named
from integrations.catalogue.gathering import not_for_us, skipped, unnamed
from integrations.catalogue.pages import Pages, sort_pages
from integrations.catalogue.texts import channel, is_email, is_slack, key_of, pager, person
from models.catalogue_records import (
    AnyRecord,
    Link,
    Place,
    ResourceRecord,
    ServiceRecord,
    SystemRecord,
)
from models.wording import quoted

_FILE_NAMES: Final = re.compile(
    r".*(?:service|entity)s?\.datadog\.(?:ya?ml|json)|.*datadog.*\.ya?ml", re.IGNORECASE
)
_SIGN: Final = re.compile(
    rf"{field_named('schema-version|dd-service')}|{field_named('apiVersion')}[\"']?v3\b",
    re.IGNORECASE | re.MULTILINE,
)
_REPOSITORY: Final = re.compile(
    r"https://(?:github\.com|gitlab\.com|bitbucket\.org)/[\w.-]+/[\w.-]+/?"
)
#: Kinds of v3 that run and are answered for; other kinds are what services need.
_SERVICES: Final = frozenset({"service", "frontend", "application", "job", "function"})
_RESOURCES: Final = frozenset({"datastore", "queue", "api", "library", "endpoint", "integration"})


def _take(taking: Taking) -> Sequence[AnyRecord]:
    entry = taking.entry
    version = entry.short("schema-version", "apiVersion").lower()
    if version.startswith("v3") or (entry.has("kind") and entry.has("metadata")):
        return _entity(taking)
    if not (version or entry.has("dd-service")):
        says = "It has neither `schema-version` nor `dd-service`, so it is no service definition."
        raise not_for_us(says)
    return [_service(taking)]


def _service(taking: Taking) -> ServiceRecord:
    entry = taking.entry
    info, org = entry.block("info"), entry.block("org")
    name = entry.short("dd-service") or info.short("dd-service")
    if not name:
        raise skipped(unnamed(entry, "dd-service"), entry.line)
    tags = _tags(entry)
    found = _contacts(entry)
    links = _links(entry, "links", "repos", "docs", "external-resources")
    key = key_of(name)
    return ServiceRecord(
        key=key,
        name=info.short("display-name") or name,
        aliases=(name,) if key_of(info.short("display-name") or name) != key else (),
        description=entry.prose("description") or info.prose("description"),
        external_id=key,
        place=_where(taking),
        kind=entry.short("type") or "service",
        owner=entry.key("team", "dd-team") or org.key("team") or key_of(tags.get("team", "")),
        owner_people=found.people,
        tier=entry.short("tier") or info.short("service-tier") or tags.get("tier", ""),
        lifecycle=entry.short("lifecycle") or tags.get("lifecycle", ""),
        domain=key_of(tags.get("domain", "")),
        system=entry.key("application") or org.key("application"),
        slack_channel=found.slack,
        alert_channel=found.alerts,
        escalation_policy=_escalation(entry.block("integrations"), links),
        **_sorted(links),
        repository=_repository(links),
        regions=tuple(filter(None, [tags.get("region", "")])),
    )


def _where(taking: Taking) -> Place:
    place = taking.place
    return Place(place.file, place.document, taking.entry.line or place.line)


def _tags(entry: Entry) -> dict[str, str]:
    """Give the tags `key:value`; of one that stands twice, the first."""
    tags: dict[str, str] = {}
    for written in entry.shorts("tags"):
        key, colon, value = written.partition(":")
        if colon:
            tags.setdefault(key.strip().lower(), value.strip())
    return tags


@dataclass(slots=True)
class _Contacts:
    """Whom to ask."""

    slack: str = ""
    alerts: str = ""
    people: tuple[str, ...] = ()


def _contacts(entry: Entry) -> _Contacts:
    found = _Contacts()
    for one in entry.blocks("contacts", text_is="contact"):
        at = one.short("contact", "address", "url", "email", longest=500)
        _keep(found, one, one.short("type"), at)
    if entry.is_block("contact"):
        # Schema v1 has a field for each kind of contact.
        older = entry.block("contact")
        for kind in ("slack", "email"):
            _keep(found, older, kind, older.short(kind, longest=500))
    found.slack = found.slack or found.alerts
    return found


def _keep(found: _Contacts, one: Entry, kind: str, at: str) -> None:
    if is_email(at.removeprefix("mailto:")):
        # An address called support or team is no person's own, yet somebody reads it.
        found.people = tuple(dict.fromkeys((*found.people, person(at))))
        return
    if not at or (kind.lower() != "slack" and not is_slack(at)):
        return
    name = channel(at)
    if name is None:
        one.changed("contact", "names no channel in Slack; it is left out.")
    elif "alert" in one.short("name").lower() or "alert" in name:
        found.alerts = found.alerts or name
    else:
        found.slack = found.slack or name


def _links(entry: Entry, *fields: str) -> list[tuple[Link, str]]:
    links = []
    for field in fields:
        for one in entry.blocks(field, text_is="url"):
            url = one.address("url")
            if url:
                words = f"{one.short('type')} {'repo' if field == 'repos' else ''}"
                links.append((Link(title=one.short("name", "title"), url=url), words))
    return links


def _sorted(links: list[tuple[Link, str]]) -> dict[str, tuple[Link, ...]]:
    pages: Pages = sort_pages(one for one in links if not is_slack(one[0].url))
    return {"dashboards": pages.dashboards, "runbooks": pages.runbooks, "links": pages.links}


def _repository(links: list[tuple[Link, str]]) -> str:
    """Give where the code is: the link that says so, else the first that leads to a repository."""
    said = (link.url for link, words in links if "repo" in words.lower())
    seen = (link.url for link, _ in links if _REPOSITORY.fullmatch(link.url))
    return next(said, "") or next(seen, "")


def _escalation(integrations: Entry, links: list[tuple[Link, str]]) -> str:
    """Give who is called. The address of a service stands in a field of its own since v2.1."""
    for provider in ("pagerduty", "opsgenie"):
        own = integrations.is_block(provider)
        part = integrations.block(provider) if own else integrations
        url = part.address(*(("service-url", "serviceURL") if own else (provider,)))
        called = pager(url) or (provider == "opsgenie" and _opsgenie(url)) or ""
        if called:
            return called
    return next((found for link, _ in links if (found := pager(link.url))), "")


def _opsgenie(url: str) -> str:
    found = re.search(r"opsgenie\.com/service/([\w-]{8,64})", url)
    return f"opsgenie/service/{found[1]}" if found else ""


def _entity(taking: Taking) -> Sequence[AnyRecord]:
    entry = taking.entry
    kind = entry.key("kind")
    metadata, spec = entry.block("metadata"), entry.block("spec")
    name = metadata.short("name")
    if not kind:
        raise skipped("It does not say its `kind`. Fill it in, such as `kind: service`.")
    if not name:
        raise skipped(unnamed(metadata, "name"), metadata.line)
    if kind == "system":
        return [_system(taking, metadata, spec)]
    if kind in _SERVICES:
        return [_v3_service(taking, kind, metadata, spec)]
    if kind in _RESOURCES or kind.startswith("custom"):
        return [_v3_resource(taking, kind, metadata, spec)]
    raise not_for_us(f"A {quoted(kind)} is not kept in the catalogue. Nothing to do.")


def _refer(written: str) -> tuple[str, str]:
    """Read `kind:name` or `kind:namespace/name`."""
    kind, colon, name = written.partition(":")
    if not colon:
        kind, name = "service", written
    return kind.strip().lower(), key_of(name.rpartition("/")[2])


def _v3_service(taking: Taking, kind: str, metadata: Entry, spec: Entry) -> ServiceRecord:
    tags = _tags(metadata)
    found = _contacts(metadata)
    links = _links(metadata, "links")
    needs = [one for one in map(_refer, spec.shorts("dependsOn")) if one[1]]
    code = taking.entry.block("datadog").blocks("codeLocations", text_is="repositoryURL")
    urls = (one.address("repositoryURL") for one in code)
    systems = (_refer(one)[1] for one in spec.shorts("componentOf"))
    return ServiceRecord(
        **_common(taking, metadata),
        kind=kind,
        owner=metadata.key("owner") or key_of(tags.get("team", "")),
        owner_people=found.people,
        tier=spec.short("tier") or tags.get("tier", ""),
        lifecycle=spec.short("lifecycle"),
        domain=key_of(tags.get("domain", "")),
        system=next(filter(None, systems), ""),
        depends_on=tuple(dict.fromkeys(key for sort, key in needs if sort in _SERVICES)),
        resources=tuple(dict.fromkeys(key for sort, key in needs if sort not in _SERVICES)),
        slack_channel=found.slack,
        alert_channel=found.alerts,
        escalation_policy=_escalation(taking.entry.block("integrations"), links),
        **_sorted(links),
        repository=next(filter(None, urls), "") or _repository(links),
        regions=tuple(filter(None, [tags.get("region", "")])),
    )


def _common(taking: Taking, metadata: Entry) -> dict[str, object]:
    name = metadata.short("name")
    title = metadata.short("displayName") or name
    return {
        "key": key_of(name),
        "name": title,
        "aliases": (name,) if key_of(title) != key_of(name) else (),
        "description": metadata.prose("description"),
        "external_id": key_of(name),
        "place": _where(taking),
    }


def _v3_resource(taking: Taking, kind: str, metadata: Entry, spec: Entry) -> ResourceRecord:
    systems = (_refer(one)[1] for one in spec.shorts("componentOf"))
    return ResourceRecord(
        **_common(taking, metadata),
        kind=spec.short("type") or kind,
        owner=metadata.key("owner"),
        system=next(filter(None, systems), ""),
        lifecycle=spec.short("lifecycle"),
    )


def _system(taking: Taking, metadata: Entry, spec: Entry) -> SystemRecord:
    for written in spec.shorts("components"):
        kind, key = _refer(written)
        if key and kind in _SERVICES:
            taking.ties.include(key, key_of(metadata.short("name")))
    return SystemRecord(
        **_common(taking, metadata),
        owner=metadata.key("owner"),
        domain=key_of(_tags(metadata).get("domain", "")),
    )


def _is_datadog(entry: Entry) -> bool:
    version = entry.short("schema-version").lower()
    is_third = entry.short("apiVersion").lower().startswith("v3")
    return version.startswith("v") or entry.has("dd-service") or is_third


DATADOG: Final = Format(
    name="datadog",
    file_names=_FILE_NAMES,
    smells=lambda text: bool(_SIGN.search(text)),
    recognises=_is_datadog,
    take=_take,
)


class DatadogFiles(FileSource):
    """Service definitions: one file of them, or a folder."""

    def __init__(self, path: Path, *, source: str = "", sync_id: str = "") -> None:
        super().__init__(path, (DATADOG,), source=source, sync_id=sync_id)
