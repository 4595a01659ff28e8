"""The configuration file changes while incidents go on: a good change holds, a bad one harms nobody."""

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy.exc import OperationalError

import bot.program
import bot.serve
from bot import configuration_file
from bot.configuration_file import ConfigurationFile
from models.organisation_file import load_organisation
from sandbox.state import Channel
from tests.stories.conftest import Story
from tests.stories.on_duty import WEEKLY
from workflows import administrators

Lines = list[structlog.typing.EventDict]

GOOD = """\
name: Acme
administrators: [ana@lantern.example, {ben}]
"""
#: The severities and roles of before are gone.
OTHER = """\
name: Acme
severities:
  - {{key: BAD, name: Bad, meaning: The shop is shut., update_every: 20m}}
default_severity: BAD
roles:
  - {{key: commander, name: Boss, short: Boss, does: Leads.}}
"""
WRONG = GOOD + "handofs: {{notice_before: 20m}}\ndefault_severity: SEV-9\n"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """What the watching logs."""
    lines = structlog.testing.LogCapture()
    log = structlog.wrap_logger(None, processors=[lines])
    monkeypatch.setattr(configuration_file, "log", log)
    monkeypatch.setattr(bot.program, "log", log)
    monkeypatch.setattr(bot.serve, "log", log)
    monkeypatch.setattr(bot.serve, "set_up_logs", lambda *_: None)
    return lines.entries


@dataclass
class Administered:
    """A story whose bot reads a file."""

    story: Story
    path: Path

    def write(self, text: str) -> None:
        self.path.write_text(text.format(ben=self.story.ben.id), encoding="utf-8")

    @property
    def file(self) -> ConfigurationFile:
        assert self.story.program is not None
        assert self.story.program.configuration_file is not None
        return self.story.program.configuration_file

    async def saved(self, text: str) -> None:
        """Somebody saves the file, and it is looked at until it rests."""
        self.write(text)
        await self.looked()

    async def looked(self) -> None:
        """The file is looked at until it rests."""
        await self.file.look()
        await self.file.look()
        await self.story.settle()


@pytest.fixture
async def acme(
    quiet_story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: Lines
) -> Administered:
    """A bot that runs with a good file. It is looked at when the story says so."""
    monkeypatch.setattr(configuration_file, "LOOK_SECONDS", 3600)
    acme = Administered(quiet_story, tmp_path / "muster.yaml")
    acme.write(GOOD)
    quiet_story.settings.config = acme.path
    quiet_story.organisation = load_organisation(acme.path)
    await quiet_story.bot_starts()
    await acme.looked()
    assert [one["event"] for one in lines] == ["program.ready"]
    lines.clear()
    return acme


def wrong(lines: Lines) -> list[tuple[int, str, str]]:
    """Where the log says that something is wrong, and how it goes on."""
    return [
        (one["line"], one["field"], one["says"])
        for one in lines
        if one["event"] == "configuration.wrong"
    ]


async def test_a_good_change_holds_for_whatever_comes_next(acme: Administered) -> None:
    await acme.saved(OTHER)
    channel = await acme.story.declared()
    assert "BAD: Bad" in acme.story.card(channel).shown


async def test_a_bad_change_leaves_the_old_in_force_and_is_told(
    acme: Administered, lines: Lines
) -> None:
    story = acme.story
    await acme.saved(WRONG)

    assert [line for line, _, _ in wrong(lines)] == [3, 4]
    assert "Did you mean `handoffs`?" in wrong(lines)[0][2]
    assert "Did you mean `SEV-4`?" in wrong(lines)[1][2]
    assert [problem.line for problem in acme.file.problems] == [3, 4]
    for handle in ("ana", "ben"):
        told = story.told(handle)
        assert told.count("cannot be used as it is now") == 1
        assert "line 3: handofs is not a field" in told
        assert "a restart of Muster would fail" in told
    assert not story.slack.messages(story.cara.dm)

    channel = await story.declared()
    assert "SEV-3: Limited" in story.card(channel).shown
    await acme.looked()
    assert story.told("ben").count("cannot be used as it is now") == 1
    assert len(wrong(lines)) == 2


