"""How well command is handed over: what is counted as it happens, and `/incident handoffs`, which names nobody."""

import pytest
from sqlalchemy import select

from models.organisation import Organisation
from models.role import Handoff
from sandbox.state import Channel, Message
from tests.stories.conftest import Story, plain
from workflows.handoff_measures import Question, note_question


async def led_by_ben(story: Story, title: str = "checkout is down") -> Channel:
    channel = await story.declared(title, by="ben")
    await story.pressed("ben", "Take command", story.card(channel))
    return channel


async def passes(
    story: Story, channel: Channel, sender: str, receiver: str, minutes: int
) -> Message:
    """Hand over command, answered after so many minutes."""
    await story.answered(sender, f"/incident handoff @{receiver} Watch it", channel)
    offer = [one for one in story.slack.messages(channel) if "to take command" in one.shown][-1]
    await story.pass_time(minutes=minutes)
    await story.reads_back(receiver, offer)
    return offer


async def kept(story: Story) -> Handoff:
    assert story.program is not None
    async with story.program.start.looking() as session:
        return (await session.scalars(select(Handoff).order_by(Handoff.id.desc()).limit(1))).one()


async def report(story: Story, who: str = "ana", days: str = "") -> str:
    return plain(await story.answered(who, f"/incident handoffs {days}", "general"))


async def test_questions_are_counted_until_the_answer_and_for_a_while_after_it(
    story: Story,
) -> None:
    channel = await led_by_ben(story)
    await story.answered("ben", "/incident handoff @cara", channel)
    offer = [one for one in story.slack.messages(channel) if "to take command" in one.shown][-1]
    await story.cara.posts("Is the cache warm?", channel, thread=offer)
    await story.cara.posts("I see.", channel, thread=offer)
    await story.ben.posts("Do you mean the second one?", channel, thread=offer)
    await story.cara.posts("Not about that?", channel)
    await story.settle()
    await story.reads_back("cara", offer)
    await story.cara.posts("Since when\N{FULLWIDTH QUESTION MARK}", channel, thread=offer)
    await story.settle()
    await story.pass_time(minutes=31)
    await story.cara.posts("And now?", channel, thread=offer)
    await story.settle()
    handoff = await kept(story)
    assert (handoff.questions_before, handoff.questions_after) == (1, 1)
    assert "Questions in the thread: 1 before the answer, 1 after it" in await report(story)


