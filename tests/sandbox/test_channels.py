"""conversations.*: rules of making, joining, inviting, naming and closing."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Sandbox
from tests.sandbox.conftest import refusal, refused, violations


async def test_the_creator_is_a_member_and_the_name_comes_back(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    made = await client.conversations_create(name="inc-1-checkout", is_private=True)
    channel = slack.channel("inc-1-checkout")
    assert made["channel"]["name"] == channel.name
    assert channel.private
    assert channel.members == [slack.bot.id]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("Upper", "invalid_name_specials"),
        ("two words", "invalid_name_specials"),
        ("dots.here", "invalid_name_specials"),
        ("x" * 81, "invalid_name_maxlength"),
        ("---", "invalid_name_punctuation"),
        ("general", "name_taken"),
        ("security", "name_taken"),
    ],
)
async def test_a_bad_or_taken_name_is_refused(
    client: AsyncWebClient, name: str, error: str
) -> None:
    assert await refused(client.conversations_create(name=name)) == error


async def test_an_archived_channel_keeps_its_name(client: AsyncWebClient, room: str) -> None:
    await client.conversations_archive(channel=room)
    answer = await refusal(client.conversations_create(name="room"))
    assert answer == {"ok": False, "error": "name_taken"}


async def test_a_workspace_may_keep_channels_for_admins(
    slack: Sandbox, client: AsyncWebClient, room: str
) -> None:
    rules = slack.workspace.rules
    rules.may_create_public = rules.may_archive = False
    assert await refused(client.conversations_create(name="new")) == "restricted_action"
    assert await refused(client.conversations_archive(channel=room)) == "restricted_action"
    await client.conversations_create(name="new", is_private=True)


async def test_inviting_is_all_or_nothing_unless_forced(
    slack: Sandbox, client: AsyncWebClient, room: str, ana: Person, ben: Person
) -> None:
    await client.conversations_invite(channel=room, users=[ana.id])
    both = [ana.id, ben.id]
    answer = await refusal(client.conversations_invite(channel=room, users=both))
    assert answer["error"] == "already_in_channel"
    assert answer["errors"] == [{"user": ana.id, "ok": False, "error": "already_in_channel"}]
    assert ben.id not in slack.channel(room).members
    done = await client.conversations_invite(channel=room, users=both, force=True)
    assert done["errors"] == answer["errors"]
    assert ben.id in slack.channel(room).members


async def test_who_cannot_be_invited(slack: Sandbox, client: AsyncWebClient, room: str) -> None:
    async def inviting(*users: str) -> str:
        return await refused(client.conversations_invite(channel=room, users=list(users)))

    assert await inviting(slack.bot.id) == "cant_invite_self"
    assert await inviting("U0NOBODY00") == "user_not_found"
    assert await inviting(slack.person("xander").id) == "user_not_found"
    assert await inviting(*(f"U{n:09}" for n in range(101))) == "invalid_arguments"
    slack.person("zoe").user.guest = "single"
    assert await inviting(slack.person("zoe").id) == "ura_max_channels"


async def test_the_app_joins_public_channels_and_leaves_them(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    payments = slack.channel("payments")
    await client.conversations_join(channel=payments.id)
    assert slack.bot.id in payments.members
    again = await client.conversations_join(channel=payments.id)
    assert again["warning"] == "already_in_channel"
    await client.conversations_leave(channel=payments.id)
    assert slack.bot.id not in payments.members
    assert (await client.conversations_leave(channel=payments.id))["not_in_channel"]
    security = slack.channel("security")
    assert await refused(client.conversations_join(channel=security.id)) == "channel_not_found"


async def test_kicking(slack: Sandbox, client: AsyncWebClient, room: str, ana: Person) -> None:
    async def kicking(user: str) -> str:
        return await refused(client.conversations_kick(channel=room, user=user))

    assert await kicking(slack.bot.id) == "cant_kick_self"
    assert await kicking(ana.id) == "not_in_channel"
    assert await kicking("U0NOBODY00") == "user_not_found"
    await client.conversations_invite(channel=room, users=ana.id)
    await client.conversations_kick(channel=room, user=ana.id)
    assert ana.id not in slack.channel(room).members


async def test_the_general_channel_is_for_everybody(
    slack: Sandbox, client: AsyncWebClient, ana: Person
) -> None:
    general = slack.channel("general").id
    await client.conversations_join(channel=general)
    assert (
        await refused(client.conversations_kick(channel=general, user=ana.id))
        == "cant_kick_from_general"
    )
    assert await refused(client.conversations_archive(channel=general)) == "cant_archive_general"
    assert await refused(client.conversations_leave(channel=general)) == "cant_leave_general"


@pytest.mark.parametrize("length", [250, 251])
async def test_topic_and_purpose_take_250_characters(
    slack: Sandbox, client: AsyncWebClient, room: str, length: int
) -> None:
    topic = client.conversations_setTopic(channel=room, topic="t" * length)
    purpose = client.conversations_setPurpose(channel=room, purpose="p" * length)
    if length > 250:
        assert await refused(topic) == await refused(purpose) == "too_long"
    else:
        await topic
        await purpose
        assert slack.channel(room).topic == "t" * length
        assert slack.channel(room).purpose == "p" * length


async def test_renaming(slack: Sandbox, client: AsyncWebClient, room: str) -> None:
    await client.conversations_rename(channel=room, name="other")
    assert slack.channel("other").id == room
    await client.conversations_rename(channel=room, name="other")
    assert await refused(client.conversations_rename(channel=room, name="general")) == "name_taken"


async def test_an_archived_channel_takes_nothing_until_it_is_opened_again(
    client: AsyncWebClient, room: str, ana: Person
) -> None:
    await client.conversations_archive(channel=room)
    assert await refused(client.conversations_archive(channel=room)) == "already_archived"
    for call in (
        client.chat_postMessage(channel=room, text="x"),
        client.conversations_setTopic(channel=room, topic="x"),
        client.conversations_setPurpose(channel=room, purpose="x"),
        client.conversations_rename(channel=room, name="x"),
        client.conversations_invite(channel=room, users=ana.id),
        client.conversations_leave(channel=room),
        client.conversations_join(channel=room),
    ):
        assert await refused(call) == "is_archived"
    await client.conversations_unarchive(channel=room)
    assert await refused(client.conversations_unarchive(channel=room)) == "not_archived"
    await client.chat_postMessage(channel=room, text="x")


async def test_what_needs_membership(slack: Sandbox, client: AsyncWebClient) -> None:
    payments = slack.channel("payments").id
    for call in (
        client.conversations_setTopic(channel=payments, topic="x"),
        client.conversations_archive(channel=payments),
        client.conversations_rename(channel=payments, name="x"),
        client.conversations_invite(channel=payments, users=slack.person("cara").id),
        client.conversations_history(channel=payments),
        client.conversations_mark(channel=payments, ts="1.0"),
    ):
        assert await refused(call) == "not_in_channel"
    security = slack.channel("security").id
    assert await refused(client.conversations_info(channel=security)) == "channel_not_found"
    assert await refused(client.conversations_history(channel=security)) == "channel_not_found"


async def test_direct_conversations(slack: Sandbox, client: AsyncWebClient, ana: Person) -> None:
    opened = await client.conversations_open(users=[ana.id])
    assert opened["channel"]["is_im"]
    assert opened["channel"]["user"] == ana.id
    assert (await client.conversations_open(users=ana.id))["channel"]["id"] == ana.dm.id
    known = await client.conversations_open(channel=ana.dm.id)
    assert known["already_open"]
    several = await client.conversations_open(users=[ana.id, slack.person("ben").id])
    assert several["channel"]["is_mpim"]
    assert await refused(client.conversations_open(users="U0NOBODY00")) == "user_not_found"
    assert await refused(client.conversations_open(users=slack.person("xander").id)) == (
        "user_disabled"
    )
    assert await refused(client.conversations_open(users=[])) == "users_list_not_supplied"


async def test_two_creates_of_one_name_at_one_moment_may_both_succeed(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    import asyncio

    slack.faults.add(method="conversations.create", kind="both_succeed", times=2)
    first, second = await asyncio.gather(
        client.conversations_create(name="twin"), client.conversations_create(name="twin")
    )
    assert first["channel"]["id"] != second["channel"]["id"]
    assert await refused(client.conversations_create(name="twin")) == "name_taken"
    assert violations(slack) == []
