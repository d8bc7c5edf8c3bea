"""Admins on the phone: the queue, answers, examples; who may and who may not."""

import asyncio
import logging
import time

import pytest
from sqlalchemy import func, select

from bot.assistant import Assistant
from bot.channels.telegram import presses
from bot.channels.telegram.admins import texts
from bot.knowledge.loader import load
from bot.storage.errors import StorageError
from bot.storage.open_questions import OpenQuestions
from bot.storage.tables import Asker
from bot.upkeep.reloading import Reloader
from bot.upkeep.versions import Versions
from bot.upkeep.writing import write_folder
from tests.channels.telegram.admins import Person
from tests.channels.telegram.conftest import application
from tests.fake_bot_api import BOT, Fault, Refusal
from tests.fake_bot_api.updates import content, edited, group, membership, message, press, private
from tests.knowledge.small_folder import SMALL, write_knowledge

ADMIN, STRANGER = 4, 66
COST = "berapa biaya studi tiru"
NOW = int(time.time())
ANSWER = "Studi tiru tidak dipungut biaya.\nBiaya perjalanan ditanggung tamu."
SOURCE = "Dinas Kesehatan Kota Bogor, Maret 2025"


class Office:
    """A bot that knows little, its folder, its admin, and who asks it."""

    def __init__(self, telegram, folder):
        self.telegram, self.folder = telegram, folder
        self.shop = telegram.parts.shop
        self.admin = Person(telegram, private(ADMIN, "Bu Kader"))
        self.ani, self.budi = Person(telegram, private(11, "Ani")), Person(telegram, private(12, "Budi"))
        self.stranger = Person(telegram, private(STRANGER, "Cici"))

    def files(self):
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in self.folder.rglob("*.yaml")}

    async def queue(self):
        return [(group.first.example, group.times) for group in await self.shop.groups()]

    async def tell(self):
        """Let everybody be told who is to be."""
        teller = asyncio.create_task(self.telegram.parts.teller.run())
        try:
            async with asyncio.timeout(5):
                while await self.waiting():  # noqa: ASYNC110 (the database has no event)
                    await asyncio.sleep(0.02)
        finally:
            teller.cancel()

    async def waiting(self):
        """How many are still to be told."""
        count = select(func.count()).where(Asker.due_at.is_not(None))
        return await self.shop.database.run(lambda connection: connection.execute(count).scalar_one())

    async def preview(self, place="Topik baru: edukasi"):
        """Go from the queue to the preview of an answer to its first question."""
        await self.admin.say("/antrean")
        await self.admin.tap("1")
        await self.admin.tap("Jawab")
        await self.admin.say(ANSWER)
        await self.admin.say(SOURCE)
        return await self.admin.tap(place)


def opened(api, folder, admins=(ADMIN,)):
    knowledge = write_knowledge(folder / "pengetahuan", SMALL) if not (folder / "pengetahuan").exists() else (
        folder / "pengetahuan")
    reloader = Reloader(knowledge, Assistant(load(knowledge)), Versions(folder / "versi"))
    return application(api, reloader, folder, admins=list(admins), questions_per_minute=0)


@pytest.fixture
async def office(api, tmp_path):
    async with opened(api, tmp_path) as telegram:
        yield Office(telegram, tmp_path / "pengetahuan")


@pytest.fixture
async def asked(office):
    """The office after three have asked the same in vain, one of them something else too."""
    await office.ani.say(COST)
    await office.budi.say(f"{COST}?")
    await office.budi.say(COST)
    await office.ani.say("resep nugget kelor")
    return office


async def test_the_queue_shows_what_was_asked_in_vain_the_most_asked_first(asked):
    shown = await asked.admin.say("/antrean")
    assert f"1. “{COST}” (3× ditanyakan" in shown
    assert "2. “resep nugget kelor” (1× ditanyakan" in shown
    assert asked.admin.labels() == ["1", "2"]
    card = await asked.admin.tap("1")
    assert COST in card and "2 orang menunggu kabar" in card
    assert asked.admin.labels() == ["Jawab", "Sudah ada", "Abaikan", "‹ Antrean"]


