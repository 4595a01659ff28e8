"""The organisation's configuration: its defaults, and what must fit together."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

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
from models.timespan import Timespan, in_words

TIMESPAN: TypeAdapter[timedelta] = TypeAdapter(Timespan)


def severity(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "name": "Bad", "meaning": "It is bad.", "update_every": 30, **more}


def role(key: str) -> dict[str, Any]:
    return {"key": key, "name": key.title(), "short": key.title(), "does": "Helps."}


def says(wrong: pytest.ExceptionInfo[ValidationError]) -> str:
    (error,) = wrong.value.errors()
    return error["msg"]


def test_without_any_configuration_there_is_a_complete_one() -> None:
    organisation = Organisation()

    assert [one.key for one in organisation.severities] == ["SEV-1", "SEV-2", "SEV-3", "SEV-4"]
    assert [one.update_every for one in organisation.severities] == [
        timedelta(minutes=15),
        timedelta(minutes=30),
        timedelta(hours=1),
        timedelta(days=1),
    ]
    assert [one.review for one in organisation.severities] == [True, True, False, False]
    assert organisation.default_severity == "SEV-3"
    assert [one.key for one in organisation.roles] == [
        "commander",
        "deputy",
        "scribe",
        "communications",
        "resolver",
    ]
    assert organisation.channels == Channels(
        announcements="incidents", name_template="inc-{number}-{title}"
    )
    assert organisation.handoffs.notice_before == timedelta(minutes=30)
    assert organisation.handoffs.shift_ends is None
    assert organisation.reviews.due_after == timedelta(days=7)


def test_defaults_pass_the_same_checks_as_what_people_write() -> None:
    written = Organisation().model_dump(mode="json")
    assert Organisation.model_validate(written) == Organisation()


def test_severities_and_roles_are_found_by_their_keys() -> None:
    organisation = Organisation()

    assert organisation.severity("SEV-2").name == "Major"
    assert organisation.role("scribe").name == "Scribe"
    with pytest.raises(KeyError):
        organisation.severity("SEV-9")


def test_a_configuration_does_not_change_after_reading() -> None:
    organisation = Organisation()
    with pytest.raises(ValidationError, match="frozen"):
        organisation.name = "Other"  # type: ignore[misc]  # what mypy forbids is what is tested


def test_every_field_says_what_it_means() -> None:
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
    silent = [
        f"{part.__name__}.{name}"
        for part in parts
        for name, field in part.model_fields.items()
        if not field.description
    ]
    assert silent == []


def test_severities_of_ones_own_need_a_default_among_them() -> None:
    own = [severity("P1"), severity("P2")]

    organisation = Organisation.model_validate({"severities": own, "default_severity": "P2"})
    assert organisation.severity(organisation.default_severity).key == "P2"
    with pytest.raises(ValidationError) as wrong:
        Organisation.model_validate({"severities": own})
    assert says(wrong).startswith("names `SEV-3`, and no severity has that key.")


def test_keys_that_people_could_not_tell_apart_are_refused() -> None:
    with pytest.raises(ValidationError) as wrong:
        Organisation.model_validate({"severities": [severity("SEV-3"), severity("sev-3")]})
    assert says(wrong) == "names a severity twice: sev-3. Give each a key of its own."

    with pytest.raises(ValidationError) as wrong:
        Organisation.model_validate({"roles": [role("commander"), role("commander")]})
    assert says(wrong) == "names a role twice: commander. Give each a key of its own."


def test_somebody_must_be_able_to_command() -> None:
    with pytest.raises(ValidationError) as wrong:
        Organisation.model_validate({"roles": [role("scribe")]})
    assert says(wrong) == "has no role with the key commander. Every incident needs one."


@pytest.mark.parametrize("key", ["SEV-1", "P0", "critical", "S" * 16])
def test_short_keys_are_accepted(key: str) -> None:
    assert Severity.model_validate(severity(key)).key == key


@pytest.mark.parametrize("key", ["", "1", "-1", "SEV 1", "SEV_1", "SÉV-1", "S" * 17, "SEV-1\n"])
def test_other_keys_are_refused(key: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        Severity.model_validate(severity(key))
    assert says(wrong).startswith("is not a short key.")


@pytest.mark.parametrize(
    ("template", "trouble"),
    [
        ("inc-{title}", "must contain {number}"),
        ("inc-{number}-{team}", "may contain only {number}, {title}, {severity}, {date}"),
        ("inc-{number:>9}", "may contain only"),
        ("inc-{number!r}", "may contain only"),
        ("inc-{number.real}", "may contain only"),
        ("inc-{number}-{", "has a brace that is not closed"),
        ("inc-number}", "has a brace that is not closed"),
        ("inc-{}", "may contain only"),
    ],
)
def test_a_channels_name_is_made_of_what_is_known(template: str, trouble: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        Channels(name_template=template)
    assert says(wrong).startswith(trouble)


def test_a_channels_name_may_use_all_that_is_known() -> None:
    template = "{date}-{severity}-{number}-{title}"
    assert Channels(name_template=template).name_template == template


@pytest.mark.parametrize("name", ["Incidents", "the incidents", "inci.dents", "a" * 81, "", "#"])
def test_an_announcement_channel_that_slack_cannot_have_is_refused(name: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        Channels(announcements=name)
    assert says(wrong).startswith("is not a channel's name.")


def test_the_sign_before_a_channels_name_is_not_part_of_it() -> None:
    assert Channels(announcements="#störungen").announcements == "störungen"


@pytest.mark.parametrize(
    ("link", "accepted"),
    [
        ("https://wiki.example.com/a?b=c#d", True),
        ("http://localhost:8080", True),
        ("ftp://example.com", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://[", False),
        ("https://example.com/a b", False),
        ("wiki.example.com", False),
    ],
)
def test_a_bookmark_leads_to_the_web(link: str, accepted: bool) -> None:  # noqa: FBT001 -- a table
    written = {"bookmarks": [{"title": "Wiki", "link": link}]}
    if accepted:
        assert Organisation.model_validate(written).bookmarks[0].link == link
    else:
        with pytest.raises(ValidationError) as wrong:
            Organisation.model_validate(written)
        assert says(wrong).startswith("is not a web address.")


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        (timedelta(minutes=5), 5),
        (45, 45),
        ("30m", 30),
        ("30 MIN", 30),
        ("1h", 60),
        ("1h30m", 90),
        (" 1 hour 30 minutes ", 90),
        ("2 days", 2880),
        ("1w", 10080),
        ("0m", 0),
        ("PT30M", 30),
        ("PT1H30M", 90),
        ("P1DT1M", 1441),
        ("P2W", 20160),
    ],
)
def test_lengths_of_time_are_read_as_people_write_them(written: object, minutes: int) -> None:
    assert TIMESPAN.validate_python(written) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "written",
    [
        *[
            "",
            "soon",
            "30",
            "m",
            "1.5h",
            "-5m",
            "30s",
            "1h foo",
            "P",
            "PT",
            "P1M",
            "PT30S",
            "1h" * 9,
        ],
        *[True, -1, 10**9, 1.5, None, ["30m"], "9999999m", "\N{ARABIC-INDIC DIGIT THREE}m"],
    ],
)
def test_other_lengths_of_time_are_refused_with_an_example(written: object) -> None:
    with pytest.raises(ValidationError) as wrong:
        TIMESPAN.validate_python(written)
    assert says(wrong) == "is not a length of time. Write it like 30m, 1h 30m or 2 days."


@given(st.integers(min_value=0, max_value=999_999))
def test_a_length_of_time_in_words_reads_back(minutes: int) -> None:
    length = timedelta(minutes=minutes)
    assert TIMESPAN.validate_python(in_words(length)) == length


@pytest.mark.parametrize(
    ("length", "words"),
    [(1, "1 min"), (60, "1 hour"), (90, "90 min"), (120, "2 hours"), (1440, "1 day")],
)
def test_lengths_of_time_are_told_in_words(length: int, words: str) -> None:
    assert in_words(timedelta(minutes=length)) == words
