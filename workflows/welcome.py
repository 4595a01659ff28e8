"""One screen for whoever is in their first incident here: what happens, what they can do, how to leave."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select, update

from models.person import Person
from templates.welcome import welcome_page
from workflows.directly import tell_directly
from workflows.errands import Errand, Priority, World
from workflows.work import Work

#: The first minute belongs to the incident.
_LATER: Final = timedelta(minutes=1)


def welcome(work: Work, person: Person) -> None:
    """Send it soon, unless this person was welcomed before."""
    if person.welcomed_at is None:
        work.send(Welcome(slack_id=person.slack_id), after=_LATER)


class Welcome(Errand):
    """Tell one person, once ever, how incidents go here. No incident is named in it."""

    priority = Priority.REST

    slack_id: str

    @property
    def key(self) -> str:
        """One for each person."""
        return f"welcome:{self.slack_id}"

    async def carry_out(self, world: World) -> None:
        """Send it as a direct message, and write down that it was sent."""
        async with world.start.looking() as session:
            found = await session.execute(select(Person).where(Person.slack_id == self.slack_id))
            person = found.scalar_one()
        if person.welcomed_at is not None or person.cannot_answer:
            return
        await tell_directly(
            world,
            self.slack_id,
            welcome_page(),
            key=f"welcome:{self.slack_id}",
        )
        async with world.start() as work:
            await work.session.execute(
                update(Person)
                .where(Person.slack_id == self.slack_id)
                .values(welcomed_at=work.now)
                .execution_options(synchronize_session=False)
            )