async def test_the_queue_turns_its_pages_in_place(office):
    for word in ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh"):
        await office.ani.say(f"resep {word}{word}")
    await office.admin.say("/antrean")
    assert office.admin.labels() == ["1", "2", "3", "4", "5", "›"]
    before = len(office.admin.messages)
    second = await office.admin.tap("›")
    assert "6. " in second and "1. " not in second
    assert office.admin.labels() == ["6", "7", "‹"]
    await office.admin.tap("‹")
    assert len(office.admin.messages) == before


async def test_an_empty_queue_says_so(office):
    assert await office.admin.say("/antrean") == texts.EMPTY_QUEUE


async def test_a_question_is_answered_published_and_its_askers_told(asked):
    preview = await asked.preview()
    assert preview.startswith(f"{texts.PREVIEW}\n“{COST}”\nStudi tiru tidak dipungut biaya.\n\n• Biaya perjalanan")
    assert "topik/berapa-biaya-studi-tiru.yaml" in preview
    assert "topik/berapa-biaya-studi-tiru.yaml" not in asked.files()
    published = await asked.admin.tap("Terbitkan")
    assert published.startswith("Sudah terbit (versi ") and "2 penanya diberi tahu" in published
    assert b"Dinas Kesehatan Kota Bogor" in asked.files()["topik/berapa-biaya-studi-tiru.yaml"]
    await asked.tell()
    for person in (asked.ani, asked.budi):
        *_, told, answer = [shown["text"] for shown in person.messages]
        assert told.startswith("Pertanyaan Ibu/Bapak tanggal ") and COST in told
        assert answer.startswith("Studi tiru tidak dipungut biaya.")
    assert (await asked.budi.say(COST)).startswith("Studi tiru tidak dipungut biaya.")
    assert await asked.queue() == [("resep nugget kelor", 1)]
    [edit] = await asked.shop.edits.newest(5)
    assert (edit.action, edit.admin_key, edit.paths) == (
        "answer", asked.shop.key(ADMIN), ("topik/berapa-biaya-studi-tiru.yaml",))
    assert edit.version_after == asked.shop.reloader.assistant.knowledge.version
    assert asked.telegram.rows()[-1]["knowledge_version"] == edit.version_after


async def test_an_answer_goes_into_the_program_that_was_chosen_and_is_found_there_by_the_words_that_were_asked(office):
    await office.ani.say("siapa pemasok telur sapa ibu")
    preview = await office.preview("Sapa Ibu (Kota Bogor)")
    assert texts.NOT_REACHED not in preview and "program/sapa-ibu.yaml" in preview
    assert "1 penanya diberi tahu" in await office.admin.tap("Terbitkan")
    changed = office.files()["program/sapa-ibu.yaml"].decode()
    kept = iter(changed.splitlines())
    assert all(line in kept for line in SMALL["program/sapa-ibu.yaml"].splitlines())
    assert 'kata: ["pemasok", "telur"]' in changed
    await office.tell()
    assert "Studi tiru tidak dipungut biaya." in office.ani.messages[-1]["text"]
    assert "Studi tiru tidak dipungut biaya." in await office.budi.say("pemasok telurnya sapa ibu siapa")
    assert "Studi tiru tidak dipungut biaya." not in await office.budi.say("sapa ibu itu apa")


async def test_who_is_still_not_answered_is_not_told(asked):
    await asked.preview()
    await asked.admin.tap("Ganti tempat")
    await asked.admin.say("kota bogor")
    assert texts.NOT_REACHED in await asked.admin.tap("Kota Bogor")
    assert "Tidak ada penanya" in await asked.admin.tap("Terbitkan")
    assert (await asked.queue())[0] == (COST, 3)
    assert await asked.waiting() == 0


