"""Where the review draft stands in Slack."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    with op.batch_alter_table("review") as review:
        review.add_column(sa.Column("link", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("review") as review:
        review.drop_column("link")
