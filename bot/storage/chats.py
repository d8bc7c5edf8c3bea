"""Chats that change: blocked or left, and groups that become supergroups."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, select, update

from bot.storage.database import Database
from bot.storage.open_questions import move_askers
from bot.storage.statements import insert_missing
from bot.storage.tables import InactiveChat, Message, MovedChat, Remembered, SentMessage


class Chats:
    """The chats of one channel."""

    def __init__(self, database: Database, channel: str) -> None:
        """Make ready.

        Args:
            database: the database.
            channel: as in the log's rows.
        """
        self._database = database
        self._channel = channel

    async def mark_inactive(self, chat_id: int) -> None:
        """Note that nothing can be sent to a chat until the bot is let in again.

        Raises:
            StorageError: the database refuses.
        """
        row = {"chat_key": self._key(chat_id), "since": datetime.now(UTC)}
        await self._database.run(lambda connection: connection.execute(insert_missing(connection, InactiveChat), row))

    async def mark_active(self, chat_id: int) -> None:
        """Note that a chat can be written to again.

        Raises:
            StorageError: the database refuses.
        """
        gone = delete(InactiveChat).where(InactiveChat.chat_key == self._key(chat_id))
        await self._database.run(lambda connection: connection.execute(gone))

    async def move(self, old: int, new: int, address: str) -> None:
        """Give a chat's rows its new id, so that its history stays together; telling it twice does no harm.

        Message numbers of the old chat mean nothing in the new one, so what was sent there is forgotten. What waits in
        the inbox keeps its place in the old chat's line, in which it is being answered.

        Args:
            old: the id that the chat had.
            new: the id that it has.
            address: where those who asked in the old chat are told now, as the channel writes it.

        Raises:
            StorageError: the database refuses.
        """
        old_key, new_key = self._key(old), self._key(new)

        def note(connection: Connection) -> None:
            connection.execute(update(Message).where(Message.chat_key == old_key).values(chat_key=new_key))
            talking = select(Remembered.user_key).where(Remembered.chat_key == new_key).scalar_subquery()
            connection.execute(update(Remembered).where(
                Remembered.chat_key == old_key, Remembered.user_key.not_in(talking)).values(chat_key=new_key))
            move_askers(connection, self._database, old_key, new_key, address)
            for table in (SentMessage, InactiveChat, Remembered):
                connection.execute(delete(table).where(table.chat_key == old_key))
            connection.execute(insert_missing(connection, MovedChat), {
                "new_key": new_key, "old_key": old_key, "time": datetime.now(UTC)})

        await self._database.run(note)

    async def has_moved_here(self, chat_id: int) -> bool:
        """Say whether a chat is the new place of an older one.

        Raises:
            StorageError: the database cannot be read.
        """
        found = select(MovedChat.new_key).where(MovedChat.new_key == self._key(chat_id))
        return await self._database.run(lambda connection: connection.execute(found).first() is not None)

    def _key(self, chat_id: int) -> str:
        return self._database.chat_key(self._channel, str(chat_id))
