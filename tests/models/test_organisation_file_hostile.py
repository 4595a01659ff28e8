"""The configuration file when it is hardly one: broken YAML, hostile YAML, and anything at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.organisation_file import ConfigurationError, Problem, parse_organisation
from tests.models.reading import EXAMPLE, problem


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name:\n\tx: y", "line 2: A tab indents this line. YAML wants spaces."),
        ("- a\n- b", "line 1: The file needs fields with names, such as `name: ...`."),
        ("just words", "line 1: The file needs fields with names, such as `name: ...`."),
        (
            "name: a\n---\nname: b",
            "line 2: A second document begins here. Keep one, without `---`.",
        ),
        ("\nname: 'open\n", "line 2: A quotation mark opens here and does not close."),
        (
            "bookmarks: [\nname: x",
            "line 1: A bracket opens here and does not close, or a comma is missing in it.",
        ),
        (
            "name: shop: the corner one",
            (
                "line 1: A colon stands where none can. Put text with a colon in quotes; "
                "look at the indentation."
            ),
        ),
        (
            "name: @shop",
            (
                "line 1: A value here begins with a sign that means something to YAML. "
                "Put it in quotes."
            ),
        ),
        ("name: *shop", "line 1: Nothing before this line is named `&shop`."),
        ("name: &a [*a]", "line 1: Nothing before this line is named `&a`."),
        ("name: &", "line 1: A value here begins with &. Put it in quotes."),
        ("name: !shop x", "line 1: The tag `!shop` has no meaning here. Please remove it."),
        (
            "a: !!python/object/apply:os.system [ls]",
            (
                "line 1: The tag `tag:yaml.org,2002:python/object/apply:os.system` has no meaning "
                "here. Please remove it."
            ),
        ),
        (
            "%YAML 1.9\n---\n",
            "line 1: A line that begins with % is for YAML itself. Please remove it.",
        ),
        (
            "name: a\0b",
            "line 1: This line contains a control character (U+0000). Please remove it.",
        ),
        (
            "\nname: \ud800",
            "line 2: This line contains a control character (U+D800). Please remove it.",
        ),
        (
            r'name: "\ud800"',
            r"line 1: A \u here stands for half of a sign. Please write the sign itself.",
        ),
        ("? [a, b]\n: c", "line 1: A field's name must be text, not a list or fields."),
        ("[" * 1000, "line 1: Lists and fields lie more than 20 deep here."),
        ("name: " + "x" * 10_000, "line 1: This line is longer than 10000 characters."),
        ("# x\n" * 300_000, "The file is larger than 1 MiB, which no configuration needs to be."),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, told: str) -> None:
    assert problem(text) == told


def test_a_few_lines_cannot_grow_into_millions_of_values() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"

    assert problem(bomb) == "line 4: The file holds more than 10000 values."


@pytest.mark.parametrize("name", [r'"\0"', r'"a\u202eb"', r'"\e[31m"'])
def test_signs_that_cannot_be_shown_are_refused(name: str) -> None:
    assert problem(f"name: {name}") == (
        "line 1: `name` contains a sign that cannot be shown. Please remove it."
    )


def test_an_error_shows_nothing_that_a_terminal_obeys() -> None:
    assert problem(r'"\e[31m\n\0": x').startswith("line 1: `\ufffd[31m\ufffd\ufffd` is not")


def only_configuration_errors(text: str) -> None:
    """Read whatever it is. Any other exception fails the test, and so does an error with no use."""
    told: list[Problem] = []
    try:
        parse_organisation(text, "muster.yaml")
    except ConfigurationError as error:
        told = error.problems or [Problem(-1, "", "")]
        str(error).encode()
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert [one for one in told if not (0 <= one.line <= lines and one.says)] == []


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    only_configuration_errors(text)


SNIPPETS = st.text(max_size=3) | st.sampled_from(
    [
        *[
            "\t",
            "\n",
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
            "[",
            "]",
            "{",
        ],
        *[
            "}",
            ",",
            "#",
            "|",
            ">-",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
            "\\",
            "~",
            "1e999",
            "<<: ",
            "@",
        ],
        *["name", "severities", "key", "update_every", "by_severity", "SEV-1", "30m", "\ud800"],
    ]
)


@given(st.lists(SNIPPETS, max_size=40).map("".join))
def test_nothing_that_looks_like_yaml_breaks_the_reader(text: str) -> None:
    only_configuration_errors(text)


@given(st.data())
def test_no_slip_in_a_whole_file_breaks_the_reader(data: st.DataObject) -> None:
    written = EXAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    first = data.draw(st.integers(0, len(written) - 1))
    text = "".join(written[first : first + data.draw(st.integers(1, 25))])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(SNIPPETS) + text[at + data.draw(st.integers(0, 5)) :]
    only_configuration_errors(text)
