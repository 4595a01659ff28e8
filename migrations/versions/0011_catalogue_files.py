"""Where a source told an entry of the catalogue, so that a file with a mistake in it retires nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    with op.batch_alter_table("catalogue_entry") as entry:
        entry.add_column(sa.Column("file", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("catalogue_entry") as entry:
        entry.drop_column("file")
