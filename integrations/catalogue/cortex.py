"""The format of Cortex's `cortex.yaml`: an OpenAPI file whose `info` describes an entity."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from integrations.catalogue.entry import Entry
from integrations.catalogue.file_source import FileSource
from integrations.catalogue.format import Format, Taking
from integrations.catalogue.gathering import not_for_us, skipped, unnamed
from integrations.catalogue.pages import sort_pages
from integrations.catalogue.texts import channel, is_email, is_slack, key_of, person
from models.catalogue_records import (
    MOST_ENTRIES,
    AnyRecord,
    DomainRecord,
    Link,
    Place,
    ResourceRecord,
    ServiceRecord,
    TeamRecord,
)

_FILE_NAMES: Final = re.compile(r".*cortex(?:-[\w-]+)?\.ya?ml", re.IGNORECASE)
_SIGN: Final = re.compile(r"x-cortex-(?:tag|type|owners|git)", re.IGNORECASE)
_TIER_GROUP: Final = re.compile(r"(?:service-?)?tier(?:[-_: ]\w{1,20}|\d)", re.IGNORECASE)
_ID_KINDS: Final = {"escalation_policy": "escalation_policy", "schedule": "schedule"}
_PROVIDERS: Final = ("pagerduty", "opsgenie", "victorops", "xmatters")
_HOSTS: Final = {
    "github": "https://github.com/",
    "gitlab": "https://gitlab.com/",
    "bitbucket": "https://bitbucket.org/",
}


def _take(taking: Taking) -> Sequence[AnyRecord]:
    entry = taking.entry
    info = entry.block("info")
    if not info or not any(name.lower().startswith("x-cortex-") for name in info.names()):
        says = "It has no `info` with an `x-cortex-tag`, so it describes nothing for the catalogue."
        raise not_for_us(says)
    tag = info.key("x-cortex-tag")
    if not tag and info.has("x-cortex-tag"):
        raise skipped(unnamed(info, "x-cortex-tag"), info.line_of("x-cortex-tag"))
    if not tag:
        tag = info.key("title")
    if not tag:
        raise skipped("It has neither `x-cortex-tag` nor `title`. Add the tag.", info.line)
    place = Place(taking.place.file, taking.place.document, info.line or taking.place.line)
    kind = info.key("x-cortex-type") or "service"
    if kind == "team":
        return [_team(info, tag, place)]
    if kind == "domain":
        return [_domain(info, tag, place, taking)]
    if kind in {"service", "api"} or "service" in kind:
        return [_service(info, tag, place)]
    return [_resource(info, tag, place, kind)]


def _title(info: Entry, tag: str) -> str:
    return info.short("title") or info.short("x-cortex-tag") or tag


def _aliases(info: Entry, tag: str) -> tuple[str, ...]:
    """Give its other names: the tag itself if it has a title besides."""
    written = info.short("x-cortex-tag")
    return (written,) if written and key_of(_title(info, tag)) != tag else ()


def _service(info: Entry, tag: str, place: Place) -> ServiceRecord:
    team, people = _owners(info)
    slack = _channels(info)
    links = [
        (Link(title=link.short("name"), url=url), link.short("type"))
        for link in info.blocks("x-cortex-link", "x-cortex-links", text_is="url")
        if (url := _absolute(link))
    ]
    links += [
        (Link(title=embed.short("name", "type"), url=url), "dashboard")
        for embed in info.block("x-cortex-dashboards").blocks("embeds", text_is="url")
        if (url := embed.address("url"))
    ]
    pages = sort_pages(one for one in links if not is_slack(one[0].url))
    return ServiceRecord(
        key=tag,
        name=_title(info, tag),
        aliases=_aliases(info, tag),
        description=info.prose("description"),
        external_id=tag,
        place=place,
        kind=info.short("x-cortex-type") or "service",
        owner=team,
        owner_people=people,
        tier=_tier(info),
        lifecycle=_custom(info, "lifecycle"),
        domain=next(iter(_tags(info, "x-cortex-domain-parents", "x-cortex-parents")), ""),
        depends_on=_dependencies(info),
        slack_channel=slack[0],
        alert_channel=slack[1],
        escalation_policy=_escalation(info),
        dashboards=pages.dashboards,
        runbooks=pages.runbooks,
        links=pages.links,
        repository=_repository(info),
    )


def _absolute(link: Entry) -> str:
    """Give a link's address; Cortex also takes one that leads into the repository."""
    written = link.short("url", longest=2048)
    return link.address("url") if "://" in written or not written.startswith((".", "/")) else ""


def _tags(info: Entry, *fields: str) -> tuple[str, ...]:
    found = (one.key("tag", "name") for one in info.blocks(*fields, text_is="tag"))
    return tuple(dict.fromkeys(filter(None, found)))[:MOST_ENTRIES]


def _dependencies(info: Entry) -> tuple[str, ...]:
    """Give what it needs: a list, or below `cortex` where other tools' names stand beside it."""
    if info.is_block("x-cortex-dependency"):
        several = info.block("x-cortex-dependency")
        if not several.has("tag"):
            return _tags(several, "cortex")
    return _tags(info, "x-cortex-dependency")


