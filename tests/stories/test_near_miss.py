"""A near-miss: thanked for, written down, told in one quiet line; nothing opens and nobody is called."""

import asyncio

import pytest

from integrations.slack import Slack
from tests.stories.conftest import Story, plain


async def told(story: Story, words: str) -> str:
    return await story.answered("ben", f"/incident {words}", "general")


def rooms(story: Story) -> list[str]:
    return [one.name for one in story.slack.workspace.channels.values() if "inc-" in one.name]


@pytest.mark.parametrize(
    "command", ["near-miss", "nearmiss", "near miss", "Near-Miss", "close-call", "near MISS"]
)
async def test_it_is_thanked_for_and_told_quietly(story: Story, command: str) -> None:
    answer = await told(story, f"{command} the backup nearly overwrote the orders")
    assert "Thank you for telling" in answer
    assert "NEAR-MISS INC-1: the backup nearly overwrote the orders is written down" in answer
    await story.pass_time(days=10)
    assert rooms(story) == []
    (line,) = story.slack.messages("incidents")
    assert "Ben" in plain(line.shown)
    assert "told us of it; thank you" in plain(line.shown)
    assert not line.alerts_many


async def test_thanks_outlive_the_process_that_was_about_to_say_them(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed(*_: object) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(Slack, "whisper", killed)
    await told(story, "near-miss the backup nearly overwrote the orders")
    monkeypatch.undo()
    await story.pass_time(minutes=1)
    assert "Thank you for telling" in story.whispered("ben")


async def test_whatever_is_asked_of_it_is_answered_as_what_it_is(story: Story) -> None:
    await story.answered("ana", "/incident near-miss the disk was nearly full", "general")
    answer = await story.answered("ben", "/incident catchup INC-1", "general")
    assert "It nearly happened" in answer
    for wrong in ("resolved", "on the way", "command"):
        assert wrong not in answer
    answer = await story.answered("ben", "/incident review INC-1", "general")
    assert "Told by @Ana" in answer
    for wrong in ("Resolved", "SEV", "Declared"):
        assert wrong not in answer
    answer = await story.answered("ben", "/incident tasks INC-1", "general")
    assert "has no tasks." in answer
    await story.declared("the disk is full")
    answer = await story.answered("ben", "/incident merge INC-2 INC-1", "general")
    assert "INC-1 is a near-miss" in answer
    assert "reopen" not in answer


async def test_three_questions_help_others_to_learn(story: Story) -> None:
    await told(story, "near-miss the backup nearly overwrote the orders")
    await story.ben.presses("Answer three questions", story.ben.ephemerals()[-1])
    await story.slack.wait.modal(story.ben)
    await story.ben.fills("What happened?", "The wrong folder was mounted")
    await story.ben.fills("What kept it from getting worse?", "Ana read the plan twice")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    for command in ("show", "timeline"):
        answer = await story.answered("ana", f"/incident {command} INC-1", "general")
        assert "The wrong folder was mounted" in answer
        assert "Ana read the plan twice" in answer
    # Somebody else knows something, too.
    await story.answered("ana", "/incident show INC-1", "general")
    await story.ana.presses("Answer three questions", story.ana.ephemerals()[-1])
    await story.slack.wait.modal(story.ana)
    await story.ana.fills("What could we do or learn?", "Mount it for reading only")
    await story.ana.submits()
    await story.settle()
    answer = await story.answered("ben", "/incident show INC-1", "general")
    assert "Mount it for reading only" in answer
    assert "The wrong folder was mounted" in answer


async def test_however_much_people_tell_it_can_be_looked_at(story: Story) -> None:
    await story.answered(
        "ben", "/incident near-miss a backup nearly overwrote the orders", "general"
    )
    asked = story.ben.ephemerals()[-1]
    for number in range(5):
        await story.ben.presses("Answer three questions", asked)
        await story.slack.wait.modal(story.ben)
        for question in (
            "What happened?",
            "What kept it from getting worse?",
            "What could we do or learn?",
        ):
            await story.ben.fills(question, f"Answer {number} & " * 150)
        assert (await story.ben.submits()).errors == {}
        await story.settle()
    shown = await story.answered("cara", "/incident show INC-1", "general")
    for number in range(5):
        assert shown.count(f"What could we do or learn?\nAnswer {number} & ") == 1
    assert shown.count("@Ben Carter, 2 Mar 2026") >= 5
    assert "/incident timeline INC-1 shows all of it." in shown


async def test_no_answer_at_all_is_asked_for_again(story: Story) -> None:
    await told(story, "near-miss the backup nearly overwrote the orders")
    await story.ben.presses("Answer three questions", story.ben.ephemerals()[-1])
    await story.slack.wait.modal(story.ben)
    outcome = await story.ben.submits()
    assert "one of the questions" in outcome.errors["what"]


async def test_without_words_a_form_asks_and_goes_on_to_the_questions(story: Story) -> None:
    await story.ben.types_for_form("/incident near-miss")
    await story.ben.fills("What nearly happened?", "The backup nearly overwrote the orders")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert story.ben.modal is not None
    await story.ben.fills("What happened?", "The wrong folder was mounted")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    answer = await story.answered("ana", "/incident show INC-1", "general")
    assert "The wrong folder was mounted" in answer


async def test_without_a_word_the_form_asks_for_some(story: Story) -> None:
    await story.ben.types_for_form("/incident near-miss")
    await story.ben.fills("What nearly happened?", "   ")
    words = "Please say in a few words what nearly happened."
    assert (await story.ben.submits()).errors == {"title": words}


async def test_it_is_never_open(story: Story) -> None:
    await told(story, "near-miss the backup nearly overwrote the orders")
    assert "No incident is open" in await story.answered("ben", "/incident list", "general")
    for command in ("update INC-1 We look", "role INC-1 commander", "reopen INC-1", "join INC-1"):
        answer = await story.answered("ben", f"/incident {command}", "general")
        assert answer, command
        assert "INC-1" in answer
    await story.pass_time(days=1)
    assert rooms(story) == []
    assert len(story.slack.messages("incidents")) == 1


async def test_a_private_one_is_told_nowhere(story: Story) -> None:
    answer = await told(story, "near-miss private the ledger nearly leaked")
    assert "Thank you" in answer
    assert not story.slack.messages("incidents")
    hidden = await story.answered("ana", "/incident show INC-1", "general")
    assert "There is no INC-1" in hidden
    assert "the ledger nearly leaked" in await told(story, "show INC-1")


async def test_the_word_drill_belongs_to_its_title(story: Story) -> None:
    answer = await told(story, "near-miss somebody nearly took the drill for real, in a drill")
    assert "for real, in a drill" in answer


async def test_it_is_told_from_the_home_too(story: Story) -> None:
    await story.ben.opens_home()
    await story.settle()
    await story.ben.presses("Tell of a near-miss")
    await story.slack.wait.modal(story.ben)
    await story.ben.fills("What nearly happened?", "The backup nearly overwrote the orders")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert "INC-1" in story.last("incidents")
