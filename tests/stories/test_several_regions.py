"""An incident turns out to be more than one region's, or of one alone: typed once, and all follows from it."""

from datetime import datetime

import pytest
from sqlalchemy import select

from models.errand import ErrandRow
from models.organisation import Organisation
from sandbox.state import Channel
from tests.stories.conftest import Story, plain
from tests.stories.on_duty import on_duty, starts_on_duty
from tests.stories.test_follow_the_sun import (
    DUE,
    EVENING,
    NAMES,
    NOTICE,
    SUN,
    hands_over,
    led_by,
    said,
    until,
)

GLOBAL = SUN.replace("\npeople:", "\nglobal_commanders: [gita]\npeople:")
NAMED = "is on call as global commander"


@pytest.fixture
def begins() -> datetime:
    return EVENING


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    return await starts_on_duty(quiet_story, GLOBAL, (*NAMES, "gita"))


async def typed(story: Story, channel: Channel, words: str, by: str = "ana") -> str:
    return plain(await story.answered(by, f"/incident region {words}".strip(), channel))


def card(story: Story, channel: Channel) -> str:
    return plain(story.card(channel).shown)


class TestTheCommand:
    async def test_it_shows_what_is_and_what_could_be(self, story: Story) -> None:
        channel = await story.declared("checkout is down")
        shown = await typed(story, channel, "")
        assert "Nobody has said in which region INC-1 is felt." in shown
        assert "Known here: Americas, APAC, EMEA." in shown
        assert "/incident region Americas, APAC changes it" in shown
        await typed(story, channel, "emea")
        assert "INC-1 is felt in EMEA." in await typed(story, channel, "")

    async def test_it_is_written_down_with_before_and_after_and_drawn(self, story: Story) -> None:
        channel = await story.declared("checkout is down")
        await typed(story, channel, "emea")
        assert "Region\nEMEA" in card(story, channel)
        await typed(story, channel, "apac and EMEA, emea")
        assert "Regions\nAPAC, EMEA" in card(story, channel)
        assert said(story, channel, "said that it is felt in APAC, EMEA; before: EMEA.")
        await typed(story, channel, "none")
        assert "Region" not in card(story, channel)
        timeline = await story.answered("ana", "/incident timeline", channel)
        assert "said that it is felt in EMEA." in timeline
        assert "cleared where it is felt; before: APAC, EMEA." in timeline

    async def test_a_slip_names_the_nearest_and_changes_nothing(self, story: Story) -> None:
        channel = await story.declared("checkout is down")
        answer = await typed(story, channel, "EMEA, Amerika")
        assert "There is no region “Amerika” here. Did you mean Americas?" in answer
        assert "Region" not in card(story, channel)
        assert "Known here: " in await typed(story, channel, "<!channel> zzz")

    async def test_what_it_is_already_is_said(self, story: Story) -> None:
        channel = await story.declared("checkout is down")
        assert "there is nothing to clear" in await typed(story, channel, "none")
        await typed(story, channel, "EMEA")
        assert "INC-1 is felt in EMEA already" in await typed(story, channel, "EMEA")

    async def test_what_is_over_can_still_be_put_right(self, story: Story) -> None:
        channel = await led_by(story, "ana")
        await story.answered("ana", "/incident resolve Fixed", channel)
        await typed(story, channel, "EMEA, APAC")
        assert "Regions\nAPAC, EMEA" in card(story, channel)
        assert not said(story, channel, NAMED)


async def test_of_a_near_miss_there_is_nothing_to_draw(story: Story) -> None:
    await story.ana.types("/incident near-miss the disk was nearly full")
    await story.settle()
    await story.answered("ana", "/incident region INC-1 emea", "general")
    assert "INC-1 is felt in EMEA." in plain(
        await story.answered("ana", "/incident region INC-1", "general")
    )
    assert story.program is not None
    async with story.program.start.looking() as session:
        waiting = await session.scalars(
            select(ErrandRow.kind).where(ErrandRow.incident_id == 1, ErrandRow.done_at.is_(None))
        )
        assert [*waiting] == []


