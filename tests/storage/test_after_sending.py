"""What is kept of answers after they were sent, of chats that change, and of uploaded files: in a real SQLite file."""

import asyncio
import sqlite3

import pytest

from bot.answering.reply import Block, Reply, Status
from bot.storage.answers import Answers, Opinion
from bot.storage.chats import Chats
from bot.storage.errors import StorageError
from bot.storage.log import ConversationLog, LogEntry
from bot.storage.uploads import Uploads

REPLY = Reply(Status.ANSWERED, (Block(("Raga Pantas.",)),), "program_definition", 0.9, ("Kota Depok",),
              ("raga-pantas",))


def entry(update_id, sent=(), chat_id="42", **changes):
    return LogEntry("telegram", "private", chat_id, "apa", REPLY, 1.0, "uji", "7", update_id, sent=sent, **changes)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "uji.db"


@pytest.fixture
async def log(file):
    async with await ConversationLog.open(f"sqlite+aiosqlite:///{file}") as log:
        yield log


@pytest.fixture
def answers(log):
    return Answers(log.store, "telegram")


def select(file, query):
    connection = sqlite3.connect(file)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


async def test_a_message_leads_to_its_answer(log, answers):
    await log.record(entry(1, sent=(10, 11), asked_in=9, rest="sisanya"))
    first, last = await answers.sent_in(42, 10), await answers.sent_in(42, 11)
    assert (first.rest, last.rest) == (None, "sisanya")
    assert (last.regions, last.programs) == (("Kota Depok",), ("raga-pantas",))
    assert await answers.sent_in(42, 12) is None
    assert await answers.sent_in(43, 10) is None
    assert await answers.sent_for(42, 9) == (10, 11)
    assert await answers.sent_for(42, 8) == ()


async def test_answer_to_an_edited_question_takes_over_its_messages(log, answers, file):
    await log.record(entry(1, sent=(10, 11), asked_in=9, rest="lama"))
    await log.record(entry(2, sent=(10, 12), asked_in=9, replaces=(10, 11)))
    assert (await answers.sent_in(42, 10)).rest is None
    assert await answers.sent_for(42, 9) == (10, 11, 12)
    assert select(file, "SELECT m.update_id FROM sent_message s JOIN message m ON m.id = s.message_id "
                        "WHERE number IN (10, 12)") == [(2,), (2,)]


async def test_whole_answer_leaves_nothing_to_show_and_takes_votes_below_its_further_messages(log, answers):
    await log.record(entry(1, sent=(10,), asked_in=9, rest="sisanya"))
    await answers.show_whole(42, 10, [10, 15])
    assert (await answers.sent_in(42, 10)).rest is None
    assert await answers.vote(42, 15, 7, Opinion.UP)
    await answers.show_whole(42, 99, [100])
    assert await answers.sent_in(42, 100) is None


async def test_last_vote_of_a_person_counts_and_of_others_theirs(log, answers, file):
    await log.record(entry(1, sent=(10,)))
    for user, opinion in ((7, Opinion.UP), (8, Opinion.DOWN), (7, Opinion.MISREAD)):
        assert await answers.vote(42, 10, user, opinion)
    assert not await answers.vote(42, 11, 7, Opinion.UP)
    assert sorted(select(file, "SELECT value FROM vote")) == [("down",), ("misread",)]
    assert "7" not in {key for [key] in select(file, "SELECT user_key FROM vote")}


async def test_what_belongs_to_a_row_goes_with_it(log, answers, file):
    await log.record(entry(1, sent=(10,), rest="sisanya"))
    await answers.vote(42, 10, 7, Opinion.UP)
    async with log.store.transaction() as connection:
        await connection.exec_driver_sql("DELETE FROM message")
    assert select(file, "SELECT count(*) FROM vote") == select(file, "SELECT count(*) FROM sent_message") == [(0,)]


async def test_many_at_once_are_each_written_and_a_known_one_is_told(log, file):
    await log.record(entry(5, sent=(50,)))
    new = await asyncio.gather(*(log.record(entry(number, sent=(number * 10,))) for number in range(1, 9)))
    assert new == [True] * 4 + [False] + [True] * 3
    assert select(file, "SELECT count(*), count(DISTINCT update_id) FROM message") == [(8, 8)]
    assert select(file, "SELECT count(*) FROM sent_message") == [(8,)]


async def test_history_of_a_group_follows_it(log, answers, file):
    chats = Chats(log.store, "telegram")
    await log.record(entry(1, sent=(10,), chat_id="-5"))
    await chats.mark_inactive(-5)
    for _ in range(2):
        await chats.move(-5, -1005)
    await log.record(entry(2, sent=(10,), chat_id="-1005"))
    assert select(file, "SELECT count(DISTINCT chat_key), count(*) FROM message") == [(1, 2)]
    assert select(file, "SELECT count(*) FROM inactive_chat") == [(0,)]
    assert (await chats.has_moved_here(-1005), await chats.has_moved_here(-5)) == (True, False)
    assert await answers.sent_in(-5, 10) is None


async def test_inactive_chat_until_it_is_let_in_again(log, file):
    chats = Chats(log.store, "telegram")
    for _ in range(2):
        await chats.mark_inactive(-5)
    assert select(file, "SELECT count(*) FROM inactive_chat") == [(1,)]
    await chats.mark_active(-5)
    assert select(file, "SELECT count(*) FROM inactive_chat") == [(0,)]


async def test_file_id_is_kept_and_replaced(log):
    uploads = Uploads(log.store)
    assert await uploads.file_id("1:grafik.png") is None
    for file_id in ("lama", "baru"):
        await uploads.keep("1:grafik.png", file_id)
    assert await uploads.file_id("1:grafik.png") == "baru"


async def test_database_that_is_gone_is_explained(log, answers):
    async with log.store.transaction() as connection:
        await connection.exec_driver_sql("DROP TABLE sent_message")
    with pytest.raises(StorageError, match="Catatan percakapan tidak dapat dipakai"):
        await answers.sent_in(42, 10)
