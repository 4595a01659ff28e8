"""The organisation's configuration: what an incident is here, who does what, and where it is told.

Every field has a default, so `Organisation()` is a complete configuration. Reading it from a file
is the business of `models.organisation_file`.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator

from models.automation import Automation, Webhooks
from models.custom_field import CustomField
from models.on_call import OnCall
from models.organisation_defaults import ROLES, SEVERITIES
from models.organisation_parts import (
    Bookmark,
    Catalogue,
    Channels,
    Emoji,
    Handoffs,
    Invites,
    Line,
    Part,
    Person,
    RegionName,
    Reminders,
    Reviews,
    Role,
    Severity,
    all_different,
    wrong,
    wrong_inside,
)
from models.team import Team
from models.wording import nearest, quoted
from models.wording_template import Wording

__all__ = [
    "Bookmark",
    "Catalogue",
    "Channels",
    "Handoffs",
    "Invites",
    "Organisation",
    "Reminders",
    "Reviews",
    "Role",
    "Severity",
]


class Organisation(Part):
    """Everything that an organisation says about its incidents."""

    name: Annotated[Line, Field(max_length=80)] = "Your organisation"
    """What the organisation is called."""
    severities: Annotated[tuple[Severity, ...], Field(min_length=1, max_length=10)] = SEVERITIES
    """From the most serious to the least."""
    default_severity: Annotated[str, Field(validate_default=True)] = "SEV-3"
    """The key of the severity that an incident gets when nobody chose one."""
    roles: Annotated[tuple[Role, ...], Field(min_length=1, max_length=10)] = ROLES
    """What people take upon themselves. One of them has the key commander."""
    regions: Annotated[tuple[RegionName, ...], Field(max_length=100)] = ()
    """Where in the world an incident can be felt, as people say it here. Empty: nobody is asked."""
    channels: Channels = Channels()
    """Where incidents are told, and what their own channels are called."""
    invites: Invites = Invites()
    """Who is invited into an incident's channel."""
    timeline_emoji: Annotated[tuple[Emoji, ...], Field(max_length=20)] = (
        "pushpin",
        "round_pushpin",
    )
    """The reactions by which people put a message on the timeline; none: only the shortcut does."""
    bookmarks: Annotated[tuple[Bookmark, ...], Field(max_length=20)] = ()
    """Links at the top of each incident's channel."""
    handoffs: Handoffs = Handoffs()
    """How command passes from one person to the next."""
    reminders: Reminders = Reminders()
    """When people are reminded of what is easily forgotten."""
    reviews: Reviews = Reviews()
    """What happens after an incident."""
    catalogue: Catalogue = Catalogue()
    """Where the service catalogue comes from."""
    fields: Annotated[tuple[CustomField, ...], Field(max_length=20)] = ()
    """What is asked of an incident besides what all have."""
    wording: Wording = Wording()
    """Words in the place of ours."""
    automations: Annotated[tuple[Automation, ...], Field(max_length=50)] = ()
    """What Muster does by itself."""
    webhooks: Webhooks = Webhooks()
    """Where automations may call other programs."""
    teams: Annotated[Line, Field(max_length=300)] | None = None
    """The folder of the teams' own files, seen from this one; null: teams have none."""
    on_call: Annotated[Line, Field(max_length=300)] | None = None
    """The file of who is on call, seen from this one; null: nobody is."""
    administrators: Annotated[tuple[Person, ...], Field(max_length=20)] = ()
    """Who looks after Muster and this file: they are told when a change, or words in it, cannot be used."""

    #: What the teams' files say, and what was made of it so far for sets of teams.
    _team_files: tuple[Team, ...] = PrivateAttr(default=())
    _duty: OnCall = PrivateAttr(default=OnCall())
    _rules_made: "dict[frozenset[str], Organisation]" = PrivateAttr(default_factory=dict)

    @property
    def team_files(self) -> tuple[Team, ...]:
        """What teams add, for incidents of their services: see `models.rules`."""
        return self._team_files

    @property
    def duty(self) -> OnCall:
        """Who is on call when, as the file that `on_call` names has it."""
        return self._duty

    @property
    def is_automated(self) -> bool:
        """Whether there is any automation at all."""
        return bool(self.automations) or any(team.automations for team in self._team_files)

    @property
    def asks_for_fields(self) -> bool:
        """Whether anything is asked of any incident besides what all have."""
        return bool(self.fields) or any(team.fields for team in self._team_files)

    @property
    def rules_made(self) -> "dict[frozenset[str], Organisation]":
        """What `models.rules` made for sets of teams, kept for as long as this configuration holds."""
        return self._rules_made

    def with_teams(self, teams: Sequence[Team]) -> "Organisation":
        """The same with what teams add."""
        made = self.model_copy()
        made._team_files = tuple(teams)  # noqa: SLF001 -- the copy is nobody else's yet
        made._rules_made = {}  # noqa: SLF001
        return made

    def with_duty(self, duty: OnCall) -> "Organisation":
        """The same with who is on call. Where it names no regions, those that cover are its regions."""
        covering = tuple(region.name for region in duty.regions)
        made = self.model_copy(update={"regions": self.regions or covering})
        made._duty = duty  # noqa: SLF001 -- the copy is nobody else's yet
        made._rules_made = {}  # noqa: SLF001
        return made

    @field_validator("severities")
    @classmethod
    def _severities_differ(cls, severities: tuple[Severity, ...]) -> tuple[Severity, ...]:
        all_different((severity.key for severity in severities), "severity")
        return severities

    @field_validator("default_severity")
    @classmethod
    def _default_severity_exists(cls, key: str, info: ValidationInfo) -> str:
        if advice := _unknown_severity(key, info):
            raise wrong(f"names {quoted(key)}, and no severity has that key.{advice}")
        return key

    @field_validator("regions")
    @classmethod
    def _regions_differ(cls, regions: tuple[str, ...]) -> tuple[str, ...]:
        all_different(regions, "region")
        return regions

    @field_validator("roles")
    @classmethod
    def _one_role_is_the_commander(cls, roles: tuple[Role, ...]) -> tuple[Role, ...]:
        all_different((role.key for role in roles), "role")
        commander = next((role for role in roles if role.key == "commander"), None)
        if commander is None:
            raise wrong("has no role with the key commander. Every incident needs one.")
        if not commander.single:
            raise wrong(
                "lets several people be commander at once. One person at a time leads an incident, "
                "so please leave out `single: false` there."
            )
        return roles

    @field_validator("invites")
    @classmethod
    def _invites_name_severities(cls, invites: Invites, info: ValidationInfo) -> Invites:
        places = {
            ("by_severity", key): f"is not the key of a severity.{advice}"
            for key in invites.by_severity
            if (advice := _unknown_severity(key, info))
        }
        if places:
            raise wrong_inside(places)
        return invites

    @field_validator("handoffs")
    @classmethod
    def _handoffs_name_severities(cls, handoffs: Handoffs, info: ValidationInfo) -> Handoffs:
        places = {
            ("sync", place): f"is not the key of a severity.{advice}"
            for place, key in enumerate(handoffs.sync or ())
            if (advice := _unknown_severity(key, info))
        }
        if places:
            raise wrong_inside(places)
        return handoffs

    @field_validator("catalogue")
    @classmethod
    def _tiers_suggest_severities(cls, catalogue: Catalogue, info: ValidationInfo) -> Catalogue:
        places = {
            ("severity_by_tier", str(tier)): f"names a severity that there is not.{advice}"
            for tier, key in catalogue.severity_by_tier.items()
            if (advice := _unknown_severity(key, info))
        }
        if places:
            raise wrong_inside(places)
        return catalogue

    def severity(self, key: str) -> Severity:
        """Give the severity of a key that is known to exist, such as one from the database.

        Raises KeyError for any other. What a person typed is looked up elsewhere.
        """
        return {severity.key: severity for severity in self.severities}[key]

    def hands_over_in_a_call(self, severity: str) -> bool:
        """Whether command of an incident of this severity is handed over in a call."""
        sync = self.handoffs.sync
        return severity in (sync if sync is not None else (self.severities[0].key,))

    def role(self, key: str) -> Role:
        """Give the role of a key that is known to exist. Raises KeyError for any other."""
        return {role.key: role for role in self.roles}[key]


def _unknown_severity(key: str, info: ValidationInfo) -> str:
    """Advise on a key that no severity has. Empty if one has it, or if the severities are wrong."""
    severities: tuple[Severity, ...] = info.data.get("severities", ())
    known = [severity.key for severity in severities]
    return nearest(key, known) if known and key not in known else ""
