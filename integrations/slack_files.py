"""Files in Slack: sharing one in three steps, which Slack does not let anybody repeat."""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Any

import aiohttp

from integrations.errors import Unavailable

Call = Callable[..., Awaitable[dict[str, Any]]]


async def share_file(
    call: Call,
    session: aiohttp.ClientSession | None,
    *,
    name: str,
    title: str,
    content: bytes,
    **where: str | None,
) -> str:
    """Upload a file and share it in a channel or thread; returns its id.

    `call` carries out a method of Slack's. Raises Unavailable when the bytes do not arrive.
    """
    place = await call("files.getUploadURLExternal", filename=name, length=len(content))
    opened = nullcontext(session) if session else aiohttp.ClientSession()
    try:
        async with opened as http, http.post(place["upload_url"], data=content) as answer:
            if answer.status != 200:  # noqa: PLR2004 -- HTTP's own number
                raise Unavailable(f"upload: HTTP {answer.status}")
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise Unavailable(f"upload: no answer ({type(error).__name__})") from error
    file_id = str(place["file_id"])
    await call("files.completeUploadExternal", files=[{"id": file_id, "title": title}], **where)
    return file_id


def file_named(name: str, message: dict[str, Any]) -> str | None:
    """The id of a message's file of this name, if it has one."""
    files = message.get("files", [])
    return next((str(one["id"]) for one in files if one.get("name") == name), None)
