"""The driver: HTTP in and out, websockets and timers around a core that does no I/O itself."""

import asyncio
import base64
import json
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.answers import RESPONSE_URL, respond
from sandbox.api import Answer, WebApi, limited_answer
from sandbox.core import Core
from sandbox.errors import SlackError
from sandbox.faults import Fault, Faults
from sandbox.journal import Call
from sandbox.pushes import Pushes
from sandbox.sockets import Sockets
from sandbox.state import Json

Latency = float | tuple[float, float]
_MAX_BODY = 32 * 1024 * 1024
_BROKEN = "<html><head><title>500</title></head><body><h1>Server Error</h1></body></html>"


class Server:
    """Serves one core on 127.0.0.1."""

    def __init__(self, core: Core, api: WebApi, faults: Faults, latency: Latency) -> None:
        self.core = core
        self.api = api
        self.faults = faults
        self.latency = latency
        self.sockets = Sockets(core, self.spawn)
        self._random = Random(core.random.random())  # noqa: S311 - repeatable, not secret
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._starting: dict[str, asyncio.Event] = {}
        self._sooner = asyncio.Event()
        self._session: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine in the background until it ends or the server stops."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def start(self, port: int, more: Iterable[web.AbstractRouteDef]) -> str:
        """Begin to serve; returns the origin, such as `http://127.0.0.1:4000`."""
        app = web.Application(client_max_size=_MAX_BODY)
        app.add_routes(
            [
                web.route("*", "/api/{method}", self._web_api),
                web.get("/link/", self.sockets.serve),
                web.post("/respond/{secret}", self._response_url),
                web.route("*", "/upload/v1/{file}", self._upload),
                *more,
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.core.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.core.agenda.on_sooner = self._sooner.set
        self.spawn(self._keep_time())
        return self.core.origin

    def connect(self, request_url: str = "") -> Pushes | None:
        """Begin to deliver: over sockets, or over HTTP to `request_url` or the manifest's addresses."""
        if self.core.workspace.app.socket_mode and not request_url:
            self.core.deliveries.transport = self.sockets.carry
            return None
        self._session = aiohttp.ClientSession()
        pushes = Pushes(self.core, self.spawn, self._session, request_url)
        self.core.deliveries.transport = pushes.carry
        return pushes

    async def stop(self) -> None:
        """Stop serving; calls that were never to be answered end here."""
        self._stopping.set()
        self.core.deliveries.transport = None
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _keep_time(self) -> None:
        agenda = self.core.agenda
        while True:
            self._sooner.clear()
            agenda.run_due()
            due = agenda.next_due
            wait = None
            if due is not None and agenda.clock.ticks:
                wait = max(0.0, (due - agenda.clock.now()).total_seconds())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._sooner.wait(), wait)

    async def _web_api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            raw, token, as_json = await _read(request)
        except SlackError as refused:
            return web.json_response({"ok": False, "error": refused.error})
        call = self.core.journal.begin_call(method, raw)
        return await self._answer(
            call, request, lambda: self.api.answer(method, raw, token, as_json=as_json)
        )

    async def _answer(
        self, call: Call, request: web.Request, effect: Callable[[], Answer]
    ) -> web.StreamResponse:
        try:
            return await self._take_effect(call, request, effect)
        finally:
            if call.finished is None:
                self.core.journal.end_call(call, 0, {})
                if not self._stopping.is_set():
                    self.core.journal.violate("the sandbox itself failed in this call", call.method)

    async def _take_effect(
        self, call: Call, request: web.Request, effect: Callable[[], Answer]
    ) -> web.StreamResponse:
        fault = self.faults.take(call.method)
        call.fault = str(fault) if fault else ""
        pause = self._pause()
        await asyncio.sleep(pause / 2)
        if fault is not None and (early := await self._before(fault, call, request)) is not None:
            return self._finish(call, early)
        answer = effect()
        if fault is not None:
            await self._after(fault, call, answer, request)
        await asyncio.sleep(pause / 2)
        return self._finish(call, answer)

    def _pause(self) -> float:
        if isinstance(self.latency, tuple):
            return self._random.uniform(*self.latency)
        return self.latency

    def _finish(self, call: Call, answer: Answer) -> web.Response:
        if call.finished is None:
            self.core.journal.end_call(call, answer.status, answer.body)
        if answer.status == 500:  # noqa: PLR2004 - the page of a broken server
            return web.Response(status=500, text=_BROKEN, content_type="text/html")
        if call.method == RESPONSE_URL:
            return _in_words(answer)
        return web.json_response(answer.body, status=answer.status, headers=answer.headers)

    async def _before(self, fault: Fault, call: Call, request: web.Request) -> Answer | None:
        match fault.kind:
            case "ratelimited":
                return limited_answer(fault.retry_after)
            case "http_500":
                return Answer(500, {"ok": False, "error": "a page of HTML"})
            case "error":
                return Answer(200, {"ok": False, "error": fault.error})
            case "timeout_before":
                await self._hold(call, {})
            case "reset_before":
                _break(request)
                self.core.journal.end_call(call, 0, {})
                return Answer(200, {})
            case "slow":
                await self._wait_on_clock(fault.seconds)
            case "both_succeed":
                await self._race(str(call.arguments.get("name", "")))
            case "meanwhile" if fault.do is not None:
                await fault.do()
        return None

    async def _race(self, name: str) -> None:
        """Wait until another call for the same name stands at the start, then let both go."""
        racing = self.core.racing
        if name in self._starting:
            racing.add(name)
            self._starting.pop(name).set()
            await asyncio.sleep(0)
            return
        self._starting[name] = asyncio.Event()
        await self._starting[name].wait()

    async def _after(self, fault: Fault, call: Call, answer: Answer, request: web.Request) -> None:
        if fault.kind == "timeout_after":
            await self._hold(call, answer.body)
        elif fault.kind == "reset_after":
            self.core.journal.end_call(call, 0, answer.body)
            _break(request)

    async def _hold(self, call: Call, body: Json) -> None:
        call.held = True
        self.core.journal.end_call(call, 0, body)
        await self._stopping.wait()
        raise web.HTTPServiceUnavailable(text="The sandbox stopped.")

    async def _wait_on_clock(self, seconds: float) -> None:
        passed = asyncio.Event()
        self.core.agenda.after(timedelta(seconds=seconds), passed.set)
        await passed.wait()

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        try:
            body = _parsed(await request.text())
        except SlackError as refused:
            return web.Response(status=400, text=refused.error)
        secret = request.match_info["secret"]

        def effect() -> Answer:
            status, text = respond(self.core, secret, body)
            return Answer(status, {"text": text})

        return await self._answer(self.core.journal.begin_call(RESPONSE_URL, body), request, effect)

    async def _upload(self, request: web.Request) -> web.Response:
        file = self.core.workspace.files.get(request.match_info["file"])
        if file is None or file.received:
            return web.Response(status=404, text="No upload is open at this address.")
        content = await request.read()
        if len(content) != file.length:
            return web.Response(status=400, text="The length is not the one that was announced.")
        file.content, file.received = content, True
        return web.Response(text=f"OK - {len(content)}")


def _in_words(answer: Answer) -> web.Response:
    """Answer a post to a response_url: a status and some words, never an `ok`."""
    error = answer.body.get("error")
    status = web.HTTPNotFound.status_code if error and answer.status == 200 else answer.status  # noqa: PLR2004
    return web.Response(
        status=status, text=str(error or answer.body["text"]), headers=answer.headers
    )


def _parsed(text: str) -> Json:
    try:
        body = json.loads(text)
    except json.JSONDecodeError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body


def _break(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


async def _read(request: web.Request) -> tuple[Json, str, bool]:
    """Return the arguments from query and body together, the token, and whether they came as JSON."""
    raw: Json = dict(request.query)
    as_json = request.content_type == "application/json"
    if as_json:
        raw |= _parsed(await request.text() or "{}")
    else:
        raw |= {name: str(value) for name, value in (await request.post()).items()}
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Basic":
        known, _, secret = base64.b64decode(credentials).decode().partition(":")
        raw |= {"client_id": known, "client_secret": secret}
    bearer = credentials.strip() if scheme == "Bearer" else ""
    return raw, str(raw.pop("token", "") or bearer), as_json
