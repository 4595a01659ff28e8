"""The briefing of whoever holds a role: what it asks, what is open, and when a shift ends."""

from collections.abc import Sequence
from datetime import datetime

from models.facts import Facts
from models.role import RoleAssignment
from templates.actions import Action
from templates.blocks import Block, actions, context, section
from templates.dates import clock, span, when
from templates.elements import timepicker
from templates.message import Message, message
from templates.own_words import own_words
from templates.parts import (
    hand_back_button,
    hand_over_button,
    incident_title,
    private_mark,
    role_name,
    room_link,
    update_button,
)
from templates.text import Mrkdwn, bold, bullet, join, mention, mrkdwn


def role_briefing(facts: Facts, assignment: RoleAssignment) -> Message:
    """The direct message to the new holder of a role: what it asks, what is open, what to press."""
    known = {role.key: role for role in facts.organisation.roles}
    role = known.get(assignment.role)
    blocks = [
        section(
            mrkdwn(
                "You are {role} of {title} ({severity}) in {room}.",
                role=bold(role_name(facts.organisation, assignment.role)),
                title=incident_title(facts),
                severity=facts.incident.severity,
                room=room_link(facts),
            )
        ),
        *map(section, private_mark(facts)),
    ]
    if role is not None:
        own = own_words(facts.organisation.wording.briefings.get(role.key), facts)
        blocks.append(section(own or role.does))
    if role is not None and role.first_steps:
        blocks.append(section(join("\n", [Mrkdwn("*First steps*"), bullet(role.first_steps)])))
    blocks.append(section(_now(facts, assignment)))
    blocks.append(actions(update_button(facts), hand_back_button(facts, assignment.role)))
    if assignment.role == "commander":
        blocks += _shift_question(facts, assignment)
    return message(*blocks)


def two_hats(facts: Facts, held: Sequence[RoleAssignment]) -> Message:
    """The hint to a commander who repairs, too, with both ways of giving one of the two away."""
    words = mrkdwn(
        "You lead {title} and repair it, too. Both at once is hard, and people will ask you while "
        "you type. Could somebody take one of the two?",
        title=incident_title(facts),
    )
    # A row for each: in one row, Slack takes no two buttons that do the same.
    back = [actions(hand_back_button(facts, one.role)) for one in held if one.role != "commander"]
    why = mrkdwn(
        "A hint for {severity}, said once. If you are alone, carry on.",
        severity=facts.incident.severity,
    )
    return message(section(words), actions(hand_over_button(facts)), *back, context(why))


def _now(facts: Facts, assignment: RoleAssignment) -> Mrkdwn:
    update = facts.last_update
    latest = (
        mrkdwn("Latest update, {at}: {condition}", at=when(update.at), condition=update.condition)
        if update
        else Mrkdwn("No update has been written yet.")
    )
    others = [
        mrkdwn(
            "{person} is {role}.",
            person=mention(held.person.slack_id),
            role=role_name(facts.organisation, held.role),
        )
        for held in facts.holders
        if held.id != assignment.id
    ]
    due = mrkdwn("The next update is due {at}.", at=when(facts.update_due_at))
    tasks = mrkdwn(
        "{count} open; `/incident tasks` in the channel lists them.",
        count="One task is" if facts.open_tasks == 1 else f"{facts.open_tasks} tasks are",
    )
    waiting = [tasks] if facts.open_tasks else []
    return join("\n", [Mrkdwn("*Now*"), bullet([latest, due, *waiting, *others])])


def _shift_question(facts: Facts, assignment: RoleAssignment) -> list[Block]:
    zone = assignment.person.time_zone or "UTC"
    notice = facts.organisation.handoffs.notice_before
    ends_at = assignment.shift_ends_at
    if ends_at is None:
        words = mrkdwn(
            "When does your shift end? You will be reminded {notice} before, "
            "so that command passes in time. Leave it empty for no reminder.",
            notice=span(notice),
        )
    else:
        words = mrkdwn(
            "Your shift ends at {end}; you will be reminded {notice} before. "
            "Choose another time if that is wrong.",
            end=clock(ends_at, zone),
            notice=span(notice),
        )
    picker = timepicker(Action.SET_SHIFT_END, placeholder="Shift ends at")
    block_id = f"shift-end:{facts.incident.id}"
    return [
        section(words, accessory=picker, block_id=block_id),
        context(mrkdwn("Times are yours, in {zone}.", zone=zone.replace("_", " "))),
    ]


def shift_end_kept(facts: Facts, ends_at: datetime, now: datetime) -> Message:
    """The answer to a chosen end of shift."""
    notice = facts.organisation.handoffs.notice_before
    if ends_at - notice <= now:
        then = Mrkdwn("That is soon, so the channel is asked now who takes command next.")
    else:
        then = mrkdwn("You will be reminded {notice} before.", notice=span(notice))
    return message(
        section(mrkdwn("Noted: your shift ends {at}. {then}", at=when(ends_at), then=then))
    )
