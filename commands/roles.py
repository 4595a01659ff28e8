"""`/incident role`, the role buttons, and the question when a commander's shift ends."""

from datetime import datetime, time

from commands.command import Command, Presses
from commands.here import incident_meant, words_of
from commands.request import Pressed, Typed
from models.organisation import Organisation, Role
from models.wording import nearest, same
from templates.actions import Action, chosen
from templates.briefings import shift_end_kept
from templates.typed import as_line, people_in, without_people
from workflows.errors import Refused
from workflows.facts import facts_in, open_incident
from workflows.roles import forget_shift_end, set_shift_end, take_role


async def run(typed: Typed) -> None:
    """Take a role, or give it to whoever is named."""
    words = words_of(typed)
    people = people_in(words)
    if len(people) > 1:
        raise Refused("One person at a time, please: `/incident role scribe @dev`.")
    name = as_line(without_people(words))
    role = _role(typed.organisation, name)
    async with typed.start(typed.slack_id) as work:
        incident = await incident_meant(work, typed)
        await take_role(work, incident, role, people[0] if people else typed.slack_id)


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
    usage="<role> [@person]",
    help="Take a role, or give it to somebody: commander, deputy, scribe, communications",
    aliases=("roles", "take", "assign"),
    run=run,
)
PRESSES: Presses = {
    Action.TAKE_COMMAND: take_command,
    Action.CHOOSE_ROLE: choose_role,
    Action.SET_SHIFT_END: choose_shift_end,
}
