"""People write to the bot: the real bot, the real knowledge base, the fake Telegram. Each test has chats of its own."""

import itertools
import time

import pytest

from tests.e2e.conftest import ADMIN
from tests.fake_bot_api import BOT, Fault, Refusal
from tests.fake_bot_api.updates import content, group, membership, message, press, private

NAME = BOT["username"]
numbers = itertools.count(11)


@pytest.fixture
def ani():
    return private(next(numbers), "Ani")


@pytest.fixture
def budi():
    return private(next(numbers), "<b>Budi & co")


def number(person):
    return person["chat"]["id"]


def test_first_visit_of_a_cadre(api, bot, ani):
    """Start, ask, press a button, send a photo; every message has an answer and a row."""
    updates = [api.push(message(ani, "/start"))]
    api.wait_for("sendMessage", number(ani))
    updates.append(api.push(message(ani, "program apa di Depok")))
    api.wait_for("sendMessage", number(ani), 2)
    answer = api.sent(number(ani))[-1]
    assert "D'Sunting Menara" in answer["text"] and "Sumber:" in answer["text"]
    _more, [button, *_], *_ = answer["reply_markup"]["inline_keyboard"]
    updates.append(api.push(press(ani, button["callback_data"], answer)))
    api.wait_for("sendMessage", number(ani), 3)
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]
    updates.append(api.push({"message": content(ani, photo=photo)}))
    calls = api.wait_for("sendMessage", number(ani), 4)
    assert not [call.refused for call in calls if call.refused]
    rows = bot.rows_of(updates)
    assert [row["question"] for row in rows] == ["/start", "program apa di Depok", button["text"], ""]
    assert {row["chat_kind"] for row in rows} == {"private"}
    assert len({row["chat_key"] for row in rows}) == 1
    assert all(0 < row["latency_ms"] < 5_000 for row in rows)


def test_every_command_answers_and_the_menus_name_them(api, bot, ani):
    api.wait_for("setMyCommands", count=3)
    menus = {call.parameters["scope"]["type"]: [entry["command"] for entry in call.parameters["commands"]]
             for call in api.made("setMyCommands")}
    both = ["daftar", "bantuan", "program", "daerah", "grafik", "ringkasan", "bagikan", "sumber"]
    rights = ["privasi", "datasaya", "hapusdatasaya"]
    admins = ["antrean", "saran", "laporan", "ekspor", "versi", "batal"]
    assert menus == {"all_private_chats": ["start", *both, *rights], "all_group_chats": ["tanya", *both],
                     "chat": ["start", *both, *rights, *admins]}
    assert api.made("setMyCommands")[-1].parameters["scope"]["chat_id"] == ADMIN
    texts = [*(f"/{name}" for name in ["start", *both, "privasi", "hapusdatasaya"]), "/help", "/menu",
             "/program Depok", "/daerah Depok", "/grafik Depok", "/ringkasan Raga Pantas", "/bagikan Depok",
             "/start raga-pantas", "/start ngawur_-1"]
    updates = [api.push(message(ani, text)) for text in texts]
    assert [row["question"] for row in bot.rows_of(updates)] == texts
    assert len(api.sent(number(ani))) >= len(texts)
    assert not [call.refused for call in api.calls if call.refused and call.parameters.get("chat_id") == number(ani)]


def test_group(api, bot):
    """The bot greets when it comes in, answers who addresses it, and leaves everything else alone."""
    api.privacy = False
    where = group(-100_777)
    api.push(membership(where))
    api.push(message(where, "program apa di Depok"))
    api.push(message(where, "/start@OtherBot"))
    api.push({"edited_message": message(where, f"/tanya@{NAME} apa itu stunting")["message"]})
    api.push({"channel_post": message({"chat": {"id": -9, "type": "channel", "title": "x"}}, "halo")["message"]})
    asked = [api.push(message(where, f"/tanya@{NAME} apa itu stunting"))]
    api.wait_for("sendMessage", -100_777, 2)
    asked.append(api.push(message(where, "di Depok programnya apa?", reply_to_message=api.sent(-100_777)[-1])))
    greeting, *calls = api.wait_for("sendMessage", -100_777, 3)
    assert f"/tanya@{NAME}" in greeting.parameters["text"]
    assert [call.parameters["reply_parameters"]["message_id"] for call in calls] == [
        update["message"]["message_id"] for update in asked]
    assert {row["chat_kind"] for row in bot.rows_of(asked)} == {"supergroup"}
    last = asked[-1]["update_id"]
    assert [row["update_id"] for row in bot.rows() if asked[0]["update_id"] - 5 <= row["update_id"] <= last] == [
        update["update_id"] for update in asked]


def test_slow_chat_and_rate_limited_chat_delay_no_other(api, bot, ani, budi):
    limited = private(next(numbers))
    api.faults += [Fault("sendMessage", number(ani), seconds=1.5),
                   Fault("sendMessage", number(limited), Refusal("Too Many Requests", 429, retry_after=1))]
    updates = [api.push(message(person, "apa itu stunting")) for person in (ani, limited)]
    api.wait_for("sendMessage", number(limited))
    started = time.monotonic()
    updates.append(api.push(message(budi, "apa itu stunting")))
    [quick] = api.wait_for("sendMessage", number(budi))
    assert quick.time - started < 0.8
    bot.rows_of(updates)
    assert [len(api.sent(number(person))) for person in (ani, budi, limited)] == [1, 1, 1]


def test_nothing_of_all_this_was_worth_a_warning(bot):
    """The last test of the module: what happened in the ones before is a bot's everyday life."""
    code, seconds = bot.stop()
    assert code == 0
    assert seconds < 5
    assert not [word for word in ("WARNING", "ERROR", "Traceback", "Warning") if word in bot.output]
