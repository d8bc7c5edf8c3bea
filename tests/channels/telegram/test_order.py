"""The order of answers within a chat, and chats side by side."""

import asyncio
import time

from bot.channels.telegram import ordering
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.ordering import ChatOrder
from bot.storage.inbox import Arrival
from bot.storage.turns import OwnTurns
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


async def test_no_more_chats_at_once_than_allowed_and_idle_chats_are_forgotten(telegram, monkeypatch):
    monkeypatch.setattr(ordering, "CHATS_AT_ONCE", 3)
    busy = most = 0

    async def receive(waiting):
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.01)
        busy -= 1
        await telegram.inbox.finish([entry.update_id for entry in waiting])
        return False

    order = ChatOrder(telegram.inbox, OwnTurns(), receive)
    updates = [{"update_id": number, **message(private(number % 8), "a")} for number in range(16)]
    await Intake(telegram.inbox, order, lambda raw: None).take(updates)
    await order.stop(5)
    assert most == 3
    assert not order._serving
    assert (await telegram.inbox.depth()).updates == 0


async def test_what_is_put_off_is_tried_again_in_order_and_holds_up_no_other_chat(telegram, monkeypatch):
    monkeypatch.setattr(ordering, "FIRST_PAUSE", 0.05)
    tried, answered, all_answered = [], [], asyncio.Event()

    async def receive(waiting):
        for entry in waiting:
            tried.append(entry.update_id)
            if entry.update_id == 1 and tried.count(1) < 3:
                return True
            answered.append(entry.update_id)
            await telegram.inbox.finish([entry.update_id])
        if len(answered) == 4:
            all_answered.set()
        return False

    order = ChatOrder(telegram.inbox, OwnTurns(), receive)
    await Intake(telegram.inbox, order, lambda raw: None).take(
        [{"update_id": number, **message(private(number % 2), "a")} for number in (1, 2, 3, 4)])
    await asyncio.wait_for(all_answered.wait(), 5)
    await order.stop(5)
    assert answered == [2, 4, 1, 3]


async def test_what_nobody_answers_is_found(telegram, monkeypatch):
    """An update whose process died is in the inbox, and nobody is told."""
    monkeypatch.setattr(ordering, "SWEEP_SECONDS", 0.05)
    found = asyncio.Event()

    async def receive(waiting):
        await telegram.inbox.finish([entry.update_id for entry in waiting])
        found.set()
        return False

    order = ChatOrder(telegram.inbox, OwnTurns(), receive)
    await order.start()
    await telegram.inbox.put([Arrival(5, 11, 11, {"update_id": 5, **message(ANI, "halo")})])
    await asyncio.wait_for(found.wait(), 5)
    await order.stop(1)
