"""The bot as users start it: a process of its own, against the fake Telegram over HTTP."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Thread

import pytest

from tests.e2e.chats import groups, numbers
from tests.fake_bot_api import TOKEN, FakeBotApi, FakeServer
from tests.fake_bot_api.updates import group, message, private
from tests.knowledge.small_folder import SMALL, write_knowledge

READY = "bot siap"
ROOT = Path(__file__).parents[2]


class Bot:
    """A running `python -m bot run`.

    Args:
        folder: holds config.yaml and the database.
        root: the Bot API's address.
        token: the bot's token.
        knowledge: the knowledge base's folder; the real one unless told.
        settings: further environment variables.
    """

    def __init__(self, folder, root, token=TOKEN, knowledge=None, settings=None):
        self.token = token
        self.database = folder / "uji.db"
        config = folder / "config.yaml"
        config.write_text(f"telegram:\n  api_base_url: {root}\nstorage:\n"
                          f"  url: sqlite+aiosqlite:///{self.database}\ndocuments:\n  path: {folder}/dokumen\n"
                          f"knowledge:\n  path: {knowledge or 'null'}\n", encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--config", str(config)], cwd=ROOT, text=True, encoding="utf-8",
            env=environment | {"TELEGRAM_BOT_TOKEN": token} | (settings or {}), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self.lines = []
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    @property
    def output(self):
        return "\n".join(self.lines)

    def wait_for_line(self, words, timeout=15.0):
        """Wait until a line of the output holds some words."""
        self.until(lambda: words in self.output, timeout)

    def until(self, done, timeout=5.0):
        """Wait until something is so; fail when it takes too long or the process has ended meanwhile."""
        end = time.monotonic() + timeout
        while not done():
            assert time.monotonic() < end and self.process.poll() is None, f"in vain; output:\n{self.output}"
            time.sleep(0.02)

    def wait(self, timeout=15.0):
        """Wait for the end; return the exit code."""
        code = self.process.wait(timeout)
        self._reader.join(5)
        return code

    def stop(self):
        """Tell it to end; return the exit code and the seconds that it took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.wait(), time.monotonic() - started

    def rows(self):
        """The log's rows, as dictionaries, in the order they were written."""
        return self.select("SELECT * FROM message ORDER BY id")

    def select(self, query, *values):
        """What a query finds in the database, as dictionaries."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]

    def rows_of(self, updates):
        """Wait until some updates are in the log, and return their rows."""
        numbers = {update["update_id"] for update in updates}
        self.until(lambda: numbers <= {row["update_id"] for row in self.rows()}, 15.0)
        return [row for row in self.rows() if row["update_id"] in numbers]

    def close(self):
        """End it if it still runs; whatever it went through, it must not have told the token."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join(5)
        self.process.stdout.close()
        assert self.token.partition(":")[2] not in self.output


@pytest.fixture(scope="module")
def api():
    return FakeBotApi()


@pytest.fixture(scope="module")
def server(api):
    with FakeServer(api) as server:
        yield server


@pytest.fixture
def ani():
    """Somebody whom the bot does not know yet, in a private chat."""
    return private(next(numbers), "Ani")


@pytest.fixture
def pkk():
    """A group that the bot does not know yet."""
    return group(next(groups), user=7)


ADMIN = 4


@pytest.fixture(scope="module")
def bot(api, server, tmp_path_factory):
    """A bot that is ready, for a whole module: starting takes seconds. Its admin has written to it before."""
    api.push(message(private(ADMIN, "Pak Admin"), "/start"))
    folder = tmp_path_factory.mktemp("bot")
    with closing(Bot(folder, server.root, settings={"TIRUBOT_TELEGRAM__ADMINS": str(ADMIN)})) as bot:
        bot.wait_for_line(READY)
        yield bot


@pytest.fixture
def start(tmp_path):
    """Start a bot of the test's own, which knows little and so starts fast."""
    folder = write_knowledge(tmp_path / "pengetahuan", SMALL)
    with ExitStack() as bots:
        yield lambda root, **parts: bots.enter_context(closing(Bot(tmp_path, root, **{"knowledge": folder, **parts})))
