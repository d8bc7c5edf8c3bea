"""What happens to an answer after it was sent (votes, edits, the rest of it), uploaded files, and chats that change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the five tables."""
    op.create_table(
        "sent_message",
        sa.Column("chat_key", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("message_id", sa.Integer, sa.ForeignKey("message.id", ondelete="CASCADE"), nullable=False),
        sa.Column("asked_in", sa.BigInteger),
        sa.Column("rest", sa.Text),
    )
    op.create_index("ix_sent_message_message_id", "sent_message", ["message_id"])
    op.create_index("ix_sent_message_asked_in", "sent_message", ["chat_key", "asked_in"])
    op.create_table(
        "vote",
        sa.Column("message_id", sa.Integer, sa.ForeignKey("message.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("time", sa.DateTime, nullable=False),
    )
    op.create_table(
        "inactive_chat",
        sa.Column("chat_key", sa.Text, primary_key=True),
        sa.Column("since", sa.DateTime, nullable=False),
    )
    op.create_table(
        "moved_chat",
        sa.Column("new_key", sa.Text, primary_key=True),
        sa.Column("old_key", sa.Text, nullable=False),
        sa.Column("time", sa.DateTime, nullable=False),
    )
    op.create_table(
        "uploaded_file",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("file_id", sa.Text, nullable=False),
        sa.Column("time", sa.DateTime, nullable=False),
    )
