"""A page as it stands in the incident's channel: who was asked, what they said, and what comes next when."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from models.facts import Facts
from models.page import Answer, Ending, Page, Paged, PageState
from templates.actions import Action
from templates.blocks import Block, actions, context, section
from templates.dates import span, when
from templates.elements import button
from templates.message import Message, message
from templates.text import Mrkdwn, bold, bullet, cut, join, mention, mrkdwn

_PEOPLE: Final = 25
_WORDS: Final = 600
_LINES: Final = 2_500
_NAMED: Final = 120
_MINUTE: Final = timedelta(minutes=1)
_TIME: Final = "{time}"
#: How a page by a policy ended to which nobody can come.
ALL_CANNOT: Final = "everybody who could be asked cannot come."
_ENDED: Final = {
    Ending.OVER: "no longer paged, since it is over.",
    Ending.EXHAUSTED: "paged, and nobody answered.",
    Ending.DECLINED: "paged, and cannot come.",
    Ending.JOINED: "this page became one with another here, which counts for both.",
}


def page_status(facts: Facts, page: Page, paged: Sequence[Paged], now: datetime) -> Message:
    """Everything that is known of a page, with what to press while it looks for somebody."""
    blocks: list[Block] = [section(join("\n", [_head(page), *_words(page)]))]
    if lines := _people(page, paged):
        blocks.append(section(cut(lines, _LINES)))
    if page.gaps and page.is_running:
        blocks.append(section(gap_words(page.gaps)))
    if page.is_running and facts.incident.is_open:
        blocks.append(
            actions(
                button("Acknowledge", Action.ACKNOWLEDGE_PAGE, str(page.id), "primary"),
                button("Escalate now", Action.ESCALATE_PAGE, str(page.id)),
            )
        )
    return message(*blocks, context(_where_it_stands(facts, page, now)))


def _head(page: Page) -> Mrkdwn:
    match PageState(page.state):
        case PageState.ACKNOWLEDGED:
            who = page.acknowledged_by
            return mrkdwn(
                "{name}: {who} acknowledged {at}.",
                name=bold(Mrkdwn(_name(page))),
                who=mention(who.slack_id) if who else "somebody",
                at=when(page.acknowledged_at) if page.acknowledged_at else "",
            )
        case PageState.ENDED:
            how = ALL_CANNOT if _all_of_policy_cannot(page) else _ENDED[Ending(page.ending)]
            return mrkdwn("{name}: {how}", name=bold(Mrkdwn(_name(page))), how=how)
        case _:
            return mrkdwn("{name}", name=bold(mrkdwn("Paging {name}", name=Mrkdwn(_name(page)))))


def _all_of_policy_cannot(page: Page) -> bool:
    return bool(page.policy_key) and page.ending == Ending.DECLINED


def _name(page: Page) -> Mrkdwn:
    """The page's name, which was composed when it began."""
    return cut(Mrkdwn(page.name), _NAMED)


def _words(page: Page) -> list[Mrkdwn]:
    return [mrkdwn("“{words}”", words=cut(page.words, _WORDS))] if page.words else []


def _people(page: Page, paged: Sequence[Paged]) -> Mrkdwn:
    """Each person with the last that is known of them, in the order in which they were asked."""
    last: dict[str, Paged] = {}
    for one in paged:
        if one.round == page.round:
            last[one.slack_id or f"#{one.name}"] = _newer(last.get(one.slack_id), one)
    shown = list(last.values())
    lines = [_line(one) for one in shown[-_PEOPLE:]]
    if len(shown) > _PEOPLE:
        lines.insert(0, mrkdwn("and {more} before", more=len(shown) - _PEOPLE))
    return bullet(lines)


def _newer(before: Paged | None, one: Paged) -> Paged:
    return before if before is not None and one.told_before else one


def _line(one: Paged) -> Mrkdwn:
    who = mention(one.slack_id) if one.slack_id else mrkdwn("#{name}", name=one.name)
    via = mrkdwn(" ({via})", via=one.via) if one.via else Mrkdwn("")
    return who + via + ": " + join(", ", [_state(one), *_outside(one)])


