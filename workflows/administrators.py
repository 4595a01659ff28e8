"""Telling the people who look after the bot what only they can put right."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar

from templates.administration import (
    announcements_lost,
    announcements_renamed,
    catalogue_refused,
    configuration_refused,
    wording_failed,
)
from templates.message import Message
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


async def tell_of_rename(work: Work, channel_id: str, configured: str) -> None:
    """Tell each administrator that the channel for announcements has another name than is configured."""
    mark = f"{channel_id}:{work.now.isoformat()}"

    def to(person: str) -> Errand:
        return TellOfRename(person=person, channel_id=channel_id, configured=configured, mark=mark)

    await _tell_each(work, f"announcements-renamed:{mark}", to)


async def tell_of_lost_channel(work: Work, channel_id: str, name: str, configured: str) -> None:
    """Tell each administrator that nothing can be announced any longer in the channel of this name."""
    mark = f"{channel_id}:{work.now.isoformat()}"

    def to(person: str) -> Errand:
        return TellOfLostChannel(person=person, name=name, configured=configured, mark=mark)

    await _tell_each(work, f"announcements-lost:{mark}", to)


async def _tell_each(work: Work, mark: str, to: Callable[[str], Errand]) -> None:
    administrators = work.organisation.administrators
    if administrators and await work.first_time(mark):
        for person in administrators:
            work.send(to(person))


class ToAdministrator(Errand):
    """Send one administrator a direct message."""

    priority = Priority.WORDS

    #: What it is about: the beginning of the key by which a repeat finds it.
    about_what: ClassVar[str]

    #: A Slack id or an e-mail address, as the configuration has it.
    person: str
    mark: str

    @abstractmethod
    def words(self) -> Message:
        """What they read."""

    async def carry_out(self, world: World) -> None:
        """Send it."""
        slack_id = await slack_id_of(world.slack, self.person)
        await tell_directly(world, slack_id, self.words(), key=f"{self.about_what}:{self.mark}")


class TellOfCatalogue(ToAdministrator):
    """Tell that a source of the catalogue was not believed."""

    about_what = "catalogue-refused"

    source: str
    says: str

    def words(self) -> Message:
        """Which, and why."""
        return catalogue_refused(self.source, self.says)


class TellAdministrator(ToAdministrator):
    """Tell what is wrong with the configuration file."""

    about_what = "configuration"

    file: str
    problems: tuple[str, ...]
    #: How many other problems there are.
    more: int

    def words(self) -> Message:
        """Where, and what."""
        return configuration_refused(self.file, self.problems, self.more)


class TellOfWording(ToAdministrator):
    """Tell that words of theirs cannot be made."""

    about_what = "wording-failed"

    place: str
    #: The incident for which they failed; empty for one of which nobody need know.
    incident: str
    why: str

    def words(self) -> Message:
        """Which, and why."""
        return wording_failed(self.place, self.incident, self.why)


class TellOfRename(ToAdministrator):
    """Tell that the channel for announcements was renamed."""

    about_what = "announcements-renamed"

    channel_id: str
    #: Its name in the configuration.
    configured: str

    def words(self) -> Message:
        """What to write in the configuration."""
        return announcements_renamed(self.channel_id, self.configured)


class TellOfLostChannel(ToAdministrator):
    """Tell that nothing can be announced any longer where it was."""

    about_what = "announcements-lost"

    #: What the channel was called, and its name in the configuration.
    name: str
    configured: str

    def words(self) -> Message:
        """What to do."""
        return announcements_lost(self.name, self.configured)
