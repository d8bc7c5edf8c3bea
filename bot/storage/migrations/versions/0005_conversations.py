"""What conversations were about, and which knowledge base answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "conversation",
        sa.Column("chat_key", sa.Text, primary_key=True),
        sa.Column("user_key", sa.Text, primary_key=True),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("ix_conversation_seen_at", "conversation", ["seen_at"])
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("knowledge_version", sa.Text, nullable=False),
        sa.Column("announced_at", sa.DateTime, nullable=False),
    )
