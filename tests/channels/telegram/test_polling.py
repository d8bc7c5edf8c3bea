"""Starting, polling and ending, in process but over real HTTP."""

import asyncio
import logging
import socket
import time

import pytest
from pydantic import SecretStr

from bot.channels.telegram import polling, texts
from bot.channels.telegram.app import build_application, new_builder
from bot.channels.telegram.ending import Ending
from bot.channels.telegram.serving import serve
from bot.documents.studio import Studio
from bot.settings import Settings, TelegramSettings
from bot.storage.database import Database
from tests.channels.telegram.conftest import FakeAssistant, resting
from tests.fake_bot_api import TOKEN, FakeServer, Fault, Refusal
from tests.fake_bot_api.updates import message, private

ANI = private(11)
CONFLICT = Refusal("Conflict: terminated by other getUpdates request", 409)


@pytest.fixture
def ending():
    return Ending()


@pytest.fixture
async def run(ending, tmp_path, caplog, monkeypatch):
    """Serve until the ending; give the task."""
    caplog.set_level(logging.INFO, "bot")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/uji.db", patient=True) as database:
        def run(root):
            settings = Settings(telegram=TelegramSettings(token=SecretStr(TOKEN), api_base_url=root))
            parts = build_application(new_builder(settings.telegram), resting(FakeAssistant(), tmp_path), database,
                                      Studio(tmp_path / "dokumen"), settings.telegram)
            return asyncio.create_task(serve(settings, database, parts, ending))

        yield run


@pytest.fixture
def server(api):
    with FakeServer(api) as server:
        yield server


def _until_logged(caplog, words):
    end = time.monotonic() + 10
    while words not in caplog.text:
        assert time.monotonic() < end
        time.sleep(0.01)


async def called(api, method, count=1):
    return await asyncio.to_thread(api.wait_for, method, count=count)


async def test_answers_until_the_end_and_says_when_it_is_ready(api, server, run, ending, caplog):
    serving = run(server.root)
    api.push(message(ANI, "halo"))
    await called(api, "sendMessage")
    ending.end()
    await serving
    assert (ending.exit_code, ending.words) == (0, None)
    assert "bot siap: @TiruUjiBot" in caplog.text
    assert api.made("getUpdates")[0].parameters["allowed_updates"] == [
        "message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
    assert "drop_pending_updates" not in api.made("deleteWebhook")[0].parameters or (
        api.made("deleteWebhook")[0].parameters["drop_pending_updates"] is False)


async def test_another_process_with_the_same_token_ends_this_one(api, server, run, ending, caplog, monkeypatch):
    monkeypatch.setattr(polling, "CONFLICTS_IN_A_ROW", 2)
    monkeypatch.setattr(polling, "CONFLICT_PAUSE", 0.1)
    api.faults.append(Fault("getUpdates", refusal=CONFLICT, times=3))
    await asyncio.wait_for(run(server.root), 10)
    assert (ending.exit_code, ending.words) == (1, texts.USED_TWICE)
    assert "juga dipakai proses lain (1 kali berturut-turut)" in caplog.text


async def test_conflicts_that_pass_are_forgotten(api, server, run, ending, monkeypatch):
    monkeypatch.setattr(polling, "CONFLICT_PAUSE", 0.01)
    for _ in range(2):
        api.faults += [Fault("getUpdates"), Fault("getUpdates", refusal=CONFLICT, times=4)]
    api.push(message(ANI, "halo"))
    serving = run(server.root)
    await called(api, "getUpdates", 10)
    api.push(message(ANI, "halo lagi"))
    await called(api, "sendMessage", 2)
    assert ending.words is None
    ending.end()
    await serving


async def test_token_refused_while_it_runs(api, server, run, ending):
    serving = run(server.root)
    await called(api, "setMyShortDescription")
    api.token = "1:lain"
    api.push(message(ANI, "halo"))
    await serving
    assert (ending.exit_code, ending.words) == (2, texts.REFUSED_BY_TELEGRAM)


async def test_told_to_end_while_it_waits_for_the_network(run, ending, caplog):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    serving = run(f"http://127.0.0.1:{port}")
    await asyncio.to_thread(_until_logged, caplog, "Belum ada jaringan")
    started = time.monotonic()
    ending.end()
    await serving
    assert time.monotonic() - started < 1
    assert ending.exit_code == 0


async def test_menu_that_cannot_be_set_keeps_nobody_waiting(api, server, run, ending, caplog):
    api.faults.append(Fault("setMyCommands", refusal=Refusal("Too Many Requests", 429, retry_after=900)))
    serving = run(server.root)
    api.push(message(ANI, "halo"))
    await called(api, "sendMessage")
    ending.end()
    await serving
    assert "Menu perintah atau keterangan bot belum terpasang" in caplog.text


async def test_polling_goes_on_after_a_failure(api, server, run, ending, caplog):
    api.faults.append(Fault("getUpdates", refusal=Refusal("Bad Gateway", 502), times=2))
    serving = run(server.root)
    api.push(message(ANI, "halo"))
    await called(api, "sendMessage")
    ending.end()
    await serving
    assert "Pesan baru belum dapat diambil dari Telegram" in caplog.text


async def test_told_to_end_while_telegram_makes_the_polling_wait(api, server, run, ending):
    api.faults.append(Fault("getUpdates", refusal=Refusal("Too Many Requests", 429, retry_after=60), times=2))
    serving = run(server.root)
    await called(api, "getUpdates", 2)
    started = time.monotonic()
    ending.end()
    await serving
    assert time.monotonic() - started < 3
    assert ending.exit_code == 0


async def test_told_to_end_while_an_answer_waits_for_telegram(api, server, run, ending, caplog):
    api.faults.append(Fault("sendMessage", refusal=Refusal("Too Many Requests", 429, retry_after=60)))
    serving = run(server.root)
    api.push(message(ANI, "halo"))
    await called(api, "sendMessage")
    started = time.monotonic()
    ending.end()
    await serving
    assert time.monotonic() - started < 3
    assert "tidak terkirim" in caplog.text
