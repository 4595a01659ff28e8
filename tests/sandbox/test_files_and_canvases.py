"""The three steps of an upload, and documents."""

import json

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.methods.canvases import MAX_CONTENT
from sandbox.state import Json
from tests.sandbox.conftest import refused


async def test_an_upload_in_three_steps_by_the_client(
    slack: Sandbox, client: AsyncWebClient, room: str
) -> None:
    done = await client.files_upload_v2(
        content="the timeline", filename="review.md", title="Review", channel=room,
        initial_comment="Here it is",
    )  # fmt: skip
    message = slack.messages(room)[-1]
    assert message.text == "Here it is"
    file = slack.workspace.files[message.files[0]]
    assert (file.title, file.content) == ("Review", b"the timeline")
    about = await client.files_info(file=done["files"][0]["id"])
    assert about["file"]["shares"]["public"][room][0]["ts"] == message.ts


async def test_the_steps_one_by_one(
    slack: Sandbox, client: AsyncWebClient, session: ClientSession, room: str
) -> None:
    asked = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    complete = client.files_completeUploadExternal
    part = [{"id": asked["file_id"], "title": "A"}]
    assert await refused(complete(files=part, channel_id=room)) == "file_not_found"
    async with session.put(asked["upload_url"], data=b"four") as wrong:
        assert wrong.status == 400
    async with session.put(asked["upload_url"], data=b"abc") as right:
        assert right.status == 200
    payments = slack.channel("payments").id
    assert await refused(complete(files=part, channel_id=payments)) == "not_in_channel"
    assert await refused(complete(files=part, channel_id="C0NOWHERE0")) == "channel_not_found"
    assert await refused(client.files_info(file=asked["file_id"])) == "file_not_found"
    await complete(files=part, channel_id=room)
    assert await refused(complete(files=part, channel_id=room)) == "file_not_found"
    async with session.put(asked["upload_url"], data=b"abc") as again:
        assert again.status == 404


async def test_an_empty_file_is_refused(client: AsyncWebClient) -> None:
    call = client.files_getUploadURLExternal(filename="a.txt", length=0)
    assert await refused(call) == "invalid_arguments"


def markdown(text: str) -> Json:
    return {"type": "markdown", "markdown": text}


async def test_a_channel_has_one_document(
    slack: Sandbox, client: AsyncWebClient, room: str
) -> None:
    made = await client.conversations_canvases_create(
        channel_id=room, document_content=markdown("# Facts\n\nNothing yet")
    )
    canvas = slack.workspace.canvases[made["canvas_id"]]
    assert [text for _id, text in canvas.sections] == ["# Facts", "Nothing yet"]
    info = await client.conversations_info(channel=room)
    assert info["channel"]["properties"]["canvas"]["file_id"] == made["canvas_id"]
    again = client.conversations_canvases_create(
        channel_id=room, document_content=markdown("again")
    )
    assert await refused(again) == "channel_canvas_already_exists"


async def test_a_document_changes_one_step_at_a_time(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    made = await client.canvases_create(title="Review", document_content=markdown("# One\n\ntwo"))
    canvas_id = made["canvas_id"]
    canvas = slack.workspace.canvases[canvas_id]

    async def change(operation: str, **more: object) -> None:
        changes = [{"operation": operation, **more}]
        await client.canvases_edit(canvas_id=canvas_id, changes=changes)

    def texts() -> list[str]:
        return [text for _id, text in canvas.sections]

    found = await client.canvases_sections_lookup(
        canvas_id=canvas_id, criteria={"section_types": ["h1"], "contains_text": "One"}
    )
    heading = found["sections"][0]["id"]
    await change("insert_after", section_id=heading, document_content=markdown("between"))
    await change("insert_at_end", document_content=markdown("last"))
    await change("insert_at_start", document_content=markdown("first"))
    assert texts() == ["first", "# One", "between", "two", "last"]
    await change("replace", section_id=heading, document_content=markdown("# 1"))
    await change("rename", title_content=markdown("Learned"))
    assert (texts()[1], canvas.title) == ("# 1", "Learned")
    await change("delete", section_id=canvas.sections[0][0])
    await change("replace", document_content=markdown("all new"))
    assert texts() == ["all new"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ([], "invalid_arguments"),
        ([{"operation": "delete"}] * 2, "invalid_arguments"),
        ([{"operation": "shuffle"}], "invalid_arguments"),
        ([{"operation": "delete"}], "invalid_arguments"),
        ([{"operation": "delete", "section_id": "temp:C:0"}], "canvas_editing_failed"),
        ([{"operation": "insert_at_end", "document_content": {}}], "invalid_arguments"),
    ],
)
async def test_a_bad_change_is_refused(
    client: AsyncWebClient, changes: list[Json], error: str
) -> None:
    made = await client.canvases_create(document_content=markdown("start"))
    edit = client.api_call(
        "canvases.edit",
        data={"canvas_id": made["canvas_id"], "changes": json.dumps(changes)},
    )
    assert await refused(edit) == error


async def test_a_document_may_be_locked_forbidden_or_unknown(
    slack: Sandbox, client: AsyncWebClient, room: str
) -> None:
    made = await client.canvases_create(document_content=markdown("start"))
    step = [{"operation": "insert_at_end", "document_content": markdown("x")}]
    edit = client.canvases_edit
    canvas = slack.workspace.canvases[made["canvas_id"]]
    canvas.sections = [("temp:C:1", "x" * MAX_CONTENT)]
    assert await refused(edit(canvas_id=canvas.id, changes=step)) == "canvas_too_large"
    canvas.locked = True
    assert await refused(edit(canvas_id=made["canvas_id"], changes=step)) == "canvas_editing_locked"
    assert await refused(edit(canvas_id="F0NOTHING0", changes=step)) == "canvas_not_found"
    slack.workspace.rules.paid = False
    standalone = client.canvases_create(title="x")
    assert await refused(standalone) == "free_teams_cannot_create_standalone_canvases"
    slack.workspace.rules.canvases = False
    tab = client.conversations_canvases_create(channel_id=room, document_content=markdown("x"))
    assert await refused(tab) == "restricted_action"


async def test_who_may_read_a_document(slack: Sandbox, client: AsyncWebClient, room: str) -> None:
    made = await client.canvases_create(title="Review")
    canvas_id = made["canvas_id"]
    share = client.canvases_access_set
    await share(canvas_id=canvas_id, access_level="read", channel_ids=[room])
    assert slack.workspace.canvases[canvas_id].access == {room: "read"}
    neither = share(canvas_id=canvas_id, access_level="read")
    assert await refused(neither) == "invalid_parameters"
    nobody = share(canvas_id=canvas_id, access_level="read", user_ids=["U0NOBODY00"])
    assert await refused(nobody) == "user_not_found"
