"""People as they turn up: known by their Slack id at once, by name and time zone a moment later."""

from dataclasses import asdict
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import bindparam, func, update

from integrations.errors import SlackSaidNo
from integrations.slack import Slack
from integrations.slack_values import Profile
from models.base import Base
from models.person import Person
from templates.text import mention, mrkdwn
from workflows.errands import Errand, Priority, World
from workflows.errors import Refused

#: Names and time zones change; what was learned is looked up again when it is older than this.
STALE_AFTER = timedelta(days=1)


class LearnPerson(Errand):
    """Ask Slack for a person's name and time zone."""

    priority = Priority.LULL

    slack_id: str

    @property
    def key(self) -> str:
        """One look-up at a time for each person."""
        return f"learn:{self.slack_id}"

    async def carry_out(self, world: World) -> None:
        """Write down what Slack says."""
        await learn(world, self.slack_id)


async def learn(world: World, slack_id: str) -> None:
    """Write down what Slack says of a person; what it does not say stays as it was known."""
    try:
        profile = await world.slack.profile(slack_id)
    except SlackSaidNo as error:
        gone = error.code == "user_not_found"
        profile = Profile(name="", time_zone=None, cannot_answer=gone)
    async with world.start() as work:
        learned = {**asdict(profile), "learned_at": work.now}
        await work.session.execute(_LEARN, {"who": slack_id, **learned})


# The plain table: nobody holds this row as an object just now.
_LEARNED: Final = ("name", "time_zone", "email", "cannot_answer", "learned_at")
_PEOPLE: Final = Base.metadata.tables[Person.__tablename__]
_LEARN: Final = (
    update(_PEOPLE)
    .where(_PEOPLE.c.slack_id == bindparam("who"))
    .values(
        {name: bindparam(name) for name in _LEARNED}
        # Of whoever left Slack no longer tells the address, by which others still name them, nor the clock.
        | {name: func.coalesce(bindparam(name), _PEOPLE.c[name]) for name in ("email", "time_zone")}
        | {"name": func.coalesce(func.nullif(bindparam("name"), ""), _PEOPLE.c.name)}
    )
)


async def slack_id_of(slack: Slack, person: str) -> str:
    """The Slack id of a person whom the configuration names by id or e-mail address.

    Raises SlackSaidNo where Slack knows nobody with that address.
    """
    return await slack.slack_id_by_email(person) if "@" in person else person


def zone_of(person: Person) -> ZoneInfo:
    """The person's own time zone; UTC where Slack names none, or one that is not known here."""
    return known_zone(person.time_zone)


def usable_zone(name: str | None) -> str | None:
    """The same name, if it is that of a time zone that is known here."""
    return name if name and known_zone(name).key == name else None


def known_zone(name: str | None) -> ZoneInfo:
    """The time zone of this name; UTC for none, or one that is not known here."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def check_can_answer(person: Person) -> None:
    """Raise Refused for whoever is a program or has left."""
    if person.cannot_answer:
        raise Refused(
            mrkdwn(
                "{who} is a program or has left, and could not answer. Nothing was changed. "
                "Please choose somebody else.",
                who=mention(person.slack_id),
            )
        )
