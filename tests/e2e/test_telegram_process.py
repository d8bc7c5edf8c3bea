"""The life of the process: starting without network or with a wrong token, stopping in the middle of things."""

import re
import socket
import time

import pytest

from tests.e2e.conftest import READY
from tests.fake_bot_api import TOKEN, FakeBotApi, FakeServer, Fault
from tests.fake_bot_api.updates import message, private

ANI = private(11, "Ani")


@pytest.fixture
def api():
    return FakeBotApi()


@pytest.fixture
def server(api):
    with FakeServer(api) as server:
        yield server


def test_sigterm_while_answers_are_being_sent(api, server, start):
    """The answer on its way and the one waiting behind it (asked while the bot was down) both go out, with rows."""
    updates = [api.push(message(ANI, question)) for question in ("apa itu stunting", "program apa di Depok")]
    fault = Fault("sendMessage", chat_id=11, seconds=1.5)
    api.faults.append(fault)
    bot = start(server.root)
    bot.until(lambda: not fault.times, 15)
    code, seconds = bot.stop()
    assert (code, len(api.sent(11))) == (0, 2)
    assert 1 < seconds < 10
    assert [row["update_id"] for row in bot.rows()] == [update["update_id"] for update in updates]
    assert api.made("getUpdates")[-1].parameters["offset"] == updates[-1]["update_id"] + 1
    assert "Traceback" not in bot.output


def test_network_down_at_start_then_up(api, start):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    bot = start(f"http://127.0.0.1:{port}")
    bot.wait_for_line("Belum ada jaringan ke Telegram")
    assert "mencoba lagi" in bot.output
    with FakeServer(api, port):
        bot.wait_for_line(READY)
        api.push(message(ANI, "apa itu stunting"))
        api.wait_for("sendMessage", 11)
        assert bot.stop()[0] == 0


def test_refused_token(server, start):
    bot = start(server.root, token=TOKEN.replace("ujian", "salah"))
    assert bot.wait() == 2
    [line] = bot.lines
    assert "Telegram menolak token" in line


def test_startup_error_ends_the_process(server, start, tmp_path):
    (tmp_path / "uji.db").write_text("ini bukan basis data" * 100)
    started = time.monotonic()
    bot = start(server.root)
    assert bot.wait() == 1
    assert time.monotonic() - started < 10
    assert re.search(r"Basis data .*uji\.db tidak dapat dibuka", bot.output)
    assert "Traceback" not in bot.output
