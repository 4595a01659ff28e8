"""What people read of an errand that did not succeed."""

from datetime import UTC, datetime

import pytest

from models.organisation import Organisation
from models.timeline import EventKind, TimelineEvent
from templates.events import line
from workflows.kinds import KINDS

OF_INCIDENTS = sorted(kind for kind, made in KINDS.items() if "incident_id" in made.model_fields)


@pytest.mark.parametrize("kind", OF_INCIDENTS)
def test_they_read_what_was_not_done(kind: str) -> None:
    event = TimelineEvent(
        incident_id=1,
        kind=EventKind.ERRAND_GIVEN_UP.value,
        at=datetime(2026, 3, 2, tzinfo=UTC),
        actor_id=None,
        details={"errand": kind, "error": "channel_not_found"},
    )
    assert not line(event, Organisation()).endswith("of a step.")
