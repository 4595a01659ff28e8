"""From Slack's payloads to our commands, and the ack: in time, and not before what it promises."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

import commands
from bot import payloads
from bot.answers import Answering, overhear, patiently, trouble_in_words
from bot.payloads import Payload
from commands.command import SLASH
from commands.request import (
    Heard,
    Opened,
    OpenForm,
    Pointed,
    Pressed,
    Request,
    Sought,
    Submitted,
    Typed,
)
from integrations.slack import Slack
from templates.blocks import View, home
from templates.message import Message
from templates.typed import as_line, unescape
from workflows.errors import Refused
from workflows.work import Start

log: structlog.stdlib.BoundLogger = structlog.get_logger()

#: Slack waits three seconds for an ack. What takes longer than this is acked and goes on.
ACK_SECONDS = 2.0
#: A form that is not written down by then stays open, with a word about it.
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
        app.options(anything)(self._on_menu)

    async def drain(self, seconds: float) -> None:
        """Wait for what was acked and is not yet carried out, `seconds` at most."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    @property
    def is_idle(self) -> bool:
        """Whether everything that was acked has been carried out."""
        return not self._tasks

    async def _on_command(self, ack: AsyncAck, body: Payload) -> None:
        asked = self._asked(body)
        words = str(body.get("text", ""))
        typed = Typed(
            **asked.known,
            words=words,
            response_url=str(body["response_url"]),
            receipt=f"command:{body['trigger_id']}",
        )
        await self._carry_out(
            ack, asked, lambda: commands.run_typed(typed), typed=as_line(f"{SLASH} {words}")
        )

    async def _on_press(self, ack: AsyncAck, body: Payload) -> None:
        asked = self._asked(body)
        action = body["actions"][0]
        handler = commands.PRESSES.get(action["action_id"], _of_another_version)
        pressed = Pressed(
            **asked.known,
            value=unescape(payloads.pressed_value(action)),
            block_id=str(action.get("block_id", "")),
            form=self._form_of(body),
        )
        await self._carry_out(ack, asked, lambda: handler(pressed))

    def _form_of(self, body: Payload) -> OpenForm | None:
        view = body.get("view")
        if view is None or view["type"] != "modal":
            return None

        async def redraw(anew: View) -> None:
            await self._slack.redraw_form(view["id"], view["hash"], anew)

        about = str(view.get("private_metadata", ""))
        return OpenForm(about=about, fields=payloads.filled_in(view), redraw=redraw)

    async def _on_shortcut(self, ack: AsyncAck, body: Payload) -> None:
        asked = self._asked(body)
        if "message" in body:
            pointed = Pointed(**asked.known, **payloads.pointed_at(body["message"]))
            on_message = commands.MESSAGE_SHORTCUTS.get(body["callback_id"], _of_another_version)
            await self._carry_out(ack, asked, lambda: on_message(pointed))
            return
        handler = commands.SHORTCUTS.get(body["callback_id"], _of_another_version)
        await self._carry_out(ack, asked, lambda: handler(Request(**asked.known)))

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

    async def _carry_out(
        self, ack: AsyncAck, asked: "_Asked", do: Callable[[], Awaitable[None]], *, typed: str = ""
    ) -> None:
        """Ack once it is written down, or an answer or a form is on its way, or it takes too long.

        An ack before that could promise what a killed process forgets. The work itself runs in a
        task of its own, since Bolt takes an ack back when its listener raises right after it.
        """
        task = self._begin(asked.answering.answer(do, typed=typed))
        await asyncio.wait(
            {task, asked.heard}, timeout=ACK_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        await ack()

    async def hear(self, body: Payload) -> None:
        """Take in what happened, which is acked already.

        Events come here without Bolt: most are echoes of what we did ourselves, six for each
        declaration, and Bolt's way costs as much as everything else about them.
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
        asked = self._asked({"user_id": happened["slack_id"], "channel_id": happened["channel_id"]})
        heard = Heard(**(asked.known | happened), by_us=by_us, receipt=f"event:{body['event_id']}")

        async def take_in() -> None:
            await handler(heard)

        if addressed:
            self._begin(asked.answering.answer(take_in, typed=as_line(heard.words)))
        else:
            self._begin(overhear(take_in))

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
                errors={field or payloads.first_field(view): as_line(words)},
            )
        else:
            if following is None:
                await ack()
            else:
                await ack(response_action="update", view=following)

    def _asked(self, body: Payload) -> "_Asked":
        slack_id = payloads.person(body)
        answering = Answering(self._slack, slack_id, body.get("response_url"))
        trigger_id = str(body.get("trigger_id", ""))
        heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def hear() -> None:
            if not heard.done():
                heard.set_result(None)

        async def reply(message: Message) -> None:
            hear()
            await answering.reply(message)

        async def open_form(view: View) -> None:
            hear()
            await self._slack.open_form(trigger_id, view)

        known = {
            "slack_id": slack_id,
            "channel_id": payloads.channel(body),
            "start": replace(self._start, written=hear),
            "reply": reply,
            "open_form": open_form,
        }
        return _Asked(answering, known, heard)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asked, what every request of theirs holds, and whether it is written down or answered."""

    answering: Answering
    known: dict[str, Any]
    heard: "asyncio.Future[None]"


async def _of_another_version(_: Request) -> None:
    """What an older message still offers, or a newer one of a replica that was updated first."""
    raise Refused(
        "This comes from another version of Muster, so nothing was done. "
        f"`{SLASH} help` shows how to do the same by typing."
    )


async def _form_of_another_version(_: Submitted) -> View | None:
    raise Refused(
        "This form comes from another version of Muster and cannot be sent. "
        "Please copy your words, close it, and open it again."
    )
