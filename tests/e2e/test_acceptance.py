"""What anyone who knows Telegram's traps would try first: each a test of its own, with the bot as users start it.

Starting without a network, a stop in the middle of an answer and an error at the start are in test_telegram_process.py.
"""

import time
from contextlib import closing

import pytest

from bot.channels.telegram import texts
from tests.e2e.chats import groups, number, numbers
from tests.e2e.conftest import READY, Bot, write_knowledge
from tests.fake_bot_api import BOT, FakeBotApi, FakeServer, Fault, Refusal
from tests.fake_bot_api.updates import content, edited, group, message, press, private
from tests.knowledge.small_folder import SMALL

NAME = BOT["username"]

LONG_REGION = SMALL["daerah/32-jawa-barat.yaml"].replace("    ibu_kota: Cibinong\n", """    ibu_kota: Cibinong
    isi:
""" + "".join(f"""      - {{jenis: {kind}, teks: "{letter * 700} {number}.", sumber: ssgi}}
""" for number, (kind, letter) in enumerate([("upaya", "a"), ("upaya", "b"), ("upaya", "c"), ("upaya", "d"),
                                              ("penghargaan", "e"), ("penghargaan", "f")])))
SIGNS = SMALL["program/sapa-ibu.yaml"].replace(
    "    sumber: berita\n", "    sumber: berita\n  - jenis: sasaran\n"
    "    teks: Bayi dengan panjang <5 cm & berat >2 kg, \"kurus\" <b>tebal</b>.\n    sumber: berita\n", 1)


@pytest.fixture(scope="module")
def small(server, tmp_path_factory):
    """A bot that knows an entry of 5,000 characters and one with the signs of HTML."""
    folder = tmp_path_factory.mktemp("kecil")
    knowledge = write_knowledge(folder / "pengetahuan", SMALL | {
        "daerah/32-jawa-barat.yaml": LONG_REGION, "program/sapa-ibu.yaml": SIGNS})
    api = FakeBotApi()
    with FakeServer(api) as own, closing(Bot(folder, own.root, knowledge=knowledge)) as bot:
        bot.wait_for_line(READY)
        bot.api = api
        yield bot


def asked(api, bot, where, text, **parts):
    """Ask, wait for the row, and return what was sent into the chat by then."""
    update = api.push(message(where, text, **parts))
    bot.rows_of([update])
    return api.sent(number(where))


def pressed(api, bot, where, data, on, **parts):
    """Press a button, wait for the row, and return the update."""
    update = api.push(press(where, data, on, **parts))
    bot.rows_of([update])
    return update


def quiet(api, bot, where, updates):
    """Let updates come, and one in another chat behind them; nothing may be sent, and no row written."""
    pushed = [api.push(update) for update in updates]
    asked(api, bot, private(next(numbers)), "apa itu stunting")
    known = {row["update_id"] for row in bot.rows()}
    return api.sent(number(where)) == [] and not [one for one in pushed if one and one["update_id"] in known]


def test_edited_message_in_private_changes_the_answer(api, bot, ani):
    first = api.push(message(ani, "program apa di Dpeok"))
    bot.rows_of([first])
    [before] = api.sent(number(ani))
    second = api.push(edited(first, "mpasi mulai umur berapa"))
    bot.rows_of([second])
    [after] = api.sent(number(ani))
    assert after["message_id"] == before["message_id"]
    assert "6 bulan" in after["text"] and "6 bulan" not in before["text"]
    pressed(api, bot, ani, "v:up", after)
    [vote] = bot.select("SELECT m.update_id, v.value FROM vote v JOIN message m ON m.id = v.message_id "
                        "WHERE m.chat_key = ?", bot.rows_of([second])[0]["chat_key"])
    assert vote == {"update_id": second["update_id"], "value": "up"}


def test_edited_message_in_a_group_is_left_alone(api, bot, pkk):
    update = message(pkk, f"/tanya@{NAME} apa itu stunting")
    assert quiet(api, bot, pkk, [edited(update, f"/tanya@{NAME} program apa di Depok")])


def test_command_for_another_bot_is_left_alone(api, bot, pkk):
    api.privacy = False
    try:
        assert quiet(api, bot, pkk, [message(pkk, "/start@OtherBot"), message(pkk, "/bantuan@OtherBot halo")])
    finally:
        api.privacy = True


def test_group_message_for_nobody_is_left_alone(api, bot, pkk):
    api.privacy = False
    try:
        assert quiet(api, bot, pkk, [message(pkk, "program apa di Depok"), message(pkk, "/ngawur")])
    finally:
        api.privacy = True


