"""Words that a team writes in the place of ours: a small part of Jinja2, checked before anything is rendered.

Whoever writes a team's file is not trusted with more than words: no loops, no calls, no attributes,
no arithmetic. What is left ends by itself, in time that its size bounds.
"""

from collections.abc import Mapping
from typing import Annotated, Final

from jinja2 import TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import AfterValidator, Field

from models.organisation_parts import Part, wrong
from models.wording import nearest, quoted

LONGEST_TEMPLATE: Final = 3000
#: What a template may speak of, as far as every incident has it.
FACTS: Final = (
    "ref",
    "title",
    "severity",
    "severity_name",
    "status",
    "region",
    "noticed",
    "kind",
    "commander",
    "declared_by",
    "declared_at",
    "began_at",
    "room",
    "latest_update",
    "services",
)
#: A custom field by its key: `field_vendor`.
FIELD_PREFIX: Final = "field_"
FILTERS: Final = ("bold", "code", "italic", "link", "cut", "default")
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


def _template(text: str) -> str:
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
    return text


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


Words = Annotated[str, Field(max_length=LONGEST_TEMPLATE), AfterValidator(_template)]


def fields_in(words: str) -> set[str]:
    """The keys of the custom fields of which a template speaks."""
    named = meta.find_undeclared_variables(ImmutableSandboxedEnvironment().parse(words))
    return {one.removeprefix(FIELD_PREFIX) for one in named if one.startswith(FIELD_PREFIX)}


class Wording(Part):
    """Words in the place of ours. What names the incident, says a drill, and leads on always stays."""

    announcement: Words | None = None
    """What the announcement says below the line that names the incident."""
    briefings: Mapping[str, Words] = Field(default_factory=dict)
    """What somebody who takes a role is told it asks of them, under the role's key."""
