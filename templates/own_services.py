"""My teams and their services, with what is open in them."""

from collections.abc import Mapping, Sequence

from models.incident import Incident
from models.own_services import OwnServices
from templates.blocks import context, paragraphs
from templates.message import Message, message
from templates.parts import in_list, listed
from templates.text import Mrkdwn, bold, join, mrkdwn

#: As many services as one looks through.
_SHOWN = 30


def own_services(mine: OwnServices, troubled: Mapping[str, Sequence[Incident]]) -> Message:
    """All of them, for this person's eyes."""
    words = own_lines(mine, troubled) or Mrkdwn(
        "The catalogue has no service of yours: it names you in no team that owns one."
    )
    return message(
        *paragraphs(words),
        context(Mrkdwn("`/incident service <name>` shows one; a few letters are enough.")),
    )


def own_lines(
    mine: OwnServices, troubled: Mapping[str, Sequence[Incident]], *, most: int = _SHOWN
) -> Mrkdwn | None:
    """Teams in one line, services in a list, those with open incidents first; None without a service."""
    if not mine.services:
        return None
    ordered = sorted(mine.services, key=lambda key: key not in troubled)
    lines = [_line(mine.services[key], troubled.get(key, ())) for key in ordered]
    teams = mrkdwn("Of {teams}:", teams=join(", ", map(bold, mine.teams.values())))
    return join("\n", [*([teams] if mine.teams else []), listed(lines, most=most)])


def _line(name: str, incidents: Sequence[Incident]) -> Mrkdwn:
    if not incidents:
        return bold(name)
    told = join(
        ", ",
        [mrkdwn("{ref}: {title}", ref=one.ref, title=in_list(one.title)) for one in incidents],
    )
    return mrkdwn("{name}: {incidents}", name=bold(name), incidents=told)
