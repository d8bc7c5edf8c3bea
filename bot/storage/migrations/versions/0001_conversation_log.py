"""The conversation log and the questions that the knowledge base could not answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "message",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("time", sa.DateTime, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("chat_kind", sa.Text, nullable=False),
        sa.Column("chat_key", sa.Text, nullable=False),
        sa.Column("user_key", sa.Text),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("intent", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("regions", sa.Text, nullable=False),
        sa.Column("programs", sa.Text, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("latency_ms", sa.Double, nullable=False),
        sa.Column("knowledge_version", sa.Text, nullable=False),
        sa.Column("update_id", sa.BigInteger),
        sa.UniqueConstraint("update_id", name="uq_message_update_id"),
    )
    op.create_index("ix_message_time", "message", ["time"])
    op.create_table(
        "open_question",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("regions", sa.Text, nullable=False),
        sa.Column("programs", sa.Text, nullable=False),
        sa.Column("intent", sa.Text, nullable=False),
        sa.Column("example", sa.Text, nullable=False),
        sa.Column("first_asked", sa.DateTime, nullable=False),
        sa.Column("last_asked", sa.DateTime, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("answered_at", sa.DateTime),
        sa.UniqueConstraint("regions", "programs", "intent", name="uq_open_question_subject"),
    )
