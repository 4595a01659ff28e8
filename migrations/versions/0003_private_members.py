"""Who was let into which private incident."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "member",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name="fk_member_incident_id"),
        sa.PrimaryKeyConstraint("incident_id", "slack_id", name="pk_member"),
    )


def downgrade() -> None:
    op.drop_table("member")
