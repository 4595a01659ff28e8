"""views.*: triggers, the stack, hashes, homes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Sandbox
from sandbox.interactions import new_trigger
from sandbox.modals import stack_of
from sandbox.state import Json
from tests.sandbox.conftest import refusal, refused
from tests.sandbox.payloads import field, form, section


@pytest.fixture
def trigger(slack: Sandbox, ana: Person) -> str:
    return new_trigger(slack.core, ana.user)


def again(slack: Sandbox, ana: Person) -> str:
    """A trigger from the modal on top."""
    return new_trigger(slack.core, ana.user, ana.modal)


async def test_a_trigger_opens_one_view_within_three_seconds(
    slack: Sandbox, client: AsyncWebClient, ana: Person, trigger: str
) -> None:
    opened = await client.views_open(trigger_id=trigger, view=form(field("Title", "t")))
    assert ana.modal is not None
    assert opened["view"]["id"] == ana.modal.id
    assert opened["view"]["state"]["values"]["t"]["value"]["value"] is None
    used = client.views_open(trigger_id=trigger, view=form())
    assert await refused(used) == "exchanged_trigger_id"
    late = new_trigger(slack.core, ana.user)
    await slack.advance(timedelta(seconds=3))
    assert await refused(client.views_open(trigger_id=late, view=form())) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.3", view=form())) == "invalid_trigger_id"


async def test_a_refused_view_leaves_the_trigger_for_a_better_one(
    client: AsyncWebClient, trigger: str
) -> None:
    answer = await refusal(client.views_open(trigger_id=trigger, view=form(title="x" * 25)))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] failed to match all allowed schemas [json-pointer:/view]",
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
    ]
    await client.views_open(trigger_id=trigger, view=form())


async def test_a_view_may_not_be_too_large(client: AsyncWebClient, trigger: str) -> None:
    blocks = [section("x" * 3000) for _ in range(90)]
    call = client.views_open(trigger_id=trigger, view=form(*blocks))
    assert await refused(call) == "view_too_large"


async def test_a_stack_holds_three(
    slack: Sandbox, client: AsyncWebClient, ana: Person, trigger: str
) -> None:
    await client.views_open(trigger_id=trigger, view=form(title="One"))
    for title in ("Two", "Three"):
        await client.views_push(trigger_id=again(slack, ana), view=form(title=title))
    assert [view.title for view in stack_of(slack.core, ana.id)] == ["One", "Two", "Three"]
    assert ana.modal is not None
    assert ana.modal.root_id == stack_of(slack.core, ana.id)[0].id
    push = client.views_push(trigger_id=again(slack, ana), view=form(title="Four"))
    assert await refused(push) == "push_limit_reached"
    elsewhere = new_trigger(slack.core, ana.user)
    assert await refused(client.views_push(trigger_id=elsewhere, view=form())) == "not_found"


async def test_an_update_needs_the_right_hash_or_none(
    client: AsyncWebClient, trigger: str, ana: Person
) -> None:
    opened = (await client.views_open(trigger_id=trigger, view=form()))["view"]
    first, view_id = opened["hash"], opened["id"]
    await client.views_update(view_id=view_id, hash=first, view=form(title="Two"))
    assert ana.modal is not None
    assert ana.modal.title == "Two"
    stale = client.views_update(view_id=view_id, hash=first, view=form())
    assert await refused(stale) == "hash_conflict"
    await client.views_update(view_id=view_id, view=form(title="Three"))
    assert await refused(client.views_update(view_id="V0NOTHING0", view=form())) == "not_found"
    both = {"view_id": view_id, "external_id": "x", "view": form()}
    assert await refused(client.api_call("views.update", json=both)) == "invalid_arguments"


async def test_an_external_id_finds_a_view_and_stands_once(
    slack: Sandbox, client: AsyncWebClient, trigger: str, ana: Person, ben: Person
) -> None:
    await client.views_open(trigger_id=trigger, view=form(external_id="mine"))
    await client.views_update(external_id="mine", view=form(title="Found", external_id="mine"))
    assert ana.modal is not None
    assert ana.modal.title == "Found"
    other = new_trigger(slack.core, ben.user)
    double = client.views_open(trigger_id=other, view=form(external_id="mine"))
    assert await refused(double) == "duplicate_external_id"


async def test_typed_values_survive_where_block_and_action_stay(
    client: AsyncWebClient, trigger: str, ana: Person
) -> None:
    opened = await client.views_open(
        trigger_id=trigger, view=form(field("Title", "t"), field("Why", "w"))
    )
    await ana.fills("Title", "checkout")
    await ana.fills("Why", "because")
    answer = await client.views_update(
        view_id=opened["view"]["id"], view=form(field("Title", "t"), field("Why", "w2"))
    )
    values = answer["view"]["state"]["values"]
    assert values["t"]["value"]["value"] == "checkout"
    assert values["w2"]["value"]["value"] is None


def home(*blocks: Json) -> Json:
    return {"type": "home", "blocks": list(blocks)}


async def test_a_home_is_published_and_published_again(
    slack: Sandbox, client: AsyncWebClient, ana: Person
) -> None:
    first = await client.views_publish(user_id=ana.id, view=home(section("Nothing is wrong")))
    await slack.wait.home(ana, "Nothing is wrong")
    old = first["view"]["hash"]
    second = await client.views_publish(user_id=ana.id, view=home(), hash=old)
    assert second["view"]["id"] == first["view"]["id"]
    stale = client.views_publish(user_id=ana.id, view=home(), hash=old)
    assert await refused(stale) == "hash_conflict"
    assert ana.home == []
    nobody = client.views_publish(user_id="U0NOBODY00", view=home())
    assert await refused(nobody) == "invalid_arguments"
    modal = client.views_publish(user_id=ana.id, view=form())
    assert await refused(modal) == "invalid_arguments"


async def test_a_home_needs_its_tab(slack: Sandbox, client: AsyncWebClient, ana: Person) -> None:
    slack.workspace.app = replace(slack.workspace.app, home_tab=False)
    call = client.views_publish(user_id=ana.id, view=home())
    assert await refused(call) == "not_enabled"
