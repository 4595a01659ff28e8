"""Waiting is woken by what happens, is bounded, and says what happened instead."""

import asyncio
import re
from datetime import datetime, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import NotPossible, Person, Sandbox, WaitedInVain
from sandbox.deeds import DEEDS
from sandbox.journal import Attempt
from tests.sandbox.conftest import MONDAY


async def test_waiting_for_something_that_comes_later(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    waiting = asyncio.create_task(slack.wait.channel(re.compile(r"inc-\d+-.*")))
    await asyncio.sleep(0)
    assert not waiting.done()
    await client.conversations_create(name="inc-7-checkout")
    assert (await waiting).name == "inc-7-checkout"


async def test_messages_are_found_by_words_metadata_and_thread(
    slack: Sandbox, client: AsyncWebClient, room: str, ana: Person
) -> None:
    metadata = {"event_type": "card", "event_payload": {"key": "inc-7"}}
    start = await client.chat_postMessage(channel=room, text="the card", metadata=metadata)
    await client.chat_postMessage(channel=room, text="below the card", thread_ts=start["ts"])
    await client.conversations_invite(channel=room, users=ana.id)
    await ana.posts("the card, said a person", channel="room")
    wait = slack.wait
    found = await wait.message(text="the card", metadata="card")
    assert found.ts == start["ts"]
    assert await wait.message("room", metadata={"key": "inc-7"}) is found
    assert (await wait.message("room", text="card", thread=found)).shown == "below the card"
    assert (await wait.message(slack.channel("room"), text="card")).user == slack.bot.id


async def test_waiting_in_vain_tells_what_happened(
    slack: Sandbox, client: AsyncWebClient, ana: Person
) -> None:
    await client.chat_postMessage(channel="payments", text="something else")
    slack.wait.within = 0.01
    with pytest.raises(WaitedInVain) as caught:
        await slack.wait.message(channel="payments", text="the card")
    told = str(caught.value)
    assert "Waited for a message of the app with 'the card' in payments, in vain." in told
    assert "chat.postMessage" in told
    assert "#payments: something else" in told
    with pytest.raises(WaitedInVain, match="a modal 'Form' before ana"):
        await slack.wait.modal(ana, title="Form")
    with pytest.raises(WaitedInVain, match="seen by ana alone"):
        await slack.wait.ephemeral(ana)
    with pytest.raises(WaitedInVain, match="a channel called 'room'"):
        await slack.wait.channel("room")
    slack.journal.violate("a rule", "odd")
    with pytest.raises(WaitedInVain, match="VIOLATION odd: a rule"):
        await slack.wait.home(ana)
    slack.journal.violations.clear()


async def test_a_name_that_nobody_has_is_said_with_the_names_there_are(slack: Sandbox) -> None:
    with pytest.raises(NotPossible, match=r"There is: general, incidents"):
        slack.channel("nowhere")


async def test_settling_waits_for_calls_in_flight(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.faults.add(kind="slow", seconds=60)
    call = asyncio.create_task(client.auth_test())
    await slack.wait.until(lambda: slack.journal.unanswered, "the call")
    with pytest.raises(WaitedInVain, match=r"auth\.test is being answered"):
        await slack.settle(within=0.05)
    await slack.advance(timedelta(minutes=1))
    await slack.settle()
    assert call.done() or (await call)["ok"]


async def test_what_is_due_next_is_the_earliest_of_the_workspace_and_the_app(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    room = slack.channel("payments").id
    slack.core.agenda.after(timedelta(seconds=2), lambda: None)
    assert slack.core.next_planned() is None
    in_an_hour = str(int(slack.clock.now().timestamp()) + 3600)
    planned = await client.chat_scheduleMessage(channel=room, post_at=in_an_hour, text="later")
    assert slack.core.next_planned() == MONDAY + timedelta(hours=1)

    due: list[datetime | None] = [MONDAY + timedelta(minutes=15)]
    stop = slack.plans(lambda: due[0])
    assert slack.core.next_planned() == MONDAY + timedelta(minutes=15)
    due[0] = MONDAY + timedelta(seconds=1)
    assert slack.core.next_planned() == MONDAY + timedelta(hours=1)
    due[0] = None
    assert slack.core.next_planned() == MONDAY + timedelta(hours=1)
    due[0] = MONDAY + timedelta(minutes=15)
    stop()
    await client.chat_deleteScheduledMessage(
        channel=room, scheduled_message_id=planned["scheduled_message_id"]
    )
    assert slack.core.next_planned() is None


async def test_whoever_moves_the_clock_stops_where_the_app_plans_something(slack: Sandbox) -> None:
    due = [MONDAY + timedelta(minutes=minutes) for minutes in (10, 25, 90)]
    begun: list[datetime] = []

    def works(now: datetime) -> None:
        if due and now >= due[0]:
            begun.append(now)
            del due[0]

    slack.clock.subscribe(works)
    slack.plans(lambda: due[0] if due else None)
    await DEEDS["advance"](slack, slack.person("ana"), {"seconds": 3600})
    assert begun == [MONDAY + timedelta(minutes=minutes) for minutes in (10, 25)]
    assert slack.clock.now() == MONDAY + timedelta(hours=1)


async def test_an_app_that_always_plans_something_stops_nobody_for_long(
    slack: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.deeds._ON_THE_WAY", 0.3)
    slack.plans(lambda: slack.clock.now() + timedelta(seconds=5))
    await DEEDS["advance"](slack, slack.person("ana"), {"seconds": 86_400})
    assert slack.clock.now() == MONDAY + timedelta(days=1)


async def test_an_answered_delivery_leaves_nothing_to_wait_for(slack: Sandbox) -> None:
    attempts: list[Attempt] = []
    deliveries = slack.core.deliveries
    deliveries.transport = lambda _delivery, attempt: attempts.append(attempt)
    deliveries.send("slash_commands", {"command": "/sample"}, "x")
    assert slack.core.agenda.next_due == MONDAY + timedelta(seconds=3)
    deliveries.answered(attempts[0])
    assert slack.core.agenda.next_due is None
