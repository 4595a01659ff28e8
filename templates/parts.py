"""Pieces that several messages share: how a person, an incident, a channel is named, and common buttons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from models.facts import Facts
from models.incident import TITLE_LIMIT, Incident, Room
from models.organisation import Organisation, Role
from models.role import RoleAssignment
from models.timeline import TimelineEvent
from templates.actions import Action, choice
from templates.dates import when
from templates.elements import Element, button, confirm
from templates.text import (
    Mrkdwn,
    bold,
    bullet,
    channel_link,
    code,
    cut,
    escape,
    join,
    link,
    mention,
    mrkdwn,
    shorten,
)

_SERVICES = 300
_REGIONS = 300
#: So much of an update leaves room in a message for what stands beside it.
_UPDATE = 9_500
#: A whole title, with what stands before it.
_TITLE = TITLE_LIMIT + 50
#: As much of a title as a line of a list holds.
_IN_LIST = 90
#: As many lines as one looks through, and as much of them as one message holds beside other things.
_LINES = 30
_LIST = 8_000
#: As much of what people notice as one takes in at a glance.
_NOTICED = 2_000


def incident_title(facts: Facts) -> Mrkdwn:
    """`INC-12: checkout is down`, in bold."""
    return title_of(facts.incident)


def title_of(incident: Incident) -> Mrkdwn:
    """The same without anything else that is known of it."""
    return bold(shorten(incident.headline, _TITLE))


def listed_title(incident: Incident) -> Mrkdwn:
    """The same as it stands in a list: so short that whatever comes after it is seen, too."""
    return bold(in_list(incident.headline))


def in_list(title: str) -> str:
    """A title alone, as it stands in a list."""
    return shorten(title, _IN_LIST)


def listed(lines: Sequence[Mrkdwn], *, most: int = _LINES, more: int = 0) -> Mrkdwn:
    """A list of as many lines as fit; the last says how many do not, with `more` that are not among them."""
    shown: list[Mrkdwn] = []
    room = _LIST
    for line in lines[:most]:
        room -= len(line) + len("\n• ")
        if room < 0:
            break
        shown.append(line)
    if left_out := len(lines) - len(shown) + more:
        shown.append(mrkdwn("and {more} more", more=left_out))
    return bullet(shown)


def noticed_words(incident: Incident) -> Mrkdwn:
    """What people notice; of more than one takes in, the beginning, and where all of it stands."""
    return cut(
        escape(incident.noticed),
        _NOTICED,
        more=mrkdwn("… {line} shows all of it.", line=code(f"/incident timeline {incident.ref}")),
    )


def too_much(noticed: str) -> bool:
    """Whether what people notice is more than `noticed_words` shows."""
    return len(escape(noticed)) > _NOTICED


def all_kept(incident: Incident) -> list[Mrkdwn]:
    """A word to whoever wrote more than makes a title: nothing of it is lost."""
    words = Mrkdwn(
        "That was long for a title, so the title is its beginning. All of it is kept, as what "
        "people notice."
    )
    return [words] if incident.goes_on else []


def drill_mark(facts: Facts) -> list[Mrkdwn]:
    """A word for what does not name the incident and could be taken for the real thing."""
    return [Mrkdwn("*This is a drill.*")] if facts.incident.is_drill else []


def private_mark(facts: Facts) -> list[Mrkdwn]:
    """A word to whoever is called to a private incident and cannot know that it is one."""
    words = Mrkdwn("It is private: please speak of it only there, and with those who are in it.")
    return [words] if facts.incident.is_private else []


def room_link(facts: Facts) -> Mrkdwn:
    """A link to where people work on the incident, or a word that it is coming."""
    return room_name(facts.room)


def room_name(room: Room | None) -> Mrkdwn:
    """The same of a room alone."""
    if room is None:
        return Mrkdwn("its channel is on the way")
    if room.is_thread:
        return link(room.thread_link, f"a thread in #{room.channel_name}")
    return channel_link(room.channel_id)


def affected(facts: Facts) -> str:
    """The names of the affected services, as many as one takes in at a glance."""
    return cut(", ".join(facts.services), _SERVICES)


def regions_word(regions: Sequence[str]) -> str:
    """What stands over the names of regions: `Region`, or `Regions` for several."""
    return "Region" if len(regions) == 1 else "Regions"


def felt_in(regions: Sequence[str]) -> str:
    """The names of regions, as many as one takes in at a glance."""
    return cut(", ".join(regions), _REGIONS)


def holder_name(assignment: RoleAssignment | None) -> Mrkdwn:
    """The person who holds a role, or a word that nobody does."""
    return mention(assignment.person.slack_id) if assignment else Mrkdwn("_nobody yet_")


def update_due(facts: Facts, now: datetime) -> Mrkdwn:
    """When the next update is due, or since when it has been."""
    due = when(facts.update_due_at)
    if facts.update_due_at <= now:
        return mrkdwn("Update was due {due}", due=due)
    return mrkdwn("Next update due {due}", due=due)


def who_did(event: TimelineEvent) -> Mrkdwn:
    """Who did it, as a mention; the bot by its name."""
    return mention(event.actor.slack_id) if event.actor else Mrkdwn("Muster")


def role_name(organisation: Organisation, key: str) -> str:
    """A role's name in running text; its key where the configuration no longer knows it."""
    known = {role.key: role.name for role in organisation.roles}
    return known.get(key, key).lower()


