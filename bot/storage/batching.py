"""Group commit: what arrives while the database is busy is written in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

GATHERING_SECONDS = 0.005
"""How long the first item waits for others. Whoever waits for it has been answered already."""
MOST_TOGETHER = 200
"""Items of one transaction; beyond that the gain is small and a failure costs more to sort out."""


class Batch(Generic[T, R]):
    """Hands items over in groups, and every item's result back to whoever brought it.

    A transaction costs about a millisecond, a further row in it some hundredths: where many chats are answered at
    once, this is most of what logging would cost.
    """

    def __init__(self, write: Callable[[Sequence[T]], Awaitable[Sequence[R]]]) -> None:
        """Make ready.

        Args:
            write: writes items together, all or none, and returns a result for each, in order.
        """
        self._write = write
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def add(self, item: T) -> R:
        """Write an item and return its result; raises what writing it raised."""
        result: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, result))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._run())
        return await result

    async def drain(self) -> None:
        """Wait until everything brought so far is written."""
        if self._writer is not None:
            await self._writer

    async def _run(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHERING_SECONDS)
            group, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
            if not await self._written(group) and len(group) > 1:
                # one bad item must not take the others down with it
                for one in group:
                    await self._written([one])

    async def _written(self, group: list[tuple[T, asyncio.Future[R]]]) -> bool:
        try:
            results = await self._write([item for item, _ in group])
        except Exception as error:
            if len(group) == 1:
                _settle(group[0][1], error=error)
            return False
        for (_, future), result in zip(group, results, strict=True):
            _settle(future, result)
        return True


def _settle(future: asyncio.Future[R], result: R | None = None, error: Exception | None = None) -> None:
    """Give a result or an error, unless whoever waited has been cancelled."""
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)  # type: ignore[arg-type]
