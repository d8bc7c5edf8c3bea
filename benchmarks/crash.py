"""Kill the bot (-9) again and again while people write, and count what they got.

Usage: python -m benchmarks.crash [--updates 5000] [--chats 200] [--kills 50] [--pace 25] [--only sqlite-polling …]

Beside this bot runs, with the same kills, a bare python-telegram-bot that answers each message with its text.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.bots import (
    COMMANDS,
    SECRET,
    Crowd,
    Process,
    free_port,
    judge,
    replies_expected,
    rows_in_order,
    rows_of,
    small_knowledge,
)
from tests.fake_bot_api import Delivery, FakeBotApi, FakeServer
from tests.postgres import Postgres

WAYS = ("sqlite-polling", "sqlite-webhook", "postgresql-polling", "postgresql-webhook", "bare")
SETTLE_SECONDS = 180.0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--updates", type=int, default=5000)
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--pace", type=float, default=25.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", nargs="*", choices=WAYS, default=WAYS)
    options = parser.parse_args()
    print(f"{options.updates} updates, {options.chats} chats, {options.kills} kills, {options.pace:g} updates a second")
    print("| way | log rows | lost | doubled | sent again with a warning | order kept | seconds |")
    print("|---|---|---|---|---|---|---|")
    with Postgres() as postgres:
        for way in options.only:
            print(run(way, options, postgres), flush=True)


def run(way, options, postgres):
    storage, _, mode = way.partition("-")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = free_port()
        url = postgres.fresh() if storage == "postgresql" else f"sqlite+aiosqlite:///{folder}/uji.db"
        settings = {"TIRUBOT_STORAGE__URL": url, "TIRUBOT_STORAGE__KEY_FILE": str(folder / "kunci")}
        if mode == "webhook":
            settings |= {"TIRUBOT_TELEGRAM__MODE": "webhook", "TIRUBOT_WEBHOOK__SECRET": SECRET,
                         "TIRUBOT_WEBHOOK__URL": f"http://127.0.0.1:{port}/telegram",
                         "TIRUBOT_WEBHOOK__PORT": str(port)}
        api = FakeBotApi()
        server = stack.enter_context(FakeServer(api))
        stack.enter_context(Delivery(api))
        knowledge = small_knowledge(folder / "pengetahuan")
        bare = way == "bare"
        if bare:
            expected, command = list(COMMANDS), ("-m", "benchmarks.bare_bot")
        else:
            expected = replies_expected(api, settings, folder, knowledge, server.root)
            command = ("-m", "bot", "run")
        crowd = Crowd(api, options.updates, options.chats, options.pace, options.seed)
        bot = Process(folder, server.root, knowledge, command, **settings)
        started = time.monotonic()
        kill_again_and_again(bot, crowd, options)
        settle(api, crowd, bot)
        bot.stop()
        lost, doubled, marked, disordered = judge(api, crowd.pushed, expected)
        rows, order = "none", disordered == 0
        if not bare:
            found = rows_of(url, "SELECT update_id, chat_key FROM message ORDER BY id")
            found = [row for row in found if row["update_id"] in
                     {number for numbers in crowd.pushed.values() for number in numbers}]
            rows, order = len(found), order and rows_in_order(found)
            ended = rows_of(url, "SELECT delivery, count(*) AS times FROM message GROUP BY delivery ORDER BY 2 DESC")
            print("deliveries:", *(f"{row['delivery']}: {row['times']}" for row in ended), file=sys.stderr)
            if "Traceback" in bot.text():
                print(bot.text()[-3000:])
    return (f"| {way} | {rows} | {lost} | {doubled} ({doubled / options.updates:.2%}) | {marked} | "
            f"{'yes' if order else 'NO'} | {time.monotonic() - started:.0f} |")


def kill_again_and_again(bot, crowd, options):
    """Spread the kills at random over the time in which people write."""
    chance = random.Random(options.seed)
    whole = options.updates / options.pace
    moments = sorted(chance.uniform(0.02, 1.0) * whole for _ in range(options.kills))
    bot.start()
    crowd.start()
    started = time.monotonic()
    for moment in moments:
        time.sleep(max(0.0, started + moment - time.monotonic()))
        if bot.runs:
            bot.kill()
        bot.start()
    crowd.join()


def settle(api, crowd, bot):
    """Wait until nothing is sent any more."""
    end = time.monotonic() + SETTLE_SECONDS
    last, since = -1, time.monotonic()
    while time.monotonic() < end:
        if not bot.runs:
            bot.start()
        count = len(api.made("sendMessage"))
        if count != last:
            last, since = count, time.monotonic()
        if time.monotonic() - since > 12:
            return
        time.sleep(0.2)


if __name__ == "__main__":
    main()
