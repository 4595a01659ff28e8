"""The card: one message that always says how things stand, whoever changed them and however."""

from models.catalogue import CatalogueChange, CatalogueEntry, EntryKind
from sandbox.state import Channel
from tests.stories.conftest import Story, plain


def _card(story: Story, channel: Channel) -> str:
    return plain(story.card(channel).shown)


async def test_it_counts_what_is_left_to_do(story: Story) -> None:
    channel = await story.declared()
    assert "Open tasks" not in _card(story, channel)
    await story.answered("ana", "/incident task look at the queue", channel)
    await story.answered("ana", "/incident task call the vendor", channel)
    assert "Open tasks\n2" in _card(story, channel)
    await story.answered("ana", "/incident task done 1", channel)
    assert "Open tasks\n1" in _card(story, channel)


async def test_it_says_when_an_update_was_due_until_one_comes(story: Story) -> None:
    channel = await story.declared()
    assert "Next update due" in _card(story, channel)
    await story.pass_time(minutes=60)
    assert "Update was due 2 Mar 2026 at 10:00 UTC" in _card(story, channel)
    assert "Next update due" not in _card(story, channel)
    await story.answered("ana", "/incident update We are rolling back", channel)
    assert "Update was due" not in _card(story, channel)
    assert "Next update due 2 Mar 2026 at 11:00 UTC" in _card(story, channel)


async def test_it_names_what_is_affected_as_the_catalogue_calls_it(quiet_story: Story) -> None:
    story = quiet_story
    await story.bot_starts()
    assert story.program is not None
    database = story.program.database
    kind, key, now = EntryKind.SERVICE.value, "payments-eu", story.slack.clock.now()
    async with database.writing.begin() as session:
        session.add(
            CatalogueEntry(
                kind=kind, key=key, name="Payments <Europe>", source="test", changed_at=now
            )
        )
        session.add(CatalogueChange(at=now, kind=kind, key=key, source="test"))
    await story.program.start.catalogue.keep_up(database)
    channel = await story.declared("payments-eu is slow")
    assert "Affected\nPayments <Europe>" in _card(story, channel)
    assert "Affected: Payments <Europe>" in plain(story.last("incidents"))


async def test_an_ended_one_has_no_buttons_left(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident resolve It was the release", channel)
    shown = _card(story, channel)
    assert "Resolved" in shown
    assert "due" not in shown
    assert not [one for one in story.card(channel).blocks if one["type"] == "actions"]


async def test_show_draws_the_same_for_one_person(story: Story) -> None:
    channel = await story.declared()
    await story.pass_time(minutes=60)
    answer = await story.answered("ben", "/incident show INC-1", "general")
    assert "Update was due" in answer
    assert "INC-1: checkout is down" in answer
    assert _card(story, channel).splitlines()[0] in answer
