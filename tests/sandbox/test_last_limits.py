"""Limits that are seldom met, each broken once."""

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Sandbox
from sandbox.interactions import new_response_url
from sandbox.methods.small import MAX_BOOKMARKS, MAX_REACTIONS
from sandbox.posts import react
from sandbox.state import Json
from tests.sandbox.conftest import refusal, refused, violations
from tests.sandbox.payloads import plain


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ({"type": "image", "alt_text": "x"}, "must define either `image_url` or `slack_file`"),
        ({"type": "actions", "elements": "x"}, "must provide an array"),
        (
            {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]],
             "column_settings": [{"align": "top"}]},
            "must be a valid enum value",
        ),
        ({"type": "section", "text": plain("x"), "expand": "yes"}, "must be a boolean"),
    ],
)  # fmt: skip
async def test_blocks_that_are_refused(
    client: AsyncWebClient, room: str, block: Json, says: str
) -> None:
    answer = await refusal(client.chat_postMessage(channel=room, text="x", blocks=[block]))
    assert answer["error"] == "invalid_blocks"
    assert any(says in one for one in answer["errors"])


async def test_names_and_people_that_are_left_out(client: AsyncWebClient, room: str) -> None:
    assert await refused(client.conversations_create(name="")) == "invalid_name_required"
    assert await refused(client.conversations_invite(channel=room, users=[])) == "no_user"


async def test_a_direct_conversation_has_up_to_eight_others(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    ids = [user.id for user in slack.workspace.people()][:9]
    assert await refused(client.conversations_open(users=ids)) == "too_many_users"
    await client.conversations_open(users=ids[:8])


async def test_nobody_joins_a_private_channel_by_itself(
    slack: Sandbox, client: AsyncWebClient, ana: Person
) -> None:
    hidden = await ana.creates("hidden", private=True)
    await ana.invites(slack.bot, hidden)
    refusal = await refused(client.conversations_join(channel=hidden.id))
    assert refusal == "method_not_supported_for_channel_type"


async def test_an_archived_channel_takes_no_pin(client: AsyncWebClient, room: str) -> None:
    posted = await client.chat_postMessage(channel=room, text="x")
    await client.conversations_archive(channel=room)
    pinning = client.pins_add(channel=room, timestamp=posted["ts"])
    assert await refused(pinning) == "not_pinnable"


async def test_reactions_have_a_limit_and_need_membership(
    slack: Sandbox, client: AsyncWebClient, room: str, ana: Person
) -> None:
    posted = await client.chat_postMessage(channel=room, text="x")
    channel = slack.channel(room)
    message = channel.posts[posted["ts"]]
    for number in range(MAX_REACTIONS):
        react(slack.core, channel, message, ana.user, f"emoji{number}")
    one_more = client.reactions_add(channel=room, timestamp=posted["ts"], name="tada")
    assert await refused(one_more) == "too_many_emoji"
    await client.reactions_add(channel=room, timestamp=posted["ts"], name="emoji0")
    elsewhere = await ana.posts("x", channel="payments")
    stranger = client.reactions_add(channel=elsewhere.channel, timestamp=elsewhere.ts, name="tada")
    assert await refused(stranger) == "no_access"


async def test_a_channel_has_a_limit_of_bookmarks(client: AsyncWebClient, room: str) -> None:
    async def add(title: str) -> None:
        await client.bookmarks_add(
            channel_id=room, title=title, type="link", link="https://example.org"
        )

    for number in range(MAX_BOOKMARKS):
        await add(str(number))
    assert await refused(add("one more")) == "too_many_bookmarks"


async def test_a_file_goes_to_a_hundred_channels_with_a_short_description(
    client: AsyncWebClient, session: ClientSession, room: str
) -> None:
    ask = client.files_getUploadURLExternal
    assert await refused(ask(filename="a", length=1, alt_txt="x" * 1001)) == "alt_txt_too_large"
    asked = await ask(filename="a", length=1, alt_txt="x" * 1000)
    async with session.post(asked["upload_url"], data=b"a") as sent:
        assert sent.status == 200
    done = client.files_completeUploadExternal(
        files=[{"id": asked["file_id"], "title": "a"}], channels=[room] * 101
    )
    assert await refused(done) == "channels_limit_exceeded"


async def test_a_document_needs_a_channel_that_the_app_is_in(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    where = slack.channel("payments").id
    making = client.conversations_canvases_create(
        channel_id=where, document_content={"type": "markdown", "markdown": "x"}
    )
    assert await refused(making) == "canvas_creation_failed"


async def test_a_bad_post_to_a_response_url_fails_the_run(
    slack: Sandbox, session: ClientSession, ana: Person
) -> None:
    url = new_response_url(slack.core, ana.user, slack.channel("general"))
    async with session.post(url, json={"text": ""}) as answer:
        assert answer.status == 400
    (told,) = violations(slack)
    assert "a post to a response_url was refused" in told
