"""People write to the bot: the real bot, the real knowledge base, the fake Telegram."""

import time

from tests.fake_bot_api import BOT, Fault, Refusal
from tests.fake_bot_api.updates import content, group, membership, message, press, private

ANI, BUDI = private(11, "Ani"), private(12, "<b>Budi & co")
GROUP = group()
NAME = BOT["username"]


def test_first_visit_of_a_cadre(api, bot):
    """Start, ask, press a button, send a photo; every message has an answer and a row."""
    updates = [api.push(message(ANI, "/start"))]
    [greeting] = api.wait_for("sendMessage", 11)
    updates.append(api.push(message(ANI, "program apa di Depok")))
    api.wait_for("sendMessage", 11, 2)
    answer = api.sent(11)[-1]
    assert "D'Sunting Menara" in answer["text"] and "Sumber:" in answer["text"]
    [[button, *_], *_] = answer["reply_markup"]["inline_keyboard"]
    updates.append(api.push(press(ANI, button["callback_data"], answer)))
    api.wait_for("sendMessage", 11, 3)
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]
    updates.append(api.push({"message": content(ANI, photo=photo)}))
    api.wait_for("sendMessage", 11, 4)
    code, _seconds = bot.stop()
    assert code == 0
    assert greeting.refused is None
    rows = bot.rows()
    assert [row["update_id"] for row in rows] == [update["update_id"] for update in updates]
    assert [row["question"] for row in rows] == ["/start", "program apa di Depok", button["text"], ""]
    assert {row["chat_kind"] for row in rows} == {"private"}
    assert len({row["chat_key"] for row in rows}) == 1
    assert all(0 < row["latency_ms"] < 5_000 for row in rows)


def test_every_command_answers_and_the_menu_names_them(api, bot):
    api.wait_for("setMyShortDescription")
    menus = {call.parameters["scope"]["type"]: [entry["command"] for entry in call.parameters["commands"]]
             for call in api.made("setMyCommands")}
    assert menus == {"all_private_chats": ["start", "bantuan", "program", "daerah", "sumber"],
                     "all_group_chats": ["bantuan", "program", "daerah", "sumber", "tanya"]}
    commands = [f"/{name}" for name in menus["all_private_chats"]]
    for text in [*commands, "/help", "/program Depok", "/daerah Depok", "/start raga-pantas", "/start ngawur_-1"]:
        before = len(api.made("sendMessage"))
        api.push(message(ANI, text))
        calls = api.wait_for("sendMessage", count=before + 1)
        assert not [call.refused for call in calls if call.refused], text
    assert bot.stop()[0] == 0
    assert len(bot.rows()) == 10


def test_group(api, bot):
    """The bot greets when it comes in, answers who addresses it, and leaves everything else alone."""
    api.privacy = False
    api.push(membership(GROUP))
    api.wait_for("sendMessage")
    api.push(message(GROUP, "program apa di Depok"))
    api.push(message(GROUP, "/start@OtherBot"))
    api.push({"edited_message": message(GROUP, f"/tanya@{NAME} apa itu stunting")["message"]})
    api.push({"channel_post": message({"chat": {"id": -9, "type": "channel", "title": "x"}}, "apa itu stunting")[
        "message"]})
    api.push(message(GROUP, f"/tanya@{NAME} apa itu stunting"))
    api.wait_for("sendMessage", count=2)
    api.push(message(GROUP, "di Depok programnya apa?", reply_to_message={**api.sent()[-1]}))
    api.wait_for("sendMessage", count=3)
    assert bot.stop()[0] == 0
    assert [row["question"] for row in bot.rows()] == [f"/tanya@{NAME} apa itu stunting", "di Depok programnya apa?"]
    assert len(api.sent()) == 3


def test_two_people_interleaved_keep_their_order(api, bot):
    questions = ["apa itu stunting", "program apa di Depok", "program apa di Sumedang", "halo", "terima kasih"]
    api.faults.append(Fault("sendMessage", chat_id=11, seconds=0.5))
    for question in questions:
        for person in (ANI, BUDI):
            api.push(message(person, question))
    api.wait_for("sendMessage", 11, len(questions))
    api.wait_for("sendMessage", 12, len(questions))
    assert bot.stop()[0] == 0
    rows = bot.rows()
    for key in {row["chat_key"] for row in rows}:
        mine = [row for row in rows if row["chat_key"] == key]
        assert [row["question"] for row in mine] == questions
    replies = {number: [sent["text"].split("\n")[0] for sent in api.sent(number)] for number in (11, 12)}
    assert replies[11] == replies[12]


def test_slow_chat_and_rate_limited_chat_delay_no_other(api, bot):
    limited = private(13)
    api.faults += [Fault("sendMessage", chat_id=11, seconds=3.0),
                   Fault("sendMessage", chat_id=13, refusal=Refusal("Too Many Requests", 429, retry_after=2))]
    api.push(message(ANI, "apa itu stunting"))
    api.push(message(limited, "apa itu stunting"))
    api.wait_for("sendMessage", 13)
    started = time.monotonic()
    api.push(message(BUDI, "apa itu stunting"))
    [quick] = api.wait_for("sendMessage", 12)
    assert quick.time - started < 1.0
    assert not api.made("sendMessage", 11)
    api.wait_for("sendMessage", 13, 2)
    api.wait_for("sendMessage", 11)
    assert [len(api.sent(number)) for number in (11, 12, 13)] == [1, 1, 1]
    assert bot.stop()[0] == 0
    assert len(bot.rows()) == 3
    assert "Traceback" not in bot.output and "ERROR" not in bot.output


def test_blocked_by_its_user_is_quiet_and_logged(api, bot):
    api.faults.append(Fault("sendMessage", 11, Refusal("Forbidden: bot was blocked by the user", 403)))
    api.push(message(ANI, "apa itu stunting"))
    api.wait_for("sendMessage", 11)
    assert bot.stop()[0] == 0
    assert len(bot.rows()) == 1
    assert "WARNING" not in bot.output and "ERROR" not in bot.output
