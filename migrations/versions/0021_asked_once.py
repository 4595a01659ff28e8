"""What people ask for is written down once, however often it is delivered."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_ASKED = sa.text("kind = 'Asked'")


def upgrade() -> None:
    op.create_index(
        "uq_errand_asked",
        "errand",
        ["key"],
        unique=True,
        sqlite_where=_ASKED,
        postgresql_where=_ASKED,
    )


def downgrade() -> None:
    op.drop_index("uq_errand_asked", "errand")
