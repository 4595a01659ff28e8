"""What the digest at a change of shift tells of pages: those under way, and what kept paging."""

from datetime import datetime

import pytest

from models.catalogue_records import Harvest, ServiceRecord, TeamRecord
from sandbox.state import Channel
from tests.stories.conftest import Story, plain
from tests.stories.on_duty import WEEKLY, on_duty
from tests.stories.paging import page, paged
from tests.stories.teams import with_harvest
from tests.stories.test_shifts import FOLLOWED, SATURDAY, told, until
from tests.workflows.on_call.written import at

NINE = "2026-03-09 09:00"
SECRET = "somebody copied the ledger"


@pytest.fixture
def begins() -> datetime:
    return at(SATURDAY)


def begun(story: Story, handle: str = "ben", schedule: str = "Payments") -> str:
    """What somebody read when their shift began."""
    (only,) = told(story, handle, f"You are on call for {schedule} now")
    return plain(only.shown)


async def paged_and_over(story: Story, title: str, whom: str = "money") -> None:
    """An incident in which people are paged, and which is over soon."""
    channel = await story.declared(title)
    await page(story, whom, channel)
    await story.answered("ana", "/incident cancel it was nothing", channel)
    await story.pass_time(minutes=5)


async def test_a_page_without_an_answer_is_told_where_its_policy_goes_to_the_schedule(
    quiet_story: Story,
) -> None:
    story = quiet_story
    on_duty(story, FOLLOWED)
    await story.bot_starts()
    await until(story, "2026-03-09 08:55")
    channel = await story.declared("sev3 the ledger is slow", by="dev")
    await page(story, "money two <!channel> queues", channel)
    await until(story, NINE)
    for words in (begun(story), story.last("payments")):
        assert "Open\n• INC-1: the ledger is slow" in words
        assert "Pages under way\n• INC-1, Money: “two @channel queues” nobody has" in words
        assert "acknowledged; asked: @Ana Silva, next step 9 Mar 2026 at 09:05 UTC" in words
        assert "elsewhere" not in words
        assert "Kept paging" not in words


async def test_a_page_that_was_acknowledged_says_by_whom_and_when_it_pages_again(
    quiet_story: Story,
) -> None:
    story = quiet_story
    on_duty(story)
    await story.bot_starts()
    await until(story, "2026-03-09 08:50")
    channel = await story.declared("sev3 the ledger is slow", by="dev")
    await page(story, "money", channel)
    await page(story, "@dev", channel)
    await story.pressed("ana", "Acknowledge", paged(story, "ana")[-1])
    await until(story, NINE)
    unanswered, answered = (
        line for line in begun(story).splitlines() if line.startswith("• INC-1, ")
    )
    assert "• INC-1, @Dev Patel: nobody has acknowledged; asked: @Dev Patel" in unanswered
    assert "• INC-1, Money: acknowledged by @Ana Silva 9 Mar 2026 at 08:50 UTC; " in answered
    assert "pages again if nobody does or writes anything, 9 Mar 2026 at 09:20 UTC" in answered


async def test_a_page_in_a_private_incident_is_told_to_nobody_else(quiet_story: Story) -> None:
    story = quiet_story
    on_duty(story, FOLLOWED)
    await story.bot_starts()
    await until(story, "2026-03-09 08:50")
    for number in range(3):
        channel = await story.declared(f"private {SECRET} {number}")
        await page(story, f"money {SECRET}", channel)
    await until(story, NINE)
    for words in (begun(story), story.last("payments")):
        assert SECRET not in words
        assert "INC-" not in words
        assert "Nothing is open or due where you are on call" in words


