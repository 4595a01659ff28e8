"""Which events reach the app, how they look, and what happens when it does not take them."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Sandbox
from sandbox.deliveries import Deliveries
from sandbox.journal import Attempt, Delivery
from sandbox.manifest import BadManifest, sample_manifest
from tests.sandbox.payloads import section


class Ear:
    """An app that is only an ear: it hears deliveries and answers as it is told to."""

    def __init__(self, deliveries: Deliveries) -> None:
        self.deliveries = deliveries
        self.heard: list[tuple[Delivery, Attempt]] = []
        self.status: int | None = 200
        deliveries.transport = self.hear

    def hear(self, delivery: Delivery, attempt: Attempt) -> None:
        self.heard.append((delivery, attempt))
        if self.status is not None:
            self.deliveries.answered(attempt, self.status)

    def events(self, kind: str = "") -> list[dict[str, Any]]:
        """The inner events that were heard, all or those of one type."""
        inner = [delivery.payload["event"] for delivery, _attempt in self.heard]
        return [event for event in inner if kind in ("", event["type"])]

    @property
    def subscriptions(self) -> list[str]:
        return [delivery.about.removeprefix("event ") for delivery, _attempt in self.heard]


@pytest.fixture
def ear(slack: Sandbox) -> Ear:
    return Ear(slack.core.deliveries)


@pytest.fixture
async def team(client: AsyncWebClient, ana: Person, ear: Ear) -> str:
    """A channel with the app and Ana in it; what its making caused is forgotten."""
    room = (await client.conversations_create(name="team"))["channel"]["id"]
    await client.conversations_invite(channel=room, users=ana.id)
    ear.heard.clear()
    return str(room)


async def test_an_event_in_its_envelope(slack: Sandbox, ear: Ear, team: str, ana: Person) -> None:
    message = await ana.posts("hello & <b>", channel=team)
    ((delivery, _attempt),) = ear.heard
    outer = delivery.payload
    assert outer["type"] == "event_callback"
    assert outer["team_id"] == slack.workspace.team_id
    assert outer["event_id"].startswith("Ev")
    assert outer["authorizations"][0]["user_id"] == slack.bot.id
    event = outer["event"]
    assert (event["type"], event["channel_type"], event["ts"]) == ("message", "channel", message.ts)
    assert event["text"] == "hello &amp; &lt;b&gt;"
    assert "bot_id" not in event


async def test_a_mention_comes_as_two_events(
    slack: Sandbox, ear: Ear, team: str, ana: Person
) -> None:
    await ana.posts(f"@{slack.bot.handle} status?", channel=team)
    assert ear.subscriptions == ["message.channels", "app_mention"]
    ids = {delivery.payload["event_id"] for delivery, _attempt in ear.heard}
    assert len(ids) == 2


async def test_nothing_comes_from_where_the_app_is_not(ear: Ear, ana: Person) -> None:
    message = await ana.posts("secret", channel="payments")
    await ana.reacts("eyes", message)
    await ana.pins(message)
    await ana.edits(message, "changed")
    await ana.deletes(message)
    assert ear.heard == []


async def test_messages_by_kind_of_conversation(
    slack: Sandbox, client: AsyncWebClient, ear: Ear, ana: Person, ben: Person
) -> None:
    private = (await client.conversations_create(name="hidden", is_private=True))["channel"]["id"]
    await client.conversations_invite(channel=private, users=ana.id)
    group = (await client.conversations_open(users=[ana.id, ben.id]))["channel"]["id"]
    ear.heard.clear()
    for place in (private, group, ana.dm):
        await ana.posts("x", channel=slack.channel(place))
    assert ear.subscriptions == ["message.groups", "message.mpim", "message.im"]


async def test_the_app_hears_itself(client: AsyncWebClient, ear: Ear, team: str) -> None:
    await client.chat_postMessage(channel=team, text="x", blocks=[section("y")])
    (event,) = ear.events()
    assert event["bot_id"]


async def test_edits_and_deletions_carry_before_and_after(ear: Ear, team: str, ana: Person) -> None:
    message = await ana.posts("first", channel=team)
    await ana.edits(message, "second")
    await ana.deletes(message)
    changed, deleted = ear.events()[1:]
    assert (changed["subtype"], deleted["subtype"]) == ("message_changed", "message_deleted")
    assert changed["message"]["text"] == "second"
    assert changed["previous_message"]["text"] == "first"
    assert deleted["deleted_ts"] == message.ts


async def test_reactions_and_pins(ear: Ear, team: str, ana: Person) -> None:
    message = await ana.posts("x", channel=team)
    await ana.reacts("eyes", message)
    await ana.unreacts("eyes", message)
    await ana.pins(message)
    await ana.unpins(message)
    (added,) = ear.events("reaction_added")
    assert added["item"] == {"type": "message", "channel": team, "ts": message.ts}
    assert added["item_user"] == ana.id
    assert len(ear.events("reaction_removed")) == 1
    (pinned,) = ear.events("pin_added")
    assert pinned["item"]["message"]["ts"] == message.ts
    assert len(ear.events("pin_removed")) == 1


async def test_people_come_and_go_and_rooms_change(
    ear: Ear, team: str, ana: Person, ben: Person
) -> None:
    await ana.invites(ben, team)
    await ben.leaves(team)
    await ana.sets_topic(team, "steady")
    await ana.renames(team, "crew")
    await ana.archives("crew")
    await ana.unarchives("crew")
    (joined,) = ear.events("member_joined_channel")
    assert (joined["user"], joined["inviter"]) == (ben.id, ana.id)
    assert len(ear.events("member_left_channel")) == 1
    (renamed,) = ear.events("channel_rename")
    assert renamed["channel"]["name"] == "crew"
    assert len(ear.events("channel_archive")) == 1
    assert len(ear.events("channel_unarchive")) == 1
    topics = [e for e in ear.events("message") if e.get("subtype") == "channel_topic"]
    assert topics[0]["topic"] == "steady"


async def test_a_new_public_channel_is_told_wherever_the_app_is(ear: Ear, ana: Person) -> None:
    await ana.creates("fresh")
    await ana.creates("hidden", private=True)
    (created,) = ear.events("channel_created")
    assert created["channel"]["name"] == "fresh"


async def test_the_app_removed_from_a_channel_hears_no_more(
    slack: Sandbox, ear: Ear, team: str, ana: Person
) -> None:
    await ana.removes(slack.bot, team)
    ear.heard.clear()
    await ana.posts("alone at last", channel=team)
    assert ear.heard == []


async def test_staff_changes_where_the_app_asked_for_them(slack: Sandbox, ear: Ear) -> None:
    more = {"user_change", "team_join", "subteam_members_changed"}
    slack.workspace.app = replace(slack.workspace.app, events=frozenset(more))
    slack.staff.hire("kim", "Kim Park", "Asia/Seoul")
    slack.staff.let_go("kim")
    slack.staff.regroup("team-payments", ["ana", "cara"])
    assert [event["type"] for event in ear.events()] == [
        "team_join",
        "user_change",
        "subteam_members_changed",
    ]
    assert ear.events("user_change")[0]["user"]["deleted"]
    assert ear.events("subteam_members_changed")[0]["added_users_count"] == 1


async def test_an_app_that_is_removed_hears_of_it(slack: Sandbox, ear: Ear) -> None:
    events = frozenset({"tokens_revoked", "app_uninstalled"})
    slack.workspace.app = replace(slack.workspace.app, events=events)
    slack.staff.uninstall()
    assert [event["type"] for event in ear.events()] == ["tokens_revoked", "app_uninstalled"]


@pytest.mark.parametrize("status", [500, None])
async def test_an_event_is_sent_four_times(
    slack: Sandbox, ear: Ear, team: str, ana: Person, status: int | None
) -> None:
    ear.status = status
    await ana.posts("x", channel=team)
    await slack.advance(timedelta(minutes=10), grace=0)
    numbers = [attempt.number for _delivery, attempt in ear.heard]
    assert numbers == [0, 1, 2, 3]
    reason = "http_timeout" if status is None else "http_error"
    assert [attempt.reason for _delivery, attempt in ear.heard] == ["", *[reason] * 3]
    assert len({delivery.payload["event_id"] for delivery, _attempt in ear.heard}) == 1
    assert len({attempt.envelope_id for _delivery, attempt in ear.heard}) == 4
    sent = [attempt.sent for _delivery, attempt in ear.heard]
    lost = timedelta(seconds=3 if status is None else 0)
    gaps = [later - earlier - lost for earlier, later in pairwise(sent)]
    assert gaps == [timedelta(0), timedelta(minutes=1), timedelta(minutes=5)]


async def test_an_event_taken_at_the_second_attempt_is_done(
    slack: Sandbox, ear: Ear, team: str, ana: Person
) -> None:
    ear.status = None
    await ana.posts("x", channel=team)
    await slack.advance(timedelta(seconds=2))
    ear.status = 200
    await slack.advance(timedelta(minutes=10), grace=0)
    assert [attempt.outcome for _delivery, attempt in ear.heard] == ["timed_out", "acknowledged"]
    assert ear.heard[0][0].outcome == "acknowledged"


async def test_what_people_do_is_never_sent_again(slack: Sandbox, ear: Ear, ana: Person) -> None:
    ear.status = 500
    assert (await ana.types("/sample")).failed
    await slack.advance(timedelta(minutes=10), grace=0)
    assert len(ear.heard) == 1


async def test_tricks_on_the_way(slack: Sandbox, ear: Ear, team: str, ana: Person) -> None:
    def texts() -> list[str]:
        heard = [event["text"] for event in ear.events()]
        ear.heard.clear()
        return heard

    slack.tricks.add("twice", about="event message.*")
    await ana.posts("again", channel=team)
    assert {d.payload["event_id"] for d, _ in ear.heard} == {ear.heard[0][0].payload["event_id"]}
    assert texts() == ["again", "again"]

    slack.tricks.add("lost")
    await ana.posts("gone", channel=team)
    assert texts() == []

    slack.tricks.add("reversed", times=3)
    for word in ("one", "two", "three"):
        await ana.posts(word, channel=team)
    assert texts() == ["three", "two", "one"]

    slack.tricks.add("late", seconds=90)
    await ana.posts("slow", channel=team)
    await slack.advance(timedelta(seconds=89))
    assert texts() == []
    await slack.advance(timedelta(seconds=1))
    assert texts() == ["slow"]

    slack.tricks.add("lost", about="ana types *")
    slack.tricks.clear()
    await ana.posts("plain", channel=team)
    assert texts() == ["plain"]
    with pytest.raises(ValueError, match="No trick is called"):
        slack.tricks.add("upside_down")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "scopes", "says"),
    [
        ("file_shared", ["files:read"], "has not been taught the event file_shared"),
        ("reaction_added", ["chat:write"], "needs one of these scopes: reactions:read"),
    ],
)
def test_an_app_cannot_subscribe_to_what_it_may_not_or_cannot_hear(
    event: str, scopes: list[str], says: str
) -> None:
    manifest = sample_manifest()
    manifest["settings"]["event_subscriptions"]["bot_events"] = [event]
    manifest["oauth_config"]["scopes"]["bot"] = scopes
    with pytest.raises(BadManifest, match=says):
        Sandbox(manifest)
