"""The whole life of an incident: kinds, privacy, services, tasks, subscriptions, threads, the catalogue."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("incident") as incident:
        incident.add_column(
            sa.Column("kind", sa.String(), nullable=False, server_default="incident")
        )
        incident.add_column(
            sa.Column("is_private", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        incident.add_column(sa.Column("region", sa.String(), nullable=False, server_default=""))
        incident.add_column(sa.Column("began_at", _MOMENT, nullable=True))
        incident.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        incident.create_foreign_key(
            "fk_incident_merged_into_id", "incident", ["merged_into_id"], ["id"]
        )
    with op.batch_alter_table("room") as room:
        room.add_column(sa.Column("thread_ts", sa.String(), nullable=False, server_default=""))
        room.add_column(sa.Column("active_at", _MOMENT, nullable=True))
        room.drop_constraint("uq_room_channel_id", type_="unique")
        room.create_unique_constraint("uq_room_channel_id_thread_ts", ["channel_id", "thread_ts"])
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("email", sa.String(), nullable=True))
        person.add_column(
            sa.Column("cannot_answer", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        person.add_column(sa.Column("welcomed_at", _MOMENT, nullable=True))
    op.create_index("ix_person_email", "person", ["email"])
    with op.batch_alter_table("review") as review:
        review.add_column(sa.Column("held_at", _MOMENT, nullable=True))

    _affected_services_and_subscriptions()
    _kept_messages_and_tasks()
    _catalogue()


def _affected_services_and_subscriptions() -> None:
    op.create_table(
        "affected_service",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("service_key", sa.String(), nullable=False),
        sa.Column("named_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_affected_service_incident_id"
        ),
        sa.PrimaryKeyConstraint("incident_id", "service_key", name="pk_affected_service"),
    )
    op.create_index("ix_affected_service_service_key", "affected_service", ["service_key"])
    op.create_table(
        "subscription",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_subscription_incident_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_subscription_person_id"),
        sa.PrimaryKeyConstraint("incident_id", "person_id", name="pk_subscription"),
    )


def _kept_messages_and_tasks() -> None:
    op.create_table(
        "kept_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("message_ts", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_kept_message_incident_id"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["timeline_event.id"], name="fk_kept_message_event_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_kept_message"),
        sa.UniqueConstraint("event_id", name="uq_kept_message_event_id"),
        sa.UniqueConstraint(
            "incident_id",
            "channel_id",
            "message_ts",
            name="uq_kept_message_incident_id_channel_id_message_ts",
        ),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_at", _MOMENT, nullable=True),
        sa.Column("done_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name="fk_task_incident_id"),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name="fk_task_created_by_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_task_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    op.create_index("ix_task_incident_id", "task", ["incident_id"])


def _catalogue() -> None:
    op.create_table(
        "catalogue_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("sync_id", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("retired_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_catalogue_entry"),
    )
    op.create_index("uq_catalogue_entry_kind_key", "catalogue_entry", ["kind", "key"], unique=True)
    op.create_index("ix_catalogue_entry_owner", "catalogue_entry", ["owner"])
    op.create_table(
        "catalogue_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalogue_change"),
    )
    op.create_index("ix_catalogue_change_key", "catalogue_change", ["key"])


def downgrade() -> None:
    for table in (
        "catalogue_change",
        "catalogue_entry",
        "task",
        "kept_message",
        "subscription",
        "affected_service",
    ):
        op.drop_table(table)
    with op.batch_alter_table("review") as review:
        review.drop_column("held_at")
    op.drop_index("ix_person_email", "person")
    with op.batch_alter_table("person") as person:
        person.drop_column("welcomed_at")
        person.drop_column("cannot_answer")
        person.drop_column("email")
    with op.batch_alter_table("room") as room:
        room.drop_constraint("uq_room_channel_id_thread_ts", type_="unique")
        room.create_unique_constraint("uq_room_channel_id", ["channel_id"])
        room.drop_column("active_at")
        room.drop_column("thread_ts")
    with op.batch_alter_table("incident") as incident:
        incident.drop_constraint("fk_incident_merged_into_id", type_="foreignkey")
        incident.drop_column("merged_into_id")
        incident.drop_column("began_at")
        incident.drop_column("region")
        incident.drop_column("is_private")
        incident.drop_column("kind")