def _owners(info: Entry) -> tuple[str, tuple[str, ...]]:
    """Give the first team that owns it, and the people who do."""
    teams: list[str] = []
    people: list[str] = []
    for owner in info.blocks("x-cortex-owners"):
        kind = owner.key("type")
        name = owner.short("name", "email", "value")
        if owner.has("email") or kind in {"email", "user"} or is_email(name):
            people += filter(None, [person(owner.short("email") or name)])
        elif name and kind != "slack":
            teams.append(key_of(name))
    return next(iter(teams), ""), tuple(dict.fromkeys(people))[:MOST_ENTRIES]


def _channels(info: Entry) -> tuple[str, str]:
    """Give the channel of the people and that of the alerts."""
    is_block = info.is_block("x-cortex-slack")
    slack = info.block("x-cortex-slack") if is_block else info
    named = slack.blocks("channels" if is_block else "x-cortex-slack")
    owners = (one for one in info.blocks("x-cortex-owners") if one.key("type") == "slack")
    found = [
        (name, one)
        for one in (*named, *owners)
        if (name := channel(one.short("name", "channel", "channelId", "id")))
    ]
    alerts = [name for name, one in found if "alert" in name or "alert" in one.prose("description")]
    people = [name for name, _ in found if name not in alerts] or alerts
    return next(iter(people), ""), next(iter(alerts), "")


def _escalation(info: Entry) -> str:
    on_call = info.block("x-cortex-oncall")
    for provider in _PROVIDERS:
        called = on_call.block(provider)
        found = called.short("id", "name")
        if found:
            kind = _ID_KINDS.get(called.key("type").replace("-", "_"), "service")
            return f"{provider}/{kind}/{found}"[:200]
    return ""


def _repository(info: Entry) -> str:
    git = info.block("x-cortex-git")
    for provider, host in _HOSTS.items():
        slug = git.block(provider).short("repository").strip("/")
        if slug:
            return slug if slug.startswith("https://") else host + slug
    return ""


def _custom(info: Entry, name: str) -> str:
    custom = info.block("x-cortex-custom-metadata")
    return custom.short(name) if custom else ""


def _tier(info: Entry) -> str:
    said = _custom(info, "tier") or _custom(info, "criticality")
    if said:
        return said
    groups = info.shorts("x-cortex-groups", "x-cortex-service-groups")
    return next((group for group in groups if _TIER_GROUP.fullmatch(group)), "")


def _team(info: Entry, tag: str, place: Place) -> TeamRecord:
    team = info.block("x-cortex-team")
    members = team.blocks("members", text_is="email")
    people = (person(one.short("email") or one.short("name")) for one in members)
    leads = (one for one in members if one.key("role") in {"manager", "lead", "team-lead"})
    slack = _channels(info)
    return TeamRecord(
        key=tag,
        name=_title(info, tag),
        aliases=tuple(dict.fromkeys((*_aliases(info, tag), *team.shorts("groups"))))[:MOST_ENTRIES],
        description=info.prose("description"),
        external_id=tag,
        place=place,
        members=tuple(dict.fromkeys(filter(None, people)))[:MOST_ENTRIES],
        slack_channel=slack[0],
        alert_channel=slack[1],
        manager=person(next(leads, Entry({}, lambda *_: None)).short("email")),
        parent=next(iter(_tags(info, "x-cortex-parents", "x-cortex-team-parents")), ""),
        escalation_policy=_escalation(info),
    )


def _domain(info: Entry, tag: str, place: Place, taking: Taking) -> DomainRecord:
    for child in _tags(info, "x-cortex-children"):
        taking.ties.belong(child, tag)
    return DomainRecord(
        key=tag,
        name=_title(info, tag),
        aliases=_aliases(info, tag),
        description=info.prose("description"),
        external_id=tag,
        place=place,
        owner=_owners(info)[0],
        parent=next(iter(_tags(info, "x-cortex-parents", "x-cortex-domain-parents")), ""),
        slack_channel=_channels(info)[0],
    )


def _resource(info: Entry, tag: str, place: Place, kind: str) -> ResourceRecord:
    return ResourceRecord(
        key=tag,
        name=_title(info, tag),
        aliases=_aliases(info, tag),
        description=info.prose("description"),
        external_id=tag,
        place=place,
        kind=kind,
        owner=_owners(info)[0],
        domain=next(iter(_tags(info, "x-cortex-domain-parents", "x-cortex-parents")), ""),
    )


def _is_cortex(entry: Entry) -> bool:
    info = entry.block("info") if entry.has("info") else None
    return info is not None and any(
        name.lower().startswith(
            ("x-cortex-tag", "x-cortex-type", "x-cortex-owners", "x-cortex-git")
        )
        for name in info.names()
    )


CORTEX: Final = Format(
    name="cortex",
    file_names=_FILE_NAMES,
    smells=lambda text: bool(_SIGN.search(text)),
    recognises=_is_cortex,
    take=_take,
)


class CortexFiles(FileSource):
    """`cortex.yaml` files: one of them, or a folder of them."""

    def __init__(self, path: Path, *, source: str = "", sync_id: str = "") -> None:
        super().__init__(path, (CORTEX,), source=source, sync_id=sync_id)
