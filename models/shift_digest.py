"""What somebody should know whose shift begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from models.facts import Facts
from models.incident import Incident
from models.on_call_sheet import Shift
from models.page import Page, Paged
from models.role import Handoff
from models.task import Task

Thing = Literal["incident", "service", "policy"]


@dataclass(frozen=True, slots=True)
class PageUnderWay:
    """A page that has not ended."""

    incident: Incident
    page: Page
    #: Whom it went to since it began last, each once, in that order.
    asked: Sequence[Paged]
    #: When it asks the next, or, once it is acknowledged, pages again at the earliest (UTC); None for never.
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptPaging:
    """An incident, a service or a policy for which people were paged again and again."""

    what: Thing
    name: str
    #: How many pages there were. Their steps do not count; one that began anew does.
    times: int
    #: The incidents in which that was, the newest first.
    incidents: Sequence[Incident]


@dataclass(frozen=True, slots=True)
class ShiftDigest:
    """All that is under way in what a schedule is on call for, as far as its reader may know of it."""

    #: What is open, the longest open first.
    incidents: Sequence[Facts]
    #: How many others are open.
    others: int
    #: What has not ended of the pages there, those without an answer first.
    pages: Sequence[PageUnderWay]
    #: What is overdue, or falls due within the next hours, the most pressing first.
    tasks: Sequence[tuple[Incident, Task]]
    #: Where reminders were put off, and until when (UTC).
    put_off: Sequence[tuple[Incident, datetime]]
    #: Where somebody was offered command and has not answered.
    handoffs: Sequence[tuple[Incident, Handoff]]
    #: Exceptions from the schedule that are still to come, the next one first.
    exceptions: Sequence[Shift]
    #: What people were paged for most in the shift that ends.
    kept_paging: Sequence[KeptPaging]
    #: When that shift began (UTC), as far back as is looked.
    since: datetime
