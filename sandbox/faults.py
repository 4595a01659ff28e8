"""What can be made to go wrong with a Web API call, and how often."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, get_args

Kind = Literal[
    "ratelimited",
    "http_500",
    "timeout_before",
    "timeout_after",
    "reset_before",
    "reset_after",
    "slow",
    "error",
    "both_succeed",
    "meanwhile",
]
KINDS: frozenset[str] = frozenset(get_args(Kind))


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong: `times` counts down; None means for as long as it stands.

    `ratelimited` answers 429 with `retry_after`; `http_500` answers an HTML page; `timeout_*` never
    answers, and `reset_*` breaks the connection, before or after the call took effect; `slow`
    answers after `seconds` on the sandbox's clock; `error` answers `ok: false` with `error`;
    `both_succeed` lets two conversations.create of one name that arrive together both succeed;
    `meanwhile` lets `do` happen after the call has arrived and before it takes effect.
    """

    method: str
    kind: Kind
    times: int | None = 1
    retry_after: int = 30
    seconds: float = 0.0
    error: str = ""
    do: Callable[[], Awaitable[None]] | None = None

    @property
    def spent(self) -> bool:
        """Whether it will not happen again."""
        return self.times is not None and self.times <= 0

    def __str__(self) -> str:
        """Return it in a few words."""
        return f"{self.kind} {self.error}".rstrip()


class Faults:
    """The faults that are switched on; the first that fits a call is used up by it."""

    def __init__(self) -> None:
        self.standing: list[Fault] = []

    def add(
        self,
        *,
        method: str = "*",
        kind: Kind,
        times: int | None = 1,
        retry_after: int = 30,
        seconds: float = 0.0,
        error: str = "",
        do: Callable[[], Awaitable[None]] | None = None,
    ) -> Fault:
        """Switch a fault on for a method, for a pattern such as `chat.*`, or for `response_url`."""
        if kind not in KINDS:
            raise ValueError(f"No fault is called {kind!r}; there are {', '.join(sorted(KINDS))}.")
        if (kind == "error") != bool(error):
            raise ValueError("A fault of the kind `error` needs `error`, and no other takes it.")
        if (kind == "meanwhile") != (do is not None):
            raise ValueError("A fault of the kind `meanwhile` needs `do`, and no other takes it.")
        fault = Fault(method, kind, times, retry_after, seconds, error, do)
        self.standing.append(fault)
        return fault

    def clear(self) -> None:
        """Switch all faults off."""
        self.standing.clear()

    def take(self, method: str) -> Fault | None:
        """Return the fault that this call meets, if any."""
        for fault in self.standing:
            if fnmatchcase(method, fault.method):
                if fault.times is not None:
                    fault.times -= 1
                self.standing = [one for one in self.standing if not one.spent]
                return fault
        return None
