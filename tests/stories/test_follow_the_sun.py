"""Command follows the sun: planned from the hours of regions, asked for, and passed by people's own words."""

from datetime import datetime, timedelta

import pytest

from models.organisation import Organisation
from sandbox.state import Channel, Message
from tests.stories.conftest import Story, plain
from tests.stories.on_duty import on_duty, starts_on_duty
from tests.workflows.on_call.written import at

#: In the order of the alphabet, which is not that of the sun.
SUN = """
regions:
  - {name: Americas, zone: America/Los_Angeles, hours: [{starts: "08:00", ends: "18:00"}], commanders: ana}
  - {name: APAC, zone: Asia/Singapore, hours: [{starts: "08:00", ends: "18:00"}], commanders: apac, deputies: dev}
  - {name: EMEA, zone: Europe/London, hours: [{starts: "08:00", ends: "18:00"}], commanders: cara}
schedules:
  - key: apac
    name: APAC commanders
    zone: Asia/Singapore
    layers: [{name: Always, people: [ben], first_turn: "2026-01-05 08:00", every: 1 week}]
people:
"""
LEADS = {"Americas": "ana", "APAC": "ben", "EMEA": "cara"}
PLACES = {"Americas": "Los Angeles", "APAC": "Singapore", "EMEA": "London"}
NAMES = ("ana", "ben", "cara", "dev")
#: An evening in Los Angeles, when Singapore has not begun yet.
EVENING = at("2026-03-03 23:00")
NOTICE = "before you go"
DUE = "it is time"


@pytest.fixture
def begins() -> datetime:
    return EVENING


@pytest.fixture
async def sunny(quiet_story: Story) -> Story:
    return await starts_on_duty(quiet_story, SUN, NAMES)


async def led_by(story: Story, handle: str, title: str = "sev1 checkout is down") -> Channel:
    channel = await story.declared(title)
    await story.pressed(handle, "Take command", story.card(channel))
    return channel


def said(story: Story, channel: Channel, words: str) -> list[Message]:
    return [one for one in story.slack.messages(channel) if words in one.shown]


async def until(story: Story, moment: str | datetime) -> None:
    end = at(moment) if isinstance(moment, str) else moment
    await story.pass_time(seconds=(end - story.slack.clock.now()).total_seconds())


async def hands_over(story: Story, channel: Channel, sender: str, receiver: str) -> None:
    await story.pressed(sender, "Hand over command", said(story, channel, DUE)[-1])
    await story.slack.wait.modal(story.slack.person(sender))
    assert (await story.slack.person(sender).submits()).errors == {}
    await story.settle()
    offer = said(story, channel, "asks you to take command")[-1]
    await story.reads_back(receiver, offer)


#: When each hands over to the next, in UTC: in the weeks when the clocks change, and when they disagree.
ROUNDS = {
    "spring 2026": [
        ("2026-03-08 02:00", "Americas", "APAC"),
        ("2026-03-08 10:00", "APAC", "EMEA"),
        ("2026-03-08 18:00", "EMEA", "Americas"),
        ("2026-03-09 01:00", "Americas", "APAC"),
    ],
    "London, spring 2026": [
        ("2026-03-28 18:00", "EMEA", "Americas"),
        ("2026-03-29 01:00", "Americas", "APAC"),
        ("2026-03-29 10:00", "APAC", "EMEA"),
        ("2026-03-29 17:00", "EMEA", "Americas"),
    ],
    "London, autumn 2026": [
        ("2026-10-25 01:00", "Americas", "APAC"),
        ("2026-10-25 10:00", "APAC", "EMEA"),
        ("2026-10-25 18:00", "EMEA", "Americas"),
    ],
    "autumn 2026": [
        ("2026-11-01 01:00", "Americas", "APAC"),
        ("2026-11-01 10:00", "APAC", "EMEA"),
        ("2026-11-01 18:00", "EMEA", "Americas"),
        ("2026-11-02 02:00", "Americas", "APAC"),
    ],
    "spring 2027": [
        ("2027-03-14 02:00", "Americas", "APAC"),
        ("2027-03-14 10:00", "APAC", "EMEA"),
        ("2027-03-14 18:00", "EMEA", "Americas"),
        ("2027-03-15 01:00", "Americas", "APAC"),
    ],
    "autumn 2027": [
        ("2027-10-31 01:00", "Americas", "APAC"),
        ("2027-10-31 10:00", "APAC", "EMEA"),
        ("2027-10-31 18:00", "EMEA", "Americas"),
    ],
}


