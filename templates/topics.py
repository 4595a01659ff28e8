"""Help on what is not one command: each topic is half a screen, made from the organisation's configuration."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from models.organisation import Organisation
from models.timespan import in_words
from templates.text import Mrkdwn, bullet, join, mrkdwn
from templates.topics_on_call import handoff, on_call, paging


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to know, by the words that ask for it, with the commands that belong to it."""

    words: tuple[str, ...]
    about: Callable[[Organisation], Mrkdwn]
    commands: tuple[str, ...]


def _roles(organisation: Organisation) -> Mrkdwn:
    roles = [mrkdwn("{name}: {does}", name=one.name, does=one.does) for one in organisation.roles]
    return join(
        "\n",
        [
            Mrkdwn(
                "*Roles* are what somebody takes upon themselves for this incident, whatever their "
                "job is. A press on the card takes one, another hands it back. One person leads: the "
                "commander."
            ),
            bullet(roles),
        ],
    )


def _severity(organisation: Organisation) -> Mrkdwn:
    lines = []
    for one in organisation.severities:
        leads = (
            mrkdwn(", a commander within {within}", within=in_words(one.commander_within))
            if one.commander_within
            else Mrkdwn("")
        )
        lines.append(
            mrkdwn(
                "{key} ({name}): {meaning} An update every {every}{leads}{review}.",
                key=one.key,
                name=one.name,
                meaning=one.meaning,
                every=in_words(one.update_every),
                leads=leads,
                review=", a review afterwards" if one.review else "",
            )
        )
    return join(
        "\n",
        [
            mrkdwn(
                "*Severity* says how bad it is. In doubt take the higher one; anybody may change it at "
                "any time, and everyone is told. Without a word it is {default}.",
                default=organisation.default_severity,
            ),
            bullet(lines),
        ],
    )


def _updates(organisation: Organisation) -> Mrkdwn:
    every = [
        mrkdwn("{key}: every {every}", key=one.key, every=in_words(one.update_every))
        for one in organisation.severities
    ]
    return join(
        "\n",
        [
            mrkdwn(
                "*An update* tells everyone how things stand: what people notice now, what is being "
                'done, what is needed. Two sentences are enough, and "we do not know yet" is one. It '
                "goes to the incident's channel, under its announcement in #{announcements}, and to "
                "everybody who subscribed. The form shows all that before it sends. Writing one moves "
                "the next reminder:",
                announcements=organisation.channels.announcements,
            ),
            bullet(every),
        ],
    )


def _review(organisation: Organisation) -> Mrkdwn:
    expected = [one.key for one in organisation.severities if one.review]
    return join(
        "\n",
        [
            Mrkdwn(
                "*The review* looks at how it could happen, and at what went well, not at who is to "
                "blame. Its draft stands in the channel a moment after the incident is resolved, "
                "filled with the timeline and with questions."
            ),
            bullet(
                [
                    mrkdwn(
                        "Expected after: {keys}",
                        keys=join(", ", expected) if expected else Mrkdwn("no severity"),
                    ),
                    mrkdwn(
                        "To be held within {due} of the end; _We have held it_ closes it",
                        due=in_words(organisation.reviews.due_after),
                    ),
                    _pushpin(organisation),
                ]
            ),
        ],
    )


def _pushpin(organisation: Organisation) -> Mrkdwn:
    if not organisation.timeline_emoji:
        return Mrkdwn("_Put on the timeline_ in a message's menu keeps it for the review")
    return mrkdwn(
        "A :{emoji}: under a message, or _Put on the timeline_ in its menu, keeps it for the review",
        emoji=organisation.timeline_emoji[0],
    )


def _private(organisation: Organisation) -> Mrkdwn:
    invited = (
        "Those whom the configuration names are invited;"
        if organisation.invites.private
        else "Nobody is invited by itself:"
    )
    return join(
        "\n",
        [
            Mrkdwn(
                "*A private incident* has a private channel, and nothing of it is told anywhere else: "
                "no announcement, no list, no home but those of the people in it."
            ),
            bullet(
                [
                    Mrkdwn("`/incident declare private ...`, or the tick in the form"),
                    Mrkdwn(
                        f"{invited} whoever is in it lets others in with `/invite @person` there"
                    ),
                    Mrkdwn("It cannot be merged with one that everybody sees"),
                    Mrkdwn("Whoever leaves the channel no longer sees it"),
                ]
            ),
        ],
    )


