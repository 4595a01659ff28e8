"""The drawer of the page: what it says of the faults that are switched on."""

import pytest

from sandbox import Clock, Sandbox
from sandbox.faults import Kind
from sandbox.traffic import traffic
from tests.conftest import MONDAY


@pytest.mark.parametrize(
    ("kind", "how", "says"),
    [
        ("http_500", {}, "Server error: 500 with a page of HTML (1 more)"),
        ("slow", {"seconds": 2.5, "times": None}, "Slow answer, 2.5 s (always)"),
        ("ratelimited", {"times": 3}, "Too many calls: 429 with Retry-After, 30 s (3 more)"),
        ("error", {"error": "is_archived"}, "Slack refuses: ok is false, is_archived (1 more)"),
    ],
)
def test_a_fault_is_named_by_the_words_of_its_menu(
    kind: Kind, how: dict[str, object], says: str
) -> None:
    sandbox = Sandbox(clock=Clock.still(MONDAY))
    sandbox.faults.add(kind=kind, **how)  # type: ignore[arg-type]
    (shown,) = traffic(sandbox)["faults"]
    assert shown["says"] == says