def test_reply_to_the_bot_is_answered(api, bot, pkk):
    [first] = asked(api, bot, pkk, f"/tanya@{NAME} program apa di Depok")
    question = message(pkk, "kalau angka stuntingnya?", reply_to_message=first)
    bot.rows_of([api.push(question)])
    second = api.sent(number(pkk))[-1]
    assert "Kota Depok" in second["text"]
    assert second["reply_to_message"]["message_id"] == question["message"]["message_id"]


def test_entry_of_5000_characters_is_split_on_a_block(small, ani):
    api = small.api
    [beginning] = asked(api, small, ani, "/start 3201")
    assert len(beginning["text"]) < 1_100
    pressed(api, small, ani, "m:", beginning)
    first, second = api.sent(number(ani))
    assert first["message_id"] == beginning["message_id"] and "reply_markup" not in first
    assert len(first["text"]) + len(second["text"]) > 4_300
    assert second["text"].startswith("Penghargaan\n• ")
    assert all(letter * 700 in first["text"] for letter in "abcd")
    assert all(letter * 700 in second["text"] for letter in "ef")
    assert second["reply_markup"]


def test_signs_of_html_in_an_entry_are_shown_literally(small, ani):
    [answer] = asked(small.api, small, ani, "/start sapa-ibu")
    assert 'Bayi dengan panjang <5 cm & berat >2 kg, "kurus" <b>tebal</b>.' in answer["text"]


def test_user_named_like_a_tag(api, bot):
    odd = private(next(numbers), "<b>", last_name="</i> & co", username="x")
    assert asked(api, bot, odd, "/start")[0]["text"].startswith("Salam")
    assert asked(api, bot, odd, "halo")[-1]["text"]


def test_every_button_that_was_sent_fits(api, bot, ani):
    for text in ("/start", "/daftar", "/bantuan", "program apa di Depok", "angka stunting Bogor", "/bagikan Depok"):
        asked(api, bot, ani, text)
    sent = [button for one in api.sent() for row in one.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row]
    assert len(sent) > 30
    assert max(len(button.get("callback_data", "").encode()) for button in sent) <= 64


def test_same_button_twice_is_answered_once(api, bot, ani):
    [answer] = asked(api, bot, ani, "program apa di Depok")
    updates = [api.push(press(ani, "prevalence--3276", answer)) for _ in range(2)]
    bot.rows_of(updates)
    assert len(api.sent(number(ani))) == 2
    acknowledged = {call.parameters["callback_query_id"] for call in api.made("answerCallbackQuery")}
    assert {update["callback_query"]["id"] for update in updates} <= acknowledged


def test_button_of_a_message_too_old_to_be_shown_to_bots(api, bot, ani):
    asked(api, bot, ani, "halo")
    old = {"message_id": 3, "date": 0, "chat": ani["chat"]}
    for data in ("prevalence--3276", "d:p:32:1"):
        pressed(api, bot, ani, data, old, old_query=True)
    figure, page = api.sent(number(ani))[1:]
    assert figure["text"].startswith("Angka stunting Kota Depok")
    assert page["text"].startswith("Jawa Barat")


@pytest.mark.parametrize("data", ["m:", "v:up"])
def test_button_below_an_answer_that_is_long_forgotten(api, bot, ani, data):
    asked(api, bot, ani, "halo")
    update = pressed(api, bot, ani, data, {"message_id": 3, "date": 0, "chat": ani["chat"]})
    [toast] = [call.parameters["text"] for call in api.made("answerCallbackQuery")
               if call.parameters["callback_query_id"] == update["callback_query"]["id"]]
    assert toast == texts.OLD_ANSWER
    assert len(api.sent(number(ani))) == 1


@pytest.mark.parametrize("data", ["d:p:99:1", "d:x", "program-yang-dihapus", "x" * 64, "b:tidak-ada", "  "])
def test_foreign_button_leaves_no_clock(api, bot, ani, data):
    [answer] = asked(api, bot, ani, "halo")
    update = pressed(api, bot, ani, data, answer)
    [call] = [call for call in api.made("answerCallbackQuery")
              if call.parameters["callback_query_id"] == update["callback_query"]["id"]]
    assert call.parameters["text"] == texts.OLD_BUTTON
    assert len(api.sent(number(ani))) == 1


def test_press_is_acknowledged_before_it_is_answered(api, bot, ani):
    [answer] = asked(api, bot, ani, "program apa di Depok")
    update = pressed(api, bot, ani, "prevalence--3276", answer)
    calls = list(api.calls)
    acknowledged = next(call.time for call in calls if call.method == "answerCallbackQuery"
                        and call.parameters["callback_query_id"] == update["callback_query"]["id"])
    assert acknowledged <= api.made("sendMessage", number(ani))[-1].time