def _drills(_: Organisation) -> Mrkdwn:
    return join(
        "\n",
        [
            Mrkdwn(
                "*A drill* is a rehearsal. Everything happens as in earnest, and everything that is "
                "said of it says DRILL."
            ),
            bullet(
                [
                    Mrkdwn("`/incident declare drill ...`, or the tick in the form"),
                    Mrkdwn(
                        "Owners of services are not called; its channel offers them with one press"
                    ),
                    Mrkdwn("It does not count where incidents are counted"),
                    Mrkdwn("It cannot be merged with a real one"),
                    Mrkdwn("When it turns out to be real, declare that as an incident of its own"),
                ]
            ),
        ],
    )


def _reminders(organisation: Organisation) -> Mrkdwn:
    times = organisation.reminders
    within = [
        mrkdwn("{key} {within}", key=one.key, within=in_words(one.commander_within))
        for one in organisation.severities
        if one.commander_within
    ]
    lines = [
        mrkdwn(
            "An update is due: by severity; after {next} more the deputy is asked, then the channel",
            next=in_words(times.next_after),
        ),
        mrkdwn(
            "The commander's shift ends: {notice} before",
            notice=in_words(organisation.handoffs.notice_before),
        ),
        Mrkdwn("A task is not done in time: once"),
        mrkdwn("Nothing happened: after {length}", length=in_words(times.stale_after)),
        mrkdwn(
            "Mitigated and not resolved: after {length}", length=in_words(times.mitigated_after)
        ),
        mrkdwn("A review is overdue: every {length}", length=in_words(times.review_every)),
    ]
    if within:
        lines.insert(0, mrkdwn("Nobody leads: {within}", within=join(", ", within)))
    return join(
        "\n",
        [
            mrkdwn(
                "*Reminders* say why they came and what stops them. What is not urgent waits until "
                "nobody has written for {quiet}; what falls due together is one message; resolving "
                "ends them all.",
                quiet=in_words(times.quiet_for),
            ),
            bullet(lines),
        ],
    )


def _services(_: Organisation) -> Mrkdwn:
    return join(
        "\n",
        [
            Mrkdwn(
                "*Services* are what your organisation runs, from its catalogue. Name one when you "
                "declare, and those who own it are invited, told in their channel, and its links are "
                "put at the top."
            ),
            bullet(
                [
                    Mrkdwn("Not the right one? Press Change in the incident's channel"),
                    Mrkdwn("A few letters find a service, in any order, with a slip or two"),
                    Mrkdwn("In a private incident nobody is invited by a service"),
                ]
            ),
        ],
    )


#: In the order in which help names them, each by its first word.
TOPICS: Final = (
    Topic(("roles", "role", "commander"), _roles, ("role",)),
    Topic(("severity", "severities", "sev"), _severity, ("severity",)),
    Topic(("updates", "update", "post"), _updates, ("update",)),
    Topic(
        ("paging", "page", "pages", "call", "escalate", "escalation", "acknowledge", "ack", "wake"),
        paging,
        ("page",),
    ),
    Topic(
        ("on call", "duty", "cover", "swap", "override", "schedule", "schedules", "rota", "shifts"),
        on_call,
        ("oncall",),
    ),
    Topic(
        ("handoff", "handover", "hand over", "shift", "sun", "follow the sun", "region", "regions"),
        handoff,
        ("handoff", "handoffs"),
    ),
    Topic(
        ("review", "reviews", "postmortem", "post-mortem", "retro"), _review, ("review", "resolve")
    ),
    Topic(("services", "catalogue", "catalog"), _services, ("service", "owner")),
    Topic(("private", "privacy"), _private, ()),
    Topic(("drills", "drill"), _drills, ()),
    Topic(("reminders", "reminder", "snooze", "quiet"), _reminders, ("snooze",)),
)
