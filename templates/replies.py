"""Private answers: help, lists, and the kind word when something cannot be done as it was asked."""

from collections.abc import Callable, Sequence
from datetime import datetime

from models.facts import Facts
from models.incident import Incident, Room
from models.timeline import TimelineEvent
from templates.actions import Action
from templates.blocks import Block, actions, context, header, paragraphs, section
from templates.dates import when
from templates.elements import Element, button
from templates.events import dated_line
from templates.message import Message, message, messages
from templates.parts import listed, listed_title, room_link, room_name
from templates.text import Mrkdwn, bold, code, cut, join, mrkdwn, shorten

#: What fits into one answer and is still read; the review holds the rest.
_EVENTS_SHOWN = 60
#: As many as one chooses from at a glance.
_PRESSED = 12
#: As much as shows how a command goes on.
_EXAMPLE = 80
_QUOTED = 2500
#: As much of a line that was typed as stands in a sentence.
_RECOGNISED = 300
#: What a button carries.
_CARRIED = 2_000

#: A command as it is typed, what it does, and the other words that run it.
CommandHelp = tuple[str, str, Sequence[str]]
OpenOnes = Sequence[tuple[Incident, Room | None]]


def help_page(commands: Sequence[tuple[str, str]], topics: Sequence[str]) -> Message:
    """Every command with one line of help, and the topics on which there is more."""
    more = join(", ", (code(topic) for topic in topics))
    return message(
        header("What you can type"),
        *command_lines(commands),
        context(mrkdwn("There is more on: {more}. Type `/incident help roles`.", more=more)),
        context(Mrkdwn("Most of it is on the card in the incident's channel, too.")),
    )


def help_on(commands: Sequence[CommandHelp], about: Mrkdwn | None = None) -> Message:
    """One topic, with its commands, or one command alone; each with the other words that run it."""
    blocks: list[Block] = paragraphs(about) if about else []
    for usage, help_, aliases in commands:
        blocks.append(section(mrkdwn("{usage}\n{help}", usage=code(usage), help=help_)))
        if aliases:
            also = join(", ", (code(word) for word in aliases))
            blocks.append(context(mrkdwn("Also: {words}", words=also)))
    return message(*blocks)


def command_lines(commands: Sequence[tuple[str, str]]) -> list[Block]:
    """Each command as it is typed, with one line of help under it."""
    lines = [mrkdwn("{usage}\n{help}", usage=code(usage), help=help_) for usage, help_ in commands]
    return paragraphs(join("\n\n", lines))


def no_help(topic: str, slash: str, topics: Sequence[str]) -> Mrkdwn:
    """There is no help on what somebody asked about, and where there is some."""
    return mrkdwn(
        "There is no help on “{topic}”. {help} lists every command, and there is more on: {more}.",
        topic=topic,
        help=code(f"{slash} help"),
        more=join(", ", (code(one) for one in topics)),
    )


def unknown_command(
    *, typed: str, slash: str, nearest: str | None, topic: str | None, title: str
) -> Message:
    """The answer to a word that is no command: nothing was done, and how to do either thing.

    `topic` is a word on which there is help, `title` what an incident would be called that was meant,
    however long it is.
    """
    line = f"{slash} {typed}"
    words = mrkdwn("{typed} is no command, so nothing was done.", typed=_in_short(line))
    if topic:
        words += mrkdwn(" {line} says how that is done.", line=code(f"{slash} help {topic}"))
    elif nearest:
        words += mrkdwn(" Did you mean {nearest}?", nearest=_in_short(nearest))
    declare = mrkdwn(
        "To declare it as an incident, press the button or type {line}. {help} shows everything.",
        line=_in_short(f"{slash} declare {title}"),
        help=code(f"{slash} help"),
    )
    return message(
        section(words),
        section(declare),
        actions(button("Declare this…", Action.OPEN_DECLARE, cut(title, _CARRIED))),
        *([context(_back(line))] if _in_short(line) != code(line) else []),
    )


def _in_short(line: str) -> Mrkdwn:
    """A command as it is typed, as much of it as one recognises it by."""
    return code(shorten(line, _RECOGNISED))


def wrong_place(found: OpenOnes, typed: str) -> Mrkdwn:
    """Which incident is meant cannot be told here."""
    says = mrkdwn(
        "Which incident? Type this in the incident's channel, or name it first: {example}.",
        example=_named(typed),
    )
    if not found:
        return says + " No incident is open now."
    return join("\n", [says, Mrkdwn("Open now:"), _open(found)])


def _named(typed: str) -> Mrkdwn:
    """The same command as it is typed with an incident's name."""
    slash, name, *rest = typed.split(" ", 2)
    return code(shorten(" ".join([slash, name, "INC-12", *rest]).rstrip(), _EXAMPLE))


