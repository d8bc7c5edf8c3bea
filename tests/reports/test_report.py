"""Reports from a small log whose every number is known, on either database."""

import asyncio
import csv
import io
import re
import subprocess
import sys
import time
from base64 import b64decode
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.answering.reply import Block, Reply, Status
from bot.reports.page import as_page
from bot.reports.pictures import overview
from bot.reports.report import Chats, Request, RequestError, make_report, parsed_day, province_named
from bot.reports.text import as_csv, as_text, in_five_lines
from bot.storage.answers import Answers, Opinion
from bot.storage.database import Database
from bot.storage.log import ConversationLog, LogEntry
from bot.storage.reading import read

WIB = timezone(timedelta(hours=7))
JUNE = Request(date(2026, 6, 1), date(2026, 6, 5))
KUKAR, DEPOK, BATANG = "Kabupaten Kutai Kartanegara", "Kota Depok", "Kabupaten Batang"
PNG = b"\x89PNG\r\n\x1a\n"


def reply(status=Status.ANSWERED, intent="programs_of_region", regions=(), programs=()):
    return Reply(status, (Block(("x",)),), intent, 0.9, tuple(regions), tuple(programs))


@pytest.fixture
async def database(url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with await Database.open(url) as database:
        yield database


@pytest.fixture
def say(database):
    async def record(question, answer, when, person=1, kind="private", latency=10.0):
        time = datetime.fromisoformat(f"2026-{when}:00+07:00")
        await ConversationLog(database).record(LogEntry(
            "telegram", kind, str(person), question, answer, latency, "v", str(person), None, time))
    return record


@pytest.fixture
async def filled(say, database):
    await say("program kukar", reply(regions=[KUKAR], programs=["raga-pantas"]), "06-01T00:10", latency=5.0)
    await say("program kukar", reply(regions=[KUKAR], programs=["raga-pantas"]), "06-01T23:50", 2, latency=7.0)
    await say("banding", reply(intent="compare", regions=[KUKAR, DEPOK]), "06-03T08:00", 3, "supergroup", 11.0)
    await say("anggaran batang", reply(Status.NO_DATA, "region_detail", [BATANG]), "06-03T08:01", 3, "group", 400.0)
    await say("ziarah ke makam zwolle", reply(Status.UNKNOWN, "out_of_scope"), "06-05T23:59", 4, latency=9.0)
    await say("zwolle itu apa", reply(Status.CLARIFY, "choose_meaning"), "06-05T12:00", 4, latency=9.0)
    await say("halo", reply(Status.SMALLTALK, "greet"), "06-02T12:00", 5)
    await say("program kukar", reply(regions=[KUKAR]), "05-31T23:59")
    await say("program kukar", reply(regions=[KUKAR]), "06-06T00:00")
    return database


async def test_every_number_of_a_period(filled, shipped_knowledge):
    made = await make_report(filled, shipped_knowledge, JUNE, WIB)
    assert (made.questions, made.people) == (6, 5)
    assert dict(made.statuses) == {"answered": 3, "clarify": 1, "no_data": 1, "unknown": 1}
    assert [sum(day.get(s, 0) for s in made.statuses) for day in made.days.values()] == [2, 0, 2, 0, 2]
    assert made.share(Status.ANSWERED) == 0.5
    assert made.regions == ((KUKAR, 3), (BATANG, 1), (DEPOK, 1))
    assert made.programs == ((f"Raga Pantas ({KUKAR})", 2),)
    assert ("program suatu daerah", 2) in made.kinds
    assert ("di luar bidang", 1) in made.kinds
    assert [(word.text, word.times) for word in made.words] == [("zwolle", 2)]
    assert {group.first.example for group in made.open} == {"anggaran batang", "ziarah ke makam zwolle"}
    assert made.median_ms == pytest.approx(9.0, abs=0.1)
    assert made.nearly_all_ms == pytest.approx(400.0, abs=0.1)


@pytest.mark.parametrize(("request_", "questions", "regions"), [
    (Request(JUNE.first, JUNE.last, Chats.GROUPS), 2, (KUKAR, DEPOK, BATANG)),
    (Request(JUNE.first, JUNE.last, Chats.PRIVATE), 4, (KUKAR,)),
    (Request(JUNE.first, JUNE.last, province="33"), 1, (BATANG,)),
    (Request(JUNE.first, JUNE.last, Chats.PRIVATE, "64"), 2, (KUKAR,)),
    (Request(date(2026, 6, 6), date(2026, 6, 30)), 1, (KUKAR,)),
    (Request(date(2020, 1, 1), date(2020, 1, 2)), 0, ()),
])
async def test_filters(filled, shipped_knowledge, request_, questions, regions):
    made = await make_report(filled, shipped_knowledge, request_, WIB)
    assert made.questions == questions
    assert {name for name, _ in made.regions} == set(regions)


async def test_the_answers_that_people_found_wrong(database, shipped_knowledge):
    log, answers = ConversationLog(database), Answers(database, "telegram")
    told = {"benar": ("up", "up", "down"), "keliru": ("down", "misread", "up"), "parah": ("down", "down"),
            "seri": ("up", "misread")}
    for number, (text, votes) in enumerate(told.items()):
        said = Reply(Status.ANSWERED, (Block((f"{text}: Depok.",)), Block(("Baris kedua.",))), "topic")
        for person, vote in enumerate(votes):
            sent = 100 * number + person
            await log.record(LogEntry("telegram", "private", str(person), f"tanya {text}", said, 1.0, "v", str(person),
                                      sent, datetime(2026, 6, 2, tzinfo=UTC), sent=(sent,)))
            assert await answers.vote(person, sent, person, Opinion(vote))
    made = await make_report(database, shipped_knowledge, JUNE, WIB)
    assert [(one.question, one.answer.split("\n")[0], one.down, one.misread, one.up) for one in made.worst] == [
        ("tanya parah", "parah: Depok.", 2, 0, 0), ("tanya keliru", "keliru: Depok.", 1, 1, 1)]
    assert re.search(r"dinilai salah\n +“tanya parah”: parah: Depok\. +2", as_text(made))
    assert "dinilai salah,tanya parah,2\n" in as_csv(made)
    assert "“tanya keliru”: keliru: Depok.</td><td>👎 1, salah paham 1, 👍 1</td>" in as_page(made, datetime.now(UTC))
    later = Request(date(2026, 6, 3), date(2026, 6, 5))
    assert (await make_report(database, shipped_knowledge, later, WIB)).worst == ()


async def test_what_is_no_question_does_not_count(say, database, shipped_knowledge):
    for intent in ("bukan_tulisan", "ditolak", "perintah_tidak_dikenal", "terlalu_cepat"):
        await say("x", reply(Status.UNKNOWN, intent), "06-03T08:00")
    await say("program kukar", reply(Status.UNKNOWN, "galat"), "06-03T08:00")
    made = await make_report(database, shipped_knowledge, JUNE, WIB)
    assert (made.questions, made.kinds) == (1, (("gangguan pada bot", 1),))


async def test_the_report_in_all_its_forms(filled, shipped_knowledge):
    made = await make_report(filled, shipped_knowledge, Request(JUNE.first, JUNE.last, Chats.ALL), WIB)
    text = as_text(made)
    assert text.startswith("Laporan TiruBot, 1 Juni 2026 sampai 5 Juni 2026\n6 pertanyaan dari 5 orang\n")
    assert re.search(r"terjawab +50 %", text)
    assert "separuhnya di bawah 9 milidetik, 95 % di bawah 400 milidetik" in text
    assert re.search(rf"{KUKAR} +3  █+\n", text)
    five = in_five_lines(made)
    assert len(five) == 5
    assert five[0] == "6 pertanyaan dari 5 orang, 1 Juni 2026 sampai 5 Juni 2026."
    assert "2 pertanyaan menunggu jawaban" in five[3]
    rows = list(csv.reader(io.StringIO(as_csv(made))))
    assert rows[0] == ["bagian", "nama", "nilai"]
    assert ["ringkasan", "pertanyaan", "6"] in rows
    assert ["hari", "2026-06-03", "2"] in rows
    assert ["daerah", DEPOK, "1"] in rows
    assert overview(made).startswith(PNG)
    page = as_page(made, datetime(2026, 6, 6, tzinfo=UTC))
    pictures = re.findall(r'src="data:image/png;base64,([^"]+)"', page)
    assert len(pictures) == 4
    assert all(b64decode(picture).startswith(PNG) for picture in pictures)
    assert not re.search(r'(?:src|href)="(?!data:)', page)


async def test_what_people_typed_is_shown_as_text_and_never_run(say, database, shipped_knowledge):
    await say("<script>alert(1)</script> =SUM(A1)", reply(Status.UNKNOWN, "out_of_scope"), "06-03T08:00")
    await say("=SUM(A1) zwolle", reply(Status.UNKNOWN, "out_of_scope"), "06-03T08:00", 2)
    made = await make_report(database, shipped_knowledge, JUNE, WIB)
    page = as_page(made, datetime(2026, 6, 6, tzinfo=UTC))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "'=SUM(A1) zwolle" in as_csv(made)


async def test_an_empty_log_makes_a_report_too(database, shipped_knowledge):
    made = await make_report(database, shipped_knowledge, JUNE, WIB)
    assert (made.questions, made.people, made.median_ms, made.share(Status.ANSWERED)) == (0, 0, 0.0, 0.0)
    assert "(belum ada)" in as_text(made)
    assert overview(made).startswith(PNG)
    assert as_page(made, datetime(2026, 6, 6, tzinfo=UTC))


async def test_long_periods_are_shown_by_week(filled, shipped_knowledge):
    made = await make_report(filled, shipped_knowledge, Request(date(2026, 1, 1), date(2026, 12, 31)), WIB)
    text = as_text(made)
    assert "Pertanyaan per pekan" in text
    assert re.search(r"01-06-26 +7 ", text)


async def test_a_report_holds_no_answer_up(filled, shipped_knowledge, say):
    """While a report looks, rows are written."""
    def slowly(connection):
        before = connection.exec_driver_sql("SELECT count(*) FROM message").scalar()
        time.sleep(0.5)
        return before

    looking = asyncio.create_task(read(filled, slowly))
    await asyncio.sleep(0.1)
    started = asyncio.get_running_loop().time()
    if not filled.is_shared:
        await say("apa kabar zwolle", reply(Status.UNKNOWN, "out_of_scope"), "06-03T08:00")
        assert asyncio.get_running_loop().time() - started < 0.3
    assert await looking == 9


def test_provinces_and_days_as_people_write_them(shipped_knowledge):
    for name in ("Jawa Tengah", "jawa tengah", "Provinsi Jawa Tengah", "33", "Jateng"):
        assert province_named(name, shipped_knowledge) == "33"
    with pytest.raises(RequestError, match="Mungkin maksudnya “Jawa Tengah”"):
        province_named("Jawa Tenga", shipped_knowledge)
    assert parsed_day("2026-06-30") == date(2026, 6, 30)
    with pytest.raises(RequestError, match="bukan tanggal"):
        parsed_day("30 Juni")


@pytest.fixture
def command(tmp_path):
    def run(*arguments):
        return subprocess.run([sys.executable, "-m", "bot", "report", *arguments], capture_output=True, text=True,
                              cwd=tmp_path, timeout=60, check=False,
                              env={"PYTHONPATH": str(Path(__file__).parents[2])})
    return run


def test_the_command(command, tmp_path):
    done = command("--from", "2026-06-01", "--to", "2026-06-05", "--province", "Jateng", "--chat", "grup")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Laporan TiruBot, 1 Juni 2026 sampai 5 Juni 2026 (Jawa Tengah, obrolan grup)\n")
    assert command("--csv").stdout.startswith("bagian,nama,nilai\n")
    assert command("--html", "laporan.html").stdout == "Laporan ditulis ke laporan.html.\n"
    assert (tmp_path / "laporan.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(("arguments", "message"), [
    (["--from", "kemarin"], "“kemarin” bukan tanggal"), (["--province", "Jawa Tenga"], "“Jawa Tengah”"),
    (["--chat", "semuanya"], "Yang ada: semua, pribadi, grup"),
    (["--from", "2026-06-02", "--to", "2026-06-01"], "sesudah"),
])
def test_a_report_that_cannot_be_made_is_told(command, arguments, message):
    done = command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
