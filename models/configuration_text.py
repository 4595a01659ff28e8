"""Reads configuration from YAML into a schema, and says at once all that is wrong with it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from models.wording import nearest, printable, quoted, shown
from models.yaml_tree import LONGEST_TEXT, TOO_LONG, Node, NotReadable, Place, read_tree

Schema = TypeVar("Schema", bound=BaseModel)
#: What is wrong with a whole that fits its schema: sentences by place.
Check = Callable[[Schema], Mapping[Place, str]]
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
    file: str = ""
    """The file, where a configuration has several and it is not the first."""

    def __str__(self) -> str:
        places = [self.file, f"line {self.line}" if self.line else ""]
        where = ", ".join(filter(None, places))
        where += ": " if where else ""
        return f"{where}`{self.field}` {self.says}" if self.field else f"{where}{self.says}"


class ConfigurationError(Exception):
    """A configuration cannot be used. As text: every problem, one a line, as the file has them."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line))
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__("\n".join([f"{name} has {count}:", *map("  {}".format, self.problems)]))


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


def text_of(written: bytes, name: str) -> str:
    """Decode what a file held. Raises ConfigurationError."""
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        says = "This line is not UTF-8. Please save the file with that encoding."
        raise ConfigurationError(name, [Problem(line, "", says)]) from error


def parse(
    text: str, name: str, schema: type[Schema], check: Check[Schema] = lambda _: {}
) -> Schema:
    """Read text into a schema. `name` stands for it in the error.

    No text, or only comments, is a block without any field. `check` looks at what fits the schema.
    Raises ConfigurationError.
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
    if tree is None or tree.value is None:
        tree = Node(0, {})
    made = None
    if not isinstance(tree.value, dict):
        says = f"The file needs fields with names, such as {quoted('name: ...')}."
        problems.append(Problem(tree.line, "", says))
    else:
        try:
            made = schema.model_validate(tree.value)
        except ValidationError as error:
            reading = _Reading(schema, tree, text.split("\n"))
            problems += [one for wrong in error.errors() for one in reading.problems_of(wrong)]
    if made is not None:
        problems += [
            Problem(tree.line_of(place), path_of(place), says)
            for place, says in check(made).items()
        ]
    if made is None or problems:
        raise ConfigurationError(name, problems)
    return made


def path_of(place: Place) -> str:
    """Write a place as people do: `severities[1].update_every`."""
    steps = [f"[{step}]" if isinstance(step, int) else f".{shown(step)}" for step in place]
    return "".join(steps).removeprefix(".")


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text that did not fit its schema, with its lines."""

    schema: type[BaseModel]
    tree: Node
    written: list[str]

    def problems_of(self, wrong: ErrorDetails) -> Iterator[Problem]:
        """Say what pydantic found, in the person's terms: their lines, their fields, plain words."""
        # Pydantic marks an error in a mapping's key with a step of its own.
        place: Place = tuple(step for step in wrong["loc"] if step != "[key]")
        inner: dict[Place, str] = wrong.get("ctx", {}).get("places", {})
        for step, says in inner.items():
            yield Problem(self.tree.line_of(place + step), path_of(place + step), says)
        # Pydantic counts only the entries that are right; the wrong ones are told by themselves.
        if inner or (wrong["type"] == "too_short" and wrong["input"]):
            return
        line = self.tree.line_of(place)
        says = self._sentence(wrong, place, "".join(self.written[line - 1 : line]))
        if wrong["type"] == "wrong" and not self.tree.has(place):
            says += " That is the default, so please write this field yourself."
        yield Problem(line, path_of(place), says)

    def _sentence(self, wrong: ErrorDetails, place: Place, written: str) -> str:
        kind, step = wrong["type"], str(place[-1]) if place else ""
        *_, model = _models_along(self.schema, place[:-1])
        fields = _fields_of(model)
        field = fields.get(step)
        if kind == "extra_forbidden":
            says = not_theirs(model, step)
            return says or f"is not a field that is known here.{nearest(step, fields)}"
        if kind == "missing":
            return f"is missing. {field.description if field else ''}".strip()
        if wrong["input"] is None:
            hint = HASH if "#" in written else ""
            remedy = "" if field and field.is_required() else ", or remove the line"
            return f"has no value.{hint} Write one{remedy}."
        if kind in {"too_long", "string_too_long"}:
            of_what = "characters" if isinstance(wrong["input"], str) else "entries"
            return f"is too long. There is room for {wrong['ctx']['max_length']} {of_what}."
        if kind in {"enum", "literal_error"}:
            allowed = wrong["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
            return f"is not one of the words for it.{nearest(str(wrong['input']), allowed)}"
        return SENTENCES.get(kind, wrong["msg"])


def not_theirs(model: type[BaseModel], field: str) -> str:
    """What a schema says of a field that belongs to somebody else; empty for any other."""
    elsewhere: Mapping[str, str] = getattr(model, "elsewhere", {})
    return elsewhere.get(field, "")


def _fields_of(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """The fields of a block by the names under which they are written."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models_along(model: type[BaseModel], place: Place) -> Iterator[type[BaseModel]]:
    """Give the schema of the file, then of each block on the way to a place."""
    yield model
    for step in place:
        field = _fields_of(model).get(str(step))
        inside = _model_in(field.annotation) if field else None
        if inside is not None:
            model = inside
            yield model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