def which_incident(found: OpenOnes, value_of: Callable[[int], str], typed: str) -> Message:
    """The same, with a press for each that goes on with what was typed. `value_of` makes its value."""
    more = len(found) - _PRESSED
    return message(
        section(
            "Which incident? Nothing was done yet. Choose, and it goes on with what you typed."
        ),
        *(
            section(
                _open_line(incident, room),
                accessory=button(incident.ref, Action.PICK_INCIDENT, value_of(incident.id)),
            )
            for incident, room in found[:_PRESSED]
        ),
        *(
            [context(mrkdwn("and {n} more: name it, as in {how}", n=more, how=_named(typed)))]
            if more > 0
            else []
        ),
        context(_back(typed)),
    )


def gone_on(facts: Facts) -> Message:
    """The answer to such a press, where there is no other: it is done, and where to see it."""
    return message(
        section(
            mrkdwn(
                "Done, in {title}: {room}", title=bold(facts.incident.ref), room=room_link(facts)
            )
        )
    )


def open_list(found: OpenOnes) -> Message:
    """The open incidents."""
    if not found:
        return message(section("No incident is open now."))
    return message(*paragraphs(_open(found)))


def _open(found: OpenOnes) -> Mrkdwn:
    return listed([_open_line(incident, room) for incident, room in found])


def _open_line(incident: Incident, room: Room | None) -> Mrkdwn:
    return mrkdwn(
        "{title} ({severity}{private}) {room}, since {at}",
        title=listed_title(incident),
        severity=incident.severity,
        private=", private" if incident.is_private else "",
        room=room_name(room) if room else Mrkdwn("(its channel is on the way)"),
        at=when(incident.declared_at),
    )


def timeline_page(facts: Facts, events: Sequence[TimelineEvent]) -> Message:
    """The timeline, as much of its end as one message holds."""
    shown = [dated_line(event, facts.organisation) for event in events[-_EVENTS_SHOWN:]]
    while True:
        pages = messages(
            [
                header(facts.incident.headline),
                *paragraphs(join("\n", shown)),
                *(
                    [context(_earlier(len(events) - len(shown)))]
                    if len(shown) < len(events)
                    else []
                ),
            ]
        )
        if len(pages) == 1 or len(shown) == 1:
            return pages[0]
        shown = shown[len(shown) // 4 + 1 :]


def _earlier(count: int) -> Mrkdwn:
    entries = "1 earlier entry is" if count == 1 else f"{count} earlier entries are"
    return mrkdwn("{entries} left out here; the review holds them all.", entries=entries)


def refused(says: Mrkdwn, typed: str, ways: Sequence[Element] = ()) -> Message:
    """What cannot be done as it was asked, with ways on and the person's own words given back."""
    return message(
        *paragraphs(says),
        *([actions(*ways)] if ways else []),
        *([context(_back(typed))] if typed else []),
    )


def came_too_late(asked_at: datetime, typed: str) -> Message:
    """Muster was stopped between the ack and the work, and for so long that it asks first."""
    says = mrkdwn(
        "You asked for this {at}. Muster was stopped just then and has only now come back, so nothing "
        "was done. If it is still wanted, please ask again.",
        at=when(asked_at),
    )
    return refused(says, typed)


def told_late(asked_at: datetime, answer: Sequence[Block]) -> list[Message]:
    """An answer that Slack did not take at the time; one that fills a message goes on in another."""
    says = mrkdwn(
        "You asked for this {at}. Slack could not be reached to answer you then, so here it is.",
        at=when(asked_at),
    )
    return messages([section(says), *answer])


def kept_back(asked_at: datetime) -> Message:
    """In the place of a late answer that may be about something they are no longer to know of."""
    says = mrkdwn(
        "You asked for something {at}, and Slack could not be reached to answer you then. You have "
        "left a private incident since, so the answer is not sent any longer. If it was about "
        "something else, please ask once more.",
        at=when(asked_at),
    )
    return message(section(says))


def form_too_late(typed: str) -> Message:
    """Slack lets a form open only right after somebody asked for it."""
    says = Mrkdwn(
        "The form could not open in time, so nothing was changed. Please ask for it once more."
    )
    return refused(says, typed)


def slack_trouble(typed: str) -> Message:
    """Slack did not do its part just now."""
    says = Mrkdwn(
        "Slack did not answer just now. What was already written down is safe, and Muster keeps "
        "trying. Please try this again in a moment."
    )
    return refused(says, typed)


def record_trouble(typed: str) -> Message:
    """The database did not answer, so nothing was written down."""
    says = Mrkdwn(
        "Muster cannot reach its records just now, so nothing was changed. Please try again in a "
        "minute. If it is urgent, go on without it: open a channel and call people yourself."
    )
    return refused(says, typed)


def our_trouble(reference: str, typed: str) -> Message:
    """Something is wrong on our side."""
    says = mrkdwn(
        "Something went wrong, reference {reference}. Please try once more; if it stays, give the "
        "reference to whoever looks after Muster.",
        reference=code(reference),
    )
    return refused(says, typed)


def _back(typed: str) -> Mrkdwn:
    return mrkdwn("You typed: {typed}", typed=code(typed[:_QUOTED]))
