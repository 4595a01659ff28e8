"""The bot's own web server: an ASGI app with a few paths, and the server that carries it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, MutableMapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeAlias

#: The most bytes of one request. Slack's own are far smaller.
LARGEST_BODY = 1 << 20
#: How long requests under way may take to end once the server closes, in seconds.
_CLOSE_SECONDS = 3

_Message: TypeAlias = MutableMapping[str, Any]
_Receive: TypeAlias = Callable[[], Awaitable[_Message]]
_Send: TypeAlias = Callable[[_Message], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; names of headers are lower case."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to a request."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(
        default_factory=lambda: {"content-type": "text/plain; charset=utf-8"}
    )


Handler: TypeAlias = Callable[[Asked], Awaitable[Answer]]


class Site:
    """The ASGI app: what is answered at which path."""

    def __init__(self) -> None:
        self._paths: dict[str, tuple[frozenset[str], Handler]] = {}

    def get(self, path: str, handler: Handler) -> None:
        """Answer GET and HEAD at a path."""
        self._paths[path] = (frozenset({"GET", "HEAD"}), handler)

    def post(self, path: str, handler: Handler) -> None:
        """Answer POST at a path."""
        self._paths[path] = (frozenset({"POST"}), handler)

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Answer one request, as ASGI has it."""
        answer = await self._answer(scope, receive)
        body = answer.body.encode()
        headers = {**answer.headers, "content-length": str(len(body))}
        start = {
            "type": "http.response.start",
            "status": answer.status,
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        await send(start)
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: _Message, receive: _Receive) -> Answer:
        if scope["path"] not in self._paths:
            return _plainly(HTTPStatus.NOT_FOUND)
        methods, handler = self._paths[scope["path"]]
        if scope["method"] not in methods:
            allowed = ", ".join(sorted(methods))
            return _plainly(HTTPStatus.METHOD_NOT_ALLOWED, allow=allowed)
        body = await _whole_body(receive)
        if body is None:
            return _plainly(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, connection="close")
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        return await handler(Asked(headers, body))


def _plainly(status: HTTPStatus, **headers: str) -> Answer:
    return Answer(status, f"{status.phrase}\n", {"content-type": "text/plain", **headers})


async def _whole_body(receive: _Receive) -> bytes | None:
    """The body, or None as soon as it is larger than we take."""
    body = bytearray()
    while True:
        part = await receive()
        body += part.get("body", b"")
        if len(body) > LARGEST_BODY:
            return None
        if not part.get("more_body"):
            return bytes(body)


class CannotListen(Exception):
    """The address or port is not ours to listen on."""


@dataclass(frozen=True, slots=True)
class Served:
    """A site that is being served."""

    port: int
    #: Take no more requests, and end those that are under way. May be called twice.
    close: Callable[[], Awaitable[None]]


@asynccontextmanager
async def served(site: Site, host: str, port: int) -> AsyncIterator[Served]:
    """Serve a site until the block ends; port 0 is any free one. Raises CannotListen."""
    # Imported here: a program without a web server has no use for its memory.
    import uvicorn

    class Server(uvicorn.Server):
        """Uvicorn, which would take the signals that are the program's own."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    config = uvicorn.Config(
        site,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_CLOSE_SECONDS,
    )
    server = Server(config)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as trouble:
        raise CannotListen(
            f"The web server cannot listen on {host}, port {port}: {trouble.strerror}. "
            "Set MUSTER_HTTP_HOST and MUSTER_HTTP_PORT to others."
        ) from trouble
    serving = asyncio.create_task(server.serve([listening]), name="web server")

    async def close() -> None:
        server.should_exit = True
        await serving

    try:
        yield Served(listening.getsockname()[1], close)
    finally:
        await close()
