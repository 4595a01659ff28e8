"""The configuration file: what people write, what goes wrong, and whether they can tell what to do."""

import re
from datetime import time, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

from models.organisation import (
    Bookmark,
    Channels,
    Handoffs,
    Invites,
    Organisation,
    Reviews,
    Role,
    Severity,
)
from models.organisation_file import ConfigurationError, load_organisation
from tests.models.reading import EXAMPLE, problem, problems, read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "# nothing yet\n",
        "---\n",
        "--- # nothing\n...\n",
        "{}",
        "~",
        "\ufeff# from afar",
    ],
)
def test_a_file_with_nothing_in_it_means_the_defaults(text: str) -> None:
    assert read(text) == Organisation()


def test_the_example_is_exactly_the_defaults() -> None:
    assert load_organisation(EXAMPLE) == Organisation()


def test_the_example_shows_every_field() -> None:
    written = EXAMPLE.read_text(encoding="utf-8")
    parts: list[type[BaseModel]] = [
        Organisation,
        Severity,
        Role,
        Channels,
        Invites,
        Bookmark,
        Handoffs,
        Reviews,
    ]
    missing = [
        f"{part.__name__}.{name}"
        for part in parts
        for name in part.model_fields
        if not re.search(rf"\b{name}:", written)
    ]
    assert missing == []


def test_what_is_written_counts_and_the_rest_stays_at_its_default() -> None:
    organisation = read("""
        name: >-
          Corner
          shop
        severities:
          - &bad
            key: BAD
            name: Bad
            meaning: The shop is shut.
            update_every: 20
          - {key: MEH, name: Meh, meaning: The tea is cold., update_every: PT2H, review: true}
        default_severity: MEH
        channels: {announcements: "#kitchen"}
        invites:
          always: [U012AB3CD]
          by_severity: {BAD: [owner@shop.example]}
        bookmarks:
          - title: The till
            link: https://till.shop.example
        handoffs:
          shift_ends: 18:00
    """)

    assert organisation.name == "Corner shop"
    assert organisation.severity("BAD").update_every == timedelta(minutes=20)
    assert organisation.severity("MEH").review
    assert organisation.channels.announcements == "kitchen"
    assert organisation.channels.name_template == Organisation().channels.name_template
    assert organisation.invites.by_severity == {"BAD": ("owner@shop.example",)}
    assert organisation.handoffs.shift_ends == time(18)
    assert organisation.handoffs.notice_before == timedelta(minutes=30)
    assert organisation.roles == Organisation().roles


def test_an_alias_repeats_what_was_written_before() -> None:
    organisation = read("""
        invites:
          always: &everyone [U012AB3CD]
          by_severity: {SEV-1: *everyone}
    """)
    assert organisation.invites.by_severity["SEV-1"] == ("U012AB3CD",)


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    assert problems("""\
        name: 12
        severities:
          - key: SEV-1
            name: Critical
            meaning: It is bad.
            updat_every: 30m
            update_every: 5 parsecs
            review: maybe
          - key: SEV-2
            name:
            thresholds: many
        channels:
          announcements: #incidents
          name_template: "{titel}"
        invites:
          always: [ana]
          by_severity: 3
        bookmarks: [wiki]
        handoffs: {notice_before: 2d, shift_ends: "25:00"}
        reviews: 7
        roles: []
    """) == [
        "line 1: `name` needs text. If it is a number or a word like true, put it in quotes.",
        (
            "line 6: `severities[0].updat_every` is not a field that is known here. "
            "Did you mean `update_every`?"
        ),
        (
            "line 7: `severities[0].update_every` is not a length of time. "
            "Write it like 30m, 1h 30m or 2 days."
        ),
        "line 8: `severities[0].review` needs true or false.",
        "line 9: `severities[1].meaning` is missing. One sentence that says what it means.",
        (
            "line 9: `severities[1].update_every` is missing. "
            "How long people outside may wait for news before the commander is reminded."
        ),
        "line 10: `severities[1].name` has no value. Write one.",
        (
            "line 11: `severities[1].thresholds` needs a list, "
            "each entry on a line of its own that begins with a hyphen."
        ),
        (
            "line 13: `channels.announcements` has no value. What follows a # is a comment; "
            "put it in quotes if it belongs to the value. Write one, or remove the line."
        ),
        (
            "line 14: `channels.name_template` may contain only "
            "{number}, {title}, {severity}, {date} between braces."
        ),
        (
            "line 16: `invites.always[0]` is neither a Slack member id, such as U012AB3CD, nor an "
            "e-mail address. In Slack, open the person's profile and choose Copy member ID."
        ),
        "line 17: `invites.by_severity` needs fields with names, indented below it.",
        "line 18: `bookmarks[0]` needs fields with names, indented below it.",
        "line 19: `handoffs.notice_before` should be between 1 min and 1 day.",
        'line 19: `handoffs.shift_ends` is not a time of day. Write it like "18:00".',
        "line 20: `reviews` needs fields with names, indented below it.",
        "line 21: `roles` is an empty list. Name at least one.",
    ]


