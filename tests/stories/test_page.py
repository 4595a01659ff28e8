"""Pages: whoever is on call is asked until somebody answers, and everybody sees how far it is."""

import pytest

from models.on_call_file import parse_on_call
from models.organisation import Organisation
from sandbox.state import Channel, Message
from tests.stories.conftest import Story, plain

DUTY = """
schedules:
  - key: payments
    name: Payments
    zone: Europe/London
    layers: [{{name: Weekly, people: [ben], first_turn: "2026-03-02 09:00", every: 1 week}}]
  - key: second
    name: Payments, second
    zone: Europe/London
    layers: [{{name: Weekly, people: [cara], first_turn: "2026-03-02 09:00", every: 1 week}}]
  - key: empty
    name: Nights
    zone: Europe/London
people:
  ben: {{slack: {ben}}}
  cara: {{slack: {cara}}}
  dev: {{slack: {dev}}}
policies:
  - key: payments
    name: Payments
    repeat: 1
    steps:
      - notify: [{{schedule: payments}}]
      - {{wait: 10m, notify: [{{schedule: second}}]}}
      - {{wait: 15m, notify: [{{person: dev}}]}}
  - key: nights
    name: Nights
    steps:
      - notify: [{{schedule: empty}}]
      - {{wait: 10m, notify: [{{schedule: second}}]}}
  - key: nobody
    name: Nobody
    steps: [{{notify: [{{schedule: empty}}]}}]
  - key: both
    name: Both
    steps:
      - {{notify: [{{person: ben}}, {{person: cara}}], everyone: true}}
      - {{wait: 10m, notify: [{{person: dev}}]}}
paging:
  by_severity: {{SEV-1: [Payments]}}
  fallback: [{{person: dev}}]
"""


def on_duty(story: Story, text: str = DUTY) -> Organisation:
    people = {one: story.slack.person(one).id for one in ("ana", "ben", "cara", "dev")}
    organisation = story.organisation
    return organisation.with_duty(
        parse_on_call(text.format(**people), "on-call.yaml", organisation)
    )


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.organisation = on_duty(quiet_story)
    await quiet_story.bot_starts()
    return quiet_story


def shown(story: Story, channel: Channel) -> Message:
    """The message that says how it stands with the newest page."""
    return [
        one
        for one in story.slack.messages(channel)
        if "Acknowledge" in one.text
        or "acknowledged" in one.shown
        or "no longer paged" in one.shown
        or "nobody answered" in one.shown
    ][-1]


def paged(story: Story, handle: str) -> list[Message]:
    """The pages in a person's direct messages."""
    dm = story.slack.person(handle).dm
    return [one for one in story.slack.messages(dm) if "You are wanted" in one.shown]


async def page(story: Story, words: str, channel: Channel) -> None:
    assert await story.answered("ana", f"/incident page {words}", channel) == ""


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
    await story.pass_time(minutes=25)
    assert not paged(story, "cara")


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
    assert "are being asked just now" in story.whispered("ana")
    assert not paged(story, "cara")
    await story.pass_time(seconds=6)
    await story.pressed("ana", "Escalate now", shown(story, channel))
    await story.pressed("ana", "Escalate now", shown(story, channel))
    assert len(paged(story, "cara")) == 1
    assert not paged(story, "dev")
    await story.pass_time(seconds=6)
    await story.pressed("ana", "Escalate now", shown(story, channel))
    assert len(paged(story, "dev")) == 1


async def test_a_gap_is_passed_over_at_once_and_told(story: Story) -> None:
    channel = await story.declared()
    await page(story, "nights", channel)
    assert len(paged(story, "cara")) == 1
    assert "Passed over, since nobody is there: step 1: Nights (nobody is on call)" in plain(
        shown(story, channel).shown
    )
    assert not [
        one for one in story.slack.messages("incidents") if "Nobody is on call" in one.shown
    ]


async def test_where_nobody_is_there_the_fallback_is_paged_and_everybody_told(story: Story) -> None:
    channel = await story.declared()
    await page(story, "nobody", channel)
    assert len(paged(story, "dev")) == 1
    (shout,) = [
        one for one in story.slack.messages("incidents") if "Nobody is on call" in one.shown
    ]
    assert "INC-1: checkout is down" in plain(shout.shown)


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
    await story.pressed("cara", "Acknowledge", paged(story, "cara")[0])
    assert "Both: @Cara" in plain(shown(story, channel).shown)
    await story.pass_time(minutes=15)
    assert not paged(story, "dev")


