"""chat.*: what can be posted where, and how it comes back."""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Sandbox
from sandbox.wording import CUT_AT
from tests.sandbox.conftest import refusal, refused, violations
from tests.sandbox.payloads import button, section

CARD = {"event_type": "incident_card", "event_payload": {"key": "inc-1", "parts": [{"n": 1}]}}


async def test_a_message_is_posted_and_comes_back(
    slack: Sandbox, client: AsyncWebClient, room: str
) -> None:
    answer = await client.chat_postMessage(
        channel=room,
        text="a & b",
        blocks=[section("See <@U1>"), {"type": "actions", "elements": [button("Go & do", "go")]}],
        metadata=CARD,
        unfurl_links=False,
        unfurl_media=False,
    )
    message = slack.channel(room).posts[answer["ts"]]
    assert message.text == "a &amp; b"
    assert message.shown == "See @U1\nGo & do"
    assert answer["message"]["bot_id"] == slack.workspace.bot_id
    assert answer["message"]["metadata"] == CARD
    assert message.metadata == CARD


async def test_timestamps_are_unique_while_the_clock_stands(
    client: AsyncWebClient, room: str
) -> None:
    ts = [(await client.chat_postMessage(channel=room, text="x"))["ts"] for _ in range(3)]
    assert len(set(ts)) == 3
    assert ts == sorted(ts)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"blocks": []}, "no_text"),
        ({"blocks": "not json"}, "invalid_blocks_format"),
        ({"blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"blocks": [section("x" * 3001)]}, "invalid_blocks"),
        ({"blocks": [section("x" * 2500)] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "markdown_text": "x"}, "markdown_text_conflict"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": "x"}, "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {"event_type": "x", "event_payload": {"a": None}}},
            "invalid_metadata_schema",
        ),
        (
            {"text": "x", "metadata": {"event_type": "x", "event_payload": {"a": "b" * 17_000}}},
            "metadata_too_large",
        ),
        ({"text": "x", "thread_ts": "1.000000"}, "cannot_reply_to_message"),
    ],
)
async def test_a_bad_message_is_refused(
    client: AsyncWebClient, room: str, arguments: dict[str, Any], error: str
) -> None:
    call = client.api_call("chat.postMessage", json={"channel": room, **arguments})
    assert await refused(call) == error


async def test_bad_blocks_are_refused_with_a_pointer(client: AsyncWebClient, room: str) -> None:
    answer = await refusal(client.chat_postMessage(channel=room, text="x", blocks=[section("")]))
    problem = "must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    assert answer["errors"] == [problem]
    assert answer["response_metadata"] == {"messages": [f"[ERROR] {problem}"]}


async def test_a_message_may_have_one_table(client: AsyncWebClient, room: str) -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    await client.chat_postMessage(channel=room, text="x", blocks=[table])
    answer = await refusal(client.chat_postMessage(channel=room, text="x", blocks=[table, table]))
    assert answer["error"] == "invalid_attachments"


async def test_very_long_text_is_cut_with_a_warning(client: AsyncWebClient, room: str) -> None:
    answer = await client.chat_postMessage(channel=room, text="x" * (CUT_AT + 1))
    assert len(answer["message"]["text"]) == CUT_AT
    assert answer["warning"] == "message_truncated"


async def test_markdown_becomes_a_block(client: AsyncWebClient, room: str) -> None:
    answer = await client.chat_postMessage(channel=room, markdown_text="**bold**")
    assert [block["type"] for block in answer["message"]["blocks"]] == ["markdown"]


async def test_where_the_app_may_post(slack: Sandbox, client: AsyncWebClient, ana: Person) -> None:
    token = slack.workspace.tokens[slack.bot_token]
    payments, security = slack.channel("payments"), slack.channel("security")
    await client.chat_postMessage(channel="#payments", text="by chat:write.public")
    token.scopes -= {"chat:write.public"}
    post = client.chat_postMessage
    assert await refused(post(channel=payments.id, text="x")) == "not_in_channel"
    assert await refused(post(channel=security.id, text="x")) == "channel_not_found"
    assert await refused(post(channel="C0NOWHERE0", text="x")) == "channel_not_found"
    answer = await post(channel=ana.id, text="just you")
    assert answer["channel"] == ana.dm.id


