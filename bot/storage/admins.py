"""What admins are in the middle of and what they have done, and readings that were pressed: their raw material."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.storage.database import Database
from bot.storage.statements import upsert
from bot.storage.tables import Clarification, Draft, KnowledgeEdit, Message

_LOOKED_AT = 5_000


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the knowledge base made through the bot.

    Args:
        time: when.
        admin_key: the pseudonym of the admin.
        action: what was done: answer, example, file, alias …
        paths: the files that it changed.
        version_before: of the knowledge base before.
        version_after: and after it.
    """

    time: datetime
    admin_key: str
    action: str
    paths: tuple[str, ...]
    version_before: str
    version_after: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A question that the bot asked back to, with the reading that was chosen.

    Args:
        id: of its row.
        question: as typed, personal data masked.
        link: the reading.
        chat_key: who asked; several chats say more than one.
    """

    id: int
    question: str
    link: str
    chat_key: str


class Drafts:
    """What each admin is in the middle of."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, user_key: str) -> dict[str, Any] | None:
        """Return an admin's draft, if there is one.

        Raises:
            StorageError: the database cannot be read.
        """
        found = await self._database.run(lambda connection: connection.execute(
            select(Draft.state).where(Draft.user_key == user_key)).scalar())
        if found is None:
            return None
        state: dict[str, Any] = json.loads(found)
        return state

    async def put(self, user_key: str, state: dict[str, Any]) -> None:
        """Keep an admin's draft in place of the one before.

        Raises:
            StorageError: the database refuses.
        """
        row = {"user_key": user_key, "state": json.dumps(state, ensure_ascii=False), "updated_at": datetime.now(UTC)}
        await self._database.run(
            lambda connection: connection.execute(upsert(connection, Draft, "state", "updated_at"), row), durable=True)

    async def drop(self, user_key: str) -> None:
        """Forget an admin's draft.

        Raises:
            StorageError: the database refuses.
        """
        await self._database.run(lambda connection: connection.execute(
            delete(Draft).where(Draft.user_key == user_key)), durable=True)


class Edits:
    """Who changed what of the knowledge base, and when."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, edit: Edit) -> None:
        """Write a change down.

        Raises:
            StorageError: the database refuses.
        """
        row = {"time": edit.time, "admin_key": edit.admin_key, "action": edit.action, "paths": edit.paths,
               "version_before": edit.version_before, "version_after": edit.version_after}
        await self._database.run(lambda connection: connection.execute(insert(KnowledgeEdit).values(row)), durable=True)

    async def newest(self, count: int) -> list[Edit]:
        """Return the latest changes, the newest first.

        Raises:
            StorageError: the database cannot be read.
        """
        table = KnowledgeEdit
        statement = (select(table.time, table.admin_key, table.action, table.paths, table.version_before,
                            table.version_after).order_by(table.id.desc()).limit(count))

        def read(connection: Connection) -> list[Edit]:
            return [Edit(time, key, action, tuple(paths), before, after)
                    for time, key, action, paths, before, after in connection.execute(statement)]

        return await self._database.run(read)


class Clarifications:
    """Readings that were pressed after the bot had asked back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, message_id: int, link: str) -> None:
        """Keep a pressed reading.

        Args:
            message_id: the row of the log that asked back.
            link: the reading.

        Raises:
            StorageError: the database refuses.
        """
        await self._database.run(lambda connection: connection.execute(
            insert(Clarification).values(message_id=message_id, link=link)))

    async def unsettled(self) -> list[Pressed]:
        """Return what no admin has looked at yet, the newest first.

        Raises:
            StorageError: the database cannot be read.
        """
        statement = (select(Clarification.id, Message.question, Clarification.link, Message.chat_key)
                     .join(Message, Message.id == Clarification.message_id).where(Clarification.settled_at.is_(None))
                     .order_by(Clarification.id.desc()).limit(_LOOKED_AT))

        def read(connection: Connection) -> list[Pressed]:
            return [Pressed(*row) for row in connection.execute(statement)]

        return await self._database.run(read)

    async def settle(self, ids: Iterable[int]) -> None:
        """Note that an admin has decided on some.

        Raises:
            StorageError: the database refuses.
        """
        theirs: Sequence[int] = list(ids)
        await self._database.run(lambda connection: connection.execute(
            update(Clarification).where(Clarification.id.in_(theirs)).values(settled_at=datetime.now(UTC))))