def test_a_problem_can_be_taken_apart() -> None:
    with pytest.raises(ConfigurationError) as wrong:
        read("\n\nseverities:\n  - key: SEV-1\n    colour: red\n")
    colour = next(one for one in wrong.value.problems if "colour" in one.field)
    assert (colour.line, colour.field) == (5, "severities[0].colour")
    assert colour.says.startswith("is not a field that is known here. Known here: `key`, `name`,")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "default_severity: sev3",
            (
                "line 1: `default_severity` names `sev3`, and no severity has that key. "
                "Did you mean `SEV-3`?"
            ),
        ),
        (
            "invites:\n  by_severity:\n    SEV_1: []",
            (
                "line 3: `invites.by_severity.SEV_1` is not the key of a severity. "
                "Did you mean `SEV-1`?"
            ),
        ),
        (
            "handoffs:\n  sync:\n    - SEV-1\n    - SEV-22",
            "line 4: `handoffs.sync[1]` is not the key of a severity. Did you mean `SEV-2`?",
        ),
        (
            "default_severity: worst",
            (
                "line 1: `default_severity` names `worst`, and no severity has that key. "
                "Known here: `SEV-1`, `SEV-2`, `SEV-3`, `SEV-4`."
            ),
        ),
        (
            "severities: [{key: P1, name: a, meaning: b, update_every: 30m}]",
            (
                "line 1: `default_severity` names `SEV-3`, and no severity has that key. "
                "Known here: `P1`. That is the default, so please write this field yourself."
            ),
        ),
        (
            "chanels: {}",
            "line 1: `chanels` is not a field that is known here. Did you mean `channels`?",
        ),
        (
            "catalogue:\n  severity_by_tier:\n    1: SEV1",
            (
                "line 3: `catalogue.severity_by_tier.1` names a severity that there is not. "
                "Did you mean `SEV-1`?"
            ),
        ),
        (
            "catalogue: {severity_by_tier: {gold: SEV-1}}",
            (
                "line 1: `catalogue.severity_by_tier.gold` is not a tier. "
                "Tiers are 1 to 9, and 1 is what people cannot do without."
            ),
        ),
        ("Name: x", "line 1: `Name` is not a field that is known here. Did you mean `name`?"),
    ],
)
def test_the_nearest_right_word_is_offered(text: str, told: str) -> None:
    assert problem(text) == told


def test_two_unknown_severities_are_told_each_on_its_line() -> None:
    told = problems("invites:\n  by_severity:\n    ONE: []\n    SEV-1: []\n    TWO: []\n")
    assert [line.partition(" is not")[0] for line in told] == [
        "line 3: `invites.by_severity.ONE`",
        "line 5: `invites.by_severity.TWO`",
    ]


def test_a_field_that_stands_twice_is_told_with_both_lines() -> None:
    assert problems("""\
        reviews:
          due_after: 7 days
          due_after: soon
        name: One
        "name": Two
    """) == [
        "line 3: `reviews.due_after` stands here and on line 2. Please keep one of them.",
        "line 5: `name` stands here and on line 4. Please keep one of them.",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"name: {'x' * 81}", "`name` is too long. There is room for 80 characters."),
        (
            f"invites: {{always: [{', '.join(['U012AB3CD'] * 101)}]}}",
            "`invites.always` is too long. There is room for 100 entries.",
        ),
        ("name: ' '", "`name` is empty. Write a few words."),
        (
            "name: [a]",
            "`name` needs text. If it is a number or a word like true, put it in quotes.",
        ),
        ("channels:", "`channels` has no value. Write one, or remove the line."),
        (
            "invites: {always: [~]}",
            "`invites.always[0]` has no value. Write one, or remove the line.",
        ),
    ],
)
def test_more_that_goes_wrong_in_values(text: str, told: str) -> None:
    assert problem(text) == f"line 1: {told}"


def test_lines_are_counted_alike_however_they_end() -> None:
    for end in ("\n", "\r\n", "\r"):
        assert problem(f"# one{end}# two{end}nam: x{end}").startswith("line 3: `nam`")


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    def told(path: Path) -> str:
        with pytest.raises(ConfigurationError) as wrong:
            load_organisation(path)
        return str(wrong.value)

    missing = tmp_path / "missing.yaml"
    assert told(missing) == (
        f"{missing} has 1 problem:\n  It cannot be opened: no such file or directory."
    )
    assert told(tmp_path).endswith("It cannot be opened: is a directory.")

    latin = tmp_path / "latin.yaml"
    latin.write_bytes("# eins\nname: Büro\n".encode("latin-1"))
    assert told(latin).endswith(
        "line 2: This line is not UTF-8. Please save the file with that encoding."
    )

    large = tmp_path / "large.yaml"
    large.write_bytes("# ü\n".encode() * 300_000)
    assert told(large).endswith(
        "The file is larger than 1 MiB, which no configuration needs to be."
    )


def test_a_file_is_read_as_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "muster.yaml"
    path.write_bytes("\ufeffname: Büro 東京\r\n".encode())
    assert load_organisation(path).name == "Büro 東京"
