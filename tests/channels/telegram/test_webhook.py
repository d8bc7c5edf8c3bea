"""Telegram brings updates; everybody else is refused."""

import asyncio
import contextlib
import io
import json
import logging
import socket
import time

import aiohttp
import pytest
from pydantic import SecretStr

from bot.channels.telegram.app import build_application, new_builder
from bot.channels.telegram.ending import Ending
from bot.channels.telegram.serving import serve
from bot.channels.telegram.webhook import SECRET_HEADER, listen, webhook_application
from bot.documents.studio import Studio
from bot.settings import MonitoringSettings, Settings, TelegramSettings, WebhookSettings
from bot.storage.database import Database
from bot.storage.errors import StorageError
from tests.channels.telegram.conftest import FakeAssistant, resting
from tests.fake_bot_api import TOKEN, Delivery, FakeServer
from tests.fake_bot_api.updates import message, private

SECRET = "rahasia-webhook-uji"
ANI = private(11, "Ani")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


class FakeIntake:
    def __init__(self):
        self.taken, self.broken = [], False

    async def take(self, updates):
        if self.broken:
            raise StorageError("disk penuh")
        self.taken += updates


@pytest.fixture
def intake():
    return FakeIntake()


@pytest.fixture
async def call(intake):
    """Call a webhook that listens on a real port; give the status."""
    port = free_port()
    runner = await listen(webhook_application("/telegram", SECRET, intake), "127.0.0.1", port)
    async with aiohttp.ClientSession() as session:
        async def call(body=b'{"update_id": 1}', secret=SECRET, path="/telegram", method="POST",
                       kind="application/json"):
            headers = {"Content-Type": kind} | ({SECRET_HEADER: secret} if secret is not None else {})
            async with session.request(method, f"http://127.0.0.1:{port}{path}", data=io.BytesIO(body),
                                       headers=headers) as answer:
                return answer.status

        yield call
    await runner.cleanup()


async def test_telegram_itself_is_heard(call, intake):
    assert await call() == 200
    assert intake.taken == [{"update_id": 1}]


@pytest.mark.parametrize("secret", [None, "", "salah", SECRET[:-1], SECRET + "x", SECRET.upper(), "é" * 19])
async def test_a_forged_call_is_refused_and_not_read(call, intake, secret, caplog):
    assert await call(secret=secret) == 403
    assert intake.taken == []
    assert SECRET not in caplog.text


@pytest.mark.parametrize(("parts", "status"), [
    ({"path": "/"}, 404), ({"path": "/telegram/../telegram2"}, 404), ({"method": "GET"}, 405),
    ({"kind": "text/plain"}, 415), ({"body": b"{"}, 400), ({"body": b"[1]"}, 400), ({"body": b"[" * 100_000}, 400),
    ({"body": b'{"update_id": "1"}'}, 400), ({"body": b'{"a": 1}'}, 400), ({"body": b"\xff\xfe"}, 400),
    ({"body": b'{"update_id": 1, "x": "' + b"a" * 1_100_000 + b'"}'}, 413),
], ids=lambda part: str(part)[:40])
async def test_what_is_no_update_is_refused(call, intake, parts, status):
    assert await call(**parts) == status
    assert intake.taken == []


async def test_what_cannot_be_kept_is_asked_for_again(call, intake):
    intake.broken = True
    assert await call() == 503
    intake.broken = False
    assert await call() == 200


async def test_the_secret_is_compared_in_constant_time(call, monkeypatch):
    compared = []

    def watch(one, other):
        compared.append((one, other))
        return False

    monkeypatch.setattr("bot.channels.telegram.webhook.hmac.compare_digest", watch)
    assert await call(secret="salah") == 403
    assert compared == [(b"salah", SECRET.encode())]


@pytest.fixture
def server(api):
    with FakeServer(api) as server:
        yield server


