"""Answers after they were sent: the rest of a long one, the messages that an edit replaces, and people's votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, select, update

from bot.storage.database import Database
from bot.storage.statements import replacement, upsert
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
        status: how it answered.
        regions: official names of the regions that it is about.
        programs: ids of the programs that it is about.
        rest: what the message shows when the reader asks for the whole; None where nothing is left to show.
    """

    row: int
    status: str
    regions: tuple[str, ...]
    programs: tuple[str, ...]
    rest: str | None


class SentRow(NamedTuple):
    """A message that carries an answer, as it is written down.

    Args:
        message_id: id of the answer's row in the log.
        chat_key: the chat's pseudonym.
        number: the message's number in it.
        asked_in: number of the message that asked.
        rest: what it shows when the reader asks for the whole.
    """

    message_id: int
    chat_key: str
    number: int
    asked_in: int | None
    rest: str | None


class Answers:
    """The answers that one channel has sent."""

    def __init__(self, database: Database, channel: str) -> None:
        """Make ready.

        Args:
            database: the database.
            channel: as in the log's rows.
        """
        self._database = database
        self._channel = channel

    async def sent_in(self, chat_id: int, number: int) -> Sent | None:
        """Return the answer that a message carries; None where it is not known (any more).

        Raises:
            StorageError: the database cannot be read.
        """
        found = (select(Message.id, Message.status, Message.regions, Message.programs, SentMessage.rest)
                 .join(SentMessage, SentMessage.message_id == Message.id).where(*self._is(chat_id, number)))
        row = await self._database.run(lambda connection: connection.execute(found).first())
        return Sent(row.id, row.status, tuple(row.regions), tuple(row.programs), row.rest) if row else None

    async def sent_for(self, chat_id: int, asked_in: int) -> tuple[int, ...]:
        """Return the messages that answer a question, in order; none where it was never answered.

        Raises:
            StorageError: the database cannot be read.
        """
        found = (select(SentMessage.number).order_by(SentMessage.number)
                 .where(SentMessage.chat_key == self._key(chat_id), SentMessage.asked_in == asked_in))
        return await self._database.run(lambda connection: tuple(connection.execute(found).scalars()))

    async def show_whole(self, chat_id: int, number: int, further: Sequence[int]) -> None:
        """Note that a message shows the whole answer now, perhaps together with further messages.

        Raises:
            StorageError: the database refuses.
        """
        def note(connection: Connection) -> None:
            row = connection.execute(
                select(SentMessage.asked_in, SentMessage.message_id).where(*self._is(chat_id, number))).first()
            if row is None:
                return
            connection.execute(update(SentMessage).where(*self._is(chat_id, number)).values(rest=None))
            note_sent(connection, [SentRow(row.message_id, self._key(chat_id), one, row.asked_in, None)
                                   for one in further if one != number])

        await self._database.run(note)

    async def vote(self, chat_id: int, number: int, user_id: int, opinion: Opinion) -> bool:
        """Keep a person's opinion of the answer that a message carries; it replaces an earlier one of the same person.

        Returns:
            False where the message carries no answer that is known.

        Raises:
            StorageError: the database refuses.
        """
        row = {"user_key": self._database.user_key(self._channel, str(user_id)), "value": opinion.value,
               "time": datetime.now(UTC)}

        def keep(connection: Connection) -> bool:
            message_id = connection.execute(select(SentMessage.message_id).where(*self._is(chat_id, number))).scalar()
            if message_id is None:
                return False
            connection.execute(upsert(connection, Vote, "value", "time"), {"message_id": message_id, **row})
            return True

        return await self._database.run(keep)

    def _key(self, chat_id: int) -> str:
        return self._database.chat_key(self._channel, str(chat_id))

    def _is(self, chat_id: int, number: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return (SentMessage.chat_key == self._key(chat_id), SentMessage.number == number)


def note_sent(connection: Connection, rows: Sequence[SentRow]) -> None:
    """Write down which messages carry which answers, in place of another answer that they carried before.

    Args:
        connection: in a transaction in which the log's rows are there.
        rows: the messages.
    """
    if rows:
        connection.execute(replacement(connection, SentMessage), [row._asdict() for row in rows])
