"""Regions that follow the sun: when each of them covers, and who leads there."""

from typing import Annotated

from pydantic import Field

from models.on_call_parts import Together, Zone
from models.organisation_parts import Part, RegionName
from models.schedule import Hours


class Region(Part):
    """A part of the world that leads incidents in its own working hours."""

    name: RegionName
    """What it is called, as in the organisation's `regions` where that names any."""
    zone: Zone
    """By whose clocks its hours go, such as Asia/Singapore."""
    hours: Annotated[tuple[Hours, ...], Field(min_length=1, max_length=100)]
    """The hours of the week in which it covers."""
    commanders: Annotated[Together, Field(min_length=1)]
    """Who leads there: keys of schedules, or people. The first who is on call is asked first."""
    deputies: Together = ()
    """Who stands in for them, named in the same way."""
