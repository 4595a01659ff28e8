"""What was acked is kept: a process that dies before it is done has promised nothing that is not done."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

import bot.dispatch
from bot.answers import Answering
from bot.dispatch import Dispatch
from bot.inbox import Asked, Inbox
from integrations.slack import Slack
from models.custom_field import CustomField
from models.database import Database
from models.errand import ErrandRow
from models.organisation import Organisation
from tests.stories.conftest import Story
from tests.stories.paging import paged


@pytest.fixture
def killed_after_the_ack(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """As if the process were killed between the ack and the work, until this is undone."""

    async def dies(*_: object) -> None:
        """Do nothing more."""

    monkeypatch.setattr(Dispatch, "_carry_out", dies)
    return monkeypatch


async def kept(story: Story) -> list[ErrandRow]:
    """What stands in the inbox; of what is over there is no word left."""
    assert story.program is not None
    async with story.program.database.reading() as session:
        rows = await session.scalars(select(ErrandRow).where(ErrandRow.kind == Asked.kind()))
    found = list(rows)
    assert all(row.arguments == {} for row in found if row.done_at)
    return [row for row in found if not row.done_at]


def incidents(story: Story) -> list[str]:
    """The names of the incidents' channels."""
    names = [one.name for one in story.slack.workspace.channels.values()]
    return [name for name in names if name.startswith("inc-")]


async def test_a_command_outlives_the_process_that_acked_it(
    story: Story, killed_after_the_ack: pytest.MonkeyPatch
) -> None:
    outcome = await story.ana.types("/incident declare checkout is down")
    assert outcome.ack is not None
    await story.bot_stops()
    killed_after_the_ack.undo()
    await story.bot_starts()
    await story.pass_time(seconds=10)
    assert incidents(story) == ["inc-1-checkout-is-down"]
    assert story.ana.id in story.slack.channel("inc-1-checkout-is-down").members
    assert await kept(story) == []
    # And it stays with the one.
    await story.bot_stops()
    await story.bot_starts()
    await story.pass_time(minutes=1)
    assert len(incidents(story)) == 1


