"""The card and the announcement: whatever an organisation and its people do, Slack takes them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.facts import Facts
from models.incident import Incident, Kind, Room, Status
from models.organisation import Organisation
from models.organisation_parts import Role
from models.person import Person
from models.role import RoleAssignment
from models.timeline import StatusUpdate
from templates.announcement import announcement
from templates.card import card
from templates.topic import LIMIT, topic

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROLES = (
    Role(key="commander", name="Commander", short="C", does="Leads."),
    *(
        Role(key=f"role-{key}", name="N" * 60, short="S" * 24, does="Does.", single=False)
        for key in "abcdefghi"
    ),
)


def _person(number: int) -> Person:
    return Person(slack_id=f"U{number:010}", name="A name & more")


def _facts(
    title: str, words: str, status: Status, *, holders: int = 0, services: tuple[str, ...] = ()
) -> Facts:
    incident = Incident(
        title=title,
        severity="SEV-1",
        noticed=words,
        regions=[words[:60], "EMEA"],
        kind=Kind.DRILL.value,
        status=status.value,
        declared_at=NOW,
        declared_by=_person(1),
        ended_at=None if status == Status.INVESTIGATING else NOW + timedelta(hours=1),
    )
    incident.id = 12
    held = tuple(
        RoleAssignment(
            incident_id=12,
            role=ROLES[1 + number % 9].key,
            single=False,
            person=_person(number),
            since=NOW,
        )
        for number in range(holders)
    )
    update = StatusUpdate(incident_id=12, at=NOW, author=_person(2), condition=words)
    room = Room(incident_id=12, channel_id="C0123456789", channel_name="inc-12", opened_at=NOW)
    return Facts(Organisation(roles=ROLES), incident, room, held, update, services, 3)


@given(
    title=st.text(min_size=1, max_size=400),
    words=st.text(max_size=9000),
    status=st.sampled_from([Status.INVESTIGATING, Status.RESOLVED, Status.MERGED]),
)
def test_whatever_people_wrote_fits(title: str, words: str, status: Status) -> None:
    facts = _facts(title, words, status)
    assert card(facts, NOW).blocks
    assert announcement(facts).blocks
    assert 1 <= len(topic(facts)) <= LIMIT


def test_the_fullest_card_there_can_be_fits() -> None:
    services = tuple(f"service {number} <&>" for number in range(500))
    facts = _facts("x" * 3000, "& " * 9000, Status.INVESTIGATING, holders=900, services=services)
    assert len(card(facts, NOW).blocks) < 50
    assert announcement(facts).blocks


def test_an_update_that_is_due_is_said_to_be() -> None:
    facts = _facts("checkout is down", "", Status.INVESTIGATING)
    due = facts.update_due_at
    assert "Next update due" in card(facts, due - timedelta(seconds=1)).text
    assert "Update was due" in card(facts, due).text
    ended = _facts("checkout is down", "", Status.RESOLVED)
    assert "due" not in card(ended, due).text


def test_a_merged_incident_says_where_it_went_and_has_no_buttons() -> None:
    facts = _facts("checkout is down", "", Status.MERGED)
    facts.incident.merged_into_id = 7
    shown = card(facts, NOW).text
    assert "Merged into INC-7" in shown
    assert "[" not in shown
