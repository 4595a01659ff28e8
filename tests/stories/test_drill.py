"""A drill: everything happens as in earnest, and whatever is said of it says so."""

import pytest

from tests.stories.conftest import Story, plain


@pytest.mark.parametrize("words", ["drill {}", "{} (drill)", "drill: sev1 {}", "sev1 {} drill"])
async def test_whatever_leaves_the_channel_says_that_it_is_a_drill(
    story: Story, words: str
) -> None:
    await story.ana.types(f"/incident declare {words.format('checkout is down')}")
    await story.settle()
    channel = story.slack.channel("drill-inc-1-checkout-is-down")
    await story.pressed("ben", "Take command", story.card(channel))
    await story.answered("ben", "/incident update Half of it works", channel)
    assert "DRILL INC-1: checkout is down" in story.card(channel).shown
    assert channel.topic.startswith("DRILL")
    assert "It is a drill" in story.whispered("ana")
    everything = [
        *story.slack.messages("incidents"),
        *story.ana.dm.messages,
        *story.ben.dm.messages,
    ]
    assert len(everything) >= 4
    for message in everything:
        assert "drill" in plain(message.shown).casefold(), message.shown


async def test_a_drill_within_a_sentence_is_a_word(story: Story) -> None:
    channel = await story.declared("the drill rig is down")
    assert channel.name == "inc-1-the-drill-rig-is-down"
    assert "DRILL" not in story.card(channel).shown


async def test_the_longest_title_leaves_room_for_the_word(story: Story) -> None:
    await story.ana.types(f"/incident declare drill {'a' * 300}")
    await story.settle()
    channel = story.slack.channel(f"drill-inc-1-{'a' * 68}")
    assert len(channel.name) == 80
    assert "DRILL INC-1" in story.card(channel).shown


async def test_a_whole_drill_is_never_taken_for_the_real_thing(story: Story) -> None:
    await story.ana.types("/incident declare drill sev1 checkout is down")
    await story.settle()
    channel = story.slack.channel("drill-inc-1-checkout-is-down")
    await story.pass_time(minutes=6)
    await story.pressed("ana", "Take command", story.card(channel))
    for command in (
        "role scribe @ben",
        "role resolver",
        "subscribe",
        "task look at the graphs @ben in 10m",
        "severity SEV-2 less than we thought",
        "update Half of it works",
        "handoff @cara",
        "mitigate",
    ):
        await story.answered("ana", f"/incident {command}", channel)
    await story.pass_time(hours=2)
    await story.answered("ana", "/incident resolve Fixed", channel)
    await story.pass_time(days=9)
    told = [
        plain(message.shown)
        for place in story.slack.workspace.channels.values()
        for message in place.messages
        if place.id != channel.id and message.user == story.slack.bot.id and not message.subtype
    ]
    # What is told once to whoever is new speaks of no incident.
    told = [said for said in told if not said.startswith("How incidents go here")]
    assert len(told) >= 8
    assert [said for said in told if "drill" not in said.casefold()] == []
