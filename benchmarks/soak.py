"""Hundreds of thousands of questions through assistant, log and inbox: does memory stay flat, how large is a row?

Usage: python -m benchmarks.soak [--questions 200000] [--storage sqlite|postgresql]
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import itertools
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import yaml

from benchmarks.bots import rows_of
from bot.assistant import Assistant
from bot.knowledge.loader import load
from bot.knowledge.location import default_path
from bot.storage.database import Database
from bot.storage.inbox import Arrival, Inbox
from bot.storage.log import ConversationLog, LogEntry
from bot.storage.memory import Memory
from tests.postgres import Postgres

PEOPLE = 5_000
WARM_UP = 0.1
"""The share of the questions after which memory is taken to be warm."""


def questions():
    """Questions as people ask them, over and over."""
    folder = Path(__file__).parent.parent / "tests" / "questions"
    found = []
    for file in sorted(folder.glob("latih_*.yaml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8")):
            asked = entry.get("pertanyaan") or entry.get("tanya") if isinstance(entry, dict) else None
            found += [asked] if isinstance(asked, str) else asked if isinstance(asked, list) else []
    return itertools.cycle([text for text in found if isinstance(text, str)] or ["apa itu stunting"])


def resident():
    """Megabytes of memory that the process holds (Linux)."""
    gc.collect()
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1000
    raise AssertionError("no VmRSS")


async def soak(count, url, key):
    assistant = Assistant(load(default_path()))
    warm, largest = 0.0, 0.0
    async with await Database.open(url, key) as database:
        inbox, log, memory = Inbox(database), ConversationLog(database), Memory(database, "telegram")
        started = time.monotonic()
        for number, question in zip(range(1, count + 1), questions(), strict=False):
            person = number % PEOPLE
            await inbox.put([Arrival(number, person, person, {"update_id": number, "message": {"text": question}})])
            conversation = assistant.conversation(f"telegram:{person}")
            await memory.recall(conversation, person, person)
            reply = await assistant.reply(question, conversation)
            await inbox.claim(number)
            await log.record(LogEntry("telegram", "private", str(person), question, reply, 1.0, "v", str(person),
                                      number, delivery="terkirim"), memory.row(conversation, person, person))
            if number == int(count * WARM_UP):
                warm = resident()
            if number % max(1, count // 20) == 0:
                largest = max(largest, resident())
                pace = number / (time.monotonic() - started)
                print(f"{number}: {resident():.0f} MB, {pace:.0f} a second", flush=True)
    return warm, resident(), largest


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--questions", type=int, default=200_000)
    parser.add_argument("--storage", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if options.storage == "sqlite":
            url = f"sqlite+aiosqlite:///{folder}/uji.db"
        else:
            url = stack.enter_context(Postgres()).fresh()
        warm, last, largest = asyncio.run(soak(options.questions, url, folder / "kunci"))
        rows = rows_of(url, "SELECT count(*) AS rows FROM message")[0]["rows"]
        size = ((folder / "uji.db").stat().st_size if options.storage == "sqlite"
                else rows_of(url, "SELECT pg_database_size(current_database()) AS size")[0]["size"])
        print(f"{options.questions} questions: {rows} rows, {size / rows:.0f} bytes of the database a row; memory "
              f"{warm:.0f} MB after warm-up, {last:.0f} MB at the end ({last / warm - 1:+.1%}), "
              f"{largest:.0f} MB at most")


if __name__ == "__main__":
    main()
