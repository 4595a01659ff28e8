"""Being on call in somebody's place: asked for, taken by whoever presses first, withdrawn, or left open.

Nobody's hour is lost by it: until somebody takes a request, whoever asked stays on call, and what is
taken is written down as an exception from the schedule in the same transaction.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from models.cover import Cover, CoverAsked, CoverState
from models.override import MadeOverride
from templates.text import mention, mrkdwn
from workflows.errors import Refused
from workflows.on_call.duty import Duty, duty_in, slack_ids
from workflows.on_call.open_covers import held_cover
from workflows.on_call.people import names_of, people_in
from workflows.on_call.planner import plan
from workflows.on_call.telling import ShowCover, WatchCover, end_needless, show_to_all
from workflows.work import Work

#: As many as are asked at once: a larger crowd answers no sooner.
MOST_ASKED: Final = 30
LONGEST: Final = timedelta(days=60)
#: When whoever asked is told that nobody has answered yet, before it is too late.
WARNED_BEFORE: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a schedule, from one moment to another (UTC)."""

    schedule: str
    starts_at: datetime
    ends_at: datetime


async def ask_for_cover(
    work: Work,
    stretch: Stretch,
    *,
    asked: Collection[str] = (),
    in_return: Stretch | None = None,
    why: str = "",
) -> Cover:
    """Ask people, by Slack id, to be on call in the place of whoever acts; all of the schedule if nobody is named.

    With `in_return` it is a swap for a shift of the one who is asked. Raises Refused where whoever acts is
    not on call in all of it, or nobody can be asked.
    """
    duty = await _duty(work, stretch)
    me = await _name_in(work, duty, stretch, work.person_acting.slack_id)
    if me is None:
        raise Refused(
            "You are not on call in all of that time, so there is nothing to cover. "
            "`/incident oncall schedule <name>` shows who is.",
            field="shift",
        )
    _check_time(work, stretch)
    people = await _asked(work, duty, stretch, asked)
    if in_return is not None:
        await _check_return(work, duty, in_return, people)
    cover = Cover(
        schedule=stretch.schedule,
        starts_at=stretch.starts_at,
        ends_at=stretch.ends_at,
        asked_as=me,
        why=why,
        asked_at=work.now,
        asked_by=work.person_acting,
        return_starts_at=in_return.starts_at if in_return else None,
        return_ends_at=in_return.ends_at if in_return else None,
    )
    await work.add(cover)
    await work.add(
        *(
            CoverAsked(cover_id=cover.id, slack_id=slack_id, name=name)
            for slack_id, name in people.items()
        )
    )
    for slack_id in people:
        work.send(ShowCover(cover_id=cover.id, slack_id=slack_id))
    halfway = work.now + (cover.closes_at - work.now) / 2
    work.send(WatchCover(cover_id=cover.id), at=max(halfway, cover.closes_at - WARNED_BEFORE))
    return cover


async def take_cover(work: Work, cover_id: int) -> Cover:
    """Be on call in somebody's place, from now on at the earliest. Raises Refused for a second taker."""
    cover = await _open(work, cover_id)
    me = await _as_asked(work, cover)
    stretch = Stretch(cover.schedule, max(cover.starts_at, work.now), cover.ends_at)
    duty = await _duty(work, stretch)
    if not _is_on_call(duty, stretch, {cover.asked_as}):
        raise Refused(
            "The schedule has changed since this was asked, so nothing was changed. "
            "Whoever asked can ask again."
        )
    await _exchange(work, stretch, gives=cover.asked_as, takes=me)
    if cover.return_starts_at is not None and cover.return_ends_at is not None:
        back = Stretch(cover.schedule, cover.return_starts_at, cover.return_ends_at)
        if back.starts_at < work.now or not _is_on_call(duty, back, {me}):
            raise Refused(
                "Your shift that was to be exchanged has changed or begun meanwhile, so nothing was changed."
            )
        await _exchange(work, back, gives=me, takes=cover.asked_as)
    _close(work, cover, CoverState.TAKEN)
    cover.taken_by = work.person_acting
    await show_to_all(work, cover)
    await end_needless(work, cover.schedule)
    work.send(WatchCover(cover_id=cover.id))
    return cover


async def decline_cover(work: Work, cover_id: int) -> None:
    """Say that one cannot. The others are still asked; whoever offered a swap is told at once."""
    cover = await _open(work, cover_id)
    await _as_asked(work, cover)
    asked = await work.session.get_one(CoverAsked, (cover_id, work.person_acting.slack_id))
    if asked.declined_at is None:
        asked.declined_at = work.now
        work.send(ShowCover(cover_id=cover_id, slack_id=asked.slack_id))
        left = await work.session.scalar(
            select(CoverAsked.slack_id)
            .where(CoverAsked.cover_id == cover_id, CoverAsked.declined_at.is_(None))
            .limit(1)
        )
        if left is None:
            work.send(WatchCover(cover_id=cover_id))


