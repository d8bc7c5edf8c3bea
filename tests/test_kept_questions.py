"""The questions kept beside the knowledge: their format, what a run says of them, and the last good run."""

import json
import re
import shutil
import subprocess
import sys
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.answerer import intents
from bot.answering.reply import Status
from bot.assistant import Assistant
from bot.knowledge.kept_questions import FILE, UNLISTED_INTENTS
from bot.knowledge.loader import check, load
from bot.knowledge.location import default_path
from bot.knowledge.problems import Level, Rule, has_errors
from bot.questions import LAST_RUN, check_questions, unreached
from bot.understanding.interpretation import TOPIC

KUKAR = """\
  - tanya: program apa di Kukar
    status: answered
    maksud: programs_of_region
    daerah: [Kabupaten Kutai Kartanegara]
    memuat: ["raga  PANTAS"]
    tanpa: [Geber Hebring]
"""
FIGURE = """\
  - tanya: angka stunting Kota Bogor
    status: answered
    maksud: prevalence
"""
TOPIC_QUESTION = """\
  - tanya: apa itu stunting
    status: answered
    maksud: topik:stunting-apa
    daerah: []
    program: []
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the shipped knowledge base, its questions to be replaced."""
    path = tmp_path_factory.mktemp("pertanyaan") / "knowledge"
    shutil.copytree(default_path(), path)
    return path


@pytest.fixture
def keep(folder):
    """Writes the kept questions of the copy."""
    def write(*questions):
        (folder / FILE).write_text("pertanyaan:\n" + "".join(questions), encoding="utf-8")
        return folder
    return write


def knowing(assistant, **parts):
    """Return an assistant that understands as before and whose knowledge differs in parts; a new one costs time."""
    mind = copy(assistant.mind)
    mind.knowledge = replace(assistant.knowledge, **parts)
    return Assistant(mind)


@pytest.fixture
def run(keep, assistant, tmp_path):
    """Asks the given questions, with the last good run of the test's own folder."""
    async def ask(*questions):
        asking = knowing(assistant, questions=load(keep(*questions)).questions)
        return await check_questions(asking, tmp_path / "data" / LAST_RUN)
    return ask


@pytest.mark.parametrize(("old", "new", "place", "words"), [
    ("status: answered", "status: jawab", "3:13", ["`status`", "answered"]),
    ("    status: answered\n", "", "2:5", ["`status`", "belum ada"]),
    ("memuat:", "memuta:", "6:5", ["`memuta`", "`memuat`"]),
    ("[Geber Hebring]", "Geber Hebring", "7:12", ["`tanpa`", "daftar", "[Geber Hebring]"]),
    ('["raga  PANTAS"]', "[2019]", "6:14", ["`memuat`", '"2019"']),
    ("programs_of_region", "program_of_region", "4:13", ["`program_of_region`", "`programs_of_region`"]),
    ("programs_of_region", "topik:stunting-ap", "4:13", ["topik `stunting-ap`", "`stunting-apa`"]),
    ("[Kabupaten Kutai Kartanegara]", "[Kukar]", "5:14", ["`Kukar`", "`Kabupaten Kutai Kartanegara`"]),
    ("    tanpa:", "    program: [raga-pantas, raga-panas]\n    tanpa:", "7:28", ["`raga-panas`", "`raga-pantas`"]),
])
def test_a_mistake_is_told_with_its_place(keep, old, new, place, words):
    assert old in KUKAR
    problems = [str(problem) for problem in check(keep(KUKAR.replace(old, new, 1))) if problem.path == FILE]
    assert len(problems) == 1
    assert problems[0].startswith(f"pertanyaan.yaml:{place}: [galat] ")
    assert all(word in problems[0] for word in words), problems[0]


def test_a_question_that_stands_twice_is_told(keep):
    assert [str(p) for p in check(keep(KUKAR, FIGURE, KUKAR)) if p.path == FILE] == [
        "pertanyaan.yaml:11:12: [galat] pertanyaan ini sudah ada di baris 2; hapus salah satunya (kembar)"]


def test_a_broken_file_of_intents_is_not_blamed_on_the_questions(keep, folder):
    intact = (folder / "maksud.yaml").read_bytes()
    try:
        (folder / "maksud.yaml").write_text("maksud: [\n")
        assert {problem.path for problem in check(keep(KUKAR)) if has_errors([problem])} == {"maksud.yaml"}
    finally:
        (folder / "maksud.yaml").write_bytes(intact)


def test_a_folder_without_questions_is_fine(folder):
    (folder / FILE).unlink(missing_ok=True)
    assert load(folder).questions == ()


