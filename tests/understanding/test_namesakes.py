"""The other one of a name, by its kind or its direction, where the conversation has spoken of one."""

import pytest

from bot.understanding.conversation import Conversation
from bot.understanding.namesakes import name_other

BOGOR_CITY, KUKAR, BUTON, CENTRAL_BUTON, BATANG = "32.71", "64.02", "74.04", "74.14", "33.25"


@pytest.mark.parametrize(("here", "question", "named"), [
    (BOGOR_CITY, "kabupatennya?", "Kabupaten Bogor"),
    (BOGOR_CITY, "klo yg kabupaten gmn", "klo Kabupaten Bogor gmn"),
    (BOGOR_CITY, "bukan yang kota, yang kabupaten", "Kabupaten Bogor"),
    (BOGOR_CITY, "maksud saya bukan yg kota", "maksud saya Kabupaten Bogor"),
    (KUKAR, "kalau yang timur?", "kalau Kabupaten Kutai Timur"),
    (BUTON, "yg selatan brp", "Kabupaten Buton Selatan brp"),
    (CENTRAL_BUTON, "yang induk", "Kabupaten Buton"),
    (CENTRAL_BUTON, "yang utara?", "Kabupaten Buton Utara"),
])
def test_it_is_named(shipped_knowledge, here, question, named):
    assert name_other(question, here, shipped_knowledge) == named


@pytest.mark.parametrize(("here", "question"), [
    (BOGOR_CITY, "kota itu programnya apa"),
    (BATANG, "kabupaten itu angkanya?"),
    (BATANG, "kalau kotanya bersih"),
    (KUKAR, "angin timur kencang"),
    (BOGOR_CITY, "program apa saja"),
])
def test_nothing_else_is_taken_for_one(shipped_knowledge, here, question):
    assert name_other(question, here, shipped_knowledge) == question


@pytest.mark.parametrize(("turns", "intent", "region"), [
    (("angka stunting kota sukabumi", "kabupatennya berapa?"), "prevalence", "Kabupaten Sukabumi"),
    (("program stunting kutai kartanegara", "kalo yg barat"), "programs_of_region", "Kabupaten Kutai Barat"),
    (("angka stunting berapa ya", "pati"), "prevalence", "Kabupaten Pati"),
    (("berapa persen stunting magelang", "eh salah, maksudnya Depok"), "prevalence", "Kota Depok"),
    (("angka stunting batang", "kalau tegal, yg kota"), "prevalence", "Kota Tegal"),
    (("siapa sekda yang menerima tamu di surabaya", "kalau depok?"), "visit_host_official", "Kota Depok"),
    (("siapa yg mimpin rombongan bontang ke kukar", "yang memimpin rombongan Batang?"), "visit_leader",
     "Kabupaten Batang"),
    (("siapa yang belajar ke kukar", "siapa yg pernah niru ke sana"), "visit_guests", "Kabupaten Kutai Kartanegara"),
])
async def test_a_conversation_goes_on_about_it(assistant, turns, intent, region):
    conversation = Conversation()
    replies = [await assistant.reply(turn, conversation) for turn in turns]
    assert replies[-1].intent == intent
    assert region in replies[-1].regions
