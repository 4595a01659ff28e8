"""Telling the people who look after the bot what only they can put right."""

from collections.abc import Callable, Sequence

from templates.administration import catalogue_refused, configuration_refused, wording_failed
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
    told, more = tuple(problems[:PROBLEMS_TOLD]), max(0, len(problems) - PROBLEMS_TOLD)

    def to(person: str) -> Errand:
        return TellAdministrator(person=person, file=file, problems=told, more=more, mark=mark)

    await _tell_each(work, f"configuration:{mark}", to)


async def tell_of_catalogue(work: Work, source: str, says: str, *, mark: str) -> None:
    """Tell each administrator, once for each `mark`, that a source of the catalogue needs a look."""

    def to(person: str) -> Errand:
        return TellOfCatalogue(person=person, source=source, says=says, mark=mark)

    await _tell_each(work, f"catalogue-refused:{mark}", to)


async def tell_of_wording(work: Work, place: str, incident: str, why: str, *, mark: str) -> None:
    """Tell each administrator, once for each `mark`, that words of theirs cannot be made.

    `incident` names the one for which they failed, or is empty.
    """

    def to(person: str) -> Errand:
        return TellOfWording(person=person, place=place, incident=incident, why=why, mark=mark)

    await _tell_each(work, f"wording-failed:{mark}", to)


async def _tell_each(work: Work, mark: str, to: Callable[[str], Errand]) -> None:
    administrators = work.organisation.administrators
    if administrators and await work.first_time(mark):
        for person in administrators:
            work.send(to(person))


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


class TellOfWording(Errand):
    """Send one administrator that words of theirs cannot be made, as a direct message."""

    priority = Priority.WORDS

    #: A Slack id or an e-mail address, as the configuration has it.
    person: str
    place: str
    #: The incident for which they failed; empty for one of which nobody need know.
    incident: str
    why: str
    mark: str

    async def carry_out(self, world: World) -> None:
        """Send it."""
        slack_id = await slack_id_of(world.slack, self.person)
        await tell_directly(
            world,
            slack_id,
            wording_failed(self.place, self.incident, self.why),
            key=f"wording-failed:{self.mark}",
        )
