"""Where no channel may be created, an incident lives in a thread of its announcement, from first to last."""

from datetime import timedelta

import pytest

from models.organisation import Bookmark, Organisation
from models.organisation_parts import Invites
from sandbox.state import Channel, Message
from tests.kill.record import Record
from tests.kill.whole import doubled, key_of
from tests.stories.conftest import Story, plain


@pytest.fixture
def organisation() -> Organisation:
    return Organisation(
        bookmarks=(Bookmark(title="Dashboards", link="https://grafana.example/checkout"),),
        invites=Invites(always=("ben@example.com",)),
    )


@pytest.fixture
async def story(quiet_story: Story) -> Story:
    quiet_story.slack.person("ben").user.email = "ben@example.com"
    await quiet_story.bot_starts()
    await quiet_story.settle()
    quiet_story.slack.workspace.rules.may_create_public = False
    return quiet_story


async def _declared(story: Story) -> Channel:
    await story.ana.types("/incident declare checkout is down", "general")
    await story.settle()
    return story.slack.channel("incidents")


def _thread(story: Story) -> list[Message]:
    """The announcement and everything under it."""
    return story.slack.messages("incidents")


def _shown(story: Story) -> list[str]:
    return [plain(one.shown) for one in _thread(story)]


def _said(story: Story, words: str) -> list[str]:
    return [one for one in _shown(story) if words in one]


def _told(story: Story, handle: str, words: str) -> list[str]:
    """The direct messages of the bot to a person that hold these words."""
    directly = story.slack.messages(story.slack.person(handle).dm)
    return [plain(one.shown) for one in directly if words in plain(one.shown)]


async def _archived_unheard(story: Story) -> None:
    """Their channel is archived, and Slack tells nobody of it."""
    await story.joined("ana", "incidents")
    await story.settle()
    story.slack.tricks.add("lost", about="event *", times=9)
    await story.ana.archives("incidents")
    await story.settle()
    story.slack.tricks.clear()
    assert not _told(story, "ana", "was archived while")


def _card(story: Story) -> Message:
    (found,) = [one for one in _thread(story) if key_of(one).startswith("card:")]
    return found


async def test_the_announcement_is_the_parent_and_the_card_its_reply(story: Story) -> None:
    members = {*story.slack.channel("incidents").members, story.slack.bot.id}
    channel = await _declared(story)
    parent, *replies = _thread(story)
    assert "INC-1: checkout is down" in parent.shown
    assert "Muster may not create channels in this workspace" in parent.shown
    assert "a thread in #incidents" in parent.shown
    assert {one.thread_ts for one in replies} == {parent.ts}
    assert "Slack takes no commands in threads" in _card(story).shown
    # What only a channel has is left alone, and nobody is put into the channel of announcements.
    assert (channel.topic, channel.pins, channel.bookmarks) == ("", [], [])
    assert {*channel.members} == members
    assert [one for one in _shown(story) if "@Ana" in one and "@Ben" in one]
    assert "Everything happens in a thread in #incidents" in story.whispered("ana")
    assert "It is worked on in a thread in #incidents" in story.told("ana")
    assert "/incident severity INC-1" in story.told("ana")
    assert doubled(story.slack) == []


async def test_the_whole_life_goes_on_in_the_thread(story: Story) -> None:
    await _declared(story)
    parent = _thread(story)[0]
    await story.pressed("cara", "Take command", _card(story))
    assert "Cara" in _card(story).shown
    await story.answered("ana", "/incident update INC-1 We are rolling back", "general")
    await story.answered("ana", "/incident severity INC-1 sev1", "general")
    await story.answered("ana", "/incident handoff INC-1 @dev he is fresh", "general")
    await story.pass_time(minutes=15)
    await story.answered("ana", "/incident resolve INC-1 It was the release", "general")
    await story.pass_time(minutes=1)

    assert {one.thread_ts for one in _thread(story)[1:]} == {parent.ts}
    shown = _shown(story)
    for words in (
        "is incident commander",
        "We are rolling back",
        "changed severity from SEV-3 to SEV-1",
        "asks you to take command",
        "An update is due",
        "Resolved after 15 min",
    ):
        assert [one for one in shown if words in one], words
    assert not [one for one in _thread(story) if key_of(one).startswith("update:")], "said once"
    assert [one for one in _thread(story) if key_of(one).startswith("review:")]
    assert doubled(story.slack) == []


