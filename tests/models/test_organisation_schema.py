"""The JSON Schema that editors read: it takes what the program takes, and marks what it would refuse."""

import json
import re
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.cli import main
from models.organisation_file import schema
from tests.models.reading import EXAMPLE

SCHEMA = schema()
_KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def fits(value: Any, rule: dict[str, Any]) -> bool:
    """As much of JSON Schema as ours uses."""
    if "$ref" in rule:
        rule = SCHEMA["$defs"][rule["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in rule:
        return any(fits(value, one) for one in rule["anyOf"])
    if not isinstance(value, _KINDS[rule["type"]]):
        return False
    if isinstance(value, dict):
        known = rule.get("properties", {})
        others = rule.get("additionalProperties", True)
        return set(rule.get("required", ())) <= set(value) and all(
            fits(inside, known[name])
            if name in known
            else isinstance(others, dict) and fits(inside, others)
            for name, inside in value.items()
        )
    if isinstance(value, list):
        return all(fits(inside, rule["items"]) for inside in value)
    if isinstance(value, str):
        return bool(re.search(rule.get("pattern", ""), value))
    return True


def fits_written(text: str) -> bool:
    return fits(YAML(typ="safe", pure=True).load(text), SCHEMA)


def test_the_example_fits() -> None:
    assert fits_written(EXAMPLE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("handoffs: {notice_before: 1h 30m}", "handoffs: {notice_before: soon}"),
        ("handoffs: {notice_before: 20}", "handoffs: {notice_before: [20]}"),
        ("handoffs: {notice_before: PT2H}", "handoffs: {notice_before: 2}\nhandofs: {}"),
        ('handoffs: {shift_ends: "18:00"}', 'handoffs: {shift_ends: "25:00"}'),
        ("handoffs: {shift_ends: null}", "handoffs: {shift_ends: 18}"),
        ("handoffs: {sync: [SEV-1, SEV-2]}", "handoffs: {sync: [SEV 1]}"),
        ("handoffs: {call_link: https://meet.example/1}", "handoffs: {call_link: [the usual]}"),
        ("handoffs: {answer_within: 5m}", "handoffs: {answer_within: soon}"),
        ("administrators: [U012AB3CD, a@example.com]", "administrators: [ana]"),
        ("invites: {by_severity: {SEV-1: [U012AB3CD]}}", "invites: {by_severity: {SEV-1: ana}}"),
        ("bookmarks: [{title: A, link: https://a.b}]", "bookmarks: [{title: A}]"),
    ],
)
def test_it_takes_what_the_program_takes(right: str, wrong: str) -> None:
    assert fits_written(right)
    assert not fits_written(wrong)


def test_every_field_is_explained() -> None:
    parts = [SCHEMA, *SCHEMA["$defs"].values()]
    silent = [
        name
        for part in parts
        for name, field in part.get("properties", {}).items()
        if not field.get("description") and "$ref" not in field
    ]
    assert silent == []


def test_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "schema"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA
