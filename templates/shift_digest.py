"""The digest at a change of shift, in words: short, and said on a quiet day as well."""

from collections.abc import Iterable, Sequence
from typing import Final

from models.facts import Facts
from models.on_call_sheet import Shift
from models.page import Paged
from models.shift_digest import KeptPaging, PageUnderWay, ShiftDigest
from templates.blocks import Block, context, section
from templates.dates import when
from templates.on_call import person_on_call
from templates.parts import holder_name, room_link
from templates.text import Mrkdwn, bold, bullet, cut, join, mention, mrkdwn
from templates.typed import one_line

#: As many of each kind as one takes in at the start of a shift.
_SHOWN: Final = 5
_WORDS: Final = 150


def digest_blocks(digest: ShiftDigest) -> list[Block]:
    """What is under way; a word that nothing is, where that is so."""
    parts = [
        _part("Open", map(_incident, digest.incidents)),
        _part("Pages under way", map(_page, digest.pages)),
        _part(
            "Due soon",
            (
                mrkdwn(
                    "{ref}, {at}: {words}",
                    ref=incident.ref,
                    at=when(task.due_at) if task.due_at else Mrkdwn(""),
                    words=cut(one_line(task.words), _WORDS),
                )
                for incident, task in digest.tasks
            ),
        ),
        _part(
            "Offers of command that wait for an answer",
            (
                mrkdwn(
                    "{ref}: {who}, since {at}",
                    ref=incident.ref,
                    who=mention(handoff.offered_to.slack_id),
                    at=when(handoff.offered_at),
                )
                for incident, handoff in digest.handoffs
            ),
        ),
        _part(
            "Reminders put off",
            (
                mrkdwn("{ref}, until {at}", ref=incident.ref, at=when(until))
                for incident, until in digest.put_off
            ),
        ),
        _part("Exceptions to come", map(_exception, digest.exceptions)),
    ]
    shown = [section(part) for part in parts if part]
    nothing = [] if shown else [section("Nothing is open or due where you are on call.")]
    return [*shown, *nothing, *_kept_paging(digest), *_others(digest)]


def _part(name: str, lines: Iterable[Mrkdwn]) -> Mrkdwn:
    each = list(lines)
    return join("\n", [bold(name), _list(each)]) if each else Mrkdwn("")


def _list(lines: Sequence[Mrkdwn]) -> Mrkdwn:
    more = len(lines) - _SHOWN
    rest = [mrkdwn("and {more} more", more=more)] if more > 0 else []
    return bullet([*lines[:_SHOWN], *rest])


def _incident(facts: Facts) -> Mrkdwn:
    return mrkdwn(
        "{headline} ({severity}) in {room}, led by {who}",
        headline=cut(one_line(facts.incident.headline), _WORDS),
        severity=facts.incident.severity,
        room=room_link(facts),
        who=holder_name(facts.commander),
    )


def _page(one: PageUnderWay) -> Mrkdwn:
    page = one.page
    words = mrkdwn(" “{words}”", words=cut(one_line(page.words), _WORDS)) if page.words else ""
    return mrkdwn(
        "{ref}, {name}:{words} {how}",
        ref=one.incident.ref,
        name=cut(Mrkdwn(page.name), _WORDS),
        words=words,
        how=_unanswered(one) if page.is_running else _acknowledged(one),
    )


def _unanswered(one: PageUnderWay) -> Mrkdwn:
    return mrkdwn(
        "nobody has acknowledged; {asked}, {then}",
        asked=mrkdwn("asked: {who}", who=_asked(one.asked)) if one.asked else "nobody is asked yet",
        then=_then(one),
    )


def _then(one: PageUnderWay) -> Mrkdwn:
    if one.page.is_at_its_end(one.incident.severity) and one.next_at:
        return mrkdwn("the last step, until {at}", at=when(one.next_at))
    return mrkdwn("next step {at}", at=when(one.next_at) if one.next_at else "now")


def _acknowledged(one: PageUnderWay) -> Mrkdwn:
    who = one.page.acknowledged_by
    again = "; pages again if nobody does or writes anything, {at} at the earliest"
    return mrkdwn(
        "acknowledged by {who}{at}{again}",
        who=mention(who.slack_id) if who else "somebody",
        at=mrkdwn(" {at}", at=when(one.page.acknowledged_at)) if one.page.acknowledged_at else "",
        again=mrkdwn(again, at=when(one.next_at)) if one.next_at else "",
    )


def _asked(asked: Sequence[Paged]) -> Mrkdwn:
    shown = [
        mention(one.slack_id) if one.slack_id else mrkdwn("#{name}", name=one.name)
        for one in asked[-_SHOWN:]
    ]
    more = len(asked) - len(shown)
    before = [mrkdwn("{more} before", more=more)] if more else []
    return join(", ", [*before, *shown])


def _kept_paging(digest: ShiftDigest) -> list[Block]:
    """What woke people again and again: not under way, and worth a look by day."""
    if not digest.kept_paging:
        return []
    since = mrkdwn("{name}, since {at}", name=bold("Kept paging"), at=when(digest.since))
    return [section(join("\n", [since, _list([_often(one) for one in digest.kept_paging])]))]


def _often(one: KeptPaging) -> Mrkdwn:
    times = mrkdwn("{name}: {times} pages", name=cut(one_line(one.name), _WORDS), times=one.times)
    if one.what == "incident":
        return times
    refs = ", ".join(incident.ref for incident in one.incidents[:_SHOWN])
    more = len(one.incidents) - _SHOWN
    return mrkdwn(
        "{what} {times}, in {refs}{more}",
        what=one.what,
        times=times,
        refs=refs,
        more=f" and {more} more" if more > 0 else "",
    )


def _exception(shift: Shift) -> Mrkdwn:
    people = join(" and ", [person_on_call(one) for one in shift.people])
    return mrkdwn(
        "{people}, {start} until {end}",
        people=people or Mrkdwn("nobody"),
        start=when(shift.start),
        end=when(shift.end),
    )


def _others(digest: ShiftDigest) -> list[Block]:
    if not digest.others:
        return []
    words = mrkdwn(
        "{count} elsewhere; `/incident list` shows them.",
        count="1 other incident is open"
        if digest.others == 1
        else f"{digest.others} other incidents are open",
    )
    return [context(words)]
