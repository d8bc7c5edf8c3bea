"""Pictures and documents of answers."""

import asyncio

import pytest

from bot.answering.brief import Brief, Section
from bot.answering.picture import Bar, BarChart
from bot.answering.reply import Block, Reply, Status
from bot.channels.telegram import texts
from bot.documents.studio import Studio
from bot.knowledge.model import Source
from tests.fake_bot_api import Fault, Refusal
from tests.fake_bot_api.updates import edited, message, press, private

ANI, BUDI = private(11), private(12)
CHART = BarChart("Angka stunting", (Bar("Kota Depok", 12.5), Bar("Kota Bogor", 18.2)), "BPS")
BRIEF = Brief("Raga Pantas", "Program Kukar", (Section("Apa itu", ("Gerakan keluarga.",)),), (Source("BPS"),), "raga")


def reply(*lines, **parts):
    return Reply(Status.ANSWERED, tuple(Block((line,)) for line in lines), "chart", sources=(Source("BPS"),), **parts)


@pytest.fixture
def drawn(telegram):
    telegram.assistant.replies |= {"grafik": reply("Ini <grafik>.", picture=CHART), "panjang": reply(
        "x" * 1100, picture=CHART), "keduanya": reply("Ini.", picture=CHART, brief=BRIEF)}
    return telegram


async def test_caption_and_buttons_are_on_the_picture(drawn):
    await drawn.give(message(ANI, "grafik"))
    [photo] = drawn.api.sent(11)
    assert photo["caption"] == "Ini <grafik>.\n\nSumber:\n• BPS, tanpa tanggal"
    assert photo["reply_markup"]
    assert [call.method for call in drawn.api.calls][-2:] == ["sendChatAction", "sendPhoto"]
    await drawn.give(press(ANI, "v:up", photo))
    assert drawn.api.made("answerCallbackQuery")[-1].parameters["text"] == texts.THANKS


async def test_text_too_long_for_a_caption_follows_the_picture(drawn):
    await drawn.give(message(ANI, "panjang"))
    photo, text = drawn.api.sent(11)
    assert "caption" not in photo and "reply_markup" not in photo
    assert text["text"].startswith("xxx") and text["reply_markup"]


async def test_picture_and_document_of_one_answer(drawn):
    await drawn.give(message(ANI, "keduanya"))
    photo, document = drawn.api.sent(11)
    assert "caption" not in photo and document["caption"].startswith("Ini.")
    assert document["document"]["file_name"] == "ringkasan-raga.pdf"


async def test_uploaded_once_though_many_ask_at_once(drawn):
    await drawn.give_together(*(message(private(number), "grafik") for number in range(20, 26)))
    photos = [call.parameters["photo"] for call in drawn.api.made("sendPhoto")]
    assert len(photos) == 6
    assert [isinstance(photo, str) for photo in photos].count(False) == 1


async def test_file_that_telegram_no_longer_knows_is_uploaded_again(drawn):
    await drawn.give(message(ANI, "grafik"))
    drawn.api._files.clear()
    await drawn.give(message(BUDI, "grafik"), message(ANI, "grafik"))
    assert len(drawn.api.sent(12)) == 1 and len(drawn.api.sent(11)) == 2
    assert [isinstance(call.parameters["photo"], str) for call in drawn.api.made("sendPhoto")] == [
        False, True, False, True]


async def test_picture_that_cannot_be_drawn_costs_a_polite_line(drawn, monkeypatch, caplog):
    async def full(self, picture):
        raise OSError("no space left")

    monkeypatch.setattr(Studio, "picture", full)
    await drawn.give(message(ANI, "grafik"))
    assert drawn.texts(11) == [texts.FILE_FAILED]
    assert len(drawn.rows()) == 1


async def test_blocked_while_a_picture_is_sent(drawn):
    drawn.api.faults.append(Fault("sendPhoto", refusal=Refusal("Forbidden: bot was blocked by the user", 403)))
    await drawn.give(message(ANI, "grafik"))
    assert drawn.api.sent(11) == [] and len(drawn.rows()) == 1


async def test_edit_turns_a_picture_into_text_and_back(drawn):
    asked = message(ANI, "grafik")
    await drawn.give(asked)
    await drawn.give(edited(asked, "apa itu stunting"))
    [text] = drawn.api.sent(11)
    assert text["text"].startswith("tanya: apa itu stunting")
    await drawn.give(edited(asked, "grafik"))
    [photo] = drawn.api.sent(11)
    assert photo["photo"]
    await asyncio.sleep(0)
