"""Telling the people who look after the bot what only they can put right."""

from collections.abc import Sequence

from templates.administration import catalogue_refused, configuration_refused
from workflows.directly import tell_directly
from workflows.errands import Errand, Priority, World
from workflows.people import slack_id_of
from workflows.work import Work

#: As many as one mends in one sitting.
PROBLEMS_TOLD = 10


async def tell_of_configuration(
    work: Work, file: str, problems: Sequence[str], *, mark: str
) -> None:
    """Tell each administrator, once for each `mark`, that the file at hand cannot be used."""
    administrators = work.organisation.administrators
    if administrators and await work.first_time(f"configuration:{mark}"):
        for person in administrators:
            work.send(
                TellAdministrator(
                    person=person,
                    file=file,
                    problems=tuple(problems[:PROBLEMS_TOLD]),
                    more=max(0, len(problems) - PROBLEMS_TOLD),
                    mark=mark,
                )
            )


async def tell_of_catalogue(work: Work, source: str, says: str, *, mark: str) -> None:
    """Tell each administrator, once for each `mark`, that a source of the catalogue needs a look."""
    administrators = work.organisation.administrators
    if administrators and await work.first_time(f"catalogue-refused:{mark}"):
        for person in administrators:
            work.send(TellOfCatalogue(person=person, source=source, says=says, mark=mark))


class TellOfCatalogue(Errand):
    """Send one administrator that a source of the catalogue was not believed, as a direct message."""

    priority = Priority.WORDS

    #: A Slack id or an e-mail address, as the configuration has it.
    person: str
    source: str
    says: str
    mark: str

    async def carry_out(self, world: World) -> None:
        """Send it."""
        slack_id = await slack_id_of(world.slack, self.person)
        await tell_directly(
            world,
            slack_id,
            catalogue_refused(self.source, self.says),
            key=f"catalogue-refused:{self.mark}",
        )


class TellAdministrator(Errand):
    """Send one administrator what is wrong with the configuration file, as a direct message."""

    priority = Priority.WORDS

    #: A Slack id or an e-mail address, as the configuration has it.
    person: str
    file: str
    problems: tuple[str, ...]
    #: How many other problems there are.
    more: int
    mark: str

    async def carry_out(self, world: World) -> None:
        """Send it."""
        slack_id = await slack_id_of(world.slack, self.person)
        await tell_directly(
            world,
            slack_id,
            configuration_refused(self.file, self.problems, self.more),
            key=f"configuration:{self.mark}",
        )
