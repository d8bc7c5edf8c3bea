"""Ten thousand cases of nonsense: updates, presses, settings; the real assistant, the strict fake of Telegram.

Usage: python -m benchmarks.fuzz [--cases 10000] [--seed 1]
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from telegram.ext import ApplicationBuilder

from bot.assistant import Assistant
from bot.channels.telegram.app import build_application
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.ordering import ChatOrder
from bot.channels.telegram.reception import Reception
from bot.documents.studio import Studio
from bot.knowledge.loader import load
from bot.knowledge.location import default_path
from bot.settings import TelegramSettings
from bot.storage.database import Database
from bot.storage.turns import OwnTurns
from bot.upkeep.reloading import Reloader
from bot.upkeep.versions import Versions
from tests.fake_bot_api import TOKEN, FakeBotApi, FakeRequest
from tests.fuzzing import Fuzzer, introduce, refusals, try_settings

BATCH = 200


class Faults(logging.Handler):
    """Counts the lines that tell of an error nobody expected."""

    def __init__(self):
        super().__init__()
        self.lines = Counter()

    def emit(self, record):
        line = record.getMessage()
        if line.startswith("Galat"):
            self.lines[line] += 1


async def updates(cases, seed, folder):
    """Bring updates to the real bot in process; return its refused calls and what still waits."""
    api, fuzzer = FakeBotApi(), Fuzzer(seed)
    introduce(api)
    builder = ApplicationBuilder().token(TOKEN).request(FakeRequest(api)).get_updates_request(FakeRequest(api))
    async with await Database.open(f"sqlite+aiosqlite:///{folder}/uji.db") as database:
        reloader = Reloader(default_path(), Assistant(load(default_path())), Versions(Path(folder) / "versi"))
        parts = build_application(builder, reloader, database, Studio(Path(folder) / "dokumen"),
                                  TelegramSettings(api_base_url="http://uji", questions_per_minute=0))
        async with parts.application:
            for start in range(0, cases, BATCH):
                reception = Reception(parts.application, parts.dialogue, parts.inbox, OwnTurns.fence,
                                      lambda: datetime.now(UTC))
                order = ChatOrder(parts.inbox, OwnTurns(), reception.receive)
                await order.start()
                await Intake(parts.inbox, order, reception.handle_at_once).take(
                    [fuzzer.update() for _ in range(min(BATCH, cases - start))])
                await order.stop(120)
            return refusals(api), (await parts.inbox.depth()).updates


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    faults = Faults()
    logging.getLogger("bot").addHandler(faults)
    logging.getLogger("bot").propagate = False
    started = time.monotonic()
    of_updates = options.cases * 7 // 10
    with tempfile.TemporaryDirectory() as folder:
        refused, left = asyncio.run(updates(of_updates, options.seed, folder))
        fuzzer = Fuzzer(options.seed + 1)
        for _ in range(options.cases - of_updates):
            try_settings(Path(folder) / "config.yaml", fuzzer.settings())
    print(f"{options.cases} cases ({of_updates} updates, {options.cases - of_updates} settings) in "
          f"{time.monotonic() - started:.0f} s: {sum(faults.lines.values())} unhandled exceptions, "
          f"{len(refused)} refused replies, {left} updates left waiting")
    for line, times in [*faults.lines.most_common(3), *Counter(refused).most_common(3)]:
        print(times, line)


if __name__ == "__main__":
    main()
