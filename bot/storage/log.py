"""The conversation log: one row a message, and the list of what the knowledge base could not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.answering.reply import Reply, Status
from bot.storage.answers import SentRow, note_sent
from bot.storage.batching import Batch
from bot.storage.database import key_path, open_database
from bot.storage.pseudonyms import Pseudonyms
from bot.storage.store import Store
from bot.storage.tables import Message, OpenQuestion


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
        sent: the channel's numbers of the messages that carry the answer, in order.
        asked_in: the channel's number of the message that asked.
        rest: what the last of the messages shows when the reader asks for the whole, as the channel writes it.
        replaces: messages of an earlier answer, some of which may carry this one now.
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
    sent: tuple[int, ...] = ()
    asked_in: int | None = None
    rest: str | None = None
    replaces: tuple[int, ...] = ()


class ConversationLog:
    """The log of one database; `open` it, and `close` it whatever happens, for its driver keeps a thread."""

    def __init__(self, engine: AsyncEngine, pseudonyms: Pseudonyms) -> None:
        self.store = Store(engine, pseudonyms)
        self._batch: Batch[LogEntry, None] = Batch(self._write)

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open the database, migrate it, and read or make the key beside it.

        Args:
            url: an SQLAlchemy address with an async driver.

        Raises:
            StorageError: the database or the key cannot be used.
        """
        engine = await open_database(url)
        try:
            key = key_path(url)
            key.parent.mkdir(parents=True, exist_ok=True)
            return cls(engine, Pseudonyms.from_file(key))
        except BaseException:
            await engine.dispose()
            raise

    async def close(self) -> None:
        """Write what is waiting and close the connection; a second call does nothing."""
        await self._batch.drain()
        await self.store.engine.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()

    async def record(self, entry: LogEntry) -> bool:
        """Write a message with what could not be answered and what was sent; it is on the disk when this returns.

        Returns:
            False, and nothing is written, when the update is in the log already.

        Raises:
            StorageError: the database refuses the row (disk full, file locked or gone).
        """
        try:
            await self._batch.add(entry)
        except IntegrityError:
            if entry.update_id is not None and await self.seen(entry.update_id):
                return False
            raise
        return True

    async def seen(self, update_id: int) -> bool:
        """Say whether an update of Telegram's is in the log.

        Raises:
            StorageError: the database cannot be read.
        """
        async with self.store.transaction() as connection:
            found = await connection.execute(select(Message.id).where(Message.update_id == update_id))
            return found.first() is not None

    async def _write(self, entries: Sequence[LogEntry]) -> Sequence[None]:
        """Write entries in one transaction; one that is in the log already fails them all, and `Batch` sorts it out."""
        async with self.store.transaction() as connection:
            await connection.execute(insert(Message), [self._row(entry) for entry in entries])
            await note_sent(connection, [row for entry in entries for row in self._sent(entry)])
            for entry in entries:
                if entry.reply.status is Status.NO_DATA:
                    await _note_open_question(connection, entry)
        return [None] * len(entries)

    def _row(self, entry: LogEntry) -> dict[str, object]:
        reply = entry.reply
        return {
            "time": entry.time,
            "channel": entry.channel,
            "chat_kind": entry.chat_kind,
            "chat_key": self.store.chat_key(entry.channel, entry.chat_id),
            "user_key": self.store.user_key(entry.channel, entry.user_id) if entry.user_id is not None else None,
            "question": entry.question,
            "status": reply.status.value,
            "intent": reply.intent,
            "confidence": reply.confidence,
            "regions": reply.regions,
            "programs": reply.programs,
            "reply": reply.text,
            "latency_ms": entry.latency_ms,
            "knowledge_version": entry.knowledge_version,
            "update_id": entry.update_id,
        }

    def _sent(self, entry: LogEntry) -> list[SentRow]:
        chat_key = self.store.chat_key(entry.channel, entry.chat_id)
        return [SentRow(chat_key, number, entry.asked_in, entry.rest if number == entry.sent[-1] else None,
                        entry.update_id, number in entry.replaces) for number in entry.sent]


async def _note_open_question(connection: AsyncConnection, entry: LogEntry) -> None:
    """Count a question without an answer; one that was settled and is asked in vain again is open again."""
    subject = {"regions": sorted(entry.reply.regions), "programs": sorted(entry.reply.programs),
               "intent": entry.reply.intent}
    same = [getattr(OpenQuestion, name) == value for name, value in subject.items()]
    counted = await connection.execute(
        update(OpenQuestion).where(*same).values(
            times=OpenQuestion.times + 1, last_asked=entry.time, answered_at=None))
    if counted.rowcount == 0:
        await connection.execute(insert(OpenQuestion).values(
            **subject, example=entry.question, first_asked=entry.time, last_asked=entry.time, times=1))
