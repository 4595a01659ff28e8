"""Serves the page: its parts, uploaded files, and a websocket for each window."""

import mimetypes
from importlib.resources import files
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.window import Window

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

_PARTS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data: http: https:; base-uri 'self'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def routes(sandbox: "Sandbox") -> list[web.AbstractRouteDef]:
    """Return the addresses of the page: itself, its parts, uploaded files and the websocket."""

    async def index(_request: web.Request) -> web.Response:
        return _part("index.html")

    async def part(request: web.Request) -> web.Response:
        return _part(request.match_info["name"])

    async def file(request: web.Request) -> web.Response:
        return _file(sandbox, request.match_info["file"])

    async def live(request: web.Request) -> web.WebSocketResponse:
        _refuse_strangers(request)
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        await Window(sandbox, socket).talk()
        return socket

    return [
        web.get("/", index),
        web.get("/page/{name}", part),
        web.get("/page-files/{file}", file),
        web.get("/live", live),
    ]


def _part(name: str) -> web.Response:
    kind = _PARTS.get(name[name.rfind(".") :])
    found = files("sandbox").joinpath("page", name)
    if kind is None or not found.is_file():
        raise web.HTTPNotFound
    return web.Response(
        body=found.read_bytes(), content_type=kind, charset="utf-8", headers=_HEADERS
    )


def _file(sandbox: "Sandbox", file_id: str) -> web.Response:
    found = sandbox.core.workspace.files.get(file_id)
    if found is None or not found.complete:
        raise web.HTTPNotFound
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    # What an app uploaded is handed over as a download and never runs on this page.
    headers = {
        **_HEADERS,
        "Content-Security-Policy": "sandbox",
        "Content-Disposition": "attachment",
    }
    return web.Response(body=found.content, content_type=kind, headers=headers)


def _refuse_strangers(request: web.Request) -> None:
    """Let only this page open the websocket: any other site's page could speak for people here."""
    origin = request.headers.get("Origin", "")
    if origin.partition("://")[2] != request.host:
        raise web.HTTPForbidden(text="Only the sandbox's own page may connect here.")
