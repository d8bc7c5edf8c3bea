"""The tables as the program sees them; `migrations/` builds the same ones, and a test holds the two together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC: SQLite keeps no time zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC; a naive one would be a guess and raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"time without a zone: {value}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the stored time its zone back."""
        return value and value.replace(tzinfo=UTC)


class JsonList(TypeDecorator[Sequence[str]]):
    """A list of texts as JSON text: readable in any SQLite browser, and comparable, so that it can be unique."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        """Write the list as a JSON array, letters left as they are."""
        return None if value is None else json.dumps(list(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Sequence[str] | None:
        """Read the JSON array."""
        return None if value is None else tuple(json.loads(value))


class Base(DeclarativeBase):
    """The tables' common registry."""

    @classmethod
    def bare(cls) -> Table:
        """The table without the object mapper, whose bookkeeping costs more than a row."""
        return cast(Table, cls.__table__)


class Message(Base):
    """One message and its answer; no id or name of a person is in it, only keyed hashes."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_time", "time"), Index("ix_message_user_key", "user_key"),
                      UniqueConstraint("update_id", name="uq_message_update_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[str] = mapped_column(Text)
    """terminal, jsonl or telegram."""
    chat_kind: Mapped[str] = mapped_column(Text)
    """private, group, supergroup or channel."""
    chat_key: Mapped[str] = mapped_column(Text)
    user_key: Mapped[str | None] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    intent: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float] = mapped_column(Double)
    regions: Mapped[Sequence[str]] = mapped_column(JsonList)
    programs: Mapped[Sequence[str]] = mapped_column(JsonList)
    reply: Mapped[str] = mapped_column(Text)
    latency_ms: Mapped[float] = mapped_column(Double)
    knowledge_version: Mapped[str] = mapped_column(Text)
    update_id: Mapped[int | None] = mapped_column(BigInteger)
    """Telegram's number of the update; unique, so that a replayed update cannot be logged twice."""
    delivery: Mapped[str | None] = mapped_column(Text)
    """How sending ended, where the channel sends; a reply that may have gone out twice or not at all says so."""


