"""Files that a channel keeps: each is uploaded once and then sent by the id that the channel gave it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, insert, select

from bot.storage.store import Store
from bot.storage.tables import UploadedFile


class Uploads:
    """The ids of uploaded files."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def file_id(self, name: str) -> str | None:
        """Return the id of an uploaded file; None where it was never uploaded.

        Args:
            name: names the content and who uploaded it.

        Raises:
            StorageError: the database cannot be read.
        """
        async with self._store.transaction() as connection:
            found = await connection.execute(select(UploadedFile.file_id).where(UploadedFile.name == name))
            return found.scalar()

    async def keep(self, name: str, file_id: str) -> None:
        """Keep the id of an uploaded file in place of an older one.

        Raises:
            StorageError: the database refuses.
        """
        async with self._store.transaction() as connection:
            await connection.execute(delete(UploadedFile).where(UploadedFile.name == name))
            await connection.execute(insert(UploadedFile).values(name=name, file_id=file_id, time=datetime.now(UTC)))
