"""What happens when Telegram does not simply take a message."""

import logging
import time

import aiohttp
import pytest
from telegram.error import NetworkError, TimedOut

from bot.answering.reply import Block, Button, Reply, Status
from bot.channels.telegram import send, texts
from bot.channels.telegram.send import LONGEST_WAIT
from bot.storage.errors import StorageError
from bot.storage.log import ConversationLog
from tests.fake_bot_api import FakeRequest, Fault, Refusal
from tests.fake_bot_api.updates import group, message, private

ANI = private(11)
LONG = Reply(Status.ANSWERED, tuple(Block((letter * 3000,)) for letter in "abc"), buttons=(Button("Lagi", "lagi"),))


def limit(seconds):
    return Refusal("Too Many Requests", 429, retry_after=seconds)


async def test_long_answer_comes_in_order_with_the_buttons_under_the_last_part(telegram):
    telegram.assistant.replies["panjang"] = LONG
    await telegram.give(message(ANI, "panjang"))
    assert [text[0] for text in telegram.texts(11)] == ["a", "b", "c"]
    assert ["reply_markup" in sent for sent in telegram.api.sent(11)] == [False, False, True]


async def test_rate_limit_is_waited_out(telegram, caplog):
    telegram.api.faults.append(Fault("sendMessage", refusal=limit(1)))
    started = time.monotonic()
    await telegram.give(message(ANI, "halo"))
    assert len(telegram.texts(11)) == 1
    assert time.monotonic() - started > 1.0
    assert not [record for record in caplog.records if record.name.startswith("bot.") and record.levelno > logging.INFO]


async def test_rate_limit_without_end_and_one_that_is_too_long_are_given_up(telegram, monkeypatch):
    monkeypatch.setattr(send, "ATTEMPTS", 2)
    telegram.api.faults += [Fault("sendMessage", 11, limit(1), times=9), Fault("sendMessage", 12, limit(LONGEST_WAIT))]
    await telegram.give_together(message(ANI, "halo"), message(private(12), "halo"))
    assert telegram.texts() == []
    assert len(telegram.api.made("sendMessage", 11)) == 2
    assert telegram.rows() == []
    assert (await telegram.inbox.depth()).updates == 2


async def test_stopping_cuts_a_long_wait_short(telegram):
    telegram.api.faults.append(Fault("sendMessage", refusal=limit(60)))
    telegram.sender.stop_waiting()
    started = time.monotonic()
    await telegram.give(message(ANI, "halo"))
    assert time.monotonic() - started < 2
    assert (await telegram.inbox.depth()).updates == 1


async def test_being_blocked_is_quiet(telegram, caplog):
    telegram.api.faults.append(Fault("sendMessage", refusal=Refusal("Forbidden: bot was blocked by the user", 403)))
    with caplog.at_level(logging.INFO, "bot"):
        await telegram.give(message(ANI, "halo"))
    assert len(telegram.api.made("sendMessage")) == 1
    assert {record.levelname for record in caplog.records if record.name.startswith("bot.")} == {"INFO"}
    assert len(telegram.rows()) == 1


async def test_group_that_moved_gets_the_answer_at_its_new_place(telegram):
    old, new = group(-7, kind="group"), group(-100_8)
    await telegram.give(message(new, "halo"))
    moved = Refusal("Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-100_8)
    telegram.api.faults.append(Fault("sendMessage", -7, moved))
    await telegram.give(message(old, "/tanya@TiruUjiBot halo"))
    assert len(telegram.texts(-100_8)) == 1


async def test_answer_that_telegram_refuses_becomes_an_apology(telegram, caplog):
    telegram.assistant.replies["rusak keyboard"] = Reply(
        Status.ANSWERED, (Block(("a",)),), buttons=(Button("x", "d" * 65),))
    await telegram.give(message(ANI, "rusak keyboard"))
    assert telegram.texts(11) == [texts.APOLOGY]
    assert "BUTTON_DATA_INVALID" in caplog.text.upper()
    assert [row["question"] for row in telegram.rows()] == ["rusak keyboard"]


CUT = [aiohttp.ServerDisconnectedError("cut"), aiohttp.ClientOSError("cut"), aiohttp.ClientPayloadError("cut")]


@pytest.mark.parametrize("error", [TimedOut(), *CUT], ids=repr)
async def test_message_that_may_have_arrived_is_not_sent_again(telegram, monkeypatch, caplog, error):
    tried = []

    async def broken(self, url, **_parts):
        tried.append(url)
        if isinstance(error, aiohttp.ClientError):
            raise NetworkError(repr(error)) from error
        raise error

    monkeypatch.setattr(FakeRequest, "do_request", broken)
    with caplog.at_level(logging.INFO, "bot"):
        await telegram.give(message(ANI, "halo"))
    assert len(tried) == 1
    assert "mungkin terkirim" in caplog.text
    assert [row["delivery"] for row in telegram.rows()] == ["mungkin terkirim"]
    assert (await telegram.inbox.depth()).updates == 0


async def test_message_that_never_left_is_sent_again(telegram, monkeypatch):
    whole, tried = FakeRequest.do_request, []

    async def unreachable_once(self, url, **parts):
        tried.append(url)
        if len(tried) == 1:
            raise TimedOut("no connection") from aiohttp.ConnectionTimeoutError("no connection")
        return await whole(self, url, **parts)

    monkeypatch.setattr(FakeRequest, "do_request", unreachable_once)
    await telegram.give(message(ANI, "halo"))
    assert len(telegram.texts(11)) == 1


async def test_full_disk_leaves_the_bot_its_voice(telegram, monkeypatch, caplog):
    async def full(self, entry, keep=None):
        raise StorageError("Percakapan tidak dapat dicatat (disk penuh).")

    monkeypatch.setattr(ConversationLog, "record", full)
    await telegram.give(message(ANI, "halo"))
    assert len(telegram.texts(11)) == 1
    assert "disk penuh" in caplog.text
