"""What admins work with: open questions by their words, whom to tell, drafts, edits, readings that were pressed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.language.tokens import words_in

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Give each wording a row of its own, and create the four tables."""
    with op.batch_alter_table("open_question") as table:
        table.add_column(sa.Column("wording", sa.Text))
        table.add_column(sa.Column("status", sa.Text))
        table.add_column(sa.Column("state", sa.Text))
        table.alter_column("answered_at", new_column_name="settled_at")
    _fill()
    with op.batch_alter_table("open_question") as table:
        for name in ("wording", "status", "state"):
            table.alter_column(name, existing_type=sa.Text, nullable=False)
        table.drop_constraint("uq_open_question_subject")
        table.create_unique_constraint("uq_open_question_wording", ["wording", "regions", "programs", "intent"])
    op.create_table(
        "asker",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("question_id", sa.Integer, sa.ForeignKey("open_question.id", ondelete="CASCADE"), nullable=False),
        sa.Column("chat_key", sa.Text, nullable=False),
        sa.Column("user_key", sa.Text),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("address", sa.LargeBinary, nullable=False),
        sa.Column("due_at", sa.DateTime),
        sa.Column("sending_at", sa.DateTime),
        sa.UniqueConstraint("question_id", "chat_key", name="uq_asker_chat"),
    )
    op.create_index("ix_asker_due_at", "asker", ["due_at"])
    op.create_table(
        "clarification",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("message_id", sa.Integer, sa.ForeignKey("message.id", ondelete="CASCADE"), nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("settled_at", sa.DateTime),
    )
    op.create_index("ix_clarification_message_id", "clarification", ["message_id"])
    op.create_table(
        "draft",
        sa.Column("user_key", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "knowledge_edit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("time", sa.DateTime, nullable=False),
        sa.Column("admin_key", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("paths", sa.Text, nullable=False),
        sa.Column("version_before", sa.Text, nullable=False),
        sa.Column("version_after", sa.Text, nullable=False),
    )
    op.create_index("ix_knowledge_edit_time", "knowledge_edit", ["time"])


def _fill() -> None:
    """Say of the questions that are there already what their words are; all of them found no data."""
    questions = sa.table("open_question", sa.column("id"), sa.column("example"), sa.column("settled_at"),
                         sa.column("wording"), sa.column("status"), sa.column("state"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(questions.c.id, questions.c.example, questions.c.settled_at)).all():
        connection.execute(questions.update().where(questions.c.id == row.id).values(
            wording=" ".join(words_in(row.example)), status="no_data",
            state="open" if row.settled_at is None else "answered"))
