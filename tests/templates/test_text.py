"""What a person writes stays words: it pings nobody, links nothing, breaks out of nothing."""

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.text import (
    Mrkdwn,
    bold,
    bullet,
    channel_link,
    code,
    cut,
    escape,
    italic,
    join,
    link,
    mention,
    mrkdwn,
    pieces,
    shorten,
)
from templates.typed import unescape
from tests.templates.hostile import FAMILY, FLAG, HOSTILE, SHORT

some_text = (
    st.text() | st.text(alphabet="<>&;ampltgt|`*_~ \n@#!U0") | st.sampled_from([*SHORT.values()])
)


def without_tokens(text: str) -> str:
    for token in ("<@U0ANA>", "<#C0INC>", "<https://example.com/?a=1&amp;b=2|runbook>"):
        text = text.replace(token, "")
    return text


# --- escaping -----------------------------------------------------------------------------------


@given(some_text)
def test_escaped_text_holds_no_raw_mark_and_can_be_undone(text: str) -> None:
    escaped = escape(text)
    assert not {"<", ">"} & set(escaped)
    assert unescape(escaped) == text
    assert escape(escaped) is escaped


def test_only_the_three_characters_slack_asks_for_are_escaped() -> None:
    assert escape("R&D <here> \"quoted\" 'single'") == "R&amp;D &lt;here&gt; \"quoted\" 'single'"


@given(some_text, some_text)
def test_places_are_filled_with_escaped_words_and_composed_text_passes(a: str, b: str) -> None:
    made = mrkdwn("*{a}* told {who} {n} times: {b}", a=a, b=b, who=mention("U0ANA"), n=3)
    assert isinstance(made, Mrkdwn)
    assert made == f"*{escape(a)}* told <@U0ANA> 3 times: {escape(b)}"


def test_a_place_in_what_a_person_wrote_is_not_filled() -> None:
    assert mrkdwn("{a} {b}", a="{b}", b="secret") == "{b} secret"


@pytest.mark.parametrize(
    ("template", "parts"),
    [
        ("{who} and {whom}", {"who": "ana"}),
        ("{who}", {"who": "ana", "whom": "ben"}),
        ("{who.name}", {"who": "ana"}),
        ("{who!r}", {"who": "ana"}),
        ("{who:>9}", {"who": "ana"}),
        ("{}", {}),
        ("<{url}|label>", {"url": "https://example.com"}),
        ("<https://example.com/{id}>", {"id": "1"}),
    ],
)
def test_a_template_that_cannot_be_filled_safely_is_a_mistake(
    template: str, parts: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match=r"place|given"):
        mrkdwn(template, **parts)


def test_composed_text_is_no_template() -> None:
    with pytest.raises(TypeError, match="literal"):
        mrkdwn(escape("{who}"), who="ana")


@given(st.lists(some_text))
def test_joining_escapes_what_is_not_composed(parts: list[str]) -> None:
    assert join(" > ", parts) == " &gt; ".join(map(escape, parts))


# --- the kind cannot be kept by accident --------------------------------------------------------

SAFE = Mrkdwn("{} %s <@U0ANA> &lt;b&gt; {x}")


@pytest.mark.parametrize(
    "made",
    [
        SAFE.format("<!channel>", x=1),
        Mrkdwn("{x}").format_map({"x": "<!channel>"}),
        SAFE.replace("&lt;", "<"),
        Mrkdwn("%s") % "<!channel>",
        f"{SAFE}",
        str(SAFE),
        SAFE[3:],
        SAFE * 2,
        SAFE.join(["<!channel>", "<!here>"]),
        SAFE.upper(),
        SAFE.strip(),
        SAFE.partition(" ")[0],
        SAFE.split()[0],
        SAFE.translate({ord("&"): "<"}),
        SAFE.casefold(),
        SAFE.ljust(200, "<"),
        SAFE.removeprefix("{}"),
        SAFE.expandtabs(),
    ],
)
def test_what_the_methods_of_str_make_is_escaped_again(made: str) -> None:
    assert type(made) is str


@given(some_text)
def test_adding_escapes_the_other_side(text: str) -> None:
    who = mention("U0ANA")
    assert who + text == Mrkdwn(f"<@U0ANA>{escape(text)}")
    assert text + who == Mrkdwn(f"{escape(text)}<@U0ANA>")
    assert isinstance(who + text, Mrkdwn)
    assert isinstance(text + who, Mrkdwn)
    added = text
    added += who
    assert isinstance(added, Mrkdwn)


