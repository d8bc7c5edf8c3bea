"""What was asked in vain, and whom to tell of the answer; on either database."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.answering.reply import Block, Reply, Status
from bot.storage import open_questions as module
from bot.storage.admins import Clarifications, Drafts, Edit, Edits
from bot.storage.chats import Chats
from bot.storage.database import Database
from bot.storage.log import ConversationLog, LogEntry
from bot.storage.open_questions import OpenQuestions, State
from bot.storage.people import People
from bot.storage.retention import purge
from tests.databases import execute, rows

NOTHING = Reply(Status.NO_DATA, (Block(("Belum ada.",)),), "prevalence", 0.8, ("Kota Depok",))
OUTSIDE = Reply(Status.UNKNOWN, (Block(("Di luar.",)),), "out_of_scope", 0.8)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
async def database(url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with await Database.open(url) as database:
        yield database


@pytest.fixture
def ask(database):
    async def record(question, chat=1, reply=OUTSIDE, time=NOON, address=True, user=None):
        await ConversationLog(database).record(LogEntry(
            "telegram", "private", str(chat), question, reply, 1.0, "v", str(user or chat), None, time, None,
            address=json.dumps({"chat": chat}) if address else None))
    return record


async def test_what_was_asked_in_vain_the_most_asked_first(database, ask):
    await ask("berapa biaya studi tiru")
    for chat in (1, 2, 1):
        await ask("Angka stunting Depok 2030?", chat, NOTHING)
    await ask("angka stunting depok 2030", 3, NOTHING, NOON + timedelta(days=1))
    first, second = await OpenQuestions(database).all()
    assert (first.example, first.times, first.people, first.status) == ("Angka stunting Depok 2030?", 4, 3, "no_data")
    assert (first.regions, first.first_asked, first.last_asked) == (("Kota Depok",), NOON, NOON + timedelta(days=1))
    assert (second.wording, second.times, second.people, second.status) == ("berapa biaya studi tiru", 1, 1, "unknown")


@pytest.mark.parametrize(("question", "reply"), [
    ("p", OUTSIDE), ("??", OUTSIDE),
    ("foto", Reply(Status.UNKNOWN, (), "bukan_tulisan")), ("apa itu stunting", Reply(Status.ANSWERED, (), "topic")),
    ("angka stunting", Reply(Status.CLARIFY, (), "prevalence")), ("halo", Reply(Status.SMALLTALK, (), "greet")),
])
async def test_what_is_no_question_without_an_answer(database, ask, question, reply):
    await ask(question, reply=reply)
    assert await OpenQuestions(database).all() == []


async def test_addresses_are_sealed_and_only_kept_where_there_is_no_answer(url, database, ask):
    await ask("berapa biaya studi tiru", 987654321)
    await ask("apa itu stunting", 987654321, Reply(Status.ANSWERED, (), "topic"))
    [row] = rows(url, "asker")
    assert b"987654321" not in bytes(row["address"])
    assert "987654321" not in str(rows(url, "asker")) + str(rows(url, "message"))


async def test_everyone_who_asked_is_told_once_whatever_the_wording(database, ask):
    questions = OpenQuestions(database)
    for chat in (1, 2):
        await ask("berapa biaya studi tiru", chat)
        await ask("biaya studi tiru berapa", chat)
    await ask("di mana rumah pak camat", 3)
    ids = [question.id for question in await questions.all() if "biaya" in question.wording]
    assert await questions.settle(ids, State.ANSWERED) == 2
    told = []
    while due := await questions.next_due():
        told.append(json.loads(due.address)["chat"])
        assert "biaya" in due.question
        assert due.asked_at == NOON
        await questions.told(due.id)
    assert sorted(told) == [1, 2]
    assert [question.example for question in await questions.all()] == ["di mana rumah pak camat"]


async def test_nobody_is_told_twice_even_if_the_process_ends_while_telling(database, ask, monkeypatch):
    questions = OpenQuestions(database)
    for chat in (1, 2):
        await ask("berapa biaya studi tiru", chat)
    await questions.settle([q.id for q in await questions.all()], State.ANSWERED)
    first = await questions.next_due()
    second = await questions.next_due()
    assert {json.loads(due.address)["chat"] for due in (first, second)} == {1, 2}
    assert await questions.next_due() is None
    await questions.put_off(second.id)
    assert (await questions.next_due()).id == second.id
    monkeypatch.setattr(module, "UNCERTAIN_AFTER", timedelta(0))
    assert await questions.next_due() is None
    monkeypatch.undo()
    assert await questions.next_due() is None


async def test_who_asked_in_a_group_that_moves_is_told_in_its_new_place(database, ask):
    questions, chats = OpenQuestions(database), Chats(database, "telegram")
    await ask("berapa biaya studi tiru", -5)
    await ask("di mana rumah pak camat", -5)
    await ask("di mana rumah pak camat", -1005)
    for _ in range(2):
        await chats.move(-5, -1005, json.dumps({"chat": -1005}))
    await ask("berapa biaya studi tiru", -1005)
    for question in await questions.all():
        assert await questions.settle([question.id], State.ANSWERED) == 1
    told = [await questions.next_due() for _ in range(2)]
    assert [json.loads(due.address) for due in told] == [{"chat": -1005}] * 2
    assert {due.question for due in told} == {"berapa biaya studi tiru", "di mana rumah pak camat"}
    assert await questions.next_due() is None


async def test_an_ignored_question_stays_ignored_and_its_askers_are_forgotten(url, database, ask):
    questions = OpenQuestions(database)
    await ask("resep rendang padang")
    [question] = await questions.all()
    assert await questions.settle([question.id], State.IGNORED) == 0
    await ask("resep rendang padang", 2)
    [again] = await questions.all()
    assert (again.state, again.times, again.people) == (State.IGNORED, 2, 0)
    assert rows(url, "asker") == []


async def test_an_answered_question_asked_in_vain_again_is_open_again(database, ask):
    questions = OpenQuestions(database)
    await ask("berapa biaya studi tiru")
    [question] = await questions.all()
    await questions.settle([question.id], State.ANSWERED)
    assert await questions.all() == []
    await ask("berapa biaya studi tiru", 2)
    [again] = await questions.all()
    assert (again.state, again.times, again.people) == (State.OPEN, 2, 2)


async def test_an_address_of_another_question_or_key_is_no_address(url, database, ask):
    await ask("berapa biaya studi tiru", 1)
    await ask("di mana rumah pak camat", 2)
    execute(url, "UPDATE asker SET address = (SELECT address FROM asker WHERE id = (SELECT min(id) FROM asker)) "
                 "WHERE id = (SELECT max(id) FROM asker)")
    questions = OpenQuestions(database)
    await questions.settle([q.id for q in await questions.all()], State.ANSWERED)
    assert [due.address is None for due in (await questions.next_due(), await questions.next_due())] == [False, True]


async def test_who_has_their_data_deleted_is_neither_told_nor_quoted(url, database, ask):
    await ask("rumah saya di gang kelinci", 1)
    await ask("berapa biaya studi tiru", 1)
    await ask("berapa biaya studi tiru?", 2)
    await People(database, "telegram").delete(1)
    [question] = await OpenQuestions(database).all()
    assert (question.example, question.people) == ("berapa biaya studi tiru", 1)
    assert "kelinci" not in str(rows(url, "open_question"))


async def test_old_addresses_are_forgotten(url, database, ask):
    await ask("berapa biaya studi tiru", 1)
    await ask("berapa biaya studi tiru", 2, time=NOON + timedelta(days=100))
    await purge(database, None, NOON + timedelta(days=200))
    assert len(rows(url, "asker")) == 1


async def test_drafts_edits_and_pressed_readings(url, database, ask):
    drafts, edits, pressed = Drafts(database), Edits(database), Clarifications(database)
    assert await drafts.get("a") is None
    await drafts.put("a", {"langkah": "jawab", "teks": "é"})
    await drafts.put("a", {"langkah": "sumber"})
    assert await drafts.get("a") == {"langkah": "sumber"}
    await drafts.drop("a")
    assert await drafts.get("a") is None
    for number in range(3):
        await edits.note(Edit(NOON, "a", "answer", ("topik/x.yaml",), f"v{number}", f"v{number + 1}"))
    assert [(edit.version_before, edit.paths) for edit in await edits.newest(2)] == [
        ("v2", ("topik/x.yaml",)), ("v1", ("topik/x.yaml",))]
    await ask("angka butong", 5, Reply(Status.CLARIFY, (), "prevalence"))
    await pressed.note(1, "prevalence--7401")
    [one] = await pressed.unsettled()
    assert (one.question, one.link) == ("angka butong", "prevalence--7401")
    await pressed.settle([one.id])
    assert await pressed.unsettled() == []
    await People(database, "telegram").delete(5)
    assert rows(url, "clarification") == []
    assert len(rows(url, "knowledge_edit")) == 3