def what_is_had(organisation: Organisation, key: str) -> str:
    """What whoever holds a role has: `command`, or `the role of scribe`."""
    return "command" if key == "commander" else f"the role of {role_name(organisation, key)}"


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role with the people in it, as mentions."""

    key: str
    name: str
    short: str
    #: Each once.
    people: tuple[Mrkdwn, ...]
    #: In turn: again whoever took it again after somebody else.
    turns: tuple[Mrkdwn, ...]


def roles_held(
    organisation: Organisation, assignments: Sequence[RoleAssignment]
) -> Iterator[RoleHeld]:
    """The configured roles in their order, held or not, then those that are held and configured no longer.

    Those go by their key: an incident outlives a change of the configuration.
    """
    names = {role.key: (role.name, role.short) for role in organisation.roles}
    names |= {
        held.role: (held.role.capitalize(), held.role.capitalize())
        for held in assignments
        if held.role not in names
    }
    for key, (name, short) in names.items():
        people = [mention(held.person.slack_id) for held in assignments if held.role == key]
        turns = tuple(one for one, _ in groupby(people))
        yield RoleHeld(key, name, short, tuple(dict.fromkeys(people)), turns)


def roles_line(facts: Facts) -> Mrkdwn:
    """Every held role with its holders: `Commander @ben · Scribe @dev`."""
    return join(
        " · ",
        [
            mrkdwn("{role} {who}", role=role.short, who=join(", ", role.people))
            for role in roles_held(facts.organisation, facts.holders)
            if role.people
        ],
    )


def take_command_button(facts: Facts) -> Element:
    """The press by which somebody takes command."""
    return button("Take command", Action.TAKE_COMMAND, str(facts.incident.id), "primary")


def hand_over_button(facts: Facts) -> Element:
    """The press that opens the form for handing over command."""
    return button("Hand over command", Action.OFFER_HANDOFF, str(facts.incident.id))


def update_button(facts: Facts) -> Element:
    """The press that opens the form for a status update."""
    return button("Write an update", Action.WRITE_UPDATE, str(facts.incident.id))


def join_button(facts: Facts) -> Element:
    """The press that brings somebody to where people work on the incident."""
    return button("Join", Action.JOIN, str(facts.incident.id))


def subscribe_button(facts: Facts) -> Element:
    """The press by which somebody gets the incident's news as direct messages."""
    return button("Subscribe", Action.SUBSCRIBE, str(facts.incident.id))


def unsubscribe_button(incident: Incident) -> Element:
    """The press that ends these messages."""
    return button("Unsubscribe", Action.UNSUBSCRIBE, str(incident.id))


def no_update(facts: Facts) -> str:
    """What stands in an update's place where nobody wrote one."""
    return "None yet." if facts.incident.is_open else "None was written."


def update_body(condition: str, actions: str, needs: str) -> Mrkdwn:
    """What a status update says: the condition, then actions and needs under their names.

    Of one that is too long for a message, as a log may be, the beginning.
    """
    parts: list[str] = [condition]
    if actions:
        parts.append(join("\n", [bold("What we are doing"), actions]))
    if needs:
        parts.append(join("\n", [bold("What we need"), needs]))
    return cut(join("\n\n", parts), _UPDATE, more="… It goes on: the review holds all of it.")


def ask_for_role_button(incident: Incident, role: Role) -> Element:
    """Ask whoever holds a role for it."""
    name = "command" if role.key == "commander" else role.short.lower()
    return button(f"Ask for {name}", Action.ASK_FOR_ROLE, choice(incident.id, role.key))


def hand_back_button(facts: Facts, role: str) -> Element:
    """Hand a role back without naming anybody else."""
    return button(
        f"Hand back {role_name(facts.organisation, role)}",
        Action.HAND_BACK_ROLE,
        choice(facts.incident.id, role),
        confirm=confirm(
            "Hand it back?",
            "Nobody has this role then, until somebody takes it.",
            "Hand back",
            "Keep it",
        ),
    )


def roles_button(facts: Facts) -> Element:
    """See who does what, and change it."""
    return button("Roles", Action.OPEN_ROLES, str(facts.incident.id))


def page_button(facts: Facts) -> Element:
    """Ask somebody to come, until somebody answers."""
    return button("Page", Action.OPEN_PAGE, str(facts.incident.id))
