"""Three webhook bots on one PostgreSQL behind one port, one of them killed and started again throughout.

Usage: python -m benchmarks.instances [--updates 3000] [--chats 200] [--pace 25] [--instances 3]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.bots import (
    SECRET,
    Crowd,
    Process,
    Proxy,
    free_port,
    judge,
    replies_expected,
    rows_in_order,
    rows_of,
    small_knowledge,
)
from benchmarks.crash import settle
from tests.fake_bot_api import Delivery, FakeBotApi, FakeServer
from tests.postgres import Postgres


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--updates", type=int, default=3000)
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--pace", type=float, default=25.0)
    parser.add_argument("--instances", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with ExitStack() as stack:
        postgres = stack.enter_context(Postgres())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url, knowledge = postgres.fresh(), small_knowledge(folder / "pengetahuan")
        ports = [free_port() for _ in range(options.instances)]
        proxy = stack.enter_context(Proxy(ports))
        api = FakeBotApi()
        server = stack.enter_context(FakeServer(api))
        stack.enter_context(Delivery(api))

        def settings(port):
            return {"TIRUBOT_STORAGE__URL": url, "TIRUBOT_STORAGE__KEY_FILE": str(folder / "kunci"),
                    "TIRUBOT_TELEGRAM__MODE": "webhook", "TIRUBOT_WEBHOOK__SECRET": SECRET,
                    "TIRUBOT_WEBHOOK__URL": f"http://127.0.0.1:{proxy.port}/telegram",
                    "TIRUBOT_WEBHOOK__PORT": str(port)}

        expected = replies_expected(api, settings(ports[0]), folder, knowledge, server.root)
        bots = [Process(folder, server.root, knowledge, **settings(port)) for port in ports]
        for bot in bots:
            bot.start()
        crowd = Crowd(api, options.updates, options.chats, options.pace, options.seed)
        crowd.start()
        kills = kill_one_throughout(bots[0], crowd, options.seed)
        crowd.join()
        settle(api, crowd, bots[0])
        for bot in bots:
            bot.stop()
        report(api, crowd, expected, url, kills, proxy)


def report(api, crowd, expected, url, kills, proxy):
    lost, doubled, marked, disordered = judge(api, crowd.pushed, expected)
    asked = {number for numbers in crowd.pushed.values() for number in numbers}
    found = [row for row in rows_of(url, "SELECT update_id, chat_key FROM message ORDER BY id")
             if row["update_id"] in asked]
    order = disordered == 0 and rows_in_order(found)
    print(f"{len(asked)} updates, {len(proxy.ports)} bots, {kills} kills of one: {len(found)} rows, "
          f"{len(found) - len({row['update_id'] for row in found})} doubled rows, {lost} lost, "
          f"{doubled} doubled replies ({doubled / len(asked):.2%}), {marked} sent again with a warning, order kept: "
          f"{'yes' if order else 'NO'}; calls taken by each bot: {proxy.taken}")


def kill_one_throughout(bot, crowd, seed):
    """Kill a bot every few seconds for as long as people write; return how often."""
    chance, kills = random.Random(seed), 0
    done = threading.Event()
    while crowd.is_alive() and not done.wait(chance.uniform(1.0, 6.0)):
        bot.kill()
        kills += 1
        time.sleep(chance.uniform(0.0, 1.0))
        bot.start()
    return kills


if __name__ == "__main__":
    main()
