"""What is handed over with command, how it was answered, and what is measured of it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_WORDS = ("why", "read_back", "correction")
_COUNTS = ("questions_before", "questions_after", "asked_again")
_PEOPLE = ("led_by_id", "answered_by_id")


def upgrade() -> None:
    with op.batch_alter_table("handoff") as handoff:
        handoff.add_column(sa.Column("brief", sa.JSON(), nullable=False, server_default="{}"))
        handoff.add_column(sa.Column("asked", sa.JSON(), nullable=False, server_default="[]"))
        handoff.add_column(
            sa.Column("in_call", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        handoff.add_column(sa.Column("sender_until", sa.DateTime(timezone=True), nullable=True))
        for name in _WORDS:
            handoff.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        for name in _COUNTS:
            handoff.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for name in _PEOPLE:
            handoff.add_column(sa.Column(name, sa.Integer(), nullable=True))
            handoff.create_foreign_key(f"fk_handoff_{name}", "person", [name], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("handoff") as handoff:
        for name in _PEOPLE:
            handoff.drop_constraint(f"fk_handoff_{name}", type_="foreignkey")
        for name in (*_PEOPLE, *_COUNTS, *_WORDS, "sender_until", "in_call", "asked", "brief"):
            handoff.drop_column(name)
