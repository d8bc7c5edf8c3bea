import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.answering.reply import Block, Reply, Status
from bot.storage.errors import StorageError
from bot.storage.log import ConversationLog, LogEntry
from tests.databases import execute, rows

HERE = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}

ANSWER = Reply(Status.ANSWERED, (Block(("Raga Pantas.",)), Block(("satu", "dua"), "Langkah", bullets=True)), "program",
               0.93, ("Kabupaten Kutai Kartanegara",), ("raga-pantas",))
NOTHING = Reply(Status.NO_DATA, (Block(("Belum ada data.",)),), "prevalensi", 0.8, ("Kota Depok", "Kabupaten Bogor"))


def entry(reply=ANSWER, question="program apa di Kukar", **changes):
    return LogEntry(**{"channel": "telegram", "chat_kind": "private", "chat_id": "42", "user_id": "42",
                       "question": question, "reply": reply, "latency_ms": 12.5, "knowledge_version": "abc123",
                       **changes})


@pytest.fixture
def file(tmp_path):
    return tmp_path / "folder yang belum ada" / "tirubot.db"


@pytest.fixture
def file_url(file):
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """The key of a database on a server lies under the current folder."""
    monkeypatch.chdir(tmp_path)


async def test_a_message_is_one_row_with_everything_but_the_ids(url):
    moment = datetime(2026, 3, 1, 8, 0, tzinfo=timezone(timedelta(hours=7)))
    async with await ConversationLog.open(url) as log:
        assert await log.record(entry(time=moment, update_id=7_000_000_000))
    [row] = rows(url, "message")
    chat_key, user_key = row.pop("chat_key"), row.pop("user_key")
    assert row == {
        "id": 1, "time": "2026-03-01 01:00:00.000000", "channel": "telegram", "chat_kind": "private",
        "question": "program apa di Kukar", "status": "answered", "intent": "program", "confidence": 0.93,
        "regions": '["Kabupaten Kutai Kartanegara"]', "programs": '["raga-pantas"]',
        "reply": "Raga Pantas.\n\nLangkah\n• satu\n• dua", "latency_ms": 12.5, "knowledge_version": "abc123",
        "update_id": 7_000_000_000, "delivery": None,
    }
    assert len({chat_key, user_key, "42"}) == 3


async def test_ids_are_hashed_alike_after_reopening_and_differently_for_others(url):
    for chat_id in ("42", "42", "43"):
        async with await ConversationLog.open(url) as log:
            await log.record(entry(chat_id=chat_id, user_id=None))
    first, again, other = (row["chat_key"] for row in rows(url, "message"))
    assert first == again != other
    assert {row["user_key"] for row in rows(url, "message")} == {None}


async def test_another_database_gives_the_same_person_another_pseudonym(tmp_path):
    keys = []
    for name in ("a", "b"):
        path = tmp_path / name / "log.db"
        async with await ConversationLog.open(f"sqlite+aiosqlite:///{path}") as log:
            await log.record(entry())
        keys.append(rows(f"sqlite+aiosqlite:///{path}", "message")[0]["chat_key"])
    assert keys[0] != keys[1]


async def test_an_update_is_logged_once(url):
    async with await ConversationLog.open(url) as log:
        assert not await log.seen(5)
        assert await log.record(entry(NOTHING, update_id=5))
        assert await log.seen(5)
        assert not await log.record(entry(NOTHING, update_id=5))
        assert await log.record(entry(update_id=6))
        assert await log.record(entry())
        assert await log.record(entry())
    assert [row["update_id"] for row in rows(url, "message")] == [5, 6, None, None]
    assert [row["times"] for row in rows(url, "open_question")] == [1]


async def test_what_has_no_data_is_counted_by_its_words_and_subject(url):
    early, late = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
    reversed_ = Reply(Status.NO_DATA, NOTHING.blocks, "prevalensi", 0.8, ("Kabupaten Bogor", "Kota Depok"))
    other = Reply(Status.NO_DATA, NOTHING.blocks, "sejak", 0.8, (), ("raga-pantas",))
    async with await ConversationLog.open(url) as log:
        await log.record(entry(NOTHING, "berapa di Depok dan Bogor", time=early))
        await log.record(entry(reversed_, "Berapa di Depok, dan Bogor?", time=late))
        await log.record(entry(other, "sejak kapan raga pantas"))
        await log.record(entry(NOTHING, "Bogor sama Depok brp"))
        await log.record(entry())
    first, second, third = rows(url, "open_question")
    assert (first["regions"], first["programs"]) == ('["Kabupaten Bogor", "Kota Depok"]', "[]")
    assert (first["intent"], first["example"], first["times"]) == ("prevalensi", "berapa di Depok dan Bogor", 2)
    assert first["first_asked"].startswith("2026-03-01")
    assert first["last_asked"].startswith("2026-03-02")
    assert (first["wording"], first["status"], first["state"]) == ("berapa di depok dan bogor", "no_data", "open")
    assert (second["programs"], second["times"], second["settled_at"]) == ('["raga-pantas"]', 1, None)
    assert (third["regions"], third["example"]) == (first["regions"], "Bogor sama Depok brp")


async def test_a_settled_question_asked_in_vain_again_is_open_again(url):
    async with await ConversationLog.open(url) as log:
        await log.record(entry(NOTHING))
        execute(url, "UPDATE open_question SET state = 'answered', settled_at = '2026-03-01 00:00:00'")
        await log.record(entry(NOTHING))
    [row] = rows(url, "open_question")
    assert (row["times"], row["state"], row["settled_at"]) == (2, "open", None)


