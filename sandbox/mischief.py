"""What can be made to go wrong with a payload on its way to the app."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, get_args

TrickKind = Literal["twice", "late", "lost", "reversed", "bad_signature", "old_timestamp"]
TRICKS: frozenset[str] = frozenset(get_args(TrickKind))


@dataclass(slots=True)
class Trick:
    """One trick on the next `times` payloads whose description fits `about`.

    `twice` delivers a payload two times; `late` after `seconds` on the sandbox's clock; `lost` not
    at all; `reversed` keeps `times` payloads back and then delivers the last of them first;
    `bad_signature` and `old_timestamp` spoil the signature in HTTP mode.
    """

    kind: TrickKind
    about: str
    times: int
    seconds: float


class Mischief:
    """The tricks that stand; the first that fits a payload is used up by it."""

    def __init__(self) -> None:
        self.standing: list[Trick] = []

    def add(
        self, kind: TrickKind, *, about: str = "*", times: int = 1, seconds: float = 0.0
    ) -> Trick:
        """Play a trick on payloads such as `event message.*`, `ana types *` or `* submits *`."""
        if kind not in TRICKS:
            raise ValueError(f"No trick is called {kind!r}; there are {', '.join(sorted(TRICKS))}.")
        trick = Trick(kind, about, times, seconds)
        self.standing.append(trick)
        return trick

    def clear(self) -> None:
        """Play no more tricks."""
        self.standing.clear()

    def take(self, about: str) -> Trick | None:
        """Return the trick that this payload meets, if any."""
        for trick in self.standing:
            if fnmatchcase(about, trick.about):
                trick.times -= 1
                self.standing = [one for one in self.standing if one.times > 0]
                return trick
        return None

    def more(self, about: str, kind: TrickKind) -> bool:
        """Tell whether another payload of this description will meet this trick."""
        return any(t.kind == kind and fnmatchcase(about, t.about) for t in self.standing)
