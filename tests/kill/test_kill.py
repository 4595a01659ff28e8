"""Killed at any moment of whatever people do, the bot finishes what it wrote down, and does nothing twice."""

import asyncio
from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from models.timeline import EventKind
from sandbox.errors import NotPossible
from tests.kill.clues import clues
from tests.kill.conftest import Ground
from tests.kill.deeds import Sign, sign_of
from tests.kill.people import declaring, ending, paging, roles, telling
from tests.kill.people.life import STEPS, Step
from tests.kill.people.scene import Scene
from tests.kill.untold import untold
from tests.kill.whole import key_of

pytestmark = pytest.mark.kill

#: How often a bot is killed in each of these tests.
KILLS = 100
#: How many bots there are where there are several.
BOTS = 3
#: How many things people do in each round, within this many seconds of one another.
AT_ONCE, ROUND = 4, 0.15
#: With fewer open incidents than this, somebody declares.
FEW = 3
#: How much more often something comes as long as nobody has done it.
SOONER = 5
#: How often what nobody came to do is tried when nobody is killed any longer, and what it needs before.
TRIES = 40
NEEDED = (
    declaring.declares,
    roles.takes_command,
    roles.offers_command,
    telling.adds_a_task,
    paging.pages,
    ending.cancels,
)
#: About as many things happen in Slack during a round; the kill comes after any one of them.
HAPPENINGS = 140
#: And so long after it, at most: as long as the bot may be busy between two calls.
PAUSE = 0.02
#: How often time passes between two rounds, and how much of it: reminders fall due.
OFTEN = 0.2
SPANS = (timedelta(minutes=6), timedelta(minutes=31), timedelta(hours=1), timedelta(hours=25))


class Rounds:
    """What people do, each round ended by a kill that comes at a random moment."""

    def __init__(self, ground: Ground, seed: int) -> None:
        self.ground = ground
        self.moments = Random(seed)  # noqa: S311 -- repeatable, not secret
        self.scene = Scene(ground.slack, self.moments)
        self.done: Counter[Step] = Counter()
        self._under_way: list[asyncio.Task[None]] = []

    async def until_the_kill(self) -> None:
        """Begin a round, and return at the moment of the kill. Everything in flight goes on."""
        if self.moments.random() < OFTEN:
            await self.ground.record.time_passed(self.moments.choice(SPANS))
        for one in range(AT_ONCE):
            pause = self.moments.uniform(0, ROUND) if one else 0.0
            self._under_way.append(asyncio.create_task(self._does(self._step(), pause)))
        await self.ground.happenings(self.moments.randrange(HAPPENINGS))
        await asyncio.sleep(self.moments.uniform(0, PAUSE))

    def _step(self) -> Step:
        if len(self.scene.rooms(are_open=True)) < FEW:
            return declaring.declares
        # What was never done comes sooner, so that at last everything was.
        often = [each if self.done[step] else each * SOONER for step, each in STEPS.items()]
        (step,) = self.moments.choices([*STEPS], often)
        return step

    async def _does(self, step: Step, pause: float) -> None:
        await asyncio.sleep(pause)
        try:
            with self.scene.somebody() as me:
                await step(self.scene, me)
        except NotPossible:
            # There was nothing to press, or no form came: somebody else was faster, or the bot was dead.
            return
        self.done[step] += 1

    async def end_well(self) -> None:
        """Assert that what was written down is whole, and that whoever was not heard was told so."""
        ground = self.ground
        await asyncio.gather(*self._under_way)
        await self._do_the_rest()
        await ground.comes_to_rest()
        wrong = await ground.is_whole()
        wrong += untold(ground.slack, self.scene.deeds, await self._told())
        wrong += ground.bots.faults()
        found = await clues(ground.record, wrong)
        assert not wrong, "\n".join([*wrong, "", *found, "", ground.bots.complaints()])
        assert await ground.record.events(EventKind.ERRAND_GIVEN_UP) == 0
        # Kills that hit nothing would prove nothing, nor would people who do nothing.
        assert await ground.record.begun_again() >= KILLS / 5
        assert await ground.record.events(EventKind.UPDATE_REMINDED)
        assert not self._never_done(), self._never_done()

    def _never_done(self) -> list[Step]:
        return [step for step in STEPS if not self.done[step]]

    async def _do_the_rest(self) -> None:
        """Have people do what nobody came to do on a busy machine, with what that needs."""
        for _ in range(TRIES):
            if not self._never_done():
                return
            for step in (*NEEDED, *self._never_done()):
                await self._does(step, 0.0)
                await self.ground.slack.settle()

    async def _told(self) -> Counter[Sign]:
        """What the record tells of whatever people asked for."""
        slack, record = self.ground.slack, self.ground.record
        told = Counter(sign_of(event) for event in await record.timeline())
        followed = set(await record.subscribers())
        numbers = {facts.incident.uid: number for number, facts in (await record.facts()).items()}
        for person in slack.workspace.users.values():
            # Whoever followed it to its end is let go then.
            for message in slack.person(person.handle).dm.messages if not person.is_bot else ():
                kind, _, rest = key_of(message).partition(":")
                if kind == "news":
                    followed.add((numbers[rest.partition(":")[0]], person.id))
        told.update(("subscribed", *one) for one in followed)
        return told


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
    for _ in range(BOTS):
        await ground.starts()
    for _ in range(KILLS):
        # Whoever comes in the place of the one that dies may die instead, before it is there.
        ground.begins()
        await rounds.until_the_kill()
        await ground.dies(rounds.moments.choice(ground.bots.alive))
        await ground.are_there(BOTS)
    await rounds.end_well()