async def test_an_app_without_a_messages_tab_sends_nothing_directly() -> None:
    import aiohttp

    from sandbox import Clock
    from sandbox.manifest import sample_manifest
    from tests.sandbox.conftest import MONDAY

    manifest = sample_manifest()
    manifest["features"]["app_home"]["messages_tab_enabled"] = False
    async with (
        Sandbox(manifest, clock=Clock.still(MONDAY)).serve() as slack,
        aiohttp.ClientSession() as session,
    ):
        client = AsyncWebClient(slack.bot_token, base_url=slack.base_url, session=session)
        ana = slack.person("ana")
        assert await refused(client.chat_postMessage(channel=ana.id, text="x")) == (
            "messages_tab_disabled"
        )


async def test_another_name_needs_its_own_scope(
    slack: Sandbox, client: AsyncWebClient, room: str
) -> None:
    await client.chat_postMessage(channel=room, text="x", username="Deputy", icon_emoji=":star:")
    assert slack.messages(room)[-1].username == "Deputy"
    slack.workspace.tokens[slack.bot_token].scopes -= {"chat:write.customize"}
    answer = await refusal(client.chat_postMessage(channel=room, text="x", username="Deputy"))
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == "chat:write.customize"


async def test_a_reply_to_a_reply_is_misfiled_and_told(
    slack: Sandbox, client: AsyncWebClient, room: str
) -> None:
    start = (await client.chat_postMessage(channel=room, text="start"))["ts"]
    reply = (await client.chat_postMessage(channel=room, text="r", thread_ts=start))["ts"]
    await client.chat_postMessage(channel=room, text="lost", thread_ts=reply)
    assert "misfiles" in violations(slack)[0]


async def test_a_mass_mention_by_accident_is_seen(
    slack: Sandbox, client: AsyncWebClient, room: str
) -> None:
    careless = section("he said &lt;@channel&gt;")
    careful = section("he said @channel")
    careful["text"]["verbatim"] = True
    for blocks in ([careless], [careful]):
        await client.chat_postMessage(channel=room, text="x", blocks=blocks)
    assert [message.alerts_many for message in slack.messages(room)] == [True, False]


@pytest.mark.parametrize(
    "arguments", [{"attachments": [{"text": "x"}]}, {"link_names": True}, {"parse": "full"}]
)
async def test_old_ways_are_not_taught(
    slack: Sandbox, client: AsyncWebClient, room: str, arguments: dict[str, Any]
) -> None:
    answer = await refusal(client.chat_postMessage(channel=room, text="x", **arguments))
    assert answer["error"] == "sandbox_not_taught"
    assert violations(slack)


async def test_whispering(slack: Sandbox, client: AsyncWebClient, room: str, ana: Person) -> None:
    whisper = client.chat_postEphemeral
    assert await refused(whisper(channel=room, user=ana.id, text="x")) == "user_not_in_channel"
    await client.conversations_invite(channel=room, users=ana.id)
    answer = await whisper(channel=room, user=ana.id, text="psst")
    assert [m.shown for m in ana.ephemerals("room")] == ["psst"]
    assert slack.messages(room) == []
    history = await client.conversations_history(channel=room)
    assert answer["message_ts"] not in {m["ts"] for m in history["messages"]}
    update = client.chat_update(channel=room, ts=answer["message_ts"], text="no")
    assert await refused(update) == "message_not_found"
    payments = slack.channel("payments").id
    assert await refused(whisper(channel=payments, user=ana.id, text="x")) == "not_in_channel"


async def test_changing_keeps_what_is_not_given(
    slack: Sandbox, client: AsyncWebClient, room: str
) -> None:
    blocks = [section("first")]
    ts = (await client.chat_postMessage(channel=room, text="x", blocks=blocks, metadata=CARD))["ts"]
    message = slack.messages(room)[0]
    await client.chat_update(channel=room, ts=ts, text="second")
    assert (message.text, message.shown, message.metadata) == ("second", "first", CARD)
    await client.chat_update(channel=room, ts=ts, blocks=[], metadata={}, text="third")
    assert (message.shown, message.metadata) == ("third", None)
    assert message.edited is not None


