"""The parts of a Backstage entity that say more than their text: references, annotations, links."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from integrations.catalogue.entry import Entry
from integrations.catalogue.pages import Pages, sort_pages
from integrations.catalogue.secrets import is_secret_field
from integrations.catalogue.texts import channel, is_member, is_slack, key_of, pager, user_group
from models.catalogue_records import LONGEST_KEY, Link
from models.wording import quoted

#: Backstage has no annotation of its own for Slack. These are tried unless somebody names others,
#: then any with "slack" in its name.
SLACK_ANNOTATIONS: Final = (
    "slack.com/channel-id",
    "slack.com/channel",
    "slack.com/channel-name",
    "backstage.io/slack-channel",
)
_TIER: Final = re.compile(r"(?:.*[/.-])?(?:service-?)?(?:tier|criticality)", re.IGNORECASE)
_TIER_TAG: Final = re.compile(r"tier(?:[-:_]\w{1,20}|\d)", re.IGNORECASE)
#: Ends of annotations about Slack that name something else there.
_NO_CHANNEL: Final = ("user", "user-id", "team", "team-id", "workspace", "group", "handle")
_SLUG: Final = re.compile(r"[\w.-]+(?:/[\w.-]+)+")
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9_-]{4,64}")
_CODE_HOSTS: Final = (
    ("github.com/project-slug", "https://github.com/"),
    ("gitlab.com/project-slug", "https://gitlab.com/"),
    ("bitbucket.org/project-slug", "https://bitbucket.org/"),
    ("bitbucket.com/project-slug", "https://bitbucket.org/"),
)
#: By annotation: who is called, in our words.
_PAGERS: Final = (
    ("pagerduty.com/escalation-policy-id", "pagerduty/escalation_policy"),
    ("pagerduty.com/service-id", "pagerduty/service"),
    ("opsgenie.com/component-selector", "opsgenie/selector"),
    ("opsgenie.com/team", "opsgenie/team"),
    ("splunk.com/on-call-team", "splunk/team"),
    ("victorops.com/routing-key-name", "splunk/route"),
    ("firehydrant.com/service-name", "firehydrant/service"),
    ("rootly.com/service-slug", "rootly/service"),
    ("rootly.com/service-id", "rootly/service"),
)
#: By annotation: the name under which a tool knows the service, which alerts carry.
_TOOLS: Final = (
    "backstage.io/kubernetes-id",
    "datadoghq.com/service-name",
    "argocd/app-name",
    "rootly.com/service-slug",
)
_DASHBOARDS: Final = (
    "grafana/overview-dashboard",
    "grafana/dashboard-url",
    "datadoghq.com/dashboard-url",
    "newrelic.com/dashboard-url",
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What names an entity; all in small letters."""

    kind: str
    namespace: str
    name: str

    @property
    def key(self) -> str:
        """The record's key: without what is the same nearly everywhere."""
        spaced = self.name if self.namespace == "default" else f"{self.namespace}/{self.name}"
        # An interface often has the name of the service that provides it.
        return (f"api:{spaced}" if self.kind == "api" else spaced)[:LONGEST_KEY]


@lru_cache(maxsize=16_384)
def _parsed(written: str, kind: str, namespace: str) -> Reference | None:
    """Read `[kind:][namespace/]name`. None if the name is missing."""
    text = written.strip().removeprefix("@").strip()
    before, colon, after = text.partition(":")
    if colon and "/" not in before:
        kind, text = key_of(before) or kind, after
    space, slash, name = text.partition("/")
    if slash:
        namespace, text = key_of(space) or namespace, name
    name = key_of(text)
    return Reference(kind, namespace, name) if name else None


def reference(entry: Entry, field: str, *, kind: str, namespace: str) -> Reference | None:
    """Give the entity that a field names. None if it names none; told, if it cannot be understood."""
    found = references(entry, field, kind=kind, namespace=namespace)
    if len(found) > 1:
        entry.changed(field, f"names {len(found)}; the first one, {quoted(found[0].key)}, is used.")
    return found[0] if found else None


def references(entry: Entry, field: str, *, kind: str, namespace: str) -> list[Reference]:
    """Give the entities that a list names."""
    found: dict[Reference, None] = {}
    for written in _written(entry, field):
        parsed = _parsed(written, kind, namespace)
        if parsed is None:
            entry.changed(field, f"names nothing with {quoted(written)}; it is left out.")
        else:
            found[parsed] = None
    return list(found)


def _written(entry: Entry, field: str) -> tuple[str, ...]:
    """Give references as text; those that are written as fields are put together."""
    if not entry.has_blocks(field):
        return entry.shorts(field, longest=LONGEST_KEY)
    texts = []
    for one in entry.blocks(field, text_is="name"):
        kind, namespace, name = one.short("kind"), one.short("namespace"), one.short("name")
        if name:
            texts.append(f"{kind and kind + ':'}{namespace and namespace + '/'}{name}")
        else:
            entry.changed(field, "holds fields without a `name`; they are left out.")
    return tuple(texts)


