"""The web address of the thread in which an incident without a channel is worked on."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("room") as room:
        room.add_column(sa.Column("thread_link", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("room") as room:
        room.drop_column("thread_link")
