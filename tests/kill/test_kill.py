"""Killed at any moment, the bot finishes what it wrote down, and does nothing twice."""

import asyncio
from random import Random

import pytest

from bot.dispatch import ACK_SECONDS
from models.timeline import EventKind
from sandbox.people import Outcome
from tests.kill.conftest import Ground

pytestmark = pytest.mark.kill

#: How often a bot is killed in each of these tests.
KILLS = 50
#: How many declare in each round, within this many seconds of one another.
AT_ONCE, ROUND = 2, 0.1
PEOPLE = ("ana", "ben", "cara", "dev")
#: About as many things happen in Slack during a round; the kill comes after any one of them.
HAPPENINGS = 140
#: And so long after it, at most: as long as the bot may be busy between two calls.
PAUSE = 0.02

Told = dict[str, asyncio.Task[Outcome]]


class Rounds:
    """Declarations, each round ended by a kill that comes at a random moment."""

    def __init__(self, ground: Ground, seed: int) -> None:
        self.ground = ground
        self.moments = Random(seed)  # noqa: S311 -- repeatable, not secret
        self.told: Told = {}

    async def until_the_kill(self) -> None:
        """Begin a round, and return at the moment of the kill. Everything in flight goes on."""
        for one in range(AT_ONCE):
            pause = self.moments.uniform(0, ROUND) if one else 0.0
            self._declares(pause, f"number {len(self.told) + 1} is down")
        await self.ground.happenings(self.moments.randrange(HAPPENINGS))
        await asyncio.sleep(self.moments.uniform(0, PAUSE))

    def _declares(self, pause: float, title: str) -> None:
        handle = self.moments.choice(PEOPLE)

        async def after() -> Outcome:
            await asyncio.sleep(pause)
            return await self.ground.declares(handle, title)

        self.told[title] = asyncio.create_task(after())

    async def end_well(self) -> None:
        """Assert that what was written down is whole, and that whoever was not heard was told so."""
        ground = self.ground
        outcomes = {title: await telling for title, telling in self.told.items()}
        await ground.comes_to_rest()
        wrong = await ground.is_whole()
        assert not wrong, "\n".join([*wrong, "", ground.bots.complaints()])
        assert await ground.record.events(EventKind.ERRAND_GIVEN_UP) == 0
        # Kills that hit nothing would prove nothing.
        assert await ground.record.begun_again() >= KILLS / 5

        kept = {incident.title for incident, _ in await ground.record.incidents()}
        promised = {title for title, outcome in outcomes.items() if _in_time(outcome)}
        assert promised <= kept, f"acked and lost: {promised - kept}"


def _in_time(outcome: Outcome) -> bool:
    """Whether the command was acked, and not only because the bot's own patience was over."""
    answer = outcome.delivery.answer if outcome.delivery else None
    took = answer.milliseconds if answer else None
    return took is not None and took < ACK_SECONDS * 1000


async def test_one_bot_killed_again_and_again(ground: Ground) -> None:
    rounds = Rounds(ground, seed=1847)
    for _ in range(KILLS):
        bot = await ground.starts()
        await rounds.until_the_kill()
        await ground.dies(bot)
    await ground.starts()
    await rounds.end_well()


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
async def test_one_of_three_bots_killed_again_and_again(ground: Ground) -> None:
    rounds = Rounds(ground, seed=1911)
    for _ in range(3):
        await ground.starts()
    for _ in range(KILLS):
        await rounds.until_the_kill()
        await ground.dies(rounds.moments.choice(ground.bots.alive))
        await ground.starts()
    await rounds.end_well()
