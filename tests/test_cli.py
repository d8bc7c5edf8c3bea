"""The program as its users start it: one subprocess a test."""

import json
import os
import re
import sqlite3
import subprocess
import sys

import pytest

QUESTION = "program apa di Kukar"
COMMANDS = ["run", "chat", "ask", "check", "schema", "rollback", "report", "purge", "export", "backup", "copy"]
KEYS = ["id", "status", "intent", "confidence", "regions", "programs", "sources", "text", "buttons"]


ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("TIRUBOT_", "TELEGRAM_"))}


@pytest.fixture
def bot(tmp_path):
    """Runs a command in an empty folder, with no settings but the given ones."""
    def run(*arguments, stdin="", text=True, **environment):
        return subprocess.run([sys.executable, "-m", "bot", *arguments], input=stdin, capture_output=True, text=text,
                              cwd=tmp_path, env=ENVIRONMENT | environment, timeout=60, check=False)
    return run


@pytest.mark.parametrize("arguments", [[], ["--help"], *([name, "--help"] for name in COMMANDS)])
def test_the_help_is_in_bahasa_indonesia(bot, arguments):
    done = bot(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Cara pakai: ")
    assert "Pilihan:\n" in done.stdout
    assert not re.search(r"Usage|Options|Commands|Arguments|Show|exit|default|list\[", done.stdout)


def test_the_help_names_every_command(bot):
    assert re.findall(r"^  ([a-z]+) +[A-Z]", bot("--help").stdout, re.MULTILINE) == COMMANDS


@pytest.mark.parametrize(("arguments", "message"), [
    (["aks", "x"], "perintah “aks” tidak dikenal. Mungkin maksudnya “ask”."),
    (["zzz"], f"perintah “zzz” tidak dikenal. Yang ada: {', '.join(COMMANDS)}."),
    (["ask", "--jsn", "x"], "pilihan --jsn tidak dikenal. Mungkin maksudnya --json."),
    (["run", "sekarang"], "bagian “sekarang” tidak dimengerti."),
    (["chat", "--config"], "pilihan --config kurang lengkap"),
    (["ask"], "tuliskan pertanyaannya"),
    (["ask", "--why", "--json", "x"], "--why tidak dapat dipakai bersama"),
    (["check", "--format", "x"], "nilai “x” untuk --format tidak dapat dipakai. Yang ada: teks, github."),
])
def test_a_mistyped_command_is_told_in_bahasa_indonesia(bot, arguments, message):
    done = bot(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Galat: ")
    assert message in done.stderr


@pytest.mark.parametrize("command", ["run", "chat", "ask", "check"])
def test_settings_that_cannot_be_used_end_with_2_and_one_sentence(bot, tmp_path, command):
    (tmp_path / "config.yaml").write_text("telegram:\n  tokn: x\n")
    done = bot(command, *(["x"] if command == "ask" else []))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == ("Pengaturan belum dapat dipakai.\nconfig.yaml:2: kunci “telegram.tokn” tidak dikenal. "
                           "Mungkin maksudnya “telegram.token”.\n")


def test_a_missing_settings_file_is_told(bot):
    done = bot("ask", "--config", "hilang.yaml", "x")
    assert done.returncode == 2
    assert "hilang.yaml: berkas konfigurasi tidak ada" in done.stderr


@pytest.mark.parametrize("command", ["run", "chat", "ask", "check"])
def test_a_broken_knowledge_base_is_told_with_places_and_ends_with_1(bot, tmp_path, command):
    (tmp_path / "pengetahuan" / "program").mkdir(parents=True)
    (tmp_path / "pengetahuan" / "program" / "salah.yaml").write_text("nama: [\n")
    done = bot(command, *(["x"] if command == "ask" else []), TIRUBOT_KNOWLEDGE__PATH="pengetahuan")
    said = done.stdout if command == "check" else done.stderr
    assert done.returncode == 1
    assert re.search(r"^program/salah\.yaml:\d+:\d+: \[galat\] ", said, re.MULTILINE)
    assert "Perbaiki baris bertanda [galat]" in said


def test_check_passes_on_the_knowledge_base_that_comes_along(bot):
    done = bot("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"Basis pengetahuan .+ dapat dipakai\.\n", done.stdout)


def test_check_writes_annotations_for_github(bot, tmp_path):
    (tmp_path / "pengetahuan" / "program").mkdir(parents=True)
    (tmp_path / "pengetahuan" / "program" / "salah.yaml").write_text("nama: [\n")
    done = bot("check", "--format", "github", TIRUBOT_KNOWLEDGE__PATH="pengetahuan")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert all(line.startswith(("::error file=pengetahuan/", "::warning file=pengetahuan/")) for line in lines), lines
    place = "::error file=pengetahuan/program/salah.yaml,line=1,col=7,title=susunan::"
    assert any(line.startswith(place) for line in lines)


def test_schema_writes_what_editors_read(bot, tmp_path):
    done = bot("schema")
    assert (done.returncode, done.stdout) == (0, "Skema ditulis ke folder skema.\n")
    assert json.loads((tmp_path / "skema" / "program.json").read_text(encoding="utf-8"))["properties"]["nama"]
    assert bot("schema", "lain/sana").returncode == 0
    assert (tmp_path / "lain" / "sana" / "topik.json").is_file()


@pytest.mark.parametrize("arguments", [[QUESTION], QUESTION.split()])
def test_ask_prints_the_answer_with_its_sources_and_writes_nothing(bot, tmp_path, arguments):
    done = bot("ask", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Raga Pantas" in done.stdout
    assert "\nSumber:\n• " in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_ask_why_explains_the_reading(bot):
    done = bot("ask", "--why", QUESTION)
    assert (done.returncode, done.stderr) == (0, "")
    assert "64.02" in done.stdout


def test_ask_json_answers_one_question(bot):
    answer = json.loads(bot("ask", "--json", QUESTION).stdout)
    assert list(answer) == KEYS
    assert (answer["id"], answer["status"]) == (None, "answered")
    assert "Raga Pantas" in answer["text"]
    assert answer["sources"]


def test_ask_json_answers_line_for_line_and_stays_in_step_after_a_bad_line(bot, tmp_path):
    lines = [json.dumps({"id": "a", "chat": "1", "question": QUESTION}), "{rusak", "", "program apa di Kukar"]
    done = bot("ask", "--json", stdin="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert [answer["status"] for answer in answers] == ["answered", "error", "answered"]
    assert all(list(answer) == KEYS for answer in answers)
    assert list(tmp_path.iterdir()) == []


def test_ask_json_streams(tmp_path):
    with subprocess.Popen([sys.executable, "-m", "bot", "ask", "--json"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, cwd=tmp_path, env=ENVIRONMENT) as process:
        for _ in range(2):
            process.stdin.write(QUESTION.encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["status"] == "answered"
        process.stdin.close()
        assert process.wait(60) == 0


def test_ask_reads_and_writes_utf_8_whatever_the_locale(bot):
    done = bot("ask", "--json", stdin="program apa di Kukar — “ya”? \xff".encode("latin-1", "replace"), text=False,
               LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))["text"]
    assert "•" in bot("ask", QUESTION, text=False, LC_ALL="C", PYTHONUTF8="0",
                      PYTHONCOERCECLOCALE="0").stdout.decode("utf-8")


def test_an_argument_that_is_no_text_is_no_reason_to_stop(bot, tmp_path):
    done = bot("ask", "--json", "--log", b"apa \xff stunting".decode(errors="surrogateescape"))
    assert (done.returncode, done.stderr) == (0, "")
    connection = sqlite3.connect(tmp_path / "data" / "tirubot.db")
    assert connection.execute("SELECT question FROM message").fetchall() == [("apa ? stunting",)]
    connection.close()


def test_a_reader_that_stops_early_is_no_reason_to_complain(tmp_path):
    with subprocess.Popen([sys.executable, "-m", "bot", "ask", "--json"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=ENVIRONMENT) as process:
        process.stdout.close()
        process.stdin.write(b"halo\n" * 50)
        process.stdin.close()
        assert process.stderr.read() == b""
        process.wait(60)


@pytest.mark.parametrize(("arguments", "stdin", "channel"), [
    (["ask", "--log", QUESTION], "", "terminal"),
    (["ask", "--log", "--json"], QUESTION, "jsonl"),
    (["chat"], QUESTION, "terminal"),
    (["run"], QUESTION, "terminal"),
])
def test_what_is_asked_to_be_logged_is_logged_under_data(bot, tmp_path, arguments, stdin, channel):
    done = bot(*arguments, stdin=stdin)
    assert (done.returncode, done.stderr) == (0, "")
    connection = sqlite3.connect(tmp_path / "data" / "tirubot.db")
    assert connection.execute("SELECT channel, question, status FROM message").fetchall() == [
        (channel, QUESTION, "answered")]
    connection.close()


def test_ask_log_fails_where_the_log_cannot_be_opened_and_the_chat_goes_on(bot, tmp_path):
    (tmp_path / "data").write_text("bukan folder")
    asked, chatted = bot("ask", "--log", QUESTION), bot("chat", stdin=QUESTION)
    assert asked.returncode == 1
    assert asked.stderr.startswith("Galat: Folder data untuk basis data tidak dapat dibuat")
    assert chatted.returncode == 0
    assert "Raga Pantas" in chatted.stdout
    assert chatted.stderr.startswith("Percakapan ini tidak dicatat: Folder data")


def test_run_without_a_token_prints_just_the_answer_of_a_piped_question(bot):
    done = bot("run", stdin=QUESTION)
    assert done.returncode == 0
    assert done.stdout == bot("ask", QUESTION).stdout


def test_ask_imports_neither_telegram_nor_the_database_nor_rich(tmp_path):
    program = ("import sys\nfrom bot.cli import main\nsys.argv = ['bot', 'ask', 'halo']\ncode = main()\n"
               "print(sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)\nsys.exit(code)\n")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path,
                          env=ENVIRONMENT, check=False)
    assert done.returncode == 0, done.stderr
    loaded = set(re.findall(r"'(\w+)'", done.stderr))
    assert "bot" in loaded
    assert not loaded & {"telegram", "httpx", "sqlalchemy", "alembic", "aiosqlite", "rich", "matplotlib"}
