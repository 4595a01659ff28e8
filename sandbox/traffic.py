"""The journal as the page's drawer shows it: one line for each call, delivery and broken rule."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from sandbox.answers import RESPONSE_URL
from sandbox.core import Core
from sandbox.errors import NotPossible
from sandbox.faults import Fault, Kind
from sandbox.journal import Call, Delivery, Violation
from sandbox.methods import METHODS
from sandbox.state import Json

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

SHOWN = 300
_LONGEST = 3600


@dataclass(frozen=True, slots=True)
class Amount:
    """The one thing that a kind of fault needs besides how often: its name, its label, its usual value."""

    name: str
    label: str
    usual: str

    def read(self, text: str) -> str | float:
        """Return what was typed as the fault takes it; raises `NotPossible` when it is no number."""
        if self.name == "error":
            return text.strip() or self.usual
        try:
            number = float(text or self.usual)
        except ValueError:
            number = -1
        if not 0 <= number <= _LONGEST:
            raise NotPossible(f"{self.label} is a number from 0 to {_LONGEST}.")
        return round(number) if self.name == "retry_after" else number


AMOUNTS: Mapping[Kind, Amount] = {
    "ratelimited": Amount("retry_after", "Seconds to wait", "30"),
    "slow": Amount("seconds", "Seconds it takes", "2"),
    "error": Amount("error", "Slack's error word", "channel_not_found"),
}
_SAYS: Mapping[Kind, str] = {
    "ratelimited": "Too many calls: 429 with Retry-After",
    "http_500": "Server error: 500 with a page of HTML",
    "timeout_before": "No answer, nothing done",
    "timeout_after": "No answer, but it was done",
    "reset_before": "Connection breaks, nothing done",
    "reset_after": "Connection breaks, but it was done",
    "slow": "Slow answer",
    "error": "Slack refuses: ok is false",
    "both_succeed": "Two channels of one name are both created",
}


def traffic(sandbox: "Sandbox") -> Json:
    """Return what the drawer shows: the lines, the faults that wait, and what could go wrong."""
    return {
        "entries": entries(sandbox.core),
        "faults": [_of_fault(fault) for fault in sandbox.faults.standing],
        "kinds": [_of_kind(kind, says) for kind, says in _SAYS.items()],
        "methods": sorted([*METHODS, RESPONSE_URL]),
    }


def _of_fault(fault: Fault) -> Json:
    often = "always" if fault.times is None else f"{fault.times} more"
    method = "" if fault.method == "*" else fault.method
    return {"id": str(id(fault)), "method": method, "says": f"{_in_words(fault)} ({often})"}


def _in_words(fault: Fault) -> str:
    """What goes wrong, as the menu has it; what only a program can ask for, as it asks for it."""
    says, amount = _SAYS.get(fault.kind, str(fault)), AMOUNTS.get(fault.kind)
    if amount is None:
        return says
    value = getattr(fault, amount.name)
    return f"{says}, {value}" if amount.name == "error" else f"{says}, {value:g} s"


def _of_kind(kind: Kind, says: str) -> Json:
    amount = AMOUNTS.get(kind)
    about = {"takes": amount.label, "usual": amount.usual} if amount else {}
    return {"kind": kind, "says": says, **about}


def entries(core: Core) -> list[Json]:
    """Return the newest lines of the journal in the order in which they began."""
    journal = core.journal
    lines = [
        *(_of_call(core, number, call) for number, call in enumerate(journal.calls())),
        *(_of_delivery(number, sent) for number, sent in enumerate(journal.deliveries())),
        *(_of_violation(number, rule) for number, rule in enumerate(journal.violations)),
    ]
    return sorted(lines, key=lambda line: float(line["at"]))[-SHOWN:]


def detail(core: Core, entry: str) -> Json:
    """Return all that the journal knows about one line; raises `NotPossible` for no such line."""
    kind, number = entry[:1], entry[1:]
    known: Mapping[str, Sequence[Call | Delivery | Violation]] = {
        "c": core.journal.calls(),
        "d": core.journal.deliveries(),
        "v": core.journal.violations,
    }
    if kind not in known or not number.isdigit() or int(number) >= len(known[kind]):
        raise NotPossible("The journal has no such line.")
    found = known[kind][int(number)]
    if isinstance(found, Call):
        return {"arguments": found.arguments, "status": found.status, "response": found.response}
    if isinstance(found, Delivery):
        attempts = [
            {**asdict(attempt), "milliseconds": attempt.milliseconds} for attempt in found.attempts
        ]
        return {"payload": found.payload, "attempts": attempts}
    return {"rule": found.what, "method": found.method}


def _of_call(core: Core, number: int, call: Call) -> Json:
    waiting = call.finished is None
    return {
        "id": f"c{number}",
        "kind": "call",
        "at": _milliseconds(call.started),
        "title": call.method,
        "about": _where(core, call.arguments),
        "ok": None if waiting else _went_well(call),
        "outcome": "…" if waiting else _outcome(call),
        "fault": call.fault,
        "ms": call.milliseconds,
    }


def _went_well(call: Call) -> bool:
    # A response_url is no Web API method: its answer says with the HTTP status alone how it went.
    return call.ok or ("ok" not in call.response and call.status == HTTPStatus.OK)


def _outcome(call: Call) -> str:
    if _went_well(call):
        return "ok"
    return str(call.response.get("error") or f"HTTP {call.status}")


def _where(core: Core, arguments: Json) -> str:
    workspace = core.workspace
    for name in ("channel", "channel_id", "user", "user_id", "name"):
        named = str(arguments.get(name, ""))
        if channel := workspace.channels.get(named):
            return f"#{channel.name}" if channel.is_room else "a direct message"
        if user := workspace.users.get(named):
            return f"@{user.handle}"
        if named:
            return named
    return ""


def _of_delivery(number: int, delivery: Delivery) -> Json:
    last = delivery.attempts[-1] if delivery.attempts else None
    outcome = last.outcome if last else delivery.outcome
    return {
        "id": f"d{number}",
        "kind": "delivery",
        "at": _milliseconds(delivery.created),
        "title": delivery.kind,
        "about": delivery.about,
        "ok": None if outcome == "waiting" else outcome == "acknowledged",
        "outcome": "…" if outcome == "waiting" else outcome.replace("_", " "),
        "fault": f"attempt {len(delivery.attempts)}" if len(delivery.attempts) > 1 else "",
        "ms": last.milliseconds if last else None,
    }


def _of_violation(number: int, violation: Violation) -> Json:
    return {
        "id": f"v{number}",
        "kind": "violation",
        "at": _milliseconds(violation.at),
        "title": violation.method or "rule",
        "about": violation.what,
        "ok": False,
        "outcome": "broken",
        "fault": "",
        "ms": None,
    }


def _milliseconds(moment: datetime) -> float:
    return moment.timestamp() * 1000
