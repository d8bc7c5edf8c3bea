"""The order of answers: one message of a chat after the other, chats side by side, the longest waiting first."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress

from bot.storage.errors import StorageError
from bot.storage.inbox import AT_ONCE, Inbox, Waiting
from bot.storage.turns import Turns

logger = logging.getLogger(__name__)

CHATS_AT_ONCE = 128
"""How many chats are answered side by side; as many connections are kept for sending."""
SWEEP_SECONDS = 5.0
"""How often the inbox is searched for chats that nobody answers: those of a process that died, or put off."""
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
"""Seconds between two attempts to answer a chat whose reply did not go out: at first, and at most."""

Receive = Callable[[Sequence[Waiting]], Awaitable[bool]]
"""Answers updates of a chat in their order, all of them unless it returns True: then the rest waits for a while."""


class ChatOrder:
    """Answers what waits in the inbox; what a chat brings later never overtakes what it brought before.

    Args:
        inbox: where the updates wait.
        turns: gives a chat to one process at a time.
        receive: answers updates of one chat.
    """

    def __init__(self, inbox: Inbox, turns: Turns, receive: Receive) -> None:
        self._inbox = inbox
        self._turns = turns
        self._receive = receive
        self._places = asyncio.Semaphore(CHATS_AT_ONCE)
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._ending = asyncio.Event()
        self._stopping = asyncio.Event()
        self._sweeper: asyncio.Task[None] | None = None

    def wake(self, chat_keys: Iterable[str]) -> None:
        """Answer what waits in some chats."""
        for key in chat_keys:
            if key in self._serving:
                self._again.add(key)
            elif not self._stopping.is_set():
                self._serving[key] = asyncio.create_task(self._serve(key))

    async def start(self) -> None:
        """Take up what an earlier process left, oldest first, and go on looking."""
        left = await self._inbox.chats()
        if left:
            logger.info("Melanjutkan %d obrolan yang belum terjawab.", len(left))
        self.wake(left)
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self, seconds: float) -> None:
        """Finish what came in, for some seconds; the rest stays in the inbox.

        Args:
            seconds: how long at most.
        """
        if self._sweeper:
            self._sweeper.cancel()
        self._ending.set()
        running = set(self._serving.values())
        if running:
            await asyncio.wait(running, timeout=seconds * 0.7)
        self._stopping.set()
        running = set(self._serving.values())
        if running:
            _, late = await asyncio.wait(running, timeout=seconds * 0.3)
            for task in late:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        await self._turns.close()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            with suppress(StorageError):
                self.wake(await self._inbox.chats())

    async def _serve(self, key: str) -> None:
        """Answer a chat until nothing waits there; one that wakes meanwhile is looked at once more."""
        try:
            pause = 0.0
            while not self._stopping.is_set():
                self._again.discard(key)
                async with self._places:
                    if not await self._turns.acquire(key):
                        # another process has it, and looks again once it has let go
                        break
                    try:
                        put_off = await self._answer(key)
                    finally:
                        await self._turns.release(key)
                if put_off and self._ending.is_set():
                    break
                if put_off:
                    pause = min(max(FIRST_PAUSE, pause * 2), LONGEST_PAUSE)
                    await self._wait(pause)
                elif key not in self._again and not (self._turns.shared and await self._inbox.waiting(key)):
                    break
                else:
                    pause = 0.0
        except StorageError:
            # the update stays in the inbox, and the writer has said what is wrong
            return
        except Exception as error:
            places = "".join(traceback.format_tb(error.__traceback__))
            logger.error("Galat %s saat melayani obrolan:\n%s", type(error).__name__, places.rstrip())
        finally:
            del self._serving[key]

    async def _answer(self, key: str) -> bool:
        """Answer all that waits in a chat; True where the rest has to wait for a while."""
        while not self._stopping.is_set():
            waiting = await self._inbox.waiting(key)
            if waiting and await self._receive(waiting):
                return True
            if len(waiting) < AT_ONCE:
                # what has come meanwhile has woken the chat
                break
        return False

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), seconds)
