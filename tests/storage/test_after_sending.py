"""What is kept of answers after they were sent, of chats that change, and of uploaded files: in real databases."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.answering.reply import Block, Reply, Status
from bot.storage.answers import Answers, Opinion
from bot.storage.chats import Chats
from bot.storage.errors import StorageError
from bot.storage.log import ConversationLog, LogEntry
from bot.storage.memory import Memory, remember
from bot.storage.people import People
from bot.storage.retention import purge
from bot.storage.uploads import Uploads
from bot.understanding.conversation import Conversation, Focus
from tests.databases import execute

NEW_PLACE = "the group as it is now"
REPLY = Reply(Status.ANSWERED, (Block(("Raga Pantas.",)),), "program_definition", 0.9, ("Kota Depok",),
              ("raga-pantas",))


def entry(update_id, sent=(), chat_id="42", **changes):
    return LogEntry("telegram", "private", chat_id, "apa", REPLY, 1.0, "uji", "7", update_id, sent=sent, **changes)


@pytest.fixture
async def log(url, tmp_path):
    async with await ConversationLog.open(url, tmp_path / "kunci") as log:
        yield log


@pytest.fixture
def answers(log):
    return Answers(log.database, "telegram")


def select(url, query):
    return [tuple(row.values()) for row in execute(url, query)]


async def test_a_message_leads_to_its_answer(log, answers):
    await log.record(entry(1, sent=(10, 11), asked_in=9, rest="sisanya"))
    first, last = await answers.sent_in(42, 10), await answers.sent_in(42, 11)
    assert (first.rest, last.rest) == (None, "sisanya")
    assert (last.regions, last.programs) == (("Kota Depok",), ("raga-pantas",))
    assert await answers.sent_in(42, 12) is None
    assert await answers.sent_in(43, 10) is None
    assert await answers.sent_for(42, 9) == (10, 11)
    assert await answers.sent_for(42, 8) == ()


async def test_answer_to_an_edited_question_takes_over_its_messages(log, answers, url):
    await log.record(entry(1, sent=(10, 11), asked_in=9, rest="lama"))
    await log.record(entry(2, sent=(10, 12), asked_in=9))
    assert (await answers.sent_in(42, 10)).rest is None
    assert await answers.sent_for(42, 9) == (10, 11, 12)
    assert select(url, "SELECT m.update_id FROM sent_message s JOIN message m ON m.id = s.message_id "
                        "WHERE number IN (10, 12)") == [(2,), (2,)]


async def test_whole_answer_leaves_nothing_to_show_and_takes_votes_below_its_further_messages(log, answers):
    await log.record(entry(1, sent=(10,), asked_in=9, rest="sisanya"))
    await answers.show_whole(42, 10, [10, 15])
    assert (await answers.sent_in(42, 10)).rest is None
    assert await answers.vote(42, 15, 7, Opinion.UP)
    await answers.show_whole(42, 99, [100])
    assert await answers.sent_in(42, 100) is None


async def test_last_vote_of_a_person_counts_and_of_others_theirs(log, answers, url):
    await log.record(entry(1, sent=(10,)))
    for user, opinion in ((7, Opinion.UP), (8, Opinion.DOWN), (7, Opinion.MISREAD)):
        assert await answers.vote(42, 10, user, opinion)
    assert not await answers.vote(42, 11, 7, Opinion.UP)
    assert sorted(select(url, "SELECT value FROM vote")) == [("down",), ("misread",)]
    assert "7" not in {key for [key] in select(url, "SELECT user_key FROM vote")}


async def test_what_belongs_to_a_row_goes_with_it(log, answers, url):
    await log.record(entry(1, sent=(10,), rest="sisanya"))
    await answers.vote(42, 10, 7, Opinion.UP)
    async with log.database.transaction() as connection:
        await connection.exec_driver_sql("DELETE FROM message")
    assert select(url, "SELECT count(*) FROM vote") == select(url, "SELECT count(*) FROM sent_message") == [(0,)]


async def test_many_at_once_are_each_written_and_a_known_one_is_told(log, url):
    await log.record(entry(5, sent=(50,)))
    new = await asyncio.gather(*(log.record(entry(number, sent=(number * 10,))) for number in range(1, 9)))
    assert new == [True] * 4 + [False] + [True] * 3
    assert select(url, "SELECT count(*) AS a, count(DISTINCT update_id) AS b FROM message") == [(8, 8)]
    assert select(url, "SELECT count(*) FROM sent_message") == [(8,)]


async def test_history_of_a_group_follows_it(log, answers, url):
    chats = Chats(log.database, "telegram")
    await log.record(entry(1, sent=(10,), chat_id="-5"))
    await chats.mark_inactive(-5)
    for _ in range(2):
        await chats.move(-5, -1005, NEW_PLACE)
    await log.record(entry(2, sent=(10,), chat_id="-1005"))
    assert select(url, "SELECT count(DISTINCT chat_key) AS a, count(*) AS b FROM message") == [(1, 2)]
    assert select(url, "SELECT count(*) FROM inactive_chat") == [(0,)]
    assert (await chats.has_moved_here(-1005), await chats.has_moved_here(-5)) == (True, False)
    assert await answers.sent_in(-5, 10) is None


async def test_inactive_chat_until_it_is_let_in_again(log, url):
    chats = Chats(log.database, "telegram")
    for _ in range(2):
        await chats.mark_inactive(-5)
    assert select(url, "SELECT count(*) FROM inactive_chat") == [(1,)]
    await chats.mark_active(-5)
    assert select(url, "SELECT count(*) FROM inactive_chat") == [(0,)]


async def test_file_id_is_kept_and_replaced(log):
    uploads = Uploads(log.database)
    assert await uploads.file_id("1:grafik.png") is None
    for file_id in ("lama", "baru"):
        await uploads.keep("1:grafik.png", file_id)
    assert await uploads.file_id("1:grafik.png") == "baru"


async def test_database_that_is_gone_is_explained(log, answers):
    async with log.database.transaction() as connection:
        await connection.exec_driver_sql("DROP TABLE sent_message")
    with pytest.raises(StorageError, match="Catatan percakapan tidak dapat dipakai"):
        await answers.sent_in(42, 10)


async def test_a_persons_answers_votes_and_chats_are_shown_and_go_with_them(log, answers, url):
    chats, people = Chats(log.database, "telegram"), People(log.database, "telegram")
    await log.record(entry(1, sent=(10,), chat_id="7", rest="sisanya"))
    await log.record(entry(2, sent=(20,), chat_id="-5"))
    await log.record(LogEntry("telegram", "supergroup", "-5", "lain", REPLY, 1.0, "uji", "8", 3, sent=(30,)))
    for number, user in ((20, 8), (30, 7), (30, 8)):
        assert await answers.vote(-5, number, user, Opinion.UP)
    await chats.mark_inactive(7)
    await chats.mark_inactive(-5)
    shown = await people.export(7)
    assert [row["rest"] for row in shown["sent_message"]] == ["sisanya"]
    assert [row["value"] for row in shown["vote"]] == ["up"]
    assert len(shown["inactive_chat"]) == 1
    await people.delete(7)
    assert await people.export(7) == {}
    assert select(url, "SELECT question FROM message") == [("lain",)]
    assert select(url, "SELECT number FROM sent_message") == [(30,)]
    assert select(url, "SELECT count(*) AS a FROM vote") == select(url, "SELECT count(*) AS a FROM inactive_chat") == [
        (1,)]


async def test_what_is_old_goes_with_its_row(log, answers, url):
    old = datetime.now(UTC) - timedelta(days=40)
    await log.record(entry(1, sent=(10,), time=old))
    await log.record(entry(2, sent=(20,)))
    for number in (10, 20):
        assert await answers.vote(42, number, 7, Opinion.UP)
    await Chats(log.database, "telegram").move(-5, -1005, NEW_PLACE)
    await purge(log.database, 30)
    assert select(url, "SELECT number FROM sent_message") == [(20,)]
    for table in ("vote", "moved_chat"):
        assert select(url, f"SELECT count(*) AS a FROM {table}") == [(1,)]
    await purge(log.database, 30, datetime.now(UTC) + timedelta(days=31))
    for table in ("sent_message", "vote", "moved_chat"):
        assert select(url, f"SELECT count(*) AS a FROM {table}") == [(0,)]


async def test_whole_answer_is_found_when_its_update_number_is_forgotten(log, answers):
    await log.record(entry(1, sent=(10,), rest="sisanya", time=datetime.now(UTC) - timedelta(days=10)))
    await purge(log.database, None)
    assert not await log.seen(1)
    await answers.show_whole(42, 10, [10, 11])
    assert (await answers.sent_in(42, 11)).row == (await answers.sent_in(42, 10)).row


async def test_talk_of_a_group_follows_it(log):
    memory, there = Memory(log.database, "telegram"), Conversation()
    row = memory.row(Conversation(focus=Focus(regions=("64.02",))), -5, 7)
    await log.database.run(lambda connection: remember(connection, [row]))
    for _ in range(2):
        await Chats(log.database, "telegram").move(-5, -1005, NEW_PLACE)
    await memory.recall(there, -1005, 7)
    assert there.focus.regions == ("64.02",)
