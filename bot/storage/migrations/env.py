"""Alembic's entry: runs the migrations on the connection that `bot.storage.database.migrate` hands over."""

from __future__ import annotations

from alembic import context

from bot.storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite can roll table changes back once BEGIN is ours, and then a crash half-way leaves the old tables whole
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
