"""A running Backstage is read page by page, patiently, and never for ever."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from integrations.catalogue import backstage_api
from integrations.catalogue.backstage_api import BackstageApi
from models.catalogue_records import Harvest
from tests.integrations.catalogue.reading import check, told
from tests.integrations.catalogue.samples import BACKSTAGE_SAMPLES

Answer = Callable[[web.Request], web.Response]


def page(items: list[Any], cursor: str | None = None) -> web.Response:
    info = {"nextCursor": cursor} if cursor else {}
    return web.json_response({"items": items, "totalItems": len(items), "pageInfo": info})


def ready(response: web.Response) -> Answer:
    """Give an answer that is made already; it can be sent only once."""
    return lambda _: response


def component(name: str) -> dict[str, Any]:
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": name, "uid": "u-1", "etag": "e"},
        "spec": {"type": "service", "owner": "payments"},
        "relations": [{"type": "ownedBy", "targetRef": "group:default/payments"}],
    }


@dataclass
class Backstage:
    """A Backstage that gives these answers one after the other, then the last for ever."""

    session: aiohttp.ClientSession
    url: str = ""
    answers: list[Answer] = field(default_factory=list)
    asked: list[web.Request] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        return self.answers[min(len(self.asked), len(self.answers)) - 1](request)

    async def read(self, *answers: Answer | web.Response) -> Harvest:
        self.answers = [one if callable(one) else ready(one) for one in answers]

        async def pause(seconds: float) -> None:
            self.pauses.append(seconds)

        harvest = await BackstageApi(self.session, self.url, "secret-token", pause=pause).read()
        check(harvest)
        return harvest


@pytest.fixture
async def backstage() -> AsyncIterator[Backstage]:
    async with aiohttp.ClientSession() as session:
        made = Backstage(session)
        app = web.Application()
        app.router.add_get("/api/catalog/entities/by-query", made.handle)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        yield made
        await runner.cleanup()


async def test_all_pages_are_read_with_the_token_and_only_the_kinds_that_are_kept(
    backstage: Backstage,
) -> None:
    harvest = await backstage.read(
        page([component("a"), *BACKSTAGE_SAMPLES[1:7]], "page-2"), page([component("b")])
    )

    assert [service.key for service in harvest.services] == ["a", "b"]
    assert (len(harvest.teams), len(harvest.people), len(harvest.resources)) == (1, 1, 2)
    assert harvest.complete
    assert harvest.counts.documents == harvest.counts.taken == 8
    first, second = backstage.asked
    assert first.headers["Authorization"] == "Bearer secret-token"
    assert first.query.getall("filter")[:2] == ["kind=component", "kind=api"]
    # Backstage refuses a question besides the cursor, which holds the first one.
    assert dict(second.query) == {"limit": "500", "cursor": "page-2"}


async def test_what_passes_is_asked_again_after_the_pause_that_it_wants(
    backstage: Backstage,
) -> None:
    harvest = await backstage.read(
        web.Response(status=429, headers={"Retry-After": "7"}),
        web.Response(status=503),
        web.Response(status=429, headers={"Retry-After": "86400"}),
        page([component("a")]),
    )

    assert harvest.complete
    assert [service.key for service in harvest.services] == ["a"]
    first, second, third = backstage.pauses
    assert 7 <= first < 8
    assert 4 <= second < 5
    assert 60 <= third < 61


async def test_what_does_not_pass_leaves_what_was_read_and_says_so(backstage: Backstage) -> None:
    harvest = await backstage.read(
        page([component("a")], "page-2"), lambda _: web.Response(status=500)
    )

    assert [service.key for service in harvest.services] == ["a"]
    assert not harvest.complete
    assert len(backstage.asked) == 1 + backstage_api.MOST_TRIES
    assert told(harvest)[0] == (
        "It answered with HTTP 500. It was asked 5 times. This page and those after it are missing."
    )


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (web.Response(status=401), "It answered with HTTP 401. Its token is missing, wrong or"),
        (web.Response(status=403), "It answered with HTTP 403. The token may not read"),
        (web.Response(status=404), "It answered with HTTP 404. Is this the address of the backend"),
        (web.Response(status=302, headers={"Location": "http://x.invalid"}), "It answered with"),
        (web.Response(text="<html>"), "Its answer is not JSON."),
        (web.Response(text="[" * 100_000), "Its answer is not JSON."),
        (web.Response(body=b"\xff\xfe\x00"), "Its answer is not JSON."),
        (web.Response(text="[]"), "Its answer holds no entities."),
        (web.Response(text='{"items": {}}'), "Its answer holds no list of entities."),
        (web.Response(text="{}"), "Its answer holds no list of entities."),
    ],
    ids=range(10),
)
async def test_an_answer_that_cannot_be_used_is_told_at_once(
    backstage: Backstage, answer: web.Response, says: str
) -> None:
    harvest = await backstage.read(answer)

    assert not harvest.complete
    assert told(harvest)[0].startswith(says)
    assert len(backstage.asked) == 1
    assert "secret-token" not in repr(harvest)


async def test_odd_entities_are_told_and_the_others_are_read(backstage: Backstage) -> None:
    odd = {**component("b"), "metadata": {"name": 7, "title": ["x"], "namespace": None}}
    half_a_sign = {**component("c"), "metadata": {"name": "c", "title": "\ud800"}}

    harvest = await backstage.read(page([None, [], "x", {}, odd, half_a_sign, component("a")]))

    assert [service.key for service in harvest.services] == ["7", "c", "a"]
    assert harvest.counts.left_out == 4


async def test_pages_that_lead_in_a_circle_end(backstage: Backstage) -> None:
    harvest = await backstage.read(
        page([component("a")], "x"), lambda _: page([component("a")], "x")
    )

    assert len(backstage.asked) == 2
    assert not harvest.complete


async def test_pages_without_end_end(backstage: Backstage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backstage_api, "MOST_PAGES", 3)

    harvest = await backstage.read(lambda _: page([], f"page-{len(backstage.asked)}"))

    assert len(backstage.asked) == 3
    assert not harvest.complete


async def test_an_answer_without_end_is_cut_off(
    backstage: Backstage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backstage_api, "LARGEST_PAGE", 1024 * 1024)

    harvest = await backstage.read(web.Response(body=b" " * 2 * 1024 * 1024))

    assert told(harvest)[0].startswith("Its answer is larger than 1 MiB.")


async def test_nobody_at_the_address(backstage: Backstage) -> None:
    backstage.url = "http://127.0.0.1:1"

    harvest = await backstage.read()

    assert told(harvest)[0].startswith("It did not answer (ClientConnectorError).")
    assert len(backstage.pauses) == backstage_api.MOST_TRIES - 1


@pytest.mark.parametrize(
    "url", ["", "not an address", "http://", "ftp://example.org", "http://a b"]
)
async def test_an_address_that_is_none(backstage: Backstage, url: str) -> None:
    backstage.url = url

    harvest = await backstage.read()

    assert told(harvest)[0].startswith("Its address cannot be used.")
    assert backstage.pauses == []


async def test_it_can_be_stopped(backstage: Backstage) -> None:
    waits = asyncio.Event()

    async def wait_for_ever(_: float) -> None:
        waits.set()
        await asyncio.Event().wait()

    backstage.answers = [lambda _: web.Response(status=503)]
    reading = asyncio.create_task(
        BackstageApi(backstage.session, backstage.url, pause=wait_for_ever).read()
    )
    await waits.wait()
    reading.cancel()

    with pytest.raises(asyncio.CancelledError):
        await reading
