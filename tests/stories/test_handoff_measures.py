"""How well command is handed over: what is counted as it happens, and `/incident handoffs`, which names nobody."""

import pytest
from sqlalchemy import select

from models.organisation import Organisation
from models.role import Handoff
from sandbox.state import Channel, Message
from tests.stories.conftest import Story, plain


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
    assert "Questions: 1 before, 1 after" in await report(story)


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
    assert "Asked what had been answered: in 1 of 1 (100 %; target: under 10 %)" in await report(
        story
    )


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
    assert "Everywhere, 2 handoffs" in shown
    assert "In writing: half within 10 min; 1 of 2 under 15 min" in shown
    assert "Next update: half within 10 min; 1 without one" in shown
    assert "passed on within 30 min: 0" in shown
    assert "Fewer than 10 say little" in shown
    for name in ("@Ben", "@Cara", "@Dev", "INC-1"):
        assert name not in shown


async def test_passed_on_soon_and_in_a_call(story: Story) -> None:
    channel = await led_by_ben(story, "sev1 checkout is down")
    await passes(story, channel, "ben", "cara", 3)
    await passes(story, channel, "cara", "dev", 8)
    shown = await report(story, days="7")
    assert "In a call: half within 5 min; 1 of 2 under 5 min" in shown
    assert "passed on within 30 min: 1" in shown


async def test_whether_it_was_answered_before_the_shift_ended(story: Story) -> None:
    channel = await led_by_ben(story)
    briefing = story.slack.messages(story.ben.dm)[-1]
    await story.ben.chooses("Shift ends at", "09:10", briefing)
    await story.settle()
    await passes(story, channel, "ben", "cara", 12)
    assert "Answered before the shift ended: 0 of 1" in await report(story)


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
