"""From Slack's payloads to our commands, and the ack: in time, and not before what it promises."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncAck, AsyncBoltRequest
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

import commands
from bot import payloads
from bot.answers import Answering, overhear, patiently, trouble_in_words
from bot.inbox import Inbox
from bot.payloads import Payload
from bot.turns import Turns
from bot.wishes import Asker, Wish, asker, only_looks, wish
from commands.command import SLASH
from commands.request import (
    Heard,
    Opened,
    Sought,
    Submitted,
)
from integrations.slack import Slack
from templates.blocks import View, home
from templates.typed import as_line, unescape
from workflows.errors import Refused
from workflows.promises import Promise
from workflows.work import Start

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: Slack waits three seconds for an ack. What takes longer than this is acked and goes on.
ACK_SECONDS = 2.0
#: A form that is not written down by then stays open, with a word about it.
FORM_SECONDS = 2.3
#: Words under a field are plain: there the marks for code would be seen.
_CODE = re.compile(r"`([^`]*)`")


class Dispatch(AsyncMiddleware):
    """Hears all that people do as soon as Bolt has read it.

    Bolt asks its listeners one by one, and makes all their arguments anew for each: that would take longer
    than all else until the ack. We need neither those nor Bolt's authorization, since we act by our own token.
    """

    def __init__(self, slack: Slack, start: Start, inbox: Inbox) -> None:
        self._slack = slack
        self._start = start
        self._inbox = inbox
        self._turns = Turns(start.gate)
        self._tasks: set[asyncio.Task[None]] = set()
        self._hears: Final[Mapping[str, Callable[[AsyncAck, Payload], Awaitable[None]]]] = {
            SLASH: self._on_wish,
            "block_actions": self._on_wish,
            "shortcut": self._on_wish,
            "message_action": self._on_wish,
            "view_submission": self._on_form,
            "block_suggestion": self._on_menu,
        }

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 -- Bolt's own way to call it
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse | None:
        """Answer what we know; Bolt says of all else that nobody listens."""
        hear = self._hears.get(payloads.kind(req.body))
        if hear is None:
            return await next()
        ack = AsyncAck()  # type: ignore[no-untyped-call]
        await hear(ack, req.body)
        return ack.response

    async def drain(self, seconds: float) -> None:
        """Wait for what people are heard with and for what was acked, `seconds` at most.

        What is cut off then stays promised: another process carries it out.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._turns.all_heard()
                while self._tasks:
                    await asyncio.wait(self._tasks)
        under_way = list(self._tasks)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    @property
    def is_idle(self) -> bool:
        """Whether everything that was acked has been carried out."""
        return not self._tasks and self._inbox.is_idle

    async def _on_wish(self, ack: AsyncAck, body: Payload) -> None:
        """Ack what changes something once it is kept, and what only looks at once."""
        where = payloads.channel(body)
        with self._turns.hearing():
            if only_looks(body):
                start = replace(self._start, gate=self._turns, where=where)
                self._begin(self._look(wish(self._slack, start, body)))
            else:
                promise = Promise(payloads.receipt(body))
                start = replace(self._start, gate=self._turns, where=where, promise=promise)
                asked = wish(self._slack, start, body)
                kept = self._inbox.keep(promise, payloads.cut_down(body))
                await asyncio.wait({kept}, timeout=ACK_SECONDS)
                self._begin(self._carry_out(asked, promise, kept))
            await ack()

    async def _look(self, asked: Wish) -> None:
        await self._turns.others_first()
        await asked.answering.answer(asked.do, typed=asked.typed)

    async def _carry_out(self, asked: Wish, promise: Promise, kept: "asyncio.Future[None]") -> None:
        async def once_kept() -> None:
            await kept
            await asked.do()

        await self._turns.others_first()
        await asked.answering.answer(once_kept, typed=asked.typed)
        self._inbox.forget(promise)

    async def _on_menu(self, ack: AsyncAck, body: Payload) -> None:
        """Answer a menu that asks for its options, as far as Slack waits for them."""
        view = body.get("view") or {}
        sought = Sought(
            **self._asked(body).known,
            words=unescape(str(body.get("value", ""))),
            about=str(view.get("private_metadata", "")),
        )
        try:
            menu = commands.MENUS[body["action_id"]]
            found = await asyncio.wait_for(menu(sought), FORM_SECONDS)
        except Exception as trouble:  # noqa: BLE001 -- the reply layer: a menu has no room for words, the log has
            trouble_in_words(trouble, "")
            found = []
        await ack(options=found)

    def _begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def hear(self, body: Payload) -> None:
        """Take in what happened; it is acked when this returns.

        Slack tells anew what was not acked, so a process that dies before has lost nothing, and what
        comes twice counts once. Events come here without Bolt: most are echoes of what we did
        ourselves, six for each declaration, and Bolt's way costs as much as everything else about them.
        """
        event = body["event"]
        if event["type"] == "app_home_opened":
            await self._on_home(event)
            return
        happened = payloads.happened(event)
        if happened is None:
            return
        by_us = happened["slack_id"] == await self._slack.bot_user_id()
        if by_us and event["type"] != "member_joined_channel":
            return
        addressed = commands.EVENTS.get(happened["what"])
        handler = addressed or commands.OVERHEARD.get(happened["what"])
        if handler is None:
            return
        slack_id, channel_id = happened["slack_id"], happened["channel_id"]
        # Where they spoke, so that they need not look for the answer elsewhere.
        answering = Answering(
            self._slack, self._start, slack_id, None, channel_id, happened["thread_ts"] or None
        )
        # Slack may tell it late: that they were in a channel then is no proof that they still are.
        said_by = {"user_id": slack_id, "channel_id": channel_id}
        asked = asker(self._slack, self._start, said_by, answering)
        heard = Heard(**(asked.known | happened), by_us=by_us, receipt=f"event:{body['event_id']}")

        async def take_in() -> None:
            await handler(heard)

        doing = (
            asked.answering.answer(take_in, typed=as_line(heard.words))
            if addressed
            else overhear(take_in)
        )
        await asyncio.wait({self._begin(doing)}, timeout=ACK_SECONDS)

    async def _on_home(self, event: Payload) -> None:
        if event.get("tab") != "home":
            return
        asked = self._asked({"user_id": event["user"]})

        async def publish(view: View) -> None:
            await self._slack.publish_home(asked.answering.slack_id, view)

        async def draw() -> None:
            try:
                await commands.draw_home(Opened(**asked.known, publish=publish))
            except Exception as trouble:  # noqa: BLE001 -- the reply layer: no failure may stay unanswered
                await publish(home(trouble_in_words(trouble, "").blocks))

        self._begin(asked.answering.answer(draw, typed=""))

    async def _on_form(self, ack: AsyncAck, body: Payload) -> None:
        """Write down first, then ack: whatever is refused stands in the form, with all that was typed."""
        view = body["view"]
        handler = commands.FORMS.get(view["callback_id"], _form_of_another_version)
        submitted = Submitted(
            **self._asked(body).known,
            view_id=str(view["id"]),
            about=str(view.get("private_metadata", "")),
            fields=payloads.filled_in(view),
        )
        try:
            following = await asyncio.wait_for(patiently(lambda: handler(submitted)), FORM_SECONDS)
        except Exception as trouble:  # noqa: BLE001 -- the reply layer: no failure may stay unanswered
            field = trouble.field if isinstance(trouble, Refused) else None
            words = trouble_in_words(trouble, "").text
            await ack(
                response_action="errors",
                errors={payloads.block_of_field(view, field): _CODE.sub(r"\1", as_line(words))},
            )
        else:
            if following is None:
                await ack()
            else:
                await ack(response_action="update", view=following)

    def _asked(self, body: Payload) -> Asker:
        start = replace(self._start, where=payloads.channel(body))
        return asker(self._slack, start, body)


async def _form_of_another_version(_: Submitted) -> View | None:
    raise Refused(
        "This form comes from another version of Muster and cannot be sent. "
        "Please copy your words, close it, and open it again."
    )
