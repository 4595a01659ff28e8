"""Jinja2 for prose, in the same safe kind: what a template shows is escaped unless it is Mrkdwn."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Undefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.sandbox import ImmutableSandboxedEnvironment

from templates import dates, text
from templates.text import Mrkdwn

_FOLDER = Path(__file__).parent


def prose(name: str, /, **facts: Any) -> Mrkdwn:
    """Render ``<name>.j2`` of this folder; each fact that it speaks of must be given.

    Raises jinja2.UndefinedError for a missing fact, and TypeError for one that has no words of its
    own: None, a moment without the filter `when`, a length of time without `span`.
    """
    return Mrkdwn(environment(_FOLDER).get_template(f"{name}.j2").render(facts))


@cache
def environment(folder: Path) -> "ProseEnvironment":
    """Return the environment for the templates of a folder, which are read once."""
    return ProseEnvironment(folder)


class _Generator(CodeGenerator):
    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Frame) -> None:  # noqa: ARG002, N802
        """Refuse the tag: Jinja writes its result as it is, so it could undo an escape."""
        self.fail("Use a filter on a value, or on {% set %}; there is no filter tag.", node.lineno)


class ProseEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which the text of a template is trusted and the facts put into it are not.

    Macros, blocks and ``{% set %}`` give Mrkdwn, so they can be shown without escaping twice. What
    an ordinary string filter makes of Mrkdwn is a plain str and is escaped again.
    """

    code_generator_class = _Generator

    def __init__(self, folder: Path | None) -> None:
        """Without a folder it knows only templates that are handed over as text."""
        super().__init__(
            loader=FileSystemLoader(folder) if folder else None,
            undefined=StrictUndefined,
            finalize=_shown,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.filters.update(
            ago=dates.ago,
            bold=text.bold,
            bullet=text.bullet,
            channel_link=text.channel_link,
            clock=dates.clock,
            code=text.code,
            cut=text.cut,
            italic=text.italic,
            join=_join,
            link=text.link,
            mention=text.mention,
            span=dates.span,
            when=dates.when,
        )

    @staticmethod
    def concat(parts: Iterable[str]) -> Mrkdwn:
        """Put rendered parts together, each of which is literal text or was escaped."""
        return Mrkdwn("".join(parts))

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Let ``format`` on Mrkdwn give a plain str; the sandbox would keep the kind unescaped."""
        owner = getattr(value, "__self__", None)
        if isinstance(owner, Mrkdwn) and value.__name__ in {"format", "format_map"}:
            value = getattr(str(owner), value.__name__)
        return super().wrap_str_format(value)


def _join(parts: Iterable[str | int], sep: str = "") -> Mrkdwn:
    return text.join(sep, parts)


def _shown(value: object) -> Mrkdwn:
    """Return what a place in a template shows."""
    if isinstance(value, str):
        return text.escape(value)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return Mrkdwn(value)
    if isinstance(value, Undefined):
        return Mrkdwn(value)  # Raises UndefinedError, which names what is missing.
    raise TypeError(f"A {type(value).__name__} has no words of its own; use a filter.")
