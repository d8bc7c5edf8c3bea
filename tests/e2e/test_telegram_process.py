"""The life of the process: starting without network or with a wrong token, stopping in the middle of things."""

import re
import socket
import time

from tests.e2e.conftest import READY
from tests.fake_bot_api import TOKEN, FakeServer, Fault, Refusal
from tests.fake_bot_api.updates import message, private

ANI = private(11, "Ani")


def test_sigterm_while_answers_are_being_sent(api, bot):
    """The answer on its way and one that waits behind it both go out, and nothing is left for the next start."""
    api.faults.append(Fault("sendMessage", chat_id=11, seconds=2.0))
    updates = [api.push(message(ANI, question)) for question in ("apa itu stunting", "program apa di Depok")]
    while not api.faults[0].times == 0:
        time.sleep(0.01)
    code, seconds = bot.stop()
    assert (code, len(api.sent(11))) == (0, 2)
    assert seconds < 10
    assert [row["update_id"] for row in bot.rows()] == [update["update_id"] for update in updates]
    last = updates[-1]["update_id"]
    assert api.made("getUpdates")[-1].parameters["offset"] == last + 1
    assert "Traceback" not in bot.output


def test_sigterm_at_rest_is_quick_and_quiet(bot):
    code, seconds = bot.stop()
    assert code == 0
    assert seconds < 5
    assert "Traceback" not in bot.output and "WARNING" not in bot.output


def test_questions_asked_while_it_was_down_are_answered(api, start):
    api.push(message(ANI, "apa itu stunting"))
    bot = start()
    api.wait_for("sendMessage", 11, timeout=15)
    assert bot.stop()[0] == 0


def test_network_down_at_start_then_up(api, start):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    bot = start(root=f"http://127.0.0.1:{port}")
    bot.wait_for_line("Belum ada jaringan ke Telegram")
    assert "mencoba lagi" in bot.output
    with FakeServer(api, port):
        bot.wait_for_line(READY)
        api.push(message(ANI, "apa itu stunting"))
        api.wait_for("sendMessage", 11)
        assert bot.stop()[0] == 0


def test_sigterm_while_waiting_for_the_network(start):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    bot = start(root=f"http://127.0.0.1:{port}")
    bot.wait_for_line("Belum ada jaringan ke Telegram")
    code, seconds = bot.stop()
    assert code == 0
    assert seconds < 5


def test_refused_token(start):
    token = TOKEN.replace("ujian", "salah")
    bot = start(token=token)
    assert bot.wait() == 2
    assert "Telegram menolak token" in bot.output
    assert len(bot.lines) == 1
    assert token.partition(":")[2] not in bot.output


def test_token_refused_while_it_runs(api, bot):
    api.token = "1:lain"
    api.push(message(ANI, "halo"))
    assert bot.wait() == 2
    assert "Telegram menolak token" in bot.output
    assert TOKEN.partition(":")[2] not in bot.output


def test_second_process_with_the_same_token(api, bot):
    conflict = Refusal("Conflict: terminated by other getUpdates request", 409)
    api.faults.append(Fault("getUpdates", refusal=conflict, times=50))
    api.push(message(ANI, "halo"))
    bot.wait_for_line("juga dipakai proses lain (2 kali")
    assert bot.wait() == 1
    assert "token bot ini sedang dipakai proses lain" in bot.lines[-1]


def test_startup_error_ends_the_process(start, tmp_path):
    (tmp_path / "uji.db").write_text("ini bukan basis data" * 100)
    started = time.monotonic()
    bot = start()
    assert bot.wait() == 1
    assert time.monotonic() - started < 10
    assert re.search(r"Basis data .*uji\.db tidak dapat dibuka", bot.output)
    assert "Traceback" not in bot.output


def test_menu_that_cannot_be_set_keeps_nobody_waiting(api, start):
    api.faults.append(Fault("setMyCommands", refusal=Refusal("Too Many Requests", 429, retry_after=900)))
    bot = start()
    bot.wait_for_line("Menu perintah atau keterangan bot belum terpasang")
    api.push(message(ANI, "halo"))
    api.wait_for("sendMessage", 11)
    assert bot.stop()[0] == 0