async def test_what_is_put_right_holds_again(acme: Administered, lines: Lines) -> None:
    await acme.saved(WRONG)
    await acme.saved(OTHER)
    assert acme.file.problems == ()
    assert lines[-1]["event"] == "configuration.taken"
    assert "severities" in lines[-1]["changed"]
    await acme.saved(WRONG)
    await acme.saved(OTHER)
    assert acme.story.told("ben").count("cannot be used as it is now") == 1


async def test_the_same_mistake_on_another_day_is_told_again(acme: Administered) -> None:
    await acme.saved(WRONG)
    await acme.saved(GOOD)
    await acme.story.pass_time(days=1)
    await acme.saved(WRONG)
    assert acme.story.told("ben").count("cannot be used as it is now") == 2


async def test_a_file_that_is_still_being_written_is_left_alone(acme: Administered) -> None:
    acme.write(WRONG)
    await acme.file.look()
    acme.write(OTHER)
    await acme.file.look()
    assert acme.file.problems == ()
    assert acme.story.organisation.default_severity == "SEV-3"
    await acme.file.look()
    channel = await acme.story.declared()
    assert "BAD: Bad" in acme.story.card(channel).shown
    assert not acme.story.slack.messages(acme.story.ben.dm)


async def test_a_file_that_is_gone_leaves_the_old_in_force(acme: Administered) -> None:
    await acme.saved(OTHER)
    acme.path.unlink()
    await acme.looked()
    assert "cannot be opened" in acme.file.problems[0].says
    channel = await acme.story.declared()
    assert "BAD: Bad" in acme.story.card(channel).shown


async def test_several_processes_tell_it_once(acme: Administered) -> None:
    assert acme.story.program is not None
    other = ConfigurationFile(acme.path, acme.story.program.start)
    await acme.saved(WRONG)
    await other.look()
    await other.look()
    await acme.story.settle()
    assert len(other.problems) == 2
    assert acme.story.told("ben").count("cannot be used as it is now") == 1


async def test_a_database_that_does_not_answer_delays_the_word(
    acme: Administered, monkeypatch: pytest.MonkeyPatch, lines: Lines
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk I/O error"))

    with monkeypatch.context() as trouble:
        trouble.setattr(configuration_file, "tell_of_configuration", broken)
        await acme.saved(WRONG)
    assert lines[-1]["event"] == "configuration.untold"
    assert not acme.story.slack.messages(acme.story.ben.dm)
    await acme.looked()
    assert "cannot be used as it is now" in acme.story.told("ben")
    assert len(wrong(lines)) == 2


async def test_many_problems_are_told_as_far_as_one_reads(acme: Administered) -> None:
    most = administrators.PROBLEMS_TOLD
    await acme.saved(GOOD + "".join(f"unknown_{n}: 1\n" for n in range(most + 5)))
    told = acme.story.told("ben")
    assert f"unknown_{most - 1}" in told
    assert f"unknown_{most}" not in told
    assert "and 5 more" in told


async def test_an_incident_outlives_the_severity_and_the_roles_that_it_uses(
    acme: Administered,
) -> None:
    story = acme.story
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))
    await story.answered("cara", "/incident role scribe", channel)
    await acme.saved(OTHER)

    await story.joined("dev", channel)
    await story.dev.chooses("Change severity", "SEV-2: Major", story.card(channel))
    await story.settle()
    assert "There is no severity “SEV-2” here" in story.whispered("dev")
    refused = await story.answered("dev", "/incident role deputy", channel)
    assert "There is no role “deputy” here" in refused

    await story.answered("ben", "/incident update We are rolling back", channel)
    card = story.card(channel).shown
    assert "SEV-3" in card
    assert "Scribe\n@Cara" in card.replace("*", "")
    assert "Boss\n@Ben" in card.replace("*", "")
    assert "Scribe @Cara" in story.slack.messages("incidents")[0].shown

    await story.answered("ben", "/incident resolve Fixed", channel)
    said = "\n".join(one.shown for one in story.slack.messages(channel))
    assert "Scribe: @Cara" in said


