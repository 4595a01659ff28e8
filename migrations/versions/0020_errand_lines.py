"""Errands of one line are carried out one after another."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_WAITING = sa.text("done_at IS NULL AND line IS NOT NULL")


def upgrade() -> None:
    op.add_column("errand", sa.Column("line", sa.String(), nullable=True))
    op.create_index(
        "ix_errand_line",
        "errand",
        ["line", "id"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_errand_line", "errand")
    op.drop_column("errand", "line")