async def test_what_kept_paging_is_told_and_its_steps_do_not_count(quiet_story: Story) -> None:
    story = quiet_story
    on_duty(story, FOLLOWED)
    await story.bot_starts()
    for title in ("the ledger is slow", "the bank is away"):
        await paged_and_over(story, title)
    channel = await story.declared("sev3 nobody comes")
    await page(story, "money", channel)
    await story.pass_time(minutes=30)
    await story.answered("ana", "/incident cancel it was nothing", channel)
    await until(story, NINE)
    words = begun(story)
    assert "Nothing is open or due where you are on call" in words
    assert "Kept paging, since 7 Mar 2026 at 09:00 UTC\n• policy Money: 3 pages, in" in words
    assert "in INC-3, INC-2, INC-1" in words
    assert "Kept paging" in story.last("payments")
    # The next shift begins with nothing of it.
    await until(story, "2026-03-16 09:00")
    (own,) = told(story, "ana", "You are on call for Payments now")
    assert "Kept paging" not in plain(own.shown)


async def test_what_paged_twice_or_in_drills_is_left_out(quiet_story: Story) -> None:
    story = quiet_story
    on_duty(story)
    await story.bot_starts()
    for title in ("the ledger is slow", "the bank is away"):
        await paged_and_over(story, title)
    await story.ana.types("/incident declare drill fire", "general")
    await story.settle()
    drill = next(
        one for one in story.slack.workspace.channels.values() if one.name.startswith("drill-")
    )
    await page(story, "money", drill)
    await until(story, NINE)
    assert "Kept paging" not in begun(story)


async def test_an_incident_that_pages_anew_in_silence_is_told_once_and_not_by_its_policy(
    quiet_story: Story,
) -> None:
    story = quiet_story
    on_duty(story, WEEKLY.replace("name: Money\n", "name: Money\n    again_after: 20m\n"))
    await story.bot_starts()
    channel: Channel = await story.declared("sev3 the ledger is slow", by="dev")
    await page(story, "money", channel)
    for _ in range(2):
        await story.pressed("ana", "Acknowledge", paged(story, "ana")[-1])
        await story.pass_time(minutes=21)
    await until(story, NINE)
    words = begun(story)
    assert "• INC-1: the ledger is slow: 3 pages" in words
    assert "policy Money" not in words


async def test_whoever_was_beside_them_for_a_while_does_not_begin_the_shift_anew(
    quiet_story: Story,
) -> None:
    story = quiet_story
    beside = (
        'every: 1 week\n    overrides: [{starts: "2026-03-08 09:00", ends: "2026-03-08 12:00", '
        "people: cara, beside: true}]\n  - key: night"
    )
    on_duty(story, WEEKLY.replace("every: 1 week\n  - key: night", beside))
    await story.bot_starts()
    for number in range(3):
        await paged_and_over(story, f"the ledger is slow {number}")
    await until(story, NINE)
    assert "Kept paging, since 7 Mar 2026 at 09:00 UTC" in begun(story)


async def test_a_service_that_kept_paging_by_several_policies_is_named_itself(
    quiet_story: Story,
) -> None:
    story = quiet_story
    other = "  - {key: bank, name: Bank, steps: [{notify: [{schedule: night}]}]}\npeople:"
    on_duty(story, WEEKLY.replace("people:\n  ana", f"{other}\n  ana"))
    await with_harvest(story, ledger("money"))
    for title, whom in (("one", "bank"), ("two", "money"), ("three", "bank")):
        await paged_and_over(story, f"{title} of ledger", whom)
    await until(story, NINE)
    assert "• service Ledger: 3 pages, in INC-3, INC-2, INC-1" in begun(story)


async def test_a_service_counts_for_all_schedules_of_its_policy_though_one_has_its_name(
    quiet_story: Story,
) -> None:
    story = quiet_story
    on_duty(story, WEEKLY.replace("key: money\n    name: Money", "key: payments\n    name: Pay"))
    await with_harvest(story, ledger("payments"))
    await until(story, "2026-03-07 21:30")
    await story.declared("ledger is slow", by="dev")
    await until(story, "2026-03-07 22:00")
    assert "INC-1: ledger is slow" in begun(story, "cara", "Night watch")


def ledger(policy: str) -> Harvest:
    """A catalogue in which the ledger is paged for by its team's policy."""
    return Harvest(
        "our files",
        "files",
        True,
        services=(ServiceRecord(key="ledger", name="Ledger", owner="money-people"),),
        teams=(TeamRecord(key="money-people", name="Money people", escalation_policy=policy),),
    )
