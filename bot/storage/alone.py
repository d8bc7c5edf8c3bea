"""One process at a time: a second bot on the same database would answer everything twice."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from sqlalchemy import text

from bot.storage.database import Database, database_file
from bot.storage.engines import OWNER_ONLY
from bot.storage.errors import StorageError
from bot.storage.turns import lock_number

_TAKEN = ("Bot lain sudah berjalan dengan basis data yang sama, jadi bot ini berhenti. Hentikan yang satunya, atau "
          "beri bot ini storage.url lain. Beberapa bot berdampingan hanya dapat dengan PostgreSQL dan mode webhook.")


@asynccontextmanager
async def alone(database: Database, url: str, shared: bool) -> AsyncIterator[None]:
    """Hold a lock that the system frees however the process ends.

    Args:
        database: the open database.
        url: its address; beside a SQLite file lies the lock file.
        shared: whether other bots may use the database too (a webhook on PostgreSQL).

    Raises:
        StorageError: another bot holds it.
    """
    file = database_file(url)
    if file:
        # a lock on a SQLite file works alike on every system, and ends with the process
        with closing(sqlite3.connect(file.with_name(file.name + ".lock"), timeout=0, isolation_level=None)) as lock:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                raise StorageError(_TAKEN) from None
            file.with_name(file.name + ".lock").chmod(OWNER_ONLY)
            yield
    elif database.is_shared and not shared:
        async with database.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            held = await connection.execute(text("SELECT pg_try_advisory_lock(:number)"),
                                            {"number": lock_number("polling")})
            if not held.scalar():
                raise StorageError(_TAKEN)
            yield
            await connection.invalidate()
    else:
        yield
