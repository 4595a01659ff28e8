"""Pages beyond Slack: by each person's own ways, until they answer; what fails is told, and the next is tried."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from tests.stories.conftest import Story, plain
from tests.stories.paging import DUTY, on_duty, page, paged, shown
from workflows.paging.reaching import ReachOutside

PHONE = "+442079460123"
REACHED = DUTY.replace(
    "  ben: {{slack: {ben}}}\n",
    """\
  ben:
    slack: {ben}
    contacts: {{phone: "+442079460123", ntfy: ben-at-night}}
    reach: [{{by: sms, after: 2m}}, {{by: voice, after: 4m}}, {{by: ntfy, after: 6m}}, {{by: pagerduty}}]
""",
)


class World:
    """Everything outside: what it was asked, and what it refuses."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[tuple[str, str]] = []
        self.refuses: dict[str, int] = {}
        #: What people do while it is being asked, once.
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def answer(self, request: web.Request) -> web.Response:
        body = (await request.read()).decode()
        path = request.path.rpartition("/")[2] or "ntfy"
        self.asked.append((path, body))
        if self.meanwhile is not None:
            act, self.meanwhile = self.meanwhile, None
            await act()
        status = self.refuses.get(path, 200)
        return web.Response(status=status, text='{"status": "success"}')

    def alarms(self) -> list[tuple[str, str]]:
        """What became of alarms elsewhere: what was said, and of which."""
        told = [json.loads(body) for path, body in self.asked if path == "enqueue"]
        return [(one["event_action"], one["dedup_key"]) for one in told]

    def times(self, path: str) -> int:
        return sum(one == path for one, _ in self.asked)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
async def story(quiet_story: Story, world: World) -> Story:
    quiet_story.organisation = on_duty(quiet_story, REACHED)
    quiet_story.settings = quiet_story.settings.model_copy(
        update={
            "twilio_account": "AC1",
            "twilio_token": SecretStr("s3cret"),
            "twilio_number": "+15005550006",
            "twilio_url": world.url,
            "ntfy_url": world.url,
            "pagerduty_key": SecretStr("R1"),
            "pagerduty_url": world.url,
        }
    )
    await quiet_story.bot_starts()
    return quiet_story


async def test_each_way_has_its_time_until_there_is_an_answer(story: Story, world: World) -> None:
    channel = await story.declared()
    await page(story, "payments the ledger is behind", channel)
    assert [path for path, _ in world.asked] == ["enqueue"]
    await story.pass_time(minutes=2)
    assert world.times("Messages.json") == 1
    told = dict(world.asked)["Messages.json"]
    assert "checkout+is+down" in told
    assert "the+ledger+is+behind" in told
    assert "sms was sent" in shown(story, channel).shown
    await story.pressed("ben", "Acknowledge", paged(story, "ben")[0])
    await story.pass_time(minutes=8)
    assert world.times("Calls.json") == 0
    actions = [json.loads(body)["event_action"] for path, body in world.asked if path == "enqueue"]
    assert actions == ["trigger", "acknowledge"]
    await story.answered("ana", "/incident resolve Done", channel)
    assert json.loads(world.asked[-1][1])["event_action"] == "resolve"


@pytest.mark.parametrize("status", [429, 503, 401])
async def test_what_fails_lets_the_next_be_tried_at_once(
    story: Story, world: World, status: int
) -> None:
    world.refuses["Messages.json"] = status
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.pass_time(minutes=2)
    assert world.times("Calls.json") == 1
    said = plain(shown(story, channel).shown)
    assert f"sms failed (twilio answered {status})" in said
    assert "voice was sent" in said
    assert PHONE not in said
    await story.pass_time(minutes=3)
    assert world.times("Calls.json") == 1


async def test_nobody_is_called_to_a_private_incident_that_they_left(
    story: Story, world: World
) -> None:
    channel = await story.declared("private somebody copied the ledger")
    await page(story, "payments", channel)
    await story.ben.leaves(channel)
    await story.pass_time(minutes=7)
    assert {path for path, _ in world.asked} == {"enqueue"}


async def test_of_a_private_incident_nothing_is_said_outside(story: Story, world: World) -> None:
    channel = await story.declared("private somebody copied the ledger")
    await page(story, "payments about the ledger", channel)
    await story.pass_time(minutes=7)
    assert {path for path, _ in world.asked} == {"enqueue", "Messages.json", "Calls.json", "ntfy"}
    for _, body in world.asked:
        for word in ("ledger", "INC-1", channel.id, channel.name):
            assert word not in body
    assert any("private+incident" in body for _, body in world.asked)


async def test_a_restart_sends_nothing_twice(story: Story, world: World) -> None:
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.pass_time(minutes=2)
    await story.bot_stops()
    await story.bot_starts()
    await story.pass_time(minutes=1)
    assert world.times("Messages.json") == 1
    assert world.times("enqueue") == 1


async def test_an_alarm_that_is_raised_while_somebody_acknowledges_is_acknowledged_too(
    story: Story, world: World
) -> None:
    channel = await story.declared()

    async def acknowledged() -> None:
        await story.dev.presses(
            "Acknowledge", await story.slack.wait.message(channel, "Acknowledge")
        )

    await story.joined("dev", channel)
    world.meanwhile = acknowledged
    await page(story, "payments", channel)
    assert [what for what, _ in world.alarms()] == ["trigger", "acknowledge"]


async def test_an_alarm_of_which_a_killed_bot_knew_nothing_is_acknowledged_too(
    story: Story, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed(*_: object, **__: object) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(ReachOutside, "_note", killed)
    channel = await story.declared()
    await page(story, "payments", channel)
    monkeypatch.undo()
    await story.pressed("dev", "Acknowledge", shown(story, channel))
    await story.pass_time(minutes=2)
    assert [what for what, _ in world.alarms()][-1] == "acknowledge"


async def test_an_alarm_stays_the_same_one_where_its_incident_goes_on(
    story: Story, world: World
) -> None:
    await story.declared("search is down", by="cara")
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.answered("ana", "/incident merge INC-1", channel)
    await story.pressed("ana", "Merge INC-2 into INC-1", story.ana.ephemerals()[-1])
    await story.pressed("ben", "Acknowledge", paged(story, "ben")[0])
    alarms = world.alarms()
    assert [what for what, _ in alarms] == ["trigger", "acknowledge"]
    assert len({key for _, key in alarms}) == 1


async def test_a_way_that_failed_before_a_kill_lets_the_next_be_tried_once(
    story: Story, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = ReachOutside._note

    async def killed(errand: ReachOutside, *what: Any, **how: Any) -> None:
        await notes(errand, *what, **how)
        if what[1] == "sms":
            await asyncio.sleep(0.2)
            raise asyncio.CancelledError

    monkeypatch.setattr(ReachOutside, "_note", killed)
    world.refuses["Messages.json"] = 401
    channel = await story.declared()
    await page(story, "payments", channel)
    await story.pass_time(minutes=2)
    monkeypatch.undo()
    await story.pass_time(minutes=1)
    assert world.times("Calls.json") == 1
