"""The offer of command in the incident's channel, before and after it is answered."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from models.facts import Facts
from models.role import BriefPart, Handoff, HandoffState, Trend
from templates.actions import Action
from templates.blocks import Block, actions, context, paragraphs, section
from templates.dates import when
from templates.elements import button
from templates.handoff_forms import TRENDS, told_as
from templates.message import Message, message, messages
from templates.parts import holder_name, incident_title, update_due
from templates.text import Mrkdwn, bullet, cut, join, link, mention, mrkdwn

#: How much of somebody's words stands in the channel; all of them stand in the thread.
_SHOWN: Final = 700
_IN_THREAD: Final = (
    BriefPart.TRIED,
    BriefPart.HYPOTHESIS,
    BriefPart.NEXT_STEPS,
    BriefPart.WAITING,
    BriefPart.IF_THEN,
    BriefPart.RISKY,
)


def handoff_offer(facts: Facts, handoff: Handoff, now: datetime) -> Message:
    """Who offers, to whom, the gist of what the next commander should know, and the presses to answer."""
    blocks: list[Block] = [section(_asks(facts, handoff)), *_gist(facts, handoff)]
    match HandoffState(handoff.state):
        case HandoffState.OFFERED:
            blocks += _to_answer(facts, handoff, now)
        case HandoffState.ACCEPTED:
            blocks += _accepted(facts, handoff, now)
        case _:
            blocks.append(context(how_it_ended(handoff)))
    return message(*blocks)


def brief_messages(handoff: Handoff) -> list[Message]:
    """What goes into the thread of the offer: everything that the channel has not shown whole."""
    shown = [*_IN_THREAD]
    if len(str(handoff.brief.get(BriefPart.IMPACT, ""))) > _SHOWN:
        shown.insert(0, BriefPart.IMPACT)
    parts = [
        join("\n", [told_as(part), handoff.brief[part]])
        for part in shown
        if handoff.brief.get(part)
    ]
    if len(handoff.briefing) > _SHOWN:
        parts.append(join("\n", [Mrkdwn("*What you should know*"), handoff.briefing]))
    return messages(block for part in parts for block in paragraphs(part))


def _asks(facts: Facts, handoff: Handoff) -> Mrkdwn:
    receiver, title = mention(handoff.offered_to.slack_id), incident_title(facts)
    if handoff.offered_by.id == handoff.offered_to.id:
        is_taken = handoff.state == HandoffState.ACCEPTED
        does = "took over" if is_taken else "is ready to take"
        return mrkdwn(
            "{receiver} {does} command of {title}.", receiver=receiver, does=does, title=title
        )
    return mrkdwn(
        "{receiver}, {sender} asks you to take command of {title}.",
        receiver=receiver,
        sender=mention(handoff.offered_by.slack_id),
        title=title,
    )


def _gist(facts: Facts, handoff: Handoff) -> Iterator[Block]:
    trend = handoff.brief.get(BriefPart.TREND)
    known = TRENDS.get(Trend(trend)) if trend else None
    lines = [
        mrkdwn(
            "{severity}, {status}{trend}",
            severity=facts.incident.severity,
            status=facts.incident.status,
            trend=f" · Getting better? {known}" if known else "",
        )
    ]
    if impact := handoff.brief.get(BriefPart.IMPACT):
        lines.append(join("\n", [told_as(BriefPart.IMPACT), cut(impact, _SHOWN)]))
    if handoff.briefing:
        lines.append(join("\n", [Mrkdwn("*What you should know*"), cut(handoff.briefing, _SHOWN)]))
    yield section(join("\n", lines))


def _to_answer(facts: Facts, handoff: Handoff, now: datetime) -> Iterator[Block]:
    receiver = mention(handoff.offered_to.slack_id)
    if handoff.in_call:
        yield section(_call(facts, handoff))
    yield actions(
        button("I have command", Action.ACCEPT_HANDOFF, str(handoff.id), "primary"),
        button("Not now", Action.DECLINE_HANDOFF, str(handoff.id)),
        button("Withdraw", Action.WITHDRAW_HANDOFF, str(handoff.id)),
    )
    yield context(
        mrkdwn(
            "Until {receiver} answers, {commander} has command. {more} {due}.",
            receiver=receiver,
            commander=holder_name(facts.commander),
            more="More stands in the thread; please ask there."
            if brief_messages(handoff)
            else "Questions? Ask in the thread.",
            due=update_due(facts, now),
        )
    )


def _call(facts: Facts, handoff: Handoff) -> Mrkdwn:
    """What to talk about; who it is said by, and who says it back."""
    address = facts.organisation.handoffs.call_link
    where = link(address, "in the call") if address else Mrkdwn("in a call")
    sender, receiver = mention(handoff.sender.slack_id), mention(handoff.offered_to.slack_id)
    return join(
        "\n",
        [
            mrkdwn(
                "*{severity}: please talk for five minutes* {where}",
                severity=facts.incident.severity,
                where=where,
            ),
            bullet(
                [
                    mrkdwn("{sender} says what is broken", sender=sender),
                    Mrkdwn("What was tried, and what came of it"),
                    Mrkdwn("What comes next, and what if it does not help"),
                    mrkdwn("{receiver} says it back, and asks", receiver=receiver),
                    mrkdwn(
                        "{sender} says that command has passed, and {receiver} presses _I have command_",
                        sender=sender,
                        receiver=receiver,
                    ),
                ]
            ),
        ],
    )


def _accepted(facts: Facts, handoff: Handoff, now: datetime) -> Iterator[Block]:
    taker = mention((handoff.answered_by or handoff.offered_to).slack_id)
    sender, at = mention(handoff.sender.slack_id), handoff.answered_at or now
    if handoff.read_back:
        yield section(mrkdwn("{taker} read back: “{words}”", taker=taker, words=handoff.read_back))
    if handoff.correction:
        words = cut(handoff.correction, _SHOWN)
        yield section(mrkdwn("{sender} put it right: {words}", sender=sender, words=words))
    until = at + facts.organisation.handoffs.questions_for
    if now >= until or not facts.incident.is_open:
        yield context(how_it_ended(handoff))
        return
    if handoff.read_back:
        yield actions(button("Correct it", Action.CORRECT_READ_BACK, str(handoff.id)))
    yield context(
        mrkdwn(
            "{taker} took command {at}. {sender} can be asked in the thread until {until}.",
            taker=taker,
            at=when(at),
            sender=sender,
            until=when(until, "{time}"),
        )
    )


def how_it_ended(handoff: Handoff) -> Mrkdwn:
    """What became of an offer that is open no longer, in one sentence."""
    who = mention((handoff.answered_by or handoff.offered_to).slack_id)
    at = when(handoff.answered_at) if handoff.answered_at else Mrkdwn("")
    match HandoffState(handoff.state):
        case HandoffState.ACCEPTED:
            return mrkdwn("{who} took command {at}.", who=who, at=at)
        case HandoffState.DECLINED:
            return mrkdwn("{who} could not take it, {at}.", who=who, at=at)
        case HandoffState.WITHDRAWN:
            return mrkdwn("Taken back {at}.", at=at)
        case _:
            return mrkdwn("No longer open since {at}.", at=at)
