"""The form for all roles: who holds which, to be changed in one go."""

import json
from collections.abc import Mapping

from models.facts import Facts
from models.organisation import Role
from templates.actions import Form
from templates.blocks import View, context, input_block, modal
from templates.elements import Element, multi_users_select, users_select
from templates.text import mrkdwn

#: Who holds each role, by its key.
Holders = Mapping[str, tuple[str, ...]]


def roles_form(facts: Facts) -> View:
    """One field for each role, filled with who holds it now."""
    held = holders(facts)
    fields = [
        input_block(
            role.name,
            _people(role, held[role.key]),
            role_field(role.key),
            hint=role.does,
            optional=True,
        )
        for role in facts.organisation.roles
    ]
    note = mrkdwn(
        "Command of {ref} changes hands once the next commander accepts. "
        "Everything else changes as soon as you save.",
        ref=facts.incident.ref,
    )
    about = {"incident": facts.incident.id, "held": held}
    return modal(
        "Who does what",
        "Save",
        "Cancel",
        [*fields, context(note)],
        Form.ROLES,
        private_metadata=json.dumps(about),
    )


def read_about(about: str) -> tuple[int, Holders]:
    """The incident of a form that was sent, and who held each role when it was opened."""
    read = json.loads(about)
    held = {str(key): tuple(map(str, people)) for key, people in read["held"].items()}
    return int(read["incident"]), held


def holders(facts: Facts) -> Holders:
    """Who holds each role now, in the order of taking."""
    return {
        role.key: tuple(one.person.slack_id for one in facts.holders if one.role == role.key)
        for role in facts.organisation.roles
    }


def role_field(key: str) -> str:
    """The block id of a role's field."""
    return f"role:{key}"


def _people(role: Role, held: tuple[str, ...]) -> Element:
    if role.single:
        return users_select(role_field(role.key), held[0] if held else None, "Nobody yet")
    return multi_users_select(role_field(role.key), held, "Nobody yet")
