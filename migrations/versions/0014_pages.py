"""Pages, and whom they went to."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "page",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("incident_id", sa.Integer(), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("policy_key", sa.String(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("started_by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("pass_number", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("next_at", _MOMENT, nullable=True),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("gaps", sa.JSON(), nullable=False),
        sa.Column("acknowledged_at", _MOMENT, nullable=True),
        sa.Column("acknowledged_by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ending", sa.String(), nullable=False),
        sa.Column("message_ts", sa.String(), nullable=True),
    )
    is_open = sa.text("state <> 'ended'")
    op.create_index(
        "ix_page_open",
        "page",
        ["incident_id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "paged",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("page_id", sa.Integer(), sa.ForeignKey("page.id"), nullable=False),
        sa.Column("incident_id", sa.Integer(), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("pass_number", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("held_until", _MOMENT, nullable=True),
        sa.Column("told_before", sa.Boolean(), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=True),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=True),
        sa.Column("message_ts", sa.String(), nullable=True),
        sa.Column("seen_at", _MOMENT, nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("outside", sa.JSON(), nullable=False),
    )
    op.create_index("ix_paged_page_id", "paged", ["page_id"])
    op.create_index("ix_paged_incident_id", "paged", ["incident_id"])


def downgrade() -> None:
    op.drop_table("paged")
    op.drop_table("page")
