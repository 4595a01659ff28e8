"""Elements fit Slack's limits: text for people is cut, mistakes of ours are told."""

from collections.abc import Callable
from datetime import date, time

import pytest

from templates.elements import (
    Element,
    button,
    checkboxes,
    confirm,
    datepicker,
    either_text,
    image_element,
    mrkdwn_text,
    option,
    overflow,
    plain_text,
    plain_text_input,
    radio_buttons,
    static_select,
    timepicker,
    users_select,
)
from templates.text import mention, mrkdwn
from tests.templates.hostile import HOSTILE


def options(count: int) -> list[Element]:
    return [option(f"Option {n}", f"o{n}") for n in range(count)]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("make", [plain_text, mrkdwn_text, either_text])
def test_every_text_can_be_sent(make: Callable[[str, int], Element], text: str) -> None:
    made = make(text, 75)
    made["text"].encode()
    assert 1 <= len(made["text"]) <= 75
    assert made["text"].strip()
    assert not {"\x00", "\u202e"} & set(made["text"])
    if made["type"] == "mrkdwn":
        assert not {"<", ">"} & set(made["text"])
        assert made["verbatim"] is True
    else:
        assert "verbatim" not in made


def test_composed_text_stays_composed_or_becomes_its_words() -> None:
    text = mrkdwn("{who} & {what}", who=mention("U0ANA"), what="<b>")
    assert mrkdwn_text(text, 99)["text"] == "<@U0ANA> & &lt;b&gt;"
    assert either_text(text, 99)["type"] == "mrkdwn"
    assert plain_text(text, 99)["text"] == "@U0ANA & <b>"


def test_plain_text_is_not_escaped_and_nothing_is_a_dash() -> None:
    assert plain_text("R&D <b>", 99) == {"type": "plain_text", "text": "R&D <b>", "emoji": True}
    assert plain_text("", 99)["text"] == mrkdwn_text(" \n", 99)["text"] == "\u2013"


@pytest.mark.parametrize(
    ("limit", "shown"),
    [
        (75, lambda text: button(text, "a")["text"]),
        (75, lambda text: option(text, "v")["text"]),
        (75, lambda text: option("x", "v", text)["description"]),
        (150, lambda text: users_select("a", placeholder=text)["placeholder"]),
        (150, lambda text: static_select("a", options(1), placeholder=text)["placeholder"]),
        (150, lambda text: datepicker("a", placeholder=text)["placeholder"]),
        (150, lambda text: timepicker("a", placeholder=text)["placeholder"]),
        (150, lambda text: plain_text_input("a", placeholder=text)["placeholder"]),
        (100, lambda text: confirm(text, "x", "x", "x")["title"]),
        (300, lambda text: confirm("x", text, "x", "x")["text"]),
        (30, lambda text: confirm("x", "x", text, "x")["confirm"]),
        (30, lambda text: confirm("x", "x", "x", text)["deny"]),
        (2_000, lambda text: {"text": image_element("https://x", text)["alt_text"]}),
        (3_000, lambda text: {"text": plain_text_input("a", text)["initial_value"]}),
        (20, lambda text: {"text": plain_text_input("a", text, max_length=20)["initial_value"]}),
    ],
)
def test_text_for_people_is_cut_at_its_limit(limit: int, shown: Callable[[str], Element]) -> None:
    for length in (limit - 1, limit):
        assert shown("x" * length)["text"] == "x" * length
    assert shown("x" * (limit + 1))["text"] == "x" * (limit - 1) + "…"


@pytest.mark.parametrize(
    ("limit", "make"),
    [
        (255, lambda value: button("x", value)),
        (2_000, lambda value: button("x", "a", value)),
        (3_000, lambda value: button("x", "a", url=value)),
        (75, lambda value: option("x", value)),
        (3_000, lambda value: option("x", "v", url=value)),
        (255, lambda value: static_select(value, options(1))),
        (255, lambda value: radio_buttons(value, options(1))),
        (255, lambda value: checkboxes(value, options(1))),
        (255, lambda value: overflow(value, options(1))),
        (255, users_select),
        (255, lambda value: users_select("a", value)),
        (255, datepicker),
        (255, timepicker),
        (255, plain_text_input),
        (3_000, lambda value: image_element(value, "alt")),
    ],
)
def test_a_value_that_does_not_fit_is_a_mistake(limit: int, make: Callable[[str], Element]) -> None:
    make("x")
    make("x" * limit)
    for wrong in ("", "x" * (limit + 1)):
        with pytest.raises(ValueError, match=f"1 to {limit} characters, not {len(wrong)}"):
            make(wrong)


