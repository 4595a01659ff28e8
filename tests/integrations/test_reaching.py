"""The ways outside of Slack, each against a small server on this machine that says what those services say."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

import integrations.reaching
import integrations.smtp
from integrations.errors import CannotCall, Unavailable
from integrations.ntfy import Ntfy
from integrations.pagerduty_events import PagerDutyEvents
from integrations.reaching import Notice, Outside, Way
from integrations.smtp import Smtp
from integrations.twilio import Account, Sms, Voice

NOTICE = Notice(
    "SEV-1 INC-1: all <is> down\r\nBcc: x@y.example",
    "You are paged: all <is> & down. Ünïcode",
    "https://slack.com/app_redirect?channel=C1",
    "muster-1-2-abc",
)
SECRET = "s3cret-token"


@dataclass
class Server:
    """What was asked of it, and what it answers."""

    url: str = ""
    status: int = 200
    body: bytes = b'{"status": "success"}'
    hangs: bool = False
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    there = Server()

    async def answer(request: web.Request) -> web.Response:
        there.asked.append((request.path, dict(request.headers), await request.read()))
        if there.hangs:
            await asyncio.sleep(5)
        return web.Response(status=there.status, body=there.body)

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    there.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield there
    await runner.cleanup()


def ways(url: str) -> dict[str, Way]:
    account = Account("AC1", SECRET, "+15005550006", url)
    return {
        "ntfy": Ntfy(url, SECRET),
        "sms": Sms(account),
        "voice": Voice(account),
        "pagerduty": PagerDutyEvents(SECRET, url),
    }


async def test_ntfy_rings_with_a_link(server: Server) -> None:
    await ways(server.url)["ntfy"].send("ben-at-night", NOTICE)
    ((_, headers, body),) = server.asked
    told = json.loads(body)
    assert told["topic"] == "ben-at-night"
    assert told["priority"] == 5
    assert told["click"] == NOTICE.link
    assert told["message"] == NOTICE.text
    assert headers["Authorization"] == f"Bearer {SECRET}"


async def test_a_text_message_and_a_call(server: Server) -> None:
    for by in ("sms", "voice"):
        await ways(server.url)[by].send("+442079460123", NOTICE)
    (sms, _, sent), (call, _, said) = server.asked
    assert sms == "/2010-04-01/Accounts/AC1/Messages.json"
    assert call == "/2010-04-01/Accounts/AC1/Calls.json"
    assert b"To=%2B442079460123" in sent
    assert b"app_redirect" in sent
    assert b"%3CSay%3EYou+are+paged%3A+all+%26lt%3Bis%26gt%3B" in said


async def test_an_alarm_there_follows_what_is_said_here(server: Server) -> None:
    alarm = PagerDutyEvents(SECRET, server.url)
    await alarm.send("", NOTICE)
    await alarm.acknowledge(NOTICE.key)
    await alarm.resolve(NOTICE.key)
    told = [json.loads(body) for _, _, body in server.asked]
    assert [one["event_action"] for one in told] == ["trigger", "acknowledge", "resolve"]
    assert {one["dedup_key"] for one in told} == {NOTICE.key}
    assert told[0]["payload"]["severity"] == "critical"


@pytest.mark.parametrize("by", ["ntfy", "sms", "voice", "pagerduty"])
@pytest.mark.parametrize("status", [408, 429, 500, 503])
async def test_what_may_pass_is_told_apart(server: Server, by: str, status: int) -> None:
    server.status = status
    with pytest.raises(Unavailable, match=f"answered {status}") as told:
        await ways(server.url)[by].send("+442079460123", NOTICE)
    assert SECRET not in str(told.value)
    assert "+44" not in str(told.value)


@pytest.mark.parametrize("by", ["ntfy", "sms", "voice", "pagerduty"])
@pytest.mark.parametrize("status", [301, 400, 401, 404])
async def test_what_stays_refused_is_too(server: Server, by: str, status: int) -> None:
    server.status = status
    with pytest.raises(CannotCall, match=f"answered {status}"):
        await ways(server.url)[by].send("+442079460123", NOTICE)


@pytest.mark.parametrize("by", ["ntfy", "sms", "pagerduty"])
async def test_who_does_not_answer_is_not_waited_for(
    server: Server, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integrations.reaching, "SECONDS", 0.05)
    server.hangs = True
    with pytest.raises(Unavailable):
        await ways(server.url)[by].send("+442079460123", NOTICE)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"status": "invalid event"}'])
async def test_a_strange_answer_is_no_success(server: Server, body: bytes) -> None:
    server.body = body
    with pytest.raises(CannotCall):
        await ways(server.url)["pagerduty"].send("", NOTICE)


async def test_where_nobody_listens() -> None:
    with pytest.raises(Unavailable):
        await ways("http://127.0.0.1:9")["ntfy"].send("topic", NOTICE)


def test_a_way_that_is_not_set_up_says_so() -> None:
    for by in ("sms", "pagerduty"):
        with pytest.raises(CannotCall, match="is not set up"):
            Outside().way(by)


class Mailer:
    """A mail server that says what it is told to say."""

    def __init__(self) -> None:
        self.port = 0
        self.says: dict[str, str] = {}
        self.mails: list[str] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self.says.get("HELLO", "220 here\r\n").encode())
        async for raw in reader:
            word = raw.decode().split()[0].upper() if raw.strip() else ""
            if word == "DATA" and "DATA" not in self.says:
                writer.write(b"354 go on\r\n")
                mail = await reader.readuntil(b"\r\n.\r\n")
                self.mails.append(mail.decode())
                writer.write(self.says.get("MAIL-END", "250 taken\r\n").encode())
                continue
            writer.write(self.says.get(word, "250 fine\r\n").encode())
            if word == "QUIT":
                break
        writer.close()


@pytest.fixture
async def mailer() -> AsyncIterator[Mailer]:
    there = Mailer()
    server = await asyncio.start_server(there.talk, "127.0.0.1", 0)
    there.port = server.sockets[0].getsockname()[1]
    yield there
    server.close()


def smtp(mailer: Mailer) -> Smtp:
    return Smtp("127.0.0.1", mailer.port, "muster@acme.example", "none")


async def test_a_mail_is_handed_over_with_an_id_of_its_own(mailer: Mailer) -> None:
    await smtp(mailer).send("ben@acme.example", NOTICE)
    (mail,) = mailer.mails
    assert "To: ben@acme.example" in mail
    assert "Message-ID: <muster-1-2-abc@muster.invalid>" in mail
    # Nothing in the title makes a line of its own.
    assert "\nBcc:" not in mail


@pytest.mark.parametrize(
    ("word", "says", "raised"),
    [
        ("HELLO", "421 too busy\r\n", Unavailable),
        ("RCPT", "450 later\r\n", Unavailable),
        ("RCPT", "550 nobody\r\n", CannotCall),
        ("MAIL", "553 not you\r\n", CannotCall),
        ("MAIL-END", "452 full\r\n", Unavailable),
        ("MAIL-END", "554 no\r\n", CannotCall),
        ("RCPT", "what?\r\n", Unavailable),
    ],
)
async def test_what_a_mail_server_may_say(
    mailer: Mailer, word: str, says: str, raised: type[Exception]
) -> None:
    mailer.says[word] = says
    with pytest.raises(raised) as told:
        await smtp(mailer).send("ben@acme.example", NOTICE)
    assert "acme" not in str(told.value)


async def test_a_mail_server_that_is_silent(
    mailer: Mailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integrations.smtp, "SECONDS", 0.05)
    mailer.says["HELLO"] = ""
    with pytest.raises(Unavailable):
        await smtp(mailer).send("ben@acme.example", NOTICE)


async def test_where_no_mail_server_is() -> None:
    with pytest.raises(Unavailable):
        await Smtp("127.0.0.1", 9, "muster@acme.example").send("ben@acme.example", NOTICE)
