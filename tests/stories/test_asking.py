"""Asking and mistyping: lists, help, the timeline, and a kind word for whatever cannot be done."""

import pytest

from tests.stories.conftest import Story


async def test_help_lists_every_command(story: Story) -> None:
    for words in ("/incident help", "/incident"):
        answer = await story.answered("ana", words, "general")
        for line in ("/incident declare", "/incident handoff", "/incident resolve"):
            assert line in answer


async def test_help_on_one_command(story: Story) -> None:
    answer = await story.answered("ana", "/incident help handover", "general")
    assert "/incident handoff [@person]" in answer
    assert "Also: handover" in answer
    answer = await story.answered("ana", "/incident help xyzzy", "general")
    assert "There is no help on “xyzzy”. /incident help lists every command" in answer
    assert "there is more on: roles, severity, updates" in answer
    assert "postmortem" not in answer


async def test_an_unknown_word_does_nothing_and_names_the_nearest(story: Story) -> None:
    answer = await story.answered("ana", "/incident decalre checkout is down", "general")
    assert "/incident decalre checkout is down is no command, so nothing was done" in answer
    assert "Did you mean /incident declare checkout is down?" in answer
    assert not [
        one for one in story.slack.workspace.channels.values() if one.name.startswith("inc-")
    ]
    # What was typed is carried into the form, so nothing need be typed again.
    await story.ana.presses("Declare this…", story.ana.ephemerals()[-1])
    form = await story.slack.wait.modal(story.ana)
    assert "checkout is down" in str(form.content)
    assert "decalre" not in str(form.content)


async def test_a_severity_alone_is_no_command_and_both_things_that_it_may_mean_are_named(
    story: Story,
) -> None:
    answer = await story.answered("ana", "/incident sev1 checkout is down", "general")
    assert "Did you mean /incident severity sev1 checkout is down?" in answer
    assert "type /incident declare sev1 checkout is down" in answer
    answer = await story.answered("ana", "/incident checkout is down", "general")
    assert "Did you mean" not in answer
    assert "type /incident declare checkout is down" in answer


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("done 1", "Did you mean /incident task done 1?"),
        ("claim", "Did you mean /incident role commander?"),
        ("INC-1", "Did you mean /incident show INC-1?"),
        ("inc-1 update All is well", "Did you mean /incident update inc-1 All is well?"),
        ("reslove", "Did you mean /incident resolve?"),
        ("tsak", "Did you mean /incident task?"),
        ("near-mis foo", "Did you mean /incident near-miss foo?"),
        ("hadnover @ben", "Did you mean /incident handoff @ben?"),
    ],
)
async def test_words_of_other_tools_and_slips_lead_to_ours(
    story: Story, typed: str, says: str
) -> None:
    assert says in await story.answered("ana", f"/incident {typed}", "general")


@pytest.mark.parametrize("command", ["show", "catchup", "timeline", "join", "subscribe"])
async def test_where_no_other_words_can_stand_a_number_is_an_incident(
    story: Story, command: str
) -> None:
    await story.declared()
    answer = await story.answered("ben", f"/incident {command} 1", "general")
    assert "INC-1: checkout is down" in answer
    assert "There is no INC-99." in await story.answered(
        "ben", f"/incident {command} #99", "general"
    )


@pytest.mark.parametrize("typed", ["hello world", "rename it", "invite @ben"])
async def test_what_is_like_no_command_is_not_guessed_at(story: Story, typed: str) -> None:
    assert "Did you mean" not in await story.answered("ana", f"/incident {typed}", "general")


async def test_in_the_wrong_place_the_open_incidents_are_named(story: Story) -> None:
    channel = await story.declared("checkout is down")
    answer = await story.answered("ana", "/incident update We are on it", "general")
    assert "Which incident?" in answer
    assert "INC-1" in answer
    assert "checkout is down" in answer
    assert "You typed: /incident update We are on it" in answer
    answer = await story.answered("ana", "/incident update INC-1 We are on it", "general")
    assert answer == "Done, in INC-1: #inc-1-checkout-is-down"
    assert "We are on it" in story.last(channel)
    assert await story.answered("ana", "/incident update INC-1 Still on it", channel) == ""
    assert "Done" not in await story.answered("ana", "/incident declare INC-1 is back", "general")
    answer = await story.answered("ana", "/incident update INC-77 We are on it", "general")
    assert "There is no INC-77" in answer


