"""Long looks at the data that hold nobody up: reports read beside the writing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.storage.database import Database
from bot.storage.engines import BUSY_TIMEOUT_MS
from bot.storage.failures import unusable

Result = TypeVar("Result")
_CACHE_KB = 16_000
"""What SQLite may keep of the file in memory; the system keeps the rest better."""


async def read(database: Database, work: Callable[[Connection], Result]) -> Result:
    """Look at the data as of one moment, for as long as it takes.

    On SQLite this has a connection and a thread of its own: the one that writes takes the write lock at once, and a
    report would keep every answer waiting for its row.

    Args:
        database: the database.
        work: reads with plain statements.

    Raises:
        StorageError: the database cannot be read.
    """
    try:
        if database.is_shared or database.engine.url.database in (None, "", ":memory:"):
            async with database.engine.connect() as connection:
                return await connection.run_sync(work)
        return await asyncio.to_thread(_look, database, work)
    except DBAPIError as error:
        raise unusable(error) from error


def _look(database: Database, work: Callable[[Connection], Result]) -> Result:
    engine = create_engine(database.engine.url.set(drivername="sqlite"), poolclass=NullPool)
    event.listen(engine, "connect", _prepare)
    try:
        with engine.connect() as connection, connection.begin():
            return work(connection)
    finally:
        engine.dispose()


def _prepare(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    cursor.execute("PRAGMA query_only = ON")
    cursor.close()
