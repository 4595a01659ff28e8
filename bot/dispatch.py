"""From Slack's payloads to our commands: ack in time, then work where no failure can take the ack back."""

import asyncio
import re
from collections.abc import Coroutine
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

import commands
from bot import payloads
from bot.answers import Answering, trouble_in_words
from bot.payloads import Payload
from commands.command import SLASH
from commands.request import Pressed, Request, Submitted, Typed
from integrations.slack import Slack
from templates.blocks import View
from templates.typed import as_line, unescape
from workflows.errors import Refused
from workflows.work import Start

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: A form's handler must leave time for the ack, which Slack waits three seconds for.
FORM_SECONDS = 2.3


class Dispatch:
    """One listener for each kind of payload: Bolt asks its listeners one by one, so they stay few."""

    def __init__(self, slack: Slack, start: Start) -> None:
        self._slack = slack
        self._start = start
        self._tasks: set[asyncio.Task[None]] = set()

    def listen(self, app: AsyncApp) -> None:
        """Register with Bolt."""
        anything = re.compile(".*")
        app.command(SLASH)(self._on_command)
        app.action(anything)(self._on_press)
        app.view(anything)(self._on_form)
        app.shortcut(anything)(self._on_shortcut)

    async def drain(self, seconds: float) -> None:
        """Wait for what was acked and is not yet carried out, `seconds` at most."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    @property
    def is_idle(self) -> bool:
        """Whether everything that was acked has been carried out."""
        return not self._tasks

    def _after_ack(self, work: Coroutine[Any, Any, None]) -> None:
        """Carry on in a task of our own: Bolt takes an ack back when its listener raises after it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _on_command(self, ack: AsyncAck, body: Payload) -> None:
        await ack()
        answering, known = self._person(body)
        words = str(body.get("text", ""))
        typed = Typed(**known, words=words, response_url=str(body["response_url"]))
        self._after_ack(
            answering.answer(lambda: commands.run_typed(typed), typed=as_line(f"{SLASH} {words}"))
        )

    async def _on_press(self, ack: AsyncAck, body: Payload) -> None:
        await ack()
        answering, known = self._person(body)
        action = body["actions"][0]
        handler = commands.PRESSES.get(action["action_id"])
        if handler is None:
            log.info("dispatch.unknown_press", action=action["action_id"])
            return
        pressed = Pressed(
            **known,
            value=unescape(payloads.pressed_value(action)),
            block_id=str(action.get("block_id", "")),
        )
        self._after_ack(answering.answer(lambda: handler(pressed), typed=""))

    async def _on_shortcut(self, ack: AsyncAck, body: Payload) -> None:
        await ack()
        answering, known = self._person(body)
        handler = commands.SHORTCUTS.get(body["callback_id"])
        if handler is None:
            log.info("dispatch.unknown_shortcut", shortcut=body["callback_id"])
            return
        self._after_ack(answering.answer(lambda: handler(Request(**known)), typed=""))

    async def _on_form(self, ack: AsyncAck, body: Payload) -> None:
        """Write down first, then ack: whatever is refused stands in the form, with all that was typed."""
        view = body["view"]
        handler = commands.FORMS.get(view["callback_id"])
        if handler is None:
            log.info("dispatch.unknown_form", form=view["callback_id"])
            await ack()
            return
        _, known = self._person(body)
        submitted = Submitted(
            **known,
            view_id=str(view["id"]),
            about=str(view.get("private_metadata", "")),
            fields=payloads.filled_in(view),
        )
        try:
            await asyncio.wait_for(handler(submitted), FORM_SECONDS)
        except Exception as trouble:  # noqa: BLE001 -- the reply layer: no failure may stay unanswered
            field = trouble.field if isinstance(trouble, Refused) else None
            words = trouble_in_words(trouble, "").text
            await ack(
                response_action="errors",
                errors={field or payloads.first_field(view): as_line(words)},
            )
        else:
            await ack()

    def _person(self, body: Payload) -> tuple[Answering, dict[str, Any]]:
        slack_id = payloads.person(body)
        answering = Answering(self._slack, slack_id, body.get("response_url"))
        trigger_id = str(body.get("trigger_id", ""))

        async def open_form(view: View) -> None:
            await self._slack.open_form(trigger_id, view)

        known = {
            "slack_id": slack_id,
            "channel_id": payloads.channel(body),
            "start": self._start,
            "reply": answering.reply,
            "open_form": open_form,
        }
        return answering, known
