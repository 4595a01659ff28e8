"""Setting all roles at once, as a form shows them: only what somebody changed there is changed."""

from collections.abc import Collection

from models.incident import Incident
from models.organisation import Role
from templates.roles_form import Holders, holders, role_field
from workflows.errors import Refused
from workflows.facts import facts_in
from workflows.handoff import offer_handoff
from workflows.roles import hand_back, pass_role, take_role
from workflows.work import Work


class HeldByOthersNow(Exception):
    """Roles that somebody wants changed are held by others than they knew; so nothing was."""

    def __init__(self, overtaken: Collection[str]) -> None:
        """`overtaken` are the keys of these roles."""
        super().__init__(", ".join(overtaken))
        self.overtaken = overtaken


async def set_holders(work: Work, incident: Incident, before: Holders, wished: Holders) -> None:
    """Change the holders of each role from what they were `before`, when the form was opened.

    What others did meanwhile to a role that was left alone stays. Raises HeldByOthersNow where they
    did something else to one that was not, and Refused with the role's field when one cannot be
    changed so; nothing is, then.
    """
    now = holders(await facts_in(work, incident))
    touched = [
        role
        for role in work.organisation.roles
        if set(before.get(role.key, ())) != set(wished.get(role.key, ()))
        and set(now[role.key]) != set(wished.get(role.key, ()))
    ]
    overtaken = [
        role.key for role in touched if set(now[role.key]) != set(before.get(role.key, ()))
    ]
    if overtaken:
        raise HeldByOthersNow(overtaken)
    for role in touched:
        try:
            await _set(work, incident, role, now[role.key], wished.get(role.key, ()))
        except Refused as refusal:
            raise Refused(refusal.says, field=role_field(role.key)) from refusal


async def _set(
    work: Work, incident: Incident, role: Role, now: tuple[str, ...], will: tuple[str, ...]
) -> None:
    if role.single:
        await _set_one(work, incident, role, next(iter(will), None))
        return
    for slack_id in now:
        if slack_id not in will:
            await hand_back(work, incident, role, slack_id)
    for slack_id in will:
        if slack_id not in now:
            await take_role(work, incident, role, slack_id)


async def _set_one(work: Work, incident: Incident, role: Role, slack_id: str | None) -> None:
    holder = (await facts_in(work, incident)).holder(role.key)
    if holder is None:
        if slack_id is not None:
            await take_role(work, incident, role, slack_id)
    elif slack_id is None:
        await hand_back(work, incident, role, holder.person.slack_id)
    elif role.key == "commander":
        await offer_handoff(work, incident, slack_id)
    else:
        await pass_role(work, incident, role, holder, await work.person(slack_id))
