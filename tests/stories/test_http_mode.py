"""The bot behind signed HTTP requests: the same incident, and a firm no to whatever is not Slack's."""

import io
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.settings import SLACK_PATH
from bot.web import LARGEST_BODY
from sandbox.mischief import TrickKind
from sandbox.pushes import sign
from tests.stories.conftest import Story, WayIn
from tests.stories.test_home import shown


@pytest.fixture
def way_in() -> WayIn:
    return "http"


@pytest.mark.parametrize("way_in", ["socket", "http"])
async def test_one_incident_by_command_press_form_and_home(story: Story) -> None:
    channel = await story.declared("checkout is down")
    await story.pressed("ben", "Take command", story.card(channel))
    assert "@Ben" in story.card(channel).shown

    await story.ben.types("/incident update", channel)
    await story.slack.wait.modal(story.ben)
    await story.ben.fills("What is the situation now?", "Being rolled back")
    await story.previews_and_sends("ben")
    assert any("Being rolled back" in one.shown for one in story.slack.messages(channel))

    await story.ben.opens_home()
    await story.settle()
    assert "Incident commander in INC-1: checkout is down" in shown(story, "ben")
    assert "INC-1" in await story.answered("cara", "/incident list", "general")


async def test_slack_may_verify_the_address(story: Story) -> None:
    assert story.slack.pushes is not None
    assert await story.slack.pushes.verify_url()


async def test_a_command_delivered_twice_counts_once(story: Story) -> None:
    story.slack.tricks.add("twice", about="ana types *")
    await story.declared("checkout is down")
    created = [one.arguments["name"] for one in story.slack.journal.calls("conversations.create")]
    assert created.count("inc-1-checkout-is-down") == 1
    assert not [name for name in created if name.startswith("inc-2")]


async def test_words_that_look_like_a_form_are_words(story: Story) -> None:
    words = "payload=%7B%7D & payload + text=é are down"
    channel = await story.declared(words)
    assert words in story.card(channel).shown.replace("&amp;", "&")


async def test_a_stop_finishes_what_was_acked(story: Story) -> None:
    outcome = await story.ana.types("/incident declare checkout is down")
    assert outcome.ack is not None
    await story.bot_stops()
    refused = await story.ana.types("/incident declare too late")
    assert refused.failed
    await story.bot_starts()
    await story.settle()
    names = [one.name for one in story.slack.workspace.channels.values()]
    assert "inc-1-checkout-is-down" in names


@pytest.mark.parametrize("trick", ["bad_signature", "old_timestamp"])
async def test_what_is_not_freshly_signed_by_slack_changes_nothing(
    story: Story,
    trick: TrickKind,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    story.slack.tricks.add(trick)
    outcome = await story.ana.types("/incident declare checkout is down")
    assert outcome.failed
    assert outcome.delivery is not None
    assert outcome.delivery.attempts[0].status == 401
    assert story.slack.signing_secret not in "".join([*capsys.readouterr(), caplog.text])
    await story.settle()
    assert "No incident is open now" in await story.answered("ana", "/incident list", "general")


Sent = tuple[int, str]


class Stranger:
    """Somebody who found the address."""

    def __init__(self, story: Story, session: aiohttp.ClientSession) -> None:
        self.story = story
        self.session = session
        self.origin = f"http://127.0.0.1:{story.settings.http_port}"

    async def sends(self, method: str, path: str, **what: Any) -> Sent:
        """Send a request; gives the status and the body of the answer."""
        async with self.session.request(method, self.origin + path, **what) as response:
            return response.status, await response.text()

    def signed(self, body: bytes, *, old: timedelta = timedelta(0)) -> dict[str, str]:
        """The headers with which Slack would send a body."""
        timestamp = str(int((self.story.slack.clock.now() - old).timestamp()))
        return {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self.story.slack.signing_secret, timestamp, body),
            "Content-Type": "application/json",
        }


@pytest.fixture
async def stranger(story: Story) -> AsyncIterator[Stranger]:
    async with aiohttp.ClientSession() as session:
        yield Stranger(story, session)


BODY = b'{"type": "url_verification", "challenge": "3eZbrw1aB"}'


async def test_a_challenge_is_echoed_only_where_it_is_signed_and_fresh(stranger: Stranger) -> None:
    async def sent(headers: dict[str, str]) -> Sent:
        return await stranger.sends("POST", SLACK_PATH, data=BODY, headers=headers)

    signed = stranger.signed(BODY)
    status, echoed = await sent(signed)
    assert (status, "3eZbrw1aB" in echoed) == (200, True)
    for headers in (
        {},
        {**signed, "X-Slack-Signature": "v0=" + "0" * 64},
        {**signed, "X-Slack-Signature": "v0=\u00e9"},
        {**signed, "X-Slack-Request-Timestamp": "soon"},
        {**signed, "X-Slack-Request-Timestamp": str(int(signed["X-Slack-Request-Timestamp"]) + 1)},
        stranger.signed(BODY, old=timedelta(seconds=301)),
        stranger.signed(BODY, old=timedelta(seconds=-301)),
    ):
        status, said = await sent(headers)
        assert (status, "3eZbrw1aB" in said) == (401, False)
    assert (await sent(stranger.signed(BODY, old=timedelta(seconds=299))))[0] == 200


async def test_what_cannot_be_read_is_refused_and_the_next_is_heard(stranger: Stranger) -> None:
    for body in (b"{", b"payload=%7B", b"", b"[]", b"[" * 100_000):
        status, _ = await stranger.sends(
            "POST", SLACK_PATH, data=body, headers=stranger.signed(body)
        )
        assert status == 400, body
    unreadable = b"\xff\xfe"
    status, _ = await stranger.sends("POST", SLACK_PATH, data=unreadable)
    assert status == 401
    assert "No incident is open" in await stranger.story.answered(
        "ana", "/incident list", "general"
    )


@pytest.mark.parametrize("is_announced", [True, False])
async def test_a_body_larger_than_any_of_slacks_is_not_read(
    stranger: Stranger, *, is_announced: bool
) -> None:
    body = b"x" * (LARGEST_BODY + 1)

    async def in_parts() -> AsyncIterator[bytes]:
        for begin in range(0, len(body), 1 << 16):
            yield body[begin : begin + (1 << 16)]

    data = io.BytesIO(body) if is_announced else in_parts()
    try:
        status, _ = await stranger.sends("POST", SLACK_PATH, data=data)
    except aiohttp.ClientError:
        # The server may close before all was sent.
        return
    assert status == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", SLACK_PATH, 405),
        ("PUT", SLACK_PATH, 405),
        ("POST", "/healthz", 405),
        ("GET", "/", 404),
        ("POST", "/slack/eventsx", 404),
        ("GET", "/slack/../healthz", 200),
        ("HEAD", "/healthz", 200),
    ],
)
async def test_other_methods_and_paths(
    stranger: Stranger, method: str, path: str, status: int
) -> None:
    assert (await stranger.sends(method, path))[0] == status
