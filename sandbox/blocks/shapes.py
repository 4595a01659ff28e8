"""A small language for the shape of JSON that refuses in Slack's own words, with JSON pointers."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.errors import Untaught

Check = Callable[[Any, str, "Report"], None]


class Report:
    """Collects what is wrong, in the order in which it is found."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def say(self, words: str, pointer: str) -> None:
        """Add one problem at the place that `pointer` names."""
        self.problems.append(f"{words} [json-pointer:{pointer}]")


def string(low: int = 0, high: int | None = None, pattern: str = "") -> Check:
    """Accept a string of `low` to `high` characters that matches `pattern`."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, str):
            report.say("must provide a string", pointer)
        elif len(value) < low:
            report.say(f"must be more than {low - 1} characters", pointer)
        elif high is not None and len(value) > high:
            report.say(f"must be less than {high + 1} characters", pointer)
        elif pattern and not re.search(pattern, value):
            report.say(f"input must match regex pattern: {pattern}", pointer)

    return check


def word(*allowed: str) -> Check:
    """Accept one of a few words."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if value not in allowed:
            report.say("must be a valid enum value", pointer)

    return check


def flag(value: Any, pointer: str, report: Report) -> None:
    """Accept true or false."""
    if not isinstance(value, bool):
        report.say("must be a boolean", pointer)


def integer(low: int | None = None, high: int | None = None) -> Check:
    """Accept a whole number between `low` and `high`."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.say("must provide an integer", pointer)
        elif low is not None and value < low:
            report.say(f"must be greater than {low}", pointer)
        elif high is not None and value > high:
            report.say(f"must be less than {high}", pointer)

    return check


def items(of: Check, low: int = 0, high: int | None = None) -> Check:
    """Accept a list of `low` to `high` things."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, list):
            report.say("must provide an array", pointer)
            return
        if len(value) < low:
            report.say(f"must provide at least {low} items", pointer)
        if high is not None and len(value) > high:
            report.say(f"no more than {high} items allowed", pointer)
        for index, item in enumerate(value):
            of(item, f"{pointer}/{index}", report)

    return check


class Record:
    """Accept an object with these fields; any other field is refused.

    A field that the sandbox knows from elsewhere is refused as Slack does; one that it has never
    heard of may be new, so it raises `Untaught`.
    """

    known_fields: set[str] = {"type", "emoji", "verbatim", "block_id", "action_id"}  # noqa: RUF012

    def __init__(self, required: Mapping[str, Check], optional: Mapping[str, Check]) -> None:
        self.required = required
        self.fields = {**required, **optional}
        Record.known_fields |= set(self.fields)

    def __call__(self, value: Any, pointer: str, report: Report) -> None:
        """Check the object at `pointer`."""
        if not isinstance(value, dict):
            report.say("must provide an object", pointer)
            return
        for name in self.required:
            if name not in value:
                report.say(f"missing required field: {name}", pointer)
        for name, content in value.items():
            if name == "type":
                continue
            if (check := self.fields.get(name)) is not None:
                check(content, f"{pointer}/{name}", report)
            elif name in Record.known_fields:
                report.say(f"invalid additional property: {name}", pointer)
            else:
                raise Untaught(f"the field `{name}` at {pointer}")


class Union:
    """Accept an object whose `type` is one of `kinds`; `elsewhere` names the other types that exist.

    A type from elsewhere is refused as Slack does; an unheard-of one raises `Untaught`.
    """

    def __init__(
        self, kinds: Mapping[str, Check], elsewhere: frozenset[str], *, nested: bool = False
    ) -> None:
        self.kinds = kinds
        self.elsewhere = elsewhere
        self.nested = nested

    def __call__(self, value: Any, pointer: str, report: Report) -> None:
        """Check the object at `pointer`."""
        if not isinstance(value, dict):
            report.say("must provide an object", pointer)
            return
        kind = value.get("type")
        if kind is None:
            report.say("missing required field: type", pointer)
            return
        if not isinstance(kind, str):
            report.say("must provide a string", f"{pointer}/type")
            return
        inner = Report()
        if (check := self.kinds.get(kind)) is not None:
            check(value, pointer, inner)
        elif kind in self.elsewhere:
            inner.say(f"unsupported type: {kind}", f"{pointer}/type")
        else:
            raise Untaught(f"the type `{kind}` at {pointer}")
        if inner.problems and self.nested:
            report.say("failed to match all allowed schemas", pointer)
        report.problems += inner.problems
