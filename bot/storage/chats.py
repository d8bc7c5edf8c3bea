"""Chats that change: blocked or left, and groups that become supergroups."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, insert, select, update

from bot.storage.store import Store
from bot.storage.tables import InactiveChat, Message, MovedChat, SentMessage


class Chats:
    """The chats of one channel."""

    def __init__(self, store: Store, channel: str) -> None:
        """Make ready.

        Args:
            store: the database.
            channel: as in the log's rows.
        """
        self._store = store
        self._channel = channel

    async def mark_inactive(self, chat_id: int) -> None:
        """Note that nothing can be sent to a chat until the bot is let in again.

        Raises:
            StorageError: the database refuses.
        """
        key = self._key(chat_id)
        async with self._store.transaction() as connection:
            known = await connection.execute(select(InactiveChat.chat_key).where(InactiveChat.chat_key == key))
            if known.first() is None:
                await connection.execute(insert(InactiveChat).values(chat_key=key, since=datetime.now(UTC)))

    async def mark_active(self, chat_id: int) -> None:
        """Note that a chat can be written to again.

        Raises:
            StorageError: the database refuses.
        """
        async with self._store.transaction() as connection:
            await connection.execute(delete(InactiveChat).where(InactiveChat.chat_key == self._key(chat_id)))

    async def move(self, old: int, new: int) -> None:
        """Give a chat's rows its new id, so that its history stays together; telling it twice does no harm.

        Message numbers of the old chat mean nothing in the new one, so what was sent there is forgotten.

        Raises:
            StorageError: the database refuses.
        """
        old_key, new_key = self._key(old), self._key(new)
        async with self._store.transaction() as connection:
            await connection.execute(update(Message).where(Message.chat_key == old_key).values(chat_key=new_key))
            await connection.execute(delete(SentMessage).where(SentMessage.chat_key == old_key))
            await connection.execute(delete(InactiveChat).where(InactiveChat.chat_key == old_key))
            known = await connection.execute(select(MovedChat.new_key).where(MovedChat.new_key == new_key))
            if known.first() is None:
                await connection.execute(insert(MovedChat).values(
                    new_key=new_key, old_key=old_key, time=datetime.now(UTC)))

    async def has_moved_here(self, chat_id: int) -> bool:
        """Say whether a chat is the new place of an older one.

        Raises:
            StorageError: the database cannot be read.
        """
        async with self._store.transaction() as connection:
            found = await connection.execute(select(MovedChat.new_key).where(MovedChat.new_key == self._key(chat_id)))
            return found.first() is not None

    def _key(self, chat_id: int) -> str:
        return self._store.chat_key(self._channel, str(chat_id))
