"""The update that is being answered: whether a reply may have gone out before, and that one is about to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import AIORateLimiter

from bot.storage.inbox import Inbox

ON_THEIR_WAY_WITH_SERVER = 32
"""Replies that are on their way at a time: if the process is killed, so many at most may have gone out unnoted. A
database server takes long to note them; with a tenth of a second for each, 32 are still ten times what Telegram allows.
Without one there is no further bound than the chats that are answered side by side."""
SLOW_SECONDS = 1.0
"""A reply that takes longer counts no more: slow connections of some chats must not hold up the others."""
_SENDING = frozenset({"sendMessage", "sendPhoto", "sendDocument", "editMessageText"})
"""Calls that a reader sees the effect of, so that doing them twice is doing them wrong."""


@dataclass(slots=True)
class Handling:
    """How far the answer to one update has come.

    Args:
        inbox: where the update waits.
        update: what is answered.
        sent_before: whether an earlier process was sending a reply when it ended, so that it may have gone out.
    """

    inbox: Inbox
    update: Update
    sent_before: bool
    retention_days: int | None = None
    """How long what is stored of it is kept, by the settings."""
    put_off: bool = False
    """Whether the reply surely did not go out and is to be tried again later."""
    recorded: bool = False
    """Whether the log has a row of it; the inbox knows then that it is done."""
    writing: asyncio.Task[None] | None = None
    """Writes the row; in the database's line already, so that nothing can be written before it."""
    _noted: bool = False
    _let_go: Callable[[], None] | None = None

    async def note_sending(self, places: asyncio.Semaphore | None) -> None:
        """Wait for a place among those on their way, and write down, once, that a reply is about to leave.

        If the process ends before it is written that the reply went out, it may have.

        Args:
            places: those on their way; None where there is no bound.
        """
        if self._noted:
            return
        self._noted = True
        if places:
            await places.acquire()
            self._let_go = _once(places.release)
            asyncio.get_running_loop().call_later(SLOW_SECONDS, self._let_go)
        await self.inbox.claim(self.update.update_id)

    def end(self) -> None:
        """Give the place back: what became of the reply is written."""
        if self._let_go:
            self._let_go()

    async def try_later(self, partly: bool) -> None:
        """Keep the update in the inbox: its reply surely did not go out, or not all of it.

        Args:
            partly: whether some of it did; it then comes again with a word of warning.
        """
        self.put_off = True
        if not partly:
            await self.inbox.put_off(self.update.update_id)


def _once(act: Callable[[], None]) -> Callable[[], None]:
    """Make an act that does nothing the second time."""
    left = [act]

    def do() -> None:
        if left:
            left.pop()()

    return do


current: ContextVar[Handling | None] = ContextVar("handling", default=None)
"""The update that this task answers; None outside of the inbox's order."""


class NotingLimiter(AIORateLimiter):
    """Keeps to Telegram's limits, and has it written down when a reply is really about to leave.

    Noted before the wait for Telegram's limits, it would be said of many replies that never left.
    """

    def __init__(self, on_their_way: int | None, **limits: Any) -> None:
        """Make ready.

        Args:
            on_their_way: how many replies may be so at a time; None for as many as there are.
            limits: as the library's limiter takes them.
        """
        super().__init__(**limits)
        self._places = asyncio.Semaphore(on_their_way) if on_their_way else None

    async def process_request(self, callback: Callable[..., Coroutine[Any, Any, Any]], args: Any,
                              kwargs: dict[str, Any], endpoint: str, data: dict[str, Any],
                              rate_limit_args: int | None) -> Any:
        """Wait for a place, note, and make the call."""
        handling = current.get()
        if handling is None or endpoint not in _SENDING:
            return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)

        async def noted(*its_args: Any, **its_kwargs: Any) -> Any:
            await handling.note_sending(self._places)
            return await callback(*its_args, **its_kwargs)

        return await super().process_request(noted, args, kwargs, endpoint, data, rate_limit_args)