def test_the_kind_survives_copies_and_is_plain_json() -> None:
    assert type(copy.deepcopy(SAFE)) is Mrkdwn
    assert type(pickle.loads(pickle.dumps(SAFE))) is Mrkdwn  # noqa: S301
    assert json.loads(json.dumps(SAFE)) == str(SAFE)
    assert repr(Mrkdwn("a")) == "Mrkdwn('a')"


# --- formatting ---------------------------------------------------------------------------------


@given(some_text)
def test_nothing_ends_a_span_from_inside(text: str) -> None:
    for mark, made in (("*", bold(text)), ("_", italic(text)), ("`", code(text))):
        assert "\n" not in made
        assert not {"<", ">"} & set(made)
        if not made:
            assert not text.split()
            continue
        assert made[0] == made[-1] == mark
        inside = made[1:-1]
        assert inside == inside.strip() != ""
        if mark == "`":
            assert "`" not in inside
        else:
            spans = inside.split("`")
            assert len(spans) % 2 == 1, "a lone backtick would swallow the closing mark"
            assert not any(mark in outside for outside in spans[::2])


def test_spans_hold_composed_text() -> None:
    assert bold(mrkdwn("{a} & {b}", a=mention("U0ANA"), b=code("x*y"))) == "*<@U0ANA> & `x*y`*"
    assert italic("snake_case name_") == "_snake\u02cdcase name\u02cd_"
    assert bold("a *b* `c` d") == "*a \u2217b\u2217 \u02cbc\u02cb d*"
    assert bold("_it_ ~no~ __init__ snake_case a~b") == (
        "*\u02cdit\u02cd \u223cno\u223c \u02cd\u02cdinit\u02cd\u02cd snake_case a~b*"
    )
    assert bold("") == italic(" \n") == code("\t") == ""


def test_a_list_is_one_line_for_each_item() -> None:
    assert bullet(["a\nb", mention("U0ANA"), "<c>"]) == "• a b\n• <@U0ANA>\n• &lt;c&gt;"
    assert bullet("one") == "• one"
    assert bullet([]) == ""


# --- people, channels, addresses ----------------------------------------------------------------


def test_people_groups_and_channels_are_linked_by_id_only() -> None:
    assert mention("U0ANA") == "<@U0ANA>"
    assert mention("W0BEN") == "<@W0BEN>"
    assert mention("S0PAY") == "<!subteam^S0PAY>"
    assert channel_link("C0INC") == "<#C0INC>"


@pytest.mark.parametrize(
    "wrong", ["", "ana@example.com", "U0>", "!channel", "U0ANA\n", *SHORT.values()]
)
def test_anything_else_is_only_words(wrong: str) -> None:
    assert mention(wrong) == channel_link(wrong) == escape(wrong)


def test_a_link_keeps_its_address_and_its_label_apart() -> None:
    assert link("https://example.com/?a=1&b=2", "run|book <x>") == (
        "<https://example.com/?a=1&amp;b=2|run|book &lt;x&gt;>"
    )
    assert link("https://example.com/a|b>c d`e", "go") == (
        "<https://example.com/a%7Cb%3Ec%20d%60e|go>"
    )
    assert link("mailto:ana@example.com") == "<mailto:ana@example.com>"
    assert link("https://example.com", mention("U0ANA")) == "<https://example.com|@U0ANA>"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//example.com", "https://", "!channel", ""]
)
def test_an_address_of_another_kind_is_not_linked(url: str) -> None:
    assert link(url, "<go>") == "&lt;go&gt;"
    assert link(url) == escape(url)


@given(some_text, some_text)
def test_no_label_and_no_address_ends_a_link(path: str, label: str) -> None:
    made = link(f"https://example.com/{path}", label)
    assert made.startswith("<https://example.com/")
    assert made.count("<") == made.count(">") == 1
    assert made.endswith(">")
    assert "\n" not in made
    made.encode()


# --- cutting ------------------------------------------------------------------------------------


@given(
    some_text, st.integers(1, 60), st.sampled_from(["…", "", " & more", " (12 more characters)"])
)
def test_cut_never_exceeds_and_keeps_the_kind(text: str, limit: int, more: str) -> None:
    plain, composed = cut(text, limit, more), cut(escape(text), limit, more)
    assert len(plain) <= limit
    assert len(composed) <= limit
    assert type(plain) is str
    assert type(composed) is Mrkdwn
    assert escape(unescape(composed)) == composed, "an escape was split"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("limit", [1, 2, 75, 150, 2_999, 3_000, 3_001])
