"""What people do, as a real app receives it over Socket Mode, and what its answers do."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox import NotPossible, Person, Sandbox, WaitedInVain
from sandbox.state import Json
from tests.sandbox.bot import small_bot
from tests.sandbox.conftest import Connect, violations
from tests.sandbox.payloads import button, plain, section

Body = dict[str, Any]


@pytest.fixture
async def small(client: AsyncWebClient, connect: Connect) -> AsyncApp:
    app = small_bot(client)
    await connect(app)
    return app


async def test_a_command_a_form_a_channel_a_button(
    slack: Sandbox, small: AsyncApp, ana: Person
) -> None:
    assert small.name
    await ana.types_for_form("/sample", channel="payments")
    await ana.fills("Name", "two words")
    assert (await ana.submits()).errors == {"name": "Please use a name without spaces."}
    await ana.fills("Name", "inc-1")
    assert (await ana.submits()).errors == {}
    assert ana.modal is None
    message = await slack.wait.message(channel="inc-1", text="Nobody leads")
    await ana.presses("Lead", message=message)
    await slack.wait.message(channel="inc-1", text="@Ana Silva leads")
    await slack.settle()


async def test_a_command_is_answered_to_one_or_to_all(
    slack: Sandbox, app: AsyncApp, ana: Person, ben: Person
) -> None:
    @app.command("/sample")
    async def asked(ack: Any, body: Body) -> None:
        kind = "in_channel" if body["text"] == "all" else "ephemeral"
        await ack(text=f"to {kind}", response_type=kind)

    outcome = await ana.types("/sample me", channel="payments")
    assert outcome.ack is not None
    assert outcome.ack.text == "to ephemeral"
    assert (await slack.wait.ephemeral(ana)).shown == "to ephemeral"
    await ana.types("/sample all", channel="payments")
    assert [m.shown for m in slack.messages("payments")] == ["/sample all", "to in_channel"]
    assert ben.ephemerals() == []


async def test_a_command_says_where_it_was_typed(
    app: AsyncApp, ana: Person, slack: Sandbox
) -> None:
    bodies: list[Body] = []

    @app.command("/sample")
    async def asked(ack: Any, body: Body) -> None:
        bodies.append(body)
        await ack()

    for place in ("payments", slack.channel("general"), ana.dm):
        await ana.types("/sample  call @ben ", channel=place)
    assert [body["channel_name"] for body in bodies] == ["payments", "general", "directmessage"]
    assert bodies[0]["text"] == f"call <@{slack.person('ben').id}|ben>"
    assert bodies[0]["user_name"] == "ana"


async def test_without_an_answer_in_three_seconds_a_command_fails(
    slack: Sandbox, app: AsyncApp, ana: Person
) -> None:
    late = asyncio.Event()

    @app.command("/sample")
    async def asked(ack: Any) -> None:
        await late.wait()
        await ack("too late")

    typed = asyncio.create_task(ana.types("/sample", channel="payments"))
    await slack.wait.until(lambda: slack.core.deliveries.in_flight, "the command on its way")
    await slack.advance(timedelta(seconds=3), grace=0)
    outcome = await typed
    assert outcome.timed_out
    assert outcome.ack is None
    assert ana.ephemerals()[-1].shown == '/sample failed with the error "operation_timeout"'
    late.set()
    await slack.settle()
    assert len(ana.ephemerals()) == 1


async def test_without_an_app_a_command_fails_at_once(ana: Person) -> None:
    outcome = await ana.types("/sample")
    assert outcome.failed
    assert not outcome.timed_out
    assert ana.ephemerals()[-1].shown == '/sample failed with the error "dispatch_failed"'


async def test_an_answer_that_slack_refuses_is_said_to_the_person(
    slack: Sandbox, app: AsyncApp, ana: Person
) -> None:
    @app.command("/sample")
    async def asked(ack: Any) -> None:
        await ack(text="x", blocks=[section("")])

    await ana.types("/sample")
    assert "invalid_command_response" in ana.ephemerals()[-1].shown
    assert "must be more than 0 characters" in violations(slack)[0]


async def test_shortcuts(app: AsyncApp, ana: Person) -> None:
    bodies: list[Body] = []

    @app.shortcut("start")
    @app.shortcut("keep")
    async def used(ack: Any, body: Body) -> None:
        bodies.append(body)
        await ack()

    await ana.uses_shortcut("Start something")
    message = await ana.posts("remember this", channel="payments")
    await ana.uses_message_shortcut("Keep this", message=message)
    start, keep = bodies
    assert start["type"] == "shortcut"
    assert "response_url" not in start
    assert keep["message"]["text"] == "remember this"
    assert keep["channel"]["name"] == "payments"
    await AsyncWebhookClient(keep["response_url"]).send(text="kept")
    assert ana.ephemerals()[-1].shown == "kept"
    with pytest.raises(NotPossible, match="no global shortcut"):
        await ana.uses_shortcut("Keep this")


CHOICES: list[tuple[Json, Any, str, Any]] = [
    ({"type": "static_select"}, "Two", "selected_option", "2"),
    ({"type": "radio_buttons"}, "2", "selected_option", "2"),
    ({"type": "checkboxes"}, ["One", "Two"], "selected_options", ["1", "2"]),
    ({"type": "overflow"}, "Two", "selected_option", "2"),
    ({"type": "users_select"}, "ben", "selected_user", "ben"),
    ({"type": "channels_select"}, "payments", "selected_channel", "payments"),
    ({"type": "conversations_select"}, "general", "selected_conversation", "general"),
    ({"type": "datepicker"}, "2026-03-03", "selected_date", "2026-03-03"),
    ({"type": "timepicker"}, "18:00", "selected_time", "18:00"),
    ({"type": "datetimepicker"}, 1_772_500_000, "selected_date_time", 1_772_500_000),
]


@pytest.mark.parametrize(("element", "choice", "key", "value"), CHOICES, ids=lambda x: str(x)[:30])
async def test_a_choice_in_a_message_is_told_at_once(
    *,
    slack: Sandbox,
    client: AsyncWebClient,
    app: AsyncApp,
    ana: Person,
    element: Json,
    choice: Any,
    key: str,
    value: Any,
) -> None:
    actions: list[Body] = []

    @app.action("pick")
    async def chosen(ack: Any, body: Body) -> None:
        actions.append(body)
        await ack()

    if element["type"] in {"static_select", "radio_buttons", "checkboxes", "overflow"}:
        options = [{"text": plain("One"), "value": "1"}, {"text": plain("Two"), "value": "2"}]
        element = {**element, "options": options}
    blocks = [{"type": "actions", "block_id": "b", "elements": [{**element, "action_id": "pick"}]}]
    await client.chat_postMessage(channel="payments", text="x", blocks=blocks)
    message = slack.messages("payments")[0]
    await ana.chooses("pick", choice, message=message)

    (body,) = actions
    got = body["actions"][0][key]
    if isinstance(got, dict):
        got = got["value"]
    elif isinstance(got, list):
        got = [option["value"] for option in got]
    elif str(value).isalpha():
        got = slack.workspace.users[got].handle if got[0] == "U" else slack.channel(got).name
    assert got == value
    state = body["state"]["values"].get("b", {})
    assert (element["type"] == "overflow") == (state == {})


async def test_the_home_is_opened_and_its_buttons_work(
    slack: Sandbox, client: AsyncWebClient, app: AsyncApp, ana: Person
) -> None:
    pressed: list[str] = []

    @app.event("app_home_opened")
    async def opened(event: Body) -> None:
        blocks = [section("Hello"), {"type": "actions", "elements": [button("Refresh", "again")]}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.action("again")
    async def again(ack: Any, body: Body) -> None:
        await ack()
        pressed.append(body["view"]["type"])

    await ana.opens_home()
    await slack.wait.home(ana, "Hello")
    await ana.presses("Refresh")
    assert pressed == ["home"]


async def test_a_response_url_works_five_times_and_for_half_an_hour(
    slack: Sandbox, client: AsyncWebClient, app: AsyncApp, ana: Person
) -> None:
    urls: list[str] = []

    @app.action("go")
    async def pressed(ack: Any, body: Body) -> None:
        await ack()
        urls.append(body["response_url"])

    blocks = [{"type": "actions", "elements": [button("Go", "go")]}]
    await client.chat_postMessage(channel="payments", text="x", blocks=blocks)
    message = slack.messages("payments")[0]
    for _ in range(3):
        await ana.presses("Go", message=message)
    first, second, third = (AsyncWebhookClient(url) for url in urls)

    await first.send(text="changed", blocks=[], replace_original=True)
    assert message.shown == "changed"
    assert (await first.send(text="x" * 10, blocks=[section("")])).status_code == 400
    assert violations(slack)
    await first.send(text="all", response_type="in_channel")
    await first.send(text="one")
    await first.send(delete_original=True)
    assert [m.shown for m in slack.messages("payments")] == ["all"]
    assert ana.ephemerals()[-1].shown == "one"
    sixth = await first.send(text="too many")
    assert (sixth.status_code, sixth.body) == (404, "Expired url")

    await slack.advance(timedelta(minutes=29))
    assert (await second.send(text="in time")).status_code == 200
    await slack.advance(timedelta(minutes=1))
    assert (await third.send(text="too late")).status_code == 404


async def test_an_ephemeral_message_is_pressed_and_replaced(
    *, client: AsyncWebClient, app: AsyncApp, ana: Person, ben: Person, room: str, slack: Sandbox
) -> None:
    bodies: list[Body] = []

    @app.action("go")
    async def pressed(ack: Any, body: Body, respond: Any) -> None:
        await ack()
        bodies.append(body)
        await respond(text="done", replace_original=True)

    await client.conversations_invite(channel=room, users=ana.id)
    blocks = [{"type": "actions", "elements": [button("Go", "go")]}]
    await client.chat_postEphemeral(channel=room, user=ana.id, text="x", blocks=blocks)
    whisper = ana.ephemerals()[0]
    with pytest.raises(NotPossible, match="does not see"):
        await ben.presses("Go", message=whisper)
    await ana.presses("Go", message=whisper)
    await slack.wait.ephemeral(ana, "done")
    assert bodies[0]["container"]["is_ephemeral"]
    assert "message" not in bodies[0]
    assert len(ana.ephemerals()) == 1


async def test_an_answer_to_what_takes_none_is_a_broken_rule(
    slack: Sandbox, client: AsyncWebClient, app: AsyncApp, ana: Person
) -> None:
    @app.action("go")
    async def pressed(ack: Any) -> None:
        await ack(text="hello?")

    blocks = [{"type": "actions", "elements": [button("Go", "go")]}]
    await client.chat_postMessage(channel="payments", text="x", blocks=blocks)
    await ana.presses("Go", message=slack.messages("payments")[0])
    assert "nobody asked for" in violations(slack)[0]


async def test_ack_and_then_raise_takes_the_ack_back(
    slack: Sandbox, app: AsyncApp, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    @app.command("/sample")
    async def asked(ack: Any) -> None:
        await ack()
        raise RuntimeError("a bug after the ack")

    slack.wait.within = 0.2
    with caplog.at_level(logging.CRITICAL):
        assert (await ana.types("/sample")).timed_out


async def test_settling_fails_clearly_while_an_answer_is_awaited(
    slack: Sandbox, app: AsyncApp, ana: Person
) -> None:
    late = asyncio.Event()

    @app.command("/sample")
    async def asked(ack: Any) -> None:
        await late.wait()
        await ack()

    typed = asyncio.create_task(ana.types("/sample"))
    with pytest.raises(WaitedInVain, match="no answer yet to: ana types /sample"):
        await slack.settle(within=0.1)
    late.set()
    await typed
    await slack.settle()
