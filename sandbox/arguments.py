"""The arguments of a Web API call, checked against what the method takes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sandbox.errors import SlackError, Untaught
from sandbox.state import Json

_TRUE, _FALSE = ("1", "true", "t", "True"), ("0", "false", "f", "False", "")
# Clients that were installed for one workspace add it to every call.
_ALWAYS = frozenset({"team_id"})


# Left empty, these are refused by the method itself, with an error word of their own.
_OWN_WORD = frozenset(
    {
        ("conversations.create", "name"),
        ("conversations.rename", "name"),
        ("conversations.invite", "users"),
    }
)


@dataclass(frozen=True, slots=True)
class Spec:
    """What is known about one method: its arguments and their kinds, its scopes, rate and errors."""

    name: str
    arguments: Mapping[str, str]
    required: tuple[str, ...]
    scopes: tuple[str, ...]
    per_minute: int | None
    takes_json: bool
    errors: frozenset[str]


@cache
def specs() -> Mapping[str, Spec]:
    """Return every method that the sandbox has been taught."""
    data = json.loads(files("sandbox").joinpath("methods.json").read_text(encoding="utf-8"))
    common = set(data["common_errors"])
    return {
        name: Spec(
            name,
            raw["arguments"],
            tuple(raw["required"]),
            tuple(raw["scopes"]),
            raw["per_minute"],
            raw["json"],
            frozenset({*raw["errors"], *common}),
        )
        for name, raw in data["methods"].items()
    }


class Arguments:
    """The arguments of one call, each read in the kind that the method gives it."""

    def __init__(self, spec: Spec, raw: Json) -> None:
        self.raw = {name: value for name, value in raw.items() if value is not None}
        for name in self.raw:
            if name not in spec.arguments and name not in _ALWAYS:
                raise Untaught(f"the argument `{name}`")
        missing = [
            name
            for name in spec.required
            if self.raw.get(name) in (None, "", []) and (spec.name, name) not in _OWN_WORD
        ]
        if missing:
            raise invalid(*(f"missing required field: {name}" for name in missing))

    def __contains__(self, name: str) -> bool:
        return name in self.raw

    def text(self, name: str, default: str = "") -> str:
        """Return a string; a number is taken as its digits."""
        value = self.raw.get(name, default)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise invalid(f"must provide a string [json-pointer:/{name}]")
        return str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return true or false, which may come as 1, 0 or a word."""
        if name not in self.raw:
            return default
        value = str(self.raw[name])
        if value not in _TRUE + _FALSE:
            raise invalid(f"must be a boolean [json-pointer:/{name}]")
        return value in _TRUE

    def number(self, name: str, default: int) -> int:
        """Return a whole number, which may come as its digits."""
        value = self.raw.get(name, default)
        if isinstance(value, bool) or not str(value).lstrip("-").isdigit():
            raise invalid(f"must provide an integer [json-pointer:/{name}]")
        return int(value)

    def ids(self, name: str) -> list[str]:
        """Return a list of ids, which may come as a JSON list or with commas between them."""
        value = self.raw.get(name, [])
        if isinstance(value, str) and value.startswith("["):
            value = _list(value)
        if isinstance(value, str):
            value = value.split(",")
        if not isinstance(value, list):
            raise invalid(f"must provide an array [json-pointer:/{name}]")
        return [str(one).strip() for one in value if str(one).strip()]

    def structure(self, name: str) -> Any:
        """Return an object or a list, which may come as JSON text; text that is not JSON stays text."""
        value = self.raw.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            return value


def _list(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SlackError("invalid_array_arg") from error


def invalid(*problems: str) -> SlackError:
    """Return the refusal of arguments, in the form in which Slack says it."""
    messages = [f"[ERROR] {problem}" for problem in problems]
    return SlackError("invalid_arguments", response_metadata={"messages": messages})
