"""Joining and following: one press from the announcement brings people in, or the news to them."""

import pytest

from tests.kill.record import Record
from tests.kill.whole import doubled
from tests.stories.conftest import Story, plain
from workflows.subscriptions import TellSubscriber


def _announcement(story: Story) -> str:
    return story.slack.messages("incidents")[0].shown


def _dm(story: Story, handle: str) -> list[str]:
    return [plain(one.shown) for one in story.slack.messages(story.slack.person(handle).dm)]


async def test_a_press_on_join_invites_whoever_presses(story: Story) -> None:
    channel = await story.declared()
    assert story.cara.id not in channel.members
    await story.pressed("cara", "Join", story.slack.messages("incidents")[0])
    assert story.cara.id in channel.members
    assert "INC-1: checkout is down is worked on in #inc-1" in story.whispered("cara")

    # Once more does no harm, and neither does typing it.
    await story.pressed("cara", "Join", story.slack.messages("incidents")[0])
    await story.answered("dev", "/incident join INC-1", "general")
    assert story.dev.id in channel.members
    assert not [one for one in story.slack.messages(channel) if "did not let in" in one.shown]


async def test_an_ended_incident_offers_neither(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident resolve rolled back", channel)
    for button in ("Join", "Subscribe", "Take command"):
        assert button not in _announcement(story)
    answer = await story.answered("ben", "/incident subscribe INC-1", "general")
    assert "INC-1 was resolved" in answer


async def test_a_subscriber_gets_updates_severity_and_the_end_and_then_nothing(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.pressed("cara", "Subscribe", story.slack.messages("incidents")[0])
    assert "You get a direct message about INC-1: checkout is down" in story.whispered("cara")

    await story.answered("ana", "/incident update We are rolling back", channel)
    await story.answered("ana", "/incident severity sev1 all regions", channel)
    await story.answered("ana", "/incident note The queue grows", channel)
    await story.answered("ana", "/incident resolve It was the release", channel)
    update, severity, end = _dm(story, "cara")
    assert "INC-1: checkout is down" in update
    assert "We are rolling back" in update
    assert "changed severity from SEV-3 to SEV-1: all regions" in severity
    assert "resolved it: It was the release" in end
    assert "It is over, so these messages end here." in end

    await story.answered("ana", "/incident reopen It is back", channel)
    await story.answered("ana", "/incident update It is back", channel)
    assert len(_dm(story, "cara")) == 3
    assert doubled(story.slack) == []


async def test_news_that_waits_for_slack_reaches_everybody_though_it_is_over_by_then(
    story: Story,
) -> None:
    channel = await story.declared()
    await story.answered("cara", "/incident subscribe INC-1", "general")
    story.slack.faults.add(method="conversations.open", kind="http_500", times=None)
    await story.answered("ana", "/incident update We are rolling back", channel)
    await story.answered("ana", "/incident resolve It was the release", channel)
    assert _dm(story, "cara") == []
    story.slack.faults.clear()
    await story.pass_time(minutes=5)
    news, end = _dm(story, "cara")
    assert "We are rolling back" in news
    assert "these messages end here" not in news
    assert "It was the release" in end
    assert "these messages end here" in end


async def test_whoever_joins_what_is_over_is_told_so(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ana", "/incident cancel A false alarm", channel)
    answer = await story.answered("cara", "/incident join INC-1", "general")
    assert "is over. It was worked on in #inc-1" in answer
    answer = await story.answered("cara", "/incident catchup INC-1", "general")
    assert "Nobody had command" in answer


async def test_subscribing_twice_changes_nothing_and_a_press_ends_it(story: Story) -> None:
    channel = await story.declared()
    await story.answered("ben", "/incident subscribe INC-1", "general")
    answer = await story.answered("ben", "/incident subscribe INC-1", "general")
    assert "You are subscribed to INC-1 already" in answer
    await story.answered("ana", "/incident update We are rolling back", channel)
    (first,) = story.slack.messages(story.ben.dm)
    await story.ben.presses("Unsubscribe", first)
    await story.settle()
    await story.answered("ana", "/incident update All is well", channel)
    assert len(_dm(story, "ben")) == 1
    answer = await story.answered("ben", "/incident unsubscribe INC-1", "general")
    assert "You are not subscribed to INC-1" in answer


async def test_in_the_channel_the_incident_need_not_be_named(story: Story) -> None:
    channel = await story.declared()
    assert "Subscribed" in await story.answered("ben", "/incident subscribe", channel)
    assert "No more" in await story.answered("ben", "/incident unsubscribe", channel)


async def test_who_cannot_be_reached_keeps_nobody_else_waiting(story: Story) -> None:
    channel = await story.declared()
    for handle in ("ben", "cara"):
        await story.answered(handle, "/incident subscribe INC-1", "general")
    story.slack.staff.let_go("ben")
    await story.answered("ana", "/incident update We are rolling back", channel)
    assert len(_dm(story, "cara")) == 1
    # The subscription of somebody who is gone is over, and the channel is not bothered with it.
    await story.answered("ana", "/incident update All is well", channel)
    assert len(_dm(story, "cara")) == 2
    assert not [one for one in story.slack.messages(channel) if "stood in the way" in one.shown]
    assert story.program is not None
    tried = await Record(story.program.database).arguments(TellSubscriber.kind())
    assert [one["slack_id"] for one in tried].count(story.ben.id) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_news_that_slack_took_without_answering_is_not_sent_twice(
    quiet_story: Story,
) -> None:
    story = quiet_story
    story.settings.slack_timeout_seconds = 1.0
    await story.bot_starts()
    channel = await story.declared()
    await story.answered("cara", "/incident subscribe INC-1", "general")
    await story.settle()
    story.slack.faults.add(method="chat.postMessage", kind="timeout_after", times=3)
    await story.ana.types("/incident update We are rolling back", channel)
    await story.pass_time(minutes=1)
    assert len(_dm(story, "cara")) == 1
    assert doubled(story.slack) == []


async def test_an_incident_that_does_not_exist_cannot_be_followed(story: Story) -> None:
    answer = await story.answered("ben", "/incident subscribe INC-7", "general")
    assert "There is no INC-7" in answer
    assert "You typed: /incident subscribe INC-7" in answer


class TestPrivate:
    async def test_an_outsider_cannot_tell_that_there_is_anything_to_follow(
        self, story: Story
    ) -> None:
        await story.declared("private somebody copied the ledger")
        for command in ("subscribe", "join", "unsubscribe"):
            hidden = await story.answered("ben", f"/incident {command} INC-1", "general")
            missing = await story.answered("ben", f"/incident {command} INC-9", "general")
            assert hidden.replace("INC-1", "INC-9") == missing

    async def test_whoever_left_gets_no_more_news(self, story: Story) -> None:
        channel = await story.declared("private somebody copied the ledger")
        for handle in ("ben", "cara"):
            await story.ana.invites(story.slack.person(handle), channel)
            await story.settle()
            await story.answered(handle, "/incident subscribe", channel)
        await story.ben.leaves(channel)
        await story.settle()
        await story.answered("ana", "/incident update Access is closed", channel)
        assert not [one for one in _dm(story, "ben") if "Access is closed" in one]
        assert [one for one in _dm(story, "cara") if "Access is closed" in one]


async def test_news_of_a_drill_says_so(story: Story) -> None:
    await story.ana.types("/incident declare drill checkout is down", "general")
    await story.settle()
    channel = story.slack.channel("drill-inc-1-checkout-is-down")
    await story.answered("cara", "/incident subscribe INC-1", "general")
    await story.answered("ana", "/incident update We are rolling back", channel)
    assert "DRILL INC-1" in _dm(story, "cara")[-1]
