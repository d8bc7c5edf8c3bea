"""What is stored of one person: shown to that person, and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, or_, select, update

from bot.storage.database import Database
from bot.storage.tables import Base, Message, OpenQuestion

_HIDDEN = frozenset({"address", "payload", "chat_key", "user_key"})
"""Columns that say nothing to a person: pseudonyms, and what waits, sealed, for its reply or an answer."""


class People:
    """The rows that belong to a person, in whichever table they are.

    A row belongs to a person whose pseudonym it has as `user_key`, or whose private chat it names as `chat_key`.

    Args:
        database: the database.
        channel: the channel that knows the person.
    """

    def __init__(self, database: Database, channel: str) -> None:
        self._database = database
        self._channel = channel

    async def export(self, user_id: int) -> dict[str, list[dict[str, Any]]]:
        """Return a person's rows by table, ready to be written as JSON.

        Raises:
            StorageError: the database cannot be read.
        """
        def read(connection: Connection) -> dict[str, list[dict[str, Any]]]:
            found = {}
            for table, condition in self._rows_of(user_id):
                columns = [column for column in table.columns if column.name not in _HIDDEN]
                rows = connection.execute(select(*columns).where(condition)).mappings()
                found[table.name] = [{name: _plain(value) for name, value in row.items()} for row in rows]
            return {name: rows for name, rows in found.items() if rows}

        return await self._database.run(read)

    async def delete(self, user_id: int) -> int:
        """Delete a person's rows: log, votes, what waits for a reply, everything; return how many they were.

        A question of theirs that is open goes too, unless others asked it in the same words.

        Raises:
            StorageError: the database refuses; nothing is deleted then.
        """
        def forget(connection: Connection) -> int:
            user_key = self._database.user_key(self._channel, str(user_id))
            asked = select(Message.question).where(Message.user_key == user_key)
            theirs = OpenQuestion.example.in_(asked)
            times = (select(func.count()).where(Message.user_key == user_key, Message.question == OpenQuestion.example)
                     .correlate(OpenQuestion).scalar_subquery())
            # one that others asked too stays, in words that are as much theirs
            connection.execute(delete(OpenQuestion).where(theirs, OpenQuestion.times <= times))
            connection.execute(update(OpenQuestion).where(theirs).values(example=OpenQuestion.wording))
            return sum(connection.execute(delete(table).where(condition)).rowcount
                       for table, condition in self._rows_of(user_id))

        return await self._database.run(forget, durable=True)

    def _rows_of(self, user_id: int) -> Iterator[tuple[Table, ColumnElement[bool]]]:
        """The tables that hold something of people, with the condition that picks this person's; votes before rows."""
        # a private chat has the number of its person
        keys = {"user_key": self._database.user_key(self._channel, str(user_id)),
                "chat_key": self._database.chat_key(self._channel, str(user_id))}
        for table in reversed(Base.metadata.sorted_tables):
            conditions = [table.columns[name] == key for name, key in keys.items() if name in table.columns]
            if conditions:
                yield table, or_(*conditions)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return list(value) if isinstance(value, tuple) else value
