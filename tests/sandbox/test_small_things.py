"""pins.*, reactions.* and bookmarks.*."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.sandbox.conftest import refused


@pytest.fixture
async def ts(client: AsyncWebClient, room: str) -> str:
    return str((await client.chat_postMessage(channel=room, text="x"))["ts"])


async def test_pins(slack: Sandbox, client: AsyncWebClient, room: str, ts: str) -> None:
    assert await refused(client.pins_remove(channel=room, timestamp=ts)) == "no_pin"
    await client.pins_add(channel=room, timestamp=ts)
    assert [pin.message.ts for pin in slack.channel(room).pins] == [ts]
    assert await refused(client.pins_add(channel=room, timestamp=ts)) == "already_pinned"
    listed = await client.pins_list(channel=room)
    assert [item["message"]["ts"] for item in listed["items"]] == [ts]
    assert listed["items"][0]["message"]["pinned_to"] == [room]
    await client.pins_remove(channel=room, timestamp=ts)
    assert slack.channel(room).pins == []


async def test_what_cannot_be_pinned(slack: Sandbox, client: AsyncWebClient, room: str) -> None:
    pin = client.pins_add
    assert await refused(pin(channel=room, timestamp="1.000000")) == "message_not_found"
    assert await refused(client.api_call("pins.add", params={"channel": room})) == (
        "no_item_specified"
    )
    payments = slack.channel("payments").id
    assert await refused(pin(channel=payments, timestamp="1.000000")) == "not_in_channel"
    assert await refused(client.pins_list(channel=payments)) == "channel_not_found"


async def test_a_channel_holds_a_hundred_pins(client: AsyncWebClient, room: str) -> None:
    for _ in range(100):
        posted = await client.chat_postMessage(channel=room, text="x")
        await client.pins_add(channel=room, timestamp=posted["ts"])
    posted = await client.chat_postMessage(channel=room, text="x")
    assert await refused(client.pins_add(channel=room, timestamp=posted["ts"])) == "too_many_pins"


async def test_reactions(slack: Sandbox, client: AsyncWebClient, room: str, ts: str) -> None:
    await client.reactions_add(channel=room, timestamp=ts, name="eyes")
    assert (
        await refused(client.reactions_add(channel=room, timestamp=ts, name="eyes"))
        == "already_reacted"
    )
    got = await client.reactions_get(channel=room, timestamp=ts)
    assert got["message"]["reactions"] == [{"name": "eyes", "users": [slack.bot.id], "count": 1}]
    await client.reactions_remove(channel=room, timestamp=ts, name="eyes")
    assert (
        await refused(client.reactions_remove(channel=room, timestamp=ts, name="eyes"))
        == "no_reaction"
    )


@pytest.mark.parametrize("name", [":eyes:", "Eyes!", "two words"])
async def test_an_emoji_has_a_plain_name(
    client: AsyncWebClient, room: str, ts: str, name: str
) -> None:
    assert (
        await refused(client.reactions_add(channel=room, timestamp=ts, name=name)) == "invalid_name"
    )


async def test_bookmarks(slack: Sandbox, client: AsyncWebClient, room: str) -> None:
    added = await client.bookmarks_add(
        channel_id=room, title="Runbook", type="link", link="https://example.org/run"
    )
    bookmark_id = added["bookmark"]["id"]
    await client.bookmarks_edit(bookmark_id=bookmark_id, channel_id=room, title="Run book")
    listed = await client.bookmarks_list(channel_id=room)
    assert [(b["title"], b["link"]) for b in listed["bookmarks"]] == [
        ("Run book", "https://example.org/run")
    ]
    await client.bookmarks_remove(bookmark_id=bookmark_id, channel_id=room)
    assert slack.channel(room).bookmarks == []
    assert (
        await refused(client.bookmarks_remove(bookmark_id=bookmark_id, channel_id=room))
        == "not_found"
    )


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"link": "ftp://example.org"}, "invalid_link"),
        ({"link": "https://example.org/" + "x" * 2048}, "invalid_link"),
        ({"title": "x" * 257}, "invalid_arguments"),
        ({"type": "file"}, "invalid_bookmark_type"),
        ({"emoji": ":not good:"}, "invalid_emoji"),
        ({"channel_id": "C0NOWHERE0"}, "channel_not_found"),
    ],
)
async def test_a_bad_bookmark_is_refused(
    client: AsyncWebClient, room: str, more: dict[str, str], error: str
) -> None:
    arguments = {"channel_id": room, "title": "x", "type": "link", "link": "https://x.org"} | more
    assert await refused(client.api_call("bookmarks.add", params=arguments)) == error


async def test_bookmarks_need_membership(slack: Sandbox, client: AsyncWebClient) -> None:
    call = client.bookmarks_add(
        channel_id=slack.channel("payments").id, title="x", type="link", link="https://x.org"
    )
    assert await refused(call) == "permission_denied"
