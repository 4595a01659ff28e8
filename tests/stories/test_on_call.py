"""Who is on call, asked in Slack: for a schedule, a service, a team, or what is one's own."""

import pytest

from models.catalogue_records import Harvest, ServiceRecord, TeamRecord
from sandbox.blocks.shown import words_of
from tests.stories.conftest import Story, plain
from tests.stories.on_duty import on_duty
from tests.stories.teams import with_harvest

ASKED = "/incident oncall"
BROUGHT = Harvest(
    "our files",
    "files",
    complete=True,
    services=(
        ServiceRecord(key="checkout", name="Checkout", owner="payments"),
        ServiceRecord(key="ledger", name="Ledger", owner="books", escalation_policy="Night watch"),
        ServiceRecord(key="search", name="Search"),
        ServiceRecord(key="vault", name="Vault", escalation_policy="money"),
    ),
    teams=(
        TeamRecord(key="payments", name="Payments team", members=("dev@lantern.example",)),
        TeamRecord(key="books", name="Bookkeeping"),
    ),
)


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    on_duty(quiet_story)
    await with_harvest(quiet_story, BROUGHT)
    # Somebody's first incident lets the bot learn who they are in Slack.
    for number, handle in enumerate(("ana", "dev"), start=1):
        await quiet_story.declared(f"trouble {number}", by=handle)
    return quiet_story


async def asked(story: Story, words: str, by: str = "priya") -> str:
    return await story.answered(by, f"{ASKED} {words}", "general")


@pytest.mark.parametrize("words", ["Payments", "payments", "checkout", "Payments team"])
async def test_it_is_asked_for_by_schedule_service_or_team(story: Story, words: str) -> None:
    answer = await asked(story, words)
    assert "Payments\nOn call: @Ana Silva (it is 17:00 in Singapore)" in answer
    assert "Until 9 Mar 2026 at 09:00 UTC, then @Ben Carter." in answer
    assert "Night watch" not in answer


@pytest.mark.parametrize("typed", ["on call payments", "On-Call  payments", "duty payments"])
async def test_a_space_in_the_command_is_no_hindrance(story: Story, typed: str) -> None:
    answer = await story.answered("priya", f"/incident {typed}", "general")
    assert "Payments\nOn call: @Ana Silva" in answer


async def test_what_a_service_says_of_itself_goes_before_its_team(story: Story) -> None:
    answer = await asked(story, "ledger")
    assert "Night watch\nNobody is on call until 2 Mar 2026 at 22:00 UTC, then @Cara" in answer


async def test_an_escalation_policy_leads_to_its_schedules_in_order(story: Story) -> None:
    answer = await asked(story, "vault")
    assert answer.index("Payments\n") < answer.index("Night watch\n")


async def test_as_time_goes_on_so_does_the_answer(story: Story) -> None:
    await story.pass_time(hours=14)
    answer = await asked(story, "night")
    assert "On call: @Cara" in answer
    assert "Until 3 Mar 2026 at 06:00 UTC, and then nobody is." in answer


async def test_a_slip_is_asked_about(story: Story) -> None:
    assert "Did you mean Payments?" in await asked(story, "paymnts")
    assert "none is known for it. Did you mean Search?" in await asked(story, "search")
    assert "/incident oncall lists the schedules" in await asked(story, "<!channel> zzz")


async def test_the_question_in_full_is_understood(story: Story) -> None:
    expected = await asked(story, "payments")
    for words in ("who is on call for payments?", "who is oncall payments", "who on-call payments"):
        assert await story.answered("ana", f"/incident {words}", "general") == expected


async def test_without_a_name_it_is_about_what_is_their_own(story: Story) -> None:
    mine = await asked(story, "", by="dev")
    assert "Payments" in mine
    assert "Night watch" not in mine
    everything = await asked(story, "", by="priya")
    assert "Payments" in everything
    assert "Night watch" in everything


async def test_the_card_of_a_service_and_its_owner_tell_it_too(story: Story) -> None:
    line = "@Ana Silva until 9 Mar 2026 at 09:00 UTC, then @Ben Carter"
    card = await story.answered("priya", "/incident service checkout", "general")
    assert f"On call\n{line}" in card
    assert f"On call: {line}." in await story.answered("priya", "/incident who checkout", "general")
    assert "On call" not in await story.answered("priya", "/incident service search", "general")


async def test_the_home_shows_ones_own_shifts(story: Story) -> None:
    await story.ana.opens_home()
    await story.settle()
    shown = plain(words_of(story.ana.home, story.slack.workspace))
    assert "When I am on call\n" in shown
    assert "Payments: now, until 9 Mar 2026 at 09:00 UTC" in shown
    await story.priya.opens_home()
    await story.settle()
    assert "When I am on call" not in words_of(story.priya.home, story.slack.workspace)


async def test_of_a_shift_that_goes_on_beyond_two_weeks_the_home_names_no_end(story: Story) -> None:
    await story.pass_time(hours=1)
    await story.ben.opens_home()
    await story.settle()
    shown = plain(words_of(story.ben.home, story.slack.workspace))
    assert "Payments: 9 Mar 2026 at 09:00 UTC until 16 Mar 2026 at 09:00 UTC" in shown
    await story.ana.opens_home()
    await story.settle()
    shown = plain(words_of(story.ana.home, story.slack.workspace))
    assert "Payments: from 16 Mar 2026 at 09:00 UTC" in shown


async def test_where_nobody_set_schedules_up_it_is_said_how(quiet_story: Story) -> None:
    await quiet_story.bot_starts()
    assert "No on-call schedule is set up here." in await asked(quiet_story, "payments")


async def test_two_weeks_are_told_at_once_and_drawn_a_moment_later(story: Story) -> None:
    answer = await asked(story, "schedule payments", by="cara")
    assert (
        "Payments, the next two weeks, and who begins when:\n2 Mar 2026 at 00:00 UTC: @Ben Carter\n"
        in answer
    )
    assert "\n9 Mar 2026 at 09:00 UTC: @Ben Carter" in answer
    (sent,) = [one for one in story.slack.messages(story.cara.dm) if one.files]
    assert "Payments, two weeks from 2 Mar 2026, Europe/London time" in plain(sent.shown)
    assert "1 @Ben Carter · 2 @Ana Silva" in plain(sent.shown)
    (file,) = [story.slack.workspace.files[one] for one in sent.files]
    assert file.name == "payments-2026-03-02.png"
    assert file.content.startswith(b"\x89PNG")


async def test_of_several_schedules_one_must_be_named(story: Story) -> None:
    assert "Please add its name: Payments or Night watch." in await asked(story, "schedule")
    assert "Did you mean Payments?" in await asked(story, "schedule paymnts")
