"""What a benchmark found: figures with their targets, and the one table that shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. Without a target it is there to be known, not to be judged."""

    name: str
    value: float
    unit: str
    target: float | None = None
    #: Whether the target is the least that is wanted rather than the most.
    more_is_better: bool = False

    @property
    def verdict(self) -> str:
        """Whether the target was met, in a word."""
        if self.target is None:
            return ""
        met = self.value >= self.target if self.more_is_better else self.value <= self.target
        return "met" if met else "MISSED"

    @property
    def wanted(self) -> str:
        """The target, in words."""
        if self.target is None:
            return ""
        return f"{'at least' if self.more_is_better else 'at most'} {self.target:g}"


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest of the values that `percent` of them do not exceed."""
    return sorted(values)[max(0, ceil(len(values) * percent / 100) - 1)]


def table(found: Sequence[tuple[str, Figure]]) -> str:
    """Figures with the benchmark that they come from, one a line."""
    rows = [("benchmark", "figure", "found", "", "target", "")]
    rows += [
        (
            benchmark,
            one.name,
            f"{one.value:.{0 if one.value >= 1000 else 1}f}",
            one.unit,
            one.wanted,
            one.verdict,
        )
        for benchmark, one in found
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if column == 2 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])
