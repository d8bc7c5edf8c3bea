"""Follow-up questions, choices among namesakes, and what a conversation forgets."""

import pytest

from bot.answering.reply import Status
from bot.assistant import Assistant
from bot.understanding.conversation import LIFETIME_SECONDS, Conversation
from tests.understanding.talking import last, talk


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def timed(shipped_knowledge, clock):
    """An assistant whose time the test decides."""
    return Assistant(shipped_knowledge, clock)


async def test_a_new_region_keeps_what_was_asked(assistant):
    _, reply = await talk(assistant, "program apa di kukar", "kalau di depok?")
    assert (reply.intent, reply.regions) == ("programs_of_region", ("Kota Depok",))
    assert "Geber Hebring" in reply.text


async def test_a_new_question_keeps_the_region(assistant):
    _, _, reply = await talk(assistant, "program apa di kukar", "kalau di depok?", "angkanya berapa")
    assert (reply.intent, reply.regions) == ("prevalence", ("Kota Depok",))


async def test_a_question_about_a_program_keeps_the_program(assistant):
    replies = await talk(assistant, "apa itu raga pantas", "sejak kapan?", "siapa yg belajar ke sana?")
    definition, since, guests = replies
    assert definition.programs == since.programs == ("raga-pantas",)
    assert "2019" in since.text
    assert "Kota Bontang" in guests.regions


async def test_what_was_said_in_between_about_nothing_is_forgotten_not_the_subject(assistant):
    for between in ("makasih ya", "cara masak rendang"):
        reply = await last(assistant, "program apa di kukar", between, "kalau di depok?")
        assert reply.intent == "programs_of_region"


async def test_a_general_topic_starts_afresh(assistant):
    topic, reply = (await talk(assistant, "program apa di kukar", "apa itu stunting", "sejak kapan"))[1:]
    assert (topic.status, topic.regions) == (Status.ANSWERED, ())
    assert "Kutai Kartanegara" not in topic.text
    assert "raga-pantas" not in reply.programs


async def test_a_complete_question_takes_nothing_from_before(assistant):
    reply = await last(assistant, "program apa di kukar", "angka stunting kota surabaya berapa")
    alone = await last(assistant, "angka stunting kota surabaya berapa")
    assert reply.text == alone.text


@pytest.mark.parametrize("question", ["sejak kapan", "di sana programnya apa", "angkanya berapa"])
async def test_without_anything_before_the_bot_asks_back(assistant, question):
    assert (await last(assistant, question)).status is Status.CLARIFY


@pytest.mark.parametrize(("minutes", "remembered"), [(0, True), (29, True), (31, False), (24 * 60, False)])
async def test_after_half_an_hour_a_question_starts_afresh(timed, clock, minutes, remembered):
    conversation = Conversation()
    await timed.reply("program apa di kukar", conversation)
    clock.now += minutes * 60
    reply = await timed.reply("angkanya berapa", conversation)
    assert (reply.regions == ("Kabupaten Kutai Kartanegara",)) is remembered
    assert (reply.status is Status.CLARIFY) is not remembered


async def test_every_turn_starts_the_half_hour_anew(timed, clock):
    conversation = Conversation()
    await timed.reply("program apa di kukar", conversation)
    for _ in range(4):
        clock.now += LIFETIME_SECONDS - 60
        reply = await timed.reply("angkanya berapa", conversation)
        assert reply.regions == ("Kabupaten Kutai Kartanegara",)


async def test_choices_are_forgotten_after_half_an_hour(timed, clock):
    conversation = Conversation()
    await timed.reply("program stunting bogor", conversation)
    clock.now += LIFETIME_SECONDS + 1
    assert (await timed.reply("2", conversation)).regions == ()


async def test_a_pressed_button_becomes_part_of_the_conversation(timed, clock):
    conversation = Conversation()
    await timed.follow("programs_of_region--3276", conversation)
    assert (await timed.reply("angkanya berapa", conversation)).regions == ("Kota Depok",)
    clock.now += LIFETIME_SECONDS + 1
    assert (await timed.reply("angkanya berapa", conversation)).status is Status.CLARIFY


