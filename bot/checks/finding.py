"""What a look has found: well, to be put right, or not to be known from here."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How it stands with what was looked at, as a report shows it."""

    WELL = "ok"
    FAULT = "FIX"
    UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: a line of what is, and where it helps a line of what to do."""

    verdict: Verdict
    says: str
    do: str = ""

    def __str__(self) -> str:
        lines = [f"{self.verdict:<5} {self.says}", *([self.do] if self.do else [])]
        return "\n      ".join(lines)


def well(says: str) -> Finding:
    """It is as it should be."""
    return Finding(Verdict.WELL, says)


def fault(says: str, do: str) -> Finding:
    """It must be put right."""
    return Finding(Verdict.FAULT, says, do)


def unknown(says: str, do: str = "") -> Finding:
    """It cannot be known without trying, or was not looked at."""
    return Finding(Verdict.UNKNOWN, says, do)
