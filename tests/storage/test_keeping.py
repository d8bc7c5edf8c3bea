"""How long data stay, whom they belong to, and where they can be taken."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.answering.reply import Block, Reply, Status
from bot.storage import retention
from bot.storage.alone import alone
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.inbox import Arrival, Inbox
from bot.storage.log import ConversationLog, LogEntry
from bot.storage.people import People
from bot.storage.retention import purge
from bot.storage.transfer import back_up, copy, exported
from tests.databases import execute, rows, sqlite_file

ANSWER = Reply(Status.ANSWERED, (Block(("Ya " * 200,)),), "x", regions=("Kota Depok",))
NOTHING = Reply(Status.NO_DATA, (Block(("Belum ada.",)),), "y")
ROOT = Path(__file__).parents[2]


def entry(number, user=7, reply=ANSWER, question="apa itu stunting", chat=None, **parts):
    return LogEntry("telegram", "private", str(chat or user), question, reply, 1.0, "v", str(user), number, **parts)


@pytest.fixture
async def database(url, tmp_path):
    async with await Database.open(url, tmp_path / "kunci") as database:
        yield database


async def test_old_rows_go_in_steps_and_new_ones_stay(database, url, monkeypatch):
    monkeypatch.setattr(retention, "STEP", 10)
    log, inbox = ConversationLog(database), Inbox(database)
    old = datetime.now(UTC) - timedelta(days=100)
    await inbox.put([Arrival(number, 7, 7, {}) for number in range(40)])
    for number in range(35):
        await log.record(entry(number, reply=NOTHING if number == 3 else ANSWER, time=old))
    for number in range(35, 38):
        await log.record(entry(number, reply=NOTHING if number == 36 else ANSWER))
    execute(url, "UPDATE inbox SET done_at = '2020-01-01 00:00:00' WHERE update_id < 30")
    purged = await purge(database, 30)
    assert (purged.messages, purged.updates, purged.open_questions) == (35, 30, 0)
    assert [row["update_id"] for row in rows(url, "message")] == [35, 36, 37]
    assert [row["update_id"] for row in rows(url, "inbox")] == list(range(30, 40))
    assert (await inbox.depth()).updates == 2


async def test_without_a_limit_rows_stay_but_lose_the_number_that_could_come_again(database, url):
    log = ConversationLog(database)
    await log.record(entry(1, time=datetime.now(UTC) - timedelta(days=8)))
    await log.record(entry(2))
    await purge(database, None)
    assert [row["update_id"] for row in rows(url, "message")] == [None, 2]
    assert await log.record(entry(1)), "a new question under an old number must be logged"


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_the_file_shrinks_and_keeps_nothing_of_what_was_deleted(database, url):
    log = ConversationLog(database)
    for number in range(600):
        await log.record(entry(number, question=f"rahasia-{number}", time=datetime.now(UTC) - timedelta(days=9)))

    def content():
        with closing(sqlite3.connect(sqlite_file(url))) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(sqlite_file(url)).read_bytes()

    before = content()
    assert b"rahasia-599" in before
    await purge(database, 1)
    after = content()
    assert len(after) < len(before) / 3
    assert b"rahasia-" not in after


async def test_a_person_sees_and_deletes_their_own_and_nobody_elses(database, url):
    log, inbox, people = ConversationLog(database), Inbox(database), People(database, "telegram")
    await log.record(entry(1, user=7, question="punyaku", reply=NOTHING))
    await log.record(entry(2, user=7, chat=-100, question="punyaku di grup"))
    await log.record(entry(3, user=8, question="punya orang"))
    await inbox.put([Arrival(4, 7, 7, {"x": 1}), Arrival(5, -100, 7, {"x": 1}), Arrival(6, 8, 8, {"x": 1})])
    shown = await people.export(7)
    assert [row["question"] for row in shown["message"]] == ["punyaku", "punyaku di grup"]
    assert shown["message"][0]["programs"] == [] and "chat_key" not in str(shown)
    assert json.dumps(shown)
    assert "punya orang" not in str(shown)
    assert await people.delete(7) == 4
    assert await people.export(7) == {}
    assert [row["question"] for row in rows(url, "message")] == ["punya orang"]
    assert [row["update_id"] for row in rows(url, "inbox")] == [6]
    assert "punyaku" not in str(rows(url, "open_question"))


async def test_the_export_is_whole_and_pseudonymous(database, monkeypatch):
    monkeypatch.setattr("bot.storage.transfer.STEP", 2)
    log = ConversationLog(database)
    for number in range(5):
        await log.record(entry(number, user=424242))
    told = [row async for row in exported(database)]
    assert [row["update_id"] for row in told] == list(range(5))
    assert "424242" not in json.dumps(told)


async def test_a_copy_on_another_database_goes_on_where_the_first_ended(tmp_path, postgres):
    url, there = f"sqlite+aiosqlite:///{tmp_path}/a.db", postgres.fresh()
    async with (await Database.open(url, tmp_path / "kunci") as source,
                await Database.open(there, tmp_path / "kunci") as target):
        log = ConversationLog(source)
        for number in range(30):
            await log.record(entry(number, reply=NOTHING if number % 2 else ANSWER))
        await Inbox(source).put([Arrival(99, 7, 7, {"teks": "menunggu"})])
        copied = await copy(source, target)
        assert (copied["message"], copied["open_question"], copied["inbox"]) == (30, 1, 1)
        for table in ("message", "open_question", "inbox"):
            mine, theirs = rows(url, table), rows(there, table)
            assert [{**row, "time": str(row.get("time"))} for row in theirs] == [
                {**row, "time": str(row.get("time"))} for row in mine]
        [key] = await Inbox(target).chats()
        [waiting] = await Inbox(target).waiting(key)
        assert waiting.payload == {"teks": "menunggu"}
        assert await ConversationLog(target).record(entry(1_000, reply=NOTHING))
        assert max(row["id"] for row in rows(there, "message")) == 31
        with pytest.raises(StorageError, match="sudah berisi data"):
            await copy(source, target)
        assert len(rows(there, "message")) == 31


async def test_a_backup_made_while_rows_are_written_can_be_restored(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/a.db"
    async with await Database.open(url) as database:
        log = ConversationLog(database)
        for number in range(50):
            await log.record(entry(number))
        back_up(url, tmp_path / "cadangan" / "b.db")
        for number in range(50, 60):
            await log.record(entry(number))
        key = database.user_key("telegram", "7")
    copied = tmp_path / "cadangan" / "b.db"
    assert sorted(file.name for file in copied.parent.iterdir()) == ["b.db", "b.db.key"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in copied.parent.iterdir()} == {0o600}
    restored = f"sqlite+aiosqlite:///{copied}"
    async with await Database.open(restored) as database:
        assert database.user_key("telegram", "7") == key
        assert await ConversationLog(database).record(entry(100))
    assert len(rows(restored, "message")) == 51


def test_a_backup_that_cannot_be_made_is_told_and_leaves_nothing(tmp_path):
    with pytest.raises(StorageError, match="tidak ada yang dapat dicadangkan"):
        back_up(f"sqlite+aiosqlite:///{tmp_path}/a.db", tmp_path / "b.db")
    with pytest.raises(StorageError, match="pg_dump"):
        back_up("postgresql+asyncpg://x@y/z", tmp_path / "b.db")
    (tmp_path / "a.db").write_bytes(b"bukan basis data " * 100)
    with pytest.raises(StorageError, match="tidak dapat dibuat"):
        back_up(f"sqlite+aiosqlite:///{tmp_path}/a.db", tmp_path / "b.db")
    assert [file.name for file in tmp_path.iterdir()] == ["a.db"]


@pytest.mark.parametrize("loose", [0o644, 0o666])
async def test_the_files_are_the_owners_alone_whatever_a_backup_made_of_them(tmp_path, loose):
    url, file = f"sqlite+aiosqlite:///{tmp_path}/a.db", tmp_path / "a.db"
    async with await Database.open(url) as database:
        await ConversationLog(database).record(entry(1))
        assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    file.chmod(loose)
    async with await Database.open(url) as database:
        await ConversationLog(database).record(entry(2))
        assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


async def test_a_second_bot_on_the_same_database_is_refused(database, url):
    async with alone(database, url, shared=False):
        with pytest.raises(StorageError, match="Bot lain sudah berjalan"):
            async with alone(database, url, shared=False):
                pass
    async with alone(database, url, shared=False):
        pass


async def test_webhook_bots_share_a_server(postgres, tmp_path):
    url = postgres.fresh()
    async with (await Database.open(url, tmp_path / "kunci") as database, alone(database, url, shared=True),
                alone(database, url, shared=True)):
        assert database.is_shared


def command(tmp_path, *arguments, **environment):
    """Run a command as an operator does."""
    environment = {"PYTHONPATH": str(ROOT), "TIRUBOT_STORAGE__URL": "sqlite+aiosqlite:///a.db"} | environment
    done = subprocess.run([sys.executable, "-m", "bot", *arguments], cwd=tmp_path, capture_output=True, text=True,
                          timeout=60, check=False, env=os.environ | environment)
    return done.returncode, done.stdout, done.stderr


async def test_the_commands(tmp_path, postgres):
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/a.db") as database:
        log = ConversationLog(database)
        await log.record(entry(1, question="=HYPERLINK(1)", time=datetime.now(UTC) - timedelta(days=20)))
        await log.record(entry(2, question="baru"))
    code, out, err = command(tmp_path, "export", "--csv")
    assert (code, err) == (0, "")
    assert "'=HYPERLINK(1)" in out and out.startswith("id,time,channel")
    code, out, _ = command(tmp_path, "purge", "--days", "10")
    assert (code, out.splitlines()) == (0, [
        "Dihapus: 1 catatan percakapan, 0 pertanyaan terbuka, 0 nomor pesan yang sudah selesai."])
    code, out, _ = command(tmp_path, "export")
    assert [json.loads(line)["question"] for line in out.splitlines()] == ["baru"]
    code, out, _ = command(tmp_path, "backup", "cadangan.db")
    assert code == 0 and (tmp_path / "cadangan.db.key").exists()
    there = postgres.fresh()
    code, out, err = command(tmp_path, "copy", there)
    assert (code, err) == (0, "") and "message: 1 baris" in out
    assert [row["question"] for row in rows(there, "message")] == ["baru"]
    code, _, err = command(tmp_path, "copy", there)
    assert code == 1 and "sudah berisi data" in err
    code, _, err = command(tmp_path, "backup", "b.db", TIRUBOT_STORAGE__URL=there)
    assert code == 1 and "pg_dump" in err