async def test_join_shows_the_way_and_adds_nobody(story: Story) -> None:
    channel = await _declared(story)
    before = len(_thread(story))
    await story.pressed("cara", "Join", _thread(story)[0])
    assert "is worked on in a thread in #incidents" in story.whispered("cara")
    assert len(_thread(story)) == before
    assert channel.members.count(story.cara.id) == 1


async def test_who_is_called_is_called_once(story: Story) -> None:
    await _declared(story)
    await story.answered("ana", "/incident severity INC-1 sev1", "general")
    await story.answered("ana", "/incident severity INC-1 sev2", "general")
    calls = [one for one in _shown(story) if "you are asked to help" in one]
    assert len(calls) == 1
    await story.answered("ana", "/incident role INC-1 scribe @dev", "general")
    calls = [one for one in _shown(story) if "you are asked to help" in one]
    assert len(calls) == 1, "the line about the role names them already"


async def test_a_command_in_the_channel_of_announcements_must_name_the_incident(
    story: Story,
) -> None:
    await _declared(story)
    answer = await story.answered("ana", "/incident update We are rolling back", "incidents")
    assert "Which incident?" in answer
    assert "a thread in #incidents" in answer


async def test_what_people_write_in_the_thread_is_activity(story: Story) -> None:
    channel = await _declared(story)
    assert story.program is not None
    record = Record(story.program.database)
    await story.joined("ana", channel)
    await story.ana.posts("hello all", channel)
    await story.settle()
    ((_, room),) = await record.incidents()
    assert room is not None
    assert room.active_at is None
    await story.ana.posts("looking at it", channel, thread=_thread(story)[0])
    await story.settle()
    ((_, room),) = await record.incidents()
    assert room is not None
    assert room.active_at == story.slack.clock.now()


async def test_a_thread_stays_a_thread_and_the_next_incident_gets_its_channel(
    story: Story,
) -> None:
    await _declared(story)
    story.slack.workspace.rules.may_create_public = True
    await story.answered("ana", "/incident update INC-1 We are rolling back", "general")
    assert not [one for one in story.slack.workspace.channels.values() if "inc-1" in one.name]
    channel = await story.declared("search is slow")
    assert channel.name == "inc-2-search-is-slow"
    assert "Muster may not create channels" not in story.slack.messages("incidents")[-1].shown


