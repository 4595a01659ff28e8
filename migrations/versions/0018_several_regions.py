"""An incident may be felt in several regions; the one that was said is kept as the first of them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_INCIDENT = sa.table(
    "incident",
    sa.column("id", sa.Integer),
    sa.column("region", sa.String),
    sa.column("regions", sa.JSON),
)


def upgrade() -> None:
    op.add_column("incident", sa.Column("regions", sa.JSON(), nullable=False, server_default="[]"))
    one, several = _INCIDENT.c.region, _INCIDENT.c.regions
    for region in op.get_bind().scalars(sa.select(one).where(one != "").distinct()).all():
        op.execute(_INCIDENT.update().where(one == region).values({several: [region]}))
    op.drop_column("incident", "region")


def downgrade() -> None:
    op.add_column("incident", sa.Column("region", sa.String(), nullable=False, server_default=""))
    one, several = _INCIDENT.c.region, _INCIDENT.c.regions
    # Only one of several can be kept there: the first.
    for key, regions in op.get_bind().execute(sa.select(_INCIDENT.c.id, several)).all():
        if regions:
            op.execute(_INCIDENT.update().where(_INCIDENT.c.id == key).values({one: regions[0]}))
    op.drop_column("incident", "regions")
