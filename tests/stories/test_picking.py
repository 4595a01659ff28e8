"""A command typed in the wrong place: a press names the incident, and it goes on with what was typed."""

import pytest

from tests.stories.conftest import Story, plain


async def test_a_press_goes_on_with_every_word(story: Story) -> None:
    first = await story.declared("checkout is down")
    await story.declared("search is slow")
    words = "Rolling back <now> & soon, ask @cara"
    answer = await story.answered("ana", f"/incident update {words}", "general")
    assert "Which incident? Nothing was done yet" in answer
    assert answer.index("search is slow") < answer.index("checkout is down")
    assert "You typed: /incident update Rolling back" in answer
    question = story.ana.ephemerals()[-1]
    await story.ana.presses("INC-1", question)
    await story.settle()
    assert "Rolling back <now> & soon, ask @cara" in story.last(first)
    assert "Done, in INC-1: #inc-1-checkout-is-down" in story.whispered("ana")

    # A second press of the same does nothing twice.
    said = len(story.slack.messages(first))
    await story.ana.presses("INC-1", question)
    await story.settle()
    assert len(story.slack.messages(first)) == said


async def test_whoever_works_on_one_finds_it_first_however_many_are_open(story: Story) -> None:
    channel = await story.declared("checkout is down")
    await story.answered("cara", "/incident role scribe", channel)
    for number in range(13):
        await story.declared(f"queue {number} is slow")
    answer = await story.answered("cara", "/incident note The queue grew", "general")
    assert answer.index("checkout is down") < answer.index("queue 12 is slow")
    assert "and 2 more: name it, as in /incident note INC-12 The queue grew" in answer


@pytest.mark.parametrize(
    ("typed", "then"),
    [
        ("note The queue grew", "noted: The queue grew"),
        ("task Call the bank @ben in 30m", "Call the bank"),
        ("severity SEV-2 it grew", "changed severity from SEV-3 to SEV-2: it grew"),
        ("mitigate rolled back", "changed status from investigating to mitigated: rolled back"),
        ("resolve rolled back", "resolved it: rolled back"),
        ("role scribe @ben", "made @Ben Carter scribe"),
    ],
)
async def test_every_command_goes_on(story: Story, typed: str, then: str) -> None:
    channel = await story.declared()
    await story.answered("ana", f"/incident {typed}", "general")
    await story.ana.presses("INC-1", story.ana.ephemerals()[-1])
    await story.settle()
    assert any(then in plain(one.shown) for one in story.slack.messages(channel))


async def test_what_opens_a_form_or_shows_something_does_so(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident update", "general")
    await story.ana.presses("INC-1", story.ana.ephemerals()[-1])
    await story.settle()
    assert story.ana.modal is not None
    await story.ana.closes()
    await story.answered("ana", "/incident catchup", "general")
    await story.ana.presses("INC-1", story.ana.ephemerals()[-1])
    await story.settle()
    assert "What happened last" in story.whispered("ana")
    await story.answered("ana", "/incident resolve Fixed", channel)
    answer = await story.answered("ana", "/incident reopen It is back", "general")
    assert "checkout is down" in answer
    await story.ana.presses("INC-1", story.ana.ephemerals()[-1])
    await story.settle()
    assert "Investigating" in story.card(channel).shown


async def test_merging_from_elsewhere_asks_which_one_goes_into_it(story: Story) -> None:
    await story.declared("checkout is down")
    await story.declared("search is slow")
    answer = await story.answered("ana", "/incident merge INC-2", "general")
    assert "checkout is down" in answer
    assert "search is slow" not in answer
    await story.ana.presses("INC-1", story.ana.ephemerals()[-1])
    await story.settle()
    assert "Merge INC-1: checkout is down into INC-2" in story.whispered("ana")


async def test_a_private_one_is_offered_to_nobody_else(story: Story) -> None:
    await story.ana.types("/incident declare private somebody copied the ledger", "general")
    await story.settle()
    answer = await story.answered("ben", "/incident update We are on it", "general")
    assert "No incident is open now" in answer
    assert "ledger" not in answer
    assert "ledger" in await story.answered("ana", "/incident update We are on it", "general")


async def test_more_words_than_a_press_carries_are_given_back(story: Story) -> None:
    await story.declared()
    answer = await story.answered("ana", "/incident update " + "long words " * 200, "general")
    assert "Which incident? Type this in the incident's channel" in answer
    assert answer.count("long words") > 190


async def test_where_there_is_nothing_to_choose_the_same_command_is_the_example(
    story: Story,
) -> None:
    answer = await story.answered("ana", "/incident show", "general")
    assert "or name it first: /incident show INC-12. No incident is open now." in answer
    answer = await story.answered("ana", "/incident task Call the bank @ben", "general")
    assert "name it first: /incident task INC-12 Call the bank" in answer
