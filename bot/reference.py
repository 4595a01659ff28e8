"""The tables of the administrators' guide that follow from the program: `python -m bot.reference` renews them."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from bot import settings
from bot.settings import Settings
from commands.manifest import SCOPES
from models.organisation import Organisation

PAGE: Final = Path(__file__).parents[1] / "docs" / "administration.md"

#: A table stands between its name and the next end.
_PLACE: Final = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def renewed(page: str) -> str:
    """The page with every table as the program has it now. Raises KeyError for a table of another name."""
    blocks = Organisation.model_fields.items()
    tables = {
        "settings": _table(("setting", "what it is", "without it"), _settings()),
        "configuration": _table(
            ("block", "what it says"), [(name, str(block.description)) for name, block in blocks]
        ),
        "scopes": _table(("scope", "what for"), SCOPES.items()),
    }
    return _PLACE.sub(lambda place: f"{place[1]}{tables[place[2]]}{place[3]}", page)


def _settings() -> Iterator[tuple[str, str, str]]:
    words = _words_below_fields(Path(settings.__file__), Settings.__name__)
    for name, field in Settings.model_fields.items():
        is_set = field.default is not None and not isinstance(field.default, SecretStr)
        yield f"MUSTER_{name.upper()}", words[name], f"`{field.default}`" if is_set else ""


def _words_below_fields(file: Path, of: str) -> dict[str, str]:
    """What stands below each field of a class. Pydantic could tell, but would read the source at every start."""
    tree = ast.parse(file.read_bytes())
    (body,) = (one.body for one in tree.body if isinstance(one, ast.ClassDef) and one.name == of)
    words = {}
    for one, after in pairwise(body):
        match one, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(ast.Constant(str(says))):
                words[name] = " ".join(says.split())
    return words


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, *([f"`{name}`", *cells] for name, *cells in rows)]
    first, *others = (f"| {' | '.join(line)} |\n" for line in lines)
    return "".join([first, "|" + "---|" * len(head) + "\n", *others])


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
