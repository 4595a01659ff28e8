"""What a declaration says in words: the title, and at its beginning or end how it is meant."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from models.organisation import Organisation
from models.wording import same
from templates.typed import visible

#: Signs between such a word and the title, and all that may stand around the word alone.
_BETWEEN = ":,;-\N{EN DASH}\N{EM DASH}"
_AROUND = f"{_BETWEEN}()[]"
_GAP = f"{_BETWEEN} \t\n\N{NO-BREAK SPACE}"
#: A severity may be written as two words: sev 1.
_LONGEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A declaration in words."""

    #: However long it is, with the lines on which it was written.
    title: str
    severity: str | None = None
    is_private: bool = False
    is_drill: bool = False


def read(
    organisation: Organisation, words: str, special: Collection[str] = ("private", "drill")
) -> Said:
    """`sev1 private checkout is down` is "checkout is down", SEV-1 and private; so it is at the end.

    Only a severity's key counts, but for capitals, spaces and hyphens, and the `special` words,
    each once and never in the midst of the title; nothing is guessed.
    """
    said = Said(title=words)
    while (more := _without_one(organisation, said, special)) is not None:
        said = more
    return replace(said, title=visible(said.title))


def _without_one(organisation: Organisation, said: Said, special: Collection[str]) -> Said | None:
    """The same with one more word understood, or None when only the title is left."""
    for taken in range(1, _LONGEST + 1):
        first, last = said.title.split(None, taken), said.title.rsplit(None, taken)
        for part, rest in (
            (first[:taken], "".join(first[taken:]).lstrip(_GAP)),
            (last[-taken:], "".join(last[:-taken]).rstrip(_GAP)),
        ):
            word = " ".join(part).strip(_AROUND)
            title = rest if word else ""
            understood = _understood(organisation, said, word, special)
            if understood is not None:
                return replace(understood, title=title)
    return None


def _understood(
    organisation: Organisation, said: Said, word: str, special: Collection[str]
) -> Said | None:
    severity = same(word, [one.key for one in organisation.severities])
    if severity is not None and said.severity is None:
        return replace(said, severity=severity)
    if word.casefold() not in special:
        return None
    if word.casefold() == "private" and not said.is_private:
        return replace(said, is_private=True)
    if word.casefold() == "drill" and not said.is_drill:
        return replace(said, is_drill=True)
    return None
