"""Answers after they were sent: the rest of a long one, the messages that an edit replaces, and people's votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.store import Store
from bot.storage.tables import Message, SentMessage, Vote


class Opinion(StrEnum):
    """What a person thinks of an answer; the values are stored."""

    UP = "up"
    DOWN = "down"
    MISREAD = "misread"
    """It answers another question than was meant."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer that a message carries.

    Args:
        row: id of its row in the log.
        regions: official names of the regions that it is about.
        programs: ids of the programs that it is about.
        rest: what the message shows when the reader asks for the whole; None where nothing is left to show.
    """

    row: int
    regions: tuple[str, ...]
    programs: tuple[str, ...]
    rest: str | None


@dataclass(frozen=True, slots=True)
class SentRow:
    """A message that carries an answer, as it is written down.

    Args:
        chat_key: the chat's pseudonym.
        number: the message's number in it.
        asked_in: number of the message that asked.
        rest: what it shows when the reader asks for the whole.
        update_id: of the log's row of the answer.
        known: whether it carried another answer before.
    """

    chat_key: str
    number: int
    asked_in: int | None
    rest: str | None
    update_id: int | None
    known: bool = False


class Answers:
    """The answers that one channel has sent."""

    def __init__(self, store: Store, channel: str) -> None:
        """Make ready.

        Args:
            store: the database.
            channel: as in the log's rows.
        """
        self._store = store
        self._channel = channel

    async def sent_in(self, chat_id: int, number: int) -> Sent | None:
        """Return the answer that a message carries; None where it is not known (any more).

        Raises:
            StorageError: the database cannot be read.
        """
        async with self._store.transaction() as connection:
            found = await connection.execute(
                select(Message.id, Message.regions, Message.programs, SentMessage.rest)
                .join(SentMessage, SentMessage.message_id == Message.id)
                .where(*self._is(chat_id, number)))
            row = found.first()
        return Sent(row.id, tuple(row.regions), tuple(row.programs), row.rest) if row else None

    async def sent_for(self, chat_id: int, asked_in: int) -> tuple[int, ...]:
        """Return the messages that answer a question, in order; none where it was never answered.

        Raises:
            StorageError: the database cannot be read.
        """
        async with self._store.transaction() as connection:
            found = await connection.execute(
                select(SentMessage.number).order_by(SentMessage.number)
                .where(SentMessage.chat_key == self._key(chat_id), SentMessage.asked_in == asked_in))
            return tuple(found.scalars())

    async def show_whole(self, chat_id: int, number: int, further: Sequence[int]) -> None:
        """Note that a message shows the whole answer now, perhaps together with further messages.

        Raises:
            StorageError: the database refuses.
        """
        async with self._store.transaction() as connection:
            found = await connection.execute(
                select(SentMessage.asked_in, Message.update_id).join(Message, SentMessage.message_id == Message.id)
                .where(*self._is(chat_id, number)))
            row = found.first()
            if row is None:
                return
            await connection.execute(update(SentMessage).where(*self._is(chat_id, number)).values(rest=None))
            await note_sent(connection, [SentRow(self._key(chat_id), one, row.asked_in, None, row.update_id)
                                         for one in further if one != number])

    async def vote(self, chat_id: int, number: int, user_id: int, opinion: Opinion) -> bool:
        """Keep a person's opinion of the answer that a message carries; it replaces an earlier one of the same person.

        Returns:
            False where the message carries no answer that is known.

        Raises:
            StorageError: the database refuses.
        """
        user_key = self._store.user_key(self._channel, str(user_id))
        async with self._store.transaction() as connection:
            found = await connection.execute(select(SentMessage.message_id).where(*self._is(chat_id, number)))
            row = found.scalar()
            if row is None:
                return False
            await connection.execute(delete(Vote).where(Vote.message_id == row, Vote.user_key == user_key))
            await connection.execute(insert(Vote).values(
                message_id=row, user_key=user_key, value=opinion.value, time=datetime.now(UTC)))
        return True

    def _key(self, chat_id: int) -> str:
        return self._store.chat_key(self._channel, str(chat_id))

    def _is(self, chat_id: int, number: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return (SentMessage.chat_key == self._key(chat_id), SentMessage.number == number)


async def note_sent(connection: AsyncConnection, rows: Sequence[SentRow]) -> None:
    """Write down which messages carry which answer.

    Args:
        connection: in a transaction in which the log's rows are there.
        rows: the messages.
    """
    known = [row for row in rows if row.known]
    if known:
        await connection.execute(
            delete(SentMessage).where(SentMessage.chat_key == bindparam("in_chat"),
                                      SentMessage.number == bindparam("with_number")),
            [{"in_chat": row.chat_key, "with_number": row.number} for row in known])
    if rows:
        of_update = select(Message.id).where(Message.update_id == bindparam("update_id")).scalar_subquery()
        await connection.execute(
            insert(SentMessage).values(message_id=of_update),
            [{"chat_key": row.chat_key, "number": row.number, "asked_in": row.asked_in, "rest": row.rest,
              "update_id": row.update_id} for row in rows])