async def withdraw_cover(work: Work, cover_id: int) -> None:
    """Take a request back. Raises Refused for anybody but whoever asked, and once somebody has stepped in."""
    cover = await held_cover(work, cover_id)
    if cover.asked_by_id != work.person_acting.id:
        raise Refused(
            mrkdwn("Only {who} can take this back.", who=mention(cover.asked_by.slack_id))
        )
    if cover.taken_by is not None:
        raise Refused(
            mrkdwn(
                "{who} has stepped in already, so there is nothing to take back. "
                "`/incident oncall overrides` shows what was arranged, and can undo it.",
                who=mention(cover.taken_by.slack_id),
            )
        )
    _check_open(work, cover)
    _close(work, cover, CoverState.WITHDRAWN)
    await show_to_all(work, cover)


async def _open(work: Work, cover_id: int) -> Cover:
    """A request that can still be answered, held by this work."""
    cover = await held_cover(work, cover_id)
    _check_open(work, cover)
    return cover


def _check_open(work: Work, cover: Cover) -> None:
    if cover.state != CoverState.OPEN:
        raise Refused(_OVER[CoverState(cover.state)])
    if cover.closes_at <= work.now:
        raise Refused(_OVER[CoverState.PASSED])


_OVER: Final = {
    CoverState.TAKEN: "Somebody has taken this already, so you need do nothing. Thank you.",
    CoverState.WITHDRAWN: "This is no longer asked for, so nobody needs to step in. Thank you.",
    CoverState.PASSED: "It is too late for this one, so nothing was changed.",
}


def _close(work: Work, cover: Cover, state: CoverState) -> None:
    cover.state, cover.answered_at = state.value, work.now


async def _exchange(work: Work, stretch: Stretch, *, gives: str, takes: str) -> None:
    await work.add(
        MadeOverride(
            schedule=stretch.schedule,
            starts_at=stretch.starts_at,
            ends_at=stretch.ends_at,
            people=[takes],
            instead_of=gives,
            made_at=work.now,
            made_by=work.person_acting,
        )
    )
    plan(work)


async def _duty(work: Work, stretch: Stretch) -> Duty:
    duty = await duty_in(work.session, work.organisation.duty, work.now - timedelta(days=1))
    if duty.schedule(stretch.schedule) is None:
        raise Refused("That schedule is no longer in the configuration, so nothing was changed.")
    return duty


def _check_time(work: Work, stretch: Stretch) -> None:
    if stretch.ends_at <= max(work.now, stretch.starts_at):
        raise Refused("That ends before it begins, or is over already.", field="until")
    if stretch.ends_at - stretch.starts_at > LONGEST:
        raise Refused("That is more than 60 days. Please ask for less at once.", field="until")


def _is_on_call(duty: Duty, stretch: Stretch, names: Collection[str]) -> bool:
    spans = duty.shifts(stretch.schedule, stretch.starts_at, stretch.ends_at)
    return all(set(names) & {*span.people} for span in spans)


async def _name_in(work: Work, duty: Duty, stretch: Stretch, slack_id: str) -> str | None:
    """What somebody is called who is on call in all of a stretch; None if they are not."""
    for name in sorted(await names_of(work.session, duty, slack_id)):
        if _is_on_call(duty, stretch, {name}):
            return name
    return None


async def _asked(
    work: Work, duty: Duty, stretch: Stretch, wished: Collection[str]
) -> dict[str, str]:
    """Who is asked, by Slack id, and what the schedule calls them."""
    schedule = duty.schedule(stretch.schedule)
    members = people_in(schedule) if schedule else ()
    ids = await slack_ids(work.session, duty, members)
    called = {slack_id: name for name, slack_id in ids.items()}
    me = work.person_acting.slack_id
    everybody: Sequence[str] = list(wished) or list(called)
    asked = [one for one in dict.fromkeys(everybody) if one != me][:MOST_ASKED]
    for slack_id in asked:
        if (await work.person(slack_id)).cannot_answer:
            raise Refused(
                mrkdwn("{who} has left or is a program.", who=mention(slack_id)), field="asked"
            )
    if not asked:
        raise Refused(
            "There is nobody else in the schedule whom Slack knows. Please name somebody to ask.",
            field="asked",
        )
    return {slack_id: called.get(slack_id, slack_id) for slack_id in asked}


async def _check_return(work: Work, duty: Duty, in_return: Stretch, people: dict[str, str]) -> None:
    if len(people) != 1 or not _is_on_call(duty, in_return, set(people.values())):
        raise Refused(
            "A swap is offered to the one person whose shift you would take. That is not theirs now.",
            field="in_return",
        )
    if in_return.starts_at < work.now:
        raise Refused("That shift of theirs has begun already.", field="in_return")


async def _as_asked(work: Work, cover: Cover) -> str:
    """What the schedule calls whoever acts. Raises Refused for those who were not asked."""
    asked = await work.session.get(CoverAsked, (cover.id, work.person_acting.slack_id))
    if asked is None:
        raise Refused("You were not asked to step in here.")
    return asked.name
