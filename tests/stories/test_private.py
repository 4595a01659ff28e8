"""A private incident: whoever is in its channel knows of it, and nobody else, by no path."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from models.errand import ErrandRow
from models.escalation import EscalationStep, Paging, Policy, Target
from models.on_call import OnCall
from models.organisation import Bookmark, Channels, Handoffs, Organisation
from models.organisation_parts import Invites
from models.wording_template import Wording
from sandbox.state import Channel, Message
from tests.stories.conftest import Story, plain
from workflows.kinds import KINDS

SECRET = "somebody copied the ledger"
_OWNERS = "the owners of services are not called to a private incident: test_owners tells so"
#: Kinds that a private incident's life does not call for, each with the reason.
ELSEWHERE = {
    "BringOwners": _OWNERS,
    "TellTeam": _OWNERS,
    "AddServiceLinks": _OWNERS,
    "TellAlso": "it follows the announcement, and a private incident has none",
    "TellOfNearMiss": "a private near-miss sends none: it has a story of its own",
    "MatchPeople": "it speaks of people whom the catalogue names",
    "TellOfCatalogue": "it speaks of a file of services",
    **dict.fromkeys(
        ("RunAutomation", "WatchAutomation", "PostByRule", "AddBookmark", "CallWebhook"),
        "there is no automation here: theirs are stories of their own",
    ),
    **dict.fromkeys(("PlanDuty", "LearnDuty"), "it looks at schedules"),
    **dict.fromkeys(
        ("WarnOfShift", "BeginShift", "TellChannelOfShift", "FillUserGroup"),
        "nobody is on call here: test_shifts tells of a private one",
    ),
    **dict.fromkeys(
        ("WatchRegions", "TellOfRegionChange", "NameGlobalCommander"),
        "no regions cover here: test_follow_the_sun and test_several_regions tell of a private one",
    ),
    **dict.fromkeys(
        ("SendPicture", "ShowCover", "WatchCover", "TellOfOverride"),
        "it speaks of a schedule, and of no incident",
    ),
    "TellAdministrator": "it speaks of settings",
    "TellLate": "it goes to whoever asked, and to nobody else",
    **dict.fromkeys(
        ("TellOfRename", "TellOfLostChannel"),
        "it speaks of the channel in which no private incident is announced",
    ),
    **dict.fromkeys(
        ("ReachOutside", "FollowAlarm"),
        "they have a story of their own: test_page_outside tells what of a private incident is said",
    ),
    **dict.fromkeys(
        ("AskInThread", "MarkAskedAgain"), "a private incident is never worked on in a thread"
    ),
    "ShowTaskLater": "it waits for a channel that is not there: test_channel tells of one",
    "LookInside": "it goes out when the bot starts, or an invitation is out of date: stories of its own",
    "SeeChannel": "nothing happens to the channel here: test_channel tells of one",
    "AskForChannel": "it has a story of its own, where no private channel may be created",
}


def seen_outside(story: Story, insiders: set[str]) -> list[Message]:
    """Every message that anybody besides the members could read, private answers included."""
    outside = []
    for channel in story.slack.workspace.channels.values():
        for message in (*channel.messages, *channel.ephemerals):
            readers = {message.only_for} if message.only_for else set(channel.members)
            if not readers <= insiders | {story.slack.bot.id}:
                outside.append(message)
    return outside


@pytest.mark.parametrize(
    "words", ["private {}", "{} private", "sev2 private: {}", "(private) {} sev2"]
)
async def test_it_opens_a_private_channel_and_is_announced_nowhere(
    story: Story, words: str
) -> None:
    channel = await story.declared(words.format(SECRET))
    assert channel.private
    assert f"INC-1: {SECRET}" in story.card(channel).shown
    assert not story.slack.messages("incidents")
    whispered = story.whispered("ana")
    assert "It is private" in whispered
    assert "/invite @person" in whispered


async def test_the_word_in_the_midst_of_a_sentence_is_a_word(story: Story) -> None:
    channel = await story.declared("the private network is slow")
    assert not channel.private
    assert "INC-1: the private network is slow" in story.last("incidents")


async def test_nobody_else_can_tell_that_it_is_there(story: Story) -> None:
    await story.declared(f"private {SECRET}")
    await story.declared("search is slow", by="ben")
    for command in ("show", "timeline", "catchup", "status", "update", "note", "role scribe"):
        hidden = await story.answered("ben", f"/incident {command} INC-1 hello", "general")
        missing = await story.answered("ben", f"/incident {command} INC-9 hello", "general")
        assert hidden.replace("INC-1", "INC-9") == missing
    for command in ("list", "mine", "update hello"):
        answer = await story.answered("ben", f"/incident {command}", "general")
        assert SECRET not in answer
        assert "INC-1 " not in answer
    await story.ben.opens_home()
    await story.settle()
    assert SECRET not in str(story.ben.home)
    assert "search is slow" in str(story.ben.home)


async def test_whoever_declared_it_sees_it_everywhere(story: Story) -> None:
    await story.declared(f"private {SECRET}")
    assert SECRET in await story.answered("ana", "/incident list", "general")
    assert SECRET in await story.answered("ana", "/incident show INC-1", "general")
    await story.ana.opens_home()
    await story.settle()
    assert SECRET in str(story.ana.home)


async def test_whoever_is_brought_in_sees_it_until_they_leave(story: Story) -> None:
    channel = await story.declared(f"private {SECRET}")
    await story.ana.invites(story.ben, channel)
    await story.settle()
    assert SECRET in await story.answered("ben", "/incident show INC-1", "general")
    await story.ben.leaves(channel)
    await story.settle()
    assert "There is no INC-1" in await story.answered("ben", "/incident show INC-1", "general")


async def test_what_somebody_held_is_not_shown_once_they_left(story: Story) -> None:
    channel = await story.declared(f"private {SECRET}")
    await story.answered("ana", "/incident role commander @ben", channel)
    await story.answered("ana", "/incident task look where @ben", channel)
    assert SECRET in await story.answered("ben", "/incident mine", "general")
    await story.ben.leaves(channel)
    await story.settle()
    assert SECRET not in await story.answered("ben", "/incident mine", "general")
    await story.ben.opens_home()
    await story.settle()
    assert SECRET not in str(story.ben.home)


async def test_whoever_is_given_a_role_reads_that_it_is_private(story: Story) -> None:
    channel = await story.declared(f"private {SECRET}")
    await story.answered("ana", "/incident role scribe @ben", channel)
    assert "It is private: please speak of it only there" in story.told("ben")
    open_one = await story.declared("checkout is down")
    await story.answered("ana", "/incident role scribe @cara", open_one)
    assert "It is private" not in story.told("cara")


async def test_no_button_leads_back_in_for_whoever_left(story: Story) -> None:
    channel = await story.declared(f"private {SECRET}")
    await story.answered("ana", "/incident role commander @ben", channel)
    await story.answered("ana", "/incident task look where @ben", channel)
    await story.ben.leaves(channel)
    await story.answered("ana", "/incident update It was the night shift", channel)
    briefing, task = story.slack.messages(story.ben.dm)
    for label, told in (
        ("Write an update", briefing),
        ("Hand back incident commander", briefing),
        ("Done", task),
    ):
        await story.ben.presses(label, told)
        await story.settle()
        assert story.ben.modal is None
        assert "There is no INC-1" in story.whispered("ben")
    assert "Nobody" not in story.last(channel)


async def test_whoever_is_in_the_channel_may_act_there_even_if_nobody_told_us(
    story: Story,
) -> None:
    channel = await story.declared(f"private {SECRET}")
    await story.bot_stops()
    await story.ana.invites(story.ben, channel)
    await story.bot_starts()
    await story.pressed("ben", "Take command", story.card(channel))
    assert "Ben" in story.card(channel).shown
    assert SECRET in await story.answered("ben", "/incident list", "general")


async def test_whoever_left_while_the_bot_was_stopped_is_shown_nothing_any_longer(
    story: Story,
) -> None:
    channel = await story.declared(f"private {SECRET}")
    await story.ana.invites(story.ben, channel)
    await story.ana.invites(story.cara, channel)
    await story.settle()
    await story.bot_stops()
    await story.ben.leaves(channel)
    await story.slack.advance(timedelta(hours=2))
    await story.bot_starts()
    await story.settle()
    assert "There is no INC-1" in await story.answered("ben", "/incident show INC-1", "general")
    assert SECRET in await story.answered("cara", "/incident show INC-1", "general")


async def test_whoever_is_paged_and_not_there_yet_may_know_of_it_after_a_restart(
    story: Story,
) -> None:
    channel = await story.declared(f"private {SECRET}")
    await story.answered("ana", "/incident page @dev please look", channel)
    await story.bot_stops()
    await story.slack.advance(timedelta(minutes=1))
    await story.bot_starts()
    await story.settle()
    assert SECRET in await story.answered("dev", "/incident show INC-1", "general")


async def test_what_they_asked_for_while_they_were_there_does_not_let_them_back_in(
    story: Story,
) -> None:
    channel = await story.declared(f"private {SECRET}")
    await story.ana.invites(story.ben, channel)
    message = await story.ana.posts("The safe is empty", channel)
    story.slack.faults.add(method="conversations.history", kind="http_500", times=None)
    await story.ben.reacts("pushpin", message)
    await story.settle()
    await story.ben.leaves(channel)
    await story.settle()
    story.slack.faults.clear()
    await story.pass_time(minutes=10)
    assert "The safe is empty" in await story.answered("ana", "/incident timeline", channel)
    assert "There is no INC-1" in await story.answered("ben", "/incident show INC-1", "general")
    assert SECRET not in story.told("ben")


async def test_whoever_led_and_left_is_told_nothing_more(story: Story) -> None:
    channel = await story.declared(f"private {SECRET}")
    await story.ana.invites(story.ben, channel)
    await story.settle()
    await story.answered("ben", "/incident role scribe", channel)
    await story.pass_time(minutes=2)
    await story.ana.leaves(channel)
    await story.settle()
    before = story.told("ana")
    await story.ben.archives(channel)
    await story.settle()
    await story.answered("ben", "/incident note INC-1 It was the night shift", "general")
    await story.pass_time(hours=3)
    assert story.told("ana") == before


async def test_whoever_is_given_a_task_is_brought_in(story: Story) -> None:
    channel = await story.declared(f"private {SECRET}")
    await story.answered("ana", "/incident task look where @ben", channel)
    assert story.ben.id in channel.members


async def test_whoever_takes_a_role_is_brought_in(story: Story) -> None:
    channel = await story.declared(f"private {SECRET}")
    await story.answered("ana", "/incident role scribe @ben", channel)
    assert story.ben.id in channel.members
    assert SECRET in await story.answered("ben", "/incident list", "general")


class TestWithSomebodyForPrivateOnes:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation(
            invites=Invites(always=("ben@example.com",), private=("cara@example.com",))
        )

    async def test_only_they_are_invited(self, quiet_story: Story) -> None:
        for handle in ("ben", "cara"):
            quiet_story.slack.person(handle).user.email = f"{handle}@example.com"
        await quiet_story.bot_starts()
        channel = await quiet_story.declared(f"private {SECRET}")
        assert quiet_story.cara.id in channel.members
        assert quiet_story.ben.id not in channel.members
        answer = await quiet_story.answered("cara", "/incident list", "general")
        assert SECRET in answer


async def test_the_form_has_a_tick_for_it(story: Story) -> None:
    await story.ana.types_for_form("/incident declare private")
    await story.ana.fills("What is happening?", SECRET)
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    assert not story.slack.messages("incidents")
    assert SECRET in await story.answered("ana", "/incident list", "general")
    assert "No incident is open" in await story.answered("ben", "/incident list", "general")


async def test_a_channel_that_was_created_but_not_heard_of_is_found_again(story: Story) -> None:
    story.slack.faults.add(method="conversations.create", kind="reset_after")
    await story.ana.types(f"/incident declare private {SECRET}")
    await story.pass_time(minutes=2)
    channel = story.slack.channel("inc-1-somebody-copied-the-ledger")
    named = [one.name for one in story.slack.workspace.channels.values() if "ledger" in one.name]
    assert named == [channel.name]
    assert SECRET in story.card(channel).shown


async def _every_kind_had_its_turn(story: Story) -> None:
    assert story.program is not None
    async with story.program.start.looking() as session:
        done = await session.scalars(select(ErrandRow.kind).distinct())
    missing = set(KINDS) - set(done) - set(ELSEWHERE)
    assert not missing, (
        f"Let the private incident above live through {sorted(missing)}, or say in ELSEWHERE why "
        "they never concern one."
    )


async def _passes_command(story: Story, channel: Channel) -> None:
    offer = next(one for one in story.slack.messages(channel) if "I have command" in one.shown)
    await story.pass_time(minutes=11)
    await story.reads_back("cara", offer, f"They copied {SECRET}")
    await story.pressed("ana", "Correct it", offer)
    await story.slack.wait.modal(story.ana)
    await story.ana.fills("What is it rather?", f"Not only {SECRET}")
    assert (await story.ana.submits()).errors == {}
    await story.settle()


async def _take_another_in(story: Story, first: Channel) -> None:
    message = await story.ana.posts(f"again {SECRET}", first)
    await story.ana.uses_message_shortcut("Declare from message", message)
    await story.slack.wait.modal(story.ana)
    await story.ana.chooses("How is it meant?", ["Private"])
    await story.settle()
    assert (await story.ana.submits()).errors == {}
    await story.settle()
    second = story.slack.channel("inc-2-again-somebody-copied-the-ledger")
    await story.answered("ana", f"/incident task look where {SECRET}", second)
    await story.answered("ana", f"/incident page @ben look where {SECRET}", second)
    await story.answered("ana", "/incident merge INC-1", second)
    await story.ana.presses("Merge INC-2 into INC-1", story.ana.ephemerals()[-1])
    await story.settle()


#: Whoever leads is paged, and nobody is on call, so that others would be told of another incident.
_NIGHTS = Policy(
    key="nights",
    name="Nights",
    steps=(
        EscalationStep(notify=(Target(channel="general"),)),
        EscalationStep(notify=(Target(channel="incidents"),)),
    ),
)
_DUTY = OnCall(policies=(_NIGHTS,), paging=Paging(by_severity={"SEV-1": ("nights",)}, private=True))


class TestAWholeLife:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation(
            bookmarks=(Bookmark(title="Dashboards", link="https://grafana.example/checkout"),),
            handoffs=Handoffs(shift_ends=time(11)),
            channels=Channels(also=("payments",)),
            # What cannot be made is told to somebody who is not in it.
            wording=Wording(briefings={"scribe": "{{ title | cut(title) }}"}),
            administrators=("dev@lantern.example",),
        ).with_duty(_DUTY)

    async def test_no_word_of_it_is_outside(self, story: Story) -> None:
        channel = await story.declared(f"sev1 private {SECRET}")
        room_name = channel.name
        await story.pass_time(minutes=6)
        await story.pressed("ana", "Take command", story.card(channel))
        await story.answered("ana", f"/incident page @ben about {SECRET}", channel)
        await story.answered("ana", "/incident role scribe @ben", channel)
        await story.answered("ana", "/incident role resolver", channel)
        await story.pressed("ana", "Roles", story.card(channel))
        await story.ana.chooses("Deputy commander", "ben")
        await story.ana.chooses("Communications lead", "ana")
        await story.ana.submits()
        await story.answered("ben", "/incident subscribe", channel)
        await story.answered("ana", f"/incident task ask about {SECRET} @ben in 10m", channel)
        await story.ana.reacts("pushpin", await story.ana.posts(f"I saw {SECRET}", channel))
        await story.settle()
        await story.ana.sets_topic(channel, SECRET)
        await story.settle()
        for command in (
            "severity SEV-2 less than we thought",
            f"update {SECRET} still",
            "note a word",
            f"task ask who read {SECRET} @ben in 30m",
            "status identified",
            f"handoff @cara It is about {SECRET}",
            "mitigate",
        ):
            await story.answered("ana", f"/incident {command}", channel)
        await _passes_command(story, channel)
        await story.pass_time(hours=2)
        await _take_another_in(story, channel)
        await story.answered("ana", "/incident resolve Fixed", channel)
        await story.pass_time(minutes=2)
        await story.answered("ana", "/incident reopen", channel)
        await story.answered("ana", "/incident resolve Fixed again", channel)
        await story.answered("ana", "/incident reopen", channel)
        await story.answered("ana", "/incident cancel A test", channel)
        await story.pass_time(days=9)

        insiders = {getattr(story, name).id for name in ("ana", "ben", "cara")}
        for message in seen_outside(story, insiders):
            said = plain(f"{message.shown} {message.text} {message.blocks} {message.metadata}")
            for word in (SECRET, "INC-1", "INC-2", room_name, channel.id):
                assert word not in said, said
        assert "briefing of the role scribe could not be made, so" in story.told("dev")
        for handle, person in ((one.handle, one) for one in story.slack.workspace.users.values()):
            if person.id not in insiders:
                assert SECRET not in str(story.slack.workspace.homes.get(person.id)), handle
        await _every_kind_had_its_turn(story)
