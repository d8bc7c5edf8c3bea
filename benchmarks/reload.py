"""How soon a saved file is answered from while the bot is under load, and what the replies suffer by it.

    python -m benchmarks.reload [QUESTIONS_A_SECOND]

The bot runs as a process of its own on a copy of the shipped knowledge base, against the same bare server as
benchmarks/telegram.py. Questions that it has not heard come at a steady pace, each from a chat of its own; meanwhile
files are saved, of each kind the folder has, and one chat asks again and again for what the edit changes. Printed are,
for each kind of edit, the seconds from the save to the first new answer, and the slowest reply meanwhile beside the
slowest ones of the quiet seconds before it.
"""

from __future__ import annotations

import asyncio
import itertools
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.telegram import Server, _question, never_heard, running, start_of
from bot.assistant import Assistant
from bot.knowledge.loader import load
from bot.knowledge.location import default_path

PACE = 30
"""What Telegram lets a bot send in a second."""
QUIET_SECONDS, AFTER_SECONDS, LONGEST_SECONDS = 6.0, 1.0, 10.0
ASKING_AGAIN_SECONDS = 0.1
ROUNDS = 3
PROBE = 5
TOPIC = "topik/stunting-apa.yaml"
ASKED = "apa itu stunting"


class Watched(Server):
    """Notes when each chat's reply came."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[int, float] = {}
        self.waits: list[tuple[float, float]] = []
        self.probed = ""

    def push(self, chat: int, text: str) -> None:
        """Let a chat ask."""
        self.asked[chat] = time.perf_counter()
        self._updates.append(_question(next(self._numbers), chat, text))
        self._arrived.set()

    async def _take(self, chat: int, text: str) -> str:
        asked = self.asked.pop(chat, None)
        if chat == PROBE:
            self.probed = text
        elif asked is not None:
            self.waits.append((asked, time.perf_counter() - asked))
        return await super()._take(chat, text)

    def slowest(self, since: float, until: float) -> list[float]:
        """The waits for what was asked in a span, in milliseconds, the longest first."""
        return sorted((wait * 1000 for asked, wait in self.waits if since <= asked < until), reverse=True)


def mark(folder: Path, number: int) -> str:
    """Give the answer that is probed for a new beginning; return that."""
    file, beginning = folder / TOPIC, f"Ubahan ke-{number}:"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(index for index, line in enumerate(lines) if line.startswith("jawab:"))
    old = lines[place].removeprefix("jawab:").strip().strip("\"'")
    lines[place] = f'jawab: "{beginning} {old.partition(": ")[2] if old.startswith("Ubahan") else old}"\n'
    draft = file.with_name(".draft")
    draft.write_text("".join(lines), encoding="utf-8")
    draft.replace(file)
    return beginning


def remark(folder: Path, names: str) -> None:
    """Add a comment to files, so that they count as changed and say the same."""
    for file in sorted(folder.glob(names))[:100]:
        file.write_text(f"{file.read_text(encoding='utf-8')}# disunting\n", encoding="utf-8")


def reword(folder: Path, old: str, new: str) -> None:
    """Teach a word, another each time."""
    file = folder / "bahasa.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(old, new.format(time.monotonic_ns() % 10**6), 1), encoding="utf-8")


EDITS: dict[str, Callable[[Path], None]] = {
    "a topic": lambda folder: None,
    "a province and its regions": lambda folder: remark(folder, "daerah/33-*.yaml"),
    "a hundred programs (git pull)": lambda folder: remark(folder, "program/*.yaml"),
    "an abbreviation": lambda folder: reword(folder, "singkatan:\n", "singkatan:\n  kata{}: kapan\n"),
    "a wording of a concept": lambda folder: reword(folder, "  kerdil: [", "  kerdil: [anak kontet{}, "),
}


async def ask_on(server: Watched, questions: list[tuple[int, str]], pace: float) -> None:
    """Ask at a steady pace, for ever."""
    started = time.perf_counter()
    for number, (_, text) in enumerate(itertools.cycle(questions)):
        await asyncio.sleep(max(0.0, started + number / pace - time.perf_counter()))
        # a space more and the words are none that were heard before
        server.push(100_000 + number, text + " " * (number // len(questions)))


async def probe_on(server: Watched) -> None:
    while True:
        if PROBE not in server.asked:
            server.push(PROBE, ASKED)
        await asyncio.sleep(ASKING_AGAIN_SECONDS)


async def edited(server: Watched, folder: Path, number: int,
                 edit: Callable[[Path], None]) -> tuple[float, float, float]:
    """Make one edit; return the seconds to the new answer, and the slowest reply before and meanwhile in ms."""
    quiet = time.perf_counter()
    await asyncio.sleep(QUIET_SECONDS)
    saved = time.perf_counter()
    edit(folder)
    beginning = mark(folder, number)
    while beginning not in server.probed:
        if time.perf_counter() - saved > LONGEST_SECONDS:
            raise SystemExit(f"no new answer after {LONGEST_SECONDS:.0f} s")
        await asyncio.sleep(0.002)
    seconds = time.perf_counter() - saved
    await asyncio.sleep(AFTER_SECONDS)
    before = server.slowest(quiet, saved)
    meanwhile = server.slowest(saved, saved + seconds + AFTER_SECONDS / 2)
    return seconds, before[0], meanwhile[0]


async def main() -> None:
    """Run the bot, ask, edit, print."""
    pace = float(sys.argv[1]) if len(sys.argv) > 1 else PACE
    questions = await never_heard(Assistant(load(default_path())))
    with tempfile.TemporaryDirectory() as name:
        folder, server = Path(name), Watched()
        knowledge = folder / "pengetahuan"
        shutil.copytree(default_path(), knowledge)
        async with await asyncio.start_server(server.serve, "127.0.0.1", 0) as door:
            arguments = start_of("tirubot", folder, f"http://127.0.0.1:{door.sockets[0].getsockname()[1]}")
            config = folder / "config.yaml"
            config.write_text(config.read_text(encoding="utf-8") + f"knowledge:\n  path: {knowledge}\n",
                              encoding="utf-8")
            async with running(*arguments):
                await server.ask([(chat, "halo") for chat in range(1, 4)])
                tasks = [asyncio.create_task(ask_on(server, questions, pace)), asyncio.create_task(probe_on(server))]
                await asyncio.sleep(2)
                print(f"{pace:.0f} questions a second, each of the {ROUNDS} edits of a kind:")
                numbers = itertools.count(1)
                for kind, edit in EDITS.items():
                    rounds = [await edited(server, knowledge, next(numbers), edit) for _ in range(ROUNDS)]
                    slowest = max(seconds for seconds, _, _ in rounds)
                    worst = max(meanwhile - before for _, before, meanwhile in rounds)
                    print(f"{kind:32} new answer after {statistics.median(r[0] for r in rounds):.2f} s "
                          f"(at most {slowest:.2f}); slowest reply {max(r[1] for r in rounds):.0f} ms before, "
                          f"{max(r[2] for r in rounds):.0f} ms meanwhile ({worst:+.0f} ms)", flush=True)
                for task in tasks:
                    task.cancel()
            door.close()


if __name__ == "__main__":
    asyncio.run(main())