class OpenQuestion(Base):
    """What people asked and the knowledge base could not say: the admin's list of what to add."""

    __tablename__ = "open_question"
    __table_args__ = (UniqueConstraint("wording", "regions", "programs", "intent", name="uq_open_question_wording"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wording: Mapped[str] = mapped_column(Text)
    """The question's words in small letters: two that differ in signs alone are one."""
    status: Mapped[str] = mapped_column(Text)
    """How it was answered: no_data or unknown."""
    regions: Mapped[Sequence[str]] = mapped_column(JsonList)
    """Official names, sorted."""
    programs: Mapped[Sequence[str]] = mapped_column(JsonList)
    """Program ids, sorted."""
    intent: Mapped[str] = mapped_column(Text)
    example: Mapped[str] = mapped_column(Text)
    """The question as it was first typed."""
    first_asked: Mapped[datetime] = mapped_column(UtcDateTime)
    last_asked: Mapped[datetime] = mapped_column(UtcDateTime)
    times: Mapped[int]
    state: Mapped[str] = mapped_column(Text)
    """open, answered, or ignored; one that was answered and is asked in vain again is open again."""
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Asker(Base):
    """Somebody who asked in vain and is to be told once there is an answer; gone as soon as that is done."""

    __tablename__ = "asker"
    __table_args__ = (UniqueConstraint("question_id", "chat_key", name="uq_asker_chat"),
                      Index("ix_asker_due_at", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("open_question.id", ondelete="CASCADE"))
    chat_key: Mapped[str] = mapped_column(Text)
    user_key: Mapped[str | None] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    address: Mapped[bytes] = mapped_column(LargeBinary)
    """Where the answer goes, as the channel writes it, sealed."""
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when there is an answer."""
    sending_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was last on the verge of being sent: nobody is told twice."""


class Clarification(Base):
    """The bot asked back, and this is the reading that was pressed: what people call things by."""

    __tablename__ = "clarification"
    __table_args__ = (Index("ix_clarification_message_id", "message_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    link: Mapped[str] = mapped_column(Text)
    """The reading, as its button has it."""
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When an admin looked at what follows from it."""


class Draft(Base):
    """What an admin is in the middle of, so that a restart loses nothing."""

    __tablename__ = "draft"

    user_key: Mapped[str] = mapped_column(Text, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    """The step and what was gathered so far, as JSON."""
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KnowledgeEdit(Base):
    """A change of the knowledge base that an admin made through the bot: who, when and what."""

    __tablename__ = "knowledge_edit"
    __table_args__ = (Index("ix_knowledge_edit_time", "time"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[datetime] = mapped_column(UtcDateTime)
    admin_key: Mapped[str] = mapped_column(Text)
    """The admin's pseudonym. Not called `user_key`: who may change what everybody reads stays on record."""
    action: Mapped[str] = mapped_column(Text)
    """answer, example, ignore, file, alias or rollback."""
    paths: Mapped[Sequence[str]] = mapped_column(JsonList)
    """Files of the knowledge folder that it changed."""
    version_before: Mapped[str] = mapped_column(Text)
    version_after: Mapped[str] = mapped_column(Text)


class SentMessage(Base):
    """A message that carries an answer: what a press below it, or an edit of its question, refers to."""

    __tablename__ = "sent_message"
    __table_args__ = (Index("ix_sent_message_message_id", "message_id"),
                      Index("ix_sent_message_asked_in", "chat_key", "asked_in"))

    chat_key: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    """The channel's number of the message in its chat."""
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    asked_in: Mapped[int | None] = mapped_column(BigInteger)
    """The channel's number of the message that asked."""
    rest: Mapped[str | None] = mapped_column(Text)
    """What is shown when the reader asks for the whole answer, as the channel writes it."""


class Vote(Base):
    """What a person thinks of an answer; the last opinion counts."""

    __tablename__ = "vote"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    user_key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    """up, down or misread."""
    time: Mapped[datetime] = mapped_column(UtcDateTime)


class InactiveChat(Base):
    """A chat that the bot was blocked in or removed from, until it is let in again."""

    __tablename__ = "inactive_chat"

    chat_key: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class MovedChat(Base):
    """A group that became a supergroup and so has another id; its rows were given the new key."""

    __tablename__ = "moved_chat"

    new_key: Mapped[str] = mapped_column(Text, primary_key=True)
    old_key: Mapped[str] = mapped_column(Text)
    time: Mapped[datetime] = mapped_column(UtcDateTime)


class UploadedFile(Base):
    """A picture or document that the channel keeps: sent again by its id instead of uploaded again."""

    __tablename__ = "uploaded_file"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    """Names the content, and the bot that uploaded it."""
    file_id: Mapped[str] = mapped_column(Text)
    time: Mapped[datetime] = mapped_column(UtcDateTime)


class InboxEntry(Base):
    """An update of Telegram's, kept from before it is confirmed to Telegram until its reply went out.

    What the reply needs is sealed and goes when it is done; the number stays for some days, so that an update that
    Telegram brings once more is known.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_waiting", "chat_key", "update_id", sqlite_where=text("done_at IS NULL"),
              postgresql_where=text("done_at IS NULL")),
        Index("ix_inbox_done_at", "done_at"),
    )

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_key: Mapped[str] = mapped_column(Text)
    """The chat's pseudonym (the person's, where there is no chat): its updates are answered one after the other."""
    user_key: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    payload: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The update, personal data in its text blunted, sealed; None once it is done."""
    attempts: Mapped[int]
    """How often a reply was on the verge of being sent."""
    sending_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When that was last; without `done_at` the reply may have gone out."""
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Installation(Base):
    """What belongs to the database as a whole; one row."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key_mark: Mapped[str] = mapped_column(Text)
    """A hash under the installation's key: tells whether a key file belongs to this database."""


class Remembered(Base):
    """What a conversation was about, so that a follow-up is understood after a restart and by another process."""

    __tablename__ = "conversation"
    __table_args__ = (Index("ix_conversation_seen_at", "seen_at"),)

    chat_key: Mapped[str] = mapped_column(Text, primary_key=True)
    user_key: Mapped[str] = mapped_column(Text, primary_key=True)
    """In a group everyone has a conversation of their own; empty where nobody is named."""
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(Text)
    """Ids of regions, programs, visits and intents as JSON; nothing that anyone typed."""


class Announcement(Base):
    """Which knowledge base answers now, changed by whoever loads another; and which state of the files was refused."""

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    knowledge_version: Mapped[str] = mapped_column(Text)
    announced_at: Mapped[datetime] = mapped_column(UtcDateTime)