@contextlib.asynccontextmanager
async def served(root, url, tmp_path, **sections):
    """A bot in this process until the end of the block."""
    ending = Ending()
    telegram = TelegramSettings(token=SecretStr(TOKEN), api_base_url=root, mode="webhook")
    settings = Settings(telegram=telegram, **sections)
    async with await Database.open(url, tmp_path / "kunci", patient=True) as database:
        parts = build_application(new_builder(settings.telegram), resting(FakeAssistant(), tmp_path), database,
                                  Studio(tmp_path / "dokumen"), settings.telegram)
        task = asyncio.create_task(serve(settings, database, parts, ending))
        try:
            yield task, ending
        finally:
            ending.end()
            await task


def webhook(port):
    return WebhookSettings(url=f"http://127.0.0.1:{port}/telegram", secret=SecretStr(SECRET), port=port)


async def test_updates_brought_twice_are_answered_once_and_in_order(api, server, url, tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Delivery(api, twice=True) as delivery:
        async with served(server.root, url, tmp_path, webhook=webhook(free_port())):
            for number in range(10):
                api.push(message(ANI, f"soal {number}"))
            await asyncio.to_thread(api.wait_for, "sendMessage", 11, 10)
            await asyncio.sleep(0.3)
    assert [sent["text"].split("\n")[0] for sent in api.sent(11)] == [f"tanya: soal {number}" for number in range(10)]
    assert delivery.answers.count(200) >= 20
    [told] = api.made("setWebhook")
    assert told.parameters["secret_token"] == SECRET
    assert told.parameters["allowed_updates"]


async def test_a_port_that_is_taken_ends_the_bot_with_a_reason(api, server, tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with served(server.root, f"sqlite+aiosqlite:///{tmp_path}/x.db", tmp_path, webhook=webhook(port)) as (
                task, ending):
            await asyncio.wait_for(asyncio.shield(task), 10)
    assert ending.exit_code == 1
    assert "webhook.port" in ending.words


async def test_health_and_metrics_tell_and_name_nobody(api, server, url, tmp_path, monkeypatch, caplog):
    caplog.set_level(logging.INFO, "bot")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    port = free_port()
    root = f"http://127.0.0.1:{port}"
    with Delivery(api):
        async with (served(server.root, url, tmp_path, webhook=webhook(free_port()),
                           monitoring=MonitoringSettings(port=port)),
                    aiohttp.ClientSession() as session):
            api.push(message(ANI, "halo rahasia"))
            await asyncio.to_thread(api.wait_for, "sendMessage", 11)
            async with session.get(f"{root}/health") as answer:
                assert (answer.status, (await answer.json())["healthy"]) == (200, True)
            page = ""
            for _ in range(50):
                # the row is written after the reply went out
                async with session.get(f"{root}/metrics") as answer:
                    page = await answer.text()
                if "tirubot_inbox_updates 0.0" in page:
                    break
                await asyncio.sleep(0.1)
            async with session.get(f"{root}/telegram") as answer:
                assert answer.status == 404
    assert 'tirubot_updates_total{kind="message"}' in page
    assert 'tirubot_replies_total{delivery="sent",status="answered"}' in page
    assert "tirubot_inbox_updates 0.0" in page
    assert f'tirubot_knowledge_info{{version="{FakeAssistant.knowledge.version}"}} 1.0' in page
    assert "rahasia" not in page + caplog.text and "Ani" not in page


async def test_a_database_that_takes_nothing_is_ill(api, server, tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    from bot.channels.telegram.monitoring import Health
    from bot.storage.inbox import Inbox

    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db") as database:
        health = Health(database, Inbox(database), lambda: time.time(), "v")
        assert (await health.look())["healthy"]
        database.writer.waiting_since = asyncio.get_running_loop().time() - 9
        told = await health.look()
        assert (told["healthy"], told["problems"]) == (False, ["database"])
        database.writer.waiting_since = None
        silent = Health(database, Inbox(database), lambda: time.time() - 500, "v")
        assert (await silent.look())["problems"] == ["telegram"]
        assert json.dumps(await silent.look())
