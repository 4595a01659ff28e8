"""A service on one screen, and in one line who owns it."""

from collections.abc import Sequence
from datetime import timedelta

from models.catalogue import CatalogueEntry
from models.incident import Incident, Room
from models.service_sheet import ServiceSheet
from templates.blocks import Block, context, header, paragraphs, section
from templates.dates import span, when
from templates.message import Message, message
from templates.on_call import on_call_line
from templates.parts import in_list, listed
from templates.text import Mrkdwn, bold, bullet, channel_link, cut, join, link, mention, mrkdwn

_NAMES_SHOWN = 15
_MEMBERS_SHOWN = 12
_LINKS = ("dashboards", "runbooks", "links")
_PROSE = 600


def service_card(sheet: ServiceSheet, lately: timedelta) -> Message:
    """Whose it is, what it needs, what is open and what was lately, and where to look."""
    service = sheet.service
    blocks: list[Block] = [header(service.name)]
    if service.retired_at is not None:
        blocks.append(section(mrkdwn("_Retired {at}._", at=when(service.retired_at))))
    if service.description:
        blocks.append(section(cut(service.description, _PROSE)))
    blocks += [
        section(fields=_fields(sheet)),
        *paragraphs(join("\n", [Mrkdwn("*Open incidents*"), _open_ones(sheet.open_ones)])),
    ]
    if sheet.recent:
        lines = bullet([_ended(one) for one in sheet.recent])
        title = mrkdwn("*In the last {days}*", days=span(lately))
        blocks.append(section(join("\n", [title, lines])))
    if links := _links(service):
        blocks.append(section(links))
    told = mrkdwn(
        "Known as `{key}`, from {source}, {at}.",
        key=service.key,
        source=service.source,
        at=when(service.changed_at),
    )
    return message(*blocks, context(told))


def owner_line(sheet: ServiceSheet) -> Message:
    """Whose it is and where they are, and nothing else."""
    words = mrkdwn("{name} belongs to {owner}.", name=bold(sheet.service.name), owner=_owner(sheet))
    lines = [words]
    if where := _channel(sheet):
        lines.append(mrkdwn("They are in {where}.", where=where))
    lines += [mrkdwn("On call: {who}.", who=on_call_line(one)) for one in sheet.on_call]
    if manager := _manager(sheet):
        lines.append(mrkdwn("{manager} leads the team.", manager=manager))
    if members := _members(sheet):
        lines.append(mrkdwn("People: {members}", members=members))
    return message(section(join("\n", lines)))


def _fields(sheet: ServiceSheet) -> list[Mrkdwn]:
    service = sheet.service
    told = {
        "Owner": _owner(sheet),
        "Where they are": _channel(sheet),
        "Leads the team": _manager(sheet),
        "Tier": str(service.details.get("tier") or service.tier or ""),
        "Domain": service.domain or "",
        "Regions": ", ".join(service.details.get("regions", ())),
        "Needs": _some(sheet.needs),
        "Needed by": _some(sheet.needed_by),
        "State": service.details.get("lifecycle", ""),
        "On call": join("\n", [on_call_line(one) for one in sheet.on_call]),
        "Called by": service.details.get("escalation_policy", ""),
    }
    return [join("\n", [bold(title), words]) for title, words in told.items() if words][:10]


def _owner(sheet: ServiceSheet) -> Mrkdwn:
    if sheet.team is not None:
        return bold(sheet.team.name)
    people = [_person(sheet, one) for one in sheet.service.details.get("owner_people", ())]
    if people:
        return join(", ", people)
    return bold(sheet.service.owner) if sheet.service.owner else Mrkdwn("nobody in the catalogue")


def _channel(sheet: ServiceSheet) -> Mrkdwn:
    places = [one.details.get("slack_channel", "") for one in (sheet.service, sheet.team) if one]
    where = next(filter(None, places), "")
    if not where:
        return Mrkdwn("")
    is_id = where[:1] in "CG" and where.isupper() and where.isalnum()
    return channel_link(where) if is_id else mrkdwn("#{name}", name=where)


def _manager(sheet: ServiceSheet) -> Mrkdwn:
    manager = sheet.team.details.get("manager", "") if sheet.team else ""
    return _person(sheet, manager) if manager else Mrkdwn("")


def _members(sheet: ServiceSheet) -> Mrkdwn:
    members = sheet.team.details.get("members", ()) if sheet.team else ()
    shown = [_person(sheet, one) for one in members[:_MEMBERS_SHOWN]]
    more = len(members) - len(shown)
    return join(", ", shown) + (f" and {more} more" if more > 0 else "")


def _person(sheet: ServiceSheet, named: str) -> Mrkdwn:
    if named in sheet.gone:
        return mrkdwn("{named} (no longer in Slack)", named=named)
    slack_id = sheet.people.get(named)
    return mention(slack_id) if slack_id else mrkdwn("{named}", named=named)


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _open_ones(found: Sequence[tuple[Incident, Room | None]]) -> Mrkdwn:
    if not found:
        return Mrkdwn("None.")
    return listed(
        [
            mrkdwn(
                "{ref}: {title}, {severity}{room}",
                ref=incident.ref,
                title=in_list(incident.title),
                severity=incident.severity,
                room=mrkdwn(": {channel}", channel=channel_link(room.channel_id)) if room else "",
            )
            for incident, room in found
        ]
    )


def _ended(incident: Incident) -> Mrkdwn:
    return mrkdwn(
        "{ref}: {title}, {severity}, {status} {at}",
        ref=incident.ref,
        title=in_list(incident.title),
        severity=incident.severity,
        status=incident.status,
        at=when(incident.ended_at) if incident.ended_at else "",
    )


def _links(service: CatalogueEntry) -> Mrkdwn:
    told = [
        link(one["url"], one.get("title") or one["url"])
        for kind in _LINKS
        for one in service.details.get(kind, ())
    ]
    if repository := service.details.get("repository"):
        told.append(link(repository, "Repository"))
    return join(" · ", told[:_NAMES_SHOWN])
