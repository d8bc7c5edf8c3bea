"""The conversation log: one row a message, and the list of what the knowledge base could not say."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, select

from bot.answering.reply import Reply
from bot.storage.answers import SentRow, note_sent
from bot.storage.database import Database
from bot.storage.inbox import mark_done
from bot.storage.memory import RememberedRow, remember
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


_TurnRow = tuple[LogEntry, dict[str, object], RememberedRow | None]
"""A message, its row, and what its conversation is about now."""


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

    def record(self, entry: LogEntry, remembered: RememberedRow | None = None) -> Coroutine[Any, Any, bool]:
        """Write a message, what was sent, what had no answer, and that its update is done, in one transaction.

        Personal data in the question, and what the reply repeats of it, is masked first. It is in the database's line
        when this returns, and written when what is returned has been awaited.

        Args:
            entry: the message.
            remembered: what the conversation is about now; see `Memory.row`.

        Returns:
            False, and no row is written, when the update is in the log already.

        Raises:
            StorageError: the database refuses the row (disk full, file locked or gone).
        """
        return self.database.run_together(self._write, (entry, self._row(entry), remembered))

    def _write(self, connection: Connection, turns: Sequence[_TurnRow]) -> list[bool]:
        """Write some turns inside a transaction; say of each whether it was not in the log yet."""
        ids = _inserted(connection, [row for _, row, _ in turns])
        new = [(entry, row, id_) for (entry, row, _), id_ in zip(turns, ids, strict=True) if id_ is not None]
        note_sent(connection, [sent for entry, row, id_ in new for sent in _sent(entry, str(row["chat_key"]), id_)])
        for entry, row, _ in new:
            note_in_vain(connection, self.database, entry, str(row["question"]))
        mark_done(connection, [entry.update_id for entry, _, _ in turns if entry.update_id is not None])
        remember(connection, [remembered for _, _, remembered in turns if remembered])
        return [id_ is not None for id_ in ids]

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


def _sent(entry: LogEntry, chat_key: str, id_: int) -> list[SentRow]:
    """The messages that carry an answer, the rest of it at the last."""
    return [SentRow(id_, chat_key, number, entry.asked_in, entry.rest if number == entry.sent[-1] else None)
            for number in entry.sent]


def _inserted(connection: Connection, rows: Sequence[dict[str, object]]) -> list[int | None]:
    """Insert rows of the log; return their ids, None for one whose update is there already."""
    statement = insert_missing(connection, Message, "id", "update_id")
    numbered = [row for row in rows if row["update_id"] is not None]
    of_update = {update_id: id_ for id_, update_id in connection.execute(statement, numbered)} if numbered else {}
    return [connection.execute(statement, row).scalar_one() if row["update_id"] is None
            else of_update.pop(row["update_id"], None) for row in rows]
