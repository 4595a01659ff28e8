"""The gate before every method: tokens, scopes, arguments, and what was never taught."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import RuleBroken, Sandbox
from sandbox.arguments import specs
from sandbox.methods import METHODS
from tests.sandbox.conftest import refusal, refused, violations

OLD_WAY_OF_THE_CLIENT = pytest.mark.filterwarnings("ignore:BasicAuth:DeprecationWarning")


def test_every_method_with_a_description_has_a_body_and_the_other_way_round() -> None:
    assert set(specs()) == set(METHODS)


def test_every_method_is_tried_in_these_tests() -> None:
    words = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    untried = [
        name
        for name in METHODS
        if f".{name.replace('.', '_')}" not in words and f'"{name}"' not in words
    ]
    assert untried == []


def test_the_descriptions_carry_no_addresses() -> None:
    text = Path(__file__).parents[2].joinpath("sandbox/methods.json").read_text()
    assert "://" not in text


async def test_the_app_learns_who_it_is(slack: Sandbox, client: AsyncWebClient) -> None:
    about = await client.auth_test()
    assert about["user_id"] == slack.bot.id
    assert about["bot_id"] == slack.workspace.bot_id
    assert about["team_id"] == slack.workspace.team_id
    assert "chat:write" in about.headers["x-oauth-scopes"]
    assert (await client.team_info())["team"]["name"] == "Lantern"
    assert (await client.bots_info(bot=about["bot_id"]))["bot"]["user_id"] == slack.bot.id
    assert await refused(client.bots_info(bot="B0NOTHING0")) == "bot_not_found"
    assert await refused(client.team_info(team="T0NOTHING0")) == "team_not_found"


async def test_the_test_method(client: AsyncWebClient) -> None:
    await client.api_test()
    assert await refused(client.api_test(error="no_luck")) == "no_luck"


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"api.test", "oauth.v2.access"}))
async def test_every_method_wants_a_token(
    slack: Sandbox, session: ClientSession, method: str
) -> None:
    async def asking(token: str) -> str:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with session.post(slack.base_url + method, headers=headers) as response:
            return str((await response.json())["error"])

    assert await asking("") == "not_authed"
    assert await asking("xoxb-wrong") == "invalid_auth"
    wrong_kind = slack.bot_token if method == "apps.connections.open" else slack.app_token
    assert await asking(wrong_kind) == "not_allowed_token_type"


@pytest.mark.parametrize("method", sorted(name for name in METHODS if specs()[name].scopes))
async def test_every_method_wants_one_of_its_scopes(
    slack: Sandbox, client: AsyncWebClient, method: str
) -> None:
    slack.workspace.tokens[slack.bot_token].scopes = frozenset({"commands"})
    answer = await refusal(client.api_call(method))
    assert answer["error"] == "missing_scope"
    assert answer["needed"].split(",")[0] in specs()[method].scopes
    assert answer["provided"] == "commands"


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
async def test_a_dead_token_says_why(slack: Sandbox, client: AsyncWebClient, error: str) -> None:
    slack.core.installs.end(error)
    assert await refused(client.auth_test()) == error


@OLD_WAY_OF_THE_CLIENT
async def test_a_code_becomes_a_token_once_and_for_ten_minutes(
    slack: Sandbox, client: AsyncWebClient, session: ClientSession
) -> None:
    installs = slack.core.installs
    secrets = {"client_id": installs.client_id, "client_secret": installs.client_secret}

    async def exchange(**more: str) -> Any:
        return await client.oauth_v2_access(**(secrets | more))

    code = installs.new_code()
    assert await refused(exchange(code=code, redirect_uri="https://other")) == "bad_redirect_uri"
    answer = await exchange(code=code)
    fresh = AsyncWebClient(answer["access_token"], base_url=slack.base_url, session=session)
    assert (await fresh.auth_test())["user_id"] == answer["bot_user_id"]
    assert await refused(exchange(code=code)) == "invalid_code"
    late = installs.new_code()
    await slack.advance(timedelta(minutes=10))
    assert await refused(exchange(code=late)) == "invalid_code"
    assert await refused(exchange(code="x", client_id="1.2")) == "invalid_client_id"
    assert await refused(exchange(code="x", client_secret="no")) == "bad_client_secret"
    odd = client.oauth_v2_access(**secrets, grant_type="password")
    assert await refused(odd) == "invalid_grant_type"


@OLD_WAY_OF_THE_CLIENT
async def test_tokens_may_rotate(
    slack: Sandbox, client: AsyncWebClient, session: ClientSession
) -> None:
    installs = slack.core.installs
    installs.rotates = True
    secrets = {"client_id": installs.client_id, "client_secret": installs.client_secret}
    first = await client.oauth_v2_access(**secrets, code=installs.new_code())
    assert first["expires_in"] == 43_200
    rotated = AsyncWebClient(first["access_token"], base_url=slack.base_url, session=session)
    await slack.advance(timedelta(hours=12))
    assert await refused(rotated.auth_test()) == "token_expired"
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = await client.oauth_v2_access(**secrets, **refresh)
    rotated.token = second["access_token"]
    await rotated.auth_test()
    assert await refused(client.oauth_v2_access(**secrets, **refresh)) == "invalid_refresh_token"


async def test_arguments_come_as_json_as_a_form_or_in_the_query(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    channel = slack.channel("payments").id
    blocks = [{"type": "divider"}]
    await client.api_call(
        "chat.postMessage", json={"channel": channel, "text": "1", "blocks": blocks}
    )
    text = json.dumps(blocks)
    await client.api_call(
        "chat.postMessage", data={"channel": channel, "text": "2", "blocks": text}
    )
    await client.api_call(
        "chat.postMessage", params={"channel": channel, "text": "3", "blocks": text}
    )
    await client.conversations_join(channel=channel)
    invited = {"channel": channel, "users": f'["{slack.person("cara").id}"]', "force": "true"}
    await client.api_call("conversations.invite", data=invited)
    assert [m.text for m in slack.messages("payments")] == ["1", "2", "3"]
    assert all(m.blocks[0]["type"] == "divider" for m in slack.messages("payments"))


@pytest.mark.parametrize(
    ("method", "arguments", "says"),
    [
        ("chat.postMessage", {"text": "x"}, "missing required field: channel"),
        ("chat.postMessage", {"channel": ["x"], "text": "x"}, "must provide a string"),
        ("conversations.create", {"name": "x", "is_private": "maybe"}, "must be a boolean"),
        ("conversations.list", {"limit": "many"}, "must provide an integer"),
    ],
)
async def test_arguments_of_a_wrong_kind(
    client: AsyncWebClient, method: str, arguments: dict[str, Any], says: str
) -> None:
    takes_json = specs()[method].takes_json
    call = client.api_call(method, **{"json" if takes_json else "params": arguments})  # type: ignore[arg-type]
    answer = await refusal(call)
    assert answer["error"] == "invalid_arguments"
    assert says in answer["response_metadata"]["messages"][0]


@pytest.mark.parametrize(("body", "error"), [("{", "invalid_json"), ("[]", "json_not_object")])
async def test_a_body_that_is_not_an_object(
    slack: Sandbox, session: ClientSession, body: str, error: str
) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {slack.bot_token}"}
    async with session.post(slack.base_url + "auth.test", data=body, headers=headers) as answer:
        assert await answer.json() == {"ok": False, "error": error}


async def test_a_list_that_is_not_one(client: AsyncWebClient, room: str) -> None:
    arguments = {"channel": room, "users": "[U1"}
    assert await refused(client.api_call("conversations.invite", data=arguments)) == (
        "invalid_array_arg"
    )


async def test_a_failure_of_the_sandbox_itself_fails_the_run(
    slack: Sandbox, client: AsyncWebClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(slack.workspace, "bot_id")
    with pytest.raises(SlackApiError):
        await client.auth_test()
    assert violations(slack) == ["auth.test: the sandbox itself failed in this call"]


@pytest.mark.parametrize(
    ("method", "arguments", "unknown"),
    [
        ("chat.sendTelegram", {}, "chat.sendTelegram"),
        ("admin.users.list", {}, "admin.users.list"),
        ("auth.test", {"colour": "red"}, "colour"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "as_user": True}, "as_user"),
    ],
)
async def test_what_was_never_taught_fails_the_run(
    slack: Sandbox,
    client: AsyncWebClient,
    method: str,
    arguments: dict[str, Any],
    unknown: str,
) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, params=arguments)
    assert caught.value.response.status_code == 501
    assert caught.value.response["error"] == "sandbox_not_taught"
    with pytest.raises(RuleBroken, match=unknown):
        slack.check()
    assert violations(slack)


async def test_a_block_that_was_never_taught_fails_the_run(
    slack: Sandbox, client: AsyncWebClient, room: str
) -> None:
    answer = await refusal(
        client.chat_postMessage(channel=room, text="x", blocks=[{"type": "hologram"}])
    )
    assert answer["error"] == "sandbox_not_taught"
    assert "hologram" in violations(slack)[0]


async def test_a_method_that_wants_a_form_takes_no_json(
    slack: Sandbox, client: AsyncWebClient, ana: Any
) -> None:
    answer = await refusal(client.api_call("users.info", json={"user": ana.id}))
    assert answer["error"] == "sandbox_not_taught"
    assert "JSON" in violations(slack)[0]
