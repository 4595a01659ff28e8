"""The channel for announcements is known by its id, so that a new name does not make another one."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "announcement_channel",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("channel_name", sa.String(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("announcement_channel")
