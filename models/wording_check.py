"""Reading a template of somebody's own words, as far as it may go: a small part of Jinja2.

Whoever writes a team's file is not trusted with more than words: no loops, no calls, no attributes,
no arithmetic. What is left ends by itself, in time that its size bounds.
"""

from typing import Final

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from models.organisation_parts import wrong
from models.wording import nearest, quoted
from models.wording_places import FACTS, FIELD_PREFIX, FILTERS

#: How long and how deep a template can be, in the parser's own parts.
_MOST_NODES: Final = 400

_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
    nodes.CondExpr,
)


def check_template(text: str) -> None:
    """Raise the error of a field, with what is wrong, unless a template holds words and places only."""
    try:
        parsed = ImmutableSandboxedEnvironment().parse(text)
    except TemplateSyntaxError as error:
        raise wrong(f"cannot be read as a template: {error.message}") from None
    except RecursionError:
        raise wrong("is nested too deep. Keep it short.") from None
    for count, node in enumerate(parsed.find_all(nodes.Node)):
        if count > _MOST_NODES:
            raise wrong("has too many parts. Keep it short.")
        _look_at(node)


def _look_at(node: nodes.Node) -> None:
    if not isinstance(node, _ALLOWED):
        raise wrong(
            f"uses {quoted(type(node).__name__.lower())} in its line {node.lineno}, which a team's "
            "words may not. Use {{ name }}, {{ name | filter }} and {% if name %} only."
        )
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise wrong(f"uses the filter {quoted(node.name)}.{nearest(node.name, FILTERS)}")
    if isinstance(node, nodes.Name) and (
        node.ctx != "load" or not (node.name in FACTS or node.name.startswith(FIELD_PREFIX))
    ):
        raise wrong(f"speaks of {quoted(node.name)}.{nearest(node.name, FACTS)}")


def fields_in(words: str) -> set[str]:
    """The keys of the custom fields of which a template speaks."""
    # Jinja's own search compiles the template, and knows none of our filters.
    found = ImmutableSandboxedEnvironment().parse(words).find_all(nodes.Name)
    named = {one.name for one in found}
    return {one.removeprefix(FIELD_PREFIX) for one in named if one.startswith(FIELD_PREFIX)}
