"""Files that a channel keeps: each is uploaded once and then sent by the id that the channel gave it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from bot.storage.database import Database
from bot.storage.statements import upsert
from bot.storage.tables import UploadedFile


class Uploads:
    """The ids of uploaded files: of charts, briefs and posters, which hold nothing of any person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def file_id(self, name: str) -> str | None:
        """Return the id of an uploaded file; None where it was never uploaded.

        Args:
            name: names the content and who uploaded it.

        Raises:
            StorageError: the database cannot be read.
        """
        found = select(UploadedFile.file_id).where(UploadedFile.name == name)
        return await self._database.run(lambda connection: connection.execute(found).scalar())

    async def keep(self, name: str, file_id: str) -> None:
        """Keep the id of an uploaded file in place of an older one.

        Raises:
            StorageError: the database refuses.
        """
        row = {"name": name, "file_id": file_id, "time": datetime.now(UTC)}
        await self._database.run(lambda connection: connection.execute(
            upsert(connection, UploadedFile, "file_id", "time"), row))
