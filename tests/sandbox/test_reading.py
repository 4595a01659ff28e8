"""What the app can read: lists, histories, threads, and their pages."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Sandbox
from sandbox.methods.reading import METHODS
from tests.sandbox.conftest import refused


async def test_a_list_of_channels_comes_in_pages(slack: Sandbox, client: AsyncWebClient) -> None:
    names: list[str] = []
    pages = 0
    async for page in await client.conversations_list(limit=4, types="public_channel"):
        names += [channel["name"] for channel in page["channels"]]
        pages += 1
    public = [c.name for c in slack.workspace.channels.values() if c.kind == "public"]
    assert sorted(names) == sorted(public)
    assert pages == -(-len(public) // 4)


async def test_a_list_leaves_out_what_the_app_may_not_know(
    client: AsyncWebClient, room: str
) -> None:
    await client.conversations_archive(channel=room)
    listed = await client.conversations_list(types="public_channel,private_channel", limit=999)
    names = {channel["name"] for channel in listed["channels"]}
    assert "security" not in names
    assert "room" in names
    open_ones = await client.conversations_list(exclude_archived=True, limit=999)
    assert "room" not in {channel["name"] for channel in open_ones["channels"]}
    assert await refused(client.conversations_list(types="secret")) == "invalid_types"
    assert await refused(client.conversations_list(limit=1001)) == "invalid_limit"
    assert await refused(client.conversations_list(cursor="nonsense")) == "invalid_cursor"


async def test_the_channels_of_the_app_and_of_a_person(
    client: AsyncWebClient, room: str, ana: Person
) -> None:
    own = await client.users_conversations()
    assert [channel["id"] for channel in own["channels"]] == [room]
    hers = await client.users_conversations(user=ana.id)
    assert "payments" in {channel["name"] for channel in hers["channels"]}
    assert await refused(client.users_conversations(user="U0NOBODY00")) == "invalid_arguments"


async def test_info_and_members(slack: Sandbox, client: AsyncWebClient, room: str) -> None:
    about = await client.conversations_info(channel=room, include_num_members=True)
    assert about["channel"]["num_members"] == 1
    assert about["channel"]["is_member"]
    general = slack.channel("general")
    members: list[str] = []
    async for page in await client.conversations_members(channel=general.id, limit=10):
        members += page["members"]
    assert members == general.members


async def test_history_is_newest_first_in_pages_and_without_replies(
    client: AsyncWebClient, room: str
) -> None:
    posted = [await client.chat_postMessage(channel=room, text=f"{n}") for n in range(7)]
    thread = posted[3]["ts"]
    await client.chat_postMessage(channel=room, text="below", thread_ts=thread)
    await client.chat_postMessage(
        channel=room, text="for all", thread_ts=thread, reply_broadcast=True
    )
    seen: list[str] = []
    async for page in await client.conversations_history(channel=room, limit=3):
        seen += [message["text"] for message in page["messages"]]
    assert seen[:-1] == ["for all", *(f"{n}" for n in reversed(range(7)))]
    assert "has joined" in seen[-1]


async def test_history_between_two_moments(client: AsyncWebClient, room: str) -> None:
    ts = [(await client.chat_postMessage(channel=room, text=f"{n}"))["ts"] for n in range(4)]

    async def texts(**between: object) -> list[str]:
        answer = await client.conversations_history(channel=room, **between)  # type: ignore[arg-type]
        return [message["text"] for message in answer["messages"]]

    assert await texts(oldest=ts[1]) == ["3", "2"]
    assert await texts(oldest=ts[1], latest=ts[3]) == ["2"]
    assert await texts(oldest=ts[1], latest=ts[3], inclusive=True) == ["3", "2", "1"]
    assert await texts(latest=ts[2], inclusive=True, limit=1) == ["2"]
    assert (
        await refused(client.conversations_history(channel=room, oldest="yesterday"))
        == "invalid_ts_oldest"
    )
    assert (
        await refused(client.conversations_history(channel=room, latest="tomorrow"))
        == "invalid_ts_latest"
    )


async def test_a_thread(client: AsyncWebClient, room: str) -> None:
    start = (await client.chat_postMessage(channel=room, text="start"))["ts"]
    for n in range(3):
        await client.chat_postMessage(channel=room, text=f"{n}", thread_ts=start)
    answer = await client.conversations_replies(channel=room, ts=start)
    texts = [message["text"] for message in answer["messages"]]
    assert texts == ["start", "0", "1", "2"]
    assert answer["messages"][0]["reply_count"] == 3
    assert answer["messages"][1]["thread_ts"] == start
    assert (
        await refused(client.conversations_replies(channel=room, ts="1.000000"))
        == "thread_not_found"
    )


async def test_metadata_comes_only_when_it_is_asked_for(client: AsyncWebClient, room: str) -> None:
    metadata = {"event_type": "incident_card", "event_payload": {"key": "inc-1"}}
    await client.chat_postMessage(channel=room, text="card", metadata=metadata)
    without = await client.conversations_history(channel=room, limit=1)
    assert "metadata" not in without["messages"][0]
    with_it = await client.conversations_history(channel=room, limit=1, include_all_metadata=True)
    assert with_it["messages"][0]["metadata"] == metadata


async def test_marking(slack: Sandbox, client: AsyncWebClient, room: str) -> None:
    ts = (await client.chat_postMessage(channel=room, text="x"))["ts"]
    await client.conversations_mark(channel=room, ts=ts)
    assert slack.channel(room).read_up_to[slack.bot.id] == ts
    assert await refused(client.conversations_mark(channel=room, ts="soon")) == "invalid_timestamp"


@pytest.mark.parametrize(
    "method", sorted(set(METHODS) - {"conversations.list", "users.conversations"})
)
async def test_an_unknown_channel_is_not_found(client: AsyncWebClient, method: str) -> None:
    arguments = {"channel": "C0NOWHERE0", "ts": "1.000000"}
    if method in {"conversations.info", "conversations.members", "conversations.history"}:
        del arguments["ts"]
    assert await refused(client.api_call(method, params=arguments)) == "channel_not_found"
