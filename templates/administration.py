"""Words to the people who look after the bot itself."""

from collections.abc import Sequence

from templates.blocks import Block, context, section
from templates.message import Message, message
from templates.text import Mrkdwn, bullet, code, cut, mrkdwn

#: As much of each problem as leaves room for ten, and for the count of the others.
_PROBLEM = 250


def configuration_refused(file: str, problems: Sequence[str], more: int) -> Message:
    """A changed configuration file cannot be used: what holds now, what is wrong, what to do.

    `more` is how many other problems there are.
    """
    told = [cut(problem, _PROBLEM) for problem in problems]
    if more:
        told.append(f"and {more} more; muster config check shows them all.")
    return message(
        section(
            mrkdwn(
                "Muster's configuration {file} was changed and cannot be used as it is now. "
                "Incidents go on with the configuration from before.",
                file=code(file),
            )
        ),
        section(bullet(told)),
        section(
            Mrkdwn(
                "Please put it right and save it; it is taken within seconds. "
                "Until then, a restart of Muster would fail."
            )
        ),
        _why(),
    )


def catalogue_refused(source: str, says: str) -> Message:
    """A source of the service catalogue lost much at once, and waits for somebody to confirm it."""
    return message(
        section(
            mrkdwn("The service catalogue keeps what it had from {source}.", source=code(source))
        ),
        section(mrkdwn("{says}", says=says)),
        section(
            Mrkdwn(
                "`muster catalog diff` shows what would change; `muster catalog sync --confirm` "
                "takes it in."
            )
        ),
        _why(),
    )


def wording_failed(place: str, incident: str, why: str) -> Message:
    """The organisation's or a team's own words for something could not be made; ours stand there."""
    words = "Your own words for {place} could not be made{incident}, so Muster's stand there."
    where = f" for {incident}" if incident else ""
    return message(
        section(mrkdwn(words, place=place, incident=where)),
        section(code(why)),
        section(
            Mrkdwn(
                "Please put the template right in the configuration; it is taken within seconds. "
                "You are told of the same one once a day."
            )
        ),
        _why(),
    )


def _why() -> Block:
    return context(
        Mrkdwn("You get this because the configuration names you among its administrators.")
    )
