"""Where people were reminded last, so that a reminder is repeated in place; and the review as a file."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("room") as room:
        room.add_column(sa.Column("reminder_ts", sa.String(), nullable=True))
        room.add_column(
            sa.Column("reminded_up_to", sa.Integer(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("review") as review:
        review.add_column(sa.Column("markdown", sa.String(), nullable=False, server_default=""))
        review.add_column(sa.Column("file_id", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("review") as review:
        review.drop_column("file_id")
        review.drop_column("markdown")
    with op.batch_alter_table("room") as room:
        room.drop_column("reminded_up_to")
        room.drop_column("reminder_ts")
