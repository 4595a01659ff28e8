"""The word to whoever gives or takes a role that somebody has: how it comes to the one who is to have it."""

from typing import Final

from models.incident import Incident
from models.organisation import Role
from models.person import Person
from models.role import RoleAssignment
from templates.parts import ask_for_role_button, what_is_had
from templates.text import Mrkdwn, code, mention, mrkdwn
from workflows.errors import Refused
from workflows.work import Work


class RoleIsTaken(Refused):
    """Somebody has the role, and only one may."""

    def __init__(
        self, work: Work, incident: Incident, role: Role, holder: RoleAssignment, wanted: Person
    ) -> None:
        """Say who has it, and how it comes to `wanted`; who wants it for themselves can ask with a press."""
        has = (
            "You have" if holder.person is work.actor else mention(holder.person.slack_id) + " has"
        )
        is_own = wanted is work.actor
        super().__init__(
            mrkdwn(
                "{has} {role}, so nothing was changed. {next}",
                has=has,
                role=what_is_had(work.organisation, role.key),
                next=_ASK_FOR_IT if is_own else _how_another_gets_it(work, role, holder, wanted),
            ),
            ways=[ask_for_role_button(incident, role)] if is_own else [],
        )


_ASK_FOR_IT: Final = "You can ask for it, and it is yours as soon as they agree."


def _how_another_gets_it(work: Work, role: Role, holder: RoleAssignment, wanted: Person) -> Mrkdwn:
    """How a role comes from its holder to somebody else than whoever acts."""
    whom, asks = mention(wanted.slack_id), code(f"/incident role {role.key}")
    is_given = holder.person is work.actor
    if role.key == "commander":
        offer = mrkdwn(
            "To offer it to {whom}, type `/incident handoff @person`: they take it when they are ready.",
            whom=whom,
        )
        can_ask = mrkdwn(" {whom} can ask for it with {asks}, too.", whom=whom, asks=asks)
        return offer if is_given else offer + can_ask
    if is_given:
        return mrkdwn(
            "To pass it on, choose {whom} in the form that `/incident role` opens.", whom=whom
        )
    return mrkdwn(
        "{whom} can ask for it with {asks}, and has it as soon as {holder} agrees. Or {holder} chooses "
        "{whom} in the form that `/incident role` opens, or gives it back with {drops}.",
        whom=whom,
        asks=asks,
        holder=mention(holder.person.slack_id),
        drops=code(f"/incident role drop {role.key}"),
    )
