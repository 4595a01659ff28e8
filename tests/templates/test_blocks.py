"""Blocks and views fit Slack's limits, and each element stands only where Slack takes it."""

import json
from collections.abc import Callable

import pytest

from templates.blocks import (
    Block,
    actions,
    context,
    divider,
    header,
    home,
    image,
    input_block,
    modal,
    paragraphs,
    section,
)
from templates.elements import (
    Element,
    button,
    checkboxes,
    datepicker,
    image_element,
    option,
    overflow,
    plain_text_input,
    radio_buttons,
    static_select,
    timepicker,
    users_select,
)
from templates.text import bold, mention, mrkdwn
from tests.templates.hostile import HOSTILE

ONE = [option("One", "1")]
BUTTON = button("Go", "go")
FIELD = plain_text_input("field")
IMAGE = image_element("https://example.com/x.png", "A graph")
MENUS = [
    static_select("s", ONE),
    users_select("u"),
    datepicker("d"),
    timepicker("t"),
    checkboxes("c", ONE),
    radio_buttons("r", ONE),
]
OVERFLOW = overflow("o", ONE)


def buttons(count: int) -> list[Element]:
    return [button("Go", f"go{n}") for n in range(count)]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_section_of_hostile_text_is_words(text: str) -> None:
    block = section(text, fields=[text], accessory=BUTTON)
    json.dumps(block, ensure_ascii=False).encode()
    for shown in (block["text"], block["fields"][0]):
        assert shown["type"] == "mrkdwn"
        assert shown["verbatim"] is True
        assert not {"<", ">"} & set(shown["text"])


def test_composed_text_goes_in_as_it_is() -> None:
    text = mrkdwn("{who} is {role}", who=mention("U0ANA"), role=bold("commander"))
    assert section(text)["text"]["text"] == "<@U0ANA> is *commander*"
    assert header(text)["text"] == {
        "type": "plain_text",
        "text": "@U0ANA is *commander*",
        "emoji": True,
    }


@pytest.mark.parametrize(
    ("limit", "shown"),
    [
        (150, lambda text: header(text)["text"]),
        (3_000, lambda text: section(text)["text"]),
        (2_000, lambda text: section(fields=[text])["fields"][0]),
        (3_000, lambda text: context(text)["elements"][0]),
        (2_000, lambda text: input_block(text, FIELD, "b")["label"]),
        (2_000, lambda text: input_block("x", FIELD, "b", text)["hint"]),
        (2_000, lambda text: image("https://x", "alt", text)["title"]),
        (2_000, lambda text: {"text": image("https://x", text)["alt_text"]}),
        (24, lambda text: modal(text, None, None, [divider()], "c")["title"]),
        (24, lambda text: modal("x", text, None, [divider()], "c")["submit"]),
        (24, lambda text: modal("x", None, text, [divider()], "c")["close"]),
    ],
)
def test_text_for_people_is_cut_at_its_limit(limit: int, shown: Callable[[str], Element]) -> None:
    for length in (limit - 1, limit):
        assert shown("x" * length)["text"] == "x" * length
    assert shown("x" * (limit + 1))["text"] == "x" * (limit - 1) + "…"


@pytest.mark.parametrize(
    ("limit", "make"),
    [
        (255, divider),
        (255, lambda value: header("x", value)),
        (255, lambda value: section("x", block_id=value)),
        (255, lambda value: context("x", block_id=value)),
        (255, lambda value: actions(BUTTON, block_id=value)),
        (255, lambda value: input_block("x", FIELD, value)),
        (255, lambda value: image("https://x", "alt", block_id=value)),
        (255, lambda value: modal("x", None, None, [divider()], value)),
    ],
)
def test_an_id_that_does_not_fit_is_a_mistake(limit: int, make: Callable[[str], Block]) -> None:
    make("x" * limit)
    for wrong in ("", "x" * (limit + 1)):
        with pytest.raises(ValueError, match=f"1 to {limit} characters"):
            make(wrong)


