"""Faults around the bot as a process: each has a known end, a clear line, and no lost row."""

import json
import os
import signal
import sqlite3
import time
import urllib.request
from contextlib import closing
from email.utils import formatdate

import pytest

from tests.databases import rows
from tests.e2e.conftest import READY
from tests.fake_bot_api import Delivery, FakeBotApi, FakeServer, Fault, Refusal
from tests.fake_bot_api.updates import message, private

ANI, BUDI = private(11, "Ani"), private(12, "Budi")
SECRET = "rahasia-webhook-untuk-uji"


@pytest.fixture
def api():
    return FakeBotApi()


@pytest.fixture
def server(api):
    with FakeServer(api) as server:
        yield server


def free_port():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def answered(api, person, count=1):
    return [sent["text"] for sent in api.wait_for("sendMessage", person["chat"]["id"], count) and api.sent(
        person["chat"]["id"])]


def test_killed_while_it_sends_and_while_others_wait(api, server, start):
    """What was on its way comes again with a word of warning, the rest as if nothing had been."""
    fault = Fault("sendMessage", chat_id=11, seconds=3.0)
    api.faults.append(fault)
    updates = [api.push(message(ANI, text)) for text in ("/program", "/daerah")]
    bot = start(server.root)
    bot.until(lambda: not fault.times, 15)
    bot.process.send_signal(signal.SIGKILL)
    bot.wait()
    assert bot.rows() == []
    again = start(server.root)
    again.wait_for_line("Melanjutkan 1 obrolan yang belum terjawab")
    found = again.rows_of(updates)
    assert [row["question"] for row in found] == ["/program", "/daerah"]
    assert [("dikirim ulang" in row["delivery"]) for row in found] == [True, False]
    marked = [sent["text"].startswith("(Mungkin jawaban ini sudah") for sent in api.sent(11)]
    assert marked.count(True) == 1 and marked[-1] is False
    assert again.stop()[0] == 0


@pytest.mark.parametrize("storage", ["sqlite", "postgresql"])
def test_by_webhook_on_either_database(api, server, start, storage, request, tmp_path):
    port, watch = free_port(), free_port()
    url = (f"sqlite+aiosqlite:///{tmp_path}/uji.db" if storage == "sqlite"
           else request.getfixturevalue("postgres").fresh())
    settings = {"TIRUBOT_TELEGRAM__MODE": "webhook", "TIRUBOT_WEBHOOK__SECRET": SECRET,
                "TIRUBOT_WEBHOOK__URL": f"http://127.0.0.1:{port}/telegram", "TIRUBOT_WEBHOOK__PORT": str(port),
                "TIRUBOT_MONITORING__PORT": str(watch), "TIRUBOT_LOGS__FORMAT": "json",
                "TIRUBOT_STORAGE__URL": url, "TIRUBOT_STORAGE__KEY_FILE": str(tmp_path / "kunci")}
    with Delivery(api, twice=True):
        bot = start(server.root, settings=settings)
        bot.wait_for_line(READY)
        for text in ("/program", "/daerah", "/sumber"):
            api.push(message(ANI, text))
        assert len(answered(api, ANI, 3)) == 3
        bot.until(lambda: len(rows(url, "message")) == 3)
        with urllib.request.urlopen(f"http://127.0.0.1:{watch}/health") as answer:
            assert json.load(answer)["healthy"] is True
        assert bot.stop()[0] == 0
    assert [row["question"] for row in rows(url, "message")] == ["/program", "/daerah", "/sumber"]
    lines = [json.loads(line) for line in bot.lines]
    assert [line["update_id"] for line in lines if line["message"].startswith("Pesan")] == [
        row["update_id"] for row in rows(url, "message")]
    assert SECRET not in bot.output


def test_a_second_bot_on_the_same_database_ends_with_a_reason(server, start):
    start(server.root).wait_for_line(READY)
    second = start(server.root)
    assert second.wait() == 1
    assert "Bot lain sudah berjalan dengan basis data yang sama" in second.output


@pytest.mark.parametrize("fault", [
    Fault("getUpdates", answer=b"<html>sampah"), Fault("getUpdates", answer=b"[" * 100_000),
    Fault("getUpdates", answer=b'{"ok": true, "result": "x"}'),
    Fault("getUpdates", answer=b'{"ok": true, "result": [1, {"update_id": "x"}]}'), Fault("getUpdates", cut=True),
    Fault("getUpdates", refusal=Refusal("Internal Server Error", 500)),
    Fault("getUpdates", refusal=Refusal("Too Many Requests", 429, retry_after=1))], ids=lambda fault: str(fault)[-60:])
