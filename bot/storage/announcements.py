"""Which knowledge base answers: told to every process that shares the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.database import Database
from bot.storage.statements import insert_missing, upsert
from bot.storage.tables import Announcement

logger = logging.getLogger(__name__)

CHANNEL = "tirubot_knowledge"
"""The name under which a PostgreSQL server passes announcements on."""
LOOK_SECONDS = 60.0
"""How often the listening connection is tried again after it was lost."""
_ROW = Announcement.bare()
_IN_USE, _REFUSED = 1, 2
"""The two rows: which version answers, and which state of the files admins were told is wrong."""


class Announcements:
    """Announces the version of the knowledge base, and hears what others announce.

    On PostgreSQL by LISTEN and NOTIFY, at once; the table keeps the newest for whoever comes later. A SQLite file has
    one bot, and nobody to tell.

    Args:
        database: the database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def announce(self, version: str) -> None:
        """Tell every process which version answers from now on.

        Raises:
            StorageError: the database refuses.
        """
        def write(connection: Connection) -> None:
            row = {"id": _IN_USE, "knowledge_version": version, "announced_at": datetime.now(UTC)}
            connection.execute(upsert(connection, Announcement, "knowledge_version", "announced_at"), row)
            if self._database.is_shared:
                connection.execute(text("SELECT pg_notify(:channel, :version)"),
                                   {"channel": CHANNEL, "version": version})

        await self._database.run(write)

    async def newest(self) -> str | None:
        """The version that was announced last, if any was.

        Raises:
            StorageError: the database cannot be read.
        """
        return await self._database.run(lambda connection: connection.execute(
            select(_ROW.c.knowledge_version).where(_ROW.c.id == _IN_USE)).scalar())

    async def refuse(self, version: str) -> bool:
        """Note that a state of the files has errors; True for the first process that does: it tells the admins.

        Raises:
            StorageError: the database refuses.
        """
        def write(connection: Connection) -> bool:
            row = {"id": _REFUSED, "knowledge_version": version, "announced_at": datetime.now(UTC)}
            if connection.execute(insert_missing(connection, Announcement), row).rowcount == 1:
                return True
            return connection.execute(update(_ROW).where(
                _ROW.c.id == _REFUSED, _ROW.c.knowledge_version != version).values(
                    knowledge_version=version, announced_at=row["announced_at"])).rowcount == 1

        return await self._database.run(write)

    async def accept(self) -> bool:
        """Note that the files have no errors any more; True for the first process that does.

        Raises:
            StorageError: the database refuses.
        """
        return await self._database.run(lambda connection: connection.execute(
            delete(_ROW).where(_ROW.c.id == _REFUSED)).rowcount == 1)

    async def listen(self, heard: Callable[[str], None]) -> None:
        """Call `heard` with each version that some process announces, until this task is cancelled."""
        while self._database.is_shared:
            try:
                await self._listen_once(heard)
            except (SQLAlchemyError, OSError) as error:
                logger.warning("Pemberitahuan basis pengetahuan terputus (%s); disambung lagi dalam %.0f detik.",
                               type(error).__name__, LOOK_SECONDS)
            await asyncio.sleep(LOOK_SECONDS)

    async def _listen_once(self, heard: Callable[[str], None]) -> None:
        async with self._database.engine.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            if raw is None:
                return
            lost = asyncio.Event()
            raw.add_termination_listener(lambda _connection: lost.set())

            def pass_on(_connection: Any, _process: int, _channel: str, version: str) -> None:
                heard(version)

            await raw.add_listener(CHANNEL, pass_on)
            try:
                await lost.wait()
            finally:
                if not raw.is_closed():
                    await raw.remove_listener(CHANNEL, pass_on)
