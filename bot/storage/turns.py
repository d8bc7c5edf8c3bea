"""Whose turn a chat is: of several processes on one database only one answers a chat at a time."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from datetime import timedelta
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.database import Database

logger = logging.getLogger(__name__)

FENCE = timedelta(seconds=15)
"""How long a reply that another process was sending is left alone: it may still be on its way there."""


class Turns(Protocol):
    """Gives a chat to one process at a time."""

    fence: timedelta
    """How long a reply that was being sent when its process vanished is left alone."""
    shared: bool
    """Whether other processes may answer the same chats."""

    async def acquire(self, chat_key: str) -> bool:
        """Take a chat; False where another process has it."""

    async def release(self, chat_key: str) -> None:
        """Give a chat back."""

    async def close(self) -> None:
        """Give everything back."""


class OwnTurns:
    """One process has the database to itself (SQLite): every chat is its own."""

    fence = timedelta(0)
    shared = False

    async def acquire(self, chat_key: str) -> bool:
        """Take a chat."""
        return True

    async def release(self, chat_key: str) -> None:
        """Give it back."""

    async def close(self) -> None:
        """Nothing is held."""


class SharedTurns:
    """Several processes share a PostgreSQL server: a chat is an advisory lock of one connection.

    When a process dies its connection ends, and the server frees its locks at once; nothing has to expire.
    """

    fence = FENCE
    shared = True

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None
        self._one_by_one = asyncio.Lock()

    async def acquire(self, chat_key: str) -> bool:
        """Take a chat; False where another process has it, or the server cannot be reached."""
        return await self._ask("SELECT pg_try_advisory_lock(:number)", chat_key)

    async def release(self, chat_key: str) -> None:
        """Give a chat back."""
        await self._ask("SELECT pg_advisory_unlock(:number)", chat_key)

    async def close(self) -> None:
        """End the connection, and with it every lock."""
        async with self._one_by_one:
            await self._drop()

    async def _ask(self, question: str, chat_key: str) -> bool:
        async with self._one_by_one:
            try:
                if self._connection is None:
                    connection = await self._engine.connect()
                    self._connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
                answer = await self._connection.execute(text(question), {"number": lock_number(chat_key)})
                return bool(answer.scalar())
            except (SQLAlchemyError, OSError) as error:
                logger.error("Giliran obrolan belum dapat diatur lewat basis data (%s); dicoba lagi.",
                             type(error).__name__)
                await self._drop()
                return False

    async def _drop(self) -> None:
        """End the connection for good: one handed back to the pool would keep its locks."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                await connection.invalidate()
                await connection.close()
            except (SQLAlchemyError, OSError):
                return


def turns_of(database: Database) -> Turns:
    """The turns that fit a database."""
    return SharedTurns(database.engine) if database.is_shared else OwnTurns()


def lock_number(name: str) -> int:
    """The number of an advisory lock, by its name: 64 bits with a sign."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