async def test_chats_do_not_mix(assistant):
    first, second = assistant.conversation("satu"), assistant.conversation("dua")
    await assistant.reply("program apa di kukar", first)
    await assistant.reply("program apa di depok", second)
    assert (await assistant.reply("angkanya berapa", first)).regions == ("Kabupaten Kutai Kartanegara",)
    assert (await assistant.reply("angkanya berapa", second)).regions == ("Kota Depok",)
    assert assistant.conversation("satu") is first
    assert assistant.conversation("dua") is second


@pytest.mark.parametrize(("choice", "name"), [
    ("1", "Kota Bogor"), ("2", "Kabupaten Bogor"), ("2.", "Kabupaten Bogor"),
    ("pertama", "Kota Bogor"), ("yang pertama", "Kota Bogor"), ("yg kedua dong", "Kabupaten Bogor"),
    ("yang terakhir", "Kabupaten Bogor"),
    ("kota", "Kota Bogor"), ("yang kota", "Kota Bogor"), ("kabupaten", "Kabupaten Bogor"), ("kab", "Kabupaten Bogor"),
    ("yang kabupaten bu", "Kabupaten Bogor"), ("Kota Bogor", "Kota Bogor"), ("kabupaten bogor", "Kabupaten Bogor"),
])
async def test_a_namesake_is_chosen_by_number_order_or_name(assistant, choice, name):
    asked, reply = await talk(assistant, "angka stunting bogor berapa", choice)
    assert (asked.status, [b.label for b in asked.buttons]) == (Status.CLARIFY, ["Kota Bogor", "Kabupaten Bogor"])
    assert (reply.intent, reply.regions) == ("prevalence", (name,))
    assert name in reply.text


@pytest.mark.parametrize(("choice", "name"), [
    ("yang tengah", "Kabupaten Buton Tengah"), ("buton utara", "Kabupaten Buton Utara"),
    ("3", "Kabupaten Buton Tengah"), ("yang ketiga", "Kabupaten Buton Tengah"), ("selatan", "Kabupaten Buton Selatan"),
])
async def test_one_of_a_family_of_regions_is_chosen(assistant, choice, name):
    reply = await last(assistant, "angka stunting buton", choice)
    assert (reply.intent, reply.regions) == ("prevalence", (name,))


async def test_a_pressed_choice_and_a_typed_one_give_the_same(assistant):
    conversation = Conversation()
    asked = await assistant.reply("angka stunting bogor berapa", conversation)
    pressed = await assistant.follow(asked.buttons[1].link, conversation)
    typed = await last(assistant, "angka stunting bogor berapa", "2")
    assert (pressed.status, pressed.intent, pressed.regions) == (typed.status, typed.intent, typed.regions)
    assert pressed.text == typed.text


async def test_another_question_leaves_the_choices_behind(assistant):
    _, other, number = await talk(assistant, "program stunting bogor", "angka stunting kota depok", "2")
    assert other.regions == ("Kota Depok",)
    assert "Kabupaten Bogor" not in number.regions


async def test_a_number_that_was_not_offered_chooses_nothing(assistant):
    reply = await last(assistant, "program stunting bogor", "9")
    assert reply.regions == ()


async def test_a_second_choice_is_possible_after_coming_back(assistant):
    replies = await talk(assistant, "angka stunting bogor", "1", "angka stunting bogor", "2")
    assert [r.regions for r in replies[1::2]] == [("Kota Bogor",), ("Kabupaten Bogor",)]


@pytest.mark.parametrize(("turns", "told"), [
    (("berapa tablet tambah darah untuk ibu hamil", "kalau remaja putri?"), "Remaja putri minum 1 tablet"),
    (("apa penyebab stunting", "kalau cirinya apa?"), "Ciri utama stunting"),
    (("apa bahaya anemia pada ibu hamil", "obatnya apa"), "Anemia"),
    (("kapan vitamin a dibagikan", "yang merah buat umur berapa"), "Vitamin A"),
])
async def test_a_general_topic_goes_on(assistant, turns, told):
    assert told in (await last(assistant, *turns)).text


