"""Reads the organisation's configuration from YAML, and says at once all that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from models.organisation import Organisation
from models.wording import nearest, printable, quoted, shown
from models.yaml_tree import LONGEST_TEXT, TOO_LONG, Node, NotReadable, Place, read_tree

HASH: Final = " What follows a # is a comment; put it in quotes if it belongs to the value."
#: By pydantic's name for what is wrong, as far as the same words always do.
SENTENCES: Final = {
    "string_type": "needs text. If it is a number or a word like true, put it in quotes.",
    "bool_type": "needs true or false.",
    "bool_parsing": "needs true or false.",
    "tuple_type": "needs a list, each entry on a line of its own that begins with a hyphen.",
    "dict_type": "needs fields with names, indented below it.",
    "mapping_type": "needs fields with names, indented below it.",
    "model_type": "needs fields with names, indented below it.",
    "too_short": "is an empty list. Name at least one.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a configuration."""

    line: int
    """The line, from 1; 0 for the file as a whole."""
    field: str
    """Where, such as `severities[1].update_every`; empty if it is about no field."""
    says: str
    """What is wrong and what helps: the rest of the sentence that `field` begins, or all of it."""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}`{self.field}` {self.says}" if self.field else f"{where}{self.says}"


class ConfigurationError(Exception):
    """A configuration cannot be used. As text: every problem, one a line, as the file has them."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = sorted(problems, key=lambda problem: problem.line)
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__("\n".join([f"{name} has {count}:", *map("  {}".format, self.problems)]))


def load_organisation(path: Path) -> Organisation:
    """Read the configuration from a file. Raises ConfigurationError, also if there is no file."""
    return organisation_in(read_file(path), path)


def schema() -> dict[str, Any]:
    """The JSON Schema of the file, with which an editor helps while somebody writes one."""
    made = Organisation.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | made


def read_file(path: Path) -> bytes:
    """Read what a file holds, whatever it is. Raises ConfigurationError if it cannot be read."""
    name = printable(str(path))
    try:
        with path.open("rb") as file:
            written = file.read(LONGEST_TEXT + 1)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise ConfigurationError(name, [Problem(0, "", f"It cannot be opened: {why}.")]) from error
    if len(written) > LONGEST_TEXT:
        raise ConfigurationError(name, [Problem(0, "", TOO_LONG)])
    return written


def organisation_in(written: bytes, path: Path) -> Organisation:
    """Read the configuration from what the file at `path` held. Raises ConfigurationError."""
    name = printable(str(path))
    try:
        text = written.decode("utf-8")
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        says = "This line is not UTF-8. Please save the file with that encoding."
        raise ConfigurationError(name, [Problem(line, "", says)]) from error
    return parse_organisation(text, name)


def parse_organisation(text: str, name: str) -> Organisation:
    """Read the configuration from text. `name` stands for it in the error.

    No text, or only comments, gives the defaults. Raises ConfigurationError.
    """
    try:
        tree, repeated = read_tree(text)
    except NotReadable as error:
        raise ConfigurationError(name, [Problem(error.line, "", error.says)]) from error
    problems = [
        Problem(
            again.line,
            path_of(again.place),
            f"stands here and on line {again.first_line}. Please keep one of them.",
        )
        for again in repeated
    ]
    organisation = None
    if tree is None or tree.value is None:
        organisation = Organisation()
    elif not isinstance(tree.value, dict):
        says = f"The file needs fields with names, such as {quoted('name: ...')}."
        problems.append(Problem(tree.line, "", says))
    else:
        try:
            organisation = Organisation.model_validate(tree.value)
        except ValidationError as error:
            written = text.split("\n")
            problems += [
                problem
                for wrong in error.errors()
                for problem in _problems_of(wrong, tree, written)
            ]
    if organisation is None or problems:
        raise ConfigurationError(name, problems)
    return organisation


def path_of(place: Place) -> str:
    """Write a place as people do: `severities[1].update_every`."""
    steps = [f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in place]
    return "".join(steps).removeprefix(".")


def _problems_of(wrong: ErrorDetails, tree: Node, written: list[str]) -> Iterator[Problem]:
    """Say what pydantic found, in the person's terms: their lines, their fields, plain words."""
    # Pydantic marks an error in a mapping's key with a step of its own.
    place: Place = tuple(step for step in wrong["loc"] if step != "[key]")
    inner: dict[Place, str] = wrong.get("ctx", {}).get("places", {})
    for step, says in inner.items():
        yield Problem(tree.line_of(place + step), path_of(place + step), says)
    # Pydantic counts only the entries that are right; the wrong ones are told by themselves.
    if inner or (wrong["type"] == "too_short" and wrong["input"]):
        return
    line = tree.line_of(place)
    says = _sentence(wrong, place, "".join(written[line - 1 : line]))
    if wrong["type"] == "wrong" and not tree.has(place):
        says += " That is the default, so please write this field yourself."
    yield Problem(line, path_of(place), says)


def _sentence(wrong: ErrorDetails, place: Place, written: str) -> str:
    kind = wrong["type"]
    *_, model = _models_along(place[:-1])
    field = model.model_fields.get(str(place[-1]))
    if kind == "extra_forbidden":
        return f"is not a field that is known here.{nearest(str(place[-1]), model.model_fields)}"
    if kind == "missing":
        return f"is missing. {field.description if field else ''}".strip()
    if wrong["input"] is None:
        hint = HASH if "#" in written else ""
        remedy = "" if field and field.is_required() else ", or remove the line"
        return f"has no value.{hint} Write one{remedy}."
    if kind in {"too_long", "string_too_long"}:
        of_what = "characters" if isinstance(wrong["input"], str) else "entries"
        return f"is too long. There is room for {wrong['ctx']['max_length']} {of_what}."
    return SENTENCES.get(kind, wrong["msg"])


def _models_along(place: Place) -> Iterator[type[BaseModel]]:
    """Give the schema of the file, then of each block on the way to a place."""
    model: type[BaseModel] = Organisation
    yield model
    for step in place:
        field = model.model_fields.get(str(step))
        inside = _model_in(field.annotation) if field else None
        if inside is not None:
            model = inside
            yield model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
