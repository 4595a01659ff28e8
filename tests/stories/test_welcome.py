"""Whoever is in their first incident here is told, once, how it goes."""

from datetime import timedelta

from tests.stories.conftest import Story

FIRST = "How incidents go here"


async def test_whoever_declares_for_the_first_time_is_told_a_minute_later(story: Story) -> None:
    await story.declared()
    assert FIRST not in story.told("ana")
    await story.pass_time(minutes=1)
    assert story.told("ana").count(FIRST) == 1


async def test_nobody_is_told_twice(story: Story) -> None:
    channel = await story.declared()
    await story.pressed("ben", "Take command", story.card(channel))
    await story.declared("search is slow")
    await story.pass_time(minutes=2)
    await story.answered("ben", "/incident role scribe", channel)
    await story.pass_time(minutes=2)
    assert story.told("ana").count(FIRST) == 1
    assert story.told("ben").count(FIRST) == 1
    assert story.told("ana").index("You declared INC-1") < story.told("ana").index(FIRST)


async def test_it_survives_a_restart_and_names_no_incident(story: Story) -> None:
    await story.declared("a thing nobody may hear of")
    await story.bot_stops()
    await story.slack.advance(timedelta(minutes=10))
    await story.bot_starts()
    await story.settle()
    words = story.told("ana").partition(FIRST)[2]
    assert "INC-1" not in words
    assert "a thing nobody may hear of" not in words
    assert "/incident help" in words
