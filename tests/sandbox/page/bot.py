"""A small app for the tests of the page: a form, a card with a button, a home, a menu that asks."""

import asyncio
from typing import Any, Self

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.manifest import sample_manifest

Json = dict[str, Any]


def manifest() -> Json:
    """Return the manifest of the app, `Harbour`."""
    manifest = sample_manifest()
    manifest["display_information"]["name"] = "Harbour"
    manifest["features"]["bot_user"]["display_name"] = "harbour"
    manifest["features"]["slash_commands"] = [
        {
            "command": "/harbour",
            "description": "Open the harbour",
            "usage_hint": "[open | card | sleep]",
            "should_escape": True,
        }
    ]
    return manifest


def plain(text: str) -> Json:
    """Return a plain_text object."""
    return {"type": "plain_text", "text": text}


def option(text: str) -> Json:
    """Return an option whose value is its text."""
    return {"text": plain(text), "value": text}


FORM: Json = {
    "type": "modal",
    "callback_id": "open",
    "title": plain("Open a berth"),
    "submit": plain("Open"),
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": plain("Name"),
            "element": {
                "type": "plain_text_input",
                "action_id": "value",
                "min_length": 3,
                "max_length": 20,
            },
        },
        {
            "type": "input",
            "block_id": "ship",
            "label": plain("Ship"),
            "element": {
                "type": "external_select",
                "action_id": "ship",
                "min_query_length": 1,
                "placeholder": plain("Find a ship"),
            },
        },
        {
            "type": "input",
            "block_id": "pilot",
            "optional": True,
            "label": plain("Pilot"),
            "element": {"type": "users_select", "action_id": "pilot"},
        },
    ],
}


def card(text: str) -> list[Json]:
    """Return a card with buttons, a menu and what a person might have typed into it."""
    return [
        {"type": "header", "text": plain("Berth 1 & 2")},
        {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}},
        {
            "type": "actions",
            "block_id": "card",
            "elements": [
                {
                    "type": "button",
                    "action_id": "moor",
                    "style": "primary",
                    "text": plain("Moor"),
                },
                {
                    "type": "button",
                    "action_id": "sink",
                    "style": "danger",
                    "text": plain("Sink"),
                    "confirm": {
                        "title": plain("Sink it?"),
                        "text": plain("There is no way back."),
                        "confirm": plain("Sink it"),
                        "deny": plain("Keep it afloat"),
                    },
                },
                {"type": "button", "action_id": "silent", "text": plain("Ask the fog")},
                {
                    "type": "static_select",
                    "action_id": "flag",
                    "placeholder": plain("Flag"),
                    "options": [option("Red"), option("Green")],
                },
            ],
        },
    ]


class Harbour:
    """The running app."""

    def __init__(self, slack: Sandbox) -> None:
        self.fog = asyncio.Event()
        self._app = AsyncApp(
            client=AsyncWebClient(slack.bot_token, base_url=slack.base_url),
            signing_secret=slack.signing_secret,
            request_verification_enabled=False,
        )
        self._handler = AsyncSocketModeHandler(self._app, slack.app_token)
        self._app.command("/harbour")(self._command)
        self._app.view("open")(self._opened)
        self._app.options("ship")(self._ships)
        self._app.action("moor")(self._moored)
        self._app.action("sink")(self._sunk)
        self._app.action("flag")(self._flagged)
        self._app.action("silent")(self._silent)
        self._app.event("app_home_opened")(self._at_home)
        self._app.shortcut("keep")(self._kept)
        self._app.shortcut("start")(self._started)
        for event in ("message", "reaction_added", "member_joined_channel", "channel_created"):
            self._app.event(event)(self._heard)

    async def __aenter__(self) -> Self:
        """Connect."""
        await self._handler.connect_async()  # type: ignore[no-untyped-call]
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Disconnect."""
        self.fog.set()
        await self._handler.close_async()  # type: ignore[no-untyped-call]

    async def _command(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        if body["text"] == "sleep":
            await self.fog.wait()
            return
        if body["text"] == "open":
            await client.views_open(trigger_id=body["trigger_id"], view=FORM)
            await ack()
            return
        await ack("The harbour is *open*, and only you can read this.")
        await client.chat_postMessage(
            channel=body["channel_id"], text="A card", blocks=card(body["text"])
        )

    async def _opened(self, ack: AsyncAck, view: Json, client: AsyncWebClient) -> None:
        values = view["state"]["values"]
        name = values["name"]["value"]["value"]
        if name == "taken":
            await ack(response_action="errors", errors={"name": "That berth is taken."})
            return
        if name == "foggy":
            await self.fog.wait()
        if name == "deeper":
            await ack(response_action="push", view={**FORM, "title": plain("Deeper still")})
            return
        await ack()
        made = await client.conversations_create(name=f"berth-{name}")
        ship = values["ship"]["ship"]["selected_option"]["text"]["text"]
        await client.chat_postMessage(channel=made["channel"]["id"], text=f"{ship} is in {name}")

    async def _ships(self, ack: AsyncAck, payload: Json) -> None:
        found = [
            name for name in ("Aurora", "Borealis") if payload["value"].lower() in name.lower()
        ]
        await ack(options=[option(name) for name in found])

    async def _moored(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        text = f"Moored by <@{body['user']['id']}>"
        await client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text=text, blocks=card(text)
        )

    async def _sunk(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_postMessage(
            channel=body["channel"]["id"], thread_ts=body["message"]["ts"], text="It sank."
        )

    async def _flagged(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        chosen = body["actions"][0]["selected_option"]["value"]
        await client.chat_postMessage(channel=body["channel"]["id"], text=f"The flag is {chosen}.")

    async def _silent(self, ack: AsyncAck) -> None:
        await self.fog.wait()
        await ack()

    async def _at_home(self, event: Json, client: AsyncWebClient) -> None:
        blocks = [{"type": "section", "text": plain(f"Welcome home on the {event['tab']} tab")}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    async def _kept(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.pins_add(channel=body["channel"]["id"], timestamp=body["message"]["ts"])

    async def _started(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async def _heard(self) -> None:
        return