def test_every_status_and_every_intent_can_be_written(keep, shipped_knowledge):
    named = [intent.id for intent in shipped_knowledge.intents]
    assert set(named) | UNLISTED_INTENTS | {TOPIC} == intents()
    questions = [f"  - {{tanya: a{i}, status: answered, maksud: {name}}}\n"
                 for i, name in enumerate([*named, *UNLISTED_INTENTS])]
    questions += [f"  - {{tanya: b, status: {status}}}\n".replace("b,", f"b{status},") for status in Status]
    assert [problem for problem in check(keep(*questions)) if problem.path == FILE] == []


async def test_a_first_run_that_passes_is_kept(run, tmp_path):
    report, passed = await run(KUKAR, TOPIC_QUESTION)
    assert (report, passed) == ("2 dari 2 pertanyaan dijawab sesuai harapan.\n"
                                "Belum ada pemeriksaan terdahulu untuk dibandingkan.", True)
    kept = json.loads((tmp_path / "data" / LAST_RUN).read_text(encoding="utf-8"))
    assert list(kept) == ["program apa di Kukar", "apa itu stunting"]
    assert kept["apa itu stunting"]["intent"] == "topik:stunting-apa"
    first = kept["program apa di Kukar"]
    assert (first["status"], first["regions"]) == ("answered", ["Kabupaten Kutai Kartanegara"])
    assert "raga-pantas" in first["programs"]
    assert "Raga Pantas" in first["first_line"]
    assert list((tmp_path / "data").iterdir()) == [tmp_path / "data" / LAST_RUN]
    assert (await run(KUKAR, TOPIC_QUESTION))[0].endswith("\nTidak ada yang berubah.")


@pytest.mark.parametrize(("old", "new", "fault"), [
    ("answered", "no_data", "dapat status answered, seharusnya no_data"),
    ("programs_of_region", "prevalence", "dapat maksud programs_of_region, seharusnya prevalence"),
    ("[Kabupaten Kutai Kartanegara]", "[Kota Bontang, Kota Depok]",
     "dapat daerah Kabupaten Kutai Kartanegara, seharusnya Kota Bontang, Kota Depok"),
    ("[Kabupaten Kutai Kartanegara]", "[]", "dapat daerah Kabupaten Kutai Kartanegara, seharusnya kosong"),
    ("    tanpa:", "    program: [raga-pantas]\n    tanpa:", ", sapa-si-kaka, tpk-kukar, seharusnya raga-pantas"),
    ("raga  PANTAS", "Jago Ceting", "jawabannya tidak memuat “Jago Ceting”"),
    ("Geber Hebring", "raga pantas", "jawabannya memuat “raga pantas”, seharusnya tidak"),
])
async def test_a_wrong_answer_is_told_with_its_place(run, tmp_path, old, new, fault):
    assert old in KUKAR
    report, passed = await run(FIGURE, KUKAR.replace(old, new, 1))
    assert not passed
    first, count, _ = report.splitlines()
    assert first.startswith("pertanyaan.yaml:5:12: [galat] “program apa di Kukar”: ")
    assert first.endswith(f"{fault} (tak-sampai)")
    assert count == "1 dari 2 pertanyaan dijawab sesuai harapan."
    assert not (tmp_path / "data").exists()


async def test_all_that_is_wrong_with_one_answer_stands_in_one_line(run):
    report, _ = await run(KUKAR.replace("answered", "clarify").replace("raga  PANTAS", "Jago Ceting"))
    assert report.splitlines()[0].endswith(
        ": dapat status answered, seharusnya clarify; jawabannya tidak memuat “Jago Ceting” (tak-sampai)")


async def test_what_changed_is_told_and_then_kept(run, tmp_path):
    await run(KUKAR, FIGURE)
    file = tmp_path / "data" / LAST_RUN
    file.write_text(re.sub(r'("status": ?)"answered"', r'\1"no_data"', file.read_text(encoding="utf-8"), count=1),
                    encoding="utf-8")
    old = json.loads(file.read_text(encoding="utf-8"))
    old["program apa di Kukar"] |= {"programs": [], "first_line": "Belum ada."}
    file.write_text(json.dumps(old), encoding="utf-8")
    report, passed = await run(KUKAR, TOPIC_QUESTION)
    assert passed
    lines = report.splitlines()
    assert lines[1:4] == ["Berubah sejak pemeriksaan terakhir:", "• “program apa di Kukar”",
                          "    status: no_data -> answered"]
    assert lines[4].startswith("    program: kosong -> ")
    assert lines[5].startswith("    baris pertama: Belum ada. -> Ada ")
    assert lines[6:] == ["• “apa itu stunting”: pertanyaan baru",
                         "• “angka stunting Kota Bogor”: tidak ditanyakan lagi"]
    assert (await run(KUKAR, TOPIC_QUESTION))[0].endswith("Tidak ada yang berubah.")


