"""The inbox of updates, how a reply's sending ended, and which key belongs to the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_WAITING = sa.text("done_at IS NULL")


def upgrade() -> None:
    """Create the tables and add the column."""
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_key", sa.Text, nullable=False),
        sa.Column("user_key", sa.Text),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("payload", sa.LargeBinary),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("sending_at", sa.DateTime),
        sa.Column("done_at", sa.DateTime),
    )
    op.create_index("ix_inbox_waiting", "inbox", ["chat_key", "update_id"],
                    sqlite_where=_WAITING, postgresql_where=_WAITING)
    op.create_index("ix_inbox_done_at", "inbox", ["done_at"])
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("key_mark", sa.Text, nullable=False),
    )
    op.add_column("message", sa.Column("delivery", sa.Text))
    op.create_index("ix_message_user_key", "message", ["user_key"])
