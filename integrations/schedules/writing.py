"""Writes schedules as a file that people can read and go on with."""

import re
from collections.abc import Sequence
from typing import Final

import yaml  # type: ignore[import-untyped]

from models.on_call import OnCall
from models.schedule import Schedule

#: What is text without quotes, whichever YAML reads it.
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z_/-]*(?:[ .@][A-Za-z_/-]+)*|[1-9]\d* [a-z]+", re.ASCII)
_NOT_TEXT: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


class _Writer(yaml.SafeDumper):  # type: ignore[misc]
    """Writes every value out, in quotes where it could be taken for something else."""

    def ignore_aliases(self, _: object) -> bool:
        return True


def _text(writer: _Writer, text: str) -> yaml.Node:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Writer.add_representer(str, _text)


def as_text(schedules: Sequence[Schedule]) -> str:
    """Give the text of a file with these schedules."""
    whole = OnCall(schedules=tuple(schedules)).model_dump(mode="json", exclude_defaults=True)
    return str(
        yaml.dump(
            whole,
            Dumper=_Writer,
            sort_keys=False,
            allow_unicode=True,
            width=1000,
            default_flow_style=False,
        )
    )
