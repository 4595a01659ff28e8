"""Calendars from the web: only over https and from public hosts, wherever they lead, and only so much."""

from collections.abc import AsyncIterator
from typing import cast

import pytest
from aiohttp import web

from bot.schedules import cli
from integrations.catalogue.files import LARGEST_FILE
from integrations.schedules.fetching import fetch
from integrations.schedules.values import NotAnExport
from tests.integrations.schedules.test_calendars import NOW, calendar

SHIFT = "DTSTART:20260601T000000Z\nDURATION:P1D\nSUMMARY:Ann"
LOCAL = ("127.0.0.1",)


@pytest.fixture
async def base() -> AsyncIterator[str]:
    """A web server of calendars, some of which lead elsewhere."""

    async def team(_: web.Request) -> web.Response:
        return web.Response(text=calendar(SHIFT), content_type="text/calendar")

    async def leads(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": request.query["to"]})

    async def circle(_: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": "/circle"})

    async def large(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(LARGEST_FILE // 2**20 + 2):
            await answer.write(b" " * 2**20)
        return answer

    app = web.Application()
    app.router.add_get("/team.ics", team)
    app.router.add_get("/leads", leads)
    app.router.add_get("/large", large)
    app.router.add_get("/circle", circle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = cast("tuple[str, int]", runner.addresses[0])[1]
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


async def test_a_calendar_is_fetched_also_from_where_it_leads(base: str) -> None:
    assert b"SUMMARY:Ann" in await fetch(f"{base}/team.ics", LOCAL)
    assert b"SUMMARY:Ann" in await fetch(f"{base}/leads?to=/team.ics", LOCAL)


@pytest.mark.parametrize(
    "address",
    [
        "http://calendars.example.com/team.ics",
        "https://127.0.0.1/team.ics",
        "webcal://127.0.0.1/team.ics",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://localhost/team.ics",
        "https://user:secret@10.0.0.1/",
    ],
)
async def test_it_goes_into_no_private_network(address: str) -> None:
    with pytest.raises(NotAnExport, match=r"It is not fetched: .* (network|https)"):
        await fetch(address)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/leads?to=https://10.0.0.8/team.ics", "10.0.0.8 stands in a private network"),
        ("/leads?to=http://calendars.example.com/", "is not called over https"),
        ("/leads?to=file:///etc/passwd", "is not called over https"),
        ("/none.ics", "127.0.0.1 answered with HTTP 404."),
        ("/large", "It is larger than 16 MiB."),
    ],
)
async def test_what_leads_astray_or_is_too_much_is_told(base: str, path: str, says: str) -> None:
    with pytest.raises(NotAnExport, match=says):
        await fetch(base + path, LOCAL)


async def test_a_circle_ends(base: str) -> None:
    with pytest.raises(NotAnExport, match="leads elsewhere more than"):
        await fetch(f"{base}/circle", LOCAL)


def test_on_the_command_line_the_address_stays_a_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    address = "webcal://acme.example.com/private/s3cret/feed"

    async def gives(asked: str) -> bytes:
        assert asked == address
        return calendar(SHIFT, "SUMMARY:Odd").encode()

    monkeypatch.setattr(cli, "fetch", gives)
    assert cli.run(cli.parse(["import", address]), NOW) == 1
    told = capsys.readouterr()
    assert "people: Ann" in told.out
    assert "acme.example.com" in told.err
    assert "s3cret" not in told.out + told.err
    monkeypatch.undo()
    assert cli.run(cli.parse(["import", "https://10.0.0.1/s3cret"]), NOW) == 1
    told = capsys.readouterr()
    assert told.err == "10.0.0.1: It is not fetched: 10.0.0.1 stands in a private network.\n"
