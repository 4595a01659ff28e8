"""What somebody should know whose shift begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.facts import Facts
from models.incident import Incident
from models.on_call_sheet import Shift
from models.role import Handoff
from models.task import Task


@dataclass(frozen=True, slots=True)
class ShiftDigest:
    """All that is under way in what a schedule is on call for, as far as its reader may know of it."""

    #: What is open, the longest open first.
    incidents: Sequence[Facts]
    #: How many others are open.
    others: int
    #: What is overdue, or falls due within the next hours, the most pressing first.
    tasks: Sequence[tuple[Incident, Task]]
    #: Where reminders were put off, and until when (UTC).
    put_off: Sequence[tuple[Incident, datetime]]
    #: Where somebody was offered command and has not answered.
    handoffs: Sequence[tuple[Incident, Handoff]]
    #: Exceptions from the schedule that are still to come, the next one first.
    exceptions: Sequence[Shift]
