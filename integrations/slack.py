"""Slack in our words: rooms, posts that are never doubled, invitations, people."""

import math
import random
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from integrations.errors import SlackSaidNo, Unavailable
from integrations.slack_client import answer
from integrations.slack_files import file_named, share_file
from integrations.slack_known import Known, counted_by
from integrations.slack_pages import next_cursor, pages
from integrations.slack_refusals import (
    ALREADY_THERE,
    GONE,
    NOT_ABOUT_A_PERSON,
    NOT_THERE,
    OPEN_ALREADY,
)
from integrations.slack_values import Channel, Profile, Said, Showable

#: Slack's own name for the kind of metadata that marks our posts.
POST_MARK = "muster_post"
#: Slack's clock and ours may differ; the search for an own post begins this much earlier.
CLOCK_SLACK = timedelta(minutes=5)
#: How many people go into one invitation; Slack allows a hundred.
INVITED_AT_ONCE = 50
TOPIC_LIMIT = 250
#: Slack's own program, which Slack does not call one.
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Slack:
    """One workspace. Every method may raise Unavailable or SlackSaidNo."""

    client: AsyncWebClient
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    #: Asked before each request; raises when the caller may no longer speak.
    permit: Callable[[], None] = lambda: None
    _known: Known = field(default_factory=Known)

    def permitted_by(self, permit: Callable[[], None]) -> "Slack":
        """The same workspace, for a caller who may lose the right to speak."""
        return replace(self, permit=permit)

    async def _call(self, method: str, **arguments: Any) -> dict[str, Any]:
        self.permit()
        counted = counted_by(method, arguments)
        left = (self._known.not_before.get(counted, self.now()) - self.now()).total_seconds()
        if left > 0:
            # Spread, so that all who wait do not come back at one moment and meet the next pause.
            spread = random.uniform(0, 1 + left / 2)  # noqa: S311 -- not a secret
            wait = math.ceil(left + spread)
            raise Unavailable(f"{method}: Slack asked for a pause", retry_after=wait)
        call = getattr(self.client, method.replace(".", "_"))
        try:
            return await answer(method, call(**arguments))
        except Unavailable as trouble:
            if trouble.retry_after is not None:
                pause = timedelta(seconds=trouble.retry_after)
                self._known.pause(counted, self.now(), pause)
            raise

    async def _in_channel(self, method: str, channel_id: str, **arguments: Any) -> dict[str, Any]:
        """A call that only a member may make; when somebody removed us, join again first."""
        try:
            return await self._call(method, channel=channel_id, **arguments)
        except SlackSaidNo as error:
            if error.code != "not_in_channel":
                raise
        await self._call("conversations.join", channel=channel_id)
        return await self._call(method, channel=channel_id, **arguments)

    async def bot_user_id(self) -> str:
        """Our own user id."""
        if not self._known.bot_user_id:
            self._known.bot_user_id = str((await self._call("auth.test"))["user_id"])
        return self._known.bot_user_id

    # Channels

    async def create_channel(self, name: str, *, is_private: bool = False) -> Channel:
        """Create a channel. SlackSaidNo("name_taken") carries no id: look it up."""
        kind = {"is_private": True} if is_private else {}
        return Channel.of((await self._call("conversations.create", name=name, **kind))["channel"])

    async def channels(self, *, are_private: bool = False) -> AsyncIterator[Channel]:
        """All public channels, or the private ones in which we are; archived ones too."""
        kind = "private_channel" if are_private else "public_channel"
        listed = partial(self._call, "conversations.list")
        async for page in pages(listed, types=kind, exclude_archived=False):
            for raw in page["channels"]:
                yield Channel.of(raw)

    @property
    def known_channels(self) -> dict[str, str]:
        """The ids of channels by the names under which they were looked up; take out what is not true."""
        return self._known.channels

    async def channel(self, channel_id: str) -> Channel:
        """A channel as it is just now."""
        found = await self._call("conversations.info", channel=channel_id)
        return Channel.of(found["channel"])

    async def channel_id(self, name: str) -> str:
        """The id of a public channel by its name; it is created when there is none."""
        async with self._known.looking_up:
            if name not in self._known.channels:
                found = await self._found(name)
                self._known.channels[name] = found or (await self.create_channel(name)).id
        return self._known.channels[name]

    async def existing_channel_id(self, name: str) -> str | None:
        """The same, or None where there is no such channel. The bot is in it, then."""
        async with self._known.looking_up:
            if name not in self._known.channels and (found := await self._found(name)):
                self._known.channels[name] = found
        return self._known.channels.get(name)

    async def _found(self, name: str) -> str | None:
        # In a large workspace this takes longer than Slack allows at once: go on where it stopped.
        known = self._known
        kinds = {"types": "public_channel", "exclude_archived": True}
        listed = partial(self._call, "conversations.list")
        async for page in pages(listed, known.list_cursor, **kinds):
            known.list_cursor = next_cursor(page)
            for channel in map(Channel.of, page["channels"]):
                if channel.name == name:
                    if not channel.is_member:
                        await self._call("conversations.join", channel=channel.id)
                    known.list_cursor = ""
                    return channel.id
        return None

    async def invite(self, channel_id: str, slack_ids: Iterable[str]) -> dict[str, str]:
        """Invite people. Returns who could not come, and Slack's word for why."""
        left_out: dict[str, str] = {}
        wanted = list(dict.fromkeys(slack_ids))
        for start in range(0, len(wanted), INVITED_AT_ONCE):
            group = wanted[start : start + INVITED_AT_ONCE]
            try:
                body = await self._in_channel(
                    "conversations.invite", channel_id, users=group, force=True
                )
            except SlackSaidNo as error:
                if error.code in NOT_ABOUT_A_PERSON:
                    raise
                if len(group) > 1:
                    # Slack names one reason for all; ask for each so that nobody is left out.
                    for person in group:
                        left_out |= await self.invite(channel_id, [person])
                    continue
                body = {"errors": [{"user": group[0], "error": error.code}]}
            left_out |= {
                str(one["user"]): str(one["error"])
                for one in body.get("errors", [])
                if one.get("error") not in ALREADY_THERE
            }
        return left_out

    async def members(self, channel_id: str) -> list[str]:
        """The Slack ids of everybody in a channel, ours among them."""
        found: list[str] = []
        async for page in pages(partial(self._call, "conversations.members", channel=channel_id)):
            found += map(str, page["members"])
        return found

    async def set_topic(self, channel_id: str, topic: str) -> None:
        """Set the topic, as plain text, cut at Slack's limit."""
        await self._in_channel("conversations.setTopic", channel_id, topic=topic[:TOPIC_LIMIT])

    async def bookmarked(self, channel_id: str) -> frozenset[str]:
        """The links that stand among the channel's bookmarks."""
        there = await self._call("bookmarks.list", channel_id=channel_id)
        return frozenset(str(mark.get("link")) for mark in there["bookmarks"])

    async def bookmark(self, channel_id: str, title: str, link: str) -> None:
        """Add a link to the channel's bookmarks. Slack takes the same one twice: look first."""
        await self._call(
            "bookmarks.add", channel_id=channel_id, title=title, type="link", link=link
        )

    # Posts

    async def post(
        self,
        channel_id: str,
        message: Showable,
        *,
        key: str,
        look_since: datetime | None = None,
        thread_ts: str | None = None,
    ) -> str:
        """Post a message marked with `key`, and return its ts.

        With `look_since` (UTC) our own earlier post of that key, made since then, is found and
        nothing is posted: Slack has no other way to make a post repeatable.
        """
        if look_since is not None:
            found = await self.own_post(channel_id, key, look_since, thread_ts)
            if found is not None:
                return found
        body = await self._in_channel(
            "chat.postMessage",
            channel_id,
            text=message.text,
            blocks=list(message.blocks),
            thread_ts=thread_ts,
            metadata={"event_type": POST_MARK, "event_payload": {"key": key}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(body["ts"])

    async def redraw(self, channel_id: str, ts: str, message: Showable) -> bool:
        """Put a new message in the place of an older one of ours. False when that one is gone."""
        words, blocks = message.text, list(message.blocks)
        try:
            await self._call("chat.update", channel=channel_id, ts=ts, text=words, blocks=blocks)
        except SlackSaidNo as error:
            if error.code not in GONE:
                raise
            return False
        return True

    async def permalink(self, channel_id: str, ts: str) -> str:
        """The web address of a message."""
        found = await self._call("chat.getPermalink", channel=channel_id, message_ts=ts)
        return str(found["permalink"])

    async def delete(self, channel_id: str, ts: str) -> None:
        """Delete a message of ours; one that is gone stays gone."""
        try:
            await self._call("chat.delete", channel=channel_id, ts=ts)
        except SlackSaidNo as error:
            if error.code not in GONE:
                raise

    async def is_newest(self, channel_id: str, ts: str, thread_ts: str | None = None) -> bool:
        """Whether nothing was written after a message: in its channel or thread, and in reply to it."""
        page = await self._read(channel_id, thread_ts, oldest=ts, limit=3, inclusive=True)
        found = [one for one in page["messages"] if one["ts"] != thread_ts]
        return [one["ts"] for one in found] == [ts] and not found[0].get("reply_count")

    async def attach(
        self,
        channel_id: str,
        *,
        name: str,
        title: str,
        content: bytes,
        thread_ts: str | None = None,
        words: str | None = None,
        look_since: datetime | None = None,
    ) -> str:
        """Share a file in a channel or a thread, with `words` (mrkdwn) above it, and return its id.

        With `look_since` (UTC) one of that name which stands there since then is found instead.
        """
        if look_since is not None:
            async for said in self._said_since(channel_id, look_since, thread_ts):
                if found := file_named(name, said):
                    return found
        return await share_file(
            self._call,
            self.client.session,
            name=name,
            title=title,
            content=content,
            channel_id=channel_id,
            thread_ts=thread_ts,
            initial_comment=words,
        )

    async def pin(self, channel_id: str, ts: str) -> None:
        """Pin a message; a pinned one stays as it is."""
        try:
            await self._in_channel("pins.add", channel_id, timestamp=ts)
        except SlackSaidNo as error:
            if error.code != "already_pinned":
                raise

    async def conversation_with(self, slack_id: str) -> str:
        """The id of our direct conversation with a person."""
        if slack_id not in self._known.conversations:
            opened = await self._call("conversations.open", users=slack_id)
            self._known.conversations[slack_id] = str(opened["channel"]["id"])
        return self._known.conversations[slack_id]

    async def whisper(self, response_url: str, message: Showable) -> None:
        """Answer a command or a press so that only that person sees it. Good for 30 minutes, 5 times."""
        self.permit()
        webhook = AsyncWebhookClient(response_url, session=self.client.session, retry_handlers=[])
        try:
            response = await webhook.send(
                text=message.text,
                blocks=list(message.blocks),
                response_type="ephemeral",
                replace_original=False,
            )
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Unavailable(f"response_url: no answer ({type(error).__name__})") from error
        if response.status_code >= 500 or response.status_code == 429:  # noqa: PLR2004 -- HTTP's own numbers
            raise Unavailable(f"response_url: HTTP {response.status_code}")
        if response.status_code != 200:  # noqa: PLR2004 -- HTTP's own number
            raise SlackSaidNo("response_url", response.body or str(response.status_code))

    async def whisper_in(
        self, channel_id: str, slack_id: str, message: Showable, *, thread_ts: str | None = None
    ) -> None:
        """Say something in a channel that only one person sees; where they are not, directly."""
        words, blocks = message.text, list(message.blocks)
        try:
            await self._call(
                "chat.postEphemeral",
                channel=channel_id,
                user=slack_id,
                text=words,
                blocks=blocks,
                thread_ts=thread_ts,
            )
        except SlackSaidNo as error:
            if error.code not in NOT_THERE:
                raise
            directly = await self.conversation_with(slack_id)
            await self._call("chat.postMessage", channel=directly, text=words, blocks=blocks)

    async def message(self, channel_id: str, ts: str) -> Said | None:
        """Read one message, which may stand in a thread; None when it is gone."""
        raw = await self._one("conversations.history", channel_id, ts, latest=ts, oldest=ts)
        if raw is None:
            # History leaves out what was said in threads.
            raw = await self._one("conversations.replies", channel_id, ts, ts=ts)
        if raw is None or raw.get("subtype") == "tombstone":
            return None
        return Said.of(raw)

    async def _one(
        self, method: str, channel_id: str, wanted: str, **where: str
    ) -> dict[str, Any] | None:
        page = await self._call(method, channel=channel_id, inclusive=True, limit=1, **where)
        found: dict[str, Any] | None = next(
            (one for one in page["messages"] if one["ts"] == wanted), None
        )
        return found

    async def open_form(self, trigger_id: str, view: dict[str, Any]) -> None:
        """Open a form. The trigger lives for three seconds and works once; then the form stands open."""
        try:
            await self._call("views.open", trigger_id=trigger_id, view=view)
        except SlackSaidNo as error:
            if error.code != OPEN_ALREADY:
                raise

    async def redraw_form(self, view_id: str, pressed_at: float, view: dict[str, Any]) -> None:
        """Draw an open form anew, after a press in it at `pressed_at` (Slack's own seconds).

        Of two presses close together the later one counts, whichever is ready first: Slack's own
        guard, the view's hash, would throw the later one away. Nothing happens when the form was closed.
        """
        if self._known.is_overtaken(view_id, pressed_at):
            return
        try:
            await self._call("views.update", view_id=view_id, view=view)
        except SlackSaidNo as error:
            if error.code != "not_found":
                raise

    async def publish_home(self, slack_id: str, view: dict[str, Any]) -> None:
        """Put a view on a person's home tab."""
        await self._call("views.publish", user_id=slack_id, view=view)

    async def own_post(
        self, channel_id: str, key: str, since: datetime, thread_ts: str | None = None
    ) -> str | None:
        """The ts of our own post of a key, made since a moment (UTC); None where there is none."""
        async for said in self._said_since(channel_id, since, thread_ts):
            mark = said.get("metadata", {})
            if mark.get("event_type") == POST_MARK and mark["event_payload"].get("key") == key:
                return str(said["ts"])
        return None

    async def _said_since(
        self, channel_id: str, since: datetime, thread_ts: str | None
    ) -> AsyncIterator[dict[str, Any]]:
        """Every message of a channel, or of a thread, since a moment by our own clock (UTC)."""
        read = partial(self._read, channel_id, thread_ts)
        oldest = f"{(since - CLOCK_SLACK).timestamp():.6f}"
        async for page in pages(read, oldest=oldest, include_all_metadata=True):
            for said in page["messages"]:
                yield said

    async def _read(
        self, channel_id: str, thread_ts: str | None, **arguments: Any
    ) -> dict[str, Any]:
        """What was said where we speak ourselves: in a channel, or in one thread of it."""
        if thread_ts is None:
            return await self._in_channel("conversations.history", channel_id, **arguments)
        arguments["ts"] = thread_ts
        return await self._in_channel("conversations.replies", channel_id, **arguments)

    # People

    async def profile(self, slack_id: str) -> Profile:
        """Who somebody is: their shown name, time zone and address, and whether they can answer at all."""
        user = (await self._call("users.info", user=slack_id))["user"]
        profile = user.get("profile", {})
        name = profile.get("display_name") or profile.get("real_name") or user.get("real_name", "")
        return Profile(
            name=str(name),
            time_zone=user.get("tz") or None,
            email=str(profile.get("email") or "").casefold() or None,
            cannot_answer=bool(user.get("is_bot") or user.get("deleted") or slack_id == SLACKBOT),
        )

    async def members_of_group(self, group_id: str) -> tuple[str, ...]:
        """The Slack ids of everybody in a user group."""
        found = await self._call("usergroups.users.list", usergroup=group_id)
        return tuple(map(str, found["users"]))

    async def fill_group(self, group_id: str, slack_ids: Collection[str]) -> None:
        """Make these people, at least one, the members of a user group. Nothing happens if they are."""
        if {*await self.members_of_group(group_id)} != {*slack_ids}:
            await self._call("usergroups.users.update", usergroup=group_id, users=list(slack_ids))

    async def members_of_handle(self, handle: str) -> tuple[str, ...]:
        """The Slack ids of everybody in the user group with this handle, without its @."""
        answer = await self._call("usergroups.list", include_users=True)
        for group in answer["usergroups"]:
            if group["handle"] == handle:
                return tuple(map(str, group.get("users", ())))
        raise SlackSaidNo("usergroups.list", "no_such_subteam")

    async def slack_id_by_email(self, email: str) -> str:
        """The Slack id of the person with this address."""
        return str((await self._call("users.lookupByEmail", email=email))["user"]["id"])