async def test_a_question_becomes_an_example_of_what_there_is(office):
    await office.ani.say("cebol itu apaan sih")
    await office.admin.say("/antrean")
    await office.admin.tap("1")
    await office.admin.tap("Sudah ada")
    await office.admin.say("apa itu stunting")
    preview = await office.admin.tap("Apa itu stunting")
    assert "Stunting adalah gangguan tumbuh kembang anak." in preview and "Disimpan di: topik/stunting.yaml" in preview
    assert "1 penanya diberi tahu" in await office.admin.tap("Terbitkan")
    assert "cebol itu apaan sih" in office.files()["topik/stunting.yaml"].decode()
    await office.tell()
    assert office.ani.messages[-1]["text"].startswith("Stunting adalah")
    assert [edit.action for edit in await office.shop.edits.newest(5)] == ["example"]


async def test_an_ignored_question_is_never_shown_again(asked):
    await asked.admin.say("/antrean")
    await asked.admin.tap("1")
    assert await asked.admin.tap("Abaikan") == texts.IGNORED
    await asked.ani.say(COST)
    assert await asked.queue() == [("resep nugget kelor", 1)]
    await asked.admin.tap("‹ Antrean")
    assert COST not in asked.admin.messages[-1]["text"]


async def test_what_is_answered_by_now_is_told_with_one_tap(asked):
    await asked.preview()
    (asked.folder / "topik/biaya.yaml").write_text(
        SMALL["topik/stunting.yaml"].replace("id: stunting", "id: biaya").replace("Apa itu stunting", "Biaya")
        .replace("apa itu stunting, arti stunting, stunting itu apa", "berapa biaya studi tiru, ongkos, tarif"),
        encoding="utf-8")
    await asked.shop.reloader.reload()
    await asked.admin.say("/antrean")
    card = await asked.admin.tap("1")
    assert card.startswith(texts.ANSWERED_BY_NOW) and "Stunting adalah gangguan" in card
    assert await asked.admin.tap("Beri tahu penanya") == "2 penanya diberi tahu."
    await asked.tell()
    assert asked.ani.messages[-1]["text"].startswith("Stunting adalah")
    assert await asked.queue() == [("resep nugget kelor", 1)]


@pytest.mark.parametrize("steps", range(1, 5))
async def test_every_step_can_be_left(asked, steps):
    before = asked.files()
    await asked.admin.say("/antrean")
    await asked.admin.tap("1")
    await asked.admin.tap("Jawab")
    for act in (lambda: asked.admin.say(ANSWER), lambda: asked.admin.say(SOURCE),
                lambda: asked.admin.tap("Topik baru: kebijakan"))[:steps - 1]:
        await act()
    assert await asked.admin.say("/batal") == texts.CANCELLED
    assert await asked.admin.say("/batal") == texts.NOTHING_TO_CANCEL
    assert asked.files() == before
    assert (await asked.admin.say("apa itu stunting")).startswith("Stunting adalah")
    if steps == 4:
        assert await asked.admin.tap("Terbitkan") == texts.OLD_STEP
    assert (await asked.queue())[0] == (COST, 3)


async def test_answer_and_place_can_be_changed_after_the_preview(asked):
    await asked.preview()
    assert ANSWER in await asked.admin.tap("Ubah jawaban")
    assert "Gratis untuk semua." in await asked.admin.say("Gratis untuk semua.")
    assert await asked.admin.tap("Ganti tempat") == texts.ASK_ENTRY
    assert await asked.admin.say("xyzzy") == texts.NOTHING_FOUND
    assert await asked.admin.say("kota bogor") == texts.ASK_ENTRY
    assert "daerah/32-jawa-barat.yaml" in await asked.admin.tap("Kota Bogor")
    await asked.admin.tap("Ganti tempat")
    await asked.admin.tap("Topik baru: kebijakan")
    await asked.admin.tap("Terbitkan")
    topic = asked.files()["topik/berapa-biaya-studi-tiru.yaml"].decode()
    assert "Gratis untuk semua." in topic and "kelompok: kebijakan" in topic
    assert asked.files()["daerah/32-jawa-barat.yaml"].decode() == SMALL["daerah/32-jawa-barat.yaml"]


