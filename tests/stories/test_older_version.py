"""Buttons and forms that outlived the version which drew them: nothing typed is lost, nothing is silent."""

import pytest

import commands
from tests.stories.conftest import Story


async def test_a_form_that_is_no_longer_known_stays_open_with_every_word(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await story.declared()
    await story.joined("ana", channel)
    await story.ana.types_for_form("/incident update", channel)
    await story.ana.fills("What is the situation now?", "long and careful words")
    monkeypatch.setattr(commands, "FORMS", {})
    outcome = await story.ana.submits()
    (words,) = outcome.errors.values()
    assert "another version of Muster" in words
    assert "copy your words" in words

    # The form is open still, with every word.
    assert story.ana.modal is not None
    monkeypatch.undo()
    await story.previews_and_sends("ana")
    assert any("long and careful words" in one.shown for one in story.slack.messages(channel))


async def test_a_button_that_is_no_longer_known_says_so(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = await story.declared()
    monkeypatch.setattr(commands, "PRESSES", {})
    await story.pressed("ben", "Take command", story.card(channel))
    assert "another version of Muster, so nothing was done" in story.whispered("ben")
    assert "/incident help" in story.whispered("ben")


async def test_a_shortcut_that_is_no_longer_known_says_so(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "SHORTCUTS", {})
    await story.ben.uses_shortcut("Declare an incident")
    await story.settle()
    assert "another version of Muster, so nothing was done" in story.told("ben")