async def test_the_bot_was_away_at_a_step_and_says_so_once(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.bot_stops()
    await story.pass_time(minutes=40)
    await story.bot_starts()
    await story.settle()
    assert len(paged(story, "cara")) == 1
    assert not paged(story, "dev")
    assert "this step came 30 min late" in shown(story, channel).shown
    await story.pass_time(minutes=14)
    assert not paged(story, "dev")
    await story.pass_time(minutes=1)
    assert len(paged(story, "dev")) == 1


async def test_the_end_of_the_incident_ends_it(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.answered("ana", "/incident resolve It was nothing", channel)
    await story.pass_time(hours=1)
    assert not paged(story, "cara")
    (first,) = paged(story, "ben")
    assert "There is nothing left to do." in first.shown


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


async def test_neither_a_drill_nor_a_private_one_pages_by_itself(story: Story) -> None:
    await story.ana.types("/incident declare drill sev1 all is down")
    await story.ana.types("/incident declare private sev1 all is down")
    await story.pass_time(minutes=2)
    assert not paged(story, "ben")


async def test_into_a_private_incident_whoever_is_paged_is_let_in(story: Story) -> None:
    channel = await story.declared("private somebody copied the ledger")
    await page(story, "nobody please come", channel)
    assert story.dev.id in channel.members
    assert "somebody copied the ledger" in paged(story, "dev")[0].shown
    assert "ledger" not in str([one.blocks for one in story.slack.messages("incidents")])


async def test_people_are_paged_by_name_and_told_once_in_a_minute(story: Story) -> None:
    channel = await story.declared()
    await page(story, "@ben please look", channel)
    await page(story, "payments", channel)
    assert len(paged(story, "ben")) == 1
    assert "was told of this incident a moment before" in shown(story, channel).shown
    await story.pressed("ben", "Acknowledge", paged(story, "ben")[0])
    await story.pass_time(minutes=20)
    assert not paged(story, "cara")


async def test_somebody_who_left_is_nobody(story: Story) -> None:
    story.ben.user.deleted = True
    channel = await story.declared()
    await page(story, "payments", channel)
    assert not paged(story, "ben")
    assert len(paged(story, "cara")) == 1
    assert "ben (has left, or is a program)" in plain(shown(story, channel).shown)


async def test_an_edited_policy_changes_no_page_that_runs(story: Story) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    assert story.program is not None
    edited = DUTY.replace(
        "wait: 10m, notify: [{{schedule: second}}]", "wait: 10m, notify: [{{person: dev}}]"
    )
    story.program.start.configuration.current = on_duty(story, edited)
    await story.pass_time(minutes=10)
    assert len(paged(story, "cara")) == 1
    assert not paged(story, "dev")


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


async def test_a_page_goes_on_where_its_incident_does(story: Story) -> None:
    target = await story.declared("search is down", by="cara")
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.answered("ana", "/incident merge INC-1", channel)
    await story.ana.presses("Merge INC-2 into INC-1", story.ana.ephemerals()[-1])
    await story.settle()
    assert "This page goes on in INC-1" in plain(
        "\n".join(one.shown for one in story.slack.messages(channel))
    )
    await story.pass_time(minutes=10)
    assert "INC-1: search is down" in plain(paged(story, "cara")[0].shown)
    assert "Step 2 of 3" in shown(story, target).shown


async def test_quiet_hours_hold_back_what_can_wait(quiet_story: Story) -> None:
    text = DUTY + '  quiet_hours: {{starts: "08:00", ends: "10:00", severities: [SEV-3]}}\n'
    quiet_story.organisation = on_duty(quiet_story, text)
    await quiet_story.bot_starts()
    channel = await quiet_story.declared()
    await page(quiet_story, "payments", channel)
    assert not paged(quiet_story, "ben")
    assert "is told after the night" in shown(quiet_story, channel).shown
    await quiet_story.pass_time(minutes=59)
    assert not paged(quiet_story, "ben")
    await quiet_story.pass_time(minutes=1)
    assert len(paged(quiet_story, "ben")) == 1
    assert not paged(quiet_story, "cara")


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


async def test_while_slack_looks_nobody_up_the_page_goes_out_all_the_same(story: Story) -> None:
    channel = await story.declared()
    story.slack.faults.add(method="users.info", kind="http_500", times=20)
    await page(story, "payments", channel)
    assert len(paged(story, "ben")) == 1


async def test_whoever_slack_lets_nobody_write_to_is_passed_over(story: Story) -> None:
    channel = await story.declared()
    story.slack.faults.add(method="conversations.open", kind="error", error="user_not_found")
    await page(story, "payments", channel)
    assert not paged(story, "ben")
    assert "could not be told (user not found)" in shown(story, channel).shown
    assert len(paged(story, "cara")) == 1


async def test_a_name_that_would_call_everybody_calls_nobody(quiet_story: Story) -> None:
    text = DUTY.replace("name: Payments\n    repeat", 'name: "<!channel> *Pay* & co"\n    repeat')
    text = text.replace("[Payments]", "[payments]")
    quiet_story.organisation = on_duty(quiet_story, text)
    await quiet_story.bot_starts()
    channel = await quiet_story.declared()
    await page(quiet_story, "payments", channel)
    for one in (*paged(quiet_story, "ben"), shown(quiet_story, channel)):
        assert "<!channel>" not in str(one.blocks)
        assert "&lt;!channel&gt;" in str(one.blocks)


async def test_who_pages_a_private_incident_that_they_left_is_told_of_none(story: Story) -> None:
    channel = await story.declared("private somebody copied the ledger")
    await page(story, "payments", channel)
    (first,) = paged(story, "ben")
    await story.ben.leaves(channel)
    await story.settle()
    await story.ben.presses("Acknowledge", first)
    await story.settle()
    assert "There is no INC-1" in story.whispered("ben")
