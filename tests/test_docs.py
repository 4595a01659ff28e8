"""The guides name only what exists: commands, settings, files, tests, targets, fields of the configuration."""

import ast
import importlib.util
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.cli import main
from bot.reference import PAGE, renewed
from bot.settings import Settings
from commands import COMMANDS
from models.organisation import Organisation
from templates.guide import demo_guide

HOUSE = Path(__file__).resolve().parent.parent
GUIDES = [
    *sorted(HOUSE.glob("*.md")),
    *sorted((HOUSE / "docs").rglob("*.md")),
    *(HOUSE / name for name in ("compose.yaml", "Dockerfile", "muster.example.yaml", "Makefile")),
]

#: What the tests read besides the program's own settings.
SETTINGS_OF_TESTS = {"MUSTER_TEST_POSTGRES_URL", "MUSTER_SCREENSHOTS"}


def code_in(text: str) -> Iterator[str]:
    """Give what a page sets as code: each span, and each line of a block."""
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()
        else:
            yield from re.findall(r"`([^`]+)`", line)


def words_after_incident(text: str) -> Iterator[str]:
    """Give what is typed in Slack and runs nothing."""
    known = {word for command in COMMANDS for word in (command.name, *command.aliases)}
    typed = re.findall(r"(?<![\w/])/incident ([a-z][a-z-]*)", text)
    yield from (f"/incident {word}" for word in typed if word not in known)


def words_after_muster(text: str) -> Iterator[str]:
    """Give what is typed in a terminal and is refused there, with its options."""
    for code in code_in(text):
        if typed := re.match(r"(?:\S+/)?muster ((?:[a-z]+ ?)+)(.*)", code):
            words = typed[1].split()
            helped = help_on(*words)
            options = re.findall(r"(?<!\S)--[a-z-]+", typed[2].partition("#")[0])
            if helped is None or not all(option in helped for option in options):
                yield code


@cache
def help_on(*words: str) -> str | None:
    """Give what the command line says of a subcommand; None if there is none of that name."""
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(StringIO()), pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    return said.getvalue() if ended.value.code == 0 else None


def settings(text: str) -> Iterator[str]:
    """Give settings that nothing reads."""
    known = {f"MUSTER_{name.upper()}" for name in Settings.model_fields} | SETTINGS_OF_TESTS
    yield from set(re.findall(r"MUSTER_[A-Z_]+[A-Z]", text)) - known


def targets(text: str) -> Iterator[str]:
    """Give what `make` and `python -m` do not know."""
    makefile = (HOUSE / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for code in code_in(text):
        if (typed := re.match(r"make ([a-z]+)", code)) and typed[1] not in known:
            yield code
        for module in re.findall(r"python3? -m ([a-z_.]+[a-z_])", code):
            if not is_module(module):
                yield code


def is_module(name: str) -> bool:
    """Whether Python finds it."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def files(text: str) -> Iterator[str]:
    """Give files, folders and tests of ours that are not there."""
    packages = {path.parent.name for path in HOUSE.glob("*/__init__.py")}
    ours = packages | {"docs", "requirements", ".ci"}
    for code in code_in(text):
        if re.fullmatch(r"[\w.-]+(/[\w.-]+)+/?|[\w.-]+/", code):
            is_there = code.split("/")[0] not in ours or (HOUSE / code).exists()
        elif re.fullmatch(r"\w+\.py", code):
            is_there = any(HOUSE.rglob(code))
        elif re.fullmatch(r"test_\w+", code):
            is_there = f"def {code}(" in all_tests()
        else:
            continue
        if not is_there:
            yield code


@cache
def all_tests() -> str:
    """Give the text of every test."""
    tests = (HOUSE / "tests").rglob("*.py")
    return "\n".join(path.read_text(encoding="utf-8") for path in tests)


def fields(text: str) -> Iterator[str]:
    """Give fields of the configuration that are not known, where the block is: `invites.private`."""
    for code in code_in(text):
        if not (named := re.fullmatch(r"(\w+)(?:\.|: )(?!yaml$)(\w+):?", code)):
            continue
        field = Organisation.model_fields.get(named[1])
        block = field.annotation if field else None
        known = getattr(block, "model_fields", None)
        if known is not None and named[2] not in known:
            yield code


@cache
def nodes_in(*folders: str) -> list[ast.AST]:
    """Give everything that Python reads in the modules of some floors."""
    paths = [path for folder in folders for path in (HOUSE / folder).rglob("*.py")]
    return [node for path in paths for node in ast.walk(ast.parse(path.read_bytes()))]


@cache
def words_in(*folders: str) -> set[str]:
    """Give every text that stands in the modules of some floors."""
    constants = (node.value for node in nodes_in(*folders) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


LOOKS: list[Callable[[str], Iterator[str]]] = [
    words_after_incident,
    words_after_muster,
    settings,
    targets,
    files,
    fields,
]


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_a_page_names_only_what_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [stranger for look in LOOKS for stranger in look(text)] == []


def test_every_command_of_the_terminal_stands_in_a_guide() -> None:
    commands = re.findall(r"^    ([a-z]+) ", help_on() or "", re.MULTILINE)
    assert "run" in commands
    codes = [code for page in GUIDES for code in code_in(page.read_text(encoding="utf-8"))]
    named = {found for code in codes for found in re.findall(r"\bmuster ([a-z]+)", code)}
    assert set(commands) - named == set()


def test_the_demos_guide_names_only_commands_that_exist() -> None:
    shown = str(demo_guide().blocks)
    assert "/incident declare" in shown
    assert list(words_after_incident(shown)) == []


@pytest.mark.parametrize(
    ("look", "text"),
    [
        (words_after_incident, "type `/incident decalre x`"),
        (words_after_muster, "type `muster runn`"),
        (words_after_muster, "    muster run --magic   # now"),
        (words_after_muster, "`muster config chek FILE`"),
        (words_after_muster, "`muster catalog sync --force`"),
        (settings, "set `MUSTER_SLACK_TOKEN`"),
        (targets, "    make coffee"),
        (targets, "run `python -m bot.nothing`"),
        (files, "see `bot/demo.py`"),
        (files, "see `test_nothing.py`"),
        (files, "see `test_that_nobody_wrote`"),
        (fields, "set `invites.privat`"),
        (fields, "under `channels: announcement`"),
    ],
)
def test_what_does_not_exist_is_found(look: Callable[[str], Iterator[str]], text: str) -> None:
    assert len(list(look(text))) == 1


def anchors(page: Path) -> set[str]:
    """Give what a link can point at inside a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path, text: str) -> list[str]:
    """Give the links between pages that lead nowhere."""
    dead = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        target, _, anchor = link.partition("#")
        if "://" in link:
            continue
        there = page.parent / target if target else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            dead.append(link)
    return dead


