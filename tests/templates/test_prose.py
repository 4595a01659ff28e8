"""Prose is trusted as it stands in its file; the facts put into it are only words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

import templates.prose
from templates.prose import environment, prose
from templates.text import Mrkdwn, escape, mention
from tests.templates.hostile import HOSTILE, SHORT

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)

Render = Callable[..., Mrkdwn]


@pytest.fixture
def render(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Render:
    """Render one template's text from a folder of its own."""
    monkeypatch.setattr(templates.prose, "_FOLDER", tmp_path)

    def render(source: str, /, **facts: Any) -> Mrkdwn:
        environment.cache_clear()
        (tmp_path / "text.j2").write_text(source, encoding="utf-8")
        return prose("text", **facts)

    return render


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_facts_are_words_and_never_templates(render: Render, text: str) -> None:
    shown = render("*Title*: {{ fact }} <@U0ANA>!", fact=text)
    assert isinstance(shown, Mrkdwn)
    assert shown == f"*Title*: {escape(text)} <@U0ANA>!"


def test_composed_facts_and_numbers_pass(render: Render) -> None:
    assert render("{{ who }} {{ n }} {{ share }}", who=mention("U0ANA"), n=3, share=0.5) == (
        "<@U0ANA> 3 0.5"
    )


def test_a_fact_may_have_any_name(render: Render) -> None:
    assert render("{{ name }} {{ self_ }} {{ source }}", name="a", self_="b", source="c") == "a b c"


def test_filters_speak_our_words(render: Render) -> None:
    assert render("{{ at | when('{time}') }}", at=NOW) == (
        "<!date^1795284000^{time}|21 Nov 2026 at 18:00 UTC>"
    )
    assert render("{{ length | span }}", length=timedelta(minutes=65)) == "1 h 5 min"
    assert render("{{ at | ago(now) }}", at=NOW - timedelta(hours=2), now=NOW) == "2 h ago"
    assert render("{{ at | clock('Europe/London') }}", at=NOW) == "18:00 in London"
    assert render("{{ id | mention }} {{ c | channel_link }}", id="U0ANA", c="C0INC") == (
        "<@U0ANA> <#C0INC>"
    )
    assert render("{{ steps | bullet }}", steps=["Look", "<Think>"]) == "• Look\n• &lt;Think&gt;"
    assert render("{{ t | bold }} {{ t | italic }} {{ t | code }}", t="a<b") == (
        "*a&lt;b* _a&lt;b_ `a&lt;b`"
    )
    assert render("{{ url | link('book') }}", url="https://x/?a&b") == "<https://x/?a&amp;b|book>"
    assert render("{{ t | cut(5) }}", t="abcdefgh") == "abcd…"
    assert render("{{ ids | map('mention') | join(', ') }}", ids=["U0A", "<b>"]) == (
        "<@U0A>, &lt;b&gt;"
    )


def test_white_space_is_as_it_reads(render: Render) -> None:
    source = """Steps:
{% for step in steps %}
  {% if step %}
- {{ step }}
  {% endif %}
{% endfor %}
End
"""
    assert render(source, steps=["a", "", "b"]) == "Steps:\n- a\n- b\nEnd"


def test_macros_sets_and_blocks_escape_once(render: Render) -> None:
    source = (
        "{% macro row(x) %}*{{ x }}*{% endmacro %}"
        "{% macro framed() %} [{{ caller() }}]{% endmacro %}"
        "{% set kept %}{{ x }}, {{ row(x) }}{% endset %}"
        "{% block end %}{{ kept }}{% endblock %}"
        "{% call framed() %}<@U0ANA> {{ x }}{% endcall %}"
    )
    assert render(source, x="<&") == "&lt;&amp;, *&lt;&amp;* [<@U0ANA> &lt;&amp;]"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(text=st.text(alphabet="<>&;ltgamp!@ {}%") | st.sampled_from([*SHORT.values()]))
@pytest.mark.parametrize(
    "source",
    [
        "{{ x | safe }}",
        "{{ x | replace('&lt;', '<') | upper }}",
        "{{ who ~ x }}",
        "{{ who + x }}",
        "{{ '%s' | format(x) }}",
        "{{ (who | replace('U0ANA', '%s')) % x }}",
        "{{ form.format(x, x=x) }}",
        "{{ form['format'](x, x=x) }}",
        "{{ form.format_map({'x': x}) }}",
        "{{ x | forceescape }}",
        "{{ [x, x] | join('<') }}",
        "{{ x | urlize }}",
        "{{ {'a': x} | xmlattr }}",
        "{{ x | indent(2, true) }}",
        "{% set y | replace('&lt;', '<') %}{{ x }}{% endset %}{{ y }}",
        "{% autoescape true %}{{ x }}{% endautoescape %}",
    ],
)
def test_no_filter_and_no_method_lets_a_mark_through(
    render: Render, source: str, text: str
) -> None:
    form = Mrkdwn("{x} <@U0ANA>") if "map" in source else Mrkdwn("{x} {0} <@U0ANA>")
    shown = render(source, x=text, who=mention("U0ANA"), form=form)
    assert not {"<", ">"} & set(shown.replace("<@U0ANA>", ""))


def test_the_filter_tag_is_refused(render: Render) -> None:
    source = "{% filter replace('&lt;', '<') %}{{ x }}{% endfilter %}"
    with pytest.raises(TemplateSyntaxError, match="no filter tag"):
        render(source, x="<!channel>")


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("{{ missing }}", UndefinedError),
        ("{{ fact.missing }}", UndefinedError),
        ("{% if missing %}x{% endif %}", UndefinedError),
        ("{{ none }}", TypeError),
        ("{{ at }}", TypeError),
        ("{{ length }}", TypeError),
        ("{{ things }}", TypeError),
        ("{{ yes }}", TypeError),
        ("{{ at.replace(tzinfo=none_zone) | when }}", ValueError),
        ("{{ fact.__class__.__mro__ }}", SecurityError),
        ("{{ things.append(1) }}", SecurityError),
        ("{% include 'other.j2' %}", TemplateNotFound),
        ("{% include '../secret.j2' %}", TemplateNotFound),
    ],
)
def test_what_has_no_words_or_no_right_is_refused(
    render: Render, source: str, error: type[Exception]
) -> None:
    facts = {"fact": "x", "at": NOW, "length": timedelta(1), "things": [1], "yes": True}
    with pytest.raises(error):
        render(source, none_zone=None, none=None, **facts)


def test_an_unknown_template_is_told_by_name() -> None:
    with pytest.raises(TemplateNotFound, match=r"no-such-text\.j2"):
        prose("no-such-text")


def test_the_environment_of_a_folder_is_made_once(tmp_path: Path) -> None:
    assert environment(tmp_path) is environment(tmp_path)
