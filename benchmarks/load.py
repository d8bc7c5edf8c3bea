"""Replies a second with one, two and three webhook bots on one PostgreSQL, and what a reply costs.

Usage: python -m benchmarks.load [--updates 3000] [--chats 300] [--delay 0]

The fake Telegram, the proxy and the database run on the same processors, so the figures compare with each other and
not with a machine that has the bots to itself.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.bots import SECRET, Crowd, Process, Proxy, free_port, rows_of, small_knowledge
from tests.fake_bot_api import Delivery, FakeBotApi, FakeServer, Fault
from tests.postgres import Postgres

WAYS = (("sqlite, polling", 1), ("postgresql, webhook", 1), ("postgresql, webhook", 2), ("postgresql, webhook", 3))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--updates", type=int, default=3000)
    parser.add_argument("--chats", type=int, default=300)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds that the fake Telegram takes for each send")
    options = parser.parse_args()
    print(f"{options.updates} messages at once from {options.chats} chats, {options.delay:g} s delay, "
          f"{os.cpu_count()} processors for everything")
    print("| way | bots | replies a second | processor time of the bots a reply |")
    print("|---|---|---|---|")
    with Postgres() as postgres:
        for way, bots in WAYS:
            print(f"| {way} | {bots} | {run(way, bots, options, postgres)} |", flush=True)


def run(way, bots, options, postgres):
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server_side = way.startswith("postgresql")
        url = postgres.fresh() if server_side else f"sqlite+aiosqlite:///{folder}/uji.db"
        ports = [free_port() for _ in range(bots)]
        proxy = stack.enter_context(Proxy(ports))
        api = FakeBotApi()
        if options.delay:
            api.faults.append(Fault("sendMessage", seconds=options.delay, times=10**9))
        server = stack.enter_context(FakeServer(api))
        stack.enter_context(Delivery(api))
        settings = {"TIRUBOT_STORAGE__URL": url, "TIRUBOT_STORAGE__KEY_FILE": str(folder / "kunci")}
        if server_side:
            settings |= {"TIRUBOT_TELEGRAM__MODE": "webhook", "TIRUBOT_WEBHOOK__SECRET": SECRET,
                         "TIRUBOT_WEBHOOK__URL": f"http://127.0.0.1:{proxy.port}/telegram"}
        running = [Process(folder, server.root, small_knowledge(folder / "pengetahuan"),
                           **settings, **({"TIRUBOT_WEBHOOK__PORT": str(port)} if server_side else {}))
                   for port in ports]
        for bot in running:
            bot.start()
        while not all("bot siap" in bot.text() for bot in running):
            time.sleep(0.1)
        spent = sum(bot.cpu_seconds() for bot in running)
        started = time.monotonic()
        Crowd(api, options.updates, options.chats, None).run()
        api.wait_for("sendMessage", count=options.updates, timeout=600)
        seconds = time.monotonic() - started
        spent = sum(bot.cpu_seconds() for bot in running) - spent
        for bot in running:
            bot.stop()
        rows = rows_of(url, "SELECT count(*) AS rows FROM message")[0]["rows"]
        if rows != options.updates:
            raise AssertionError(f"{rows} rows of {options.updates}")
    return f"{options.updates / seconds:.0f} | {spent / options.updates * 1000:.1f} ms"


if __name__ == "__main__":
    main()