async def test_messages_recorded_side_by_side_all_arrive(url):
    async with await ConversationLog.open(url) as log:
        done = await asyncio.gather(*(log.record(entry(NOTHING, update_id=n % 30)) for n in range(60)))
    assert sum(done) == 30
    assert sorted(row["update_id"] for row in rows(url, "message")) == list(range(30))
    assert [row["times"] for row in rows(url, "open_question")] == [30]


async def test_processes_may_start_and_write_together(url):
    program = (
        "import asyncio, sys\n"
        "from bot.answering.reply import Block, Reply, Status\n"
        "from bot.storage.log import ConversationLog, LogEntry\n"
        "async def main(url):\n"
        "    async with await ConversationLog.open(url) as log:\n"
        "        for _ in range(20):\n"
        "            reply = Reply(Status.NO_DATA, ())\n"
        "            await log.record(LogEntry('terminal', 'private', '1', 'ada apa', reply, 1.0, 'v'))\n"
        "asyncio.run(main(sys.argv[1]))\n"
    )
    running = [await asyncio.create_subprocess_exec(sys.executable, "-c", program, url, env=HERE) for _ in range(3)]
    assert [await process.wait() for process in running] == [0, 0, 0]
    assert len(rows(url, "message")) == 60
    assert [row["times"] for row in rows(url, "open_question")] == [60]
    assert len({row["chat_key"] for row in rows(url, "message")}) == 1


async def test_readers_do_not_wait_for_the_writer(file, file_url):
    async with await ConversationLog.open(file_url) as log:
        await log.record(entry())
        connection = sqlite3.connect(file, isolation_level=None, timeout=0)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        connection.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(log.record(entry()))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        assert connection.execute("SELECT count(*) FROM message").fetchone() == (1,)
        connection.execute("COMMIT")
        connection.close()
        assert await waiting


async def test_a_folder_that_is_made_is_the_owners_alone(file, file_url):
    async with await ConversationLog.open(file_url):
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_the_key_is_the_owners_alone_even_when_a_backup_loosened_it(file, file_url):
    key = file.with_name("tirubot.db.key")
    for _ in range(2):
        async with await ConversationLog.open(file_url):
            assert stat.S_IMODE(key.stat().st_mode) == 0o600
            assert len(key.read_bytes()) == 32
        key.chmod(0o644)
    assert sorted(path.name for path in file.parent.iterdir()) == ["tirubot.db", "tirubot.db.key"]


@pytest.mark.parametrize("content", [b"", b"kunci", b"x" * 33])
async def test_a_broken_key_is_refused_and_left_as_it_is(file, file_url, content):
    file.parent.mkdir()
    key = file.with_name("tirubot.db.key")
    key.write_bytes(content)
    with pytest.raises(StorageError, match=rf"tirubot\.db\.key rusak: panjangnya {len(content)} bita"):
        await ConversationLog.open(file_url)
    assert key.read_bytes() == content


async def test_a_key_that_is_a_folder_is_refused(file, file_url):
    file.with_name("tirubot.db.key").mkdir(parents=True)
    with pytest.raises(StorageError, match=r"tirubot\.db\.key tidak dapat dibaca"):
        await ConversationLog.open(file_url)


@pytest.mark.parametrize(("url", "message"), [
    ("bukan alamat", "storage.url bukan alamat"),
    ("sqlite:///x.db", "storage.url tidak dapat dipakai"),
    ("tidakada+asing://x/y", "storage.url tidak dapat dipakai"),
])
async def test_an_address_that_cannot_be_used_is_named(url, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StorageError, match=message):
        await ConversationLog.open(url)
    assert list(tmp_path.iterdir()) == []


async def test_a_folder_in_the_way_of_a_file_is_named(tmp_path):
    (tmp_path / "data").write_text("bukan folder")
    with pytest.raises(StorageError, match=r"Folder .*data.* tidak dapat dibuat"):
        await ConversationLog.open(f"sqlite+aiosqlite:///{tmp_path}/data/tirubot.db")


async def test_a_failing_database_is_told_and_the_log_recovers(file, file_url):
    async with await ConversationLog.open(file_url) as log:
        connection = sqlite3.connect(file)
        connection.execute("ALTER TABLE message RENAME TO hidden")
        for attempt in (log.record(entry(update_id=1)), log.seen(1)):
            with pytest.raises(StorageError, match=r"tidak dapat dipakai \(no such table: message\)"):
                await attempt
        connection.execute("ALTER TABLE hidden RENAME TO message")
        connection.close()
        assert await log.record(entry(update_id=1))


def test_the_process_ends_after_an_error_at_the_start(tmp_path):
    (tmp_path / "rusak.db").write_bytes(b"ini bukan basis data " * 100)
    program = ("import asyncio, sys\nfrom bot.storage.log import ConversationLog\n"
               "asyncio.run(ConversationLog.open(sys.argv[1]))\n")
    done = subprocess.run([sys.executable, "-c", program, f"sqlite+aiosqlite:///{tmp_path}/rusak.db"],
                          capture_output=True, text=True, timeout=20, check=False, env=HERE)
    assert done.returncode == 1
    assert "rusak.db tidak dapat dibuka (file is not a database)" in done.stderr
