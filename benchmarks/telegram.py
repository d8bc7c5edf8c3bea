"""How many replies a second the bot gives on Telegram, beside a bare python-telegram-bot echo bot in the same run.

    python -m benchmarks.telegram [CHATS] [QUESTIONS_A_CHAT]

Both bots are processes of their own and talk over HTTP to the same local server, a stand-in for Telegram that does
next to nothing, so that what is measured is the bots. They take turns, so that a busy machine slows both alike. The
echo bot is the library as its documentation shows it: it understands nothing and keeps nothing. TiruBot understands the
questions, lays the answers out with sources and buttons, and writes a row of the log for each; that every row is there
is checked.

It is asked twice: what many people ask in the same words (the assistant remembers its last answers), and questions of
which it has heard none before. Then the server takes 100 ms for every message, as a far-away Telegram may, and 300
chats ask at once; here every chat's answers must come in the order of its questions.
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
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from bot.assistant import Assistant
from bot.channels.telegram.outgoing import lay_out
from bot.knowledge.loader import load
from bot.knowledge.location import default_path
from bot.understanding.conversation import Conversation
from tests.labelled import FOLDER
from tests.labelled import load as load_labelled

TOKEN = "987654321:Bukan-token-sungguhan-untuk-ukuran_0"
POPULAR = ("program apa di Depok", "brp angka stuntng bontang", "apa itu stunting", "siapa belajar ke Sumedang",
           "Raga Pantas sejak kapan", "mpasi mulai umur brp", "angka stunting Buton Tengah",
           "bandingkan Depok dan Batang", "kenapa bayi ga boleh dikasih air putih", "program Kutai Kartanegara")
ROUNDS = 3
WARMING = 20
MANY_CHATS, EACH, DELAY_SECONDS = 300, 5, 0.1
LONGEST_SECONDS = 300
SETTLING_SECONDS, IDLE_SHARE = 20, 0.05
"""How long a bot may take to come to rest after its start, and the share of a processor that counts as rest."""
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


@dataclass(frozen=True)
class Measured:
    """What one bot did.

    Args:
        rate: replies a second.
        processor_ms: processor time a reply, in milliseconds; hardly depends on what else the machine does.
        sent: by chat, the texts in the order they came.
    """

    rate: float
    processor_ms: float
    sent: dict[int, list[str]]


class Server:
    """The least of a Bot API: hands out updates, takes messages, notes when each came."""

    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay
        self.sent: dict[int, list[str]] = defaultdict(list)
        self._count = self._wanted = 0
        self._last = 0.0
        self._numbers = itertools.count(1)
        self._updates: list[tuple[int, str]] = []
        self._arrived, self._answered = asyncio.Event(), asyncio.Event()

    async def ask(self, asked: Sequence[tuple[int, str]]) -> float:
        """Let chats ask, all at once, and return the seconds until every question has its answer."""
        self.sent.clear()
        self._count, self._wanted = 0, len(asked)
        self._answered.clear()
        started = time.perf_counter()
        self._updates += [_question(next(self._numbers), chat, text) for chat, text in asked]
        self._arrived.set()
        await asyncio.wait_for(self._answered.wait(), LONGEST_SECONDS)
        return self._last - started

    async def answer(self, method: str, parameters: dict[str, str]) -> str:
        """Do what a method of the Bot API does; return the result as JSON."""
        if method == "getMe":
            return '{"id": 987654321, "is_bot": true, "first_name": "TiruBot", "username": "TiruUjiBot"}'
        if method == "getUpdates":
            return await self._waiting(int(parameters.get("offset", 0)), float(parameters.get("timeout", 0)))
        if method == "sendMessage":
            return await self._take(int(parameters["chat_id"]), parameters["text"])
        return "true"

    async def _waiting(self, offset: int, seconds: float) -> str:
        self._updates = [update for update in self._updates if update[0] >= offset]
        if not self._updates:
            self._arrived.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), seconds)
        return f"[{','.join(text for _, text in self._updates[:100])}]"

    async def _take(self, chat: int, text: str) -> str:
        if self.delay:
            await asyncio.sleep(self.delay)
        self.sent[chat].append(text)
        self._count += 1
        self._last = time.perf_counter()
        if self._count >= self._wanted:
            self._answered.set()
        return json.dumps({"message_id": next(self._numbers), "date": int(time.time()), "text": text,
                           "chat": {"id": chat, "type": "private", "first_name": "Sari"}})

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = next((int(line.split(":")[1]) for line in head.split("\r\n")
                               if line.lower().startswith("content-length:")), 0)
                body = (await reader.readexactly(length)).decode()
                method = head.split(" ", 2)[1].rpartition("/")[2]
                parameters = {name: values[0] for name, values in parse_qs(body).items()}
                result = f'{{"ok": true, "result": {await self.answer(method, parameters)}}}'.encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                             + str(len(result)).encode() + b"\r\n\r\n" + result)
        writer.close()


def _question(number: int, chat: int, text: str) -> tuple[int, str]:
    return number, json.dumps({"update_id": number, "message": {
        "message_id": number, "date": int(time.time()), "text": text,
        "chat": {"id": chat, "type": "private", "first_name": "Sari"},
        "from": {"id": chat, "is_bot": False, "first_name": "Sari"}}})


@contextlib.asynccontextmanager
async def running(*arguments: str) -> AsyncIterator[int]:
    """Run a bot until the block ends; give its process id."""
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, env=environment,
                                                   stderr=asyncio.subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


def start_of(which: str, folder: Path, root: str) -> list[str]:
    """Return the arguments that start a bot; TiruBot's configuration goes into a folder."""
    if which == "echo":
        return ["-c", ECHO, TOKEN, root]
    # every chat asks much faster here than a person could
    (folder / "config.yaml").write_text(
        f"telegram:\n  token: '{TOKEN}'\n  api_base_url: {root}\n  questions_per_minute: 0\n"
        f"storage:\n  url: sqlite+aiosqlite:///{folder}/ukur.db\ndocuments:\n  path: {folder}/dokumen\n",
        encoding="utf-8")
    return ["-m", "bot", "run", "--config", str(folder / "config.yaml")]