async def test_without_regions_there_is_none_to_choose(quiet_story: Story) -> None:
    await quiet_story.bot_starts()
    channel = await quiet_story.declared("checkout is down")
    assert "No regions are named here" in await typed(quiet_story, channel, "EMEA")


class TestWhoIsNext:
    async def test_several_regions_go_to_the_global_commander_at_the_next_handoff(
        self, story: Story
    ) -> None:
        channel = await led_by(story, "ana")
        await until(story, "2026-03-04 01:30")
        assert "to APAC" in plain(said(story, channel, NOTICE)[-1].shown)
        await until(story, "2026-03-04 01:40")
        await typed(story, channel, "Americas, EMEA")
        assert "to the global commander" in plain(said(story, channel, NOTICE)[-1].shown)
        await until(story, "2026-03-04 02:00")
        (due,) = said(story, channel, DUE)
        assert "the global commander covers" in plain(due.shown)
        await hands_over(story, channel, "ana", "gita")
        assert "@Gita" in card(story, channel)
        # Whoever leads for all goes on, whichever region's hours end.
        await until(story, "2026-03-04 20:00")
        assert len(said(story, channel, DUE)) == 1

    async def test_one_region_again_goes_back_to_the_regions(self, story: Story) -> None:
        channel = await led_by(story, "gita")
        await typed(story, channel, "Americas, EMEA", by="gita")
        await until(story, "2026-03-04 04:00")
        assert not said(story, channel, NOTICE)
        await typed(story, channel, "EMEA", by="gita")
        # Singapore covers until ten in UTC, and London goes on from there.
        await until(story, "2026-03-04 09:59")
        assert not said(story, channel, DUE)
        await until(story, "2026-03-04 10:00")
        (due,) = said(story, channel, DUE)
        assert "EMEA covers. Please hand over to @Cara" in plain(due.shown)
        assert "late" not in plain(due.shown)
        await until(story, "2026-03-04 10:10")
        assert "you still have command of INC-1, though EMEA covers" in plain(
            said(story, channel, "still have command")[-1].shown
        )

    async def test_found_at_night_it_is_asked_half_an_hour_later_and_not_called_late(
        self, story: Story
    ) -> None:
        channel = await led_by(story, "ana")
        await until(story, "2026-03-04 04:00")
        assert said(story, channel, "keeps its incident")
        before = len(said(story, channel, DUE))
        await typed(story, channel, "Americas, APAC")
        await until(story, "2026-03-04 04:29")
        assert len(said(story, channel, DUE)) == before
        await until(story, "2026-03-04 04:30")
        due = said(story, channel, DUE)
        assert len(due) == before + 1
        assert "the global commander covers" in plain(due[-1].shown)
        assert "late" not in plain(due[-1].shown)

    async def test_nothing_said_is_reckoned_as_before(self, story: Story) -> None:
        channel = await led_by(story, "ana")
        await typed(story, channel, "Americas, EMEA")
        await typed(story, channel, "none")
        await until(story, "2026-03-04 02:00")
        (due,) = said(story, channel, DUE)
        assert "APAC covers" in plain(due.shown)


