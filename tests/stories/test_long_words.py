"""More words than a title takes: nothing fails, nothing of them is lost, and they hide nothing else."""

import pytest

from models.incident import TITLE_LIMIT
from sandbox.blocks.shown import words_of
from sandbox.state import Channel
from tests.stories.conftest import Story, plain

LETTERS = "x" * 3000
WORDS = " ".join(f"word{number}" for number in range(380))
LOG = "\n".join(f"09:{number:02} ERROR upstream timed out & retried" for number in range(60))
LONG = pytest.mark.parametrize("words", [LETTERS, WORDS, LOG], ids=["letters", "words", "log"])


def shown_home(story: Story, handle: str) -> str:
    return plain(words_of(story.slack.person(handle).home, story.slack.workspace))


async def home_of(story: Story, handle: str) -> str:
    await story.slack.person(handle).opens_home()
    await story.settle()
    return shown_home(story, handle)


async def tells_all(
    story: Story, line: str, words: str, channel: Channel | str = "general"
) -> bool:
    """Whether the answer to a line holds these words, over however many blocks."""
    answer = await story.answered("ana", f"/incident {line}", channel)
    return "".join(words.split()) in "".join(answer.split())


def title_in(shown: str) -> str:
    """What stands behind `INC-1: ` and ends in the mark of what was cut."""
    _, _, rest = shown.partition("INC-1: ")
    return rest.partition("…")[0] + "…"


@LONG
async def test_every_message_says_what_it_is_for(story: Story, words: str) -> None:
    await story.joined("ana", "general")
    channel = await story.declared(words)
    whisper = story.whispered("ana")
    for part in ("is declared as SEV-3", f"#{channel.name}", "All of it is kept"):
        assert part in whisper
    assert len(title_in(whisper)) <= TITLE_LIMIT
    await story.pressed("ben", "Take command", story.card(channel))
    assert "commander of INC-1: " in story.told("ben")
    assert f"… (SEV-3) in #{channel.name}" in story.told("ben")
    announced = story.last("incidents")
    for part in ("SEV-3 · investigating", f"#{channel.name}", "Commander @Ben"):
        assert part in announced
    assert len(announced) < 600
    assert f"It is worked on in #{channel.name}" in story.told("ana")


@LONG
async def test_all_of_it_is_kept_as_it_was_typed(story: Story, words: str) -> None:
    channel = await story.declared(f"sev2 {words}")
    card = story.card(channel).shown
    assert "SEV-2" in card
    assert f"What people notice*\n{words[:1500]}" in card
    assert "… `/incident timeline INC-1` shows all of it." in card
    assert await tells_all(story, "timeline", words, channel)
    await story.answered("ana", "/incident resolve Fixed", channel)
    drafts = [one for one in story.slack.messages(channel) if "Review of INC-1" in one.shown]
    assert drafts
    said = "".join(one.shown for one in story.slack.messages(channel))
    assert "".join(words.split()) in "".join(said.split())


async def test_the_title_ends_at_a_word(story: Story) -> None:
    await story.joined("ana", "general")
    await story.declared(WORDS)
    title = title_in(story.whispered("ana"))
    assert 200 < len(title) <= TITLE_LIMIT
    assert WORDS.startswith(title.removesuffix("…") + " ")


async def test_as_many_words_as_a_title_takes_are_all_of_it(story: Story) -> None:
    words = "x" * TITLE_LIMIT
    await story.joined("ana", "general")
    channel = await story.declared(words)
    assert words in story.whispered("ana")
    assert "All of it is kept" not in story.whispered("ana")
    assert "What people notice" not in story.card(channel).shown


async def test_they_hide_nothing_that_stands_behind_them(story: Story) -> None:
    old = await story.declared("sev1 the bank is down")
    await story.pressed("ben", "Take command", story.card(old))
    for words in (LETTERS, WORDS, LOG, *(f"{number} {'y' * 245}" for number in range(14))):
        channel = await story.declared(words)
        await story.pressed("ben", "Take command", story.card(channel))
    home = await home_of(story, "ben")
    held, _, rest = home.partition("What others wait for from me")
    for number in range(1, 19):
        assert f"Incident commander in INC-{number}: " in held
    _, _, still_open = rest.partition("Open now")
    for number in range(1, 19):
        assert f"INC-{number}: " in still_open
    assert "INC-1: the bank is down, SEV-1, investigating, commander @Ben" in still_open
    assert max(map(len, home.splitlines())) < 250
    for command in ("list", "mine"):
        answer = await story.answered("ben", f"/incident {command}", "general")
        assert "INC-1: the bank is down" in answer
        assert "INC-2: xxx" in answer
    answer = await story.answered("ben", "/incident update Better now", "general")
    assert "INC-18" in answer