async def measure(which: str, asked: Sequence[tuple[int, str]], delay: float = 0.0) -> Measured:
    """Start a bot, let it warm up, and measure; TiruBot's log must have a row for everything it was asked."""
    server = Server(delay)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with await asyncio.start_server(server.serve, "127.0.0.1", 0) as door:
            root = f"http://127.0.0.1:{door.sockets[0].getsockname()[1]}"
            async with running(*start_of(which, folder, root)) as process:
                await server.ask([(chat, "halo") for chat in range(WARMING)])
                await settled(process)
                before = processor_seconds(process)
                seconds = await server.ask(asked)
                spent = processor_seconds(process) - before
                sent = {chat: list(texts) for chat, texts in server.sent.items()}
            door.close()
        if which == "tirubot":
            with contextlib.closing(sqlite3.connect(folder / "ukur.db")) as database:
                [rows] = database.execute("SELECT count(*) FROM message").fetchone()
            assert rows == len(asked) + WARMING, f"{rows} rows for {len(asked) + WARMING} messages"
    return Measured(len(asked) / seconds, spent / len(asked) * 1000, sent)


async def settled(process: int) -> None:
    """Wait until a bot has done what it does once after its start (TiruBot reads its knowledge files anew)."""
    before = processor_seconds(process)
    for _ in range(SETTLING_SECONDS):
        await asyncio.sleep(1)
        spent, before = processor_seconds(process) - before, processor_seconds(process)
        if spent < IDLE_SHARE:
            return


def processor_seconds(process: int) -> float:
    """Return the processor time that a process has used; 0 where the system does not tell (it is Linux's file)."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def popular(chats: int, each: int) -> list[tuple[int, str]]:
    """Ten questions, asked by everyone, each beginning elsewhere."""
    return [(1000 + chat, POPULAR[(chat + turn) % len(POPULAR)]) for turn in range(each) for chat in range(chats)]


async def never_heard(assistant: Assistant) -> list[tuple[int, str]]:
    """All labelled questions, each once, each in a chat of its own; those aside that ask for a chart to be drawn."""
    files = sorted(FOLDER.glob("latih_*.yaml")) + sorted(FOLDER.glob("uji_*.yaml"))
    texts = dict.fromkeys(turns[0].question for file in files for turns in load_labelled(file))
    replies = {text: await assistant.reply(text, Conversation()) for text in texts}
    spoken = [text for text, reply in replies.items() if not reply.picture and not reply.brief]
    return [(1000 + number, text) for number, text in enumerate(spoken)]


async def in_order(assistant: Assistant, asked: Sequence[tuple[int, str]], sent: dict[int, list[str]]) -> bool:
    """Say whether each chat got the answers to its questions, in their order."""
    expected: dict[int, list[str]] = defaultdict(list)
    conversations: dict[int, Conversation] = defaultdict(Conversation)
    for chat, text in asked:
        expected[chat] += lay_out(await assistant.reply(text, conversations[chat])).parts
    return dict(expected) == sent


async def beside_echo(name: str, asked: Sequence[tuple[int, str]]) -> None:
    """Measure both bots in turns and print the medians."""
    rounds = [(await measure("echo", asked), await measure("tirubot", asked)) for _ in range(ROUNDS)]
    for which, measured in zip(("echo", "tirubot"), zip(*rounds, strict=True), strict=True):
        rate, spent = (statistics.median(getattr(m, what) for m in measured) for what in ("rate", "processor_ms"))
        print(f"{name:24} {which:8} {rate:7.0f} replies/s  {spent:6.2f} ms of processor a reply", flush=True)
    rates = statistics.median(ours.rate / echo.rate for echo, ours in rounds)
    spent = statistics.median(echo.processor_ms / (ours.processor_ms or 1) for echo, ours in rounds)
    print(f"{name:24} ratio    {rates:7.2f}            {spent:6.2f}", flush=True)


async def main() -> None:
    """Measure and print."""
    chats, each = (int(word) for word in (*sys.argv[1:], *("100", "20")[len(sys.argv) - 1:])[:2])
    assistant = Assistant(load(default_path()))
    await beside_echo("asked by many", popular(chats, each))
    await beside_echo("never heard before", await never_heard(assistant))
    asked = popular(MANY_CHATS, EACH)
    measured = await measure("tirubot", asked, DELAY_SECONDS)
    order = "kept" if await in_order(assistant, asked, measured.sent) else "BROKEN"
    print(f"{MANY_CHATS} chats, 100 ms away    tirubot  {measured.rate:7.0f} replies/s, order {order}")


if __name__ == "__main__":
    asyncio.run(main())
