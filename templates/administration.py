"""Words to the people who look after the bot itself."""

from collections.abc import Sequence

from templates.blocks import Block, context, section
from templates.message import Message, message
from templates.text import Mrkdwn, bullet, channel_link, code, cut, mrkdwn

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


def announcements_renamed(channel_id: str, configured: str) -> Message:
    """The channel for announcements has another name than the configuration knows: nothing was lost."""
    return message(
        section(
            mrkdwn(
                "The channel for announcements, {configured} in the configuration, was renamed: it is "
                "{channel}. Incidents are announced there as before.",
                configured=code(configured),
                channel=channel_link(channel_id),
            )
        ),
        section(
            Mrkdwn(
                "Please put the new name under `channels: announcements`, so that people find it by "
                "what Muster tells them. To announce elsewhere, name another channel there."
            )
        ),
        _why(),
    )


def announcements_lost(name: str, configured: str) -> Message:
    """Nothing can be written any longer in the channel for announcements; there may be another of its name."""
    if name == configured:
        now = "Please bring it back, or name another channel under `channels: announcements`."
    else:
        now = (
            "They are announced in the channel of that name from now on, which Muster makes where there "
            "is none. To announce elsewhere, name another channel under `channels: announcements`."
        )
    return message(
        section(
            mrkdwn(
                "Muster can no longer announce incidents in #{name}, {configured} in the "
                "configuration: it was archived, or Muster was put out of it.",
                name=name,
                configured=code(configured),
            )
        ),
        section(Mrkdwn(now)),
        _why(),
    )


def _why() -> Block:
    return context(
        Mrkdwn("You get this because the configuration names you among its administrators.")
    )
