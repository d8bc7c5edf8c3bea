"""Engines for SQLite and PostgreSQL, and how a SQLite file and each connection to it are set up."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from bot.storage.errors import StorageError

BUSY_TIMEOUT_MS = 10_000
"""How long a writer waits for another process (the bot and a terminal chat may share one file), in milliseconds."""
OWNER_ONLY = 0o600


def asynchronous(address: URL, file: Path | None) -> AsyncEngine:
    """Make the engine of a database.

    Args:
        address: with an asynchronous driver.
        file: the file that it names, if any; it becomes the owner's alone.

    Raises:
        StorageError: its folder cannot be made.
    """
    if address.get_backend_name() != "sqlite":
        return create_async_engine(address, pool_pre_ping=True)
    # one connection: SQLite has one writer at a time anyway, and writes then queue here instead of at the file lock
    engine = create_async_engine(address, pool_size=1, max_overflow=0) if file else create_async_engine(address)
    if file:
        _make_private(file)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def plain(engine: AsyncEngine) -> Engine | AsyncEngine:
    """For SQLite a second engine, with the plain driver, for the writer's own thread."""
    if engine.dialect.name != "sqlite":
        return engine
    second = create_engine(engine.url.set(drivername="sqlite"), poolclass=StaticPool,
                           connect_args={"check_same_thread": False})
    # see `statements.replacement`
    second.dialect.use_insertmanyvalues_wo_returning = True
    event.listen(second, "connect", _prepare)
    event.listen(second, "connect", _hold_references)
    event.listen(second, "begin", _begin)
    return second


def _make_private(file: Path) -> None:
    """Make the folder and the file the owner's alone: they hold what people asked. SQLite's own side files follow."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"Folder {file.parent} untuk basis data tidak dapat dibuat ({error.strerror}). "
                           "Periksa izinnya, atau ganti storage.url di config.yaml.") from error
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, OWNER_ONLY))
        for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
            if file.with_name(name).exists():
                file.with_name(name).chmod(OWNER_ONLY)
    except OSError:
        # a file that cannot be opened, or is another's: SQLite says it better, see `_explained`
        return


def _prepare(connection: object, _record: object) -> None:
    """Set up a fresh SQLite connection: the driver's own, late BEGIN is switched off (see `_begin`)."""
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    # counts only while the file is still empty; the purge can then give space back in small steps
    cursor.execute("PRAGMA auto_vacuum = INCREMENTAL")
    cursor.execute("PRAGMA journal_mode = WAL")
    # deleted text must not linger in free pages of the file
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


async def keep_whole(engine: AsyncEngine) -> None:
    """Let SQLite hold references from now on: what belongs to a row of the log goes when the row goes.

    Not while migrating: SQLite empties a table before it drops it, so that a migration which makes a table anew would
    take along everything that refers to it.
    """
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine.sync_engine, "connect", _hold_references)
    async with engine.connect() as connection:
        await connection.run_sync(lambda open_one: _hold_references(open_one.connection.dbapi_connection, None))


def _hold_references(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock at once: two processes that migrate or upsert together wait instead of failing half-way."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
