"""Who had asked in vain is told once there is an answer: where they asked, once, and not who stopped the bot."""

import asyncio

from bot.channels.telegram.admins import texts
from tests.channels.telegram.admins import COST, SOURCE, STRANGER
from tests.fake_bot_api import BOT, Fault, Refusal
from tests.fake_bot_api.updates import content, group, membership, message


async def test_who_stopped_the_bot_is_not_told_and_a_group_is_told_under_its_question(office):
    ask = message(group(-5, 12), f"/tanya@{BOT['username']} {COST}")
    await office.telegram.give(ask)
    for person in (office.ani, office.budi, office.stranger):
        await person.say(COST)
    await office.telegram.give(membership(office.budi.where, "member", "kicked"))
    office.telegram.api.faults.append(Fault("sendMessage", 11, Refusal("Forbidden: bot was blocked by the user", 403)))
    office.telegram.api.faults.append(
        Fault("sendMessage", STRANGER, Refusal("Too Many Requests: retry after 1", 429, retry_after=1)))
    await office.preview()
    await office.admin.tap("Terbitkan")
    await office.tell()
    last = {chat: office.telegram.api.sent(chat)[-1] for chat in (11, 12, STRANGER, -5)}
    assert [chat for chat, shown in last.items() if shown["text"].startswith("Studi tiru tidak")] == [STRANGER, -5]
    *_, told, _answer = office.telegram.api.sent(-5)
    assert told["reply_to_message"]["message_id"] == ask["message"]["message_id"]
    assert office.telegram.api.made("sendMessage", 12) and all(
        not call.parameters["text"].startswith("Pertanyaan") for call in office.telegram.api.made("sendMessage", 12))


async def test_a_topic_of_a_forum_and_a_group_that_moved_are_told_where_they_are(office):
    forum = message(group(-100_6, 12), f"/tanya@{BOT['username']} {COST}", message_thread_id=77, is_topic_message=True)
    small, moved_unnoticed = group(-5, 13, "group"), group(-6, 14, "group")
    asks = [message(where, f"/tanya@{BOT['username']} {COST}") for where in (small, moved_unnoticed)]
    await office.telegram.give(forum, *asks)
    await office.telegram.give({"message": content(group(-100_5, 13), migrate_from_chat_id=-5)})
    office.telegram.api.push(message(group(-100_8, 14), "halo"))
    office.telegram.api.faults.append(Fault("sendMessage", -6, Refusal(
        "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-100_8)))
    await office.preview()
    await office.admin.tap("Terbitkan")
    await office.tell()
    assert not any(told["text"].startswith("Pertanyaan Ibu") for told in office.telegram.api.sent(-5))
    for chat in (-100_5, -100_6, -100_8):
        told, answer = office.telegram.api.sent(chat)[-2:]
        assert told["text"].startswith("Pertanyaan Ibu") and answer["text"].startswith("Studi tiru tidak")
    told = office.telegram.api.sent(-100_6)[-2]
    assert told["reply_to_message"]["message_id"] == forum["message"]["message_id"]
    assert office.telegram.api.made("sendMessage", -100_6)[-1].parameters["message_thread_id"] == 77
    assert office.telegram.api.made("sendMessage", -100_5)[-1].parameters.get("reply_parameters") is None


async def test_a_long_answer_is_told_whole_and_in_several_messages_where_it_must(office):
    await office.ani.say(COST)
    await office.admin.say("/antrean")
    await office.admin.tap("1")
    await office.admin.tap("Jawab")
    sentence = "Studi tiru tidak dipungut biaya, berapa pun tamu studi tiru itu"
    lines = [f"{sentence} {number}." for number in range(40)]
    await office.admin.say("\n".join(lines))
    await office.admin.say(SOURCE)
    preview = await office.admin.tap("Topik baru: edukasi")
    assert lines[0] in preview and texts.NOT_REACHED not in preview
    assert "\n".join(lines) in await office.admin.tap("Ubah jawaban")
    paragraph = " ".join(lines[:14])
    assert lines[13] in await office.admin.say("\n".join((paragraph, *(f"{paragraph} {n}" for n in range(2)))))
    await office.admin.tap("Terbitkan")
    await office.tell()
    told = "\n".join(shown["text"] for shown in office.ani.messages[-2:])
    assert told.count(lines[13]) == 3
    assert {"Selengkapnya", "👍"}.isdisjoint(office.ani.labels())


async def test_the_end_of_the_process_lets_who_is_being_told_be_told(asked):
    await asked.preview()
    await asked.admin.tap("Terbitkan")
    slow = Fault("sendMessage", 11, seconds=0.5)
    asked.telegram.api.faults.append(slow)
    teller = asyncio.create_task(asked.telegram.parts.teller.run())
    while slow.times:  # noqa: ASYNC110 (the server has no event)
        await asyncio.sleep(0.01)
    teller.cancel()
    await asyncio.gather(teller, return_exceptions=True)
    assert asked.ani.messages[-1]["text"].startswith("Studi tiru tidak")
    assert await asked.waiting() == 1
    await asked.tell()
    assert asked.budi.messages[-1]["text"].startswith("Studi tiru tidak")
    assert [shown["text"].startswith("Pertanyaan Ibu") for shown in asked.ani.messages].count(True) == 1