@pytest.mark.parametrize(
    ("limit", "make"),
    [
        (10, lambda count: section(fields=["x"] * count)),
        (10, lambda count: context(*["x"] * count)),
        (25, lambda count: actions(*buttons(count))),
        (100, lambda count: modal("x", None, None, [divider()] * count, "c")),
        (100, lambda count: home([divider()] * count)),
    ],
)
def test_too_many_parts_or_none_are_a_mistake(limit: int, make: Callable[[int], Block]) -> None:
    make(1)
    make(limit)
    for wrong in (0, limit + 1):
        with pytest.raises(ValueError, match=r"1 to|needs a text"):
            make(wrong)


def test_ids_that_come_twice_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="action_id 'go' is used twice"):
        actions(BUTTON, BUTTON)
    for view in (lambda twice: modal("x", None, None, twice, "c"), home):
        with pytest.raises(ValueError, match="block_id 'b' is used twice"):
            view([divider("b"), section("x", block_id="b")])


def test_each_element_stands_where_slack_takes_it() -> None:
    actions(BUTTON, OVERFLOW, *MENUS)
    context("text", IMAGE)
    for element in (BUTTON, OVERFLOW, IMAGE, *MENUS):
        section("x", accessory=element)
    for element in (FIELD, *MENUS):
        input_block("x", element, "b")
    mistakes: list[Callable[[], Block]] = [
        lambda: actions(FIELD),
        lambda: actions(IMAGE),
        lambda: context(BUTTON),
        lambda: section("x", accessory=FIELD),
        lambda: input_block("x", BUTTON, "b"),
        lambda: input_block("x", OVERFLOW, "b"),
    ]
    for wrong in mistakes:
        with pytest.raises(ValueError, match="cannot stand"):
            wrong()


def test_an_input_block() -> None:
    assert input_block("What?", FIELD, "what", "In a word", optional=True) == {
        "type": "input",
        "block_id": "what",
        "label": {"type": "plain_text", "text": "What?", "emoji": True},
        "element": FIELD,
        "hint": {"type": "plain_text", "text": "In a word", "emoji": True},
        "optional": True,
        "dispatch_action": False,
    }


def test_long_text_becomes_sections_and_loses_nothing() -> None:
    text = "\n\n".join(f"Paragraph {n}: " + "word & " * 60 for n in range(30))
    blocks = paragraphs(text)
    assert all(block["type"] == "section" for block in blocks)
    shown = [block["text"]["text"] for block in blocks]
    assert max(map(len, shown)) <= 3_000
    assert all(part.startswith("Paragraph ") for part in shown)
    assert " ".join(shown).split() == text.replace("&", "&amp;").split()
    assert paragraphs("") == []
    assert len(paragraphs("x" * 100_000)) == 34


def test_a_modal() -> None:
    view = modal(
        "Declare",
        "Declare",
        "Cancel",
        [input_block("What?", FIELD, "what")],
        "declare",
        private_metadata="42",
        notify_on_close=True,
    )
    assert view["type"] == "modal"
    assert view["callback_id"] == "declare"
    assert view["private_metadata"] == "42"
    assert view["notify_on_close"] is True
    assert view["close"]["text"] == "Cancel"
    assert "private_metadata" not in modal("x", None, None, [divider()], "c")


def test_a_modal_that_slack_would_refuse_is_a_mistake() -> None:
    field = input_block("What?", plain_text_input("a", focus=True), "one")
    other = input_block("What?", plain_text_input("a", focus=True), "two")
    with pytest.raises(ValueError, match="needs a submit"):
        modal("x", None, None, [field], "c")
    with pytest.raises(ValueError, match="focus, not 2"):
        modal("x", "Go", None, [field, other], "c")
    modal("x", None, None, [divider()], "c", private_metadata="x" * 3_000)
    with pytest.raises(ValueError, match="private_metadata has 1 to 3000"):
        modal("x", None, None, [divider()], "c", private_metadata="x" * 3_001)


def test_a_view_that_is_too_heavy_is_a_mistake() -> None:
    home([section("x" * 3_000)] * 80)
    with pytest.raises(ValueError, match="250000 bytes"):
        home([section("x" * 3_000)] * 90)
