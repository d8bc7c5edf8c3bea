"""How long things are kept: old rows go in small steps, and the space they held is given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from bot.storage.database import Database
from bot.storage.open_questions import REMEMBERED_FOR as ASKERS_REMEMBERED_FOR
from bot.storage.tables import Asker, Draft, InactiveChat, InboxEntry, Message, MovedChat, OpenQuestion, Remembered

STEP = 500
"""Rows that one transaction takes away, so that no answer waits for the purge."""
PAGES = 200
"""Pages of the file that one step gives back (some 800 kB)."""
KNOWN_FOR = timedelta(days=3)
"""How long the number of a finished update is kept: Telegram brings nothing that is older than a day."""
NUMBERED_FOR = timedelta(days=7)
"""How long a row of the log keeps its update's number: Telegram draws a new series after a week of silence, and an
old number would make a new question look answered."""

REMEMBERED_FOR = timedelta(days=1)
"""How long it is kept what a conversation was about; a follow-up makes sense for half an hour."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge took away: rows of the log, finished updates, open questions."""

    messages: int
    updates: int
    open_questions: int


async def purge(database: Database, days: int | None, now: datetime | None = None) -> Purged:
    """Take away what is older than it may be.

    Args:
        database: the database; answers go on meanwhile.
        days: how long the log is kept; None keeps it for ever, and only what is never needed goes.
        now: the time; the present unless told.

    Raises:
        StorageError: the database refuses.
    """
    now = now or datetime.now(UTC)
    await database.run(lambda connection: connection.execute(
        update(Message).where(Message.time < now - NUMBERED_FOR, Message.update_id.is_not(None)).values(
            update_id=None)))
    await database.run(lambda connection: connection.execute(
        delete(Remembered).where(Remembered.seen_at < now - REMEMBERED_FOR)))
    await database.run(lambda connection: connection.execute(
        delete(Asker).where(Asker.asked_at < now - ASKERS_REMEMBERED_FOR)))
    updates = await _in_steps(database, InboxEntry.update_id, InboxEntry.done_at < now - KNOWN_FOR)
    messages = questions = 0
    if days is not None:
        limit = now - timedelta(days=days)
        messages = await _in_steps(database, Message.id, Message.time < limit)
        await _in_steps(database, InactiveChat.chat_key, InactiveChat.since < limit)
        await _in_steps(database, MovedChat.new_key, MovedChat.time < limit)
        await _in_steps(database, Draft.user_key, Draft.updated_at < limit)
        questions = await _in_steps(database, OpenQuestion.id, OpenQuestion.last_asked < limit)
    await _give_back(database)
    return Purged(messages, updates, questions)


async def vacuum(database: Database) -> None:
    """Rewrite a SQLite file that was made before space could be given back in steps; nobody may write meanwhile."""
    def rewrite(connection: Connection) -> bool:
        return connection.exec_driver_sql("PRAGMA auto_vacuum").scalar() == 0

    if not database.is_shared and await database.run(rewrite):
        async with database.engine.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            if raw is not None:
                await raw.execute("PRAGMA auto_vacuum = INCREMENTAL")
                await raw.execute("VACUUM")


async def _in_steps(database: Database, key: object, condition: object) -> int:
    """Delete the rows that a condition names, a few at a time; return how many."""
    total = 0
    while True:
        def step(connection: Connection) -> int:
            column = key
            found = select(column).where(condition).limit(STEP)  # type: ignore[call-overload]
            table = column.class_  # type: ignore[attr-defined]
            return connection.execute(delete(table).where(column.in_(found))).rowcount  # type: ignore[attr-defined]

        gone = await database.run(step)
        total += gone
        if gone < STEP:
            return total


async def _give_back(database: Database) -> None:
    """Give free pages of a SQLite file back to the system; a PostgreSQL server does so by itself."""
    def step(connection: Connection) -> int:
        driver = connection.connection.driver_connection
        # a step a page, which only fetching takes; there is nothing in the rows, and so SQLAlchemy sees none
        driver.execute(f"PRAGMA incremental_vacuum({PAGES})").fetchall()  # type: ignore[union-attr]
        return int(connection.exec_driver_sql("PRAGMA freelist_count").scalar() or 0)

    if database.is_shared:
        return
    left = await database.run(step)
    while left:
        before, left = left, await database.run(step)
        if left >= before:
            return
