"""Forms as a real app gives and takes them: choices, external menus, and what its answers do."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox import NotPossible, Person, Sandbox
from sandbox.modals import TROUBLE
from sandbox.state import Json
from tests.sandbox.conftest import violations
from tests.sandbox.payloads import field, form, plain

Body = dict[str, Any]


async def test_a_choice_in_a_form_is_told_only_where_the_app_asks(
    slack: Sandbox, client: AsyncWebClient, app: AsyncApp, ana: Person
) -> None:
    told: list[str] = []

    @app.command("/sample")
    async def asked(ack: Any, body: Body) -> None:
        await ack()
        option = {"text": plain("SEV-2"), "value": "2"}
        menu = {"type": "static_select", "options": [option]}
        await client.views_open(
            trigger_id=body["trigger_id"],
            view=form(
                field("Severity", "s", menu),
                field("Watched", "w", {**menu, "action_id": "watched"}, dispatch_action=True),
                field("Note", "n", optional=True),
            ),
        )

    @app.action("watched")
    async def changed(ack: Any, body: Body) -> None:
        await ack()
        told.append(body["view"]["state"]["values"]["s"]["value"]["selected_option"]["value"])

    @app.view("form")
    async def sent(ack: Any, view: Body) -> None:
        await ack()
        told.append(str(view["state"]["values"]["n"]["value"]["value"]))

    await ana.types_for_form("/sample")
    await ana.chooses("Severity", "SEV-2")
    assert told == []
    await ana.chooses("Watched", "SEV-2")
    assert told == ["2"]
    await ana.submits()
    assert told == ["2", "None"]
    assert slack.journal.deliveries("interactive")[-1].payload["type"] == "view_submission"


async def test_an_external_menu_asks_the_app(
    client: AsyncWebClient, app: AsyncApp, ana: Person
) -> None:
    chosen: list[str] = []

    @app.command("/sample")
    async def asked(ack: Any, body: Body) -> None:
        await ack()
        menu = {"type": "external_select", "action_id": "service", "min_query_length": 2}
        view = form(field("Service", "s", menu))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.options("service")
    async def offered(ack: Any, body: Body) -> None:
        names = [n for n in ("checkout-api", "checkout-web", "ledger") if body["value"] in n]
        await ack(options=[{"text": plain(name), "value": name} for name in names])

    @app.view("form")
    async def sent(ack: Any, view: Body) -> None:
        await ack()
        chosen.append(view["state"]["values"]["s"]["service"]["selected_option"]["value"])

    await ana.types_for_form("/sample")
    offers = await ana.looks_for("Service", "checkout")
    assert [option["value"] for option in offers] == ["checkout-api", "checkout-web"]
    with pytest.raises(NotPossible, match="too short"):
        await ana.looks_for("Service", "c")
    with pytest.raises(NotPossible, match="There is no option"):
        await ana.chooses("Service", "nothing")
    await ana.chooses("Service", "ledger")
    await ana.submits()
    assert chosen == ["ledger"]


def answering(app: AsyncApp, client: AsyncWebClient, **answer: Any) -> None:
    """Make the app open a form and answer its submission with `answer`."""

    @app.command("/sample")
    async def asked(ack: Any, body: Body) -> None:
        await ack()
        view = form(field("Title", "t", optional=True), title="First", notify_on_close=True)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("form")
    async def sent(ack: Any) -> None:
        await ack(**answer)


async def test_an_answer_updates_pushes_or_clears(
    slack: Sandbox, client: AsyncWebClient, app: AsyncApp, ana: Person
) -> None:
    answering(app, client, response_action="update", view=form(title="Second"))
    await ana.types_for_form("/sample")
    await ana.submits()
    assert ana.modal is not None
    assert ana.modal.title == "Second"
    app._async_listeners.clear()
    answering(app, client, response_action="push", view=form(title="On top"))
    await ana.submits()
    assert [view.title for view in slack.workspace.modals[ana.id]] == ["Second", "On top"]
    app._async_listeners.clear()
    answering(app, client, response_action="clear")
    await ana.submits()
    assert ana.modal is None


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update", "view": form(title="x" * 25)},
        {"response_action": "dance"},
    ],
)
async def test_an_answer_that_slack_does_not_understand_is_trouble(
    slack: Sandbox, client: AsyncWebClient, app: AsyncApp, ana: Person, answer: Json
) -> None:
    answering(app, client, **answer)
    await ana.types_for_form("/sample")
    await ana.submits()
    assert ana.modal is not None
    assert ana.modal.trouble == TROUBLE
    assert violations(slack)


async def test_a_submission_without_an_answer_is_trouble(
    slack: Sandbox, client: AsyncWebClient, app: AsyncApp, ana: Person
) -> None:
    answering(app, client)
    await ana.types_for_form("/sample")
    await slack.sockets.close()
    slack.core.socket_mode_off = True
    outcome = await ana.submits()
    assert outcome.failed
    assert ana.modal is not None
    assert ana.modal.trouble == TROUBLE


async def test_closing_is_told_where_the_app_asks(
    slack: Sandbox, client: AsyncWebClient, app: AsyncApp, ana: Person
) -> None:
    closed: list[bool] = []
    answering(app, client, response_action="push", view=form(title="On top"))

    @app.view_closed("form")
    async def gone(ack: Any, body: Body) -> None:
        await ack()
        closed.append(body["is_cleared"])

    await ana.types_for_form("/sample")
    await ana.submits()
    assert (await ana.closes()).delivery is None
    assert closed == []
    await ana.closes()
    await ana.types_for_form("/sample")
    await ana.submits()
    await ana.closes(all_of_them=True)
    assert closed == [False, True]
    app._async_listeners[:] = [
        one for one in app._async_listeners if one.ack_function.__name__ != "sent"
    ]

    @app.view("form")
    async def cleared(ack: Any) -> None:
        await ack(response_action="clear")

    await ana.types_for_form("/sample")
    await ana.submits()
    await slack.settle()
    assert closed == [False, True, True]
    assert slack.workspace.views == {}


async def test_one_close_may_clear_the_whole_stack(
    slack: Sandbox, client: AsyncWebClient, app: AsyncApp, ana: Person
) -> None:
    answering(app, client, response_action="push", view=form(title="On top", clear_on_close=True))
    cleared: list[bool] = []

    @app.view_closed("form")
    async def gone(ack: Any, body: Body) -> None:
        await ack()
        cleared.append(body["is_cleared"])

    await ana.types_for_form("/sample")
    await ana.submits()
    await ana.closes()
    assert cleared == [True]
    assert slack.workspace.views == {}


async def test_a_form_may_be_given_a_response_url_for_the_channel_chosen_in_it(
    slack: Sandbox, client: AsyncWebClient, app: AsyncApp, ana: Person
) -> None:
    menu = {
        "type": "conversations_select",
        "response_url_enabled": True,
        "filter": {"include": ["public"]},
    }

    @app.command("/sample")
    async def asked(ack: Any, body: Body) -> None:
        await ack()
        view = form(field("Where", "w", menu, optional=True))
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("form")
    async def sent(ack: Any, body: Body) -> None:
        await ack()
        for answer in body["response_urls"]:
            url = AsyncWebhookClient(answer["response_url"])
            await url.send(text="Posted from a form", response_type="in_channel")

    await ana.types_for_form("/sample")
    await ana.submits()
    await slack.settle()
    assert slack.journal.calls("response_url") == []
    await ana.types_for_form("/sample")
    with pytest.raises(NotPossible, match="does not offer"):
        await ana.chooses("Where", ana.dm.id)
    await ana.chooses("Where", "payments")
    await ana.submits()
    message = await slack.wait.message(channel="payments", text="Posted from a form")
    assert message.user == slack.bot.id
