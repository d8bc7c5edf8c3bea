"""The order of answers within a chat, and chats side by side."""

import asyncio
import time

from telegram import Update

from bot.channels.telegram import ordering
from bot.channels.telegram.ordering import ChatOrder
from tests.fake_bot_api import Fault, Refusal
from tests.fake_bot_api.updates import message, private

ANI, BUDI = private(11), private(12)


def questions(texts):
    return [text.splitlines()[0].removeprefix("tanya: ") for text in texts]


async def test_a_chat_is_answered_in_order_though_its_first_answer_is_slow(telegram):
    telegram.api.faults.append(Fault("sendMessage", chat_id=11, seconds=0.3))
    await telegram.give_together(*(message(who, f"{number}") for number in range(5) for who in (ANI, BUDI)))
    assert questions(telegram.texts(11)) == questions(telegram.texts(12)) == ["0", "1", "2", "3", "4"]
    assert [row["question"] for row in telegram.rows()][:5] == ["0", "1", "2", "3", "4"]


async def test_slow_chat_delays_no_other(telegram):
    telegram.api.faults.append(Fault("sendMessage", chat_id=11, seconds=1.0))
    started = time.monotonic()
    await telegram.give_together(message(ANI, "lambat"), message(BUDI, "cepat"))
    [quick] = telegram.api.made("sendMessage", 12)
    assert quick.time - started < 0.5
    assert time.monotonic() - started >= 1.0


async def test_rate_limit_of_one_chat_delays_no_other(telegram):
    limit = Refusal("Too Many Requests: retry after 1", 429, retry_after=1)
    telegram.api.faults.append(Fault("sendMessage", chat_id=11, refusal=limit))
    started = time.monotonic()
    await telegram.give_together(message(ANI, "satu"), message(ANI, "dua"),
                                 *(message(BUDI, str(number)) for number in range(3)))
    assert max(call.time for call in telegram.api.made("sendMessage", 12)) - started < 0.5
    assert questions(telegram.texts(11)) == ["satu", "dua"]
    assert len(telegram.rows()) == 5




async def test_no_more_chats_at_once_than_allowed_and_idle_chats_are_forgotten(monkeypatch):
    monkeypatch.setattr(ordering, "CHATS_AT_ONCE", 3)
    order = ChatOrder()
    busy = most = 0

    async def work():
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.01)
        busy -= 1

    updates = [Update.de_json({"update_id": number, **message(private(number % 8), "a")}, None)
               for number in range(16)]
    await asyncio.gather(*(order.process_update(update, work()) for update in updates))
    assert most == 3
    assert not order._lines
