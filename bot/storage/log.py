"""The conversation log: one row a message, and the list of what the knowledge base could not say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, select

from bot.answering.reply import Reply
from bot.storage.answers import SentRow, note_sent
from bot.storage.database import Database
from bot.storage.inbox import mark_done
from bot.storage.open_questions import note_in_vain
from bot.storage.personal import hidden_in, masked
from bot.storage.statements import insert_missing
from bot.storage.tables import Message


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A message with its answer, as a channel hands it over.

    Args:
        channel: `terminal`, `jsonl` or `telegram`.
        chat_kind: `private`, `group`, `supergroup` or `channel`.
        chat_id: the channel's own id of the chat; only its pseudonym is stored.
        question: the message as typed, or what a pressed button reads.
        reply: what was answered.
        latency_ms: from the message's arrival to the finished reply, in milliseconds.
        knowledge_version: `KnowledgeBase.version` that answered.
        user_id: the channel's own id of the person, if there is one; only its pseudonym is stored.
        update_id: Telegram's number of the update; at most one row has it.
        time: when the message arrived.
        delivery: how sending ended, where the channel sends.
        sent: the channel's numbers of the messages that carry the answer, in order.
        asked_in: the channel's number of the message that asked.
        rest: what the last of the messages shows when the reader asks for the whole, as the channel writes it.
        address: where the asker can be told later that there is an answer, as the channel writes it; stored sealed,
            and only where there is no answer yet.
    """

    channel: str
    chat_kind: str
    chat_id: str
    question: str
    reply: Reply
    latency_ms: float
    knowledge_version: str
    user_id: str | None = None
    update_id: int | None = None
    time: datetime = field(default_factory=lambda: datetime.now(UTC))
    delivery: str | None = None
    sent: tuple[int, ...] = ()
    asked_in: int | None = None
    rest: str | None = None
    address: str | None = None


class ConversationLog:
    """The log of one database; `open` it, and `close` it whatever happens, for its driver keeps a thread."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    async def open(cls, url: str, key_file: Path | None = None) -> Self:
        """Open a database for the log alone; see `Database.open`.

        Raises:
            StorageError: the database or the key cannot be used.
        """
        return cls(await Database.open(url, key_file))

    async def close(self) -> None:
        """Close the connection; a second call does nothing."""
        await self.database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()

    async def record(self, entry: LogEntry, keep: Callable[[Connection], object] | None = None) -> bool:
        """Write a message, what was sent, what had no answer, and that its update is done, in one transaction.

        Personal data in the question, and what the reply repeats of it, is masked first.

        Args:
            entry: the message.
            keep: writes what belongs to the turn besides; see `Memory.keeping`.

        Returns:
            False, and nothing is written, when the update is in the log already.

        Raises:
            StorageError: the database refuses the row (disk full, file locked or gone).
        """
        row = self._row(entry)

        def write(connection: Connection) -> bool:
            number = connection.execute(insert_missing(connection, Message, "id"), row).scalar()
            if number is not None:
                note_sent(connection, number, self._sent(entry))
                note_in_vain(connection, self.database, entry, str(row["question"]))
            if entry.update_id is not None:
                mark_done(connection, [entry.update_id])
            if keep:
                keep(connection)
            return number is not None

        return await self.database.run(write)

    async def seen(self, update_id: int) -> bool:
        """Say whether an update of Telegram's is in the log.

        Raises:
            StorageError: the database cannot be read.
        """
        def look(connection: Connection) -> bool:
            return connection.execute(select(Message.id).where(Message.update_id == update_id)).first() is not None

        return await self.database.run(look)

    def _row(self, entry: LogEntry) -> dict[str, object]:
        reply = entry.reply
        database = self.database
        return {
            "time": entry.time,
            "channel": entry.channel,
            "chat_kind": entry.chat_kind,
            "chat_key": database.chat_key(entry.channel, entry.chat_id),
            "user_key": database.user_key(entry.channel, entry.user_id) if entry.user_id is not None else None,
            "question": masked(entry.question),
            "status": reply.status.value,
            "intent": reply.intent,
            "confidence": reply.confidence,
            "regions": reply.regions,
            "programs": reply.programs,
            "reply": hidden_in(reply.text, entry.question),
            "latency_ms": entry.latency_ms,
            "knowledge_version": entry.knowledge_version,
            "update_id": entry.update_id,
            "delivery": entry.delivery,
        }

    def _sent(self, entry: LogEntry) -> list[SentRow]:
        chat_key = self.database.chat_key(entry.channel, entry.chat_id)
        return [SentRow(chat_key, number, entry.asked_in, entry.rest if number == entry.sent[-1] else None)
                for number in entry.sent]