def test_polling_survives_what_telegram_answers(api, server, start, fault):
    api.faults.append(fault)
    bot = start(server.root)
    bot.wait_for_line(READY)
    update = api.push(message(ANI, "/program"))
    assert len(answered(api, ANI)) == 1
    assert len(bot.rows_of([update])) == 1
    code, seconds = bot.stop()
    assert (code, len(api.sent(11))) == (0, 1) and seconds < 5
    assert "Traceback" not in bot.output


@pytest.mark.parametrize(("fault", "delivery", "replies"), [
    (Fault("sendMessage", 11, answer=b"<html>sampah"), "mungkin terkirim", 0),
    (Fault("sendMessage", 11, cut=True), "mungkin terkirim", 1),
    (Fault("sendMessage", 11, refusal=Refusal("Internal Server Error", 500)), "terkirim", 1),
    (Fault("sendMessage", 11, refusal=Refusal("Bad Gateway", 502)), "terkirim", 1),
    (Fault("sendMessage", 11, refusal=Refusal("Too Many Requests", 429, retry_after=1)), "terkirim", 1),
], ids=["garbage", "cut", "500", "502", "429"])
def test_sending_survives_what_telegram_answers(api, server, start, fault, delivery, replies):
    """What may have arrived is not sent again, what surely did not is; either way there is one row that says so."""
    api.faults.append(fault)
    bot = start(server.root)
    bot.wait_for_line(READY)
    [row] = bot.rows_of([api.push(message(ANI, "/program"))])
    assert row["delivery"] == delivery
    assert len(api.sent(11)) == replies
    assert len(bot.rows_of([api.push(message(BUDI, "/program"))])) == 1
    assert bot.stop()[0] == 0
    assert "Traceback" not in bot.output and "sampah" not in bot.output


def test_the_computers_clock_is_wrong(api, server, start):
    """The computer is three days ahead: a fresh question must not count as old."""
    then = time.time() - 3 * 86_400
    server.date = formatdate(then, usegmt=True)
    bot = start(server.root)
    bot.wait_for_line("Jam komputer ini berbeda")
    api.push(message(ANI, "/program", date=int(then)))
    assert not answered(api, ANI)[0].startswith("Maaf, Ibu/Bapak, saya sempat")
    assert bot.stop()[0] == 0


def test_knowledge_that_cannot_be_read_ends_the_start(server, start, tmp_path):
    (tmp_path / "bukan-folder").write_text("x")
    bot = start(server.root, knowledge=tmp_path / "bukan-folder")
    assert bot.wait() == 1
    assert "Basis pengetahuan belum dapat dipakai" in bot.output and "Traceback" not in bot.output


def test_a_database_of_a_newer_program_ends_the_start(server, start):
    first = start(server.root)
    first.wait_for_line(READY)
    first.stop()
    with closing(sqlite3.connect(first.database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    bot = start(server.root)
    assert bot.wait() == 1
    assert "dibuat oleh TiruBot yang lebih baru" in bot.output and "Traceback" not in bot.output


def test_a_server_of_the_database_that_is_away_ends_the_start(server, start):
    bot = start(server.root, settings={
        "TIRUBOT_STORAGE__URL": f"postgresql+asyncpg://a:kata-sandi@127.0.0.1:{free_port()}/x"})
    assert bot.wait() == 1
    assert "tidak dapat dihubungi" in bot.output and "Traceback" not in bot.output and "kata-sandi" not in bot.output


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="needs a limit on file sizes")
def test_no_room_on_the_disk(api, server, start, tmp_path):
    """The database may not grow: questions wait at Telegram, and are answered once there is room."""
    import resource

    bot = start(server.root)
    bot.wait_for_line(READY)
    bot.rows_of([api.push(message(ANI, "/program"))])
    largest = (tmp_path / "uji.db-wal").stat().st_size + 4_096
    unlimited = resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    updates = [api.push(message(private(20 + number), "/daerah")) for number in range(20)]
    bot.wait_for_line("Basis data belum dapat dipakai")
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, unlimited)
    bot.until(lambda: len(bot.rows()) == 21, 30)
    assert len(bot.rows_of(updates)) == 20
    assert "Basis data dapat dipakai lagi" in bot.output
    assert [len(api.sent(20 + number)) for number in range(20)] == [1] * 20
    assert bot.stop()[0] == 0
