"""Help on paging, on being on call and on handing over: what to type, and what happens then."""

from collections.abc import Iterator, Sequence
from typing import Final

from models.organisation import Organisation
from models.timespan import in_words
from templates.text import Mrkdwn, bullet, code, join, mrkdwn

#: As many names as one reads before typing one.
_NAMED: Final = 8


def paging(organisation: Organisation) -> Mrkdwn:
    """How to get somebody to come, and what to press when one is paged."""
    policies = [one.key for one in organisation.duty.policies]
    lines = [
        mrkdwn("{line}, with what they should know", line=_page_line(organisation)),
        Mrkdwn("`/incident page @cara` pages people by name; without words, a form asks"),
        Mrkdwn("No incident yet? It offers to declare one, or those that are open"),
        Mrkdwn("_Acknowledge_ stops it. _I can't_ and _Escalate now_ ask the next people at once"),
        Mrkdwn("The message in the channel says who was asked, what they said, and what is next"),
        *_by_severity(organisation),
    ]
    begin = Mrkdwn(
        "*Paging* asks people to come, one after the other, until somebody answers. Anybody may page, "
        "at any hour. Nobody is paged by a guess."
    )
    return join("\n", [begin, bullet(lines), *_known("Policies here", policies)])


def _page_line(organisation: Organisation) -> Mrkdwn:
    policies = organisation.duty.policies
    if not policies:
        return Mrkdwn("`/incident page checkout it is slow` pages by a service or a team")
    return mrkdwn(
        "`/incident page {key} it is slow` pages by a policy, a service or a team",
        key=policies[0].key,
    )


def _by_severity(organisation: Organisation) -> Iterator[Mrkdwn]:
    rules = organisation.duty.paging
    known = [one.key for one in organisation.severities]
    meant = [one for one in known if rules.by_severity.get(one) or one in rules.owners]
    if meant:
        yield mrkdwn(
            "An incident that is declared as, or raised to, {keys} pages by itself",
            keys=" or ".join(meant),
        )


def on_call(organisation: Organisation) -> Mrkdwn:
    """How to see who it is, and what to do when one cannot."""
    schedules = organisation.duty.schedules
    if not schedules:
        return Mrkdwn(
            "*On call* is whoever is asked first. No schedule is set up here yet: whoever looks after "
            "Muster finds how in docs/on-call.md. `/incident page @person` works without one."
        )
    key = schedules[0].key
    before = organisation.duty.notices.before
    lines = [
        mrkdwn(
            "`/incident oncall`: for what is yours; `/incident oncall {key}`: for a schedule, a service "
            "or a team",
            key=key,
        ),
        mrkdwn("`/incident oncall schedule {key}`: the next two weeks", key=key),
        Mrkdwn(
            "You cannot? `/incident oncall cover` asks others to take your shift, or to swap; you stay "
            "on call until somebody does"
        ),
        mrkdwn(
            "Somebody else tonight? `/incident oncall override {key}`; `/incident oncall overrides` "
            "takes it back. Anybody may, and those whom it concerns are told",
            key=key,
        ),
        mrkdwn(
            "You are told {before}when your shift begins, with what is under way",
            before=mrkdwn("{span} before and ", span=in_words(before)) if before else Mrkdwn(""),
        ),
    ]
    names = [one.key for one in schedules]
    begin = Mrkdwn("*On call* is whoever is asked first. The home shows your own shifts.")
    return join("\n", [begin, bullet(lines), *_known("Schedules here", names)])


def _known(what: str, names: Sequence[str]) -> Iterator[Mrkdwn]:
    if names:
        more = len(names) - _NAMED
        rest = [mrkdwn("{more} more", more=more)] if more > 0 else []
        shown = join(", ", [*map(code, names[:_NAMED]), *rest])
        yield mrkdwn("{what}: {names}.", what=what, names=shown)


def handoff(organisation: Organisation) -> Mrkdwn:
    """How command passes on, between people and between regions."""
    ends = organisation.handoffs.shift_ends
    when = (
        mrkdwn("at {time} by their own clock", time=f"{ends:%H:%M}")
        if ends
        else Mrkdwn("when they said that it would")
    )
    return join(
        "\n",
        [
            Mrkdwn(
                "*Handing over* offers command to somebody. You keep it until they press _I have "
                "command_; then it passes in one moment, so that there is never none and never two."
            ),
            bullet(
                [
                    mrkdwn(
                        "The commander is reminded {notice} before their shift ends, {when}",
                        notice=in_words(organisation.handoffs.notice_before),
                        when=when,
                    ),
                    Mrkdwn("Anybody may offer it for a commander who fell silent"),
                    Mrkdwn("`/incident handoff`: a form that begins with what the record knows"),
                    Mrkdwn("`/incident handoff @cara Watch the queue`: the same in one line"),
                    Mrkdwn(
                        "They read it, ask in the thread, and say in one line what they take over"
                    ),
                    mrkdwn(
                        "Without an answer in {wait} they are reminded, then who stands in, then the "
                        "channel",
                        wait=in_words(organisation.handoffs.answer_within),
                    ),
                    *_regions(organisation),
                ]
            ),
        ],
    )


def _regions(organisation: Organisation) -> Iterator[Mrkdwn]:
    regions = [one.name for one in organisation.duty.regions]
    if regions:
        yield mrkdwn(
            "Command follows the sun: {notice} before the hours of a region end, the channel reads "
            "who is next ({regions})",
            notice=in_words(organisation.handoffs.notice_before),
            regions=", ".join(regions),
        )
