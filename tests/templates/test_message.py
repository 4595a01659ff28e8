"""A message that leaves is one that Slack takes, and says everything to who cannot see blocks."""

import dataclasses
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.blocks import (
    Block,
    actions,
    context,
    divider,
    header,
    image,
    input_block,
    section,
)
from templates.dates import when
from templates.elements import (
    button,
    image_element,
    option,
    plain_text_input,
    static_select,
    users_select,
)
from templates.message import Message, message, messages
from templates.text import Mrkdwn, link, mention, mrkdwn
from tests.templates.hostile import HOSTILE


def test_the_text_is_everything_the_blocks_say_in_reading_order() -> None:
    started = when(datetime(2026, 11, 21, 18, tzinfo=UTC))
    made = message(
        header("R&D: checkout <down>"),
        section(
            mrkdwn("{who} leads since {started}", who=mention("U0ANA"), started=started),
            fields=["SEV-1", "12 < 13"],
            accessory=button("Join", "join"),
        ),
        divider(),
        image("https://example.com/x.png", "Errors & more"),
        context("Updated", image_element("https://example.com/i.png", "by hand")),
        actions(
            button("Resolve", "resolve"),
            users_select("lead", placeholder="Choose a lead"),
            static_select("sev", [option("SEV-1", "1")]),
        ),
        input_block("Why?", plain_text_input("why"), "why", "One line"),
    )
    assert made.text == "\n".join(
        (
            "R&amp;D: checkout &lt;down&gt;",
            f"<@U0ANA> leads since {started}",
            "SEV-1",
            "12 &lt; 13",
            "[Join]",
            "Errors &amp; more",
            "Updated by hand",
            "[Resolve] [Choose a lead]",
            "Why?",
            "One line",
        )
    )


def test_a_given_text_is_escaped_and_cut() -> None:
    assert message(divider(), text="<!channel>").text == "&lt;!channel&gt;"
    assert message(divider(), text=mention("U0ANA")).text == "<@U0ANA>"
    for length, shown in ((3_899, 3_899), (3_900, 3_900), (3_901, 3_900), (100_000, 3_900)):
        assert len(message(divider(), text="x" * length).text) == shown


def test_a_derived_text_is_cut_between_tokens() -> None:
    book = link("https://example.com/runbook", "runbook")
    text = message(*[section(Mrkdwn(book * 60))] * 3).text
    assert 3_860 < len(text) <= 3_900
    assert text.removesuffix("…").replace(book, "").strip() == ""


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_pings_nobody(text: str) -> None:
    made = message(header(text), section(text, fields=[text]), context(text))
    assert isinstance(made.text, Mrkdwn)
    assert not {"<", ">"} & set(made.text)
    made.text.encode()


def test_what_slack_would_refuse_is_a_mistake() -> None:
    message(*[divider()] * 49, section("x"))
    with pytest.raises(ValueError, match="1 to 50 blocks"):
        message(*[divider()] * 50, section("x"))
    with pytest.raises(ValueError, match="1 to 50 blocks"):
        message(text="x")
    with pytest.raises(ValueError, match="block_id 'b' is used twice"):
        message(divider("b"), section("x", block_id="b"))
    with pytest.raises(ValueError, match="text of a message"):
        message(divider())
    with pytest.raises(ValueError, match="text of a message"):
        message(section("x"), text=" ")


def test_all_blocks_together_hold_12_000_characters() -> None:
    three = [section("x" * 3_000)] * 3
    message(*three, section("x" * 2_999))
    message(*three, section("x" * 3_000))
    with pytest.raises(ValueError, match="at most 12000 characters, not 12001"):
        message(*three, section("x" * 3_000), section("x"))
    with pytest.raises(ValueError, match="not 12002"):
        message(*three, section("x" * 3_000), actions(button("Go", "go")))


def test_a_message_is_checked_however_it_is_made_and_does_not_change() -> None:
    with pytest.raises(ValueError, match="1 to 50 blocks"):
        Message((), Mrkdwn("x"))
    with pytest.raises(ValueError, match="text of a message"):
        Message((divider(),), Mrkdwn("x" * 3_901))
    made = message(section("x"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.text = Mrkdwn("y")  # type: ignore[misc]


some_block = st.one_of(
    st.builds(header, st.sampled_from(["Timeline", "What happened"])),
    st.builds(section, st.integers(1, 3_000).map(lambda length: "x" * length)),
    st.just(divider()),
    st.builds(context, st.just("small")),
)


@given(st.lists(some_block, max_size=130))
def test_a_long_document_is_split_and_loses_only_dividers(blocks: list[Block]) -> None:
    split = messages(blocks)
    kept = [block for one in split for block in one.blocks]
    assert [block for block in kept if block["type"] != "divider"] == [
        block for block in blocks if block["type"] != "divider"
    ]
    for one in split:
        assert one.blocks[0]["type"] != "divider"
        assert one.blocks[-1]["type"] != "divider"


def test_a_header_moves_on_with_what_it_stands_over() -> None:
    body = [section("x" * 3_000)] * 4
    first, second = messages([*body[:3], divider(), header("Next"), body[3], section("end")])
    assert list(first.blocks) == body[:3]
    assert second.blocks[0]["type"] == "header"
    assert [block["type"] for block in second.blocks] == ["header", "section", "section"]


def test_a_header_moves_on_from_a_single_block_unless_it_would_not_fit_there() -> None:
    large = section("x" * 2_900, fields=["x" * 1_800] * 5)
    first, second = messages([large, header("Next"), section("x" * 3_000)])
    assert [len(first.blocks), len(second.blocks)] == [1, 2]
    heading = header("x" * 150)
    first, second = messages([section("x"), heading, large])
    assert first.blocks[-1] == heading
    assert second.blocks == (large,)


def test_headers_alone_still_make_messages() -> None:
    assert [len(one.blocks) for one in messages([header("x")] * 120)] == [50, 50, 20]
    assert messages([]) == messages([divider()] * 60) == []
