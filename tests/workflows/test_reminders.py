"""The rules of reminders, whatever happens in whatever order: no burst, no silence, no ring that was put off."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.facts import Facts
from models.incident import Incident, Kind, Room, Status
from models.organisation import Organisation
from models.person import Person
from models.role import RoleAssignment
from models.task import Task
from models.timeline import EventKind, Reminder, StatusUpdate, TimelineEvent
from workflows.reminder_rules import pending, still_asked
from workflows.ringing import Past, Ring
from workflows.update_reminders import LONGEST_SNOOZE

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANA = Person(slack_id="U1")
ANA.id = 1
BEN = Person(slack_id="U2")
BEN.id = 2


@dataclass
class Course:
    """An incident as it goes, without a database: what happened so far, and what rang."""

    severity: str = "SEV-2"
    now: datetime = START
    events: list[TimelineEvent] = field(default_factory=list)
    holders: list[RoleAssignment] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    update: StatusUpdate | None = None
    rang: list[tuple[datetime, Reminder]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.incident = Incident(
            title="checkout", severity=self.severity, declared_at=START, declared_by=ANA
        )
        self.incident.id = 1
        self.room = Room(incident_id=1, channel_id="C1", channel_name="inc-1", opened_at=START)

    @property
    def past(self) -> Past:
        facts = Facts(Organisation(), self.incident, self.room, tuple(self.holders), self.update)
        return Past(facts, self.now, self.events, self.tasks)

    def record(self, kind: EventKind, *, by: Person | None = ANA, **details: object) -> None:
        plain = {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in details.items()
        }
        event = TimelineEvent(
            incident_id=1,
            kind=kind.value,
            at=self.now,
            actor_id=by.id if by else None,
            details=plain,
        )
        event.id = len(self.events) + 1
        self.events.append(event)

    def pass_time(self, by: timedelta) -> None:
        """Let time pass, and ring whatever falls due on the way, as the errand does."""
        end = self.now + by
        while (plan := pending(self.past)) and plan[0].at <= end:
            self.now = max(self.now, plan[0].at)
            self.ring()
        self.now = end

    def ring(self) -> list[Ring]:
        rings = [one for one in pending(self.past) if one.goes_along(self.now)]
        for one in rings:
            self.rang.append((self.now, one.reminder))
            self.record(one.reminder.event, by=None, **one.details)
        return rings

    # What people do

    def posts_update(self) -> None:
        self.update = StatusUpdate(incident_id=1, at=self.now, author=ANA, condition="so")
        self.record(EventKind.UPDATE_POSTED)

    def takes_command(self) -> None:
        if not self.holders:
            one = RoleAssignment(
                incident_id=1, role="commander", single=True, person=BEN, since=self.now
            )
            one.shift_ends_at = self.now + timedelta(hours=2)
            self.holders.append(one)
            self.record(EventKind.ROLE_TAKEN, role="commander", person="U2")

    def hands_back(self) -> None:
        if self.holders:
            self.holders.clear()
            self.record(EventKind.ROLE_HANDED_BACK, role="commander", person="U2")

    def mitigates(self) -> None:
        changes = {"status": [self.incident.status, Status.MITIGATED.value]}
        self.incident.status = Status.MITIGATED.value
        self.record(EventKind.CHANGED, changes=changes)

    def adds_task(self) -> None:
        task = Task(
            incident_id=1,
            number=len(self.tasks) + 1,
            words="call",
            created_at=self.now,
            created_by=ANA,
            due_at=self.now + timedelta(minutes=20),
        )
        task.id = len(self.tasks) + 1
        self.tasks.append(task)
        self.record(EventKind.TASK_ADDED)

    def writes(self) -> None:
        self.room.active_at = self.now

    def snoozes(self) -> None:
        self.record(
            EventKind.SNOOZED,
            reminders=[one for one in Reminder if one != Reminder.REVIEW],
            until=self.now + timedelta(hours=3),
            why="it can wait",
        )


DEEDS = (
    "posts_update",
    "takes_command",
    "hands_back",
    "mitigates",
    "adds_task",
    "writes",
    "snoozes",
)
COURSES = st.lists(
    st.tuples(st.timedeltas(timedelta(), timedelta(hours=5)), st.sampled_from(DEEDS)),
    max_size=8,
)
SEVERITIES = st.sampled_from(["SEV-1", "SEV-2", "SEV-3", "SEV-4"])


def lived(severity: str, course: list[tuple[timedelta, str]]) -> Course:
    made = Course(severity)
    for wait, deed in course:
        made.pass_time(wait)
        getattr(made, deed)()
    return made


@given(SEVERITIES, COURSES)
def test_after_ringing_nothing_is_due_at_the_same_moment(
    severity: str, course: list[tuple[timedelta, str]]
) -> None:
    made = lived(severity, course)
    made.ring()
    assert all(one.at > made.now for one in pending(made.past))


@given(SEVERITIES, COURSES, st.timedeltas(timedelta(), timedelta(days=20)))
def test_after_any_downtime_each_kind_rings_once(
    severity: str, course: list[tuple[timedelta, str]], down: timedelta
) -> None:
    made = lived(severity, course)
    made.now += down
    before = len(made.rang)
    made.ring()
    kinds = [kind for _, kind in made.rang[before:]]
    assert len(kinds) == len(set(kinds))
    made.ring()
    assert all(one.at > made.now for one in pending(made.past))


@given(SEVERITIES, COURSES)
def test_an_open_incident_is_never_forgotten(
    severity: str, course: list[tuple[timedelta, str]]
) -> None:
    made = lived(severity, course)
    plan = pending(made.past)
    assert plan
    assert plan[0].at <= made.now + timedelta(days=1)


@given(SEVERITIES, COURSES)
def test_nothing_rings_while_it_rests_but_what_may_not_wait(
    severity: str, course: list[tuple[timedelta, str]]
) -> None:
    made = lived(severity, course)
    made.snoozes()
    asleep, before = made.now, len(made.rang)
    made.pass_time(timedelta(hours=3) - timedelta(seconds=1))
    for at, kind in made.rang[before:]:
        if severity == "SEV-1":
            # What is only repeated goes along with what may not wait.
            assert at >= asleep + LONGEST_SNOOZE or kind == Reminder.HANDOFF
        else:
            assert kind == Reminder.HANDOFF


@given(SEVERITIES, COURSES)
def test_what_rang_is_asked_for_just_so_while_nothing_has_happened_since(
    severity: str, course: list[tuple[timedelta, str]]
) -> None:
    made = lived(severity, course)
    for _ in range(6):
        made.now = max(made.now, pending(made.past)[0].at)
        rings = made.ring()
        asked = [still_asked(made.past, [event]) for event in made.events[-len(rings) :]]
        assert [one and one.details for one in asked] == [one.details for one in rings]


@given(SEVERITIES, COURSES)
def test_what_rang_before_the_end_is_asked_for_no_more(
    severity: str, course: list[tuple[timedelta, str]]
) -> None:
    made = lived(severity, course)
    made.now = max(made.now, pending(made.past)[0].at)
    rings = made.ring()
    made.incident.status, made.incident.ended_at = Status.RESOLVED.value, made.now
    for event in made.events[-len(rings) :]:
        assert still_asked(made.past, [event]) is None


@given(SEVERITIES, COURSES)
def test_the_end_silences_everything_but_the_review(
    severity: str, course: list[tuple[timedelta, str]]
) -> None:
    made = lived(severity, course)
    made.incident.status, made.incident.ended_at = Status.RESOLVED.value, made.now
    kinds = {one.reminder for one in pending(made.past)}
    assert kinds == ({Reminder.REVIEW} if severity in {"SEV-1", "SEV-2"} else set())
    before = len(made.rang)
    made.pass_time(timedelta(days=365))
    assert len(made.rang) - before == (4 if severity in {"SEV-1", "SEV-2"} else 0)
    made.incident.status = Status.CANCELLED.value
    assert pending(made.past) == []


@pytest.mark.parametrize("severity", ["SEV-1", "SEV-4"])
def test_a_near_miss_and_a_past_incident_ring_nothing(severity: str) -> None:
    near_miss, past = Course(severity), Course(severity)
    near_miss.incident.kind = Kind.NEAR_MISS.value
    past.incident.status = Status.RESOLVED.value
    past.incident.ended_at = START - timedelta(hours=1)
    for one in (near_miss, past):
        one.pass_time(timedelta(days=90))
        assert one.rang == []


def test_of_two_rings_the_one_that_is_due_first_comes_first() -> None:
    made = Course("SEV-1")
    plan: list[Ring] = pending(made.past)
    assert [(one.reminder, one.at - START) for one in plan] == [
        (Reminder.COMMAND, timedelta(minutes=5)),
        (Reminder.UPDATE, timedelta(minutes=15)),
        (Reminder.STALE, timedelta(days=1)),
    ]
