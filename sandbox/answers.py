"""What arrives at a response_url: five posts within thirty minutes, then nothing."""

from sandbox import posts
from sandbox.core import Core
from sandbox.interactions import RESPONSE_URL_LIFE, RESPONSE_URL_USES
from sandbox.state import Json
from sandbox.wording import draft_of
from sandbox.workspace import ResponseUrl

# The name under which these posts stand in the journal and meet faults.
RESPONSE_URL = "response_url"
Reply = tuple[int, str]
_OK, _BAD, _GONE = 200, 400, 404


def respond(core: Core, secret: str, body: Json) -> Reply:
    """Do what a post to a response_url says; returns the HTTP status and text."""
    url = core.workspace.response_urls.get(secret)
    if url is None or url.used >= RESPONSE_URL_USES or core.now() - url.made >= RESPONSE_URL_LIFE:
        return _GONE, "Expired url"
    url.used += 1
    channel = core.workspace.channels[url.channel]
    if body.get("delete_original"):
        if url.message is not None:
            posts.delete(core, channel, url.message)
        return _OK, "ok"
    draft, problem = draft_of(core, body)
    if draft is None:
        core.journal.violate(f"a post to a response_url was refused: {problem}", RESPONSE_URL)
        return _BAD, problem
    return _put(core, url, body, draft)


def _put(core: Core, url: ResponseUrl, body: Json, draft: posts.Draft) -> Reply:
    channel = core.workspace.channels[url.channel]
    if channel.archived:
        return _BAD, "is_archived"
    original = url.message
    if body.get("replace_original") and original is not None:
        posts.edit(core, channel, original, draft)
    elif body.get("response_type") == "in_channel":
        posts.post(core, channel, core.bot, draft)
    else:
        posts.whisper(core, channel, core.bot, url.user, draft)
    return _OK, "ok"
