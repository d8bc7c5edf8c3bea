"""How the bot answers: danger first, false premises denied, lacks admitted, choices offered."""

import asyncio

import pytest

from bot.answering.reply import Status
from bot.understanding.conversation import Conversation
from bot.understanding.interpretation import encode


@pytest.mark.parametrize("question", [
    "anak saya kejang", "bayi demam tinggi dan kejang, itu stunting bukan", "anak saya sesak napas dan bibirnya biru",
    "bayi saya tidak mau menyusu dan lemas", "anak muntah terus dan tidak bisa minum", "anak diare berdarah",
    "balita sy kejang2 min gmn", "ANAK SAYA KEJANG!!!", "program stunting depok apa ya, anak saya kejang",
])
def test_a_danger_sign_comes_before_anything_else(ask, question):
    reply = ask(question)
    first = reply.blocks[0].text
    assert first.startswith("Segera")
    assert "119" in first
    assert "puskesmas" in first
    assert "Geber Hebring" not in reply.text


async def test_a_danger_sign_comes_first_within_a_conversation_too(assistant):
    conversation = Conversation()
    await assistant.reply("program apa di kukar", conversation)
    reply = await assistant.reply("anak saya kejang", conversation)
    assert "119" in reply.blocks[0].text
    after = await assistant.reply("angkanya berapa", conversation)
    assert after.regions == ("Kabupaten Kutai Kartanegara",)


@pytest.mark.parametrize("question", ["apakah anak saya stunting",
                                      "anak saya umur 2 tahun tingginya 80 cm stunting ga"])
def test_ones_own_child_is_never_diagnosed(ask, question):
    reply = ask(question)
    assert "posyandu" in reply.text
    assert "puskesmas" in reply.text


@pytest.mark.parametrize(("question", "owner", "wrong"), [
    ("raga pantas punya bontang kan", "Kabupaten Kutai Kartanegara", "Kota Bontang"),
    ("raga pantas itu program surabaya ya", "Kabupaten Kutai Kartanegara", "Kota Surabaya"),
    ("geber hebring punya surabaya kan", "Kota Depok", "Kota Surabaya"),
    ("dsunting menara itu program sumedang ya?", "Kota Depok", "Kabupaten Sumedang"),
])
def test_a_false_premise_is_denied_first(ask, question, owner, wrong):
    first = ask(question).blocks[0].text
    assert first.startswith("Bukan")
    assert owner in first
    assert f"bukan {wrong}" in first


@pytest.mark.parametrize("question", ["raga pantas punya kukar kan", "geber hebring itu program depok ya"])
def test_a_true_premise_is_not_denied(ask, question):
    reply = ask(question)
    assert reply.status is Status.ANSWERED
    assert "Bukan." not in reply.text


@pytest.mark.parametrize(("question", "name"), [
    ("program stunting di kabupaten nias", "Kabupaten Nias"),
    ("kabupaten nias belajar ke mana", "Kabupaten Nias"),
    ("siapa yang belajar ke kabupaten mamuju", "Kabupaten Mamuju"),
    ("inovasi stunting kabupaten empat lawang apa", "Kabupaten Empat Lawang"),
])
def test_what_is_not_known_is_said_by_name_and_not_borrowed(ask, question, name, shipped_knowledge):
    reply = ask(question)
    assert reply.status is Status.NO_DATA
    assert reply.blocks[0].text.startswith("Belum ada")
    assert name in reply.blocks[0].text
    others = {r.name for r in shipped_knowledge.regions.values() if len(r.code) > 2} - {name}
    assert [other for other in others if other in reply.text] == []
    assert [p.name for p in shipped_knowledge.programs.values() if p.name in reply.text] == []


def test_where_only_the_other_direction_is_known_it_is_told_as_such(ask):
    reply = ask("surabaya belajar ke mana")
    assert reply.blocks[0].text.startswith("Belum ada")
    assert "Kabupaten Buton Tengah belajar ke Kota Surabaya" in reply.text


def test_a_visit_between_two_regions_is_told_in_its_true_direction(ask):
    for question in ("bontang belajar ke kukar kapan", "kapan kukar didatangi bontang"):
        text = ask(question).text
        assert "13 Agustus 2024" in text
        assert "Kutai Kartanegara belajar ke Kota Bontang" not in text


@pytest.mark.xfail(strict=True, raises=AssertionError, reason="falls through to comparing the two regions' figures")
def test_a_visit_that_never_was_has_no_date(ask):
    reply = ask("bontang belajar ke depok kapan")
    assert reply.status is Status.NO_DATA


@pytest.mark.parametrize(("question", "names"), [
    ("program stunting di bogor", ["Kota Bogor", "Kabupaten Bogor"]),
    ("angka stunting toraja", ["Kabupaten Tana Toraja", "Kabupaten Toraja Utara"]),
])
def test_namesakes_are_offered_as_buttons(ask, question, names):
    reply = ask(question)
    assert reply.status is Status.CLARIFY
    assert [b.label for b in reply.buttons] == names
    assert all(name in reply.text for name in names)
    assert reply.sources == ()


@pytest.mark.parametrize("question", ["program stunting di flores", "angka stunting kalimantan", "program sumatera",
                                      "stunting", "sejak kapan", "angka stunting berapa"])
def test_asking_back_is_one_question_with_four_buttons_at_most(ask, question):
    reply = ask(question)
    assert reply.status is Status.CLARIFY
    assert len(reply.blocks) == 1
    assert reply.text.count("?") == 1
    assert 2 <= len(reply.buttons) <= 4


