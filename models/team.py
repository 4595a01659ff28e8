"""What a team adds to the organisation's configuration, for incidents that touch its services."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, ClassVar, Final, TypeAlias

from pydantic import Field

from models.automation import Automation
from models.custom_field import CustomField
from models.organisation_parts import Bookmark, ChannelName, Invited, Line, Part
from models.timespan import Timespan, within
from models.wording_template import Wording

_Steps: TypeAlias = Annotated[
    tuple[Annotated[Line, Field(max_length=300)], ...], Field(max_length=10)
]
_Cadence: TypeAlias = Annotated[Timespan, within(timedelta(minutes=1), timedelta(days=30))]
_SHARED: Final = (
    "belongs to the organisation's own file, so that one word means one thing for everyone. A team "
    "may add {instead}."
)


class TeamInvites(Part):
    """Who is invited besides those whom the organisation invites."""

    always: Annotated[tuple[Invited, ...], Field(max_length=100)] = ()
    """Slack ids of members or user groups, or e-mail addresses, of those who are invited every time."""
    by_severity: Mapping[str, Annotated[tuple[Invited, ...], Field(max_length=100)]] = Field(
        default_factory=dict
    )
    """Those who are invited at a severity, under its key."""


class Team(Part):
    """What a team adds. It takes nothing away and loosens nothing."""

    elsewhere: ClassVar[Mapping[str, str]] = {
        "severities": _SHARED.format(instead="`severity_examples` and a stricter `update_every`"),
        "default_severity": _SHARED.format(instead="`severity_examples`"),
        "roles": _SHARED.format(instead="first steps under `checklists`"),
        "statuses": _SHARED.format(instead="`fields`"),
        "regions": _SHARED.format(instead="`fields`"),
        "reminders": _SHARED.format(instead="a stricter `update_every`"),
        "administrators": _SHARED.format(instead="people under `invites`"),
    }

    team: Annotated[Line, Field(max_length=80)]
    """The team's key in the service catalogue: its services are owned by it."""
    update_every: Mapping[str, _Cadence] = Field(default_factory=dict)
    """How long people outside may wait for news, by severity: never longer than the organisation says."""
    severity_examples: Mapping[str, _Steps] = Field(default_factory=dict)
    """What counts here, by severity; shown below what the organisation says."""
    checklists: Mapping[str, _Steps] = Field(default_factory=dict)
    """First steps by role, after those of the organisation."""
    invites: TeamInvites = TeamInvites()
    """Who is invited besides."""
    channels: Annotated[tuple[ChannelName, ...], Field(max_length=10)] = ()
    """Channels in which incidents that are not private are told as well, without the #."""
    bookmarks: Annotated[tuple[Bookmark, ...], Field(max_length=10)] = ()
    """Links at the top of the channel, after those of the organisation."""
    fields: Annotated[tuple[CustomField, ...], Field(max_length=20)] = ()
    """What is asked besides."""
    wording: Wording = Wording()
    """Words in the place of ours."""
    automations: Annotated[tuple[Automation, ...], Field(max_length=50)] = ()
    """What Muster does by itself, for incidents of this team's services only."""