async def test_a_failing_run_is_compared_and_does_not_replace_the_last_good_one(run, tmp_path):
    await run(KUKAR)
    before = (tmp_path / "data" / LAST_RUN).read_bytes()
    report, passed = await run(KUKAR, FIGURE.replace("prevalence", "ranking"))
    assert not passed
    assert report.splitlines()[-2:] == ["Berubah sejak pemeriksaan terakhir:",
                                        "• “angka stunting Kota Bogor”: pertanyaan baru"]
    assert (tmp_path / "data" / LAST_RUN).read_bytes() == before


async def test_a_last_run_that_cannot_be_read_is_told_and_replaced(run, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / LAST_RUN).write_text('{"program apa di Kukar": 1}')
    assert "tidak terbaca, jadi tidak dibandingkan" in (await run(KUKAR))[0]
    assert (await run(KUKAR))[0].endswith("Tidak ada yang berubah.")


async def test_a_run_that_cannot_be_kept_says_so(run, tmp_path):
    (tmp_path / "data").write_text("bukan folder")
    report, passed = await run(KUKAR)
    assert passed
    assert "tidak dapat disimpan" in report.splitlines()[-1]


async def test_without_questions_nothing_is_compared_or_kept(run, tmp_path):
    report, passed = await run("  []\n")
    assert passed
    assert "Tulislah di pertanyaan.yaml" in report
    assert not (tmp_path / "data").exists()


async def test_a_kept_question_that_is_answered_otherwise_is_a_warning_of_the_plain_check(keep, assistant):
    asking = knowing(assistant, topics={}, questions=load(
        keep(FIGURE, KUKAR.replace("answered", "no_data"))).questions)
    [problem] = await unreached(asking, {})
    assert (problem.path, problem.line, problem.level, problem.rule) == (FILE, 5, Level.WARNING, Rule.UNREACHED)
    assert "dapat status answered, seharusnya no_data" in problem.message


async def test_a_topics_question_that_leads_elsewhere_is_told_on_its_line(assistant):
    name = "topik/stunting-apa.yaml"
    contents = {name: (default_path() / name).read_bytes()}
    topic = assistant.knowledge.topics["stunting-apa"]
    strays = ("program apa di Kukar", "resep rendang padang", "makanan pertama bayi umur berapa", "anak saya kejang")
    asking = knowing(assistant, questions=(), topics={
        "stunting-apa": replace(topic, questions=("apa itu stunting", *strays))})
    contents[name] = contents[name].replace(b"tanya:\n", b"tanya:\n  - apa itu stunting\n" + b"".join(
        f"  - {stray}\n".encode() for stray in strays))
    line = contents[name].split(b"\n").index(b"tanya:") + 1
    problems = await unreached(asking, contents)
    assert [problem.line - line for problem in problems] == [2, 3, 4]
    assert ["maksud `programs_of_region`" in problems[0].message, "di luar bidang" in problems[1].message,
            "ke topik `mpasi" in problems[2].message] == [True] * 3, problems


async def test_the_shipped_questions_are_answered_as_they_should_be(assistant, tmp_path):
    assert len(assistant.knowledge.questions) >= 60
    assert {question.status for question in assistant.knowledge.questions} == set(Status)
    report, passed = await check_questions(assistant, tmp_path / LAST_RUN)
    assert passed, report


def test_the_command_ends_with_0_or_1_and_keeps_its_run_beside_the_database(keep, tmp_path):
    def command(*questions):
        done = subprocess.run([sys.executable, "-m", "bot", "check", "--questions"], capture_output=True, text=True,
                              cwd=tmp_path, timeout=60, check=False, env={
                                  "PYTHONPATH": str(Path(__file__).parent.parent),
                                  "TIRUBOT_KNOWLEDGE__PATH": str(keep(*questions)),
                                  "TIRUBOT_STORAGE__URL": "sqlite+aiosqlite:///simpan/log.db"})
        assert done.stderr == ""
        return done.returncode, done.stdout

    code, said = command(KUKAR)
    assert code == 0
    assert "dapat dipakai.\n1 dari 1 pertanyaan dijawab sesuai harapan.\n" in said
    assert [file.name for file in (tmp_path / "simpan").iterdir()] == [LAST_RUN]
    code, said = command(KUKAR.replace("answered", "unknown"))
    assert code == 1
    assert "\npertanyaan.yaml:2:12: [galat] “program apa di Kukar”: " in said
    code, said = command(KUKAR.replace("[Kabupaten", "[Kabupatan"))
    assert code == 1
    assert "pertanyaan.yaml:5:14: [galat] daerah `Kabupatan Kutai Kartanegara` tidak dikenal" in said
    assert "dijawab sesuai harapan" not in said