def test_cut_holds_for_hostile_text(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit
    assert escape(unescape(cut(escape(text), limit))) == cut(escape(text), limit)


def test_cut_at_the_limit() -> None:
    assert cut("x" * 9, 10) == "x" * 9
    assert cut("x" * 10, 10) == "x" * 10
    assert cut("x" * 11, 10) == "x" * 9 + "…"
    assert cut("one two three", 5) == "one…", "no blank before the mark"
    assert cut("x" * 9, 4, "more") == "more"
    assert cut("x" * 9, 3, "more") == "xxx", "a mark that does not fit is left out"
    with pytest.raises(ValueError, match="nothing to show"):
        cut("x", 0)


def test_what_is_shortened_ends_at_a_word() -> None:
    assert shorten("checkout\nis  down", 20) == "checkout is down"
    assert shorten("one two three", 13) == "one two three"
    assert shorten("one two three", 12) == "one two…"
    assert shorten("one two three", 8) == "one two…"
    assert shorten("x" * 11, 10) == "x" * 9 + "…"
    assert shorten("a " + "x" * 30, 20) == "a " + "x" * 17 + "…", "not for the sake of one letter"


@given(some_text, st.integers(1, 60))
def test_shorten_never_exceeds(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit
    assert "\n" not in shorten(text, limit)


def test_cut_splits_no_escape() -> None:
    text = escape("ab&cd")
    assert [cut(text, limit) for limit in range(3, 10)] == [
        "ab…",
        "ab…",
        "ab…",
        "ab…",
        "ab…",
        "ab&amp;…",
        "ab&amp;cd",
    ]


@given(st.integers(1, 80))
def test_cut_splits_no_token(limit: int) -> None:
    text = mrkdwn(
        "{who} opened {room}, see {book}",
        who=mention("U0ANA"),
        room=channel_link("C0INC"),
        book=link("https://example.com/?a=1&b=2", "runbook"),
    )
    assert not {"<", ">"} & set(without_tokens(cut(text, limit)))


@pytest.mark.parametrize(
    "letter",
    [
        FAMILY,
        FLAG,
        "e\u0301\u0323",
        "\U0001f44d\U0001f3fd",
        "1\ufe0f\u20e3",
        "\u1112\u1161\u11ab",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "\r\n",
    ],
)
def test_cut_splits_no_letter(letter: str) -> None:
    for limit in range(1, 6 * len(letter)):
        shown = cut(letter * 6, limit, "").rstrip()
        assert (letter * 6).startswith(shown)
        assert len(shown) % len(letter) == 0


def test_a_letter_with_a_thousand_accents_does_not_take_everything_along() -> None:
    assert len(cut("word a" + "\u0301" * 1_000, 100)) == 100


# --- splitting ----------------------------------------------------------------------------------


@given(some_text, st.integers(5, 200))
def test_pieces_lose_only_white_space(text: str, limit: int) -> None:
    split = pieces(text, limit)
    assert all(0 < len(piece) <= limit and type(piece) is Mrkdwn for piece in split)
    assert all(escape(unescape(piece)) == piece for piece in split)
    assert "".join("".join(split).split()) == "".join(escape(text).split())


def test_pieces_end_at_paragraphs_then_lines_then_words() -> None:
    assert pieces("aaaa aaaa\n\nbb bb\ncccc", 17) == ["aaaa aaaa", "bb bb\ncccc"]
    assert pieces("aaaa aaaa\nbbbb bbbb", 15) == ["aaaa aaaa", "bbbb bbbb"]
    assert pieces("aaaa bbbb cccc", 10) == ["aaaa bbbb", "cccc"]
    assert pieces("abcdefghij", 5) == ["abcde", "fghij"]
    assert pieces("a" * 5 + " " + "b" * 5, 5) == ["aaaaa", "bbbbb"]


@pytest.mark.parametrize("limit", [30, 41, 42, 43, 60])
def test_pieces_split_no_token(limit: int) -> None:
    book = link("https://example.com/?a=1&b=2", "runbook")
    for piece in pieces(join(" ", [mention("U0ANA"), book, "and <more>"] * 5), limit):
        assert not {"<", ">"} & set(without_tokens(piece))


def test_a_token_that_fits_nowhere_is_shown_by_its_words() -> None:
    split = pieces(link("https://example.com/" + "x" * 30, "label") + " end", 20)
    assert "".join(split) == "https://example.com/" + "x" * 30 + " end"
    with pytest.raises(ValueError, match="escaped character"):
        pieces("x", 4)
