"""What ends a minute before midnight: often meant to end at midnight, and taken as it is written."""

from collections.abc import Iterable
from datetime import time
from typing import Final

from models.schedule import Layer, Override

_BEFORE: Final = time(23, 59)


def leave_a_minute(layers: Iterable[Layer], overrides: Iterable[Override]) -> bool:
    """Whether any hours, or an exception by the clocks of the schedule, end then."""
    hours = (one for layer in layers for one in layer.hours)
    return any(one.ends == _BEFORE for one in hours) or any(
        one.ends.tzinfo is None and one.ends.time() == _BEFORE for one in overrides
    )
