"""The demo's past month is played through the bot, and nobody is left waiting in it."""

from bot.demo.catalogue import take_in_catalogue
from bot.demo.past import play_past_month
from tests.stories.conftest import Story, plain


async def test_every_incident_of_the_month_came_to_its_end(story: Story) -> None:
    assert story.program is not None
    await take_in_catalogue(story.slack, story.program.start)
    await play_past_month(story.slack, story.program)

    rooms = [one for one in story.slack.workspace.channels.values() if one.name.startswith("inc-")]
    cards = [plain(story.card(room).shown) for room in rooms]
    assert len(cards) == 8
    assert all("Resolved" in card or "Cancelled" in card for card in cards)
    asides = [one for who in ("ana", "dev", "jun") for one in story.slack.person(who).ephemerals()]
    refused = [plain(one.shown) for one in asides if "You typed" in one.shown]
    assert refused == []
    card = await story.answered("ana", "/incident service checkout", "general")
    assert "Checkout team" in card
    assert "checkout is down" in card
    finn = story.slack.person("finn").id
    down = next(room for room in rooms if "checkout-is-down" in room.name)
    assert finn in down.members