async def test_the_list_and_the_timeline(story: Story) -> None:
    assert "No incident is open now" in await story.answered("ana", "/incident list", "general")
    channel = await story.declared("checkout is down")
    await story.declared("search is slow", by="ben")
    answer = await story.answered("ana", "/incident list", "general")
    assert answer.index("search is slow") < answer.index("checkout is down")
    await story.answered("ana", "/incident severity SEV-1 it grew", channel)
    answer = await story.answered("ana", "/incident timeline", channel)
    assert "declared “checkout is down” as SEV-3" in answer
    assert "changed severity from SEV-3 to SEV-1: it grew" in answer
    assert "There is no INC-9" in await story.answered("ana", "/incident timeline INC-9", channel)


HOSTILE = [
    "<!channel> <!here> @channel everyone",
    "<https://evil.example|https://bank.example>",
    "*bold* _italic_ `code` ```block``` ~strike~",
    "\u202egnirts desrever\u202c and \u0000 null \u0007 bell",
    "{{ 7 * 7 }} {% for x in y %} ${jndi:ldap://x} %s %d",
    "مرحبا שלום 你好 👩‍👩‍👧‍👦 🏳️‍🌈",
    "'; DROP TABLE incident; --",
    "x" * 3500,
    "\ud83d lonely",
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_words_are_shown_as_words(story: Story, words: str) -> None:
    channel = await story.declared(words)
    await story.ana.types(f"/incident update {words}", channel)
    await story.settle()
    await story.ana.types(f"/incident resolve {words}", channel)
    await story.settle()
    for message in (*story.slack.messages(channel), *story.slack.messages("incidents")):
        sent = f"{message.text} {message.blocks}"
        for token in ("<!channel>", "<!here>", "<https://evil", "\u202e", "\x00"):
            assert token not in sent
    assert any("Review of INC-1" in one.shown for one in story.slack.messages(channel))


async def test_somebody_who_has_just_arrived_catches_up(story: Story) -> None:
    channel = await story.declared("checkout is down")
    await story.pressed("ben", "Take command", story.card(channel))
    await story.answered("ben", "/incident update One payment in ten fails", channel)
    answer = await story.answered("cara", "/incident catchup", channel)
    for words in (
        "INC-1: checkout is down",
        "Commander @Ben",
        "One payment in ten fails",
        "What happened last",
        "declared “checkout is down”",
        "Only you see this",
    ):
        assert words in answer
    why = "The bank's own people look into it and call back as soon as they know more"
    await story.answered("ben", f"/incident snooze 2h {why}", channel)
    assert why in await story.answered("cara", "/incident catchup", channel)


async def test_what_i_hold_and_what_waits_for_me(story: Story) -> None:
    assert "You hold no role" in await story.answered("ben", "/incident mine", "general")
    channel = await story.declared("checkout is down")
    await story.pressed("ben", "Take command", story.card(channel))
    answer = await story.answered("ben", "/incident mine", "general")
    assert "Incident commander in INC-1: checkout is down" in answer
    await story.answered("ben", "/incident handoff @cara", channel)
    answer = await story.answered("cara", "/incident mine", "general")
    assert "will you take command of INC-1: checkout is down?" in answer
    await story.answered("ben", "/incident task Call the bank @cara in 5m", channel)
    answer = await story.answered("cara", "/incident mine", "general")
    assert "Task 1 of INC-1: Call the bank, due" in answer


async def test_a_card_is_shown_anywhere_also_when_it_is_over(story: Story) -> None:
    channel = await story.declared("checkout is down")
    await story.answered("ana", "/incident resolve Fixed", channel)
    answer = await story.answered("ben", "/incident show inc-1", "general")
    assert "INC-1: checkout is down" in answer
    assert "Resolved" in answer
