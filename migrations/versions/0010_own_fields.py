"""Fields that organisations and teams ask for, the other channels that are told, and tasks that a rule added."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "incident_field",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_incident_field_incident_id"
        ),
        sa.PrimaryKeyConstraint("incident_id", "key", name="pk_incident_field"),
    )
    op.create_table(
        "also_told",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("channel_name", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name="fk_also_told_incident_id"),
        sa.PrimaryKeyConstraint("incident_id", "channel_name", name="pk_also_told"),
    )
    with op.batch_alter_table("task") as task:
        task.alter_column("created_by_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM task WHERE created_by_id IS NULL")
    with op.batch_alter_table("task") as task:
        task.alter_column("created_by_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("also_told")
    op.drop_table("incident_field")
