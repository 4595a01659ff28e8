"""Words in which somebody slipped: which known words they may have meant."""

from collections.abc import Iterable
from dataclasses import dataclass

#: As many slips are forgiven in a word of so many letters or more, the longest first.
_FORGIVEN = ((8, 2), (4, 1))


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    #: A bit for each letter that is in it.
    letters: int


class Vocabulary:
    """Words that are known. Those with digits in them stand for themselves: one slip is another thing."""

    def __init__(self, words: Iterable[str]) -> None:
        """Sort them once, so that each question is answered quickly."""
        self._words = [_Word(word, _letters(word)) for word in words if word.isalpha()]

    def near(self, typed: str) -> list[str]:
        """The known words that begin as what was typed, but for a slip or two.

        A slip is a letter too many, too few, another, or two that changed places.
        """
        most = next((slips for length, slips in _FORGIVEN if len(typed) >= length), 0)
        if not most or not typed.isalpha():
            return []
        letters = _letters(typed)
        return [
            word.text
            for word in self._words
            if (letters & ~word.letters).bit_count() <= most
            and len(word.text) >= len(typed) - most
            and slips(typed, word.text[: len(typed) + most]) <= most
        ]


def slips(typed: str, word: str) -> int:
    """How many slips lie between what was typed and the beginning of a word that is nearest to it."""
    before: list[int] = []
    row = list(range(len(word) + 1))
    for down, letter in enumerate(typed, 1):
        older, before, row = before, row, [down]
        for across, other in enumerate(word, 1):
            fewest = min(
                before[across] + 1, row[across - 1] + 1, before[across - 1] + (letter != other)
            )
            if down > 1 and across > 1 and letter == word[across - 2] and typed[down - 2] == other:
                fewest = min(fewest, older[across - 2] + 1)
            row.append(fewest)
    return min(row)


def _letters(word: str) -> int:
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) % 32)
    return found