def test_too_many_requests_are_waited_out(api, bot, ani):
    api.faults.append(Fault("sendMessage", number(ani), Refusal("Too Many Requests", 429, retry_after=1)))
    started = time.monotonic()
    assert len(asked(api, bot, ani, "apa itu stunting")) == 1
    assert time.monotonic() - started > 1.0


def test_being_blocked_is_quiet_and_noted(api, bot, ani):
    lines = len(bot.lines)
    api.faults.append(Fault("sendMessage", number(ani), Refusal("Forbidden: bot was blocked by the user", 403)))
    [row] = bot.rows_of([api.push(message(ani, "apa itu stunting"))])
    bot.until(lambda: bot.select("SELECT * FROM inactive_chat WHERE chat_key = ?", row["chat_key"]))
    assert not [line for line in bot.lines[lines:] if "WARNING" in line or "ERROR" in line or "Traceback" in line]


def test_group_that_moved_gets_the_answer_and_keeps_its_history(api, bot):
    old, new = group(next(groups), user=7, kind="group"), group(next(groups), user=7)
    asked(api, bot, old, f"/tanya@{NAME} apa itu stunting")
    api.push({"message": content(new, new_chat_title="PKK")})
    moved = Refusal("Bad Request: group chat was upgraded", migrate_to_chat_id=number(new))
    api.faults.append(Fault("sendMessage", number(old), moved))
    update = api.push(message(old, f"/tanya@{NAME} program apa di Depok"))
    bot.rows_of([update])
    [answer] = api.sent(number(new))
    assert "Depok" in answer["text"]
    last = asked(api, bot, new, f"/tanya@{NAME} apa itu stunting")
    assert len(last) == 2
    key = bot.rows_of([update])[0]["chat_key"]
    assert len(bot.select("SELECT * FROM message WHERE chat_key = ?", key)) == 3


def test_another_process_with_the_token_is_told_apart_and_ends_this_one(start):
    api = FakeBotApi()
    api.faults.append(Fault("getUpdates", refusal=Refusal("Conflict: terminated by other getUpdates", 409), times=99))
    with FakeServer(api) as server:
        bot = start(server.root)
        assert bot.wait(60) == 1
    assert bot.lines[-1] == texts.USED_TWICE
    assert "Traceback" not in bot.output


def test_unknown_start_payload_still_greets(api, bot, ani):
    [greeting] = asked(api, bot, ani, "/start entri_yang-sudah_dihapus")
    assert greeting["text"].startswith("Salam")
    assert len(greeting["reply_markup"]["inline_keyboard"]) >= 2


@pytest.mark.parametrize("parts", [
    {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}], "caption": "apa ini?"},
    {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}},
    {"sticker": {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9, "type": "regular",
                 "is_animated": False, "is_video": False}},
    {"contact": {"phone_number": "0811", "first_name": "Sari"}},
], ids=lambda parts: next(iter(parts)))
def test_what_is_no_text_gets_a_polite_answer(api, bot, ani, pkk, parts):
    bot.rows_of([api.push({"message": content(ani, **parts)})])
    assert [sent["text"] for sent in api.sent(number(ani))] == [texts.TEXT_ONLY]
    assert quiet(api, bot, pkk, [{"message": content(pkk, **parts)}])


def test_channel_post_is_left_alone(api, bot):
    channel = {"chat": {"id": next(groups), "type": "channel", "title": "Kabar"}}
    assert quiet(api, bot, channel, [{"channel_post": message(channel, text)["message"]}
                                     for text in ("program apa di Depok", f"/tanya@{NAME} halo")])


def test_user_without_a_language(api, bot):
    assert "language_code" not in private(1)["from"]
    assert "Depok" in asked(api, bot, private(next(numbers)), "program apa di Depok")[0]["text"]


def test_two_users_interleaved_keep_their_order(api, bot, ani):
    budi = private(next(numbers), "Budi")
    questions = ["apa itu stunting", "program apa di Depok", "mpasi mulai umur berapa", "halo", "terima kasih"]
    api.faults.append(Fault("sendMessage", number(ani), seconds=0.5))
    updates = [api.push(message(person, question)) for question in questions for person in (ani, budi)]
    bot.rows_of(updates)
    first, second = ([sent["text"].split("\n")[0] for sent in api.sent(number(person))] for person in (ani, budi))
    assert first == second
    assert len(set(first)) == 5


def test_no_line_of_the_log_holds_the_token(api, bot):
    """The last of the module, so that everything above has been logged; every other bot's end looks as well."""
    assert bot.stop()[0] == 0
    assert api.token.partition(":")[2] not in bot.output
    assert "Traceback" not in bot.output
