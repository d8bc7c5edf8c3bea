"""How long the report takes on a large log, and how much memory: `python -m bot report` as a process of its own.

    python -m benchmarks.report [ROWS] [FOLDER]

Makes a log of a million rows (unless told otherwise) from the questions of tests/questions, spread over a year of many
people, with real replies, and keeps it in the folder for the next run. Printed are seconds and the most memory, for the
text, for the page with pictures, and with a filter.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from sqlalchemy import insert

from bot.assistant import Assistant
from bot.knowledge.loader import load
from bot.knowledge.location import default_path
from bot.storage.database import Database
from bot.storage.tables import Message, Vote
from bot.understanding.conversation import Conversation

QUESTIONS = Path(__file__).parents[1] / "tests" / "questions"
PEOPLE = 20_000
AT_ONCE = 20_000
VOTING = 0.05
"""Share of the answers that somebody has an opinion of."""
END = datetime(2026, 6, 30, tzinfo=UTC)


def questions() -> Iterator[str]:
    """Yield the labelled questions, as people type them."""
    for file in sorted(QUESTIONS.glob("latih_*.yaml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8")) or []:
            found = entry.get("tanya") if isinstance(entry, dict) else None
            if isinstance(found, str):
                yield found


async def answered() -> list[dict[str, object]]:
    """Return a row for each question, answered by the bot."""
    assistant = Assistant(load(default_path()))
    rows = []
    for question in questions():
        reply = await assistant.reply(question, Conversation())
        rows.append({"channel": "telegram", "question": question, "status": reply.status.value, "intent": reply.intent,
                     "confidence": reply.confidence, "regions": reply.regions, "programs": reply.programs,
                     "reply": reply.text, "knowledge_version": reply.version, "update_id": None,
                     "delivery": "terkirim"})
    return rows


async def fill(url: str, count: int) -> None:
    """Write a log of so many rows."""
    chance = random.Random(1)
    kinds = await answered()
    letters = "abcdefghijklmnopqrstuvwxyz"

    def typed(text: str) -> str:
        """Most people make a slip now and then, so that few questions are the same to the letter."""
        if chance.random() < 0.5 or not text:
            return text
        at = chance.randrange(len(text))
        return text[:at] + chance.choice(letters) + text[at + 1:]

    async with await Database.open(url) as database:
        for start in range(0, count, AT_ONCE):
            rows = []
            for number in range(start, min(start + AT_ONCE, count)):
                kind, person = kinds[int(len(kinds) * chance.random() ** 2)], chance.randrange(PEOPLE)
                rows.append({**kind, "question": typed(str(kind["question"])),
                             "time": END - timedelta(days=365 * (1 - number / count)),
                             "chat_kind": "private" if person % 3 else "supergroup", "chat_key": f"{person:032x}",
                             "user_key": f"{person:032x}", "latency_ms": chance.lognormvariate(2, 0.8)})
            await database.run(lambda connection, rows=rows: connection.execute(insert(Message), rows))
            votes = [{"message_id": number + 1, "user_key": rows[number - start]["user_key"],
                      "value": chance.choice(("up", "up", "up", "down", "misread")), "time": END}
                     for number in range(start, start + len(rows)) if chance.random() < VOTING]
            await database.run(lambda connection, votes=votes: connection.execute(insert(Vote), votes))


def measure(url: str, arguments: list[str]) -> tuple[float, float, float]:
    """Run the report; return seconds on the clock and on the processor, and the most memory in megabytes."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "report", *arguments], stdout=subprocess.DEVNULL,
        env=os.environ | {"TIRUBOT_STORAGE__URL": url})
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"the report ended with {status}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Make the log if it is not there, and measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.gettempdir()) / "tirubot-benchmarks"
    file = folder / f"log-{count}.db"
    url = f"sqlite+aiosqlite:///{file}"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        started = time.perf_counter()
        asyncio.run(fill(url, count))
        print(f"{count} rows made in {time.perf_counter() - started:.0f} s, {file.stat().st_size / 1e6:.0f} MB")
    everything = ["--from", "2025-06-01", "--to", "2026-06-30"]
    for name, arguments in {
        "text": everything, "CSV": [*everything, "--csv"],
        "page": [*everything, "--html", str(folder / "laporan.html")],
        "one province": [*everything, "--province", "Jawa Tengah"], "groups": [*everything, "--chat", "grup"],
        "30 days": ["--from", "2026-06-01", "--to", "2026-06-30"],
    }.items():
        seconds, working, memory = measure(url, arguments)
        print(f"{name:14} {seconds:6.2f} s ({working:5.2f} s of processor time) {memory:6.0f} MB")


if __name__ == "__main__":
    main()
