"""`python -m sandbox`: a workspace as a process of its own."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from ruamel.yaml import YAML

from sandbox.clock import Clock
from sandbox.sandbox import Sandbox
from sandbox.seed import read_seed
from sandbox.state import Json


def _seconds(text: str) -> float:
    number = text.removesuffix("ms")
    return float(number) / 1000 if text.endswith("ms") else float(text.removesuffix("s"))


def _latency(text: str) -> float | tuple[float, float]:
    low, _, high = text.partition("-")
    return (_seconds(low), _seconds(high)) if high else _seconds(low)


def _manifest(path: Path) -> Json:
    text = path.read_text(encoding="utf-8")
    read = json.loads(text) if path.suffix == ".json" else YAML(typ="safe", pure=True).load(text)
    return dict(read)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="A Slack workspace on your own machine."
    )
    parser.add_argument("--manifest", type=Path, help="the app's manifest, JSON or YAML")
    parser.add_argument("--port", type=int, default=8888, help="the port on 127.0.0.1; 0 for any")
    parser.add_argument("--seed", type=Path, help="a file that describes people and channels")
    parser.add_argument(
        "--latency", type=_latency, default=0.0, help="of each call: 100ms, 0.1s or 50ms-200ms"
    )
    parser.add_argument("--journal", type=Path, help="a file for one JSON line per happening")
    parser.add_argument("--rates", choices=("on", "off"), default="on", help="rate limits")
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> int:
    sandbox = Sandbox(
        manifest=_manifest(arguments.manifest) if arguments.manifest else None,
        seed=read_seed(arguments.seed) if arguments.seed else None,
        clock=Clock.ticking(),
        rates=arguments.rates == "on",
        latency=arguments.latency,
        journal=arguments.journal,
    )
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with sandbox.serve(arguments.port) as slack:
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


if __name__ == "__main__":
    sys.exit(asyncio.run(_run(_arguments())))