async def test_what_cannot_be_used_is_said_and_asked_again(asked):
    await asked.admin.say("/antrean")
    await asked.admin.tap("1")
    await asked.admin.tap("Jawab")
    assert await asked.admin.say("a" * 4_096, date=NOW) == texts.TOO_LONG
    assert await asked.admin.say("sisa dari pesan yang dipotong ponsel", date=NOW + 1) == texts.TOO_LONG
    assert await asked.admin.say(ANSWER, date=NOW + 30) == texts.ASK_SOURCE
    assert "penerbit" in await asked.admin.say("https://contoh.go.id")
    assert await asked.admin.say(SOURCE) == texts.ASK_ENTRY


async def test_an_answer_that_the_files_cannot_take_is_not_published(asked):
    before = asked.files()
    (asked.folder / "tema.yaml").write_text("tema: [\n", encoding="utf-8")
    preview = await asked.preview()
    assert "tema.yaml:" in preview and "Terbitkan" not in asked.admin.labels()
    (asked.folder / "tema.yaml").write_text(SMALL["tema.yaml"], encoding="utf-8")
    await asked.admin.tap("Ganti tempat")
    await asked.admin.tap("Topik baru: edukasi")
    (asked.folder / "tema.yaml").write_text("tema: [\n", encoding="utf-8")
    assert "tema.yaml:" in await asked.admin.tap("Terbitkan")
    assert asked.files() == before | {"tema.yaml": b"tema: [\n"}
    assert await asked.shop.edits.newest(5) == []


async def test_a_folder_that_cannot_be_written_is_said(asked, monkeypatch):
    def refuse(*_arguments):
        raise PermissionError(13, "Permission denied")

    await asked.preview()
    monkeypatch.setattr("bot.upkeep.reloading.write_folder", refuse)
    assert "Permission denied" in await asked.admin.tap("Terbitkan")
    assert (await asked.queue())[0] == (COST, 3)


async def test_publishing_again_does_the_rest_and_nothing_twice(asked, monkeypatch):
    async def fail(*_arguments):
        raise StorageError("penuh")

    monkeypatch.setattr(presses, "DOUBLE_TAP_SECONDS", 0)
    await asked.preview()
    with monkeypatch.context() as patched:
        patched.setattr(OpenQuestions, "settle", fail)
        await asked.admin.tap("Terbitkan")
    written = asked.files()
    assert (await asked.queue())[0] == (COST, 3)
    assert "2 penanya diberi tahu" in (first := await asked.admin.tap("Terbitkan"))
    assert asked.files() == written
    assert await asked.admin.tap("Terbitkan") == first
    assert len(await asked.shop.edits.newest(5)) == 1
    await asked.tell()
    assert [shown["text"].startswith("Pertanyaan Ibu") for shown in asked.ani.messages].count(True) == 1


async def test_a_file_that_somebody_breaks_in_the_moment_of_publishing_is_told_and_the_same_press_does_the_rest(
        asked, monkeypatch):
    def break_another(folder, before, changed):
        written = write_folder(folder, before, changed)
        (folder / "tema.yaml").write_text("tema: [\n", encoding="utf-8")
        return written

    monkeypatch.setattr(presses, "DOUBLE_TAP_SECONDS", 0)
    await asked.preview()
    first = asked.shop.reloader.assistant.knowledge.version
    with monkeypatch.context() as patched:
        patched.setattr("bot.upkeep.reloading.write_folder", break_another)
        assert "tema.yaml:" in (told := await asked.admin.tap("Terbitkan")) and "Sudah terbit" not in told
    assert (await asked.queue())[0] == (COST, 3)
    (asked.folder / "tema.yaml").write_text(SMALL["tema.yaml"], encoding="utf-8")
    await asked.shop.reloader.reload()
    assert "2 penanya diberi tahu" in await asked.admin.tap("Terbitkan")
    [edit] = await asked.shop.edits.newest(5)
    assert (edit.version_before, edit.version_after) == (first, asked.shop.reloader.assistant.knowledge.version)


