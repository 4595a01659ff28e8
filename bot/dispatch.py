"""From Slack's payloads to our commands, and the ack: in time, and not before what it promises."""

import asyncio
import re
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

import commands
from bot import payloads
from bot.answers import Answering, overhear, patiently, trouble_in_words
from bot.inbox import Inbox, new_promise
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


class Dispatch:
    """One listener for each kind of payload: Bolt asks its listeners one by one, so they stay few."""

    def __init__(self, slack: Slack, start: Start, inbox: Inbox) -> None:
        self._slack = slack
        self._start = start
        self._inbox = inbox
        self._turns = Turns(start.gate)
        self._tasks: set[asyncio.Task[None]] = set()

    def listen(self, app: AsyncApp) -> None:
        """Register with Bolt."""
        anything = re.compile(".*")
        app.command(SLASH)(self._on_wish)
        app.action(anything)(self._on_wish)
        app.view(anything)(self._on_form)
        app.shortcut(anything)(self._on_wish)
        app.options(anything)(self._on_menu)

    async def drain(self, seconds: float) -> None:
        """Wait for what was acked and is not yet carried out, `seconds` at most."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    @property
    def is_idle(self) -> bool:
        """Whether everything that was acked has been carried out."""
        return not self._tasks and self._inbox.is_idle

    async def _on_wish(self, ack: AsyncAck, body: Payload) -> None:
        """Ack what changes something once it is kept, and what only looks at once."""
        with self._turns.hearing():
            if only_looks(body):
                start = replace(self._start, gate=self._turns)
                self._begin(self._look(wish(self._slack, start, body)))
            else:
                promise = new_promise()
                start = replace(self._start, gate=self._turns, promise=promise)
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
        except Exception as trouble:  # noqa: BLE001 -- the reply layer: an empty menu says the same
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
            self._slack, slack_id, None, channel_id, happened["thread_ts"] or None
        )
        asked = asker(
            self._slack,
            self._start,
            {"user_id": slack_id, "channel_id": channel_id},
            answering,
        )
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
                errors={payloads.block_of_field(view, field): as_line(words)},
            )
        else:
            if following is None:
                await ack()
            else:
                await ack(response_action="update", view=following)

    def _asked(self, body: Payload) -> Asker:
        return asker(self._slack, self._start, body)


async def _form_of_another_version(_: Submitted) -> View | None:
    raise Refused(
        "This form comes from another version of Muster and cannot be sent. "
        "Please copy your words, close it, and open it again."
    )
