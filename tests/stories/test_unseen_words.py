"""Words of which nothing can be seen are no words: whoever writes such is asked, as if nothing stood there."""

import pytest

from tests.stories.conftest import Story, plain

UNSEEN = "\N{ZERO WIDTH SPACE}\N{WORD JOINER} \N{SOFT HYPHEN}\N{ZERO WIDTH NO-BREAK SPACE}\u0301"
FAMILY = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN} cannot pay"


def rooms(story: Story) -> list[str]:
    return [one.name for one in story.slack.workspace.channels.values() if "inc-" in one.name]


@pytest.mark.parametrize("words", [UNSEEN, f"sev1 {UNSEEN}", f"private {UNSEEN} sev1"])
async def test_declaring_asks_for_a_title(story: Story, words: str) -> None:
    await story.ben.types_for_form(f"/incident declare {words}")
    await story.ben.fills("What is happening?", UNSEEN)
    words = "Please say in a few words what is happening."
    assert (await story.ben.submits()).errors == {"title": words}
    await story.settle()
    assert not rooms(story)


async def test_a_mention_says_how_to_declare(story: Story) -> None:
    await story.joined("ana", "incidents")
    await story.ana.posts(f"@muster declare {UNSEEN}", "incidents")
    await story.settle()
    assert "To declare an incident, press the button" in story.whispered("ana")
    assert not rooms(story)


async def test_the_first_line_of_a_message_that_shows_anything_is_the_title(story: Story) -> None:
    await story.joined("ben", "general")
    message = await story.ben.posts(f"{UNSEEN}\nSearch is slow", "general")
    await story.ana.uses_message_shortcut("Declare from message", message)
    form = await story.slack.wait.modal(story.ana)
    (title,) = [one for one in form.blocks if one.get("block_id") == "title"]
    assert title["element"]["initial_value"] == "Search is slow"


async def test_an_open_incident_takes_down_nothing(story: Story) -> None:
    channel = await story.declared()
    said = len(story.slack.messages(channel))
    for command, asks in (
        (f"note {UNSEEN}", "What should be noted?"),
        (f"task {UNSEEN} in 30m", "What is to be done?"),
    ):
        assert asks in await story.answered("ana", f"/incident {command}", channel)
    for command in ("update", "resolve", "cancel", "snooze 30m"):
        await story.ana.types_for_form(f"/incident {command} {UNSEEN}", channel)
        await story.ana.closes()
    await story.ana.types_for_form("/incident snooze 30m", channel)
    await story.ana.fills("Why can it wait?", UNSEEN)
    assert "Why can it wait?" in (await story.ana.submits()).errors["why"]
    await story.answered("ana", f"/incident severity sev2 {UNSEEN}", channel)
    assert len(story.slack.messages(channel)) == said + 1
    assert UNSEEN not in story.last(channel)


async def test_signs_that_join_others_stay_as_they_were_typed(story: Story) -> None:
    channel = await story.declared(FAMILY)
    assert FAMILY in plain(story.card(channel).shown)
