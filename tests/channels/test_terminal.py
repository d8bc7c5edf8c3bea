import asyncio
import io
import os
import pty
import select
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from counting import Counting

from bot.answering.reply import Block, Reply, Status
from bot.channels.terminal import answer_once, chat, render
from bot.documents.studio import Studio
from bot.storage.errors import StorageError
from bot.storage.log import ConversationLog

STUDIO = Studio(Path("not-used"))
ANSWER = """{question} #{turn}

Langkah
• satu
• dua

Sumber:
• “Judul”, Diskominfo Depok, 1 Mei 2024

[1] Apa itu D'Sehat?
[2] Daerah lain
"""


def answer(question, turn):
    return ANSWER.format(question=question, turn=turn)


@pytest.fixture
def piped(monkeypatch, tmp_path):
    """A chat through a pipe; returns its exit code, what it logged in `log.db` of the temporary folder."""
    def talk(text, open_log=None):
        data = text if isinstance(text, bytes) else text.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        url = f"sqlite+aiosqlite:///{tmp_path}/log.db"
        return chat(Counting(), open_log or (lambda: ConversationLog.open(url)), STUDIO)
    return talk


def logged(folder):
    connection = sqlite3.connect(folder / "log.db")
    found = connection.execute("SELECT channel, chat_kind, question, intent, knowledge_version FROM message").fetchall()
    connection.close()
    return found


def test_a_reply_without_sources_and_offers_is_its_text_alone():
    assert render(Reply(Status.SMALLTALK, (Block(("Halo.", "Apa kabar?")),))) == "Halo.\nApa kabar?"


def test_one_question_is_answered_as_people_read_it(capsys):
    with asyncio.Runner() as runner:
        answer_once("halo", Counting(), runner, None, STUDIO)
    assert capsys.readouterr().out == answer("halo", 1)


def test_piped_questions_are_answered_in_one_conversation_and_nothing_else_is_said(piped, capsys):
    assert piped("halo\n\n  apa kabar  ") == 0
    assert capsys.readouterr() == (answer("halo", 1) + "\n" + answer("apa kabar", 2), "")


def test_an_empty_input_ends_at_once(piped, capsys, tmp_path):
    assert piped("") == 0
    assert capsys.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "meaning"), [
    ("1", "tautan d-sehat"), ("2", "tautan daerah"), ("0", "0"), ("3", "3"), ("2023", "2023"), ("9" * 5000, "9" * 5000),
    ("²", "²"), ("1.", "1."),
])
def test_a_bare_number_presses_that_offer_and_any_other_is_a_message(piped, capsys, number, meaning):
    piped(f"halo\n{number}\n")
    assert capsys.readouterr().out == answer("halo", 1) + "\n" + answer(meaning, 2)


def test_offers_are_gone_with_the_next_reply(piped, capsys):
    piped("halo\ncukup\n1\n")
    assert capsys.readouterr().out.endswith(answer("1", 3))


def test_bytes_that_are_no_text_do_not_stop_the_chat(piped, capsys):
    assert piped(b"apa \xff\nhalo\n") == 0
    assert capsys.readouterr().out == answer("apa �", 1) + "\n" + answer("halo", 2)


def test_every_message_is_logged_a_pressed_offer_by_its_label(piped, tmp_path):
    piped("halo\n1\n")
    assert logged(tmp_path) == [("terminal", "private", "halo", "program", "v1"),
                                ("terminal", "private", "Apa itu D'Sehat?", "program", "v1")]


def test_a_log_that_cannot_be_opened_is_told_once_and_keeps_no_answer_back(piped, capsys):
    attempts = []

    async def refuse():
        attempts.append(1)
        raise StorageError("Disk penuh.")

    assert piped("halo\nhalo\n", refuse) == 0
    assert capsys.readouterr() == (
        answer("halo", 1) + "\n" + answer("halo", 2), "Percakapan ini tidak dicatat: Disk penuh.\n")
    assert attempts == [1]


def test_a_log_that_fails_later_is_told_once(piped, capsys, tmp_path):
    async def closed_behind_the_back():
        log = await ConversationLog.open(f"sqlite+aiosqlite:///{tmp_path}/log.db")
        connection = sqlite3.connect(tmp_path / "log.db")
        connection.execute("DROP TABLE message")
        connection.close()
        return log

    assert piped("halo\nhalo\n", closed_behind_the_back) == 0
    out, err = capsys.readouterr()
    assert out == answer("halo", 1) + "\n" + answer("halo", 2)
    assert err.count("tidak dicatat") == 1


HERE = Path(__file__).parent


class Keyboard:
    """The chat in a real pseudo-terminal."""

    def __init__(self, folder):
        program = ("import sys\nfrom pathlib import Path\nfrom counting import Counting\n"
                   "from bot.channels.terminal import chat\n"
                   "from bot.documents.studio import Studio\n"
                   "from bot.storage.log import ConversationLog\n"
                   "log = lambda: ConversationLog.open('sqlite+aiosqlite:///log.db')\n"
                   "sys.exit(chat(Counting(), log, Studio(Path('dokumen'))))\n")
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", program], stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, cwd=folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (HERE, HERE.parents[1]))), "TERM": "xterm"},
            start_new_session=True)
        os.close(theirs)
        self.screen = ""

    def type(self, text):
        os.write(self._ours, text.encode())

    def wait_for(self, text, seconds=20):
        assert self.shows(text, seconds), f"{text!r} did not come: {self.screen!r}"

    def shows(self, text, seconds):
        end = time.monotonic() + seconds
        while text not in self.screen:
            ready, _, _ = select.select([self._ours], [], [], max(0, end - time.monotonic()))
            if not ready:
                return False
            self.screen += os.read(self._ours, 4096).decode()
        return True

    def end(self):
        try:
            code = self.process.wait(20)
        finally:
            self.process.kill()
        error = self.process.communicate()[1].decode()
        os.close(self._ours)
        return code, error


@pytest.fixture
def keyboard(tmp_path):
    keyboard = Keyboard(tmp_path)
    yield keyboard
    keyboard.process.kill()
    keyboard.process.wait()
    keyboard.process.stderr.close()


def leave_by_ctrl_d(keyboard):
    keyboard.type("\x04")


def leave_by_ctrl_c(keyboard):
    # nobody presses Ctrl-C within a millisecond of the prompt, and input() reads only after it has shown it
    for _ in range(5):
        time.sleep(0.5)
        keyboard.process.send_signal(signal.SIGINT)
        if keyboard.shows("sampai jumpa", seconds=5):
            return


def leave_by_word(keyboard):
    keyboard.type("Keluar\n")


@pytest.mark.parametrize("leave", [leave_by_ctrl_d, leave_by_ctrl_c, leave_by_word])
def test_a_chat_at_the_keyboard_greets_answers_in_colour_and_says_goodbye(keyboard, leave, tmp_path):
    keyboard.wait_for("Obrolan TiruBot.")
    keyboard.wait_for("> ")
    keyboard.type("halo\n")
    keyboard.wait_for("\x1b[36m[2] Daerah lain\x1b[0m")
    keyboard.wait_for("\n> ")
    keyboard.type("2\n")
    keyboard.wait_for("tautan daerah #2")
    keyboard.screen = keyboard.screen.split("tautan daerah #2")[1]
    keyboard.wait_for("\n> ")
    leave(keyboard)
    keyboard.wait_for("sampai jumpa")
    assert keyboard.end() == (0, "")
    assert [row[2] for row in logged(tmp_path)] == ["halo", "Daerah lain"]
