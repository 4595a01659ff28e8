"""Calls of other programs go where they may, once, and signed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.abc import ResolveResult
from aiohttp.resolver import ThreadedResolver

from integrations.errors import CannotCall, Unavailable
from integrations.webhook import Hook, call, signature

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAME = "WEBHOOK_SECRET_TEST"


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "s3cret")


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A program that answers with the status that the path names, and leads elsewhere at 302."""

    async def answer(request: web.Request) -> web.Response:
        status = int(request.match_info["status"])
        return web.Response(status=status, headers={"Location": "/204"})

    app = web.Application()
    app.router.add_post("/{status}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def calling(url: str, *inside: str) -> None:
    await call(Hook(url, NAME, inside), b"{}", delivery="1", at=NOW)


def test_the_signature_is_over_timestamp_and_body() -> None:
    assert signature("s3cret", 1772442000, b"{}") == (
        "v1=729a18db7fdf3b1c6c0d1ff3b81691f64ac965bbb3ff49783bc1fd48b59b0f78"
    )
    assert signature("a", 1, b"{}") != signature("b", 1, b"{}")


async def test_success_is_any_of_its_statuses(port: int) -> None:
    await calling(f"http://127.0.0.1:{port}/204", "127.0.0.1")


@pytest.mark.parametrize(
    ("status", "error"), [(503, Unavailable), (429, Unavailable), (404, CannotCall)]
)
async def test_failures_are_told_apart(port: int, status: int, error: type[Exception]) -> None:
    with pytest.raises(error, match=str(status)):
        await calling(f"http://127.0.0.1:{port}/{status}", "127.0.0.1")


async def test_it_follows_nobody(port: int) -> None:
    with pytest.raises(CannotCall, match="302"):
        await calling(f"http://127.0.0.1:{port}/302", "127.0.0.1")


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "https://127.0.0.1/",
        "https://10.0.0.8/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::127.0.0.1]/",
        "https://[2002:7f00:1::]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[64:ff9b:1::1]/",
        "https://[fec0::1]/",
        "https://224.0.0.1/",
        "https://[ff02::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
    ],
)
async def test_it_goes_into_no_private_network(url: str) -> None:
    with pytest.raises(CannotCall):
        await calling(url)


async def test_a_name_that_leads_inside_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(*_: object, **__: object) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname="a.example", host="10.1.2.3", port=443, family=2, proto=0, flags=0
            )
        ]

    monkeypatch.setattr(ThreadedResolver, "resolve", resolve)
    with pytest.raises(CannotCall, match="private network"):
        await calling("https://a.example/")


async def test_without_a_secret_nothing_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME)
    with pytest.raises(CannotCall, match=f"{NAME} is not set"):
        await calling("https://hooks.example.com/")