async def test_a_suggestion_that_is_declined_is_never_offered_again(office):
    before = office.files()
    for person in (office.ani, office.budi):
        await person.say("inovasi di boggor raya")
        await person.tap("Kota Bogor")
    assert "“boggor raya”" in await office.admin.say("/saran")
    assert await office.admin.tap("Tolak") == texts.DECLINED
    assert await office.admin.say("/saran") == texts.NO_SUGGESTIONS
    assert await office.admin.tap("Terima") == texts.SETTLED
    assert office.files() == before


async def test_a_button_of_an_earlier_piece_of_work_does_nothing(asked):
    await asked.preview()
    shown, data = asked.admin.button("Terbitkan")
    await asked.admin.say("/antrean")
    await asked.admin.tap("2")
    await asked.admin.tap("Jawab")
    before = asked.files()
    await asked.telegram.give(press(asked.admin.where, data, shown))
    assert asked.admin.messages[-1]["text"] == texts.OLD_STEP
    assert asked.files() == before


async def test_an_edited_message_is_no_step(asked):
    await asked.admin.say("/antrean")
    await asked.admin.tap("1")
    await asked.admin.tap("Jawab")
    answer = message(asked.admin.where, ANSWER)
    await asked.telegram.give(answer)
    await asked.telegram.give(edited(answer, "lain"))
    assert asked.admin.messages[-1]["text"] == texts.NO_EDITS
    assert await asked.admin.say(SOURCE) == texts.ASK_ENTRY


async def test_who_stopped_the_bot_is_not_told_and_a_group_is_told_under_its_question(office):
    ask = message(group(-5, 12), f"/tanya@{BOT['username']} {COST}")
    await office.telegram.give(ask)
    for person in (office.ani, office.budi, office.stranger):
        await person.say(COST)
    await office.telegram.give(membership(office.budi.where, "member", "kicked"))
    office.telegram.api.faults.append(Fault("sendMessage", 11, Refusal("Forbidden: bot was blocked by the user", 403)))
    office.telegram.api.faults.append(
        Fault("sendMessage", STRANGER, Refusal("Too Many Requests: retry after 1", 429, retry_after=1)))
    await office.preview()
    await office.admin.tap("Terbitkan")
    await office.tell()
    last = {chat: office.telegram.api.sent(chat)[-1] for chat in (11, 12, STRANGER, -5)}
    assert [chat for chat, shown in last.items() if shown["text"].startswith("Studi tiru tidak")] == [STRANGER, -5]
    *_, told, _answer = office.telegram.api.sent(-5)
    assert told["reply_to_message"]["message_id"] == ask["message"]["message_id"]
    assert office.telegram.api.made("sendMessage", 12) and all(
        not call.parameters["text"].startswith("Pertanyaan") for call in office.telegram.api.made("sendMessage", 12))