async def test_so_does_a_press(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = await story.declared()

    async def dies(*_: object) -> None:
        """Do nothing more."""

    monkeypatch.setattr(Dispatch, "_carry_out", dies)
    await story.pressed("ben", "Take command", story.card(channel))
    (row,) = await kept(story)
    assert "blocks" not in str(row.arguments)
    assert "token" not in row.arguments["body"]
    monkeypatch.undo()
    await story.pass_time(seconds=10)
    assert "@Ben" in story.card(channel).shown
    assert await kept(story) == []


async def test_what_is_refused_late_is_refused_with_the_words_that_were_typed(
    story: Story, killed_after_the_ack: pytest.MonkeyPatch
) -> None:
    await story.ana.types("/incident severity SEV-77 it grew")
    killed_after_the_ack.undo()
    await story.pass_time(seconds=10)
    assert "You typed: /incident severity SEV-77 it grew" in story.whispered("ana")
    assert await kept(story) == []


async def dies(*_: object, **__: object) -> None:
    """As if the process were killed at this point: nothing follows."""
    raise asyncio.CancelledError


@pytest.fixture
def organisation() -> Organisation:
    return Organisation(fields=(CustomField(key="impact", label="Impact"),))


@pytest.mark.parametrize(
    ("text", "point", "told"),
    [
        ("task Call the bank by 14:00", "commands.task.incident_meant", "Call the bank"),
        ("field impact many", "commands.fields.any_incident", "many"),
    ],
)
async def test_what_is_looked_up_first_ends_no_promise(
    story: Story, monkeypatch: pytest.MonkeyPatch, text: str, point: str, told: str
) -> None:
    channel = await story.declared()
    monkeypatch.setattr(point, dies)
    await story.ana.types(f"/incident {text}", channel)
    await story.settle()
    monkeypatch.undo()
    await story.pass_time(seconds=10)
    assert told in await story.answered("ana", "/incident timeline", channel)
    assert await kept(story) == []


async def test_a_preview_that_nobody_saw_is_shown(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await story.declared()
    await story.declared("cart is empty")
    monkeypatch.setattr(Answering, "reply", dies)
    await story.ana.types("/incident merge INC-2", channel)
    await story.settle()
    monkeypatch.undo()
    await story.pass_time(seconds=10)
    assert "Nothing is done before you press it" in story.whispered("ana")


@pytest.mark.parametrize("command", ["update", "page", "handoff", "resolve", "fields", "cancel"])
async def test_for_a_form_that_opened_no_more_the_person_is_told_to_ask_again(
    story: Story, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    channel = await story.declared()
    await story.pressed("ana", "Take command", story.card(channel))
    monkeypatch.setattr(Slack, "open_form", dies)
    await story.ana.types(f"/incident {command}", channel)
    await story.settle()
    monkeypatch.undo()
    await story.pass_time(seconds=10)
    assert "The form could not open in time" in story.whispered("ana")
    assert f"You typed: /incident {command}" in story.whispered("ana")
    assert await kept(story) == []


@pytest.mark.parametrize("label", ["Page", "I can't"])
async def test_so_is_whoever_pressed_for_one(
    story: Story, monkeypatch: pytest.MonkeyPatch, label: str
) -> None:
    channel = await story.declared()
    await story.answered("ben", "/incident page @ana please come", channel)
    (page,) = paged(story, "ana")
    monkeypatch.setattr(Slack, "open_form", dies)
    await story.pressed("ana", label, page if label in page.shown else story.card(channel))
    monkeypatch.undo()
    await story.pass_time(seconds=10)
    assert "The form could not open in time" in story.whispered("ana")
    assert await kept(story) == []


async def test_of_a_form_that_did_open_nothing_more_is_said(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await story.declared()
    said = len(story.ana.ephemerals())
    monkeypatch.setattr(Inbox, "forget", lambda *_: None)
    await story.ana.types_for_form("/incident update", channel)
    await story.pass_time(seconds=10)
    assert len(story.ana.ephemerals()) == said
    assert await kept(story) == []


async def test_a_mention_is_acked_once_it_is_written_down(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, goes_on, answer = asyncio.Event(), asyncio.Event(), Answering.answer

    async def held_up(*what: Any, **how: Any) -> None:
        begun.set()
        await goes_on.wait()
        await answer(*what, **how)

    monkeypatch.setattr(Answering, "answer", held_up)
    await story.joined("ben", "incidents")
    await story.ben.posts("@muster declare checkout is down", "incidents")
    await begun.wait()
    # A command that came later is acked before.
    assert (await story.ana.types("/incident help")).ack is not None
    (mention,) = (
        one
        for one in story.slack.journal.deliveries("events_api")
        if one.payload["event"]["type"] == "app_mention"
    )
    assert not mention.done
    goes_on.set()
    await story.settle()
    assert mention.outcome == "acknowledged"
    assert incidents(story) == ["inc-1-checkout-is-down"]


async def test_of_two_that_begin_only_one_does_it(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = asyncio.Event()
    carries_out = Dispatch._carry_out

    async def held_up(*what: object) -> None:
        await goes_on.wait()
        await carries_out(*what)  # type: ignore[arg-type]

    monkeypatch.setattr(Dispatch, "_carry_out", held_up)
    await story.ana.types("/incident declare checkout is down")
    await story.slack.advance(timedelta(seconds=10))
    await story.slack.wait.channel("inc-1-checkout-is-down")
    goes_on.set()
    await story.settle()
    assert incidents(story) == ["inc-1-checkout-is-down"]
    assert len(story.ana.ephemerals()) == 1
    assert await kept(story) == []


async def test_what_was_asked_for_long_ago_is_asked_about_instead(
    story: Story, killed_after_the_ack: pytest.MonkeyPatch
) -> None:
    await story.ana.types("/incident declare checkout is down")
    await story.bot_stops()
    killed_after_the_ack.undo()
    await story.slack.advance(timedelta(minutes=11))
    await story.bot_starts()
    await story.settle()
    assert incidents(story) == []
    said = story.whispered("ana")
    assert "nothing was done. If it is still wanted, please ask again." in said
    assert "You typed: /incident declare checkout is down" in said
    assert await kept(story) == []


async def test_nothing_that_people_typed_stays_behind(story: Story) -> None:
    channel = await story.declared()
    for text in (
        "update all is well",
        "severity SEV-9",
        "role scribe",
        "nonsense",
        "update",
        "list",
    ):
        await story.answered("ana", f"/incident {text}", channel)
    assert await kept(story) == []


class FailsOnce:
    """A database that does not take the first thing down."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._has_failed = False

    def transaction(self) -> AbstractAsyncContextManager[AsyncConnection]:
        if not self._has_failed:
            self._has_failed = True
            raise OperationalError("INSERT", {}, Exception("disk I/O error"))
        return self._database.transaction()


async def test_when_it_cannot_be_kept_the_person_has_their_words_back_and_it_is_not_done_later(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert story.program is not None
    inbox = story.program.dispatch._inbox
    monkeypatch.setattr(inbox, "_database", FailsOnce(story.program.database))
    answer = await story.answered("ana", "/incident declare checkout is down", "general")
    assert "cannot reach its records just now, so nothing was changed" in answer
    assert "You typed: /incident declare checkout is down" in answer
    await story.pass_time(minutes=1)
    assert incidents(story) == []
    assert await kept(story) == []


async def test_a_slow_record_does_not_cost_the_ack(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.dispatch, "ACK_SECONDS", 0.05)
    assert story.program is not None
    await story.settle()
    inbox = story.program.dispatch._inbox
    answers, works = asyncio.Event(), inbox._database.transaction

    @asynccontextmanager
    async def slow() -> AsyncIterator[object]:
        await answers.wait()
        async with works() as connection:
            yield connection

    monkeypatch.setattr(inbox, "_database", SimpleNamespace(transaction=slow))
    outcome = await story.ana.types("/incident declare checkout is down")
    assert not outcome.timed_out
    assert incidents(story) == []
    # Who only looks need not wait for it.
    await story.ana.types("/incident help")
    await story.slack.wait.until(story.ana.ephemerals, "the help")
    answers.set()
    await story.settle()
    assert incidents(story) == ["inc-1-checkout-is-down"]
