"""The form for all roles: who holds which, to be changed in one go."""

import json
from collections.abc import Collection, Mapping

from models.facts import Facts
from models.organisation import Role
from templates.actions import Form
from templates.blocks import Block, View, context, input_block, modal, section
from templates.elements import Element, multi_users_select, users_select
from templates.text import Mrkdwn, join, mention, mrkdwn

#: Who holds each role, by its key.
Holders = Mapping[str, tuple[str, ...]]


def roles_form(facts: Facts) -> View:
    """One field for each role, filled with who holds it now."""
    held = holders(facts)
    return _form(facts, [_field(role, held[role.key]) for role in facts.organisation.roles], held)


def roles_form_again(
    facts: Facts, before: Holders, wished: Holders, overtaken: Collection[str]
) -> View:
    """The form as it was sent, with who holds each of the `overtaken` roles now beside its field.

    Sent again, it changes these too: what was `before` counts for all others.
    """
    held = holders(facts)
    blocks: list[Block] = []
    for role in facts.organisation.roles:
        blocks.append(_field(role, wished.get(role.key, ())))
        if role.key in overtaken:
            blocks.append(section(_held_since(held[role.key])))
    return _form(facts, blocks, {**before, **{key: held[key] for key in overtaken}})


def _form(facts: Facts, fields: list[Block], held: Holders) -> View:
    note = mrkdwn(
        "Command of {ref} changes hands once the next commander accepts. "
        "Everything else changes as soon as you save.",
        ref=facts.incident.ref,
    )
    return modal(
        "Who does what",
        "Save",
        "Cancel",
        [*fields, context(note)],
        Form.ROLES,
        private_metadata=json.dumps({"incident": facts.incident.id, "held": held}),
    )


def _held_since(now: tuple[str, ...]) -> Mrkdwn:
    return mrkdwn(
        "{who} since you opened the form, so nothing was changed yet. Save again if it should be as "
        "you chose.",
        who=join(", ", map(mention, now)) + (" has this" if len(now) == 1 else " have this")
        if now
        else "Nobody has this any longer",
    )


def read_about(about: str) -> tuple[int, Holders]:
    """The incident of a form that was sent, and who held each role as whoever sent it knew."""
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


def _field(role: Role, people: tuple[str, ...]) -> Block:
    return input_block(
        role.name, _people(role, people), role_field(role.key), hint=role.does, optional=True
    )


def _people(role: Role, held: tuple[str, ...]) -> Element:
    if role.single:
        return users_select(role_field(role.key), held[0] if held else None, "Nobody yet")
    return multi_users_select(role_field(role.key), held, "Nobody yet")
