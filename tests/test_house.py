"""The plan of the house, kept by tests: who may import whom, and how files are laid out."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent

# From top to bottom. A floor may import itself and the floors beside it, and nothing else of ours.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "bot": frozenset(
        {"commands", "workflows", "templates", "integrations", "models", "migrations"}
    ),
    "commands": frozenset({"workflows", "templates", "models"}),
    "workflows": frozenset({"integrations", "templates", "models"}),
    "templates": frozenset({"models"}),
    "integrations": frozenset({"models"}),
    "models": frozenset(),
    "migrations": frozenset(),
    "sandbox": frozenset(),
}
# One folder starts the program beside a sandbox, for people who want to try it.
MAY_ALSO_IMPORT = {Path("bot/demo"): frozenset({"sandbox"})}
OURS = frozenset(MAY_IMPORT) | {"tests", "benchmarks"}

LONGEST_MODULE = 450


def modules(house: Path, *folders: str) -> list[Path]:
    """Give every Python file below the folders, relative to the house."""
    return sorted(
        path.relative_to(house)
        for folder in folders
        for path in (house / folder).rglob("*.py")
        if "__pycache__" not in path.parts
    )


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give line and top-level name of every import; a relative one never leaves its floor."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield node.lineno, alias.name.partition(".")[0]
            case ast.ImportFrom(module=str(module), level=0):
                yield node.lineno, module.partition(".")[0]
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__")
                | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(module)), *_],
            ):
                yield node.lineno, module.partition(".")[0]


def wrong_imports(house: Path) -> list[str]:
    """Give a sentence for every import that the plan does not allow."""
    return [
        f"{path}:{line} imports {name}. Files in {path.parts[0]}/ may import "
        f"{in_words(allowed)}; please move the shared part to a floor that both may reach."
        for path in modules(house, *MAY_IMPORT)
        for allowed in [MAY_IMPORT[path.parts[0]] | MAY_ALSO_IMPORT.get(path.parent, frozenset())]
        for line, name in imports(ast.parse((house / path).read_bytes(), filename=str(path)))
        if name in OURS - allowed - {path.parts[0]}
    ]


def in_words(allowed: frozenset[str]) -> str:
    """List the allowed floors as a person would say them."""
    if not allowed:
        return "nothing else of ours"
    floors = [floor for floor in MAY_IMPORT if floor in allowed]
    return "of ours only " + " and ".join(filter(None, [", ".join(floors[:-1]), floors[-1]]))


def test_imports_run_down_the_floors_and_never_up() -> None:
    wrong = wrong_imports(HOUSE)
    assert not wrong, "\n".join(["Imports against the plan of the house:", *wrong])


@pytest.mark.parametrize(
    ("path", "source", "imported"),
    [
        ("models/incident.py", "from workflows.work import Work", "workflows"),
        ("models/incident.py", "import bot.cli as cli", "bot"),
        ("models/incident.py", "def late():\n    import templates\n", "templates"),
        ("templates/card.py", "import integrations.slack", "integrations"),
        ("integrations/slack.py", "from templates import text", "templates"),
        ("workflows/declare.py", "from commands import declare", "commands"),
        ("commands/declare.py", "from integrations import slack", "integrations"),
        ("commands/declare.py", "if TYPE_CHECKING:\n    from bot import wiring\n", "bot"),
        ("bot/wiring.py", "from sandbox import Sandbox", "sandbox"),
        ("bot/deep/demo.py", "from sandbox import Sandbox", "sandbox"),
        ("bot/demo/show.py", "from tests.sandbox import people", "tests"),
        ("sandbox/web.py", "from models.base import Base", "models"),
        ("migrations/versions/one.py", "import models", "models"),
        ("workflows/late.py", "importlib.import_module('bot.wiring')", "bot"),
    ],
)
def test_an_import_against_the_plan_is_told_with_its_place(
    tmp_path: Path, path: str, source: str, imported: str
) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(f'"""A module."""\n{source}\n', encoding="utf-8")

    (told,) = wrong_imports(tmp_path)

    line = 2 + source.startswith(("def", "if"))
    assert told.startswith(
        f"{path}:{line} imports {imported}. Files in {Path(path).parts[0]}/ may "
    )


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("bot/demo/show.py", "from sandbox import Sandbox"),
        (
            "bot/wiring.py",
            "import commands, workflows, integrations, models, migrations",
        ),
        ("commands/declare.py", "from workflows.declare import declare\nimport templates, models"),
        ("workflows/declare.py", "from . import work\nimport integrations, templates, models"),
        ("models/incident.py", "from models.base import Base\nimport sqlalchemy, botany"),
    ],
)
def test_imports_that_follow_the_plan_are_left_alone(
    tmp_path: Path, path: str, source: str
) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(source, encoding="utf-8")

    assert wrong_imports(tmp_path) == []


def test_every_floor_exists_and_has_modules() -> None:
    # Without this, a renamed folder would leave the rule about it with nothing to look at.
    assert [floor for floor in MAY_IMPORT if not modules(HOUSE, floor)] == []


def test_every_package_folder_has_an_init_file() -> None:
    packages = {path.parent for path in modules(HOUSE, *MAY_IMPORT, "tests")}
    packages |= {parent for folder in packages for parent in folder.parents[:-1]}

    without = sorted(
        str(folder) for folder in packages if not (HOUSE / folder / "__init__.py").is_file()
    )

    assert not without, f"Please add an __init__.py to: {', '.join(without)}"


def test_every_module_opens_with_what_it_is_for() -> None:
    silent = [
        str(path)
        for path in modules(HOUSE, *MAY_IMPORT, "tests", "benchmarks")
        for source in [(HOUSE / path).read_bytes()]
        if not ast.get_docstring(ast.parse(source))
        and not (path.parts[0] == "tests" and path.name == "__init__.py" and not source.strip())
    ]

    assert not silent, f"Please open these with one sentence saying what for: {', '.join(silent)}"


def test_no_module_is_too_long_to_keep_in_mind() -> None:
    long = [
        f"{path} ({lines} lines)"
        for path in modules(HOUSE, *MAY_IMPORT, "tests", "benchmarks")
        for lines in [len((HOUSE / path).read_bytes().splitlines())]
        if lines > LONGEST_MODULE
    ]

    assert not long, f"Please split by subject, {LONGEST_MODULE} lines at most: {', '.join(long)}"


@pytest.mark.parametrize("name", ["build", "dev", "run"])
def test_pinned_requirements_carry_hashes_and_no_addresses(name: str) -> None:
    text = (HOUSE / "requirements" / f"{name}.txt").read_text(encoding="utf-8")

    assert not re.findall(r".*://.*|^--(?:index|extra|find|trusted).*", text, re.MULTILINE)
    pinned = re.findall(r"^[a-z0-9].*", text, re.MULTILINE)
    assert pinned
    assert [line for line in pinned if not re.match(r"[a-z0-9._-]+==[^ ]+ .*\\$", line)] == []


def test_the_changelog_tells_of_the_version_that_is_built() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (HOUSE / "CHANGELOG.md").read_text(encoding="utf-8")

    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE)

    assert versions[:1] == [project["version"]]