async def test_a_question_of_which_slack_tells_late_counts_where_it_was_asked(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.answered("ben", "/incident handoff @cara", channel)
    offer = [one for one in story.slack.messages(channel) if "to take command" in one.shown][-1]
    await story.pass_time(minutes=1)
    asked_at = f"{story.slack.clock.now().timestamp():.0f}.000001"
    asked = Question(channel.id, offer.ts, asked_at, story.cara.id, "late")
    await story.pass_time(minutes=1)
    await story.reads_back("cara", offer)
    assert story.program is not None
    for _ in range(2):
        await note_question(story.program.start, asked)
    handoff = await kept(story)
    assert (handoff.questions_before, handoff.questions_after) == (1, 0)


async def test_one_reaction_marks_what_had_been_answered_already(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.joined("cara", channel)
    early = await story.cara.posts("Is the cache warm?", channel)
    await story.pass_time(minutes=1)
    offer = await passes(story, channel, "ben", "cara", 1)
    await story.pass_time(minutes=1)
    again = await story.cara.posts("Is the cache warm?", channel, thread=offer)
    for who, message in (("ben", again), ("dev", again), ("ben", early)):
        await story.joined(who, channel)
        await story.slack.person(who).reacts("repeat", message)
        await story.settle()
    assert (await kept(story)).asked_again == 1
    await story.pass_time(minutes=31)
    late = await story.cara.posts("Is it warm now?", channel)
    await story.ben.reacts("repeat", late)
    await story.settle()
    assert (await kept(story)).asked_again == 1
    assert "Asked what had been answered: yes" in await report(story)


async def test_the_report_tells_by_region_and_names_nobody(story: Story) -> None:
    channel = await led_by_ben(story)
    await story.pass_time(minutes=4)
    await story.answered("ben", "/incident update It is slow", channel)
    await passes(story, channel, "ben", "cara", 0)
    assert "Next update" not in await report(story)
    await story.pass_time(minutes=10)
    await story.answered("cara", "/incident update Better", channel)
    await story.pass_time(minutes=10)
    await passes(story, channel, "cara", "dev", 20)
    shown = await report(story)
    assert "2 handoffs (all offered)" in shown
    assert "Answered in writing: after 0 s and 20 min; 1 of 2 under 15 min" in shown
    assert "Next update: after 10 min; 1 without one" in shown
    assert "Passed on within 30 min: 0 of 2" in shown
    assert "Fewer than 10 say little" in shown
    for name in ("@Ben", "@Cara", "@Dev", "INC-1"):
        assert name not in shown


async def test_one_handoff_reads_as_one_and_explains_nothing_else(story: Story) -> None:
    channel = await led_by_ben(story)
    await passes(story, channel, "ben", "cara", 3)
    shown = await report(story)
    for line in (
        "1 handoff (offered)",
        "Answered in writing: after 3 min; target: under 15 min",
        "Asked what had been answered: no",
        "Parts filled in: 1 of 9",
        "Passed on within 30 min: no",
        "One says little: better talk about it.",
    ):
        assert line in shown
    for other in ("half", "%", "Everywhere", "Asked for", "Taken over", "1 of 1"):
        assert other not in shown


async def test_passed_on_soon_and_in_a_call(story: Story) -> None:
    channel = await led_by_ben(story, "sev1 checkout is down")
    await passes(story, channel, "ben", "cara", 3)
    await passes(story, channel, "cara", "dev", 8)
    shown = await report(story, days="7")
    assert "Answered in a call: after 3 min and 8 min; 1 of 2 under 5 min" in shown
    assert "Passed on within 30 min: 1 of 2" in shown


async def asks_and_gets(story: Story, channel: Channel, asker: str, holder: str) -> Message:
    """Somebody asks for command and has it ten minutes later. Returns the message that asked."""
    await story.answered(asker, "/incident role commander", channel)
    await story.pressed(asker, "Ask for command", story.slack.person(asker).ephemerals()[-1])
    asked = [one for one in story.slack.messages(channel) if "asks you for command" in one.shown]
    await story.pass_time(minutes=10)
    await story.pressed(holder, "Hand over", asked[-1])
    return asked[-1]


async def test_command_that_was_asked_for_is_measured_from_the_request(story: Story) -> None:
    channel = await led_by_ben(story)
    asked = await asks_and_gets(story, channel, "cara", "ben")
    await story.cara.posts("Is the cache warm?", channel, thread=asked)
    again = await story.cara.posts("Since when?", channel, thread=asked)
    await story.ben.posts("Do you see the chart?", channel, thread=asked)
    await story.ben.reacts("repeat", again)
    await story.settle()
    await story.pass_time(minutes=5)
    await story.answered("cara", "/incident update Better", channel)
    shown = await report(story)
    assert "1 handoff (asked for)" in shown
    assert "Agreed to: after 10 min; target: under 15 min" in shown
    assert "Questions in the thread: 0 before the answer, 2 after it" in shown
    assert "Asked what had been answered: yes" in shown
    assert "Next update: after 5 min" in shown
    for other in ("in writing", "Parts", "Taken over", "without one"):
        assert other not in shown
    # What asked for it stays as it was said: nobody offered anything there.
    await story.pass_time(minutes=40)
    assert "asks you for command" in asked.shown


async def test_a_scribe_who_gives_way_hands_over_no_command(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ben", "/incident role scribe", channel)
    await story.answered("cara", "/incident role scribe", channel)
    await story.pressed("cara", "Ask for scribe", story.cara.ephemerals()[-1])
    asked = [one for one in story.slack.messages(channel) if "asks you for scribe" in one.shown]
    await story.pressed("ben", "Hand over", asked[-1])
    assert "No command was handed over" in await report(story)


async def test_what_somebody_takes_over_is_counted_without_a_sender(story: Story) -> None:
    channel = await led_by_ben(story)
    await passes(story, channel, "ben", "cara", 3)
    await passes(story, channel, "dev", "dev", 4)
    await asks_and_gets(story, channel, "ana", "dev")
    shown = await report(story)
    assert "3 handoffs (1 offered, 1 asked for, 1 taken over)" in shown
    assert "Answered in writing: after 3 min; target: under 15 min" in shown
    assert "Passed on within 30 min: 2 of 3" in shown
    await story.pass_time(days=1)
    assert (await kept(story)).way == "asked_for"


async def test_whether_it_was_answered_before_the_shift_ended(story: Story) -> None:
    channel = await led_by_ben(story)
    briefing = story.slack.messages(story.ben.dm)[-1]
    await story.ben.chooses("Shift ends at", "09:10", briefing)
    await story.settle()
    await passes(story, channel, "ben", "cara", 12)
    assert "Answered before the shift ended: no" in await report(story)


async def test_drills_and_what_one_may_not_know_are_not_counted(story: Story) -> None:
    await story.ben.types("/incident declare drill checkout is down", "general")
    await story.settle()
    drill = story.slack.channel("drill-inc-1-checkout-is-down")
    await story.pressed("ben", "Take command", story.card(drill))
    await passes(story, drill, "ben", "cara", 1)
    secret = await led_by_ben(story, "private somebody copied the ledger")
    await passes(story, secret, "ben", "cara", 1)
    assert "No command was handed over in the last 90 days" in await report(story, "dev")
    assert "1 handoff" in await report(story, "ben")


@pytest.mark.parametrize("days", ["0", "-3", "soon", "99999"])
async def test_a_wrong_number_of_days_is_answered_in_words(story: Story, days: str) -> None:
    assert "Please give a number of days" in await report(story, days=days)


async def test_what_was_long_ago_is_left_out(story: Story) -> None:
    channel = await led_by_ben(story)
    await passes(story, channel, "ben", "cara", 1)
    await story.answered("cara", "/incident resolve Done", channel)
    await story.pass_time(days=3)
    assert "No command was handed over in the last 2 days" in await report(story, days="2")
    assert "1 handoff" in await report(story, days="4 days")


class TestInAThread:
    """Where no channel may be created, the incident is a thread, and so is all that is asked."""

    @staticmethod
    async def led_by_ben(story: Story) -> tuple[Channel, Message]:
        """The channel of announcements, and the message under which the incident is worked on."""
        story.slack.workspace.rules.may_create_public = False
        await story.ana.types("/incident declare checkout is down", "general")
        await story.settle()
        channel = story.slack.channel("incidents")
        for who in ("ana", "ben", "cara", "dev"):
            await story.joined(who, channel)
        await story.answered("ben", "/incident role INC-1 commander", "general")
        return channel, story.slack.messages(channel)[0]

    async def passes(self, story: Story, channel: Channel) -> None:
        await story.answered("ben", "/incident handoff INC-1 @cara", "general")
        offer = [one for one in story.slack.messages(channel) if "I have command" in one.shown][-1]
        await story.pass_time(minutes=1)
        await story.reads_back("cara", offer)

    async def test_what_whoever_comes_asks_in_it_is_counted(self, story: Story) -> None:
        channel, parent = await self.led_by_ben(story)
        await story.cara.posts("Is it the cache?", channel, thread=parent)
        await story.settle()
        await story.answered("ben", "/incident handoff INC-1 @cara", "general")
        await story.cara.posts("Is the cache warm?", channel, thread=parent)
        await story.dev.posts("Shall I call the bank?", channel, thread=parent)
        await story.ben.posts("Do you mean the second one?", channel, thread=parent)
        other = await story.dev.posts("Lunch", channel)
        await story.cara.posts("Where?", channel, thread=other)
        await story.cara.posts("Pizza?", channel)
        await story.settle()
        offer = [one for one in story.slack.messages(channel) if "I have command" in one.shown][-1]
        await story.reads_back("cara", offer)
        await story.cara.posts("Since when?", channel, thread=parent)
        await story.cara.posts("Who has the keys?", channel, thread=parent)
        await story.cara.posts("When?", channel, thread=other)
        await story.settle()
        handoff = await kept(story)
        assert (handoff.questions_before, handoff.questions_after) == (1, 2)
        await story.pass_time(minutes=31)
        await story.cara.posts("And now?", channel, thread=parent)
        await story.settle()
        assert (await kept(story)).questions_after == 2

    async def test_marks_count_for_the_messages_of_its_thread_alone(self, story: Story) -> None:
        channel, parent = await self.led_by_ben(story)
        await self.passes(story, channel)
        await story.pass_time(minutes=1)
        other = await story.dev.posts("Lunch", channel)
        elsewhere = await story.cara.posts("Where?", channel, thread=other)
        again = await story.cara.posts("Is the cache warm?", channel, thread=parent)
        for who, message in (("ben", elsewhere), ("ben", other), ("ben", again), ("dev", again)):
            await story.slack.person(who).reacts("repeat", message)
            await story.settle()
        assert (await kept(story)).asked_again == 1
        await story.pass_time(minutes=31)
        late = await story.cara.posts("Is it warm now?", channel, thread=parent)
        await story.ben.reacts("repeat", late)
        await story.settle()
        assert (await kept(story)).asked_again == 1

    async def test_of_two_threads_each_has_its_own(self, story: Story) -> None:
        channel, _ = await self.led_by_ben(story)
        await story.ana.types("/incident declare search is slow", "general")
        await story.settle()
        await story.answered("ana", "/incident role INC-2 commander", "general")
        await self.passes(story, channel)
        second = next(
            one for one in story.slack.messages(channel) if "INC-2: search is slow" in one.shown
        )
        await story.pass_time(minutes=1)
        elsewhere = await story.cara.posts("Which index?", channel, thread=second)
        await story.ben.reacts("repeat", elsewhere)
        await story.settle()
        handoff = await kept(story)
        assert (handoff.questions_after, handoff.asked_again) == (0, 0)

    async def test_a_mark_that_slack_could_not_explain_at_once_counts_later(
        self, story: Story
    ) -> None:
        channel, parent = await self.led_by_ben(story)
        await self.passes(story, channel)
        await story.pass_time(minutes=1)
        again = await story.cara.posts("Is the cache warm?", channel, thread=parent)
        story.slack.faults.add(method="conversations.replies", kind="http_500", times=1)
        await story.ben.reacts("repeat", again)
        await story.settle()
        await story.pass_time(minutes=5)
        assert (await kept(story)).asked_again == 1


class TestAFirstUpdate:
    async def test_the_new_commander_is_asked_once_for_it(self, story: Story) -> None:
        channel = await led_by_ben(story, "sev4 checkout is slow")
        await passes(story, channel, "ben", "cara", 1)
        await story.pass_time(minutes=29)
        assert self.asked(story, channel) == 0
        await story.pass_time(minutes=1)
        assert self.asked(story, channel) == 1
        await story.pass_time(minutes=45)
        assert self.asked(story, channel) == 1

    async def test_not_where_they_have_written_one(self, story: Story) -> None:
        channel = await led_by_ben(story, "sev4 checkout is slow")
        await passes(story, channel, "ben", "cara", 1)
        await story.answered("cara", "/incident update I am on it", channel)
        await story.pass_time(minutes=45)
        assert self.asked(story, channel) == 0

    async def test_not_where_the_cadence_asks_sooner(self, story: Story) -> None:
        channel = await led_by_ben(story, "sev1 checkout is down")
        await passes(story, channel, "ben", "cara", 1)
        await story.pass_time(minutes=45)
        assert self.asked(story, channel) == 0
        assert any("An update is due" in one.shown for one in story.slack.messages(channel))

    @staticmethod
    def asked(story: Story, channel: Channel) -> int:
        return sum("you have had command" in one.shown for one in story.slack.messages(channel))


class TestAnotherEmoji:
    @pytest.fixture
    def organisation(self) -> Organisation:
        return Organisation.model_validate(
            {"handoffs": {"asked_again_emoji": ":arrows_clockwise:"}}
        )

    async def test_is_the_one_that_counts(self, story: Story) -> None:
        channel = await led_by_ben(story)
        offer = await passes(story, channel, "ben", "cara", 1)
        again = await story.cara.posts("Is it warm?", channel, thread=offer)
        await story.ben.reacts("repeat", again)
        await story.settle()
        assert (await kept(story)).asked_again == 0
        await story.ben.reacts("arrows_clockwise", again)
        await story.settle()
        assert (await kept(story)).asked_again == 1