async def test_the_home_says_how_many_more_are_open(story: Story) -> None:
    for number in range(22):
        await story.ana.types(f"/incident declare search {number}")
        await story.settle()
    home = await home_of(story, "ben")
    assert "INC-3: search 2" in home
    assert "INC-2: search 1" not in home
    assert "and 2 more" in home


async def test_a_near_miss_stays_one_line_and_says_where_there_is_more(story: Story) -> None:
    words = f"the backup nearly overwrote the orders {'and more ' * 330}end"
    answer = await story.answered("ben", f"/incident near-miss {words}", "general")
    assert "is written down; no channel opens" in answer
    assert "All of it is kept" in answer
    quiet = story.last("incidents")
    assert "told us of it; thank you. /incident show INC-1 shows more." in quiet
    assert len(quiet) < 400
    page = await story.answered("ana", "/incident show INC-1", "general")
    assert words[:1500] in page
    assert await tells_all(story, "timeline INC-1", words)
    assert await tells_all(story, "review INC-1", words)


async def test_the_review_of_a_near_miss_tells_what_is_not_in_its_title(story: Story) -> None:
    words = f"the backup nearly overwrote the orders {'and more ' * 50}end"
    await story.answered("ben", f"/incident near-miss {words}", "general")
    assert await tells_all(story, "review INC-1", words)
    assert await tells_all(story, "show INC-1", words)


async def test_a_mention_keeps_all_of_it(story: Story) -> None:
    await story.joined("ben", "incidents")
    message = await story.ben.posts(f"@muster declare sev2 {LOG}", "incidents")
    await story.settle()
    (room,) = [one for one in story.slack.workspace.channels.values() if "inc-1" in one.name]
    assert "SEV-2: Major" in story.card(room).shown
    assert LOG[:1500] in story.card(room).shown
    assert await tells_all(story, "timeline", LOG, room)
    channel = story.slack.workspace.channels[message.channel]
    (reply,) = [plain(one.shown) for one in channel.replies(message.ts)]
    assert "Declared as INC-1: 09:00 ERROR" in reply
    assert "It goes on in #inc-1-" in reply


async def test_whoever_pages_with_many_words_declares_with_all_of_them(story: Story) -> None:
    words = LOG[:1200]
    answer = await story.answered("ana", f"/incident page @ben {words}", "general")
    assert "Nobody was paged yet." in answer
    await story.ana.presses("Declare and page", story.ana.ephemerals()[-1])
    await story.settle()
    (room,) = [one for one in story.slack.workspace.channels.values() if "inc-1" in one.name]
    assert words in story.card(room).shown


async def test_what_was_mistyped_goes_into_the_form_with_all_its_words(story: Story) -> None:
    words = LOG[:1400].strip()
    answer = await story.answered("ana", f"/incident decalre {words}", "general")
    assert "is no command, so nothing was done. Did you mean /incident declare 09:00" in answer
    assert "/incident help shows everything." in answer
    assert f"You typed: /incident decalre {' '.join(words.split())}" in answer
    await story.ana.presses("Declare this…", story.ana.ephemerals()[-1])
    form = await story.slack.wait.modal(story.ana)
    title, noticed = (
        next(one["element"]["initial_value"] for one in form.blocks if one.get("block_id") == name)
        for name in ("title", "noticed")
    )
    assert title.startswith("09:00 ERROR")
    assert len(title) <= TITLE_LIMIT
    assert noticed == words
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    (room,) = [one for one in story.slack.workspace.channels.values() if "inc-1" in one.name]
    assert words in story.card(room).shown


async def test_even_what_no_button_carries_is_answered(story: Story) -> None:
    answer = await story.answered("ana", f"/incident xyzzy {LETTERS}", "general")
    assert "is no command, so nothing was done." in answer
    assert "/incident help shows everything." in answer
    await story.ana.presses("Declare this…", story.ana.ephemerals()[-1])
    form = await story.slack.wait.modal(story.ana)
    assert "x" * 1500 in str(form.content)
