"""When people are told of a shift that is still to come."""

from datetime import time, timedelta
from typing import Annotated

from models.on_call_parts import Clock
from models.organisation_parts import Part
from models.timespan import Timespan, within


class ShiftNotices(Part):
    """When whoever is on call next is told beforehand, by direct message."""

    before: Annotated[Timespan, within(timedelta(minutes=1), timedelta(days=1))] | None = timedelta(
        hours=1
    )
    """How long before a shift begins; null: not at all."""
    evening_before: Clock | None = time(18)
    """At what time of the day before, by their own clock, if it lasts a day or longer; null: not at all."""
