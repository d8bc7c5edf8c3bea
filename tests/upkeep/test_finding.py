"""What an admin writes beside an entry of the shipped knowledge is found by the questions that had no answer."""

import pytest

from bot.answering.reply import Status
from bot.assistant import Assistant, Mind
from bot.knowledge.folder import read_folder
from bot.knowledge.loader import load_contents
from bot.knowledge.location import default_path
from bot.understanding.conversation import Conversation
from bot.upkeep.editing import Entry, add_statements
from bot.upkeep.finding import kind_of_answer, subjects_of, words_for
from bot.upkeep.sources import parse_source

ANSWER = "Keterangan ini baru ditulis oleh pengelola."


async def answered(mind, question):
    reply = await Assistant(mind).reply(question, Conversation())
    return reply.status is Status.ANSWERED and ANSWER in reply.text


@pytest.mark.parametrize(("question", "entry"), [
    ("berapa anggaran stunting kabupaten pesisir barat", Entry("daerah", "18.13")),
    ("kabupaten pesisir barat pakai aplikasi apa", Entry("daerah", "18.13")),
    ("berapa jumlah posyandu di kabupaten pesisir barat", Entry("daerah", "18.13")),
    ("nomor telepon ukm flash", Entry("program", "ukm-flash-malang")),
    ("ukm flash buka jam berapa", Entry("program", "ukm-flash-malang")),
    ("berapa anggaran ukm flash", Entry("program", "ukm-flash-malang")),
])
async def test_an_answer_beside_an_entry_is_found_by_its_question(assistant, question, entry):
    mind, contents = assistant.mind, read_folder(default_path())[0]
    assert entry in [candidate.entry for candidate in subjects_of(question, mind)]
    assert not await answered(mind, question)
    changed = add_statements(contents, entry, kind_of_answer(question, entry, mind), ANSWER,
                             parse_source("Dinas Contoh, 2025"), 2025, words_for([question], ANSWER, mind))
    following = Mind(load_contents({**contents, **changed}), mind)
    assert await answered(following, question)
    assert not await answered(following, "resep rendang padang")
