"""Of what the message speaks with which people were reminded last."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("room") as room:
        room.add_column(
            sa.Column("reminded_from", sa.Integer(), nullable=False, server_default="0")
        )


def downgrade() -> None:
    with op.batch_alter_table("room") as room:
        room.drop_column("reminded_from")