@pytest.mark.parametrize("question", ["cara masak rendang", "siapa presiden amerika", "harga emas hari ini",
                                      "qwzxkv plmokn", "jadwal kereta ke bandung", "12345", "😀😀"])
def test_what_is_outside_the_field_gets_one_line_and_a_menu(ask, question):
    reply = ask(question)
    assert reply.status is Status.UNKNOWN
    assert "\n" not in reply.text
    assert "stunting" in reply.text
    assert len(reply.buttons) >= 2
    assert (reply.regions, reply.programs, reply.sources) == ((), (), ())


@pytest.mark.parametrize(("message", "intent"), [
    ("halo", "greet"), ("assalamualaikum", "greet"), ("selamat pagi bu", "greet"), ("makasih ya", "thanks"),
    ("terima kasih banyak", "thanks"), ("kamu siapa", "identity"), ("kamu bot ya", "identity"), ("oke", "reaction"),
    ("sip", "reaction"), ("dadah", "goodbye"), ("bantuan", "help"),
])
def test_small_talk_is_answered_in_kind(ask, message, intent):
    reply = ask(message)
    assert (reply.status, reply.intent) == (Status.SMALLTALK, intent)
    assert reply.text
    assert reply.sources == ()


@pytest.mark.parametrize("question", ["assalamualaikum, program apa di kukar", "makasih, program apa di kukar ya",
                                      "pagi bu, mau tanya program stunting di kukar apa"])
def test_politeness_does_not_hide_a_question(ask, question):
    reply = ask(question)
    assert (reply.status, reply.regions) == (Status.ANSWERED, ("Kabupaten Kutai Kartanegara",))
    assert "Raga Pantas" in reply.text


@pytest.mark.parametrize(("question", "parts"), [
    ("angka sama program bontang apa ya min", ["Akar Ranting", "Angka stunting Kota Bontang: "]),
    ("angka stunting depok dan programnya", ["Geber Hebring", "Angka stunting Kota Depok: "]),
    ("program stunting surabaya dan belajar ke mana", ["Jago Ceting", "Buton Tengah belajar ke Kota Surabaya"]),
])
def test_two_things_in_one_question_are_both_answered(ask, question, parts):
    reply = ask(question)
    assert reply.status is Status.ANSWERED
    assert [part for part in parts if part not in reply.text] == []
    assert len(reply.buttons) <= 8


def test_two_programs_are_compared_each_with_its_owner(ask):
    reply = ask("bandingkan raga pantas dan geber hebring")
    assert (reply.intent, set(reply.programs)) == ("compare", {"raga-pantas", "geber-hebring"})
    assert "Kabupaten Kutai Kartanegara" in reply.blocks[0].text
    assert "Kota Depok" in reply.blocks[0].text


@pytest.mark.parametrize("intent", [None, "visit_date", "visit_place", "visit_leader", "visit_host_official",
                                    "visit_people", "visit_delegation", "visit_subjects", "visit_reason",
                                    "visit_followup"])
def test_a_visit_of_a_group_is_told_without_a_region_of_its_own(assistant, shipped_knowledge, intent):
    groups = [visit for visit in shipped_knowledge.visits if visit.guest is None]
    assert groups
    for visit in groups:
        reply = asyncio.run(assistant.follow(encode(intent, visit.id) if intent else visit.id, Conversation()))
        assert reply.status is Status.ANSWERED
        assert visit.guest_label.casefold() in reply.text.casefold()
        assert shipped_knowledge.regions[visit.host].name in reply.text


def test_a_group_is_listed_among_the_guests_of_its_host(assistant, shipped_knowledge):
    for visit in shipped_knowledge.visits:
        if visit.guest is None and len(shipped_knowledge.visits_to[visit.host]) < 6:
            reply = asyncio.run(assistant.follow(encode("visit_guests", visit.host), Conversation()))
            assert visit.guest_label.casefold() in reply.text.casefold()


def test_every_visit_is_told_with_its_date_place_people_and_officials(replies, shipped_knowledge):
    for visit in shipped_knowledge.visits:
        reply = replies[visit.id]
        told = [visit.date and visit.date[:4], visit.date_note, visit.place, visit.people and f"{visit.people} orang",
                *(subject for subject in visit.subjects),
                *(o.name for o in visit.officials if o.role in ("ketua rombongan", "penerima"))]
        assert [fact for fact in told if fact and fact not in reply.text] == [], visit.id
        assert visit.source in reply.sources


def test_an_inferred_date_is_said_to_be_inferred(ask):
    assert "disimpulkan" in ask("kapan batang belajar ke depok").blocks[0].text


def test_every_program_says_its_name_its_long_name_and_its_owner(replies, shipped_knowledge):
    for program in shipped_knowledge.programs.values():
        first = replies[program.id].blocks[0].text
        assert program.name in first
        assert shipped_knowledge.regions[program.region].name in first
        assert program.long_name is None or program.long_name in first


def test_every_topic_leads_with_its_answer(replies, shipped_knowledge):
    for topic in shipped_knowledge.topics.values():
        reply = replies[topic.id]
        assert reply.blocks[0].text == topic.answer
        assert topic.answer_source == reply.sources[0]
        titles = [shipped_knowledge.topics[other].title for other in topic.next]
        assert len(reply.buttons) == len(titles)


def test_coverage_names_how_much_is_known(ask, shipped_knowledge):
    text = ask("daerah mana saja yang ada di bot ini").text
    assert f"{len(shipped_knowledge.programs)} program" in text
    assert f"{len(shipped_knowledge.visits)} kunjungan" in text
