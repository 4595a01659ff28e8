"""Alembic's way in: runs on the connection it is handed, and knows no tables of its own."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    # Only a draft of a new revision compares with the tables; whoever asks for one hands them in.
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
