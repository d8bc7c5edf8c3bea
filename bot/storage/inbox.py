"""The inbox: what Telegram brought, kept until its reply went out, so that no question is lost."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from bot.storage.database import Database
from bot.storage.statements import insert_missing
from bot.storage.tables import InboxEntry

logger = logging.getLogger(__name__)

AT_ONCE = 1_000
"""Updates of one chat that are read at a time: more than a person sends while the bot is away."""

_INBOX = InboxEntry.bare()
_OPEN = _INBOX.c.done_at.is_(None)
_THIS = (_INBOX.c.update_id == bindparam("id")) & _OPEN
_THESE = _INBOX.c.update_id.in_(bindparam("ids", expanding=True))
_CHATS = select(_INBOX.c.chat_key).where(_OPEN).group_by(_INBOX.c.chat_key).order_by(func.min(_INBOX.c.update_id))
_WAITING = (select(_INBOX.c.chat_key, _INBOX.c.update_id, _INBOX.c.payload, _INBOX.c.received_at, _INBOX.c.sending_at)
            .where(_INBOX.c.chat_key.in_(bindparam("chats", expanding=True)), _OPEN)
            .order_by(_INBOX.c.update_id).limit(AT_ONCE))
_CLAIM = update(_INBOX).where(_THESE, _OPEN).values(attempts=_INBOX.c.attempts + 1, sending_at=bindparam("now"))
_RELEASE = update(_INBOX).where(_THIS).values(attempts=0, sending_at=None)
_DONE = update(_INBOX).where(_THESE, _OPEN).values(done_at=bindparam("now"), payload=None)
_DEPTH = select(func.count(), func.min(_INBOX.c.received_at)).where(_OPEN)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update on its way into the inbox.

    Args:
        update_id: Telegram's number.
        chat_id: the chat, or the person where there is none; its updates are answered one after the other.
        user_id: the person, if Telegram names one.
        payload: the update as Telegram sent it, without what must not be stored.
    """

    update_id: int
    chat_id: int
    user_id: int | None
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that has no reply yet.

    Args:
        update_id: Telegram's number.
        payload: the update; None where it can no longer be read (the key was changed).
        received_at: when it came in.
        sending_at: when a reply was last on the verge of being sent; it may have gone out.
    """

    update_id: int
    payload: dict[str, Any] | None
    received_at: datetime
    sending_at: datetime | None


@dataclass(frozen=True, slots=True)
class Depth:
    """How much waits: the number of updates, and since when the oldest does."""

    updates: int
    oldest: datetime | None


class Inbox:
    """The updates of one database that wait for a reply."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def put(self, arrivals: Sequence[Arrival]) -> list[str]:
        """Keep updates; once this returns they may be confirmed to Telegram.

        Args:
            arrivals: one batch; those that came before are left as they are.

        Returns:
            The keys of the chats in which something new waits, in the order of the updates.

        Raises:
            StorageError: the database refuses them, and none is kept.
        """
        if not arrivals:
            return []
        now = datetime.now(UTC)
        rows = [self._row(arrival, now) for arrival in arrivals]

        def insert(connection: Connection) -> set[int]:
            return set(connection.execute(insert_missing(connection, InboxEntry, "update_id"), rows).scalars())

        new = await self.database.run(insert, durable=True)
        return list(dict.fromkeys(str(row["chat_key"]) for row in rows if row["update_id"] in new))

    async def chats(self) -> list[str]:
        """The keys of the chats that wait, the one that has waited longest first."""
        return await self.database.run(lambda connection: list(connection.execute(_CHATS).scalars()))

    async def waiting(self, chat_key: str) -> list[Waiting]:
        """The next updates of a chat, oldest first, at most `AT_ONCE`; empty when all are answered."""
        rows = await self.database.run_together(_waiting, chat_key)
        return [Waiting(row.update_id, self._opened(row.update_id, row.payload), row.received_at, row.sending_at)
                for row in rows]

    async def claim(self, update_id: int) -> None:
        """Note that a reply is about to be sent: from now on it may have gone out."""
        await self.database.run_together(_claim, update_id)

    async def finish(self, update_ids: Iterable[int]) -> None:
        """Note that updates need no reply any more."""
        ids = list(update_ids)
        if ids:
            await self.database.run(lambda connection: mark_done(connection, ids))

    async def put_off(self, update_id: int) -> None:
        """Keep an update whose reply surely did not go out, to be answered later."""
        await self.database.run(lambda connection: connection.execute(_RELEASE, {"id": update_id}))

    async def depth(self) -> Depth:
        """How much waits now."""
        return await self.database.run(lambda connection: Depth(*connection.execute(_DEPTH).one()))

    def _row(self, arrival: Arrival, now: datetime) -> dict[str, object]:
        database = self.database
        payload = json.dumps(arrival.payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        return {
            "update_id": arrival.update_id,
            "chat_key": database.chat_key("telegram", str(arrival.chat_id)),
            "user_key": None if arrival.user_id is None else database.user_key("telegram", str(arrival.user_id)),
            "received_at": now,
            "payload": self.database.sealer.seal(payload, f"inbox:{arrival.update_id}"),
            "attempts": 0,
        }

    def _opened(self, update_id: int, sealed: bytes | None) -> dict[str, Any] | None:
        text = self.database.sealer.open(sealed or b"", f"inbox:{update_id}")
        if text is None:
            return None
        payload: dict[str, Any] = json.loads(text)
        return payload


def mark_done(connection: Connection, update_ids: Sequence[int]) -> None:
    """Note inside a transaction that updates are done; what was kept of them goes."""
    if update_ids:
        connection.execute(_DONE, {"ids": update_ids, "now": datetime.now(UTC)})


def _waiting(connection: Connection, chat_keys: Sequence[str]) -> list[list[Any]]:
    """The rows that wait in each of some chats, oldest first."""
    rows = connection.execute(_WAITING, {"chats": chat_keys}).all()
    if len(rows) == AT_ONCE and len(chat_keys) > 1:
        # some chats have so much that others' may be missing
        return [list(connection.execute(_WAITING, {"chats": [key]})) for key in chat_keys]
    of_chat: dict[str, list[Any]] = {}
    for row in rows:
        of_chat.setdefault(row.chat_key, []).append(row)
    return [of_chat.get(key, []) for key in chat_keys]


def _claim(connection: Connection, update_ids: Sequence[int]) -> Sequence[int]:
    """Count an attempt for each of some updates that are not done."""
    connection.execute(_CLAIM, {"ids": update_ids, "now": datetime.now(UTC)})
    return update_ids
