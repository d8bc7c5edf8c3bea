"""People see what is stored of them, and delete it."""

import json

import pytest
from telegram.ext import ExtBot

from bot.channels.telegram import privacy
from bot.storage.database import Database
from tests.databases import execute
from tests.fake_bot_api import BOT
from tests.fake_bot_api.updates import group, message, press, private

ANI, BUDI = private(11, "Ani"), private(12, "Budi")
NAME = BOT["username"]


@pytest.fixture
def files(monkeypatch):
    """The documents that the bot sends."""
    sent = []

    async def send_document(self, chat_id, document, caption=None, **_parts):
        sent.append((chat_id, json.loads(document.input_file_content)))

    monkeypatch.setattr(ExtBot, "send_document", send_document)
    return sent


async def test_privacy_is_told_in_plain_words(telegram):
    await telegram.give(message(ANI, "/privasi"))
    [text] = telegram.texts(11)
    assert "/datasaya" in text and "/hapusdatasaya" in text and "NIK" in text


async def test_everything_stored_is_shown_to_its_person_alone(telegram, files):
    await telegram.give(message(ANI, "soal ani"), message(group(-7, user=11), f"/tanya@{NAME} soal di grup"),
                        message(BUDI, "soal budi"), message(ANI, "/datasaya"))
    [(chat_id, shown)] = files
    assert chat_id == 11
    assert [row["question"] for row in shown["message"]] == ["soal ani", "soal di grup"]
    assert telegram.texts(11)[-1] == privacy.SENT


async def test_whoever_never_asked_has_nothing(telegram, files):
    await telegram.give(message(BUDI, "soal budi"))
    execute(f"sqlite+aiosqlite:///{telegram._database}", "DELETE FROM inbox")
    await telegram.give(message(ANI, "/datasaya"))
    assert not [shown for _, shown in files if "message" in shown]


async def test_deleting_asks_first_and_then_leaves_nothing(telegram):
    await telegram.give(message(ANI, "soal ani"), message(BUDI, "soal budi"), message(ANI, "/hapusdatasaya"))
    asked = telegram.api.sent(11)[-1]
    assert asked["text"] == privacy.ASK
    [yes] = [key for row in asked["reply_markup"]["inline_keyboard"] for key in row if key["text"].startswith("Ya")]
    assert len(telegram.rows()) == 3
    await telegram.give(press(ANI, yes["callback_data"], asked))
    assert [row["question"] for row in telegram.rows()] == ["soal budi"]
    assert telegram.texts(11)[-1] == privacy.deleted(8)
    left = execute(f"sqlite+aiosqlite:///{telegram._database}", "SELECT user_key FROM inbox")
    async with await Database.open(f"sqlite+aiosqlite:///{telegram._database}") as database:
        assert database.user_key("telegram", "11") not in str(left)


async def test_deleting_can_be_called_off(telegram):
    await telegram.give(message(ANI, "soal ani"), message(ANI, "/hapusdatasaya"))
    await telegram.give(press(ANI, "privasi:batal", telegram.api.sent(11)[-1]))
    assert len(telegram.rows()) == 2
    assert telegram.texts(11)[-1] == privacy.KEPT


async def test_a_forged_press_deletes_nothing_of_others(telegram):
    """Buttons can be forwarded and data forged: what counts is who presses, and that it is in private."""
    where = group(-7, user=12)
    await telegram.give(message(ANI, "soal ani"), message(where, f"/tanya@{NAME} soal budi"))
    shown = telegram.api.sent(-7)[-1]
    await telegram.give(press(where, "privasi:hapus", shown), press(BUDI, "privasi:hapus", telegram.api.sent(11)[-1]))
    assert "soal ani" in [row["question"] for row in telegram.rows()]


async def test_in_a_group_neither_is_done(telegram, files):
    where = group(-7, user=11)
    await telegram.give(message(where, f"/datasaya@{NAME}"), message(where, f"/hapusdatasaya@{NAME}"))
    assert telegram.texts(-7) == [privacy.PRIVATE_ONLY] * 2
    assert files == []