class TestRoundTheSun:
    @pytest.fixture(params=ROUNDS)
    def season(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    @pytest.fixture
    def begins(self, season: str) -> datetime:
        return at(ROUNDS[season][0][0]) - timedelta(hours=2)

    async def test_each_region_hands_over_at_six_by_its_own_clock(
        self, sunny: Story, season: str
    ) -> None:
        story = sunny
        channel = await led_by(story, LEADS[ROUNDS[season][0][1]])
        for number, (moment, sender, receiver) in enumerate(ROUNDS[season], 1):
            await until(story, at(moment) - timedelta(minutes=31))
            assert len(said(story, channel, NOTICE)) == number - 1
            await until(story, at(moment) - timedelta(minutes=30))
            assert len(said(story, channel, NOTICE)) == number
            notice = plain(said(story, channel, NOTICE)[-1].shown)
            assert f"Command passes from {sender} to {receiver}" in notice
            assert f"{moment[-5:]} UTC" in notice
            assert f"18:00 in {PLACES[sender]}" in notice
            await until(story, at(moment) - timedelta(minutes=1))
            assert len(said(story, channel, DUE)) == number - 1
            await until(story, moment)
            assert len(said(story, channel, DUE)) == number
            await hands_over(story, channel, LEADS[sender], LEADS[receiver])
            assert f"@{LEADS[receiver].capitalize()}" in story.card(channel).shown
        await story.pass_time(hours=2)
        assert len(said(story, channel, DUE)) == len(ROUNDS[season])
        assert not said(story, channel, "still have command")


async def test_both_are_told_directly_with_what_to_do_and_by_both_clocks(sunny: Story) -> None:
    story = sunny
    await led_by(story, "ana")
    await until(story, "2026-03-04 01:30")
    ana, ben = story.told("ana"), story.told("ben")
    for told in (ana, ben):
        assert "INC-1: checkout is down" in told
        assert "02:00 UTC, 18:00 in Los Angeles, 10:00 in Singapore" in told
    assert "Before you go" in ana
    assert "Write an update" in ana
    assert "Before you take over" in ben
    assert "Read the card and the timeline" in ben
    # Nobody else reads a direct message, nor its thread.
    assert "Put the summary into the incident's channel" in ana
    assert "Ask in the incident's channel what is not clear" in ben


async def test_at_the_hour_the_form_has_the_next_commander_chosen(sunny: Story) -> None:
    story = sunny
    channel = await led_by(story, "ana")
    await until(story, "2026-03-04 02:00")
    due = said(story, channel, DUE)[-1]
    assert "SEV-1 is handed over in a call of five minutes" in plain(due.shown)
    await story.pressed("ana", "Hand over command", due)
    assert story.ben.id in str(await story.slack.wait.modal(story.ana))


async def test_who_does_nothing_is_asked_again_and_then_the_next_may_take_it(sunny: Story) -> None:
    story = sunny
    channel = await led_by(story, "ana")
    await until(story, "2026-03-04 02:09")
    assert not said(story, channel, "still have command")
    await until(story, "2026-03-04 02:10")
    assert len(said(story, channel, "still have command")) == 1
    await until(story, "2026-03-04 02:20")
    (asked,) = said(story, channel, "has not handed over command")
    assert "@Ana" in story.card(channel).shown
    directly = story.slack.messages(story.ben.dm)[-1]
    assert "Take command over" in directly.shown
    assert "Hand over command" not in directly.shown

    # Whoever is not on call there cannot take it by this press, and hears why.
    await story.pressed("cara", "Take command over", asked)
    assert "Only whoever is on call to lead for APAC" in story.whispered("cara")
    assert "@Ana" in story.card(channel).shown

    await story.pressed("ben", "Take command over", asked)
    await story.slack.wait.modal(story.ben)
    assert "@Ana" in story.card(channel).shown
    await story.ben.fills("In one line: what do you take over?", "It is slow, Dev restarts it")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert "@Ben" in story.card(channel).shown
    await story.pressed("dev", "Take command over", asked)
    assert "Command of INC-1 has moved on since" in story.whispered("dev")
    assert said(story, channel, "took over command of")
    assert not said(story, channel, "is ready to take command")
    await story.pass_time(hours=1)
    assert not said(story, channel, "keeps its incident")
    report = plain(await story.answered("ana", "/incident handoffs", channel))
    assert "1 handoff (taken over)" in report
    assert "Answered before the shift ended: no" in report


async def test_who_presses_to_take_over_twice_offers_it_once(sunny: Story) -> None:
    story = sunny
    channel = await led_by(story, "ana")
    await until(story, "2026-03-04 02:20")
    (asked,) = said(story, channel, "has not handed over command")
    for _ in range(2):
        await story.pressed("ben", "Take command over", asked)
        await story.slack.wait.modal(story.ben)
    assert len(said(story, channel, "is ready to take command")) == 1
    await story.ben.fills("In one line: what do you take over?", "It is slow, Dev restarts it")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert "@Ben" in story.card(channel).shown
    assert "could not take it" not in story.last(channel)
    assert len(said(story, channel, "took over command of")) == 1


async def test_where_nobody_answers_the_region_keeps_its_incident_and_that_is_written_down(
    sunny: Story,
) -> None:
    story = sunny
    channel = await led_by(story, "ana")
    await until(story, "2026-03-04 03:00")
    (kept,) = said(story, channel, "keeps its incident")
    assert "Nobody took command for APAC within the hour" in plain(kept.shown)
    assert "@Ana" in story.card(channel).shown
    timeline = await story.answered("ana", "/incident timeline", channel)
    assert "Nobody took command for APAC within the hour, so Americas keeps" in timeline
    # The next region that begins to cover is asked for anew.
    await until(story, "2026-03-04 07:30")
    assert "from Americas to EMEA" in plain(said(story, channel, NOTICE)[-1].shown)
    await until(story, "2026-03-04 08:00")
    assert len(said(story, channel, DUE)) == 2


async def test_while_the_next_one_is_asked_nobody_is_pressed(sunny: Story) -> None:
    story = sunny
    channel = await led_by(story, "ana")
    await until(story, "2026-03-04 02:00")
    await story.answered("ana", "/incident handoff @ben", channel)
    await until(story, "2026-03-04 02:25")
    assert not said(story, channel, "has not handed over command")


async def test_an_offer_that_nobody_answers_does_not_keep_the_next_region_from_leading(
    sunny: Story,
) -> None:
    story = sunny
    channel = await led_by(story, "ana")
    await until(story, "2026-03-04 02:00")
    await story.answered("ana", "/incident handoff @cara", channel)
    await until(story, "2026-03-04 02:50")
    assert said(story, channel, "nor has anybody else who was asked")
    await until(story, "2026-03-04 03:30")
    assert len(said(story, channel, "still have command")) == 1
    assert len(said(story, channel, "has not handed over command")) == 1


async def test_once_an_offer_was_withdrawn_one_step_follows_another(sunny: Story) -> None:
    story = sunny
    channel = await led_by(story, "ana")
    await until(story, "2026-03-04 02:00")
    await story.answered("ana", "/incident handoff @ben", channel)
    await until(story, "2026-03-04 02:25")
    offer = said(story, channel, "asks you to take command")[-1]
    await story.pressed("ana", "Withdraw", offer)
    await until(story, "2026-03-04 02:31")
    assert len(said(story, channel, "still have command")) == 1
    assert not said(story, channel, "has not handed over command")
    await until(story, "2026-03-04 02:41")
    assert len(said(story, channel, "has not handed over command")) == 1


async def test_the_next_ones_of_the_region_are_asked_where_nobody_answers(sunny: Story) -> None:
    story = sunny
    channel = await led_by(story, "ana")
    await until(story, "2026-03-04 00:30")
    await story.answered("ana", "/incident handoff @finn", channel)
    await story.pass_time(minutes=10)
    assert "waits for your word" in story.told("finn")
    await story.pass_time(minutes=10)
    assert "Could you take it?" in story.told("ben")
    assert "Could you take it?" not in story.told("dev")
    await story.pass_time(minutes=10)
    assert "Could you take it?" in story.told("dev")
    await story.reads_back("dev", story.slack.messages(story.dev.dm)[-1])
    assert "@Dev" in story.card(channel).shown


async def test_whether_it_was_answered_before_the_region_ended_is_known(sunny: Story) -> None:
    story = sunny
    channel = await led_by(story, "ana")
    await until(story, "2026-03-04 01:40")
    await story.answered("ana", "/incident handoff @ben", channel)
    offer = said(story, channel, "asks you to take command")[-1]
    await until(story, "2026-03-04 01:45")
    await story.reads_back("ben", offer)
    shown = plain(await story.answered("ana", "/incident handoffs", "general"))
    assert "Answered before the shift ended: yes" in shown


async def test_a_bot_that_was_down_at_the_hour_says_so_once(sunny: Story) -> None:
    story = sunny
    channel = await led_by(story, "ana")
    await story.bot_stops()
    story.slack.clock.advance(timedelta(hours=4, minutes=30))
    await story.bot_starts()
    await story.settle()
    (due,) = said(story, channel, DUE)
    assert "comes 1 h 30 min late: Muster was not there" in plain(due.shown)
    assert not said(story, channel, NOTICE)
    await story.pass_time(minutes=9)
    assert not said(story, channel, "still have command")
    await story.pass_time(minutes=1)
    assert len(said(story, channel, "still have command")) == 1
    assert len(said(story, channel, DUE)) == 1


async def test_two_bots_say_everything_once(sunny: Story) -> None:
    story = sunny
    channel = await led_by(story, "ana")
    other = Story(story.slack, story.settings, story.organisation)
    if "sqlite" in story.settings.database_url:
        pytest.skip("two processes need PostgreSQL")
    await other.bot_starts()
    for moment in ("2026-03-04 01:30", "2026-03-04 02:00", "2026-03-04 02:10", "2026-03-04 02:20"):
        await until(story, moment)
        await other.settle()
    await other.bot_stops()
    for words in (NOTICE, DUE, "still have command", "has not handed over command"):
        assert len(said(story, channel, words)) == 1, words


async def test_a_quiet_incident_without_a_commander_is_offered_to_the_next_region(
    sunny: Story,
) -> None:
    story = sunny
    channel = await story.declared("sev4 a typo on the page")
    await until(story, "2026-03-04 00:00")
    (asked,) = said(story, channel, "nobody has command of INC-1")
    assert "@Ben" in asked.shown
    assert "would you take it" in asked.shown.lower()
    assert "INC-1" in story.told("ben")
    await story.pressed("ben", "Take command", asked)
    assert "@Ben" in story.card(channel).shown


async def test_of_a_private_incident_the_next_commander_hears_nothing(sunny: Story) -> None:
    story = sunny
    secret = "somebody copied the ledger"
    channel = await led_by(story, "ana", f"sev1 private {secret}")
    before = story.told("ben")
    await until(story, "2026-03-04 03:30")
    assert "hears nothing of it before you hand over" in plain(
        said(story, channel, NOTICE)[-1].shown
    )
    assert story.told("ben") == before
    assert story.ben.id not in channel.members
    (opened,) = said(story, channel, "had not handed over command")
    assert "Take command over" not in opened.shown
    assert "@Ana" in story.card(channel).shown


async def test_whoever_leads_is_not_reminded_twice_of_one_end(sunny: Story) -> None:
    story = sunny
    channel = await led_by(story, "ana")
    briefing = story.slack.messages(story.ana.dm)[-1]
    # Her own clock is London's here: two in the morning is six in the evening in Los Angeles.
    await story.ana.chooses("Shift ends at", "02:00", briefing)
    await story.settle()
    await until(story, "2026-03-04 02:05")
    assert len(said(story, channel, NOTICE)) == 1
    assert not said(story, channel, "your shift ends")


async def test_resolving_ends_all_of_it(sunny: Story) -> None:
    story = sunny
    channel = await led_by(story, "ana")
    await until(story, "2026-03-04 01:45")
    await story.answered("ana", "/incident resolve Fixed", channel)
    await story.pass_time(hours=3)
    assert not said(story, channel, DUE)


class TestSeveralRegions:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation(regions=("Americas", "APAC", "EMEA", "World"))

    async def test_what_all_regions_feel_goes_to_the_global_commander(
        self, quiet_story: Story
    ) -> None:
        story = quiet_story
        on_duty(story, SUN.replace("\npeople:", "\nglobal_commanders: dev\npeople:"), NAMES)
        await story.bot_starts()
        await story.ana.types_for_form("/incident declare")
        await story.ana.fills("What is happening?", "checkout is down")
        await story.ana.chooses("Region", "World")
        assert (await story.ana.submits()).errors == {}
        await story.settle()
        channel = story.slack.channel("inc-1-checkout-is-down")
        await story.pressed("ana", "Take command", story.card(channel))
        await until(story, "2026-03-04 02:00")
        (due,) = said(story, channel, DUE)
        assert "the global commander covers" in plain(due.shown)
        await hands_over(story, channel, "ana", "dev")
        await story.pass_time(hours=20)
        assert len(said(story, channel, DUE)) == 1


async def test_who_takes_command_at_night_is_asked_half_an_hour_later(sunny: Story) -> None:
    story = sunny
    await until(story, "2026-03-04 04:00")
    channel = await led_by(story, "ana")
    await story.pass_time(minutes=29)
    assert not said(story, channel, DUE)
    await story.pass_time(minutes=1)
    (due,) = said(story, channel, DUE)
    assert "@Ben" in due.shown
    assert "late" not in due.shown


async def test_where_nobody_is_on_call_next_somebody_is_looked_for(quiet_story: Story) -> None:
    story = quiet_story
    text = SUN.replace("commanders: apac, deputies: dev", "commanders: apac").replace(
        "every: 1 week}", 'every: 1 week, counts_until: "2026-02-01"}'
    )
    on_duty(story, text, NAMES)
    await story.bot_starts()
    channel = await led_by(story, "ana")
    await until(story, "2026-03-04 02:00")
    (due,) = said(story, channel, DUE)
    assert "nobody is known to be on call there" in due.shown
    await story.pressed("ana", "Hand over command", due)
    assert story.ana.modal is not None
