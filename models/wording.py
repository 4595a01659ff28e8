"""Small helpers for sentences about what a person wrote in a file."""

import difflib
from collections.abc import Iterable
from typing import Final

LONGEST_QUOTE: Final = 60


def printable(text: str) -> str:
    """Make what was written fit to print: on one line, with nothing that a terminal obeys."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def shown(text: str) -> str:
    """Make what was written fit to print, and short."""
    plain = printable(text)
    return plain if len(plain) <= LONGEST_QUOTE else plain[: LONGEST_QUOTE - 1] + "…"


def quoted(text: str) -> str:
    """Show what was written between the marks of a quotation."""
    return f"`{shown(text)}`"


def nearest(word: str, known: Iterable[str]) -> str:
    """Suggest the known word that was probably meant, or list them. Begins with a space."""
    candidates = list(known)
    close = meant(word, candidates)
    if close is not None:
        return f" Did you mean {quoted(close)}?"
    return f" Known here: {', '.join(quoted(candidate) for candidate in candidates)}."


def meant(word: str, known: Iterable[str], alike: float = 0.6) -> str | None:
    """Find the known word that is like this one, at least `alike` of 1, for a suggestion; never to act upon."""
    by_form = {_form(candidate): candidate for candidate in known}
    close = difflib.get_close_matches(_form(word[:LONGEST_QUOTE]), by_form, n=1, cutoff=alike)
    return by_form[close[0]] if close else None


def same(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that differs from this one by capitals, spaces and hyphens at most."""
    return {_form(candidate): candidate for candidate in known}.get(_form(word))


def _form(word: str) -> str:
    """Reduce a word to what people mean by it: sev1, SEV 1 and SEV-1 are one."""
    return "".join(sign for sign in word.casefold() if sign.isalnum())
