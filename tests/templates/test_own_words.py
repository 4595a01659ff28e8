"""Words of others in the place of ours: everything in them is words, and they end by themselves."""

from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from models.custom_field import CustomField, FieldKind
from models.facts import Facts
from models.incident import Incident
from models.organisation import Organisation
from models.person import Person
from models.wording_places import FACTS
from models.wording_template import LONGEST_TEMPLATE, Words
from templates.own_words import LONGEST_WORDS, own_words, why_no_words
from templates.text import Mrkdwn
from tests.templates.hostile import HOSTILE

CHECK: TypeAdapter[str] = TypeAdapter(Words)


def facts(title: str = "checkout is down", **fields: str) -> Facts:
    incident = Incident(
        title=title,
        severity="SEV-1",
        declared_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        declared_by=Person(slack_id="U0ANA"),
    )
    incident.id = 12
    asked = [
        CustomField(key="vendor", label="Vendor"),
        CustomField(key="lead", label="Lead", kind=FieldKind.USER),
        CustomField(key="day", label="Day", kind=FieldKind.DATE),
        CustomField(key="page", label="Page", kind=FieldKind.URL),
    ]
    return Facts(Organisation(fields=tuple(asked)), incident, None, (), None, fields=fields)


def say(words: str, about: Facts | None = None) -> Mrkdwn | None:
    return own_words(CHECK.validate_python(words), about or facts())


def test_names_and_filters() -> None:
    assert say("*{{ title }}* is {{ severity }} ({{ severity_name }}), {{ ref }}") == (
        "*checkout is down* is SEV-1 (Critical), INC-12"
    )
    assert say("{{ title | bold }} {{ 'https://a.example' | link('A') }}") == (
        "*checkout is down* <https://a.example|A>"
    )
    assert say("{{ declared_by }} {% if region %}{{ region }}{% else %}nowhere{% endif %}") == (
        "<@U0ANA> nowhere"
    )


def test_every_name_can_be_said() -> None:
    for name in FACTS:
        assert own_words(f"x {{{{ {name} }}}}", facts()) is not None


def test_fields_read_as_on_the_card() -> None:
    about = facts(lead="U0BEN", day="2026-03-02", page="https://a.example")
    words = "{{ field_lead }} {{ field_day }} {{ field_page }}{{ field_vendor }}"
    assert say(words, about) == "<@U0BEN> 2 Mar 2026 <https://a.example>"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_that_anybody_wrote_is_more_than_words(text: str) -> None:
    made = own_words("{{ title }}", facts(title=text))
    assert made is None or "<!" not in made
    literal = own_words(text.replace("{", "").replace("#", "") + " x", facts())
    assert literal is None or "<!" not in literal
    assert literal is None or "<@" not in literal


def test_a_constant_wakes_nobody_either() -> None:
    assert say("{{ '<!channel>' }} <!here> {{ '<!channel>' | default('x') }}") == (
        "&lt;!channel&gt; &lt;!here&gt; &lt;!channel&gt;"
    )


def test_it_is_cut() -> None:
    made = say("{{ noticed }}{{ title }}" * 100)
    assert made is not None
    assert len(made) <= LONGEST_WORDS


def test_why_there_are_none_repeats_nothing_of_a_private_incident() -> None:
    words, about = "{{ title | cut(title) }}", facts(title="leak")
    assert "str" in why_no_words(words, about)
    about.incident.is_private = True
    assert why_no_words(words, about) == "TypeError"
    assert why_no_words("{{ title }}", about) == ""


def test_without_words_there_are_none() -> None:
    assert own_words(None, facts()) is None
    assert say("  {% if region %}x{% endif %} ") is None


@given(st.text(alphabet="{}%| abctitle'\"._[]()*~+-<>!&#\n0123", max_size=60))
def test_whatever_is_written_is_refused_or_harmless(text: str) -> None:
    try:
        words = CHECK.validate_python(text)
    except ValidationError:
        return
    made = own_words(words, facts())
    assert made is None or ("<!" not in made and len(made) <= LONGEST_WORDS)


def test_the_limit_is_told_in_the_schema() -> None:
    assert CHECK.json_schema()["maxLength"] == LONGEST_TEMPLATE
    assert get_args(Words)
