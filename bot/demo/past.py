"""The demo's past month: incidents that were really declared, led and resolved, played before the page opens.

People of the sandbox type, through the same bot as everybody after them, so that cards, timelines
and reviews are what the program makes of such a month and nothing is invented beside it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.program import Program
from sandbox import Sandbox
from sandbox.state import Channel

#: How long before the demo's present the month begins.
PAST = timedelta(days=28)
_PATIENCE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Said:
    """After so many minutes somebody types something in the incident's channel."""

    after: float
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Past:
    """An incident of the past month: when it was declared (of its 28 days), by whom, and what followed."""

    day: int
    hour: float
    by: str
    declared: str
    then: Sequence[Said]


_MONTH = (
    Past(
        1,
        10.2,
        "uma",
        "sev2 customers cannot pay with saved cards",
        [
            Said(2, "ana", "/incident role commander"),
            Said(1, "finn", "/incident role resolver"),
            Said(4, "ana", "/incident update Saved cards fail for one customer in eight since 10:05"),
            Said(6, "finn", "/incident note The card vault answers with time-outs since the 10:00 release"),
            Said(3, "finn", "/incident status identified the new client opens too many connections"),
            Said(9, "ana", "/incident update We are rolling back the release; new cards work meanwhile"),
            Said(11, "finn", "/incident mitigate rolled back the release of 10:00"),
            Said(30, "ana", "/incident resolve error rate has been normal for half an hour"),
        ],
    ),
    Past(
        4,
        3.5,
        "emi",
        "search is slow in Singapore",
        [
            Said(3, "jun", "/incident role commander"),
            Said(12, "jun", "/incident update Searches take four seconds, twice the usual"),
            Said(20, "emi", "/incident note A rebuild of the index runs at the same hour as the backup"),
            Said(15, "emi", "/incident mitigate paused the rebuild"),
            Said(50, "jun", "/incident resolve the rebuild now runs after the backup"),
        ],
    ),
    Past(
        8,
        16,
        "hugo",
        "sev1 checkout is down",
        [
            Said(1, "dev", "/incident role commander"),
            Said(1, "vera", "/incident role communications"),
            Said(2, "nia", "/incident role resolver"),
            Said(3, "dev", "/incident update Nobody can pay since 15:52; we look at the orders database"),
            Said(7, "nia", "/incident note The primary ran out of connections; the pool was doubled yesterday"),
            Said(4, "dev", "/incident update The pool goes back to its old size; first purchases come through"),
            Said(6, "nia", "/incident mitigate pool size is back"),
            Said(5, "dev", "/incident update Purchases work again; reports of the hour are late"),
            Said(10, "dev", "/incident severity SEV-2 only reports are late now"),
            Said(15, "dev", "/incident update Half of the reports have caught up"),
            Said(20, "dev", "/incident resolve all queues are empty"),
        ],
    ),
    Past(
        11,
        9.1,
        "ines",
        "prices shown without tax",
        [
            Said(5, "finn", "/incident role commander"),
            Said(9, "finn", "/incident cancel it was the preview shop, which shows none on purpose"),
        ],
    ),
    Past(
        15,
        22.4,
        "quinn",
        "sev3 the app asks people to sign in again",
        [
            Said(4, "rosa", "/incident role commander"),
            Said(8, "rosa", "/incident update People are signed out once; their data is safe"),
            Said(16, "quinn", "/incident note The signing key was rotated an hour before the app knew the new one"),
            Said(22, "quinn", "/incident resolve both keys are accepted again"),
        ],
    ),
    Past(
        19,
        7.8,
        "omar",
        "nightly reports are missing",
        [
            Said(10, "mo", "/incident role commander"),
            Said(5, "mo", "/incident update Reports of the night are late; the data is complete"),
            Said(60, "omar", "/incident resolve the disk has room again and the job ran"),
        ],
    ),
    Past(
        23,
        14.3,
        "will",
        "sev2 payments are declined in Brazil",
        [
            Said(2, "ben", "/incident role commander"),
            Said(2, "gita", "/incident role resolver"),
            Said(6, "ben", "/incident update One bank declines all cards; other banks work"),
            Said(10, "gita", "/incident note The bank changed a certificate; ours pins the old one"),
            Said(18, "gita", "/incident mitigate trusts the new certificate"),
            Said(35, "ben", "/incident resolve declines are back to the usual share"),
        ],
    ),
    Past(
        26,
        11,
        "lena",
        "deploys hang at the last step",
        [
            Said(6, "kofi", "/incident role commander"),
            Said(10, "kofi", "/incident update Releases wait; nothing that customers see"),
            Said(45, "kofi", "/incident resolve the lock of an ended job was removed"),
        ],
    ),
)  # fmt: skip


async def play_past_month(slack: Sandbox, program: Program) -> None:
    """Let the month pass, up to `PAST` after now, with everything that happens in it."""
    begins = slack.clock.now()
    for past in _MONTH:
        await _pass_until(slack, program, begins + timedelta(days=past.day, hours=past.hour - 9))
        channel = await _declared(slack, program, past)
        for said in past.then:
            now = slack.clock.now()
            await _pass_until(slack, program, now + timedelta(minutes=said.after))
            person = slack.person(said.by)
            if person.id not in channel.members:
                await person.joins(channel)
            await person.types(said.words, channel)
            await _settled(slack, program)
    await _pass_until(slack, program, begins + PAST)


async def _declared(slack: Sandbox, program: Program, past: Past) -> Channel:
    before = set(slack.workspace.channels)
    await slack.person(past.by).types(f"/incident declare {past.declared}")
    await _settled(slack, program)
    return next(
        channel
        for channel_id, channel in slack.workspace.channels.items()
        if channel_id not in before and channel.is_room
    )


async def _pass_until(slack: Sandbox, program: Program, moment: datetime) -> None:
    """Let time pass, stopping wherever something falls due, as it does in a real month."""
    while (due := program.metronome.next_at) is not None and due <= moment:
        await slack.advance(max(timedelta(0), due - slack.clock.now()))
        program.bell.set()
        await _settled(slack, program)
    await slack.advance(max(timedelta(0), moment - slack.clock.now()))
    await _settled(slack, program)


async def _settled(slack: Sandbox, program: Program) -> None:
    """Wait until nothing is under way on either side."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            await slack.settle(quiet=0)
            if program.is_idle:
                return
            await asyncio.sleep(0.002)