@pytest.mark.parametrize(
    "page", [page for page in GUIDES if page.suffix == ".md"], ids=lambda page: page.name
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    assert dead_links(page, page.read_text(encoding="utf-8")) == []


def test_dead_links_are_found() -> None:
    text = "[a](docs/nowhere.md) [b](README.md#no-such-heading) [c](README.md#try-it)"
    assert len(dead_links(HOUSE / "README.md", text)) == 2


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, left = set[Path](), [HOUSE / "README.md"]
    while left:
        page = left.pop().resolve()
        if page not in reached and page.suffix == ".md":
            reached.add(page)
            links = re.findall(r"\]\(([^)\s#]+)", page.read_text(encoding="utf-8"))
            left += [page.parent / link for link in links if "://" not in link]
    assert {page for page in GUIDES if page.suffix == ".md"} - reached == set()


def test_the_administrators_tables_are_those_of_the_program() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == renewed(page), "run: python -m bot.reference"
    assert page.count("<!-- end -->") == 3


def shown_faults() -> Iterator[str]:
    """Give what the doctor may call a fault, with … for what differs."""
    for node in nodes_in("bot"):
        match node:
            case ast.Call(func=ast.Name("fault"), args=[ast.Constant() as says, *_]):
                parts: list[ast.expr] = [says]
            case ast.Call(func=ast.Name("fault"), args=[ast.JoinedStr(said), *_]):
                parts = said
            case _:
                continue
        told = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
        # A sentence of which nothing stands there is made elsewhere.
        if re.search(r"[a-z]{3}", told):
            yield told


def test_whoever_cares_for_secrets_reads_of_each() -> None:
    page = (HOUSE / "SECURITY.md").read_text(encoding="utf-8")
    fields = Settings.model_fields.items()
    secrets = [name for name, field in fields if isinstance(field.default, SecretStr)]
    assert len(secrets) > 3
    assert [name for name in secrets if f"`MUSTER_{name.upper()}`" not in page] == []


def first_column(head: str) -> list[str]:
    """Give the first column of a table in the administrators' guide, by the words of its head."""
    page = PAGE.read_text(encoding="utf-8")
    table = page.partition(f"| {head} |\n|---|---|\n")[2].partition("\n\n")[0]
    rows = [line.split(" | ")[0].removeprefix("| ") for line in table.splitlines()]
    assert rows, head
    return rows


def test_every_finding_of_the_doctor_stands_in_the_guide() -> None:
    rows = [
        re.compile(".*".join(map(re.escape, row.split("…"))))
        for row in first_column("it says | do")
    ]
    assert [says for says in shown_faults() if not any(row.search(says) for row in rows)] == []


def test_the_guide_knows_no_finding_that_the_doctor_does_not() -> None:
    said = "\n".join(words_in("bot"))
    pieces = [piece.strip() for row in first_column("it says | do") for piece in row.split("…")]
    assert [piece for piece in pieces if piece not in said] == []


def test_the_guide_knows_no_log_line_that_is_never_written() -> None:
    told = {name for row in first_column("line | means") for name in re.findall(r"`(.+?)`", row)}
    assert told - words_in("bot", "integrations", "workflows") == set()
