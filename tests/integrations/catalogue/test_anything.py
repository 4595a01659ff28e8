"""Whatever a file holds, reading it neither fails nor loses a document without a word."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalogue.csv_file import CsvFile
from integrations.catalogue.detect import FORMATS, detect
from integrations.catalogue.format import Format
from integrations.catalogue.gathering import Gathering
from tests.integrations.catalogue.reading import check, read_text
from tests.integrations.catalogue.samples import SAMPLES

WORDS = st.text(max_size=12) | st.sampled_from(
    [
        *("", " ", "no", "on", "010", "1.10", "~", "null", "TODO", "CHANGEME", "<your-team>"),
        *("${{ values.name }}", "{{ cookiecutter.x }}", "{% raw %}", "group:default/team-a"),
        *("user:jane", "a:b:c/d/e", "/", ":", "@", "#general", "C0123ABCDE", "<#C0123ABCD|x>"),
        *("https://x.slack.com/archives/C0123ABCD", "https://[", "http://a b", "jane@example.org"),
        *("xoxb-" + "1" * 20, "\0", "\x1b[31m", "\u202e", "<!channel>", "x" * 5_000, "é" * 300),
        *("https://jane:secret@example.org/", "pagerduty.com/services/PABC123", "\ud800", "a, b;c"),
    ]
)
SCALARS = WORDS | st.none() | st.booleans() | st.integers() | st.floats() | st.just(10**400)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module", name="root")
def _root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("anything")


def paths_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Give the place of everything that is in a document."""
    found = [path] if path else []
    if isinstance(value, dict | list):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for step, one in inside:
            found += paths_in(one, (*path, step))
    return found


@st.composite
def with_anything_in_it(draw: st.DrawFn) -> Any:
    """Give a good document with up to three of its values replaced by anything."""
    document = json.loads(json.dumps(draw(st.sampled_from(SAMPLES))))
    for _ in range(draw(st.integers(1, 3))):
        places = paths_in(document)
        if not places:
            break
        *way, last = draw(st.sampled_from(places))
        inside = document
        for step in way:
            inside = inside[step]
        inside[last] = draw(VALUES)
    return document


def as_yaml(document: Any) -> str:
    # JSON is YAML, except for what only Python's JSON knows.
    return json.dumps(document).replace("NaN", ".nan").replace("Infinity", ".inf") + "\n"


@given(document=with_anything_in_it())
def test_no_value_in_any_field_breaks_a_source(document: Any, root: Path) -> None:
    harvest = read_text(root, as_yaml(document))

    assert harvest.counts.documents >= 1


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
@given(document=with_anything_in_it() | VALUES)
def test_no_document_breaks_the_one_format_that_is_asked_for(
    document: Any, kind: Format, root: Path
) -> None:
    read_text(root, as_yaml(document), kind)


SNIPPETS = st.text(max_size=3) | st.sampled_from(
    [
        *(
            "\t",
            "\n",
            "\r\n",
            "\r",
            "  ",
            "- ",
            ": ",
            "? ",
            "&a ",
            "*a ",
            "!x ",
            "!!str ",
            "'",
            '"',
        ),
        *(
            "[",
            "]",
            "{",
            "}",
            ",",
            "#",
            "|",
            ">-",
            "---\n",
            "\n---\n",
            "...\n",
            "%YAML 1.1\n",
            "\\",
        ),
        *(
            "~",
            "1e999",
            "<<: ",
            "<<: *a",
            "@",
            "\0",
            "\ufeff",
            "\x85",
            "\u2028",
            "${{ x }}",
            "{{ y }}",
        ),
        *("apiVersion: backstage.io/v1alpha1\n", "kind: Component\n", "metadata:\n", "  name: "),
        *("spec:\n", "dd-service: ", "version: 1\n", "service:\n", "x-cortex-tag: ", "services:\n"),
    ]
)


@given(parts=st.lists(SNIPPETS, max_size=40))
def test_nothing_that_looks_like_a_catalogue_breaks_the_reader(
    parts: list[str], root: Path
) -> None:
    read_text(root, "".join(parts))


@given(data=st.data())
def test_no_slip_in_a_good_file_breaks_the_reader(data: st.DataObject, root: Path) -> None:
    text = "---\n".join(map(as_yaml, SAMPLES))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(SNIPPETS) + text[at + data.draw(st.integers(0, 5)) :]

    harvest = read_text(root, text)

    # A slip spoils its own document, and joins or parts two at most for each.
    assert harvest.counts.documents >= len(SAMPLES) - 6


@given(written=st.binary(max_size=200))
def test_no_bytes_break_the_reader(written: bytes, root: Path) -> None:
    read_text(root, written)

    detect(root)


@given(
    rows=st.lists(st.lists(WORDS, max_size=5), max_size=6),
    head=st.sampled_from(
        ["name,owner,depends on", "team;members;slack", "\ufeffe-mail\tteams", ""]
    ),
    separator=st.sampled_from(",;\t|"),
)
def test_no_table_breaks_the_reader(
    rows: list[list[str]],
    head: str,
    separator: str,
    root: Path,
) -> None:
    path = root / "table.csv"
    lines = [head, *(separator.join(row) for row in rows)]
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))

    check(CsvFile(path)._read(Gathering("a test", "test", lambda _: None)))
