"""What the bot does with each kind of update."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.answering.reply import Block, Reply, Status
from bot.channels.telegram import texts
from bot.channels.telegram.commands import COMMANDS
from bot.channels.telegram.introduction import introduce
from tests.fake_bot_api import BOT, Fault
from tests.fake_bot_api.updates import content, edited, group, membership, message, press, private

ANI = private(11, "Ani")
GROUP = group(-100_777, user=5)
NAME = BOT["username"]
REPLY_TO_BOT = {"reply_to_message": {"message_id": 9, "date": 1, "chat": GROUP["chat"], "from": BOT}}


def shown(reply):
    return f"{reply}\n\nSumber:\n• Berita Uji, tanpa tanggal"


@pytest.mark.parametrize(("text", "reply"), [
    ("program apa di Depok", "tanya: program apa di Depok"),
    ("/start", "tautan: start"),
    ("/start raga-pantas", "tautan: raga-pantas"),
    ("/start ../<b>ngawur", "tautan: start"),
    ("/start hilang", "tautan: start"),
    ("/Bantuan@TiruUjiBot", None),
    ("/program", "tautan: program"),
    ("/program Kutai  Kartanegara", "tanya: program Kutai Kartanegara"),
    (f"/daerah@{NAME} Depok", "tanya: daerah Depok"),
    ("/sumber", "tautan: sumber"),
    ("/tanya apa itu stunting", "tanya: apa itu stunting"),
])
async def test_private_message(telegram, text, reply):
    await telegram.give(message(ANI, text))
    [shown_text] = telegram.texts()
    assert shown_text == shown(reply) if reply else shown_text.startswith("tautan: bantuan")
    assert telegram.rows()[0]["question"] == text


@pytest.mark.parametrize("name", ["bantuan", "help"])
async def test_help_lists_every_command(telegram, name):
    await telegram.give(message(ANI, f"/{name}"))
    [text] = telegram.texts()
    assert text.startswith("tautan: bantuan")
    listed = {command for command in COMMANDS if f"/{command.name}: {command.description}" in text}
    assert listed == {command for command in COMMANDS if not command.for_admins_only}


async def test_ask_command_without_a_question_says_how(telegram):
    await telegram.give(message(ANI, "/tanya"))
    assert telegram.texts() == [texts.ASK_HOW]


async def test_unknown_command_is_answered_in_private_alone(telegram):
    telegram.api.privacy = False
    await telegram.give(message(ANI, "/ngawur"), message(GROUP, "/ngawur"), message(GROUP, f"/ngawur@{NAME}"))
    assert telegram.texts() == telegram.texts(11) == [f"{texts.UNKNOWN_COMMAND} {texts.SEE_HELP}"]


@pytest.mark.parametrize(("typed", "meant"), [("/progam Depok", "program"), ("/Daftr", "daftar"), ("/grafk", "grafik")])
async def test_unknown_command_names_the_nearest_one(telegram, typed, meant):
    await telegram.give(message(ANI, typed))
    assert telegram.texts() == [texts.nearest_command(meant)]


@pytest.mark.parametrize("parts", [
    {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]},
    {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}},
    {"sticker": {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9, "type": "regular",
                 "is_animated": False, "is_video": False}},
], ids=lambda parts: next(iter(parts)))
async def test_what_is_no_text_gets_a_polite_answer_in_private_alone(telegram, parts):
    await telegram.give({"message": content(ANI, **parts)}, {"message": content(GROUP, **parts)})
    assert telegram.texts() == [texts.TEXT_ONLY]


async def test_service_message_in_private_is_left_alone(telegram):
    await telegram.give({"message": content(ANI, pinned_message=content(ANI, text="halo"))})
    assert telegram.texts() == []


@pytest.mark.parametrize("text", ["program apa di Depok", f"/program@{NAME}"])
async def test_edit_in_a_group_is_ignored(telegram, caplog, text):
    edited = message(GROUP, text)["message"] | {"edit_date": 2, **REPLY_TO_BOT}
    await telegram.give({"edited_message": edited})
    assert telegram.api.made("sendMessage") == telegram.rows() == caplog.records == []


async def test_channel_post_is_ignored(telegram, caplog):
    channel = {"chat": {"id": -100_9, "type": "channel", "title": "Kabar"}}
    for text in ("program apa di Depok", "/program", f"@{NAME} halo"):
        await telegram.give({"channel_post": message(channel, text)["message"]})
    assert telegram.api.made("sendMessage") == telegram.rows() == caplog.records == []


@pytest.mark.parametrize(("text", "parts", "reply"), [
    ("/tanya apa itu stunting", {}, "tanya: apa itu stunting"),
    (f"/program@{NAME.lower()} Depok", {}, "tanya: program Depok"),
    (f"@{NAME} apa itu stunting", {}, "tanya: apa itu stunting"),
    (f"apa itu stunting, @{NAME.upper()}", {}, "tanya: apa itu stunting,"),
    ("di Depok bagaimana", REPLY_TO_BOT, "tanya: di Depok bagaimana"),
    (f"@{NAME}", {}, "tautan: bantuan"),
])
async def test_group_message_for_the_bot_is_answered_with_a_quote(telegram, text, parts, reply):
    telegram.api.privacy = False
    await telegram.give(message(GROUP, text, **parts))
    assert telegram.texts() == [shown(reply)]
    [call] = telegram.api.made("sendMessage")
    assert call.parameters["reply_parameters"]["allow_sending_without_reply"] is True


@pytest.mark.parametrize(("text", "parts"), [
    ("program apa di Depok", {}),
    ("/start@OtherBot", {}),
    ("/program@OtherBot Depok", {}),
    (f"@{NAME}lain halo", {}),
    ("@OtherBot halo", {}),
    ("setuju", {"reply_to_message": {"message_id": 9, "date": 1, "chat": GROUP["chat"], "from": GROUP["from"]}}),
])
async def test_group_message_for_others_stays_unanswered(telegram, text, parts):
    telegram.api.privacy = False
    await telegram.give(message(GROUP, text, **parts))
    assert telegram.api.made("sendMessage") == telegram.rows() == []


async def test_private_answer_quotes_nothing_and_forum_answer_stays_in_its_topic(telegram):
    topic = {"message_thread_id": 77, "is_topic_message": True}
    await telegram.give(message(ANI, "halo"), message(GROUP, f"/tanya@{NAME} halo", **topic))
    private_call, group_call = telegram.api.made("sendMessage")
    assert "reply_parameters" not in private_call.parameters
    assert group_call.parameters["message_thread_id"] == 77


async def test_each_person_of_a_group_has_a_conversation(telegram):
    other = group(-100_777, user=6)
    await telegram.give(message(ANI, "halo"), *(message(one, f"/tanya@{NAME} a") for one in (GROUP, other)))
    assert telegram.assistant.keys == ["telegram:11", "telegram:-100777:5", "telegram:-100777:6"]


async def test_press_is_answered_first_and_follows_the_button(telegram):
    await telegram.give(message(ANI, "halo"))
    [sent] = telegram.api.sent(11)
    telegram.api.calls.clear()
    await telegram.give(press(ANI, "depok", sent))
    assert [call.method for call in telegram.api.calls] == ["answerCallbackQuery", "sendMessage"]
    assert telegram.texts()[1] == shown("tautan: depok")
    assert telegram.rows()[1]["question"] == "Program Depok"


async def test_double_tap_is_answered_once_and_another_button_at_once(telegram):
    await telegram.give(message(ANI, "halo"))
    [sent] = telegram.api.sent(11)
    await telegram.give_together(press(ANI, "depok", sent), press(ANI, "depok", sent), press(ANI, "kukar", sent))
    assert telegram.texts()[1:] == [shown("tautan: depok"), shown("tautan: kukar")]
    assert all(call.refused is None for call in telegram.api.made("answerCallbackQuery"))
    assert len(telegram.api.made("answerCallbackQuery")) == 3


async def test_press_on_an_old_message_is_answered_all_the_same(telegram):
    await telegram.give(message(ANI, "halo"),
                        press(ANI, "depok", {"message_id": 3, "date": 0, "chat": ANI["chat"]}, old_query=True))
    assert telegram.texts()[1] == shown("tautan: depok")
    assert telegram.rows()[1]["question"] == "depok"


async def test_group_greets_once_when_the_bot_comes_in(telegram):
    changes = [("left", "member"), ("member", "administrator"), ("administrator", "kicked")]
    await telegram.give(*(membership(GROUP, *change) for change in changes), membership(ANI, "kicked", "member"))
    assert telegram.texts() == [texts.group_greeting(NAME)]


async def test_row_holds_what_the_log_needs_and_no_ids(telegram):
    telegram.api.faults.append(Fault("sendMessage", seconds=0.3))
    started = datetime.now(UTC)
    await telegram.give(message(GROUP, f"/tanya@{NAME} apa itu stunting"))
    [row] = telegram.rows()
    arrived = datetime.fromisoformat(row["time"]).replace(tzinfo=UTC)
    assert timedelta() <= arrived - started < timedelta(seconds=0.3)
    assert row["latency_ms"] < 300
    assert (row["channel"], row["chat_kind"], row["status"], row["knowledge_version"]) == (
        "telegram", "supergroup", "answered", telegram.assistant.knowledge.version)
    assert row["reply"] == "tanya: apa itu stunting"
    assert row["update_id"] > 1_000
    assert row["chat_key"] and row["user_key"] and row["chat_key"] != row["user_key"]
    assert "100777" not in str(row)


@pytest.mark.parametrize("user", [{}, {"language_code": "en"}], ids=["no language", "English"])
async def test_names_and_languages_of_users_do_no_harm(telegram, user):
    await telegram.give(message(private(11, "<b>", **user), "halo"))
    assert telegram.texts() == [shown("tanya: halo")]


async def test_broken_assistant_costs_an_apology_and_no_privacy(telegram, caplog):
    with caplog.at_level(logging.INFO):
        await telegram.give(message(ANI, "rusak"))
    assert telegram.texts() == [texts.APOLOGY]
    assert [row["intent"] for row in telegram.rows()] == ["galat"]
    assert "RuntimeError" in caplog.text and "rusak" not in caplog.text


async def test_answer_that_cannot_be_laid_out_costs_an_apology(telegram, caplog, monkeypatch):
    def broken(reply):
        raise LookupError(reply.text)

    monkeypatch.setattr("bot.channels.telegram.outgoing.render", broken)
    await telegram.give(message(ANI, "halo"))
    assert telegram.texts() == [texts.APOLOGY]
    assert [row["intent"] for row in telegram.rows()] == ["galat"]


async def test_error_outside_a_turn_costs_one_apology(telegram, caplog, monkeypatch):
    def broken(text, username):
        raise LookupError("halo rahasia")

    monkeypatch.setattr("bot.channels.telegram.handlers.question_in", broken)
    await telegram.give(message(ANI, "halo rahasia"))
    assert telegram.texts() == [texts.APOLOGY]
    assert "LookupError" in caplog.text and "halo rahasia" not in caplog.text.replace('"halo rahasia"', "")


LONG = Reply(Status.ANSWERED, tuple(Block((letter * 3000,)) for letter in "abc"), sources=())


async def test_edited_question_gets_its_answer_in_place_and_what_is_too_much_goes(telegram):
    telegram.assistant.replies["panjang"] = LONG
    asked, other = message(ANI, "panjang"), message(ANI, "lain")
    await telegram.give(asked, other)
    first, *_ = telegram.api.sent(11)
    await telegram.give(edited(asked, "pendek"))
    assert telegram.texts(11) == [shown("tanya: pendek"), shown("tanya: lain")]
    assert telegram.api.sent(11)[0]["message_id"] == first["message_id"]
    assert [row["question"] for row in telegram.rows()] == ["panjang", "lain", "pendek"]


async def test_edited_question_whose_answer_grows_gets_the_rest_below(telegram):
    telegram.assistant.replies["panjang"] = LONG
    asked = message(ANI, "pendek")
    await telegram.give(asked, edited(asked, "panjang"), edited(asked, "panjang"))
    assert [text[0] for text in telegram.texts(11)] == ["a", "b", "c"]


async def test_edited_command_and_edit_of_what_was_never_answered(telegram):
    asked = message(ANI, "/progam Depok")
    await telegram.give(asked, edited(asked, "/program Depok"), edited(message(ANI, "x"), "halo"))
    assert telegram.texts(11) == [shown("tanya: program Depok"), shown("tanya: halo")]


async def test_edited_picture_is_left_alone(telegram):
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]
    await telegram.give({"edited_message": content(ANI, photo=photo, caption="baru", edit_date=2)})
    assert telegram.api.made("sendMessage") == telegram.rows() == []


async def test_admin_who_never_wrote_to_the_bot_costs_a_line_in_the_log(telegram, caplog):
    await telegram.give(message(ANI, "halo"))
    await introduce(telegram.application.bot, [11, 12])
    menus = telegram.api.made("setMyCommands")
    assert [call.parameters["scope"].get("chat_id") for call in menus] == [None, None, 11, 12]
    assert [call.refused is None for call in menus] == [True, True, True, False]
    assert "Menu pengelola belum terpasang" in caplog.text
