"""Terraform's states and plans: schedules in them, put as the programs' own answers would hold them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from integrations.schedules.values import Fields, each, fields, items, text

_DEEPEST: Final = 8
_UNDERSCORE: Final = re.compile(r"_([a-z])")
_SCHEDULES: Final = frozenset(
    {
        *("pagerduty_schedule", "pagerduty_schedulev2", "opsgenie_schedule"),
        *("atlassian-operations_schedule", "grafana_oncall_schedule"),
    }
)
_ROTATIONS: Final = frozenset(
    {"opsgenie_schedule_rotation", "atlassian-operations_schedule_rotation"}
)
#: What Terraform names like one of it, and programs like several.
_SEVERAL: Final = {"rotation": "rotations", "event": "events", "member": "members"}
_ONE: Final = frozenset({"start_time", "end_time", "assignment_strategy"})
_SHIFT: Final = "grafana_oncall_on_call_shift"
_USERS: Final = frozenset(
    {"pagerduty_user", "opsgenie_user", "atlassian-operations_user", "grafana_oncall_user"}
)


def as_answers(value: object) -> object:
    """What a state or a plan holds, as answers would; anything else as it is."""
    whole = fields(value)
    if not any(name in whole for name in ("terraform_version", "format_version", "lineage")):
        return value
    found: defaultdict[str, list[Fields]] = defaultdict(list)
    for kind, one in _resources(whole):
        found[kind].append(one)
    rotations = [_by_its_names(one) for kind in _ROTATIONS for one in found[kind]]
    schedules = [one for kind in _SCHEDULES for one in found[kind]]
    return {
        "schedules": [fields(_unfolded(_with_rotations(one, rotations))) for one in schedules],
        "on_call_shifts": found[_SHIFT],
        "users": [one for kind in _USERS for one in found[kind]],
    }


def _resources(whole: Fields) -> Iterator[tuple[str, Fields]]:
    for _, one in each(whole.get("resources"), ""):
        for _, instance in each(one.get("instances"), ""):
            yield text(one.get("type")), fields(instance.get("attributes"))
    for name in ("values", "planned_values"):
        yield from _in_module(fields(fields(whole.get(name)).get("root_module")))


def _in_module(module: Fields, deep: int = _DEEPEST) -> Iterator[tuple[str, Fields]]:
    for _, one in each(module.get("resources"), ""):
        yield text(one.get("type")), fields(one.get("values"))
    for _, inner in each(module.get("child_modules"), "") if deep else ():
        yield from _in_module(inner, deep - 1)


def _with_rotations(one: Fields, rotations: list[Fields]) -> Fields:
    own = [part for part in rotations if part.get("scheduleId") == one.get("id")]
    return {**one, "rotations": own} if own else one


def _unfolded(value: object, deep: int = _DEEPEST) -> object:
    """Events within rotations as an answer has them; anything else as it is."""
    if isinstance(value, list) and deep:
        return [_unfolded(one, deep - 1) for one in value]
    if not isinstance(value, dict) or not deep:
        return value
    found: dict[str, object] = {}
    for key, one in value.items():
        name, part = _SEVERAL.get(key, str(key)), _unfolded(one, deep - 1)
        found[name] = part[0] if name in _ONE and isinstance(part, list) and part else part
    return found


def _by_its_names(one: Fields) -> Fields:
    """A rotation with the names that its program's API has for its parts."""
    named = {_camel(name): value for name, value in one.items()}
    hours = named.get("timeRestriction")
    (hours,) = items(hours)[:1] or (hours,)
    restriction = {
        name: [{_camel(key): part for key, part in found.items()} for found in _parts(value)]
        for name, value in fields(hours).items()
        if name.startswith("restriction")
    }
    return {
        **named,
        "participants": named.get("participant") or named.get("participants"),
        "timeRestriction": {"type": fields(hours).get("type"), **restriction} if hours else None,
    }


def _parts(value: object) -> list[Fields]:
    return [one for _, one in each(value, "")] or [one for one in (fields(value),) if one]


def _camel(name: str) -> str:
    return _UNDERSCORE.sub(lambda found: found[1].upper(), name)