class Annotations:
    """The annotations of an entity. Only those that are known are ever looked at."""

    def __init__(self, entry: Entry, channel_fields: tuple[str, ...] = ()) -> None:
        self._entry = entry
        self._channel_fields = channel_fields or SLACK_ANNOTATIONS

    def first(self, *names: str) -> str:
        """Give the first of these that has a value."""
        return next((text for name in names if (text := self._entry.short(name))), "")

    def address(self, *names: str) -> str:
        """Give the first of these that is a web address."""
        return next((url for name in names if (url := self._entry.address(name))), "")

    def slack(self, *, alerts: bool) -> str:
        """Give the channel of the people, or of the alerts."""
        like = [
            name
            for name in self._entry.names()
            if "slack" in name.lower()
            and ("alert" in name.lower()) is alerts
            and not is_secret_field(name)
            and not name.lower().endswith(_NO_CHANNEL)
        ]
        for name in (*(() if alerts else self._channel_fields), *like):
            text = self._entry.short(name)
            if text and (found := channel(text)):
                return found
            if text:
                self._entry.changed(name, "names no channel in Slack; it is left out.")
        return ""

    def slack_member(self) -> str:
        """Give a person's Slack member id."""
        names = [name for name in self._entry.names() if "slack" in name.lower()]
        ids = (self._entry.short(name) for name in names if not is_secret_field(name))
        return next((text for text in ids if is_member(text)), "")

    def user_group(self) -> str:
        """Give a team's user group."""
        names = [name for name in self._entry.names() if "slack" in name.lower()]
        groups = (name for name in names if name.lower().endswith(("group", "group-id", "handle")))
        return next((found for name in groups if (found := user_group(self.first(name)))), "")

    def escalation(self) -> str:
        """Give who is called, as provider/kind/id."""
        for name, provider in _PAGERS:
            text = self.first(name)
            if text and (_IDENTIFIER.fullmatch(text) or provider.startswith("opsgenie")):
                return f"{provider}/{text}"[:LONGEST_KEY]
            if text:
                self._entry.changed(name, f"is not an id ({quoted(text)}); it is left out.")
        return ""

    def names_of_tools(self) -> tuple[str, ...]:
        """Give the names under which tools know it."""
        return tuple(filter(None, map(self.first, _TOOLS)))

    def dashboards(self) -> tuple[Link, ...]:
        """Give the dashboards that annotations name."""
        urls = (self._entry.address(name) for name in _DASHBOARDS if self._entry.has(name))
        return tuple(Link(title="Dashboard", url=url) for url in urls if url)

    def status_page(self) -> str:
        """Give its component on the status page."""
        like = [name for name in self._entry.names() if "statuspage" in name.lower()]
        return self.first(*(name for name in like if not is_secret_field(name)))

    def tier(self) -> str:
        """Give the tier that an annotation names."""
        return self.first(*(name for name in self._entry.names() if _TIER.fullmatch(name)))


def tier(metadata: Entry, spec: Entry, annotations: Annotations) -> str:
    """Give the tier: Backstage has no field for it, so wherever people put it."""
    labels = Annotations(metadata.block("labels"))
    said = spec.short("tier", "criticality") or labels.tier() or annotations.tier()
    if said:
        return said
    return next((tag for tag in metadata.shorts("tags") if _TIER_TAG.fullmatch(tag)), "")


def repository(annotations: Annotations) -> str:
    """Give where the code is."""
    for name, host in _CODE_HOSTS:
        slug = annotations.first(name).strip("/")
        if slug.startswith(host):
            slug = slug.removeprefix(host)
        if _SLUG.fullmatch(slug):
            return host + slug
    location = annotations.first("backstage.io/source-location", "backstage.io/view-url")
    url = location.removeprefix("url:").strip()
    return url.rstrip("/") if url.startswith("https://") else ""


def worded_links(metadata: Entry) -> list[tuple[Link, str]]:
    """Give the links of an entity, each with the words that say what it is for."""
    links = []
    for one in metadata.blocks("links", text_is="url"):
        url = one.address("url", "href")
        if url:
            words = f"{one.short('type')} {one.short('icon')}"
            links.append((Link(title=one.short("title", "name"), url=url), words))
    return links


def channels(links: list[tuple[Link, str]], annotations: Annotations) -> tuple[str, str]:
    """Give the channel of the people and that of the alerts, from annotations, then from links."""
    people, alerts = annotations.slack(alerts=False), annotations.slack(alerts=True)
    for link, _ in links:
        if is_slack(link.url) and (found := channel(link.url)):
            if "alert" in link.title.lower():
                alerts = alerts or found
            else:
                people = people or found
    return people, alerts


def escalation(links: list[tuple[Link, str]], annotations: Annotations) -> str:
    """Give who is called, from annotations, then from links."""
    linked = (found for link, _ in links if (found := pager(link.url)))
    return annotations.escalation() or next(linked, "")


def pages(links: list[tuple[Link, str]], annotations: Annotations) -> Pages:
    """Give the links of an entity, sorted."""
    named = [(link, "dashboard") for link in annotations.dashboards()]
    return sort_pages([*named, *(one for one in links if not is_slack(one[0].url))])
