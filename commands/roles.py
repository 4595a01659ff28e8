"""`/incident role`, the role buttons, and the question when a commander's shift ends."""

import re
from datetime import datetime, time

from commands.command import Command, Forms, Presses
from commands.here import incident_id_meant, incident_meant, words_of
from commands.request import Pressed, Request, Submitted, Typed
from models.organisation import Organisation, Role
from models.wording import nearest, same
from templates.actions import Action, Form, chosen
from templates.blocks import View
from templates.briefings import shift_end_kept
from templates.roles_form import read_about, role_field, roles_form, roles_form_again
from templates.typed import as_line, people_in, without_people
from workflows.all_roles import HeldByOthersNow, set_holders
from workflows.errors import NobodyCalled, Refused
from workflows.facts import facts_in, open_incident
from workflows.role_requests import ask_for_role, hand_over_role
from workflows.roles import forget_shift_end, hand_back, set_shift_end, take_role

#: What stands before a role's name to hand it back.
_HAND_BACK = ("drop", "leave", "back")
#: A name that Slack made no person of.
_NOBODY = re.compile(r"@[\w.-]+")


async def run(typed: Typed) -> None:
    """Take a role, give it to whoever is named, hand it back, or open the form for all of them."""
    words = words_of(typed)
    people = people_in(words)
    if len(people) > 1:
        raise Refused("One person at a time, please: `/incident role scribe @dev`.")
    name = as_line(without_people(words))
    if not name and not people:
        async with typed.start.preparing(typed.slack_id) as work:
            incident_id = await incident_id_meant(work, typed)
        await _open_form(typed, incident_id)
        return
    if nobody := _NOBODY.search(name):
        raise NobodyCalled(nobody[0], "Nothing was changed.")
    first, _, rest = name.partition(" ")
    gives_back = first.casefold() in _HAND_BACK
    role = _role(typed.organisation, rest if gives_back else name)
    act = hand_back if gives_back else take_role
    async with typed.start(typed.slack_id) as work:
        incident = await incident_meant(work, typed)
        await act(work, incident, role, people[0] if people else typed.slack_id)


def _role(organisation: Organisation, word: str) -> Role:
    by_word = {"command": organisation.role("commander")}
    by_word |= {role.key: role for role in organisation.roles}
    by_word |= {name: role for role in organisation.roles for name in (role.short, role.name)}
    if not word:
        raise Refused(f"Which role?{nearest('', [role.key for role in organisation.roles])}")
    found = same(word, by_word)
    if found is None:
        known = nearest(word, [role.key for role in organisation.roles])
        raise Refused(f"There is no role “{word}” here.{known} Nothing was changed.")
    return by_word[found]


async def take_command(pressed: Pressed) -> None:
    """Take command with one press."""
    await _take(pressed, int(pressed.value), "commander")


async def choose_role(pressed: Pressed) -> None:
    """Take the role that was chosen from the card's menu."""
    incident_id, key = chosen(pressed.value)
    await _take(pressed, incident_id, key)


async def _take(pressed: Pressed, incident_id: int, key: str) -> None:
    role = _role(pressed.organisation, key)
    async with pressed.start(pressed.slack_id) as work:
        incident = await open_incident(work, incident_id)
        await take_role(work, incident, role, pressed.slack_id)


async def ask(pressed: Pressed) -> None:
    """Ask whoever holds a role for it."""
    incident_id, key = chosen(pressed.value)
    role = _role(pressed.organisation, key)
    async with pressed.start(pressed.slack_id) as work:
        await ask_for_role(work, await open_incident(work, incident_id), role)


async def hand_over(pressed: Pressed) -> None:
    """Pass a role to whoever asked for it."""
    incident_id, rest = chosen(pressed.value)
    key, _, slack_id = rest.rpartition(":")
    role = _role(pressed.organisation, key)
    async with pressed.start(pressed.slack_id) as work:
        incident = await open_incident(work, incident_id)
        await hand_over_role(work, incident, role, slack_id, agreed_in=pressed.message_ts)


async def give_back(pressed: Pressed) -> None:
    """Hand a role back from the briefing."""
    incident_id, key = chosen(pressed.value)
    role = _role(pressed.organisation, key)
    async with pressed.start(pressed.slack_id) as work:
        await hand_back(work, await open_incident(work, incident_id), role, pressed.slack_id)


async def open_all(pressed: Pressed) -> None:
    """Open the form for all roles from the card."""
    await _open_form(pressed, int(pressed.value))


async def _open_form(request: Request, incident_id: int) -> None:
    async with request.start.preparing(request.slack_id) as work:
        facts = await facts_in(work, await open_incident(work, incident_id))
    await request.open_form(roles_form(facts))


async def submit(submitted: Submitted) -> View | None:
    """Change the roles as the form says; ask first where others have changed the same ones."""
    incident_id, before = read_about(submitted.about)
    wished = {
        role.key: submitted.chosen(role_field(role.key)) for role in submitted.organisation.roles
    }
    try:
        async with submitted.start(submitted.slack_id) as work:
            if await work.first_time(submitted.receipt):
                await set_holders(work, await open_incident(work, incident_id), before, wished)
    except HeldByOthersNow as held:
        overtaken = held.overtaken
    else:
        return None
    async with submitted.start.preparing(submitted.slack_id) as work:
        facts = await facts_in(work, await open_incident(work, incident_id))
    return roles_form_again(facts, before, wished, overtaken)


async def choose_shift_end(pressed: Pressed) -> None:
    """Note when the commander's shift ends, from the direct message that asked."""
    _, incident_id = pressed.block_id.split(":")
    if not pressed.value:
        async with pressed.start(pressed.slack_id) as work:
            await forget_shift_end(work, await open_incident(work, int(incident_id)))
        await pressed.say("Noted: no reminder about the end of your shift.")
        return
    at: time = datetime.strptime(pressed.value, "%H:%M").time()  # noqa: DTZ007 -- a clock time has no zone
    async with pressed.start(pressed.slack_id) as work:
        incident = await open_incident(work, int(incident_id))
        ends_at = await set_shift_end(work, incident, at)
        facts = await facts_in(work, incident)
        now = work.now
    await pressed.reply(shift_end_kept(facts, ends_at, now))


COMMAND = Command(
    name="role",
    usage="[drop] [role] [@person]",
    help="Take a role, give it to somebody or hand it back; without words, see and change them all",
    aliases=("roles", "take", "assign"),
    run=run,
)
PRESSES: Presses = {
    Action.TAKE_COMMAND: take_command,
    Action.CHOOSE_ROLE: choose_role,
    Action.ASK_FOR_ROLE: ask,
    Action.HAND_OVER_ROLE: hand_over,
    Action.HAND_BACK_ROLE: give_back,
    Action.OPEN_ROLES: open_all,
    Action.SET_SHIFT_END: choose_shift_end,
}
FORMS: Forms = {Form.ROLES: submit}
