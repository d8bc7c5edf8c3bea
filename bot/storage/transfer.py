"""Taking the data elsewhere: out of the log, into another database, into a backup."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database, database_file, key_path
from bot.storage.engines import OWNER_ONLY
from bot.storage.errors import StorageError
from bot.storage.tables import Base, Message

STEP = 1_000
"""Rows that are read or written at a time."""


async def exported(database: Database) -> AsyncIterator[dict[str, Any]]:
    """Yield the log's rows, oldest first, pseudonymous as they are stored.

    Raises:
        StorageError: the database cannot be read.
    """
    table, last = Message.bare(), 0

    while True:
        def page(connection: Connection, after: int = last) -> list[dict[str, Any]]:
            found = connection.execute(select(table).where(table.c.id > after).order_by(table.c.id).limit(STEP))
            return [dict(row) for row in found.mappings()]

        rows = await database.run(page)
        if not rows:
            return
        for row in rows:
            last = row["id"]
            yield row | {"time": row["time"].isoformat(timespec="seconds"), "regions": list(row["regions"]),
                         "programs": list(row["programs"])}


async def copy(source: Database, target: Database) -> dict[str, int]:
    """Copy everything from one database into another, which must be empty.

    Args:
        source: nobody may write to it meanwhile.
        target: freshly opened, under the same key.

    Returns:
        How many rows of each table were copied.

    Raises:
        StorageError: the target holds something already; nothing is copied then.
    """
    copied: dict[str, int] = {}
    # the target's own row of `installation` says the same: `Database.open` refuses another key
    tables = [table for table in Base.metadata.sorted_tables if table.name != "installation"]
    async with source.transaction() as reading, target.transaction() as writing:
        for table in tables:
            if await writing.scalar(select(func.count()).select_from(table)):
                raise StorageError(f"Basis data tujuan sudah berisi data (tabel {table.name}). Salin hanya ke basis "
                                   "data yang masih kosong.")
        for table in tables:
            copied[table.name] = 0
            rows = await reading.stream(select(table))
            async for part in rows.mappings().partitions(STEP):
                await writing.execute(insert(table), [dict(row) for row in part])
                copied[table.name] += len(part)
        await _continue_numbering(writing)
    return copied


async def _continue_numbering(connection: AsyncConnection) -> None:
    """Let a PostgreSQL server's own numbers go on behind those that were copied."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = await connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"),
                                           {"table": table.name, "column": column.name})
        highest = await connection.scalar(select(func.max(column)))
        if sequence and highest:
            await connection.execute(text("SELECT setval(:sequence, :highest)"),
                                     {"sequence": sequence, "highest": highest})


def back_up(url: str, target: Path, key_file: Path | None = None) -> None:
    """Copy a SQLite database and its key while the bot runs; what is copied is whole, as of one moment.

    Args:
        url: the database.
        target: the copy; beside it goes the key, with `.key` behind the name.
        key_file: where the key lies, if not beside the database.

    Raises:
        StorageError: this is no SQLite file, it cannot be read, or the copy cannot be written.
    """
    file = database_file(url)
    if file is None:
        raise StorageError("Perintah ini hanya untuk basis data SQLite. Untuk PostgreSQL pakai pg_dump; caranya ada di "
                           "docs/panduan-operator.md.")
    if not file.exists():
        raise StorageError(f"Basis data {file} tidak ada, jadi tidak ada yang dapat dicadangkan.")
    fresh = target.with_name(target.name + ".baru")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        fresh.touch(OWNER_ONLY)
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(fresh)) as copied:
            source.backup(copied, pages=1_000, sleep=0.01)
            copied.execute("PRAGMA journal_mode = DELETE")
            if copied.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise StorageError(f"Cadangan {target} tidak utuh; basis data {file} rusak.")
        key = target.with_name(target.name + ".key")
        shutil.copyfile(key_file or key_path(url), key)
        key.chmod(OWNER_ONLY)
        fresh.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"Cadangan {target} tidak dapat dibuat ({error}). Periksa ruang disk dan izin foldernya."
                           ) from error
    finally:
        fresh.unlink(missing_ok=True)
