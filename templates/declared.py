"""Private words to whoever declared: it stands, this is its channel, and this can be done next."""

from collections.abc import Sequence

from models.facts import Facts
from templates.blocks import Block, actions, section
from templates.lookalikes import Lookalike, pointed_out
from templates.message import Message, message
from templates.parts import all_kept, incident_title, room_link, take_command_button
from templates.text import Mrkdwn, bullet, code, join, mrkdwn
from templates.thread import how_to_change_severity, why_thread


def declared_whisper(facts: Facts, alike: Sequence[Lookalike]) -> Message:
    """The answer to the command: it stands, here is its channel, what is special, and what looks alike."""
    words = mrkdwn(
        "{title} is declared as {severity}. Everything happens in {room}.",
        title=incident_title(facts),
        severity=facts.incident.severity,
        room=room_link(facts),
    )
    return message(section(join("\n", [words, *_special(facts)])), *pointed_out(facts, alike))


def delay_whisper(facts: Facts) -> Message:
    """The answer when Slack does not open the channel at once."""
    return message(
        section(
            mrkdwn(
                "{title} is declared and written down. Slack has not opened its channel yet; "
                "Muster keeps trying and will tell you. Until then, go on where you are.",
                title=incident_title(facts),
            )
        )
    )


def declared_briefing(facts: Facts) -> Message:
    """The direct message to whoever declared."""
    if facts.incident.is_past:
        return _written_down(facts)
    words = mrkdwn(
        "You declared {title}. Thank you for saying it early.\nIt is worked on in {room}.",
        title=incident_title(facts),
        room=room_link(facts),
    )
    steps = bullet(
        [
            Mrkdwn("Say there what you see. Guesses are welcome."),
            Mrkdwn("If nobody leads yet, take command. You can pass it on at any time."),
            how_to_change_severity(facts),
            *_special(facts),
        ]
    )
    blocks: list[Block] = [section(words), section(steps)]
    if facts.commander is None:
        blocks.append(actions(take_command_button(facts)))
    return message(*blocks)


def _written_down(facts: Facts) -> Message:
    incident = facts.incident
    words = mrkdwn(
        "You wrote down {title}, {severity}. Thank you: what is not written down teaches nobody.",
        title=incident_title(facts),
        severity=incident.severity,
    )
    if facts.room is not None:
        then = mrkdwn("The draft of its review is in {room}.", room=room_link(facts))
    else:
        then = mrkdwn(
            "Nobody was called and nothing was announced. {line} shows it.",
            line=code(f"/incident show {incident.ref}"),
        )
    return message(section(join("\n", [words, then, *_special(facts)])))


def _special(facts: Facts) -> list[Mrkdwn]:
    special = [*why_thread(facts.room), *all_kept(facts.incident)]
    if facts.incident.is_private:
        special.append(
            Mrkdwn(
                "It is private: it is told and listed nowhere else. "
                "Bring in those who should know with `/invite @person` there."
            )
        )
    if facts.incident.is_drill:
        special.append(Mrkdwn("It is a drill, and whatever is said of it says so."))
    return special
