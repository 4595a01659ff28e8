"""Setting all roles at once, as a form shows them: only what somebody changed there is changed."""

from collections.abc import Mapping

from models.incident import Incident
from models.organisation import Role
from templates.roles_form import Holders, role_field
from workflows.errors import Refused
from workflows.facts import facts_in
from workflows.handoff import offer_handoff
from workflows.roles import hand_back, pass_role, take_role
from workflows.work import Work


async def set_holders(
    work: Work, incident: Incident, before: Holders, wished: Mapping[str, tuple[str, ...]]
) -> None:
    """Change the holders of each role from what they were `before`, when the form was opened.

    What others did meanwhile to a role that was left alone stays. Raises Refused with the role's
    field when one of them cannot be changed so; nothing is, then.
    """
    for role in work.organisation.roles:
        was, will = before.get(role.key, ()), wished.get(role.key, ())
        if set(was) == set(will):
            continue
        try:
            if role.single:
                await _set_one(work, incident, role, next(iter(will), None))
            else:
                await _set_several(work, incident, role, was, will)
        except Refused as refusal:
            raise Refused(refusal.says, field=role_field(role.key)) from refusal


async def _set_one(work: Work, incident: Incident, role: Role, slack_id: str | None) -> None:
    holder = (await facts_in(work, incident)).holder(role.key)
    if holder is not None and slack_id == holder.person.slack_id:
        return
    if holder is None:
        if slack_id is not None:
            await take_role(work, incident, role, slack_id)
    elif slack_id is None:
        await hand_back(work, incident, role, holder.person.slack_id)
    elif role.key == "commander":
        await offer_handoff(work, incident, slack_id)
    else:
        await pass_role(work, incident, role, holder, await work.person(slack_id))


async def _set_several(
    work: Work, incident: Incident, role: Role, was: tuple[str, ...], will: tuple[str, ...]
) -> None:
    now = {
        one.person.slack_id
        for one in (await facts_in(work, incident)).holders
        if one.role == role.key
    }
    for slack_id in was:
        if slack_id in now and slack_id not in will:
            await hand_back(work, incident, role, slack_id)
    for slack_id in will:
        if slack_id not in now:
            await take_role(work, incident, role, slack_id)