async def test_what_cannot_be_changed(client: AsyncWebClient, room: str, ana: Person) -> None:
    ts = (await client.chat_postMessage(channel=room, text="x"))["ts"]
    await client.conversations_invite(channel=room, users=ana.id)
    hers = (await ana.posts("mine", channel="room")).ts
    update, delete = client.chat_update, client.chat_delete
    assert await refused(update(channel=room, ts=ts, text="x" * 4001)) == "msg_too_long"
    assert await refused(update(channel=room, ts="1.000000", text="x")) == "message_not_found"
    assert await refused(update(channel=room, ts=hers, text="x")) == "cant_update_message"
    nothing = {"channel": room, "ts": ts, "text": "", "blocks": []}
    assert await refused(client.api_call("chat.update", json=nothing)) == "no_text"
    assert await refused(update(channel="#room", ts=ts, text="x")) == "channel_not_found"
    assert await refused(delete(channel=room, ts=hers)) == "cant_delete_message"
    await client.conversations_archive(channel=room)
    assert await refused(update(channel=room, ts=ts, text="x")) == "is_inactive"


async def test_deleting_leaves_a_tombstone_above_replies(
    slack: Sandbox, client: AsyncWebClient, room: str
) -> None:
    alone = (await client.chat_postMessage(channel=room, text="alone"))["ts"]
    start = (await client.chat_postMessage(channel=room, text="start"))["ts"]
    await client.chat_postMessage(channel=room, text="below", thread_ts=start)
    await client.chat_delete(channel=room, ts=alone)
    await client.chat_delete(channel=room, ts=start)
    assert alone not in slack.channel(room).posts
    assert slack.channel(room).posts[start].subtype == "tombstone"
    assert await refused(client.chat_delete(channel=room, ts=alone)) == "message_not_found"


async def test_permalinks(client: AsyncWebClient, room: str) -> None:
    start = (await client.chat_postMessage(channel=room, text="start"))["ts"]
    below = (await client.chat_postMessage(channel=room, text="r", thread_ts=start))["ts"]
    link = (await client.chat_getPermalink(channel=room, message_ts=start))["permalink"]
    assert link == f"https://lantern.slack.com/archives/{room}/p{start.replace('.', '')}"
    inner = (await client.chat_getPermalink(channel=room, message_ts=below))["permalink"]
    assert inner.endswith(f"?thread_ts={start}&cid={room}")
    assert (
        await refused(client.chat_getPermalink(channel=room, message_ts="1.000000"))
        == "message_not_found"
    )


async def test_a_planned_message_comes_at_its_time(
    slack: Sandbox, client: AsyncWebClient, room: str
) -> None:
    now = int(slack.clock.now().timestamp())
    plan = client.chat_scheduleMessage
    await plan(channel=room, text="soon", post_at=now + 600)
    dropped = await plan(channel=room, text="never", post_at=now + 900)
    listed = await client.chat_scheduledMessages_list(channel=room)
    assert [one["text"] for one in listed["scheduled_messages"]] == ["soon", "never"]
    await client.chat_deleteScheduledMessage(
        channel=room, scheduled_message_id=dropped["scheduled_message_id"]
    )
    await slack.advance(timedelta(minutes=9))
    assert slack.messages(room) == []
    await slack.advance(timedelta(minutes=10))
    assert [m.shown for m in slack.messages(room)] == ["soon"]
    assert await refused(plan(channel=room, text="x", post_at=now)) == "time_in_past"
    assert await refused(plan(channel=room, text="x", post_at=now + 10**8)) == "time_too_far"


async def test_what_cannot_be_taken_back(client: AsyncWebClient, room: str) -> None:
    call = client.chat_deleteScheduledMessage(channel=room, scheduled_message_id="Q0NOTHING0")
    assert await refused(call) == "invalid_scheduled_message_id"