class TestTheGlobalCommander:
    async def test_they_are_named_with_the_press_and_command_stays(self, story: Story) -> None:
        channel = await led_by(story, "ana")
        await typed(story, channel, "EMEA")
        assert not said(story, channel, NAMED)
        await typed(story, channel, "EMEA, APAC", by="ben")
        (named,) = said(story, channel, NAMED)
        assert "@Gita Rao is on call as global commander. @Ana Silva, would you hand over" in plain(
            named.shown
        )
        assert "@Ana" in card(story, channel)
        await story.pressed("ana", "Hand over command", named)
        assert story.gita.id in str(await story.slack.wait.modal(story.ana))
        assert (await story.ana.submits()).errors == {}
        await story.settle()
        assert "@Ana" in card(story, channel)
        await story.reads_back("gita", said(story, channel, "asks you to take command")[-1])
        assert "@Gita" in card(story, channel)
        timeline = await story.answered("ana", "/incident timeline", channel)
        assert (
            "It concerns more than one region, so @Gita Rao, who is on call to lead for all, was"
            in timeline
        )

    async def test_what_is_declared_in_several_names_them_at_once(self, story: Story) -> None:
        await story.ana.types_for_form("/incident declare")
        await story.ana.fills("What is happening?", "checkout is down")
        await story.ana.chooses("Where is it felt?", ["EMEA", "APAC"])
        assert (await story.ana.submits()).errors == {}
        await story.settle()
        (named,) = said(story, story.slack.channel("inc-1-checkout-is-down"), NAMED)
        await story.pressed("ana", "Ask them to take command", named)
        assert "Will you take command of INC-1?" in story.last("inc-1-checkout-is-down")

    async def test_where_the_channel_opens_late_they_are_named_there(self, story: Story) -> None:
        story.slack.faults.add(method="conversations.create", kind="http_500", times=3)
        await story.ana.types_for_form("/incident declare")
        await story.ana.fills("What is happening?", "checkout is down")
        await story.ana.chooses("Where is it felt?", ["EMEA", "APAC"])
        assert (await story.ana.submits()).errors == {}
        await story.pass_time(minutes=1)
        assert len(said(story, story.slack.channel("inc-1-checkout-is-down"), NAMED)) == 1
        assert NAMED not in story.told("ana")

    async def test_from_several_to_more_nobody_is_named_again(self, story: Story) -> None:
        channel = await led_by(story, "ana")
        await typed(story, channel, "EMEA, APAC")
        await typed(story, channel, "EMEA, APAC, Americas")
        assert len(said(story, channel, NAMED)) == 1

    async def test_who_leads_for_all_already_is_not_named(self, story: Story) -> None:
        channel = await led_by(story, "gita")
        await typed(story, channel, "EMEA, APAC")
        assert not said(story, channel, NAMED)

    async def test_where_nobody_leads_they_can_be_asked(self, story: Story) -> None:
        channel = await story.declared("checkout is down")
        await typed(story, channel, "EMEA, APAC")
        (named,) = said(story, channel, NAMED)
        await story.pressed("ana", "Ask them to take command", named)
        asked = said(story, channel, "Will you take command of INC-1?")[-1]
        await story.pressed("gita", "Take command", asked)
        assert "@Gita" in card(story, channel)

    async def test_of_a_private_one_they_hear_nothing_before(self, story: Story) -> None:
        channel = await led_by(story, "ana", "sev1 private somebody copied the ledger")
        before = story.told("gita")
        await typed(story, channel, "EMEA, APAC")
        (named,) = said(story, channel, NAMED)
        assert "This incident is private: @Gita Rao hears nothing of it" in plain(named.shown)
        assert story.gita.id not in channel.members
        assert story.told("gita") == before

    async def test_they_are_asked_where_an_offer_stays_without_an_answer(
        self, story: Story
    ) -> None:
        channel = await led_by(story, "ana")
        await typed(story, channel, "EMEA, APAC")
        await story.answered("ana", "/incident handoff @finn", channel)
        await story.pass_time(minutes=20)
        assert "Could you take it?" in story.told("gita")
        assert "Could you take it?" not in story.told("cara")


class TestWithoutAGlobalCommander:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation(regions=("Americas", "APAC", "EMEA", "World"))

    async def test_the_region_that_covers_is_next(self, quiet_story: Story) -> None:
        story = quiet_story
        on_duty(story, SUN, NAMES)
        await story.bot_starts()
        channel = await led_by(story, "ana")
        await typed(story, channel, "World")
        assert not said(story, channel, NAMED)
        await until(story, "2026-03-04 02:00")
        (due,) = said(story, channel, DUE)
        assert "APAC covers" in plain(due.shown)
