"""Looks whether what the configuration names is there in Slack: channels, people and user groups."""

from collections.abc import Sequence
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.checks.finding import Finding, fault, unknown, well
from bot.checks.naming import channels_named, people_named
from bot.checks.workspace import ask
from integrations.errors import SlackSaidNo, Unavailable
from integrations.slack import Slack
from integrations.slack_values import Channel
from models.organisation import Organisation

#: As many as Slack lets us look up in a minute; it asks for a pause soon after.
PEOPLE_LOOKED_UP: Final = 40

#: Slack's words for somebody, or a group, that it does not know.
_NOBODY: Final = frozenset(
    {"no_such_subteam", "user_not_found", "user_not_visible", "users_not_found"}
)

_MAY_CREATE = unknown(
    "Slack does not tell beforehand whether the bot may create channels.",
    "If `/incident declare` gets no channel, look in the workspace's settings who may create them.",
)


async def look_at_channels(client: AsyncWebClient, organisation: Organisation) -> list[Finding]:
    """Whether incidents can be told where the configuration says, as far as that can be known."""
    name = organisation.channels.announcements
    try:
        found = {one.name: one async for one in Slack(client).channels()}
    except (Unavailable, SlackSaidNo) as trouble:
        return [
            unknown(f"Slack did not list its channels ({trouble}), so #{name} was not looked for.")
        ]
    others = (
        _one_more(found.get(other), other, places)
        for other, places in channels_named(organisation).items()
        if other != name
    )
    return [_announcements(name, found.get(name)), *filter(None, others), _MAY_CREATE]


def _announcements(name: str, channel: Channel | None) -> Finding:
    if channel is None:
        return unknown(
            f"There is no public channel #{name} for announcements. The first incident makes it.",
            f"If a private channel has that name, invite the bot there: /invite @muster in #{name}. "
            "If it was renamed, the bot goes on in it; put the new name under `channels: announcements`.",
        )
    if channel.is_archived:
        return fault(
            f"The channel #{name} for announcements is archived.",
            "Bring it back in Slack, or name another under `channels: announcements`.",
        )
    if channel.is_member:
        return well(f"The bot is in #{name}, where incidents are announced.")
    return well(f"#{name} is there for announcements; the bot joins it by itself.")


def _one_more(channel: Channel | None, name: str, places: Sequence[str]) -> Finding | None:
    """What is wrong with a channel in which something is told besides; None for nothing."""
    if channel is not None and not channel.is_archived:
        return None
    where = ", ".join(places)
    wrong = "is archived" if channel else "is not among the public channels"
    return fault(
        f"#{name}, which is named under {where}, {wrong}, so nothing is told there.",
        "Bring it back in Slack, or name another." if channel else "Make it, or name another.",
    )


async def look_at_people(client: AsyncWebClient, organisation: Organisation) -> list[Finding]:
    """Whether everybody whom the configuration names is there. Raises OutOfReach."""
    named = people_named(organisation)
    findings: list[Finding] = []
    for person, places in list(named.items())[:PEOPLE_LOOKED_UP]:
        where = ", ".join(places)
        if "@" in person:
            heard = await ask(client.users_lookupByEmail(email=person))
        elif person.startswith("S"):
            heard = await ask(client.usergroups_users_list(usergroup=person))
        else:
            heard = await ask(client.users_info(user=person))
        user = heard.body.get("user", {})
        if heard.error in ("ratelimited", "rate_limited"):
            return [*findings, unknown("Slack wants a pause; not everybody was looked up.")]
        if heard.error in _NOBODY:
            findings.append(
                fault(
                    f"Slack knows nobody as {person}, who is named under {where}.",
                    "Put it right in the configuration file, or take it out.",
                )
            )
        elif heard.error:
            findings.append(unknown(f"{person} could not be looked up: {heard.error}."))
        elif user.get("deleted"):
            findings.append(
                fault(
                    f"{person}, who is named under {where}, is no longer in the workspace.",
                    "Name somebody else in the configuration file.",
                )
            )
    if len(named) > PEOPLE_LOOKED_UP:
        findings.append(unknown(f"Only the first {PEOPLE_LOOKED_UP} people were looked up."))
    if not findings and named:
        findings.append(well("Slack knows everybody whom the configuration names."))
    return findings