async def until(true: Callable[[], object]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 -- what others log has no event
            await asyncio.sleep(0.001)


async def test_a_hang_up_has_the_file_read_at_once(acme: Administered, lines: Lines) -> None:
    story = acme.story
    await story.bot_stops()
    serving = asyncio.create_task(bot.serve.serve(story.settings, story.organisation))
    await asyncio.sleep(0)
    # Too early to matter, and no reason to end.
    signal.raise_signal(signal.SIGHUP)
    await until(lambda: [one for one in lines if one["event"] == "program.ready"])

    acme.write(OTHER)
    signal.raise_signal(signal.SIGHUP)
    await until(lambda: [one for one in lines if one["event"] == "configuration.read_again"])
    (taken,) = [one for one in lines if one["event"] == "configuration.taken"]
    assert "severities" in taken["changed"]
    signal.raise_signal(signal.SIGTERM)
    assert await serving == ""


async def test_the_teams_files_are_watched_with_it(acme: Administered, lines: Lines) -> None:
    folder = acme.path.parent / "teams"
    folder.mkdir()
    (folder / "shop.yaml").write_text("team: shop\nupdate_every: {SEV-1: 1h}\n", encoding="utf-8")
    await acme.saved(GOOD + "teams: teams\n")
    (one,) = [one for one in lines if one["event"] == "configuration.wrong"]
    assert (one["file"], one["line"]) == ("teams/shop.yaml", 2)
    assert "teams/shop.yaml, line 2: update_every.SEV-1 is longer" in acme.story.told("ben")
    (folder / "shop.yaml").write_text("team: shop\nupdate_every: {SEV-1: 5m}\n", encoding="utf-8")
    await acme.looked()
    assert acme.file.problems == ()
    assert lines[-1]["changed"] == ["teams", "team_files"]
    assert acme.story.program is not None
    assert [one.team for one in acme.story.program.start.organisation.team_files] == ["shop"]


async def test_a_changed_cadence_holds_from_an_incidents_next_update(
    acme: Administered,
) -> None:
    story = acme.story
    channel = await story.declared()
    strict = (
        "severities:\n  - {{key: SEV-3, name: Limited, meaning: Few notice., update_every: 20m}}\n"
    )
    await acme.saved(GOOD + strict)

    await story.slack.advance(timedelta(minutes=30))
    await story.settle()
    assert not reminders_in(story, channel)

    await story.answered("ben", "/incident update We are looking", channel)
    await story.slack.advance(timedelta(minutes=20))
    await story.settle()
    assert reminders_in(story, channel)


def reminders_in(story: Story, channel: Channel) -> list[str]:
    """What asks for an update there."""
    said = [one.shown for one in story.slack.messages(channel)]
    return [words for words in said if "n update is due" in words]


async def test_an_empty_file_means_the_defaults(acme: Administered) -> None:
    await acme.saved(OTHER)
    await acme.saved("")
    channel = await acme.story.declared()
    assert "SEV-3: Limited" in acme.story.card(channel).shown


async def test_a_role_that_is_gone_cannot_be_handed_back(acme: Administered) -> None:
    story = acme.story
    channel = await story.declared()
    await story.answered("cara", "/incident role scribe", channel)
    await acme.saved(OTHER)

    refused = await story.answered("cara", "/incident role drop scribe", channel)
    assert "There is no role “scribe” here" in refused
    assert "Scribe\n@Cara" in story.card(channel).shown.replace("*", "")


async def test_a_change_of_who_is_on_call_is_noticed_at_once(acme: Administered) -> None:
    beside = acme.path.with_name("on-call.yaml")
    of_ana = WEEKLY.replace("[ana, ben]", f"[ana, {acme.story.ben.id}]").replace("[cara]", "[]")
    beside.write_text(of_ana, encoding="utf-8")
    await acme.saved(GOOD + "on_call: on-call.yaml\n")
    assert "You are on call" not in acme.story.told("ben")
    beside.write_text(of_ana.replace("ana, U", "U"), encoding="utf-8")
    await acme.looked()
    assert "You are on call for Payments now" in acme.story.told("ben")
