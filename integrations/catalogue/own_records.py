"""Makes records of entries that have our own field names: those of our file and of tables."""

from collections.abc import Callable
from typing import Final

from integrations.catalogue.entry import Entry
from integrations.catalogue.gathering import skipped, unnamed
from integrations.catalogue.pages import sort_pages
from integrations.catalogue.texts import (
    channel,
    is_email,
    is_member,
    key_of,
    person,
    team_or_person,
    user_group,
)
from models.catalogue_records import (
    AnyRecord,
    DomainRecord,
    Link,
    PersonRecord,
    Place,
    ResourceRecord,
    ServiceRecord,
    SystemRecord,
    TeamRecord,
    Weight,
)
from models.wording import meant, quoted


def _common(entry: Entry, place: Place) -> dict[str, object]:
    """Give what every record has. Raises LeftOut if there is neither key nor name."""
    name = entry.short("name") or entry.short("key")
    key = entry.key("key") or key_of(name)
    if not name or not key:
        raise skipped(unnamed(entry, "name" if entry.has("name") else "key"), entry.line)
    return {
        "key": key,
        "name": name,
        "aliases": tuple(one for one in entry.shorts("aliases") if key_of(one) != key),
        "description": entry.prose("description"),
        "external_id": entry.key("external_id"),
        "place": Place(place.file, place.document, entry.line or place.line),
    }


def _channel(entry: Entry, field: str) -> str:
    text = entry.short(field, longest=500)
    found = channel(text) if text else ""
    if found is None:
        entry.changed(field, f"names no channel in Slack ({quoted(text)}); it is left out.")
    return found or ""


def _people(entry: Entry, field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(person, entry.shorts(field)))))


def _service(entry: Entry, place: Place) -> ServiceRecord:
    common = _common(entry, place)
    owner, people = team_or_person(entry.short("owner"))
    # A list of links that does not say what they are for is sorted by what they look like.
    pages = sort_pages((link, "") for link in entry.links("links"))
    return ServiceRecord(
        **common,
        kind=entry.short("kind") or "service",
        owner=owner,
        owner_people=tuple(dict.fromkeys((*people, *_people(entry, "owner_people")))),
        tier=entry.short("tier"),
        lifecycle=entry.short("lifecycle"),
        domain=entry.key("domain"),
        system=entry.key("system"),
        depends_on=tuple(key for key in entry.keys("depends_on") if key != common["key"]),
        resources=entry.keys("resources"),
        slack_channel=_channel(entry, "slack_channel"),
        alert_channel=_channel(entry, "alert_channel"),
        escalation_policy=entry.short("escalation_policy"),
        dashboards=_merged(entry.links("dashboards"), pages.dashboards),
        runbooks=_merged(entry.links("runbooks"), pages.runbooks),
        links=pages.links,
        repository=entry.address("repository"),
        status_page_component=entry.short("status_page_component"),
        regions=entry.shorts("regions"),
    )


def _merged(named: tuple[Link, ...], sorted_out: tuple[Link, ...]) -> tuple[Link, ...]:
    return tuple({link.url: link for link in (*sorted_out, *named)}.values())[:500]


def _team(entry: Entry, place: Place) -> TeamRecord:
    group = entry.short("user_group")
    return TeamRecord(
        **_common(entry, place),
        members=_people(entry, "members"),
        slack_channel=_channel(entry, "slack_channel"),
        alert_channel=_channel(entry, "alert_channel"),
        user_group=(user_group(group) or "") if group else "",
        manager=person(entry.short("manager")),
        email=entry.short("email"),
        domain=entry.key("domain"),
        parent=entry.key("parent"),
        escalation_policy=entry.short("escalation_policy"),
    )


def _person(entry: Entry, place: Place) -> PersonRecord:
    email = entry.short("email").removeprefix("mailto:").lower()
    slack_id = entry.short("slack_id")
    if email and not is_email(email):
        entry.changed("email", f"is not an e-mail address ({quoted(email)}); it is left out.")
    if slack_id and not is_member(slack_id):
        entry.changed("slack_id", f"is not a member id ({quoted(slack_id)}); it is left out.")
    if not entry.has("key", "name") and email:
        entry = entry.with_field("key", email)
    return PersonRecord(
        **_common(entry, place),
        email=email if is_email(email) else "",
        slack_id=slack_id if is_member(slack_id) else "",
        github=entry.short("github"),
        teams=entry.keys("teams"),
    )


def _domain(entry: Entry, place: Place) -> DomainRecord:
    return DomainRecord(
        **_common(entry, place),
        owner=entry.key("owner"),
        parent=entry.key("parent"),
        slack_channel=_channel(entry, "slack_channel"),
    )


def _system(entry: Entry, place: Place) -> SystemRecord:
    return SystemRecord(
        **_common(entry, place), owner=entry.key("owner"), domain=entry.key("domain")
    )


def _resource(entry: Entry, place: Place) -> ResourceRecord:
    return ResourceRecord(
        **_common(entry, place),
        kind=entry.short("kind") or "resource",
        owner=entry.key("owner"),
        system=entry.key("system"),
        domain=entry.key("domain"),
        lifecycle=entry.short("lifecycle"),
        provided_by=entry.keys("provided_by"),
        regions=entry.shorts("regions"),
    )


Maker = Callable[[Entry, Place], AnyRecord]
#: By the name of the list in our file, the model and what makes one.
MAKERS: Final[dict[str, tuple[type[AnyRecord], Maker]]] = {
    "services": (ServiceRecord, _service),
    "teams": (TeamRecord, _team),
    "people": (PersonRecord, _person),
    "domains": (DomainRecord, _domain),
    "systems": (SystemRecord, _system),
    "resources": (ResourceRecord, _resource),
}


def fields_of(list_name: str) -> list[str]:
    """Give the fields that an entry of a list may have."""
    return [name for name in MAKERS[list_name][0].model_fields if name != "place"]


def tell_unknown(entry: Entry, known: list[str]) -> None:
    """Tell of fields that nobody will read."""
    for name in entry.names():
        if not entry.is_one_of(name, known):
            close = meant(name, known)
            advice = f" Did you mean {quoted(close)}?" if close else ""
            entry.note(Weight.CHANGED, name, f"is not known here; it is left out.{advice}")
