"""A draft that is marked as out of date loses no word of what stood there, however full its first message is."""

from datetime import UTC, datetime, timedelta

import pytest

from models.incident import Incident
from models.person import Person
from templates.older_draft import older_draft
from templates.review import review_messages
from templates.text import Mrkdwn

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def incident() -> Incident:
    made = Incident(
        title="checkout is down",
        severity="SEV-2",
        declared_at=AT,
        declared_by=Person(slack_id="U1"),
    )
    made.id = 123_456_789
    return made


@pytest.mark.parametrize("held_at", [None, AT])
@pytest.mark.parametrize("due_at", [None, AT + timedelta(days=7)])
def test_every_paragraph_of_the_first_message_stays(
    due_at: datetime | None, held_at: datetime | None
) -> None:
    of = incident()
    for last in range(2_600, 3_000):
        paragraphs = [
            letter * size for letter, size in zip("abcd", (2_990, 2_990, 2_990, last), strict=True)
        ]
        draft = Mrkdwn("\n\n".join(["*Review of it* (draft)", *paragraphs]))
        before = review_messages(draft, of, due_at=due_at, held_at=held_at)[0]
        after = older_draft(draft, of, held_at=held_at)
        stood = [block for block in before.blocks if block["type"] == "section"]
        assert all(block in after.blocks for block in stood), last
        assert all(block["type"] != "actions" for block in after.blocks)
        assert "Out of date: a newer draft stands below." in after.text + str(after.blocks)
