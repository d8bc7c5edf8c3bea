"""The inbox on both databases: nothing is lost, nothing is taken twice, nothing lies there in the open."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from bot.answering.reply import Block, Reply, Status
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.inbox import _WAITING, Arrival, Inbox
from bot.storage.log import ConversationLog, LogEntry
from tests.databases import execute, rows, sqlite_file

ANSWER = Reply(Status.ANSWERED, (Block(("Ya.",)),), "x")


def arrival(number, chat=7, text="apa itu stunting"):
    return Arrival(number, chat, chat, {"update_id": number, "message": {"text": text, "chat": {"id": chat}}})


def entry(number, chat=7):
    return LogEntry("telegram", "private", str(chat), "apa itu stunting", ANSWER, 1.0, "v", str(chat), number,
                    delivery="terkirim")


@pytest.fixture
async def database(url, tmp_path):
    async with await Database.open(url, tmp_path / "kunci") as database:
        yield database


@pytest.fixture
def inbox(database):
    return Inbox(database)


def damage(file):
    """Spoil all but the first pages, as a dying disk does."""
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))


async def numbers(inbox, chat_key):
    return [waiting.update_id for waiting in await inbox.waiting(chat_key)]


async def test_what_is_put_waits_in_order_until_its_row_is_written(database, inbox, url):
    [key] = await inbox.put([arrival(3), arrival(2)])
    await inbox.put([arrival(1), arrival(4, chat=8)])
    assert await numbers(inbox, key) == [1, 2, 3]
    assert (await inbox.depth()).updates == 4
    log = ConversationLog(database)
    assert await log.record(entry(1))
    assert await numbers(inbox, key) == [2, 3]
    await inbox.finish([2, 3, 4])
    depth = await inbox.depth()
    assert (depth.updates, depth.oldest) == (0, None)
    assert [(row["payload"], row["done_at"] is None) for row in rows(url, "inbox")] == [(None, False)] * 4


async def test_chats_come_longest_waiting_first(inbox):
    await inbox.put([arrival(5, chat=1), arrival(6, chat=2), arrival(4, chat=3), arrival(7, chat=3)])
    order = [await numbers(inbox, key) for key in await inbox.chats()]
    assert order == [[4, 7], [5], [6]]


async def test_an_update_that_comes_again_changes_nothing(database, inbox, url):
    [key] = await inbox.put([arrival(1)])
    assert await inbox.put([arrival(1, text="lain"), arrival(1, chat=9)]) == []
    [waiting] = await inbox.waiting(key)
    assert waiting.payload["message"]["text"] == "apa itu stunting"
    await ConversationLog(database).record(entry(1))
    assert await inbox.put([arrival(1)]) == []
    assert await inbox.chats() == []
    assert len(rows(url, "inbox")) == 1


async def test_a_claim_notes_the_attempt_until_the_update_is_done_or_put_off(inbox, url):
    [key] = await inbox.put([arrival(1), arrival(2)])
    await inbox.claim(1)
    await asyncio.gather(*(inbox.claim(1) for _ in range(20)))
    claimed, other = await inbox.waiting(key)
    assert datetime.now(UTC) - claimed.sending_at < timedelta(minutes=1)
    assert other.sending_at is None
    assert [row["attempts"] > 1 for row in rows(url, "inbox")] == [True, False]
    await inbox.put_off(1)
    assert (await inbox.waiting(key))[0].sending_at is None
    await inbox.finish([1])
    done = rows(url, "inbox")[0]
    await inbox.claim(1)
    await inbox.claim(99)
    assert rows(url, "inbox")[0] == done


async def test_what_comes_at_once_shares_its_statements(database, inbox, monkeypatch):
    [key] = await inbox.put([arrival(number) for number in (1, 2, 3)])
    calls = []
    monkeypatch.setattr("bot.storage.inbox._claim", lambda connection, ids: calls.append(list(ids)) or ids)
    await asyncio.gather(*(inbox.claim(number) for number in (3, 1, 2)))
    assert calls == [[3, 1, 2]]
    log = ConversationLog(database)
    assert await asyncio.gather(*(log.record(entry(number)) for number in (1, 2, 1, None, None))) == [
        True, True, False, True, True]
    assert await numbers(inbox, key) == [3]


async def test_one_that_spoils_the_rest_fails_alone(database):
    def work(connection, items):
        if "buruk" in items:
            raise StorageError("buruk")
        return [item.upper() for item in items]

    results = await asyncio.gather(*(database.run_together(work, item) for item in ("a", "buruk", "b")),
                                   return_exceptions=True)
    assert [results[0], str(results[1]), results[2]] == ["A", "buruk", "B"]


async def test_a_chat_with_very_much_hides_no_other(inbox, monkeypatch):
    monkeypatch.setattr("bot.storage.inbox.AT_ONCE", 3)
    monkeypatch.setattr("bot.storage.inbox._WAITING", _WAITING.limit(3))
    keys = await inbox.put([arrival(number, chat=number // 10) for number in (1, 2, 3, 4, 11, 12)])
    both = await asyncio.gather(*(inbox.waiting(key) for key in keys))
    assert [[one.update_id for one in chat] for chat in both] == [[1, 2, 3], [11, 12]]


async def test_what_waits_can_be_read_by_the_key_alone(database, inbox, url):
    await inbox.put([arrival(1, chat=424242, text="rahasia saya")])
    [row] = rows(url, "inbox")
    assert b"rahasia" not in bytes(row["payload"]) and b"424242" not in bytes(row["payload"])
    assert "424242" not in str({name: value for name, value in row.items() if name != "payload"})
    execute(url, "UPDATE inbox SET update_id = 2")
    [waiting] = await inbox.waiting(row["chat_key"])
    assert waiting.payload is None, "a sealed update must not open in another's place"


async def test_a_batch_is_kept_whole_or_not_at_all(database, inbox, url):
    with pytest.raises((OverflowError, DBAPIError, StorageError)):
        await inbox.put([arrival(1), arrival(2**63)])
    assert rows(url, "inbox") == []
    assert len(await inbox.put([arrival(1)])) == 1


async def test_another_installations_key_is_refused(url, tmp_path):
    await (await Database.open(url, tmp_path / "kunci")).close()
    with pytest.raises(StorageError, match="bukan kunci basis data ini"):
        await Database.open(url, tmp_path / "kunci lain")
    await (await Database.open(url, tmp_path / "kunci")).close()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_file_locked_by_another_process_is_waited_for(url, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("bot.storage.engines.BUSY_TIMEOUT_MS", 50)
    async with await Database.open(url, tmp_path / "kunci", patient=True) as database:
        inbox = Inbox(database)
        with closing(sqlite3.connect(sqlite_file(url), isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            putting = asyncio.create_task(inbox.put([arrival(1)]))
            await asyncio.sleep(0.5)
            assert not putting.done()
            assert database.writer.waiting_since is not None
            other.execute("COMMIT")
        await asyncio.wait_for(putting, 5)
        assert database.writer.waiting_since is None
        assert (await inbox.depth()).updates == 1
    assert "Basis data belum dapat dipakai (database is locked)" in caplog.text


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_full_disk_is_waited_for_and_costs_nothing(url, tmp_path, caplog):
    async with await Database.open(url, tmp_path / "kunci", patient=True) as database:
        inbox = Inbox(database)
        await inbox.put([arrival(1)])

        def limit_pages(pages):
            """Let SQLite answer as it does when the disk is full; the limit is the connection's own."""
            with database.writer._engine.connect() as connection:
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        limit_pages(1)
        putting = asyncio.create_task(inbox.put([arrival(number, text="panjang " * 400) for number in range(2, 30)]))
        await asyncio.sleep(0.3)
        assert not putting.done()
        limit_pages(10_000)
        await asyncio.wait_for(putting, 10)
        assert (await inbox.depth()).updates == 29
    assert "database or disk is full" in caplog.text


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_giving_up_leaves_a_clear_error(url, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.storage.engines.BUSY_TIMEOUT_MS", 50)
    database = await Database.open(url, tmp_path / "kunci", patient=True)
    with closing(sqlite3.connect(sqlite_file(url), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        putting = asyncio.create_task(Inbox(database).put([arrival(1)]))
        await asyncio.sleep(0.2)
        await database.close()
        with pytest.raises(StorageError, match="database is locked"):
            await putting


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_damaged_file_ends_the_waiting_and_is_told(url, tmp_path):
    async with await Database.open(url, tmp_path / "kunci", patient=True) as database:
        inbox = Inbox(database)
        await inbox.put([arrival(number, text="panjang " * 200) for number in range(50)])
        told = []
        database.writer.on_broken = told.append
        await database.run(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())
        with closing(sqlite3.connect(sqlite_file(url))) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        damage(Path(sqlite_file(url)))
        with pytest.raises(StorageError, match="rusak"):
            for number in range(50, 60):
                await inbox.put([arrival(number)])
                await inbox.chats()
        assert "pulihkan dari cadangan" in str(told[0])


async def test_the_server_going_away_is_waited_for(postgres, tmp_path, caplog):
    url = postgres.fresh()
    async with await Database.open(url, tmp_path / "kunci", patient=True) as database:
        inbox = Inbox(database)
        await inbox.put([arrival(1)])
        execute(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                     "WHERE datname = current_database() AND pid <> pg_backend_pid()")
        await asyncio.wait_for(inbox.put([arrival(2)]), 20)
        assert (await inbox.depth()).updates == 2
