"""Conversations that outlive the process, and that several processes share."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bot.storage.database import Database
from bot.storage.statements import replacement
from bot.storage.tables import Remembered
from bot.understanding.conversation import LIFETIME_SECONDS, Conversation, Focus
from bot.understanding.interpretation import Interpretation

_ROW = Remembered.bare()
_FIND = select(_ROW.c.seen_at, _ROW.c.state).where(_ROW.c.chat_key == bindparam("chat_key"),
                                                   _ROW.c.user_key == bindparam("user_key"))
RememberedRow = dict[str, object]
"""What a conversation is about, as it is written down."""

_NAMES: dict[Any, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind)) for kind in (Focus, Interpretation)}
_SIMPLE = (str, bool, float, int, type(None))


class Memory:
    """Keeps what conversations were about in a database.

    Args:
        database: the database.
        channel: the channel of the conversations.
    """

    def __init__(self, database: Database, channel: str) -> None:
        self._database = database
        self._channel = channel

    async def recall(self, conversation: Conversation, chat_id: int, user_id: int | None) -> None:
        """Fill a conversation with what the database remembers of it, where that is newer than half an hour.

        A process that has the database to itself looks only once: later its own memory is as good.

        Args:
            conversation: this process's; changed in place.
            chat_id: the chat.
            user_id: the person, in a group.

        Raises:
            StorageError: the database cannot be read.
        """
        if conversation.last_seen and not self._database.is_shared:
            return
        keys = self._keys(chat_id, user_id)
        row = await self._database.run(lambda connection: connection.execute(_FIND, keys).first())
        age = (datetime.now(UTC) - row.seen_at).total_seconds() if row else LIFETIME_SECONDS
        if row is None or not 0 <= age < LIFETIME_SECONDS:
            return
        state = json.loads(row.state)
        conversation.focus = Focus(**_known(Focus, state["focus"]))
        conversation.pending = tuple(Interpretation(**_known(Interpretation, one)) for one in state["pending"])
        conversation.last_seen = time.monotonic() - age

    def row(self, conversation: Conversation, chat_id: int, user_id: int | None) -> RememberedRow:
        """Return what is to be remembered of a conversation.

        Written with the log's row of the turn (see `ConversationLog.record`): a turn that ends without one is taken
        again from where it began.
        """
        state = json.dumps({"focus": _plain(conversation.focus),
                            "pending": [_plain(one) for one in conversation.pending]})
        return {**self._keys(chat_id, user_id), "seen_at": datetime.now(UTC), "state": state}

    def _keys(self, chat_id: int, user_id: int | None) -> dict[str, str]:
        database = self._database
        return {"chat_key": database.chat_key(self._channel, str(chat_id)),
                "user_key": "" if user_id is None else database.user_key(self._channel, str(user_id))}


def remember(connection: Connection, rows: Sequence[RememberedRow]) -> None:
    """Write down inside a transaction what conversations are about now."""
    if rows:
        connection.execute(replacement(connection, Remembered), rows)


def _plain(record: Focus | Interpretation) -> dict[str, Any]:
    """The fields that are ids, words and flags; evidence, numbers and people are not worth keeping."""
    values = {name: getattr(record, name) for name in _NAMES[type(record)]}
    return {name: value for name, value in values.items() if isinstance(value, _SIMPLE)
            or (isinstance(value, tuple) and all(isinstance(item, str) for item in value))}


def _known(kind: type[Focus | Interpretation], values: dict[str, Any]) -> dict[str, Any]:
    """What of a stored record the present program knows, lists as the tuples that they were."""
    names = _NAMES[kind]
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items() if name in names}
