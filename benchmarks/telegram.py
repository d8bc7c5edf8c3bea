"""How many replies a second the bot gives on Telegram, beside a bare python-telegram-bot echo bot in the same run.

    python -m benchmarks.telegram [CHATS] [QUESTIONS_A_CHAT]

Both bots are processes of their own and talk over HTTP to the same local server, a stand-in for Telegram that does
next to nothing, so that what is measured is the bots. They take turns. The echo bot is the library as its
documentation shows it: it understands nothing and keeps nothing. TiruBot understands the questions, looks the answers
up, lays them out with sources and buttons, and writes a row of the log for each.

Then the server takes 100 ms for every message, as a far-away Telegram may, and many chats ask at once: here the order
within each chat is looked at too.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import parse_qs

from bot.assistant import Assistant
from bot.channels.telegram.render import render
from bot.knowledge.loader import load
from bot.knowledge.location import default_path

TOKEN = "987654321:Bukan-token-sungguhan-untuk-ukuran_0"
QUESTIONS = ("program apa di Depok", "brp angka stuntng bontang", "apa itu stunting", "siapa belajar ke Sumedang",
             "Raga Pantas sejak kapan", "mpasi mulai umur brp", "angka stunting Buton Tengah",
             "bandingkan Depok dan Batang", "kenapa bayi ga boleh dikasih air putih", "program Kutai Kartanegara")
ROUNDS = 3
MANY_CHATS, DELAY_SECONDS = 300, 0.1
ECHO = """
import sys
from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

async def echo(update, context):
    await update.message.reply_text(update.message.text)

application = ApplicationBuilder().token(sys.argv[1]).base_url(sys.argv[2] + "/bot").build()
application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
application.run_polling(allowed_updates=Update.ALL_TYPES)
"""


class Server:
    """The least of a Bot API: hands out updates, takes messages, notes when each came."""

    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay
        self.sent: dict[int, list[str]] = defaultdict(list)
        self.count = 0
        self.last = 0.0
        self._numbers = itertools.count(1)
        self._updates: list[dict[str, object]] = []
        self._arrived = asyncio.Event()
        self._answered = asyncio.Event()
        self._wanted = 0

    async def ask(self, chats: int, each: int) -> float:
        """Let chats ask, all at once, and return the seconds until every question has its answer."""
        self.sent.clear()
        self.count, self._wanted = 0, chats * each
        self._answered.clear()
        started = time.perf_counter()
        self._updates += [self._question(1000 + chat, QUESTIONS[(chat + turn) % len(QUESTIONS)])
                          for turn in range(each) for chat in range(chats)]
        self._arrived.set()
        await asyncio.wait_for(self._answered.wait(), 300)
        return self.last - started

    def _question(self, chat: int, text: str) -> dict[str, object]:
        number = next(self._numbers)
        return {"update_id": number, "message": {
            "message_id": number, "date": int(time.time()), "text": text,
            "chat": {"id": chat, "type": "private", "first_name": "Sari"},
            "from": {"id": chat, "is_bot": False, "first_name": "Sari"}}}

    async def answer(self, method: str, parameters: dict[str, str]) -> object:
        """Do what a method of the Bot API does."""
        if method == "getMe":
            return {"id": 987654321, "is_bot": True, "first_name": "TiruBot", "username": "TiruUjiBot"}
        if method == "getUpdates":
            return await self._waiting(int(parameters.get("offset", 0)), float(parameters.get("timeout", 0)))
        if method == "sendMessage":
            return await self._take(int(parameters["chat_id"]), parameters["text"])
        return True

    async def _waiting(self, offset: int, timeout: float) -> list[dict[str, object]]:
        self._updates = [update for update in self._updates if int(str(update["update_id"])) >= offset]
        if not self._updates:
            self._arrived.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), timeout)
        return self._updates[:100]

    async def _take(self, chat: int, text: str) -> dict[str, object]:
        if self.delay:
            await asyncio.sleep(self.delay)
        self.sent[chat].append(text)
        self.count += 1
        self.last = time.perf_counter()
        if self.count >= self._wanted:
            self._answered.set()
        return {"message_id": next(self._numbers), "date": int(time.time()), "text": text,
                "chat": {"id": chat, "type": "private", "first_name": "Sari"}}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = next((int(line.split(":")[1]) for line in head.split("\r\n")
                               if line.lower().startswith("content-length:")), 0)
                body = (await reader.readexactly(length)).decode()
                method = head.split(" ", 2)[1].rpartition("/")[2]
                parameters = {name: values[0] for name, values in parse_qs(body).items()}
                result = json.dumps({"ok": True, "result": await self.answer(method, parameters)}).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                             + str(len(result)).encode() + b"\r\n\r\n" + result)
        writer.close()


@contextlib.asynccontextmanager
async def listening(server: Server):
    """Open the server's door; give its address."""
    async with await asyncio.start_server(server.serve, "127.0.0.1", 0) as door:
        yield f"http://127.0.0.1:{door.sockets[0].getsockname()[1]}"


@contextlib.asynccontextmanager
async def running(*arguments: str):
    """Run a bot until the block ends."""
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, env=environment,
                                                   stderr=asyncio.subprocess.DEVNULL)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


def tirubot(folder: Path, root: str) -> list[str]:
    """Write a configuration into a folder; return the arguments that start TiruBot with it."""
    (folder / "config.yaml").write_text(
        f"telegram:\n  token: '{TOKEN}'\n  api_base_url: {root}\n  questions_per_minute: 0\n"
        f"storage:\n  url: sqlite+aiosqlite:///{folder}/ukur.db\n", encoding="utf-8")
    return ["-m", "bot", "run", "--config", str(folder / "config.yaml")]


async def replies_a_second(chats: int, each: int, which: str, delay: float = 0.0) -> tuple[float, Server]:
    """Start a bot, let it warm up, and measure."""
    server = Server(delay)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with listening(server) as root:
            command = tirubot(folder, root) if which == "tirubot" else ["-c", ECHO, TOKEN, root]
            async with running(*command):
                await server.ask(len(QUESTIONS), 1)
                seconds = await server.ask(chats, each)
                rate = chats * each / seconds
        if which == "tirubot":
            with contextlib.closing(sqlite3.connect(folder / "ukur.db")) as database:
                [rows] = database.execute("SELECT count(*) FROM message").fetchone()
            assert rows == chats * each + len(QUESTIONS), f"{rows} rows"
    return rate, server


async def main() -> None:
    """Measure and print."""
    chats, each = (int(word) for word in (*sys.argv[1:], "100", "10")[:2])
    rates: dict[str, list[float]] = {"echo": [], "tirubot": []}
    for _ in range(ROUNDS):
        for which, measured in rates.items():
            measured.append((await replies_a_second(chats, each, which))[0])
            print(which, measured[-1])
    medians = {which: statistics.median(measured) for which, measured in rates.items()}
    print(medians, medians["tirubot"]/medians["echo"])


if __name__ == "__main__":
    asyncio.run(main())
