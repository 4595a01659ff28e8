"""The number by which people name a task, its message in the channel, and a quick way to a kept message."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("task") as task:
        task.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
        task.add_column(sa.Column("message_ts", sa.String(), nullable=True))
    op.execute(
        "UPDATE task SET number = (SELECT count(*) FROM task AS older"
        " WHERE older.incident_id = task.incident_id AND older.id <= task.id)"
    )
    with op.batch_alter_table("task") as task:
        task.create_unique_constraint("uq_task_incident_id_number", ["incident_id", "number"])
        task.drop_index("ix_task_incident_id")
    op.create_index(
        "ix_kept_message_channel_id_message_ts", "kept_message", ["channel_id", "message_ts"]
    )


def downgrade() -> None:
    op.drop_index("ix_kept_message_channel_id_message_ts", "kept_message")
    with op.batch_alter_table("task") as task:
        task.create_index("ix_task_incident_id", ["incident_id"])
        task.drop_constraint("uq_task_incident_id_number", type_="unique")
        task.drop_column("message_ts")
        task.drop_column("number")
