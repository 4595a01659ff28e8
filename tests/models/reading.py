"""Reads configuration as a person wrote it, and gives back what they are told."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from models.organisation import Organisation
from models.organisation_file import ConfigurationError, parse_organisation

EXAMPLE = Path(__file__).resolve().parents[2] / "muster.example.yaml"


def read(text: str) -> Organisation:
    return parse_organisation(dedent(text), "muster.yaml")


def problems(text: str) -> list[str]:
    """Give what the person is told, a line for each problem."""
    with pytest.raises(ConfigurationError) as wrong:
        read(text)
    head, *told = str(wrong.value).split("\n")
    assert re.fullmatch(r"muster\.yaml has \d+ problems?:", head)
    assert len(told) == len(wrong.value.problems)
    return [line.removeprefix("  ") for line in told]


def problem(text: str) -> str:
    (told,) = problems(text)
    return told