async def test_what_is_told_of_one_program_is_no_list_to_count_in(assistant):
    reply = await last(assistant, "program apa di kukar", "yang kedua itu apa", "yang pertama sejak kapan")
    assert reply.programs == ("paket-asuh-5-pantas",)


async def test_a_visit_offered_is_picked_by_its_host(assistant):
    reply = await last(assistant, "siapa nama sekdanya", "yang depok")
    assert "Supian Suri" in reply.text


async def test_the_turn_within_a_question_silences_what_stands_before_it(assistant):
    reply = await last(assistant, "batang belajar ke depok, kalau bontang?")
    assert (reply.status, "Kabupaten Kutai Kartanegara" in reply.text) == (Status.ANSWERED, True)


@pytest.mark.parametrize("question", ["bibir anak saya biru", "bayi badannya membiru", "bibir anak warnanya biru"])
async def test_a_blue_child_is_in_danger(assistant, question):
    assert (await last(assistant, question)).intent == "danger"


@pytest.mark.parametrize("question", ["kapsul warna biru untuk anak umur berapa", "buku warna biru buat balita"])
async def test_other_blue_things_are_not(assistant, question):
    assert (await last(assistant, question)).intent != "danger"


@pytest.mark.parametrize(("turns", "told"), [
    (("angka depok sama kukar", "yg plg rendah mana"), "Kota Depok lebih rendah"),
    (("angka depok sama kukar", "mana yg lebih tinggi ya"), "Kutai Kartanegara lebih tinggi"),
    (("stunting bontang, kukar sama sumedang brp", "terus yang paling tinggi siapa"),
     "dari yang paling tinggi: Kota Bontang"),
    (("stunting bontang, kukar sama sumedang brp", "yang paling rendah itu programnya apa"), "Kutai Kartanegara"),
    (("angka depok sama kukar", "yang paling tinggi se indonesia mana"), "di Indonesia angka stunting tertinggi"),
])
async def test_which_of_those_named_before_is_lowest_or_highest(assistant, turns, told):
    assert told in (await last(assistant, *turns)).text.split("\n")[0]


async def test_a_ranking_says_which_place_the_region_named_has(assistant):
    whole, province = [await last(assistant, f"kukar peringkat berapa di {where}") for where in ("indonesia", "kaltim")]
    assert "ke-448 dari 514 daerah di Indonesia" in whole.text
    assert "ke-10 dari 10 daerah di Provinsi Kalimantan Timur" in province.text


@pytest.mark.parametrize(("question", "intent"), [
    ("kami dari kab brebes mau studi tiru kmn", "recommend"),
    ("kita rencana kunjungan belajar, kemana ya enaknya", "recommend"),
    ("kami dari bontang sdh belajar kmn aja", "visit_destination"),
    ("sy mau tau bontang belajar kmn", "visit_destination"),
    ("kami mau belajar ke sumedang, siapa yg pernah kesana", "visit_guests"),
])
async def test_who_plans_a_visit_asks_where_to_go_not_where_they_were(assistant, question, intent):
    assert (await last(assistant, question)).intent == intent


async def test_a_figure_says_that_nothing_newer_is_recorded_where_that_is_so(assistant):
    assert "sesudah 2024 belum ada" in (await last(assistant, "angka stunting depok")).text
    for question in ("angka stunting depok 2021", "angka stunting buton tengah"):
        assert "belum ada" not in (await last(assistant, question)).text


@pytest.mark.parametrize(("question", "beside"), [
    ("grafik stunting sumedang", ", di samping Provinsi Jawa Barat dan Indonesia."),
    ("grafik stunting jabar", ", di samping Indonesia."),
])
async def test_a_chart_names_what_stands_beside_the_region(assistant, question, beside):
    reply = await last(assistant, question)
    assert reply.picture and reply.text.endswith(f"dari survei nasional{beside}")


