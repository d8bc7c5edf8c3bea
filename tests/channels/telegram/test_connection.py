"""The transport over real HTTP: what it sends, and how failures reach the sender."""

import asyncio
import socket

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, TimedOut

from bot.channels.telegram import connection
from bot.channels.telegram.connection import Connection, never_left
from tests.fake_bot_api import TOKEN, FakeBotApi, FakeServer, Fault
from tests.fake_bot_api.updates import message, private


@pytest.fixture
def api():
    api = FakeBotApi()
    api.push(message(private(11), "halo"))
    return api


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def bot_at(root, seconds=5.0):
    made = Connection(root, 4, connect_seconds=1, answer_seconds=seconds)
    return Bot(TOKEN, base_url=f"{root}/bot", request=made, get_updates_request=made)


async def test_letters_signs_and_files_arrive_as_they_are(api):
    text = "Ibu & Bapak = 100% + <5 cm; “ya”?\n🙂 é #1 /2 @x ~_-.*'()"
    with FakeServer(api) as server:
        async with bot_at(server.root) as bot:
            sent = await bot.send_message(11, text)
            document = await bot.send_document(11, InputFile(b"%PDF\r\n\x00\xff", "rincian é.pdf"), caption=text)
    arrived = api.sent(11)
    assert [one["message_id"] for one in arrived] == [sent.message_id, document.message_id]
    assert (arrived[0]["text"], arrived[1]["caption"]) == (text, text)
    assert api.file(document.document.file_id)[1] == b"%PDF\r\n\x00\xff"


async def test_refusal_is_the_librarys_own(api):
    with FakeServer(api) as server:
        async with bot_at(server.root) as bot:
            with pytest.raises(BadRequest, match="Message text is empty"):
                await bot.send_message(11, " ")


async def test_server_that_is_not_there_was_never_reached():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    bot = bot_at(f"http://127.0.0.1:{port}")
    await bot._request[1].initialize()
    with pytest.raises(NetworkError) as failure:
        await bot.send_message(11, "halo")
    assert never_left(failure.value) and TOKEN not in str(failure.value)
    await bot._request[1].shutdown()


async def test_slow_answer_may_have_arrived(api):
    api.faults.append(Fault("sendMessage", seconds=2.5))
    with FakeServer(api) as server:
        async with bot_at(server.root, seconds=0.2) as bot:
            with pytest.raises(TimedOut) as failure:
                await bot.send_message(11, "halo")
            assert not never_left(failure.value)
        await asyncio.to_thread(api.wait_for, "sendMessage")
    assert len(api.sent(11)) == 1


async def test_waiting_for_a_free_connection_has_an_end(api):
    api.faults.append(Fault("sendMessage", seconds=1.5))
    with FakeServer(api) as server:
        made = Connection(server.root, 1, connect_seconds=0.2, answer_seconds=5)
        async with Bot(TOKEN, base_url=f"{server.root}/bot", request=made, get_updates_request=made) as bot:
            slow = asyncio.create_task(bot.send_message(11, "lambat"))
            await asyncio.sleep(0.1)
            with pytest.raises(TimedOut) as failure:
                await bot.send_message(11, "halo")
            assert never_left(failure.value)
            await slow


async def test_closed_connection_says_so():
    made = Connection("http://127.0.0.1:1", 1, 1, 1)
    await made.shutdown()
    with pytest.raises(NetworkError, match="closed"):
        await made.do_request("http://127.0.0.1:1", "POST")
    assert made.read_timeout == 1


@pytest.mark.parametrize(("environment", "proxy"), [
    ({"https_proxy": "http://proksi:3128"}, "http://proksi:3128"),
    ({"https_proxy": "http://proksi:3128", "no_proxy": "api.telegram.org"}, None),
    ({"http_proxy": "http://proksi:3128"}, None),
])
def test_proxy_of_the_environment(monkeypatch, environment, proxy):
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert connection._proxy_for("https://api.telegram.org") == proxy
