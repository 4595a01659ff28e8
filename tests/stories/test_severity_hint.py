"""The tier of a service suggests a severity; people decide."""

import pytest

from tests.stories.conftest import Story, plain
from tests.stories.teams import organised, with_catalogue


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = organised("catalogue: {severity_by_tier: {1: SEV-1, 2: SEV-3}}")
    await with_catalogue(quiet_story)
    return quiet_story


async def test_it_is_suggested_where_nobody_chose_one_and_taken_with_one_press(
    story: Story,
) -> None:
    channel = await story.declared("checkout and the ledger are slow")
    assert "SEV-3" in story.card(channel).shown
    (said,) = [one for one in story.slack.messages(channel) if "words of the" in one.shown]
    hint = "Checkout is of tier 1, for which SEV-1 is suggested. This is SEV-3 so far."
    assert hint in plain(said.shown)
    await story.pressed("ben", "Make it SEV-1", said)
    assert "SEV-1" in story.card(channel).shown
    await story.pressed("ben", "Make it SEV-1", said)
    assert "SEV-1 already" in story.whispered("ben")


@pytest.mark.parametrize("words", ["sev2 checkout is slow", "search is slow", "all is slow"])
async def test_nothing_is_suggested_to_who_chose_and_where_it_is_so_already(
    story: Story, words: str
) -> None:
    channel = await story.declared(words)
    assert not [one for one in story.slack.messages(channel) if "suggested" in one.shown]
