"""files.*: the three steps of an upload, and what became of it."""

from sandbox import posts
from sandbox.describe import file_json
from sandbox.errors import SlackError
from sandbox.methods.call import Call, Methods
from sandbox.posts import Draft
from sandbox.state import Channel, File, Json
from sandbox.wording import kept_blocks, kept_text

MAX_CHANNELS, MAX_ALT_TEXT = 100, 1000
_PART_FIELDS = frozenset({"id", "title", "highlight_type"})


def get_upload_url(call: Call) -> Json:
    """Give out an address to which the bytes of a file can be sent."""
    length = call.args.number("length", 0)
    if length < 1:
        raise SlackError("invalid_arguments")
    alt_text = call.args.text("alt_txt")
    if len(alt_text) > MAX_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    file = File(
        call.workspace.new_id("F"),
        call.args.text("filename"),
        length,
        call.caller.id,
        call.core.seconds(),
        alt_text=alt_text,
    )
    call.workspace.files[file.id] = file
    return {"upload_url": f"{call.core.origin}/upload/v1/{file.id}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """Name uploaded files and, where a channel is given, share them there in one message."""
    files = _named_files(call)
    channels = _shared_with(call)
    words, _warnings = kept_text(call.args.text("initial_comment"))
    blocks = kept_blocks(call.core, call.args.structure("blocks")) if "blocks" in call.args else []
    for file in files:
        file.complete = True
    for channel in channels:
        draft = Draft(
            text=words,
            blocks=blocks,
            thread_ts=call.args.text("thread_ts"),
            files=[file.id for file in files],
        )
        message = posts.post(call.core, channel, call.caller, draft)
        for file in files:
            file.channels.append(channel.id)
            file.shares.append((channel.id, message.ts))
    return {"files": [{"id": file.id, "title": file.title or file.name} for file in files]}


def _named_files(call: Call) -> list[File]:
    parts = call.args.structure("files")
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise SlackError("invalid_arguments")
    files = []
    for part in parts:
        file = call.workspace.files.get(part.get("id", ""))
        if set(part) - _PART_FIELDS:
            raise SlackError("invalid_arguments")
        if file is None or not file.received or file.complete:
            raise SlackError("file_not_found")
        file.title = part.get("title") or file.name
        files.append(file)
    return files


def _shared_with(call: Call) -> list[Channel]:
    ids = call.args.ids("channels")
    if "channel_id" in call.args:
        ids = [call.args.text("channel_id"), *ids]
    if len(ids) > MAX_CHANNELS:
        raise SlackError("channels_limit_exceeded")
    channels = [call.workspace.channels.get(channel_id) for channel_id in ids]
    found = [channel for channel in channels if channel is not None]
    if len(found) < len(channels):
        raise SlackError("channel_not_found")
    if any(call.caller.id not in channel.members for channel in found):
        raise SlackError("not_in_channel")
    return found


def info(call: Call) -> Json:
    """Tell about a file and where it is shared."""
    file = call.workspace.files.get(call.args.text("file"))
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    return {"file": file_json(file, call.workspace), "comments": []}


METHODS: Methods = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
}
