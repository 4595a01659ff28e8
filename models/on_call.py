"""Who is on call when, as people write it down: schedules, the people in them, and who is paged after whom."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field, field_validator

from models.coverage import Region
from models.escalation import MOST_POLICIES, Paging, Policy
from models.on_call_parts import Moment, Together, Zone
from models.organisation_parts import Part, Person, all_different
from models.reach import Contacts, Reach
from models.schedule import Schedule
from models.shift_notices import ShiftNotices
from models.wording import same

MOST_SCHEDULES: Final = 1000


class Away(Part):
    """A time in which somebody cannot be on call. It takes nobody else's turn away."""

    starts: Moment
    """When it begins."""
    ends: Moment
    """When it ends."""


class Someone(Part):
    """What is known of a person on call."""

    slack: Person | None = None
    """Their Slack member id or e-mail address, where the name that the layers use is neither."""
    zone: Zone | None = None
    """Where they sleep, such as Asia/Singapore."""
    away: Annotated[tuple[Away, ...], Field(max_length=200)] = ()
    """When they cannot be on call."""
    contacts: Contacts = Contacts()
    """Where they are found outside of Slack."""
    reach: Annotated[tuple[Reach, ...], Field(max_length=10)] = ()
    """How they are reached there while they have not answered a page."""


class OnCall(Part):
    """All that an organisation says of who is on call."""

    schedules: Annotated[tuple[Schedule, ...], Field(max_length=MOST_SCHEDULES)] = ()
    """Each says who is on call for one thing."""
    people: Mapping[str, Someone] = Field(default_factory=dict)
    """What is known of people, by the name that the layers use."""
    regions: Annotated[tuple[Region, ...], Field(max_length=100)] = ()
    """Regions that pass command on as the sun moves. Empty: it stays where it is."""
    global_commanders: Together = ()
    """Who leads what several regions feel: keys of schedules, or people."""
    notices: ShiftNotices = ShiftNotices()
    """When people are told of a shift that is still to come."""
    policies: Annotated[tuple[Policy, ...], Field(max_length=MOST_POLICIES)] = ()
    """Whom to page, and whom after that."""
    paging: Paging = Paging()
    """Which pages begin by themselves."""

    def schedule(self, key: str) -> Schedule | None:
        """Give the schedule of a key; None if no schedule has it."""
        return next((one for one in self.schedules if one.key == key), None)

    def policy(self, named: str) -> Policy | None:
        """Give the policy of a key, or else of a name; None if none has it."""
        for known in (
            {one.key: one for one in self.policies},
            {one.name: one for one in self.policies},
        ):
            meant = named if named in known else same(named, known)
            if meant is not None:
                return known[meant]
        return None

    @field_validator("schedules")
    @classmethod
    def _schedules_differ(cls, schedules: tuple[Schedule, ...]) -> tuple[Schedule, ...]:
        all_different((schedule.key for schedule in schedules), "schedule")
        return schedules

    @field_validator("regions")
    @classmethod
    def _regions_differ(cls, regions: tuple[Region, ...]) -> tuple[Region, ...]:
        all_different((region.name for region in regions), "region")
        return regions

    @field_validator("policies")
    @classmethod
    def _policies_differ(cls, policies: tuple[Policy, ...]) -> tuple[Policy, ...]:
        all_different((policy.key for policy in policies), "policy")
        return policies
