"""One errand watches over all reminders of an incident, where each kind had errands of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_MOMENT = sa.DateTime(timezone=True)
_ERRAND = sa.table(
    "errand",
    sa.column("id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("arguments", sa.JSON),
    sa.column("key", sa.String),
    sa.column("incident_id", sa.Integer),
    sa.column("priority", sa.Integer),
    sa.column("created_at", _MOMENT),
    sa.column("due_at", _MOMENT),
    sa.column("generation", sa.Integer),
    sa.column("claims", sa.Integer),
    sa.column("failures", sa.Integer),
    sa.column("done_at", _MOMENT),
)
_BEFORE = ("RemindOfUpdate", "RemindOfCommand", "RemindOfHandoff", "SayReminder")


def upgrade() -> None:
    connection = op.get_bind()
    pending = sa.and_(_ERRAND.c.kind.in_(_BEFORE), _ERRAND.c.done_at.is_(None))
    first = connection.execute(
        sa.select(_ERRAND.c.incident_id, sa.func.min(_ERRAND.c.due_at, type_=_MOMENT))
        .where(pending)
        .group_by(_ERRAND.c.incident_id)
    ).all()
    op.execute(_ERRAND.update().where(pending).values(done_at=_ERRAND.c.due_at))
    for incident_id, due_at in first:
        op.execute(
            _ERRAND.insert().values(
                kind="RingReminders",
                arguments={"incident_id": incident_id},
                key=f"reminders:{incident_id}",
                incident_id=incident_id,
                priority=2,
                created_at=due_at,
                due_at=due_at,
                generation=0,
                claims=0,
                failures=0,
            )
        )


def downgrade() -> None:
    """Leave them: the older program does not know them, and says so in its log."""
