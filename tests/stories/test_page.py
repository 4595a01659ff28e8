"""Pages: whoever is on call is asked until somebody answers, and everybody sees how far it is."""

import pytest

from tests.stories.conftest import Story, plain
from tests.stories.paging import DUTY, on_duty, page, paged, shown
from workflows.errors import Refused
from workflows.paging.answering import escalate


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = on_duty(quiet_story)
    await quiet_story.bot_starts()
    return quiet_story


async def test_a_page_climbs_all_steps_and_repeats(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments the ledger is <!channel> behind", channel)
    (first,) = paged(story, "ben")
    assert "Ana" in first.shown
    assert "INC-1: checkout is down" in first.shown
    assert "the ledger is" in first.shown
    assert "<!channel>" not in str(first.blocks)
    assert story.ben.id in channel.members
    status = plain(shown(story, channel).shown)
    assert "Paging Payments" in status
    assert "@Ben Carter (Payments): told" in status
    assert "Step 1 of 3, pass 1 of 2." in status
    assert "next in 10 min" in status
    await story.pass_time(minutes=4)
    assert "next in 6 min" in plain(shown(story, channel).shown)
    assert not paged(story, "cara")
    await story.pass_time(minutes=6)
    assert len(paged(story, "cara")) == 1
    assert "Step 2 of 3" in shown(story, channel).shown
    await story.pass_time(minutes=15)
    assert len(paged(story, "dev")) == 1
    assert len(paged(story, "ben")) == 1
    await story.pass_time(minutes=10)
    assert "Step 1 of 3, pass 2 of 2." in shown(story, channel).shown
    assert [("asked again" in one.shown) for one in story.slack.messages(story.ben.dm)][-2:] == [
        True,
        False,
    ]
    await story.pass_time(minutes=36)
    told = plain("\n".join(one.shown for one in story.slack.messages(channel)))
    assert "Payments was paged in every way there is, and nobody answered." in told
    before = len(story.slack.messages(channel))
    await story.pass_time(hours=1)
    assert len(paged(story, "ben")) == 1
    assert len(story.slack.messages(channel)) >= before
    timeline = plain(await story.answered("ana", "/incident timeline", channel))
    assert "@Ana Silva began to page Payments: the ledger is @channel behind" in timeline
    assert "Cara" in timeline


async def test_the_last_step_says_that_nobody_is_asked_after_it(story: Story) -> None:
    channel = await story.declared()
    await page(story, "nights", channel)
    status = plain(shown(story, channel).shown)
    assert "Step 2 of 2. Nobody is asked after this. If nobody acknowledges in 10 min" in status
    (asked,) = paged(story, "cara")
    told = "Nobody is asked after this: if nobody acknowledges, the channel reads that"
    assert told in plain(asked.shown)
    await story.pass_time(minutes=10)
    assert "and nobody answered" in story.last(channel)


async def test_a_step_that_is_for_others_does_not_come_after_the_last(quiet_story: Story) -> None:
    story = quiet_story
    text = DUTY.replace("repeat: 1", "repeat: 0").replace(
        "{{wait: 15m, notify", "{{wait: 15m, severities: [SEV-1], notify"
    )
    story.organisation = on_duty(story, text)
    await story.bot_starts()
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.pass_time(minutes=10)
    assert "Nobody is asked after this" in shown(story, channel).shown
    assert "Nobody is asked after this" in paged(story, "cara")[0].shown


async def test_who_has_not_answered_reads_when_it_goes_on_after_somebody_escalated(
    story: Story,
) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    (asked,) = paged(story, "ben")
    before = asked.shown
    assert "it goes on" in before
    await story.pass_time(minutes=4)
    await story.pressed("ana", "Escalate now", shown(story, channel))
    (asked,) = paged(story, "ben")
    (second,) = paged(story, "cara")
    assert asked.shown != before
    assert asked.shown.split("it goes on")[1] == second.shown.split("it goes on")[1]


async def test_whoever_names_nobody_while_nothing_is_open_reads_how_to(story: Story) -> None:
    answer = await story.answered("ana", "/incident page", "general")
    assert "/incident page @cara checkout is slow: no incident is open" in answer
    assert "Nobody was paged yet." in answer
    await story.declared()
    answer = await story.answered("ana", "/incident page", "general")
    assert "INC-1: checkout is down" in answer


async def test_an_acknowledgement_stops_it_and_asks_for_a_commander(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    (first,) = paged(story, "ben")
    await story.pressed("ben", "Acknowledge", first)
    assert "You acknowledged" in first.shown
    assert "Nobody has command yet" in first.shown
    assert "Ben Carter acknowledged" in shown(story, channel).shown
    await story.pressed("ben", "Take command", first)
    assert "Incident commander\n@Ben" in plain(story.card(channel).shown)
    assert "You have command." in first.shown
    assert "Take command" not in first.shown
    await story.pass_time(minutes=25)
    assert not paged(story, "cara")


async def test_whoever_acknowledged_reads_who_has_command_meanwhile(story: Story) -> None:
    channel = await story.declared()
    await page(story, "both", channel)
    (first,), (second,) = paged(story, "ben"), paged(story, "cara")
    await story.pressed("ben", "Acknowledge", first)
    assert "Take command" in first.shown
    await story.pressed("dev", "Take command", story.card(channel))
    assert "@Dev Patel has command." in plain(first.shown)
    assert "Take command" not in first.shown
    # Of those who have not answered, nothing else is asked than before.
    assert "Escalate now" in second.shown
    await story.answered("dev", "/incident role drop commander", channel)
    assert "Nobody has command yet. Do you take it?" in first.shown
    assert "Take command" in first.shown
    await story.answered("ana", "/incident role commander @dev", channel)
    await story.answered("dev", "/incident handoff @ben", channel)
    offer = [one for one in story.slack.messages(channel) if "I have command" in one.shown][-1]
    await story.reads_back("ben", offer)
    assert "You have command." in first.shown
    # Another role is nobody's business there.
    edits = first.edited
    await story.answered("dev", "/incident role scribe", channel)
    assert first.edited == edits


@pytest.mark.parametrize("over", ["resolve Done", "cancel Nothing was wrong"])
async def test_nobody_is_asked_to_lead_what_is_over(story: Story, over: str) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    (first,) = paged(story, "ben")
    await story.pressed("ben", "Acknowledge", first)
    await story.answered("ana", f"/incident {over}", channel)
    assert "INC-1 is over" in first.shown
    assert "Take command" not in first.shown


async def test_who_leads_is_shown_after_a_restart_too(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    (first,) = paged(story, "ben")
    await story.pressed("ben", "Acknowledge", first)
    story.slack.faults.add(method="chat.update", kind="http_500", times=None)
    await story.pressed("dev", "Take command", story.card(channel))
    assert "Take command" in first.shown
    await story.bot_stops()
    story.slack.faults.clear()
    await story.bot_starts()
    await story.pass_time(minutes=5)
    assert "@Dev Patel has command." in plain(first.shown)
    assert "Take command" not in first.shown


async def test_anybody_in_the_channel_may_acknowledge_and_once_is_enough(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    status = shown(story, channel)
    await story.pressed("cara", "Acknowledge", status)
    assert "Noted, thank you. Nobody has command of INC-1 yet." in story.whispered("cara")
    (first,) = paged(story, "ben")
    assert "Cara" in first.shown
    assert "[Acknowledge]" not in first.text
    await story.bot_stops()
    await story.bot_starts()
    await story.pass_time(minutes=20)
    assert not paged(story, "cara")


async def test_whoever_cannot_lets_it_go_on_at_once(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    (first,) = paged(story, "ben")
    await story.ben.presses("I can't", first)
    await story.slack.wait.modal(story.ben)
    await story.ben.fills("What should the others know?", "On a train <!here>")
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert len(paged(story, "cara")) == 1
    status = shown(story, channel)
    assert "cannot" in status.shown
    assert "On a train" in status.shown
    assert "<!here>" not in str(status.blocks)
    assert "You could not" in first.shown


async def test_somebody_escalates_and_a_second_press_goes_further(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.pressed("ana", "Escalate now", shown(story, channel))
    assert "Asked just now: @Ben" in story.whispered("ana")
    assert not paged(story, "cara")
    await story.pass_time(seconds=6)
    await story.pressed("ana", "Escalate now", shown(story, channel))
    await story.pressed("ana", "Escalate now", shown(story, channel))
    assert len(paged(story, "cara")) == 1
    assert not paged(story, "dev")
    await story.pass_time(seconds=6)
    await story.pressed("ana", "Escalate now", shown(story, channel))
    assert len(paged(story, "dev")) == 1


async def test_two_presses_at_one_moment_go_one_step_further(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.pass_time(seconds=6)
    assert story.program is not None
    async with story.program.start(story.ana.id) as work:
        await escalate(work, 1)
        # The next step is not written down yet: Slack is asked for its people first.
        with pytest.raises(Refused):
            await escalate(work, 1)
    await story.settle()
    assert len(paged(story, "cara")) == 1
    timeline = await story.answered("ana", "/incident timeline", channel)
    assert timeline.count("had the page of Payments go on at once") == 1


async def test_silence_after_an_acknowledgement_pages_again(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.pressed("ben", "Acknowledge", paged(story, "ben")[0])
    await story.pass_time(minutes=20)
    await story.ben.posts("looking at the queue", channel)
    await story.pass_time(minutes=29)
    assert len(paged(story, "ben")) == 1
    await story.pass_time(minutes=2)
    told = plain("\n".join(one.shown for one in story.slack.messages(channel)))
    assert "so Payments is paged again" in told
    assert [one for one in paged(story, "ben") if "[Acknowledge]" in one.text]


async def test_each_must_acknowledge_where_that_is_said(story: Story) -> None:
    channel = await story.declared()
    await page(story, "both", channel)
    await story.pressed("ana", "Acknowledge", shown(story, channel))
    assert "each of @Ben Carter, @Cara" in story.whispered("ana")
    await story.pressed("ben", "Acknowledge", paged(story, "ben")[0])
    assert "Paging Both" in plain(shown(story, channel).shown)
    await story.pressed("ben", "Acknowledge", shown(story, channel))
    assert "You have acknowledged it. It waits for @Cara" in story.whispered("ben")
    await story.pressed("ana", "Acknowledge", shown(story, channel))
    assert "so your press does not stand for theirs" in story.whispered("ana")
    assert "@Ben" not in story.whispered("ana")
    await story.pressed("cara", "Acknowledge", paged(story, "cara")[0])
    assert "Both: @Cara" in plain(shown(story, channel).shown)
    await story.pass_time(minutes=15)
    assert not paged(story, "dev")


async def test_the_worst_pages_by_itself_and_being_raised_does_too(story: Story) -> None:
    await story.declared("sev1 all is down")
    assert len(paged(story, "ben")) == 1
    assert "Muster pages Payments" in plain(paged(story, "ben")[0].shown)
    other = await story.declared("search is slow")
    await story.pass_time(minutes=2)
    assert len(paged(story, "ben")) == 1
    await story.answered("ana", "/incident severity sev1", other)
    assert len(paged(story, "ben")) == 2
    await story.answered("ana", "/incident severity sev2", other)
    await story.answered("ana", "/incident severity sev1", other)
    assert len(paged(story, "ben")) == 2


async def test_outside_an_incident_the_words_are_kept(story: Story) -> None:
    answer = await story.answered(
        "ana", "/incident page payments sev2 the ledger is behind", "general"
    )
    assert "Nobody was paged yet." in answer
    assert not paged(story, "ben")
    offered = story.ana.ephemerals()[-1]
    await story.ana.presses("Declare and page", offered)
    await story.settle()
    assert "INC-1: the ledger is behind (SEV-2)" in plain(paged(story, "ben")[0].shown)
    await story.ana.presses("Declare and page", offered)
    await story.settle()
    assert "You pressed this before" in story.whispered("ana")


async def test_nobody_is_paged_by_a_guess(story: Story) -> None:
    channel = await story.declared()
    answer = await story.answered("ana", "/incident page paymets now", channel)
    assert "No escalation policy, service or team is called “paymets”" in answer
    assert "Did you mean Payments?" in answer
    assert not paged(story, "ben")


async def test_the_form_asks_for_somebody(story: Story) -> None:
    channel = await story.declared()
    await story.pressed("ana", "Page", story.card(channel))
    await story.slack.wait.modal(story.ana)
    errors = (await story.ana.submits()).errors
    assert errors == {"people": "Whom? Choose at least one here or above."}
    await story.ana.chooses("Who is on call for", "Payments")
    await story.ana.fills("What should they know?", "Come quickly")
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    assert "Come quickly" in paged(story, "ben")[0].shown


async def test_for_one_that_is_open_it_goes_on_as_typed(story: Story) -> None:
    await story.declared("search is down")
    await story.answered("ana", "/incident page payments the ledger is behind", "general")
    await story.ana.presses("INC-1", story.ana.ephemerals()[-1])
    await story.settle()
    (first,) = paged(story, "ben")
    assert "INC-1: search is down" in plain(first.shown)
    assert "the ledger is behind" in first.shown


async def test_a_double_press_acknowledges_once(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    (first,) = paged(story, "ben")
    await story.ben.presses("Acknowledge", first)
    await story.ben.presses("Acknowledge", first)
    await story.settle()
    assert "You acknowledged" in first.shown
    timeline = plain(await story.answered("ana", "/incident timeline", channel))
    assert timeline.count("acknowledged the page of Payments") == 1


async def test_the_last_word_counts_of_who_acknowledged_and_cannot_after_all(story: Story) -> None:
    channel = await story.declared()
    await page(story, "both", channel)
    (first,) = paged(story, "ben")
    await story.ben.presses("I can't", first)
    await story.slack.wait.modal(story.ben)
    await story.pressed("ben", "Acknowledge", first)
    assert (await story.ben.submits()).errors == {}
    await story.settle()
    assert "You could not" in first.shown
    assert "Ben Carter acknowledged" not in plain(shown(story, channel).shown)
    assert len(paged(story, "dev")) == 1
