"""What the menus of forms send back: moments, and schedules or names that are too long for an option."""

from datetime import UTC, datetime
from hashlib import sha256

from models.schedule import Schedule
from workflows.errors import Refused
from workflows.work import Work


def moment(seconds: str) -> datetime:
    """What was picked as a day and a time, in UTC."""
    return datetime.fromtimestamp(int(seconds), UTC)


def mark_of(text: str) -> str:
    """A schedule's key or a name in few characters: an option's value is short."""
    return sha256(text.encode()).hexdigest()[:12]


def schedule_marked(work: Work, mark: str) -> Schedule:
    """The schedule whose key has this mark. Raises Refused where the configuration no longer has it."""
    for schedule in work.organisation.duty.schedules:
        if mark_of(schedule.key) == mark:
            return schedule
    raise Refused("That schedule is no longer in the configuration, so nothing was changed.")
