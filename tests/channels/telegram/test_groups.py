"""Whom a message in a group is meant for, and what it asks."""

import pytest
from telegram import Message

from bot.channels.telegram.groups import is_addressed, question_in
from tests.fake_bot_api import BOT
from tests.fake_bot_api.updates import content, group

GROUP = group()
TO_BOT = {"reply_to_message": content({**GROUP, "from": BOT}, text="jawaban")}
TO_OTHER = {"reply_to_message": content(GROUP, text="pesan")}


def read(text, **parts):
    return Message.de_json(content(GROUP, text=text, **parts), None)


@pytest.mark.parametrize(("text", "parts", "addressed"), [
    ("/program", {}, True),
    ("/program@TiruUjiBot Depok", {}, True),
    ("/program@tiruujibot Depok", {}, True),
    ("/program@OtherBot Depok", {}, False),
    ("/program@OtherBot Depok", TO_BOT, False),
    ("/program@OtherBot bukan @TiruUjiBot", {}, False),
    ("apa kabar @tiruujibot", {}, True),
    ("apa kabar @OtherBot", {}, False),
    ("apa kabar @TiruUjiBotDua", {}, False),
    ("surat ke ani@TiruUjiBot", {}, False),
    ("coba ketik /program", {}, False),
    ("apa kabar", {}, False),
    ("apa kabar", TO_BOT, True),
    ("apa kabar", TO_OTHER, False),
    ("\U0001f600 @TiruUjiBot", {"entities": [{"type": "mention", "offset": 1, "length": 3}]}, False),
])
def test_is_addressed(text, parts, addressed):
    assert is_addressed(read(text, **parts), BOT["id"], BOT["username"]) is addressed


@pytest.mark.parametrize(("text", "question"), [
    ("@TiruUjiBot  apa itu\nstunting?", "apa itu stunting?"),
    ("apa itu @tiruujibot stunting", "apa itu stunting"),
    ("@TiruUjiBotDua apa", "@TiruUjiBotDua apa"),
    ("@TiruUjiBot", ""),
])
def test_question_in(text, question):
    assert question_in(read(text), BOT["username"]) == question
