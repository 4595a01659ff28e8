"""`python -m sandbox`: a workspace as a process of its own."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path
from urllib.parse import urlsplit

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sandbox.clock import Clock
from sandbox.manifest import BadManifest, sample_manifest
from sandbox.sandbox import Sandbox
from sandbox.seed import read_seed
from sandbox.state import Json

_SOCKET = "socket"


class Unclear(ValueError):
    """What was said on the command line cannot be meant; says what to write instead."""


def _seconds(text: str) -> float:
    number = text.removesuffix("ms")
    return float(number) / 1000 if text.endswith("ms") else float(text.removesuffix("s"))


def _latency(text: str) -> float | tuple[float, float]:
    low, _, high = text.partition("-")
    return (_seconds(low), _seconds(high)) if high else _seconds(low)


def _manifest(path: Path | None) -> Json:
    if path is None:
        return sample_manifest()
    text = path.read_text(encoding="utf-8")
    read = json.loads(text) if path.suffix == ".json" else YAML(typ="safe", pure=True).load(text)
    if not isinstance(read, dict):
        raise Unclear(f"{path} holds no manifest: it should be a mapping of names to values.")
    return read


def _request_url(mode: list[str] | None) -> str:
    """Return where HTTP mode delivers to; empty for Socket Mode and for what the manifest says."""
    match mode:
        case None | ["socket"]:
            return ""
        case ["http", url] if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc:
            return url
    raise Unclear(
        "Please write `--mode socket`, or `--mode http http://127.0.0.1:3000/slack/events`."
    )


def _in_mode(manifest: Json, mode: list[str] | None) -> Json:
    """Return the manifest with Socket Mode switched as the command line says."""
    if mode is None:
        return manifest
    settings = {**manifest.get("settings", {}), "socket_mode_enabled": mode[0] == _SOCKET}
    return {**manifest, "settings": settings}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="A Slack workspace on your own machine."
    )
    parser.add_argument("--manifest", type=Path, help="the app's manifest, JSON or YAML")
    parser.add_argument("--port", type=int, default=8888, help="the port on 127.0.0.1; 0 for any")
    parser.add_argument("--seed", type=Path, help="a file that describes people and channels")
    parser.add_argument(
        "--mode",
        nargs="+",
        metavar=("socket|http", "URL"),
        help="how the app is reached: `socket`, or `http` and the address that takes everything; "
        "the manifest decides when it is left out",
    )
    parser.add_argument(
        "--latency", type=_latency, default=0.0, help="of each call: 100ms, 0.1s or 50ms-200ms"
    )
    parser.add_argument("--journal", type=Path, help="a file for one JSON line per happening")
    parser.add_argument("--rates", choices=("on", "off"), default="on", help="rate limits")
    return parser.parse_args()


def _sandbox(arguments: argparse.Namespace) -> Sandbox:
    return Sandbox(
        request_url=_request_url(arguments.mode),
        manifest=_in_mode(_manifest(arguments.manifest), arguments.mode),
        seed=read_seed(arguments.seed) if arguments.seed else None,
        clock=Clock.ticking(),
        rates=arguments.rates == "on",
        latency=arguments.latency,
        journal=arguments.journal,
    )


async def _run(sandbox: Sandbox, port: int) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with sandbox.serve(port) as slack:
        about = {
            "page_url": slack.page_url,
            "base_url": slack.base_url,
            "bot_token": slack.bot_token,
            "app_token": slack.app_token,
            "signing_secret": slack.signing_secret,
        }
        sys.stdout.write(json.dumps(about) + "\n")
        sys.stdout.flush()
        await stop.wait()
    for violation in sandbox.journal.violations:
        sys.stderr.write(f"{violation}\n")
    return 1 if sandbox.journal.violations else 0


def main() -> int:
    """Serve until Ctrl-C; 1 when a rule was broken, 2 when it could not begin."""
    arguments = _arguments()
    try:
        return asyncio.run(_run(_sandbox(arguments), arguments.port))
    except (Unclear, BadManifest, OSError, json.JSONDecodeError, YAMLError) as problem:
        sys.stderr.write(f"The sandbox could not start. {problem}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
