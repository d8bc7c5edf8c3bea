"""One line to the database: what is to be written at the same moment shares one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.errors import BrokenStorageError, StorageError
from bot.storage.failures import is_broken, is_passing, reason, unusable

logger = logging.getLogger(__name__)

BATCH = 100
"""Pieces of work in one transaction, at most: a commit costs as much as all of them."""
LONGEST_PAUSE = 10.0
"""Seconds between two attempts while the database cannot be used, at most."""
_PRAGMA = "PRAGMA synchronous = "

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(slots=True)
class _Job:
    work: Callable[[Connection, Sequence[Any]], Sequence[Any]]
    item: Any
    durable: bool
    done: asyncio.Future[Any]


class Writer:
    """Runs pieces of work in their order, as many together as have gathered while the last transaction was written.

    SQLite gets a thread of its own that is visited once a transaction: a visit for each statement, as the
    asynchronous driver makes, costs several times as much as the statement.

    Args:
        engine: the database: a plain engine for SQLite, an asynchronous one for a server.
        patient: whether to wait for a database that is locked, full or away, for as long as it takes; otherwise such
            a failure is the caller's.
        on_broken: called when the database file turns out to be damaged.
    """

    def __init__(self, engine: Engine | AsyncEngine, patient: bool = False,
                 on_broken: Callable[[StorageError], None] | None = None) -> None:
        self._engine = engine
        self._patient = patient
        self.on_broken = on_broken
        self._thread = ThreadPoolExecutor(1, "database")
        self._synchronous = ""
        self._jobs: deque[_Job] = deque()
        self._working: asyncio.Task[None] | None = None
        self._given_up = asyncio.Event()
        self._closed = False
        self.waiting_since: float | None = None
        """When the database stopped taking anything, on the loop's clock; None while all is well."""

    async def run(self, work: Callable[[Connection], Result], durable: bool = False) -> Result:
        """Run a piece of work inside a transaction and return its result once that is committed.

        Args:
            work: plain statements on the connection; it must not depend on anything but the database, for it is run
                again when the transaction failed.
            durable: whether the commit must outlive a power cut, and not only the end of the process. Only SQLite
                makes the difference (a flush of the disk); a PostgreSQL server always flushes.

        Raises:
            StorageError: the database refuses the work (disk full, file locked or gone, tables missing).
            SQLAlchemyError: the work breaks a constraint.
        """
        return await self.hand_over(lambda connection, _: [work(connection)], None, durable)

    def hand_over(self, work: Callable[[Connection, Sequence[Item]], Sequence[Result]], item: Item,
                  durable: bool = False) -> asyncio.Future[Result]:
        """Put a piece of work in line now; it is done for all items at once that wait with the same function.

        A statement for many rows costs hardly more than one for a single row, and of what a message costs the
        statements are the largest part.

        Args:
            work: as for `run`, but of several items; returns a result for each, in their order. It may be done before
                other work that was handed over earlier, never in an earlier transaction.
            item: what this call is about.
            durable: as for `run`.

        Returns:
            What becomes the result, or the error that `run` would raise.

        Raises:
            StorageError: the database is closed.
        """
        if self._closed:
            raise StorageError("Basis data sudah ditutup.")
        job = _Job(work, item, durable, asyncio.get_running_loop().create_future())
        self._jobs.append(job)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._run())
        return job.done

    async def close(self) -> None:
        """Finish what was handed over, give up where the database cannot be used, and let the thread go."""
        self.give_up()
        self._closed = True
        if self._working:
            await asyncio.wait({self._working})
        await asyncio.to_thread(self._thread.shutdown)
        if isinstance(self._engine, Engine):
            self._engine.dispose()

    def give_up(self) -> None:
        """Wait no longer for a database that cannot be used: the process is about to end."""
        self._given_up.set()

    async def _run(self) -> None:
        while self._jobs:
            batch = [self._jobs.popleft() for _ in range(min(BATCH, len(self._jobs)))]
            try:
                await self._settle(batch)
            except BaseException as error:
                for job in batch:
                    if not job.done.done():
                        job.done.set_exception(error if isinstance(error, Exception) else asyncio.CancelledError())
                if not isinstance(error, Exception):
                    raise

    async def _settle(self, batch: list[_Job]) -> None:
        """Run a batch together; where one piece spoils the transaction, run each alone."""
        batch = [job for job in batch if not job.done.cancelled()]
        try:
            results = await self._committed(batch)
        except Exception as error:
            if len(batch) > 1:
                for job in batch:
                    await self._settle([job])
            elif batch and not batch[0].done.done():
                batch[0].done.set_exception(error)
            return
        for job, result in zip(batch, results, strict=True):
            if not job.done.done():
                job.done.set_result(result)

    async def _committed(self, batch: list[_Job]) -> list[Any]:
        """Run a batch in one transaction, again and again where the failure may pass."""
        pause = 0.5
        while True:
            try:
                results = await self._attempt(batch)
                if self.waiting_since is not None:
                    self.waiting_since = None
                    logger.info("Basis data dapat dipakai lagi.")
                return results
            except (SQLAlchemyError, OSError) as error:
                if is_broken(error):
                    raise self._broken(error) from error
                if not is_passing(error):
                    raise
                if not self._patient or self._given_up.is_set():
                    raise unusable(error) from error
                if self.waiting_since is None:
                    self.waiting_since = asyncio.get_running_loop().time()
                logger.error("Basis data belum dapat dipakai (%s). Tidak ada pesan yang hilang: bot menunggu dan "
                             "mencoba lagi dalam %.1f detik. Periksa ruang disk, izin berkas, dan proses lain yang "
                             "memakai basis data itu.", reason(error), pause)
            try:
                await asyncio.wait_for(self._given_up.wait(), pause)
            except TimeoutError:
                pause = min(pause * 2, LONGEST_PAUSE)

    def _broken(self, error: SQLAlchemyError | OSError) -> StorageError:
        broken = BrokenStorageError(
            f"Berkas basis data rusak ({reason(error)}). Hentikan bot, simpan berkas itu, lalu pulihkan dari "
            "cadangan; caranya ada di docs/panduan-operator.md.")
        if self.on_broken:
            self.on_broken(broken)
        return broken

    async def _attempt(self, batch: list[_Job]) -> list[Any]:
        if isinstance(self._engine, Engine):
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._visit, self._engine, batch)
        async with self._engine.begin() as connection:
            return await connection.run_sync(_worked, batch)

    def _visit(self, engine: Engine, batch: list[_Job]) -> list[Any]:
        """What the thread does: one transaction with SQLite."""
        with engine.connect() as connection:
            # the durable ones make SQLite flush the disk at the commit: they outlive a power cut then, at a cost
            wanted = "FULL" if any(job.durable for job in batch) else "NORMAL"
            if wanted != self._synchronous:
                driver = connection.connection.driver_connection
                driver.execute(_PRAGMA + wanted)  # type: ignore[union-attr]
                self._synchronous = wanted
            with connection.begin():
                return _worked(connection, batch)


def _worked(connection: Connection, batch: Sequence[_Job]) -> list[Any]:
    """Do a batch's work, each kind once for all its items; return the results in the order of the jobs."""
    kinds: dict[Any, list[int]] = {}
    for place, job in enumerate(batch):
        kinds.setdefault(job.work, []).append(place)
    results: list[Any] = [None] * len(batch)
    for work, places in kinds.items():
        found = work(connection, [batch[place].item for place in places])
        for place, result in zip(places, found, strict=True):
            results[place] = result
    return results

