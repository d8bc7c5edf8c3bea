"""The order of answers: one message of a chat after the other, chats side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CHATS_AT_ONCE = 64
"""How many chats are answered side by side; as many connections are kept for sending."""
_WAITING_UPDATES = 1_000_000
"""The library's own bound. It is taken before the chat is looked at, so that a low one would let a single chat with a
slow connection and many messages use up every place; a waiting update costs only its memory."""


@dataclass(slots=True)
class _Line:
    """A chat's queue: asyncio's lock lets its waiters in in the order they came."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class ChatOrder(BaseUpdateProcessor):
    """Processes the updates of one chat in their order, and up to `CHATS_AT_ONCE` chats at a time."""

    def __init__(self) -> None:
        super().__init__(_WAITING_UPDATES)
        self._places = asyncio.Semaphore(CHATS_AT_ONCE)
        self._lines: dict[int, _Line] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn, then for a place, and process."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            await coroutine
            return
        async with self._turn(chat.id), self._places:
            await coroutine

    @asynccontextmanager
    async def _turn(self, chat_id: int) -> AsyncIterator[None]:
        """Hold a chat's lock; the last one to leave takes the lock away, so that idle chats cost nothing."""
        line = self._lines.setdefault(chat_id, _Line())
        line.users += 1
        try:
            async with line.lock:
                yield
        finally:
            line.users -= 1
            if not line.users:
                del self._lines[chat_id]

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""
