"""Admins on the phone: the queue, answers, examples, step by step."""


import pytest

from bot.channels.telegram import presses
from bot.channels.telegram.admins import texts
from bot.storage.errors import StorageError
from bot.storage.open_questions import OpenQuestions
from bot.upkeep.writing import write_folder
from tests.channels.telegram.admins import ADMIN, ANSWER, COST, NOW, SOURCE
from tests.fake_bot_api.updates import edited, message, press
from tests.knowledge.small_folder import SMALL


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
