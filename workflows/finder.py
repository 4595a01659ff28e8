"""Finding by a few letters what has names: exact, begun, in other order, in the midst, or with a slip."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from workflows.slips import Vocabulary

#: A name in the shape in which names are compared: its words in small letters.
Form = tuple[str, ...]

WORD: Final = re.compile(r"[^\W_]+")
#: How well something fits, the best first.
_WHOLE, _ALIAS, _BEGINS, _WORDS, _LETTERS = range(5)
_HOW_MANY: Final = 5


def form(name: str) -> Form:
    """A name as it is compared: `Checkout API`, `checkout-api` and `checkout_api` are one."""
    return tuple(WORD.findall(name.casefold()))


class Finder:
    """Things by their names. What is given earlier is found earlier, where two fit as well."""

    def __init__(self, named: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Take keys with their names: the first two are what the thing is, the others are aliases."""
        #: By key: its names, each on a line, in words; the proper ones before the aliases.
        self._letters: dict[str, str] = {}
        self._proper: dict[str, int] = {}
        #: The same without the gaps between words, which people forget or put elsewhere.
        self._joined: dict[str, str] = {}
        self._having: dict[str, dict[str, None]] = {}
        for key, names in named:
            self._take_in(key, [form(name) for name in names])
        self._vocabulary = Vocabulary(self._having)

    def _take_in(self, key: str, forms: Sequence[Form]) -> None:
        lines = [f"\n {' '.join(one)}\n" for one in forms if one]
        self._letters[key] = "".join(lines)
        self._proper[key] = len("".join(f"\n {' '.join(one)}\n" for one in forms[:2] if one))
        self._joined[key] = "\n".join(["", *("".join(one) for one in forms)])
        for one in forms:
            for word in one:
                self._having.setdefault(word, {})[key] = None

    def find(self, words: Form, own: Collection[str] = ()) -> list[str]:
        """The keys of what fits, the best first; `own` come first among what fits as well."""
        fits: list[list[str]] = [[] for _ in range(_HOW_MANY)]
        for key, how in self._fitting(words):
            fits[how].append(key)
        if not any(fits):
            fits.append(self._with_slips(words))
        # Sorting is stable: the order in which they were given stays.
        return [key for some in fits for key in sorted(some, key=lambda one: one not in own)]

    def _fitting(self, words: Form) -> Iterator[tuple[str, int]]:
        wanted, joined = " ".join(words), "\n" + "".join(words)
        whole, begins = f"\n {wanted}\n", f"\n {wanted}"
        starts = [f" {word}" for word in words]
        for key, letters in self._letters.items():
            if begins in letters:
                at = letters.find(whole)
                yield key, _BEGINS if at < 0 else _WHOLE if at < self._proper[key] else _ALIAS
            elif all(start in letters for start in starts):
                yield key, _WORDS
            elif wanted in letters or joined in self._joined[key]:
                yield key, _LETTERS

    def _with_slips(self, words: Form) -> list[str]:
        """What has all these words, each of them begun so or with a slip."""
        if not words:
            return []
        having = [self._having_about(word) for word in words]
        fewest = min(having, key=len)
        return [key for key in self._letters if key in fewest and all(key in one for one in having)]

    def _having_about(self, word: str) -> set[str]:
        meant = [known for known in self._having if known.startswith(word)]
        meant = meant or self._vocabulary.near(word)
        return {key for known in meant for key in self._having[known]}