async def test_a_topic_of_a_forum_and_a_group_that_moved_are_told_where_they_are(office):
    forum = message(group(-100_6, 12), f"/tanya@{BOT['username']} {COST}", message_thread_id=77, is_topic_message=True)
    small, moved_unnoticed = group(-5, 13, "group"), group(-6, 14, "group")
    asks = [message(where, f"/tanya@{BOT['username']} {COST}") for where in (small, moved_unnoticed)]
    await office.telegram.give(forum, *asks)
    await office.telegram.give({"message": content(group(-100_5, 13), migrate_from_chat_id=-5)})
    office.telegram.api.push(message(group(-100_8, 14), "halo"))
    office.telegram.api.faults.append(Fault("sendMessage", -6, Refusal(
        "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-100_8)))
    await office.preview()
    await office.admin.tap("Terbitkan")
    await office.tell()
    assert not any(told["text"].startswith("Pertanyaan Ibu") for told in office.telegram.api.sent(-5))
    for chat in (-100_5, -100_6, -100_8):
        told, answer = office.telegram.api.sent(chat)[-2:]
        assert told["text"].startswith("Pertanyaan Ibu") and answer["text"].startswith("Studi tiru tidak")
    told = office.telegram.api.sent(-100_6)[-2]
    assert told["reply_to_message"]["message_id"] == forum["message"]["message_id"]
    assert office.telegram.api.made("sendMessage", -100_6)[-1].parameters["message_thread_id"] == 77
    assert office.telegram.api.made("sendMessage", -100_5)[-1].parameters.get("reply_parameters") is None


async def test_a_long_answer_is_told_whole_and_in_several_messages_where_it_must(office):
    await office.ani.say(COST)
    await office.admin.say("/antrean")
    await office.admin.tap("1")
    await office.admin.tap("Jawab")
    sentence = "Studi tiru tidak dipungut biaya, berapa pun tamu studi tiru itu"
    lines = [f"{sentence} {number}." for number in range(40)]
    await office.admin.say("\n".join(lines))
    await office.admin.say(SOURCE)
    preview = await office.admin.tap("Topik baru: edukasi")
    assert lines[0] in preview and texts.NOT_REACHED not in preview
    assert "\n".join(lines) in await office.admin.tap("Ubah jawaban")
    paragraph = " ".join(lines[:14])
    assert lines[13] in await office.admin.say("\n".join((paragraph, *(f"{paragraph} {n}" for n in range(2)))))
    await office.admin.tap("Terbitkan")
    await office.tell()
    told = "\n".join(shown["text"] for shown in office.ani.messages[-2:])
    assert told.count(lines[13]) == 3
    assert {"Selengkapnya", "👍"}.isdisjoint(office.ani.labels())


async def test_the_end_of_the_process_lets_who_is_being_told_be_told(asked):
    await asked.preview()
    await asked.admin.tap("Terbitkan")
    slow = Fault("sendMessage", 11, seconds=0.5)
    asked.telegram.api.faults.append(slow)
    teller = asyncio.create_task(asked.telegram.parts.teller.run())
    while slow.times:  # noqa: ASYNC110 (the server has no event)
        await asyncio.sleep(0.01)
    teller.cancel()
    await asyncio.gather(teller, return_exceptions=True)
    assert asked.ani.messages[-1]["text"].startswith("Studi tiru tidak")
    assert await asked.waiting() == 1
    await asked.tell()
    assert asked.budi.messages[-1]["text"].startswith("Studi tiru tidak")
    assert [shown["text"].startswith("Pertanyaan Ibu") for shown in asked.ani.messages].count(True) == 1


VERBS = ("a:0", "b:1", "i:1", "j:1", "s:1", "n:1", "+:1", "-:1")


def forged(token):
    return [f"k:{verb}" for verb in (*VERBS, *(f"{step}:{token}" for step in "xftug"), f"e:{token}:0",
                                     f"e:{token}:edukasi", "", ":", "j", "j:-1", "j:99999999999999999999", "zz:1:2:3")]


async def refused(office, give, who):
    """Do something that must change nothing but the log."""
    before = office.files(), await office.queue(), await office.shop.work_of(office.shop.key(ADMIN))
    rows = len(office.telegram.rows())
    await give()
    assert (office.files(), await office.queue(), await office.shop.work_of(office.shop.key(ADMIN))) == before
    assert await office.shop.edits.newest(5) == []
    assert await office.shop.work_of(office.shop.key(who)) == (before[2] if who == ADMIN else None)
    return office.telegram.rows()[rows:]


async def test_a_stranger_and_a_forged_callback_are_refused_logged_and_change_nothing(asked, caplog):
    caplog.set_level(logging.WARNING)
    await asked.preview()
    shown, _ = asked.admin.button("Terbitkan")
    token = (await asked.shop.work_of(asked.shop.key(ADMIN))).token
    forgeries = forged(token)
    await asked.stranger.say("halo")
    own = asked.stranger.messages[-1]
    for holder in (own, {**shown, "chat": own["chat"]}, shown):
        rows = await refused(asked, lambda holder=holder: asked.telegram.give(
            *(press(asked.stranger.where, data, holder) for data in forgeries)), STRANGER)
        assert [(row["intent"], row["status"], row["user_key"]) for row in rows] == [
            ("ditolak", "unknown", asked.shop.key(STRANGER))] * len(forgeries)
    assert caplog.text.count("ditolak (tombol)") == 3 * len(forgeries)
    toasts = {call.parameters.get("text") for call in asked.telegram.api.made("answerCallbackQuery")[-len(forgeries):]}
    assert toasts == {texts.ADMINS_ONLY}
    for command in ("antrean", "saran", "laporan", "ekspor", "versi", "batal"):
        [row] = await refused(asked, lambda command=command: asked.stranger.say(f"/{command}"), STRANGER)
        assert (row["intent"], row["status"]) == ("perintah_tidak_dikenal", "unknown")
        assert f"ditolak (/{command})" in caplog.text
    assert str(STRANGER) not in caplog.text
    [row] = await refused(asked, lambda: asked.stranger.send("tema.yaml", b"tema: {}"), STRANGER)
    assert row["intent"] == "bukan_tulisan" and asked.telegram.api.made("getFile") == []


async def test_an_admin_in_a_group_is_sent_to_the_private_chat(asked, caplog):
    await asked.preview()
    shown, data = asked.admin.button("Terbitkan")
    together = group(-5, ADMIN)
    await asked.telegram.give(message(together, "halo"))
    rows = await refused(asked, lambda: asked.telegram.give(
        press(together, data, {**shown, "chat": together["chat"]})), ADMIN)
    assert [row["intent"] for row in rows] == ["ditolak"]
    assert asked.telegram.api.made("answerCallbackQuery")[-1].parameters["text"] == texts.PRIVATE_ONLY
    await refused(asked, lambda: asked.telegram.give(message(together, f"/antrean@{BOT['username']}")), ADMIN)
    assert [shown["text"] for shown in asked.telegram.api.sent(-5)] == [texts.PRIVATE_ONLY]
    ask = message(together, f"/tanya@{BOT['username']} apa itu stunting")
    await refused(asked, lambda: asked.telegram.give(ask), ADMIN)
    assert asked.telegram.api.sent(-5)[-1]["text"].startswith("Stunting adalah")


async def test_who_is_no_admin_any_more_is_refused_in_the_middle_of_the_work(asked, api, tmp_path):
    await asked.preview()
    shown, data = asked.admin.button("Terbitkan")
    async with opened(api, tmp_path, admins=[5]) as telegram:
        later = Office(telegram, tmp_path / "pengetahuan")
        rows = await refused(later, lambda: telegram.give(press(later.admin.where, data, shown)), ADMIN)
        assert [row["intent"] for row in rows] == ["ditolak"]
        for text in ("/antrean", "/batal", "apa itu stunting"):
            [row] = await refused(later, lambda text=text: later.admin.say(text), ADMIN)
            assert row["intent"] != "pengelola"


async def test_another_admin_cannot_use_the_first_one_s_steps(asked, api, tmp_path):
    await asked.preview()
    shown, data = asked.admin.button("Terbitkan")
    async with opened(api, tmp_path, admins=[ADMIN, 5]) as telegram:
        later, other = Office(telegram, tmp_path / "pengetahuan"), Person(telegram, private(5, "Pak Lain"))
        before = later.files()
        await other.say("/versi")
        await telegram.give(press(other.where, data, {**shown, "chat": other.where["chat"]}))
        assert other.messages[-1]["text"] == texts.OLD_STEP
        assert later.files() == before
