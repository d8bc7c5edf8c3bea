"""What every part of the storage works with: the engine, the pseudonyms, and transactions whose failures explain."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.errors import StorageError
from bot.storage.pseudonyms import Pseudonyms


@dataclass(frozen=True, slots=True)
class Store:
    """One open database.

    Args:
        engine: its engine.
        pseudonyms: turns ids into what is stored of them.
    """

    engine: AsyncEngine
    pseudonyms: Pseudonyms

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction.

        Raises:
            StorageError: the database cannot be used; a row that is there already stays an IntegrityError.
        """
        try:
            async with self.engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise StorageError(f"Catatan percakapan tidak dapat dipakai ({error.orig}). "
                               "Periksa ruang disk dan izin berkas basis data.") from error

    def chat_key(self, channel: str, chat_id: str) -> str:
        """Return what is stored of a chat's id."""
        return self.pseudonyms.of("chat", channel, chat_id)

    def user_key(self, channel: str, user_id: str) -> str:
        """Return what is stored of a person's id."""
        return self.pseudonyms.of("user", channel, user_id)
