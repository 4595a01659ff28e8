"""Rendering somebody's own words: what they wrote is escaped like the facts, since it is not ours."""

from collections.abc import Mapping
from functools import lru_cache

from jinja2 import Template, TemplateError, nodes

from templates.prose import ProseEnvironment
from templates.text import Mrkdwn, escape


class NotMade(Exception):
    """A template that was read cannot be rendered for this incident."""


def rendered(template: str, spoken: Mapping[str, str]) -> Mrkdwn:
    """What a template says with these facts. Raises NotMade."""
    try:
        return Mrkdwn(_compiled(template).render(spoken).strip())
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as trouble:
        raise NotMade(str(trouble)) from trouble


@lru_cache(maxsize=256)
def _compiled(source: str) -> Template:
    """The template, in which the words between the places are escaped like the facts: they are not ours."""
    environment = ProseEnvironment(None)
    parsed = environment.parse(source)
    for words in parsed.find_all(nodes.TemplateData):
        words.data = str(escape(words.data))
    return environment.from_string(parsed)
