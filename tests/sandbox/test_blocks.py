"""What Slack accepts in blocks, and the words in which it refuses the rest."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.blocks.elements import ELEMENTS
from sandbox.blocks.kinds import BLOCKS
from sandbox.blocks.shown import NewId, as_returned, words_of
from sandbox.blocks.whole import characters_of, message_problems, view_problems
from sandbox.errors import Untaught
from sandbox.state import Json
from tests.sandbox.payloads import button, field, form, plain, section

OPTION = {"text": plain("One"), "value": "1"}
VERBATIM = {"type": "mrkdwn", "verbatim": True}
OTHER = {"text": plain("Two"), "value": "2"}
CONFIRM = {
    "title": plain("Sure?"),
    "text": plain("Really?"),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "See ", "style": {"bold": True}},
                {"type": "user", "user_id": "U1"},
                {"type": "link", "url": "https://example.org", "text": "there"},
                {"type": "emoji", "name": "wave"},
                {"type": "broadcast", "range": "here"},
                {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "then"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "point"}]}
            ],
        },
    ],
}

GOOD = [
    section("words"),
    section("x" * 3000),
    {"type": "section", "fields": [plain("x" * 2000)] * 10},
    section("pick", accessory=button("Go", "go", style="danger", confirm=CONFIRM, value="")),
    section("pick", accessory={"type": "overflow", "options": [OPTION] * 5}),
    section("see", accessory={"type": "image", "image_url": "https://x.org/a", "alt_text": "a"}),
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "image", "image_url": "https://x.org/a", "alt_text": "a", "title": plain("t")},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "small"}, plain("smaller")]},
    actions(button("x" * 75, "a"), button("b", "b", url="https://x.org")),
    actions({"type": "static_select", "action_id": "s", "options": [OPTION] * 100}),
    actions(
        {
            "type": "static_select",
            "action_id": "s",
            "option_groups": [{"label": plain("g"), "options": [OPTION]}],
            "initial_option": OPTION,
        }
    ),
    actions({"type": "users_select", "action_id": "u", "placeholder": plain("Who?")}),
    actions({"type": "timepicker", "action_id": "t", "initial_time": "23:59"}),
    actions({"type": "datepicker", "action_id": "d", "initial_date": "2026-03-02"}),
    actions({"type": "datetimepicker", "action_id": "d", "initial_date_time": 1_772_442_000}),
    RICH,
    {"type": "markdown", "text": "**bold**"},
    {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, RICH]]},
    field("Title", "t"),
]

# Each: a block that is refused, and the problem that Slack names first.
BAD: list[tuple[Json, str]] = [
    (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0/type]"),
    (
        {"type": "section", "fields": [plain("x")] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    (
        {"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}},
        "invalid additional property: emoji [json-pointer:/blocks/0/text]",
    ),
    (
        {"type": "section", "text": "words"},
        "must provide an object [json-pointer:/blocks/0/text]",
    ),
    ({"text": plain("x")}, "missing required field: type [json-pointer:/blocks/0]"),
    (
        {"type": "header", "text": plain("x" * 151)},
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    (
        {"type": "image", "image_url": "https://x.org/a"},
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    ({"type": "context", "elements": []}, "must provide at least 1 items"),
    (actions(), "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
    (
        actions(*[button("x", f"{n}") for n in range(26)]),
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        actions(button("x" * 76, "a")),
        "failed to match all allowed schemas [json-pointer:/blocks/0/elements/0]",
    ),
    (actions(button("x", "a", style="default")), "failed to match all allowed schemas"),
    (
        actions(button("x", "a"), button("y", "a")),
        '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ),
    (
        actions({"type": "plain_text_input", "action_id": "a"}),
        "failed to match all allowed schemas",
    ),
    (
        actions({"type": "static_select", "options": [OPTION] * 101}),
        "failed to match all allowed schemas",
    ),
    (
        actions({"type": "static_select", "options": [OPTION], "initial_option": OTHER}),
        "failed to match all allowed schemas",
    ),
    (actions({"type": "static_select"}), "failed to match all allowed schemas"),
    (
        actions({"type": "overflow", "options": [OPTION] * 6}),
        "failed to match all allowed schemas",
    ),
    (
        actions({"type": "timepicker", "initial_time": "24:00"}),
        "failed to match all allowed schemas",
    ),
    (
        actions({"type": "conversations_select", "response_url_enabled": True}),
        "invalid additional property: response_url_enabled [json-pointer:/blocks/0/elements/0]",
    ),
    (
        {"type": "alert", "text": plain("x")},
        "unsupported type: alert [json-pointer:/blocks/0/type]",
    ),
    ({"type": "file", "external_id": "x"}, "unsupported type: file [json-pointer:/blocks/0/type]"),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]},
        "failed to match all allowed schemas [json-pointer:/blocks/0/rows/0/0]",
    ),
    ({"type": "divider", "block_id": "x" * 256}, "must be less than 256 characters"),
    ({"type": "divider", "text": plain("x")}, "invalid additional property: text"),
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: block["type"])
def test_a_good_block_is_accepted(block: Json) -> None:
    assert message_problems([block]) == []


@pytest.mark.parametrize(("block", "says"), BAD)
def test_a_bad_block_is_refused_in_slacks_words(block: Json, says: str) -> None:
    problems = message_problems([block])
    assert problems
    assert problems[0].startswith(says)


def test_a_message_takes_fifty_blocks_and_a_view_a_hundred() -> None:
    divider = {"type": "divider"}
    assert message_problems([divider] * 50) == []
    assert message_problems([divider] * 51) == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]
    assert view_problems(form(*[divider] * 100)) == []
    assert view_problems(form(*[divider] * 101))[1:] == [
        "no more than 100 items allowed [json-pointer:/view/blocks]"
    ]


def test_a_block_id_stands_once_in_a_message() -> None:
    assert message_problems([{"type": "divider", "block_id": "a"}] * 2) == [
        '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]'
    ]


@pytest.mark.parametrize(
    ("view", "says"),
    [
        (form(title="x" * 25), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (form(private_metadata="x" * 3001), "must be less than 3001 characters"),
        (
            {"type": "modal", "title": plain("x"), "blocks": [field("Title", "t")]},
            "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/",
        ),
        ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
        (form({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
        (form(submit_disabled=True), "the field `submit_disabled`"),
        ({"type": "home", "blocks": [], "submit": plain("x")}, "invalid additional property"),
        (
            form(
                field("A", "a", {"type": "plain_text_input", "focus_on_load": True}),
                field("B", "b", {"type": "plain_text_input", "focus_on_load": True}),
            ),
            "only one element may have `focus_on_load`",
        ),
    ],
)
def test_a_bad_view_is_refused(view: Json, says: str) -> None:
    try:
        problems = view_problems(view)
    except Untaught as untaught:
        problems = ["", str(untaught)]
    assert problems[1].startswith(says)


@pytest.mark.parametrize(
    "block",
    [
        {"type": "hologram"},
        {"type": "video", "title": plain("x")},
        {"type": "divider", "colour": "red"},
        {"type": "section", "text": {"type": "text", "text": "x"}},
        {"type": "actions", "elements": [{"type": "slider"}]},
    ],
)
def test_what_the_sandbox_never_heard_of_is_not_taught_rather_than_refused(block: Json) -> None:
    with pytest.raises(Untaught):
        message_problems([block])


def test_every_element_stands_somewhere_and_every_block_is_known_by_name() -> None:
    assert {"button", "static_select", "multi_users_select", "file_input"} <= set(ELEMENTS)
    assert set(BLOCKS) == {
        "section",
        "header",
        "divider",
        "image",
        "context",
        "actions",
        "input",
        "rich_text",
        "markdown",
        "table",
        "alert",
    }


class Nobody:
    """A directory in which every id is called by itself."""

    def label(self, item_id: str) -> str:
        return item_id

    def token_for(self, sigil: str, name: str) -> str:
        return f"{sigil}{name}"


def test_words_of_blocks_are_everything_a_reader_sees() -> None:
    blocks: list[Json] = [
        {"type": "header", "text": plain("Checkout &amp; pay")},
        section("by <@U1> until <!date^1^{time}|18:00 UTC>", accessory=button("Take it", "take")),
        RICH,
        {"type": "table", "rows": [[{"type": "raw_text", "text": "left"}, RICH]]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "<https://x.org|more>"}]},
        actions({"type": "static_select", "placeholder": plain("Severity"), "options": [OPTION]}),
    ]
    words = words_of(blocks, Nobody())
    for expected in (
        "Checkout & pay",
        "by @U1 until 18:00 UTC",
        "Take it",
        "See @U1there:wave:@herethen",
        "point",
        "left",
        "more",
        "Severity",
    ):
        assert expected in words


def test_blocks_come_back_with_ids_and_escaped_text() -> None:
    sent = [section("a & b <@U1>", accessory=button("Answer & 1", "a")), {"type": "divider"}]
    back = as_returned(sent, NewId("1234"), Nobody())
    assert back[0]["text"]["text"] == "a &amp; b <@U1>"
    assert back[0]["accessory"]["text"] == {
        "type": "plain_text",
        "text": "Answer &amp; 1",
        "emoji": True,
    }
    assert back[0]["block_id"] != back[1]["block_id"]
    assert "block_id" not in sent[0]


def test_a_text_that_is_not_verbatim_is_searched_for_mentions() -> None:
    words = "a@channel @channel, #general and https://x.org"
    sent = [section(words), {"type": "section", "text": {**VERBATIM, "text": words}}]
    searched, verbatim = as_returned(sent, NewId("x"), Nobody())
    assert searched["text"]["text"] == "a@channel <!channel>, #general and <https://x.org>"
    assert verbatim["text"]["text"] == words


def test_characters_are_counted_over_all_blocks() -> None:
    assert characters_of([section("abc"), actions(button("de", "x"))]) == 5


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "text", "elements", "options", "accessory", "element", "value"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=3))
def test_no_json_breaks_the_check(blocks: list[Any]) -> None:
    try:
        problems = message_problems(blocks)
    except Untaught:
        return
    if not problems:
        words_of(as_returned(blocks, NewId("x"), Nobody()), Nobody())
