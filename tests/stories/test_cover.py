"""Asking others to be on call in one's place, and putting somebody else on call for a while."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.state import Message
from tests.stories.conftest import Story, plain
from tests.stories.on_duty import WEEKLY, on_duty
from workflows.errors import Refused
from workflows.on_call.covering import take_cover

ASK = "/incident oncall cover"
TOMORROW = int(datetime(2026, 3, 3, 9, tzinfo=UTC).timestamp())
NEXT_MONDAY = int(datetime(2026, 3, 9, 9, tzinfo=UTC).timestamp())
#: As many seconds as another needs to go wrong who does not wait.
_A_WHILE = 0.5


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    on_duty(quiet_story, named=("ben", "cara", "dev"))
    await quiet_story.bot_starts()
    # Somebody's first incident lets the bot learn who they are in Slack.
    for number, handle in enumerate(("ana", "ben", "cara"), start=1):
        channel = await quiet_story.declared(f"trouble {number}", by=handle)
        await quiet_story.answered(handle, "/incident cancel It is nothing", channel)
    return quiet_story


async def on_call_now(story: Story, words: str = "payments") -> str:
    return await story.answered("priya", f"/incident oncall {words}", "general")


def dm(story: Story, handle: str, part: str) -> Message:
    found = [
        one
        for one in story.slack.messages(story.slack.person(handle).dm)
        if part in plain(one.shown)
    ]
    assert found, [plain(one.shown) for one in story.slack.messages(story.slack.person(handle).dm)]
    return found[-1]


async def asks(story: Story, handle: str = "ana", **chosen: object) -> None:
    person = story.slack.person(handle)
    await person.types_for_form(f"{ASK} Dentist <!channel>")
    for label, choice in chosen.items():
        await person.chooses(label.replace("_", " "), choice)
    assert (await person.submits()).errors == {}
    await story.settle()


async def test_whoever_answers_first_steps_in(story: Story) -> None:
    await asks(story)
    asked = dm(story, "ben", "asks for cover")
    shown = plain(asked.shown)
    assert "@Ana Silva asks for cover: Payments, 2 Mar 2026 at 09:00 UTC until 9 Mar 2026" in shown
    assert "Dentist @channel" in shown
    assert "On call: @Ana Silva" in await on_call_now(story)
    await story.pressed("ben", "I'll cover", asked)
    assert "You step in. Thank you." in plain(dm(story, "ben", "asks for cover").shown)
    assert "@Ben Carter steps in for you: Payments" in plain(dm(story, "ana", "steps in").shown)
    assert "On call: @Ben Carter" in await on_call_now(story)


async def test_a_second_taker_is_thanked_and_changes_nothing(story: Story) -> None:
    await asks(story, Whom_to_ask=[story.ben.id, story.cara.id])
    first, second = dm(story, "ben", "asks for cover"), dm(story, "cara", "asks for cover")
    await story.ben.presses("I'll cover", first)
    await story.cara.presses("I'll cover", second)
    await story.settle()
    told = {
        handle: any(
            "Somebody has taken this already" in plain(one.shown)
            for one in story.slack.person(handle).ephemerals()
        )
        for handle in ("ben", "cara")
    }
    assert sorted(told.values()) == [False, True]
    shown = plain(dm(story, "cara", "asks for cover").shown)
    assert ("@Ben Carter steps in." in shown) == told["cara"]
    assert ("On call: @Ben Carter" in await on_call_now(story)) == told["cara"]


async def test_part_of_a_shift_is_covered_and_the_rest_stays(story: Story) -> None:
    await asks(story, Only_until=TOMORROW)
    await story.pressed("ben", "I'll cover", dm(story, "ben", "asks for cover"))
    answer = await on_call_now(story)
    assert "On call: @Ben Carter" in answer
    assert "Until 3 Mar 2026 at 09:00 UTC, then @Ana Silva." in answer


async def test_a_swap_exchanges_two_shifts_at_once(story: Story) -> None:
    await story.ana.types_for_form(ASK)
    await story.ana.chooses(
        "In exchange for", "Ben Carter, Payments, Mon 09 Mar 09:00 to Mon 16 Mar 09:00"
    )
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    asked = dm(story, "ben", "asks for cover")
    assert "In exchange @Ana Silva takes your shift, 9 Mar 2026 at 09:00 UTC" in plain(asked.shown)
    await story.pressed("ben", "Swap", asked)
    swapped = "Both shifts are swapped: @Ana Silva takes yours."
    assert swapped in plain(dm(story, "ben", "asks for cover").shown)
    told = "In exchange you are on call for @Ben Carter, 9 Mar 2026 at 09:00 UTC until"
    assert told in plain(dm(story, "ana", "steps in for you").shown)
    assert "On call: @Ben Carter" in await on_call_now(story)
    await story.pass_time(days=8)
    assert "On call: @Ana Silva" in await on_call_now(story)


async def test_nobody_answers_and_whoever_asked_is_told_in_time(story: Story) -> None:
    await story.ben.types_for_form(ASK)
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    await story.pressed("ana", "I can't", dm(story, "ana", "asks for cover"))
    assert "You said that you can't. That is all right." in plain(
        dm(story, "ana", "asks for cover").shown
    )
    await story.pass_time(days=6, hours=20)
    told = dm(story, "ben", "Nobody has stepped in for you so far: Payments")
    assert "you stay on call" in plain(told.shown)
    await story.pass_time(hours=5)
    dm(story, "ben", "Nobody stepped in for you: Payments")
    assert "Nobody stepped in, and it is no longer asked for" in plain(
        dm(story, "ana", "asks for cover").shown
    )
    assert "On call: @Ben Carter" in await on_call_now(story)


async def test_it_can_be_taken_back(story: Story) -> None:
    await asks(story)
    assert story.ana.modal is not None
    await story.ana.presses("Take it back")
    await story.settle()
    assert "nobody needs to step in" in plain(dm(story, "ben", "asks for cover").shown)


async def test_who_is_not_on_call_has_nothing_to_cover(story: Story) -> None:
    answer = await story.answered("priya", ASK, "general")
    assert "You are not on call in the next eight weeks" in answer


async def overrides(story: Story, who: str, hours: float) -> None:
    await story.cara.types_for_form("/incident oncall override payments")
    await story.cara.chooses("Who is on call", story.slack.person(who).id)
    until = int(story.slack.clock.now().timestamp() + hours * 3600)
    await story.cara.chooses("Until", until)
    await story.cara.fills("Why", "Ana is ill")
    assert (await story.cara.submits()).errors == {}
    await story.settle()


async def test_anybody_may_put_somebody_else_on_call_and_take_it_back(story: Story) -> None:
    await overrides(story, "dev", hours=24)
    assert "On call: @Dev" in await on_call_now(story)
    assert "@Cara" in plain(dm(story, "dev", "put you on call for Payments").shown)
    relieved = dm(story, "ana", "Somebody else is on call in your place.")
    assert "Ana is ill" in plain(relieved.shown)
    listed = await story.answered("priya", "/incident oncall overrides", "general")
    assert "@Dev" in listed
    assert "for Payments" in listed
    await story.pressed("ana", "Take it back", relieved)
    assert "On call: @Ana Silva" in await on_call_now(story)
    dm(story, "dev", "took an exception back")
    listed = await story.answered("priya", "/incident oncall overrides", "general")
    assert "Nothing was arranged in Slack." in listed


async def test_whoever_the_file_names_otherwise_is_shown_as_slack_knows_them(story: Story) -> None:
    await overrides(story, "ben", hours=24)
    assert story.cara.modal is not None
    assert f"Done: <@{story.ben.id}> for *Payments*" in str(story.cara.modal.content)
    listed = await story.answered("priya", "/incident oncall overrides", "general")
    assert "@Ben Carter for Payments" in listed


async def test_no_piece_of_a_shift_is_offered_that_goes_on_beyond_the_form(story: Story) -> None:
    await story.pass_time(minutes=1)
    await story.ana.types_for_form(ASK)
    assert story.ana.modal is not None
    offered = str(story.ana.modal.content)
    assert "Payments, Mon 20 Apr 09:00 to Mon 27 Apr 09:00" in offered
    assert "Mon 27 Apr 09:00 to" not in offered


async def test_an_end_before_the_beginning_stays_in_the_form(story: Story) -> None:
    await story.cara.types_for_form("/incident oncall override payments")
    await story.cara.chooses("Who is on call", story.dev.id)
    await story.cara.chooses("Until", int(story.slack.clock.now().timestamp()) - 3600)
    assert "not after the beginning" in str((await story.cara.submits()).errors)


async def test_asked_twice_nobody_reads_that_nobody_stepped_in(story: Story) -> None:
    for _ in range(2):
        await asks(story, Whom_to_ask=[story.ben.id, story.cara.id])
    first, second = (
        one for one in story.slack.messages(story.ben.dm) if "asks for cover" in plain(one.shown)
    )
    await story.pressed("ben", "I'll cover", first)
    assert "nobody needs to step in" in plain(second.shown)
    await story.pass_time(days=7)
    assert "obody stepped in" not in story.told("ana")
    assert "obody has stepped in" not in story.told("ana")


async def test_who_was_replaced_meanwhile_reads_not_that_they_stay_on_call(story: Story) -> None:
    await asks(story)
    await overrides(story, "dev", hours=24 * 8)
    await story.pass_time(days=7)
    assert "obody stepped in" not in story.told("ana")
    assert "obody has stepped in" not in story.told("ana")
    assert "nobody needs to step in" in plain(dm(story, "ben", "asks for cover").shown)


async def test_nobody_is_put_in_the_place_of_somebody_who_is_not_on_call_then(story: Story) -> None:
    await story.cara.types_for_form("/incident oncall override payments")
    await story.cara.chooses("Who is on call", story.dev.id)
    await story.cara.chooses("In whose place", "Ben Carter")
    await story.cara.chooses("Until", int(story.slack.clock.now().timestamp()) + 24 * 3600)
    errors = (await story.cara.submits()).errors
    assert "is not on call in that time" in str(errors)
    await story.settle()
    assert "put you on call" not in story.told("dev")


@pytest.mark.parametrize(
    ("until", "told"),
    [
        (NEXT_MONDAY, "This is no longer asked for, so nobody needs to step in. Thank you."),
        (TOMORROW, "The schedule has changed since this was asked"),
    ],
    ids=["the same shift", "a part of it"],
)
async def test_of_two_requests_for_one_shift_taken_at_one_moment_one_counts(
    story: Story, until: int, told: str
) -> None:
    await asks(story, Whom_to_ask=[story.ben.id], Only_until=until)
    await asks(story, Whom_to_ask=[story.cara.id])
    assert story.program is not None
    async with story.program.start(story.ben.id) as work:
        await take_cover(work, 1)
        other = asyncio.create_task(takes(story, "cara", 2))
        await asyncio.wait([other], timeout=_A_WHILE)
    assert told in await other
    await story.settle()
    assert "On call: @Ben Carter" in await on_call_now(story)
    listed = await story.answered("priya", "/incident oncall overrides", "general")
    assert listed.count("for Payments") == 1


async def test_what_is_taken_as_it_closes_is_told_as_taken(story: Story) -> None:
    await asks(story)
    await story.pass_time(days=6, hours=23, minutes=59)
    assert story.program is not None
    async with story.program.start(story.ben.id) as work:
        await take_cover(work, 1)
        await story.slack.advance(timedelta(minutes=1))
        await asyncio.sleep(_A_WHILE)
    await story.settle()
    assert "@Ben Carter steps in for you" in story.told("ana")
    assert "Nobody stepped in for you" not in story.told("ana")
    assert "You step in. Thank you." in story.told("ben")


async def test_whoever_takes_back_what_was_taken_reads_who_stepped_in(story: Story) -> None:
    await asks(story)
    await story.pressed("ben", "I'll cover", dm(story, "ben", "asks for cover"))
    await story.ana.presses("Take it back")
    await story.settle()
    told = story.told("ana")
    assert "@Ben Carter has stepped in already, so there is nothing to take back." in told
    assert "/incident oncall overrides" in told
    assert "On call: @Ben Carter" in await on_call_now(story)


async def takes(story: Story, handle: str, cover_id: int) -> str:
    """What somebody reads who takes a request; nothing where it is theirs."""
    assert story.program is not None
    try:
        async with story.program.start(story.slack.person(handle).id) as work:
            await take_cover(work, cover_id)
    except Refused as refused:
        return str(refused)
    return ""


async def test_a_shift_that_begins_soon_and_lasts_beyond_the_form_is_offered_as_far_as_it_goes(
    quiet_story: Story,
) -> None:
    long = WEEKLY.replace("every: 1 week", "every: 3 months", 1).replace("03-02 09", "02-09 09", 1)
    on_duty(quiet_story, long, named=("ben", "cara", "dev"))
    await quiet_story.bot_starts()
    channel = await quiet_story.declared("trouble", by="ben")
    await quiet_story.answered("ben", "/incident cancel It is nothing", channel)
    await quiet_story.pass_time(days=60)
    await asks(quiet_story, "ben", Whom_to_ask=[quiet_story.cara.id])
    asked = dm(quiet_story, "cara", "asks for cover")
    assert "9 May 2026 at 08:00 UTC until 26 Jun 2026 at 09:00 UTC" in plain(asked.shown)
