"""Questions that name nothing and are asked of what was spoken of: a program, a figure, a ranking, a topic, advice."""

import pytest

from bot.answering.reply import Status
from tests.understanding.talking import last


@pytest.mark.parametrize("turns, told", [
    (("salju terpadu itu apa", "dapat penghargaan apa"), "Penghargaan Pembangunan Daerah"),
    (("gertak penting m2bs itu apa", "itu siapa yg bikin"), "digagas Bupati Poso"),
    (("geunaseh itu program apa", "mereka kerja samanya sama siapa"), "UNICEF"),
    (("program 1-10-100 lamongan itu apa", "total dananya berapa"), "Rp870 juta"),
    (("inzting sulsel itu aplikasi apa", "ada yang datang belajar soal itu?"), "Sulawesi Tengah"),
    (("sustpadi itu apa", "siapa yg tentukan penerimanya"), "rembuk stunting"),
])
async def test_a_detail_is_asked_of_the_program_spoken_of(assistant, turns, told):
    reply = await last(assistant, *turns)
    assert reply.status is Status.ANSWERED and told in reply.text


async def test_money_of_which_nothing_is_on_record_is_said_to_be_missing(assistant):
    reply = await last(assistant, "mai fali itu program apa", "biayanya berapa")
    assert reply.status is Status.NO_DATA and "keterangan anggaran" in reply.text


async def test_a_result_of_which_nothing_is_on_record_is_said_to_be_missing(assistant):
    reply = await last(assistant, "gebyar klasik lebak itu apa", "pernah dapat penghargaan tidak programnya")
    assert reply.status is Status.NO_DATA and "Belum ada catatan penghargaan Gebyar KLASIK" in reply.text


async def test_a_ranking_stays_in_its_province_until_the_country_is_named(assistant):
    first = "di bali kabupaten mana yang stuntingnya paling tinggi"
    lowest = await last(assistant, first, "kalau yang paling rendah")
    assert "di Provinsi Bali" in lowest.text
    assert "Kabupaten Dairi" in (await last(assistant, first, "yang terendah itu pernah didatangi siapa")).text
    assert "di Indonesia" in (await last(assistant, first, "kalau tertinggi se indonesia")).text


async def test_a_ranking_is_of_the_province_or_the_pair_spoken_of(assistant):
    west = await last(assistant, "angka stunting jawa barat", "kabupaten mana yang paling parah")
    assert "di Provinsi Jawa Barat" in west.text
    pair = await last(assistant, "bandingkan depok dan batang", "yang turunnya paling banyak mana")
    assert (pair.intent, set(pair.regions)) == ("compare", {"Kota Depok", "Kabupaten Batang"})
    best = await last(assistant, "program apa di gresik", "yang paling bagus yang mana")
    assert (best.intent, best.regions) == ("awards", ("Kabupaten Gresik",))


@pytest.mark.parametrize("turns, among", [
    (("kota dengan stunting terendah",), "di antara kota di Indonesia"),
    (("provinsi dengan stunting tertinggi",), "Provinsi Nusa Tenggara Timur"),
    (("stunting tertinggi di jatim", "kalau kotanya"), "di antara kota di Provinsi Jawa Timur"),
    (("provinsi mana yang terendah", "kalau kabupatennya"), "di antara kabupaten di Indonesia"),
    (("stunting tertinggi di sulawesi dimana",), "2024, di Sulawesi angka"),
    (("provinsi terendah di kalimantan",), "terendah di Provinsi Kalimantan Utara"),
    (("kabupaten/kota dengan stunting tertinggi di ntt",), "2024, di Provinsi Nusa Tenggara Timur"),
])
async def test_only_the_kind_that_is_named_is_ranked(assistant, turns, among):
    reply = await last(assistant, *turns)
    assert reply.intent == "ranking" and among in reply.text


@pytest.mark.parametrize("turn, figure", [
    ("kalau di kota?", "Kota Kupang"), ("itu survei tahun berapa", "Kabupaten Kupang"),
    ("wah tinggi ya. kalau kota kupang", "Kota Kupang")])
async def test_a_figure_stays_what_is_asked(assistant, turn, figure):
    reply = await last(assistant, "angka stunting kabupaten kupang berapa", turn)
    assert reply.intent == "prevalence" and reply.text.startswith(f"Angka stunting {figure}")


@pytest.mark.parametrize("turns, topic", [
    (("tekstur mpasi gimana", "kalau sudah 9 bulan"), "dicincang"),
    (("vitamin a dibagi bulan apa", "kalau yang biru"), "Kapsul biru"),
    (("apa itu TPK", "lalu TPPS itu apa"), "Tim Percepatan Penurunan Stunting"),
])
async def test_a_topic_stays_unless_another_is_named(assistant, turns, topic):
    assert topic in (await last(assistant, *turns)).text


async def test_sources_are_those_of_what_was_spoken_of(assistant):
    assert "Kagama" in (await last(assistant, "salju terpadu itu apa", "sumbernya dari mana")).text
    assert "SSGI dan SKI" in (await last(assistant, "sumber data bot ini dari mana")).text


async def test_there_is_where_one_was_advised_to_go(assistant):
    advice = await last(assistant, "kami dari kuningan mau studi tiru ke mana ya")
    there = await last(assistant, "kami dari kuningan mau studi tiru ke mana ya", "program apa yang dipelajari di sana")
    assert there.intent == "programs_of_region" and there.regions == advice.regions[1:2]


async def test_advice_keeps_to_the_province_that_is_named(assistant, shipped_knowledge):
    advice = await last(assistant, "kami dari kabupaten banyumas mau studi tiru ke jawa timur, ke mana ya")
    names = {region.name: region for region in shipped_knowledge.regions.values()}
    assert advice.regions[0] == "Kabupaten Banyumas" and len(advice.regions) > 1
    assert {names[region].province_code for region in advice.regions[1:]} == {"35"}


@pytest.mark.parametrize("question", ["depok stuntingnya turun tidak", "apakah stunting di kabupaten tebo turun",
                                      "angka stunting depok brp thn 2024"])
async def test_whether_it_fell_and_a_year_are_asked_of_the_figure(assistant, question):
    assert (await last(assistant, question)).intent == "prevalence"


@pytest.mark.parametrize("question, region", [
    ("angka stunting kobar berapa", "Kabupaten Kotawaringin Barat"),
    ("program stunting tala apa", "Kabupaten Tanah Laut"),
    ("bulukumba studi tiru ke jogja, tepatnya ke mana", "Kabupaten Bantul")])
async def test_short_names_and_provinces_stand_for_their_region(assistant, question, region):
    assert region in (await last(assistant, question)).regions


async def test_a_program_is_looked_for_in_the_region_that_is_named(assistant):
    reply = await last(assistant, "raga pantas itu apa", "samarinda punya juga tidak")
    assert reply.status is Status.NO_DATA
    assert "Belum ada catatan bahwa Raga Pantas dijalankan di Kota Samarinda" in reply.text


async def test_who_introduces_herself_is_not_asked_about(assistant):
    reply = await last(assistant, "Selamat pagi, kami dari TP PKK Kabupaten Sleman. Mohon info kabupaten yang memiliki "
                                  "inovasi PMT lokal")
    assert reply.intent == "find_theme" and "Kabupaten Flores Timur" in reply.regions