@pytest.mark.parametrize("code", ["restricted_action", "user_is_restricted", "no_permission"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_each_of_slacks_words_for_it_is_understood(story: Story, code: str) -> None:
    story.slack.faults.add(method="conversations.create", kind="error", error=code)
    await _declared(story)
    assert "Muster may not create channels" in _thread(story)[0].shown


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.getPermalink"])
@pytest.mark.parametrize("kind", ["timeout_after", "http_500", "ratelimited"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_bad_day_doubles_nothing(quiet_story: Story, method: str, kind: str) -> None:
    story = quiet_story
    story.settings.slack_timeout_seconds = 1.0
    await story.bot_starts()
    await story.settle()
    story.slack.workspace.rules.may_create_public = False
    story.slack.faults.add(method=method, kind=kind, retry_after=3)  # type: ignore[arg-type]
    await story.ana.types("/incident declare checkout is down")
    await story.pass_time(minutes=1)
    parent, *replies = _thread(story)
    assert {one.thread_ts for one in replies} == {parent.ts}
    assert "Nobody has command yet" in parent.shown
    _card(story)
    assert doubled(story.slack) == []


async def test_where_channels_are_allowed_before_the_thread_stands_it_is_announced_once(
    story: Story,
) -> None:
    story.slack.faults.add(method="chat.getPermalink", kind="http_500", times=2)
    await _declared(story)
    assert "its channel is on the way" in _shown(story)[0]
    story.slack.workspace.rules.may_create_public = True
    await story.pass_time(minutes=2)
    (announced,) = _shown(story)
    assert "#inc-1-checkout-is-down" in announced
    assert story.ana.id in story.slack.channel("inc-1-checkout-is-down").members
    await story.answered("ana", "/incident severity INC-1 sev1", "general")
    assert "SEV-1" in _thread(story)[0].shown


async def test_nor_does_a_channel_wait_for_an_announcement_that_cannot_be_looked_for(
    story: Story,
) -> None:
    story.slack.faults.add(method="chat.getPermalink", kind="http_500", times=2)
    story.slack.faults.add(
        method="conversations.history", kind="error", error="not_in_channel", times=None
    )
    await _declared(story)
    story.slack.workspace.rules.may_create_public = True
    await story.pass_time(minutes=2)
    assert story.ana.id in story.slack.channel("inc-1-checkout-is-down").members


async def test_a_drill_says_so_in_its_thread(story: Story) -> None:
    await story.ana.types("/incident declare drill checkout is down", "general")
    await story.settle()
    assert "drill" in _thread(story)[0].shown.casefold()
    assert "drill" in _card(story).shown.casefold()
    (called,) = [one for one in _shown(story) if "you are asked to help" in one]
    assert "This is a drill." in called


async def test_without_any_channel_to_announce_it_whoever_declared_is_told(story: Story) -> None:
    await story.ana.renames("incidents", "old-incidents")
    await story.ana.archives("old-incidents")
    await story.bot_stops()
    await story.bot_starts()
    await story.ana.types("/incident declare checkout is down", "general")
    await story.pass_time(minutes=20)
    told = story.told("ana")
    assert told.count("stood in the way of opening this incident's channel") == 1
    assert "restricted_action" in told
    # And when somebody has made that channel, the thread begins.
    await story.ana.creates("incidents")
    await story.pass_time(minutes=11)
    assert "a thread in #incidents" in _thread(story)[0].shown
    _card(story)


async def test_a_private_incident_waits_for_its_channel_and_says_what_to_ask_for(
    story: Story,
) -> None:
    story.slack.workspace.rules.may_create_private = False
    await story.ana.types("/incident declare private somebody copied the ledger", "general")
    await story.pass_time(minutes=40)
    assert not story.slack.messages("incidents")
    told = [plain(one.shown) for one in story.slack.messages(story.ana.dm)]
    (asked,) = [one for one in told if "copied the ledger" in one]
    assert "it needs a channel of its own" in asked
    assert "ask an administrator" in asked
    assert "INC-1" in await story.answered("ana", "/incident list", "general")

    story.slack.workspace.rules.may_create_private = True
    await story.pass_time(minutes=11)
    channel = story.slack.channel("inc-1-somebody-copied-the-ledger")
    assert channel.private
    assert story.ana.id in channel.members
    assert not story.slack.messages("incidents")


async def test_what_is_over_already_is_told_to_nobody_and_waits_for_its_channel(
    story: Story,
) -> None:
    now = story.slack.clock.now()
    await story.ana.types_for_form("/incident declare", "general")
    await story.ana.fills("What is happening?", "Search was slow")
    await story.settle()
    await story.ana.chooses("How is it meant?", ["It is over already"])
    await story.settle()
    await story.ana.chooses("When did it begin?", now - timedelta(hours=5))
    await story.ana.chooses("When did it end?", now - timedelta(hours=3))
    await story.ana.chooses("Does it need a place?", ["Open a channel for it"])
    assert (await story.ana.submits()).errors == {}
    await story.pass_time(minutes=40)
    assert not _thread(story)
    assert story.told("ana").count("Muster may not create channels in this workspace") == 1

    story.slack.workspace.rules.may_create_public = True
    await story.pass_time(minutes=11)
    assert story.ana.id in story.slack.channel("inc-1-search-was-slow").members
    assert not _thread(story)


class TestItsChannelIsArchived:
    async def test_whoever_leads_is_told_at_once_and_the_thread_that_it_goes_on(
        self, story: Story
    ) -> None:
        await _declared(story)
        await story.joined("ana", "incidents")
        await story.ana.archives("incidents")
        await story.settle()
        told = story.told("ana")
        assert "#incidents was archived while INC-1: checkout is down is worked on" in told
        assert "unarchive #incidents" in told
        await story.answered("ana", "/incident note INC-1 the pool is full", "general")
        await story.pass_time(minutes=3)
        assert "the pool is full" in story.told("ana")

        await story.ana.unarchives("incidents")
        await story.settle()
        assert len(_said(story, "Muster is here again")) == 1
        assert story.told("ana").count("was archived while") == 1
        await story.ana.archives("incidents")
        await story.settle()
        assert story.told("ana").count("was archived while") == 2
        assert "stood in the way" not in story.told("ana")
        assert doubled(story.slack) == []

    async def test_resolved_meanwhile_it_shows_so_and_its_review_once_it_is_back(
        self, story: Story
    ) -> None:
        await _declared(story)
        await story.joined("ana", "incidents")
        await story.ana.archives("incidents")
        await story.answered("ana", "/incident resolve INC-1 It was the release", "general")
        await story.pass_time(hours=1)
        await story.ana.unarchives("incidents")
        await story.pass_time(minutes=1)
        assert "Resolved" in _card(story).shown
        assert "resolved after" in _thread(story)[0].shown
        assert "Take command" not in _thread(story)[0].shown
        assert len(_said(story, "Review of INC-1")) == 1
        assert doubled(story.slack) == []

    async def test_resolved_before_anybody_knew_of_it_all_is_put_right_too(
        self, story: Story
    ) -> None:
        await _declared(story)
        await _archived_unheard(story)
        await story.answered("ana", "/incident cancel INC-1 It was a test", "general")
        await story.pass_time(minutes=20)
        assert not _told(story, "ana", "was archived while")
        await story.ana.unarchives("incidents")
        await story.settle()
        assert "Cancelled" in _card(story).shown
        assert "cancelled after" in _thread(story)[0].shown

    async def test_whoever_is_called_meanwhile_is_called_once_it_is_back(
        self, story: Story
    ) -> None:
        await _declared(story)
        await story.joined("ana", "incidents")
        await story.ana.archives("incidents")
        await story.answered("ana", "/incident task INC-1 call the bank @cara", "general")
        await story.pass_time(minutes=20)
        assert "stood in the way" not in story.told("ana")
        await story.ana.unarchives("incidents")
        await story.settle()
        (called,) = [one for one in _said(story, "you are asked to help") if "@Cara" in one]
        assert "@Ana" not in called

    async def test_each_who_leads_several_is_told_of_all_of_them_in_one_message(
        self, story: Story
    ) -> None:
        for who, what in (("ana", "checkout"), ("ben", "search"), ("ana", "cart"), ("dev", "mail")):
            await story.slack.person(who).types(f"/incident declare {what} is down", "general")
            await story.settle()
        await story.answered("dev", "/incident resolve INC-4 It was a typo", "general")
        await story.pass_time(minutes=1)
        await story.joined("ana", "incidents")
        await story.ana.archives("incidents")
        await story.settle()
        (told,) = _told(story, "ana", "was archived while")
        assert "INC-1: checkout is down" in told
        assert "The same goes for INC-3." in told
        (told,) = _told(story, "ben", "was archived while")
        assert "INC-2: search is down" in told
        assert "INC-3" not in told
        assert not _told(story, "dev", "was archived while"), "what is over goes on nowhere"

        await story.ana.unarchives("incidents")
        await story.settle()
        parents = {
            one.thread_ts for one in _thread(story) if "Muster is here again" in plain(one.shown)
        }
        assert len(_said(story, "Muster is here again")) == len(parents) == 3

    async def test_where_nobody_told_of_it_the_next_word_finds_it_for_all(
        self, story: Story
    ) -> None:
        await _declared(story)
        await story.ben.types("/incident declare search is down", "general")
        await story.settle()
        await _archived_unheard(story)
        await story.answered("ana", "/incident note INC-1 the pool is full", "general")
        for who in ("ana", "ben"):
            assert len(_told(story, who, "was archived while")) == 1
        timeline = await story.answered("ben", "/incident timeline INC-2", "general")
        assert "The channel was archived." in timeline


async def test_put_out_of_its_channel_once_that_is_private_the_bot_says_how_to_bring_it_back(
    story: Story,
) -> None:
    channel = await _declared(story)
    await story.joined("ana", channel)
    channel.kind = "private"
    await story.ana.removes(story.slack.bot, channel)
    await story.settle()
    (told,) = _told(story, "ana", "Muster is not in #incidents any longer")
    assert "INC-1: checkout is down is worked on in a thread" in told
    assert "type /invite @muster in #incidents" in told
    await story.ana.invites(story.slack.bot, channel)
    await story.settle()
    assert len(_said(story, "Muster is here again")) == 1
