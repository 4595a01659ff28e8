"""How a handoff of command began."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    with op.batch_alter_table("handoff") as handoff:
        handoff.add_column(sa.Column("way", sa.String(), nullable=False, server_default="offered"))
    op.execute("UPDATE handoff SET way = 'taken_over' WHERE offered_by_id = offered_to_id")


def downgrade() -> None:
    with op.batch_alter_table("handoff") as handoff:
        handoff.drop_column("way")