def _state(one: Paged) -> Mrkdwn:
    at = when(one.answered_at, _TIME) if one.answered_at else Mrkdwn("")
    if one.answer == Answer.ACKNOWLEDGED:
        return mrkdwn("acknowledged {at}", at=at)
    if one.answer == Answer.DECLINED:
        why = mrkdwn(": {why}", why=cut(one.why, _NAMED)) if one.why else Mrkdwn("")
        return mrkdwn("cannot, {at}{why}", at=at, why=why)
    if one.sent_at is None:
        return _untold(one)
    seen = "has seen it" if one.seen_at is not None else "no answer yet"
    return mrkdwn("told {at}, {seen}", at=when(one.sent_at, _TIME), seen=seen)


def _untold(one: Paged) -> Mrkdwn:
    if one.trouble:
        return mrkdwn("could not be told ({why})", why=one.trouble.replace("_", " "))
    if one.told_before:
        return Mrkdwn("was told of this incident a moment before")
    if one.held_until is not None:
        return mrkdwn("is told after the night, {at}", at=when(one.held_until))
    return Mrkdwn("is being told")


def _outside(one: Paged) -> list[Mrkdwn]:
    """What became of the ways outside of Slack."""
    return [mrkdwn("{by} {what}", by=by, what=str(what)) for by, what in one.outside.items()]


def gap_words(gaps: Mapping[str, Mapping[str, str]]) -> Mrkdwn:
    """Who was missing in the steps that were passed over."""
    parts = [
        mrkdwn(
            "step {number}: {missing}",
            number=number,
            missing=join(
                ", ", [mrkdwn("{who} ({why})", who=who, why=why) for who, why in missing.items()]
            ),
        )
        for number, missing in gaps.items()
    ]
    return cut(
        mrkdwn("Passed over, since nobody is there: {gaps}.", gaps=join("; ", parts)), _LINES
    )


def _where_it_stands(facts: Facts, page: Page, now: datetime) -> Mrkdwn:
    begun = mrkdwn(
        "{who} began it {at}{why}.",
        who=mention(page.started_by.slack_id) if page.started_by else "Muster",
        at=when(page.started_at),
        why=mrkdwn(", because of {why}", why=page.why) if page.why else Mrkdwn(""),
    )
    parts = [begun]
    if page.is_running and facts.incident.is_open:
        parts += [_step(page), _next(facts, page, now)]
        if page.late_minutes:
            late = "Muster was away: this step came {late} late."
            parts.append(mrkdwn(late, late=span(page.late_minutes * _MINUTE)))
    elif page.state == PageState.ACKNOWLEDGED and page.policy.again_after is not None:
        again = "If nobody does or writes anything for {length}, it pages again."
        parts.append(mrkdwn(again, length=span(page.policy.again_after)))
    return join(" ", parts)


def _step(page: Page) -> Mrkdwn:
    policy = page.policy
    if not page.step:
        return Mrkdwn("Nobody has been asked yet.")
    passes = policy.repeat + 1
    of_pass = mrkdwn(", pass {at} of {all}", at=page.pass_number, all=passes)
    return mrkdwn(
        "Step {at} of {all}{of_pass}.",
        at=page.step,
        all=len(policy.steps),
        of_pass=of_pass if passes > 1 else Mrkdwn(""),
    )


def _next(facts: Facts, page: Page, now: datetime) -> Mrkdwn:
    if page.next_at is None or page.next_at <= now:
        return Mrkdwn("What comes next is on its way.")
    left = max(page.next_at - now, _MINUTE)
    # Rounded up, so that "1 min" stands until it is there.
    minutes = -(-left // _MINUTE) * _MINUTE
    if page.is_at_its_end(facts.incident.severity):
        return mrkdwn(
            "Nobody is asked after this. If nobody acknowledges in {left}, by {at}, that is said here.",
            left=span(minutes),
            at=when(page.next_at, _TIME),
        )
    return mrkdwn(
        "Unless somebody acknowledges: next in {left}, {at}.",
        left=span(minutes),
        at=when(page.next_at, _TIME),
    )