@pytest.mark.parametrize(
    ("limit", "make"),
    [(100, static_select), (10, radio_buttons), (10, checkboxes), (5, overflow)],
)
def test_too_many_options_or_none_are_a_mistake(
    limit: int, make: Callable[[str, list[Element]], Element]
) -> None:
    assert len(make("a", options(limit))["options"]) == limit
    for wrong in (0, limit + 1):
        with pytest.raises(ValueError, match=f"1 to {limit} options"):
            make("a", options(wrong))
    with pytest.raises(ValueError, match="'o0' is used twice"):
        make("a", [*options(1), *options(1)])


def test_a_button() -> None:
    sure = confirm("Sure?", mrkdwn("Close {what}", what="<it>"), "Close", "Keep", "danger")
    assert button("Close", "close", "42", "danger", url="https://x", confirm=sure) == {
        "type": "button",
        "text": {"type": "plain_text", "text": "Close", "emoji": True},
        "action_id": "close",
        "value": "42",
        "style": "danger",
        "url": "https://x",
        "confirm": sure,
    }
    assert sure["text"]["text"] == "Close &lt;it&gt;"
    assert sure["style"] == "danger"
    assert set(button("x", "a")) == {"type", "text", "action_id"}


@pytest.mark.parametrize(
    "make",
    [
        lambda style: button("x", "a", style=style),
        lambda style: confirm("x", "x", "x", "x", style),
    ],
)
def test_an_unknown_style_is_a_mistake(make: Callable[[str], Element]) -> None:
    with pytest.raises(ValueError, match="primary or danger, not 'default'"):
        make("default")


def test_what_was_chosen_before_is_given_in_full() -> None:
    choices = options(3)
    assert static_select("a", choices, "o1")["initial_option"] == choices[1]
    assert radio_buttons("a", choices, "o2")["initial_option"] == choices[2]
    assert checkboxes("a", choices, ("o2", "o0", "o2"))["initial_options"] == [
        choices[2],
        choices[0],
    ]
    assert "initial_options" not in checkboxes("a", choices)
    mistakes: list[Callable[[], Element]] = [
        lambda: static_select("a", choices, "o9"),
        lambda: radio_buttons("a", choices, "o9"),
        lambda: checkboxes("a", choices, ("o9",)),
    ]
    for wrong in mistakes:
        with pytest.raises(ValueError, match="No option has the value 'o9'"):
            wrong()


def test_a_menu_speaks_plainly_and_only_the_overflow_opens_addresses() -> None:
    formatted = option(mrkdwn("*bold*"), "v")
    described = option("x", "v", mrkdwn("*bold*"))
    opening = option("x", "v", url="https://x")
    assert radio_buttons("a", [formatted])["options"] == [formatted]
    assert checkboxes("a", [described])["options"] == [described]
    assert overflow("a", [opening])["options"] == [opening]
    speak_plainly: list[Callable[[str, list[Element]], Element]] = [static_select, overflow]
    for make in speak_plainly:
        for wrong in (formatted, described):
            with pytest.raises(ValueError, match="plain text"):
                make("a", [wrong])
    open_nothing: list[Callable[[str, list[Element]], Element]] = [
        static_select,
        radio_buttons,
        checkboxes,
    ]
    for make in open_nothing:
        with pytest.raises(ValueError, match="cannot open an address"):
            make("a", [opening])


def test_fields_take_days_times_and_people() -> None:
    assert datepicker("a", date(2026, 1, 2))["initial_date"] == "2026-01-02"
    assert timepicker("a", time(8, 5, 59))["initial_time"] == "08:05"
    assert users_select("a", "U0ANA")["initial_user"] == "U0ANA"
    sure = confirm("x", "x", "x", "x")
    assert static_select("a", options(1), confirm=sure)["confirm"] == sure
    assert overflow("a", options(1), sure)["confirm"] == sure


def test_a_field_to_type_in() -> None:
    field = plain_text_input(
        "a", "so\x00 far", multiline=True, min_length=0, max_length=3_000, focus=True
    )
    assert field == {
        "type": "plain_text_input",
        "action_id": "a",
        "multiline": True,
        "initial_value": "so far",
        "min_length": 0,
        "max_length": 3_000,
        "focus_on_load": True,
    }
    assert "initial_value" not in plain_text_input("a", "")


@pytest.mark.parametrize(("least", "most"), [(0, 0), (0, 3_001), (-1, 5), (6, 5), (3_001, None)])
def test_a_field_with_impossible_lengths_is_a_mistake(least: int, most: int | None) -> None:
    with pytest.raises(ValueError, match="A field takes"):
        plain_text_input("a", min_length=least, max_length=most)