@pytest.mark.parametrize(("turns", "told"), [
    (("bontang belajar stunting kemana aja", "yg ke sumedang kapan itu"), "2 Februari 2023"),
    (("kendari belajar stunting ke bogor ya?", "brp camat yg ikut"), "11"),
    (("sumedang belajar stunting dari muna barat kan?", "kabupaten yg belajar itu angkanya brp?"),
     "Kabupaten Muna Barat"),
    (("angka stunting bontang", "klo tetangganya kukar"), "Kutai Kartanegara"),
    (("banda aceh ada program apa utk stunting", "siapa yg pernah studi ke sana"), "Kendal"),
])
async def test_whose_visit_is_meant_is_known_from_what_was_said(assistant, turns, told):
    assert told in (await last(assistant, *turns)).text


@pytest.mark.parametrize(("year", "told"), [
    (2013, "37,2 persen (Riskesdas 2013)"), (2018, "30,8 persen (Riskesdas 2018)"), (2021, "24,4 persen (SSGI 2021)"),
    (2024, "19,8 persen (SSGI 2024)"),
])
async def test_a_year_asked_of_the_country_is_told_first(assistant, year, told):
    assert told in (await last(assistant, f"angka stunting nasional {year} brp")).text.split("\n")[0]


async def test_what_a_topic_tells_of_the_year_asked_comes_first(assistant):
    reply = await last(assistant, "target stunting nasional 2024 brp")
    assert "14 persen pada 2024" in reply.text.split("\n")[0]
    assert "2025" in (await last(assistant, "target stunting nasional 2025 brp")).text.split("\n\n")[0]


async def test_a_figure_that_is_another_regions_is_not_taken_for_this_ones(assistant):
    first, second, *_ = (await last(assistant, "depok stuntingnya 36,8 persen ya?")).text.split("\n\n")
    assert "Kota Depok: 12,5 persen" in first and second == "Angka 36,8 persen tidak tercatat untuk Kota Depok."
    right = await last(assistant, "buton tengah 36,8 persen kan")
    assert right.text.startswith("Angka stunting Kabupaten Buton Tengah: 36,8 persen (SKI 2023")


@pytest.mark.parametrize(("question", "title"), [
    ("bumil minum kopi apa tdk apa2", "WHO menganjurkan ibu hamil"), ("kopi buat bayi 4 bulan", "Sebelum 6 bulan bayi"),
    ("posyandu itu gunanya apa to bu", "Di posyandu"),
])
async def test_advice_is_for_whom_it_was_asked(assistant, question, title):
    assert title in (await last(assistant, question)).text.split("\n")[0]


@pytest.mark.parametrize(("turns", "told"), [
    (("ksh itu apa di surabaya", "jumlah kadernya brp"), "Jumlah Kader Surabaya Hebat bertambah"),
    (("omaba itu apa bun", "berapa hari dikirimi makanan"), "selama 90 hari"),
    (("angka stunting kota pekalongan", "programe opo"), "di Kota Pekalongan"),
    (("kota yogyakarta ada program stunting apa", "klo sleman", "balik ke yg kota tadi, angkanya 2024 brp"),
     "Kota Yogyakarta: 14,8 persen"),
    (("data prevalensi stunting Kabupaten Tapin", "Bagaimana dengan Kabupaten Banjar?"),
     "Kabupaten Banjar: 32,3 persen"),
    (("angka stunting depok", "klo 2021?"), "12,3 persen (SSGI 2021)"),
    (("stunting tertinggi di jabar", "kalau 2021"), "SSGI 2021, di Provinsi Jawa Barat"),
    (("bayi 3 bln boleh dikasih air putih gak", "eh imd itu apa ya"), "IMD (inisiasi menyusu dini)"),
    (("vitamin a bulan apa aja", "yg biru utk umur brp"), "kapsul biru untuk usia 6–11 bulan"),
])
async def test_the_next_question_goes_on_from_the_last_answer(assistant, turns, told):
    assert told in (await last(assistant, *turns)).text.split("\n\n")[0]


@pytest.mark.parametrize("question", ["anak saya biru", "bayi umur 2 bulan kejang biru", "umur 3 bulan bibirnya biru"])
async def test_a_blue_child_stays_in_danger(assistant, question):
    assert (await last(assistant, question)).intent == "danger"
