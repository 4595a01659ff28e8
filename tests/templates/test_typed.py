"""What a person typed comes in as words: no token, no entity, nothing hidden."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.text import escape
from templates.typed import as_line, as_typed, as_words, clean, people_in, unescape, visible
from tests.templates.hostile import SHORT

HEBREW_AND_ARABIC = "\u200f\u05e9\u05dc\u05d5\u05dd\u200e \u061c\u0645\u0631\u062d\u0628\u0627"

any_text = (
    st.text(alphabet=st.characters(exclude_categories=()))
    | st.text(alphabet="<>&;amplgt|@#!U1C^x\x00\r\n\ud83d\ude00\u202e ")
    | st.sampled_from([*SHORT.values()])
)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("&amp;lt;", "&lt;"),
        ("<@U123|ana> and <@U123>", "@ana and @U123"),
        ("<#C1|general> <#C1> <#C1|>", "#general #C1 #C1"),
        ("<!here> <!channel> <!everyone|everyone> <!here|@here>", "@here @channel @everyone @here"),
        ("<!subteam^S1|@pay> <!subteam^S1>", "@pay @S1"),
        ("<https://x|label> <https://x/?a=1&amp;b=2>", "https://x https://x/?a=1&b=2"),
        ("<mailto:a@example.com|a@example.com> <tel:+123>", "a@example.com +123"),
        ("<!date^1392734382^{date}|18 February>", "18 February"),
        ("<!date^1^{date}^https://x|R&amp;D day>", "R&D day"),
        ("a <b> c, <!-- no --> 1 < 2 > 0", "a <b> c, <!-- no --> 1 < 2 > 0"),
        ("if (a &amp;&amp; b) <x &amp; y>", "if (a && b) <x & y>"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("tab\there \x00\x07\x1b\x7f\x9fend", "tab\there end"),
        ("invoice\u202egpj.exe \u2066x\u2069", "invoicegpj.exe x"),
        (HEBREW_AND_ARABIC, HEBREW_AND_ARABIC),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("\ud83d\ude00 \ud83d \ude00", "\U0001f600 \ufffd \ufffd"),
    ],
)
def test_typed_text_becomes_words(raw: str, words: str) -> None:
    assert as_typed(raw) == words


@given(any_text)
def test_typed_text_encodes_and_hides_nothing(raw: str) -> None:
    for text in (as_typed(raw), as_line(raw), clean(raw)):
        text.encode()
        assert not any(unicodedata.category(char) == "Cc" for char in text if char not in "\n\t")
        assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(text)


@given(any_text)
def test_bringing_in_twice_changes_nothing_more(raw: str) -> None:
    assert clean(clean(raw)) == clean(raw)
    assert as_typed(escape(clean(raw))) == clean(raw), "escaped words come back as they were"
    line = as_line(raw)
    assert as_line(escape(line)) == line


@given(any_text)
def test_a_line_is_one_line(raw: str) -> None:
    line = as_line(raw)
    assert "\n" not in line
    assert line == line.strip()
    assert "  " not in line


def test_people_are_found_in_order_and_once() -> None:
    raw = "<@U2|ben> asks <@W1>, <@U2> and &lt;@U3&gt;, <#C1>, <!here>, <@bad id>"
    assert people_in(raw) == ("U2", "W1")
    assert people_in("") == ()


@given(st.text())
def test_unescape_undoes_once(text: str) -> None:
    once = str(escape(text))
    assert unescape(escape(once)) == once
    assert unescape(once) == text


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " \n\t",
        "\u200b",
        "\u2060 \u00ad",
        "\ufeff",
        "\u0301",
        "\u200d\ufe0f",
        "\u3164 \u2800",
        "\u202e",
    ],
)
def test_what_cannot_be_seen_is_no_text(raw: str) -> None:
    assert as_words(raw) == as_line(raw) == visible(raw) == ""


@pytest.mark.parametrize(
    "raw",
    [
        "x\u200b",
        "\u2060 x",
        "cafe\u0301",
        "\U0001f468\u200d\U0001f469",
        "\u2764\ufe0f",
        ".",
        "\U0001fae9",
    ],
)
def test_what_can_be_seen_is_left_as_it_is(raw: str) -> None:
    assert as_words(raw) == as_line(raw) == visible(raw) == raw
