"""What the benchmarks of durability and load share: bots as processes, people who write, and what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import defaultdict
from contextlib import closing
from pathlib import Path

from tests.fake_bot_api import TOKEN
from tests.fake_bot_api.updates import message, private
from tests.knowledge.small_folder import SMALL
from tests.postgres import Postgres

ROOT = Path(__file__).parent.parent
SECRET = "rahasia-webhook-untuk-uji"
FIRST_CHAT = 1_000
COMMANDS = ("/program", "/daerah", "/sumber", "/bantuan", "/start")
"""Asked in turn in each chat: each has one reply of its own that no conversation changes, so that order shows."""
AGAIN = "(Mungkin jawaban ini sudah"


def small_knowledge(folder):
    """Write the tests' small knowledge base, with which a bot starts fast."""
    for name, text in SMALL.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


class Process:
    """A bot as a process that can be killed and started again.

    Args:
        folder: where its output goes.
        command: what runs; `python -m bot run` unless told.
        settings: environment variables on top of what is always set.
    """

    def __init__(self, folder, root, knowledge, command=("-m", "bot", "run"), **settings):
        self._command = [sys.executable, *command]
        self.output = folder / f"keluaran-{id(self)}.txt"
        clean = {name: value for name, value in os.environ.items()
                 if "proxy" not in name.lower() and not name.startswith("TIRUBOT_")}
        self._environment = clean | {
            "TELEGRAM_BOT_TOKEN": TOKEN, "TIRUBOT_TELEGRAM__API_BASE_URL": root,
            "TIRUBOT_KNOWLEDGE__PATH": str(knowledge), "PTB_TIMEDELTA": "true"} | settings
        self._process = None

    def start(self):
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(self._command, cwd=ROOT, env=self._environment, stdout=output,
                                             stderr=subprocess.STDOUT)

    def kill(self):
        self._process.kill()
        self._process.wait()

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(30)

    def cpu_seconds(self):
        """Processor time that the process has used (Linux)."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def runs(self):
        return self._process is not None and self._process.poll() is None

    def text(self):
        return self.output.read_text(errors="replace") if self.output.exists() else ""


class Crowd(threading.Thread):
    """People who write at a steady pace, whatever state the bot is in.

    Args:
        api: the fake Telegram.
        updates: how many messages in all.
        chats: of how many people.
        pace: messages a second; None for all at once.
    """

    def __init__(self, api, updates, chats, pace, seed=7):
        super().__init__(daemon=True)
        self.api, self._pace = api, pace
        order = random.Random(seed)
        self._chats = [FIRST_CHAT + number % chats for number in range(updates)]
        order.shuffle(self._chats)
        self.pushed = defaultdict(list)

    def run(self):
        started = time.monotonic()
        for number, chat in enumerate(self._chats):
            if self._pace:
                time.sleep(max(0.0, started + number / self._pace - time.monotonic()))
            asked = self.pushed[chat]
            update = self.api.push(message(private(chat), COMMANDS[len(asked) % len(COMMANDS)]))
            asked.append(update["update_id"])


def replies_expected(api, process_settings, folder, knowledge, root):
    """Learn what the bot replies to each command: the first line of each reply."""
    bot = Process(folder, root, knowledge, **process_settings)
    bot.start()
    first = {}
    for command in COMMANDS:
        api.push(message(private(1), command))
        sent = api.wait_for("sendMessage", 1, len(first) + 1, timeout=60)
        first[command] = sent[-1].parameters["text"].split("\n")[0]
    bot.stop()
    if len(set(first.values())) < len(COMMANDS):
        raise AssertionError(f"replies are alike: {first}")
    return [first[command] for command in COMMANDS]


def judge(api, pushed, expected):
    """Compare what each chat got with what it asked.

    Returns:
        lost, doubled, marked (sent again with a word of warning), disordered.
    """
    lost = doubled = marked = disordered = 0
    for chat, asked in pushed.items():
        place, last = 0, None
        wanted = [plain(expected[number % len(expected)]) for number in range(len(asked))]
        for sent in sorted(api.sent(chat), key=lambda one: one["message_id"]):
            text = sent["text"]
            again = text.startswith(AGAIN)
            marked += again
            line = text.split("\n\n", 1)[1].split("\n")[0] if again else text.split("\n")[0]
            ahead = wanted[place:place + len(expected) - 1]
            if line in ahead:
                # what was passed over never came
                lost += ahead.index(line)
                place, last = place + ahead.index(line) + 1, line
            elif line == last:
                doubled += 1
            else:
                disordered += 1
        lost += len(asked) - place
    return lost, doubled, marked, disordered


def plain(html):
    """A line as a reader sees it."""
    from tests.fake_bot_api.rules import parse_html

    return parse_html(html)[0]


def sqlite_rows(file, statement):
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(statement)]


def rows_of(url, statement):
    """Run a query on either kind of database."""
    if url.startswith("sqlite"):
        return sqlite_rows(url.partition(":///")[2], statement)
    return Postgres.execute(url, statement)


def rows_in_order(rows):
    """Whether each chat's rows were written in the order of their updates."""
    newest = defaultdict(int)
    for row in rows:
        if row["update_id"] < newest[row["chat_key"]]:
            return False
        newest[row["chat_key"]] = row["update_id"]
    return True


def free_port():
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


class Proxy:
    """One port in front of several: each call goes to the next that takes it, as nginx passes calls on."""

    def __init__(self, ports):
        self.ports, self.taken = ports, [0] * len(ports)
        self._next = itertools.cycle(range(len(ports)))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=256), self._loop).result(5)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_exception):
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    async def _serve(self, reader, writer):
        """Pass a connection on, whole: a call that breaks off in the middle is brought again."""
        for _ in self.ports:
            place = next(self._next)
            try:
                there = await asyncio.open_connection("127.0.0.1", self.ports[place])
            except OSError:
                continue
            self.taken[place] += 1
            await asyncio.gather(self._pass(reader, there[1]), self._pass(there[0], writer))
            return
        writer.close()

    @staticmethod
    async def _pass(reader, writer):
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.close()
