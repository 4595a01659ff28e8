"""Fifty people, then two hundred, ask for something at the same moment: how soon Slack hears of it.

Declarations, updates, lists, help, cards and presses, over Socket Mode and over HTTP, with 100 ms for each
Web API call. Slack gives a command three seconds. Beside it, what an app costs that does nothing but ack.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import replace
from functools import partial
from itertools import cycle
from statistics import median

from benchmarks.figures import Figure, percentile
from benchmarks.ground import (
    LATENCY,
    Ground,
    bare,
    free_port,
    people,
    request_url,
    sqlite,
    started,
    workspace,
)
from benchmarks.knocking import SLASH, Courier, Crowd, OverASocket, over_http
from sandbox import Sandbox
from sandbox.state import Message
from templates.actions import Action

#: How many people at once, with the most milliseconds that the slowest of a hundred may wait.
CROWDS = {50: 30.0, 200: 60.0}
#: How often each crowd comes; the median of its percentiles counts.
ROUNDS = 3


async def measure() -> list[Figure]:
    """Measure both ways in, each beside an app that only acks."""
    found: list[Figure] = []
    for way_in in ("Socket Mode", "HTTP"):
        port = free_port() if way_in == "HTTP" else None
        async with workspace(request_url(port)) as slack:
            async with bare(slack, port):
                for size in CROWDS:
                    acks, lost = await _rounds(slack, port, partial(_asks_for_help, slack, size))
                    found += _figures(f"{way_in}, {size}, only acking", acks, lost, None)
            with sqlite() as url:
                async with started(slack, url, port) as ground:
                    card = await _an_incident(ground)
                    for size, most in CROWDS.items():
                        crowd = partial(_asks_for_all_sorts, slack, size, card)
                        acks, lost = await _rounds(slack, port, crowd)
                        found += _figures(f"{way_in}, {size}", acks, lost, most)
    return found


def _figures(what: str, rounds: list[list[float]], lost: int, most: float | None) -> list[Figure]:
    slowest = median(percentile(acks, 99) for acks in rounds)
    return [
        Figure(f"{what}: without an ack", lost, "", 0),
        Figure(f"{what}: ack, p50", median(percentile(acks, 50) for acks in rounds), "ms"),
        Figure(f"{what}: ack, p99", slowest, "ms", most),
    ]


async def _rounds(
    slack: Sandbox, port: int | None, gather: Callable[[], Crowd]
) -> tuple[list[list[float]], int]:
    """The times of each round, after one as warm-up, and how many acks were lost."""
    rounds, lost = [], 0
    for number in range(ROUNDS + 1):
        crowd = gather()
        size = len(crowd)
        async with _courier(slack, port, size) as courier:
            acks = await crowd.goes(courier)
        await slack.settle(quiet=LATENCY * 4, within=120)
        lost += size - len(acks)
        if number:
            rounds.append(acks)
    return rounds, lost


def _asks_for_help(slack: Sandbox, size: int) -> Crowd:
    crowd = Crowd(slack)
    for handle in people(slack, size):
        crowd.types(handle, "help")
    return crowd


def _asks_for_all_sorts(slack: Sandbox, size: int, card: Message) -> Crowd:
    crowd = Crowd(slack)
    commands = cycle(
        (
            "help",
            "declare checkout is down",
            "list",
            "update INC-1 still looking",
            "show INC-1",
            None,
        )
    )
    for handle, command in zip(people(slack, size), commands, strict=False):
        if command is None:
            crowd.presses(handle, Action.TAKE_COMMAND, card)
        else:
            crowd.types(handle, command)
    return crowd


async def _an_incident(ground: Ground) -> Message:
    """The card of an incident that is open, as it is before anybody leads."""
    slack = ground.slack
    await slack.person("ana").types(f"{SLASH} declare something is down")
    await ground.quiet()
    channel = next(
        one for one in slack.workspace.channels.values() if one.name.startswith("inc-1-")
    )
    (pin,) = channel.pins
    return replace(pin.message, blocks=deepcopy(pin.message.blocks))


@asynccontextmanager
async def _courier(slack: Sandbox, port: int | None, lines: int) -> AsyncIterator[Courier]:
    if port is None:
        yield OverASocket(slack)
        return
    async with over_http(slack, request_url(port), lines) as courier:
        yield courier
