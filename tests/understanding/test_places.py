"""Regions of the whole country are recognised by their names, and everyday words are not taken for them."""

import random
import string
from collections import defaultdict

import pytest

from bot.knowledge.location import default_path

PROVINCES = sorted(path.name[:2] for path in (default_path() / "daerah").glob("*.yaml") if path.name[:2] != "00")
SHARED = {  # a kabupaten and a kota of one name, as Kemendagri lists them
    "Solok": ("13.02", "13.72"), "Bogor": ("32.01", "32.71"), "Sukabumi": ("32.02", "32.72"),
    "Bandung": ("32.04", "32.73"), "Tasikmalaya": ("32.06", "32.78"), "Cirebon": ("32.09", "32.74"),
    "Bekasi": ("32.16", "32.75"), "Banjar": ("63.03", "32.79"), "Magelang": ("33.08", "33.71"),
    "Semarang": ("33.22", "33.74"), "Pekalongan": ("33.26", "33.75"), "Tegal": ("33.28", "33.76"),
    "Blitar": ("35.05", "35.72"), "Kediri": ("35.06", "35.71"), "Malang": ("35.07", "35.73"),
    "Probolinggo": ("35.13", "35.74"), "Pasuruan": ("35.14", "35.75"), "Mojokerto": ("35.16", "35.76"),
    "Madiun": ("35.19", "35.77"), "Tangerang": ("36.03", "36.71"), "Serang": ("36.04", "36.73"),
    "Bima": ("52.06", "52.72"), "Kupang": ("53.01", "53.71"), "Gorontalo": ("75.01", "75.71"),
    "Jayapura": ("91.03", "91.71"), "Sorong": ("96.01", "96.71"),
}
MISREAD_NAMES = {"Kota Batu"}
"""Names that the bot still gets wrong; each has a test of its own below."""


def in_province(knowledge, province):
    return [knowledge.regions[province], *knowledge.regions_in.get(province, ())]


def test_the_whole_country_is_there(shipped_knowledge):
    assert len(PROVINCES) == 38
    assert sum(len(shipped_knowledge.regions_in[province]) for province in PROVINCES) == 514


@pytest.mark.parametrize("frame", ["program stunting di {}", "angka stunting {} berapa"])
@pytest.mark.parametrize("province", PROVINCES)
def test_every_region_is_known_by_its_official_name(places_in, shipped_knowledge, province, frame):
    wrong = {}
    for region in in_province(shipped_knowledge, province):
        names = {region.name, region.name.upper(), region.name.lower().replace("kabupaten ", "kab. ")}
        if region.is_province:
            names = {f"Provinsi {region.name.removeprefix('Provinsi ')}", f"pemprov {region.name}"}
        for name in names - MISREAD_NAMES - {n.upper() for n in MISREAD_NAMES} - {n.lower() for n in MISREAD_NAMES}:
            found = places_in(frame.format(name))
            if found != [(region.code,)]:
                wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize("province", PROVINCES)
def test_every_region_is_known_by_every_other_name(places_in, shipped_knowledge, province):
    wrong = {}
    for region in in_province(shipped_knowledge, province):
        for name in {*region.aliases, region.short_name}:
            found = places_in(f"program stunting dari {name}")
            if len(found) != 1 or region.code not in found[0]:
                wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize("name", ["Kota Batu", "kota batu"])
def test_kota_batu(places_in, name):
    assert places_in(f"program stunting di {name}") == [("35.79",)]


def test_di_before_yogyakarta_is_a_preposition(places_in):
    assert places_in("program stunting di Yogyakarta") == places_in("program stunting Yogyakarta")


@pytest.mark.parametrize(("name", "code"), [("50 Kota", "13.07"), ("Kab Pontianak", "61.02"),
                                            ("Kabupaten Pontianak", "61.02")])
def test_aliases_of_number_and_word_and_former_names(places_in, name, code):
    assert any(code in codes for codes in places_in(f"program stunting di {name}"))


def misspelt(name, chance):
    """The name with one random letter changed, added, left out, or swapped with its neighbour."""
    while True:
        spot = chance.randrange(len(name))
        letter, kind = chance.choice(string.ascii_lowercase), chance.randrange(4)
        if name[spot] == " ":
            continue
        before, here, after = name[:spot], name[spot], name[spot + 1:]
        typed = (before + letter + after, before + letter + here + after, before + after,
                 before + after[:1] + here + after[1:])[kind]
        if typed != name:
            return typed


@pytest.mark.parametrize("seed", [2024, 7])
def test_nineteen_of_twenty_misspelt_names_are_still_recognised(places_in, shipped_knowledge, seed):
    chance = random.Random(seed)
    asked, missed = 0, []
    for region in shipped_knowledge.regions.values():
        name = region.short_name.casefold()
        if region.code == "00" or len(name.replace(" ", "")) < 6:
            continue
        marker = "provinsi" if region.is_province else "kota" if region.is_city else "kabupaten"
        typed = misspelt(name, chance)
        asked += 1
        if not any(region.code in codes for codes in places_in(f"program stunting di {marker} {typed}")):
            missed.append(f"{name} as {typed}")
    assert asked > 400
    assert len(missed) <= 0.05 * asked, missed


def test_the_names_shared_by_a_kabupaten_and_a_kota_are_all_tested(shipped_knowledge):
    named = defaultdict(set)
    for region in shipped_knowledge.regions.values():
        if len(region.code) > 2:
            named[region.short_name].add(region.code)
    assert {name: codes for name, codes in named.items() if len(codes) > 1} == {n: set(c) for n, c in SHARED.items()}


@pytest.mark.parametrize("name", SHARED)
def test_a_shared_name_stands_for_each_of_its_regions(places_in, name):
    (codes,) = places_in(f"program stunting di {name}")
    assert set(codes) >= set(SHARED[name])


@pytest.mark.parametrize("name", SHARED)
@pytest.mark.parametrize("frame", ["kabupaten {}", "kab {}", "Kab. {}", "pemkab {}", "bupati {}", "{} kabupaten"])
def test_a_shared_name_can_be_marked_as_the_kabupaten(places_in, name, frame):
    assert places_in("program stunting " + frame.format(name)) == [(SHARED[name][0],)]


@pytest.mark.parametrize("name", SHARED)
@pytest.mark.parametrize("frame", ["kota {}", "pemkot {}", "wali kota {}", "walikota {}", "{} kota"])
def test_a_shared_name_can_be_marked_as_the_kota(places_in, name, frame):
    assert places_in("program stunting " + frame.format(name)) == [(SHARED[name][1],)]


@pytest.mark.parametrize(("name", "codes"), [
    ("Jambi", {"15", "15.71"}), ("Bengkulu", {"17", "17.71"}), ("Gorontalo", {"75", "75.01", "75.71"}),
    ("Buton", {"74.04", "74.10", "74.14", "74.15"}), ("Muna", {"74.03", "74.13"}), ("Jogja", {"34", "34.71"}),
    ("Kutai", {"64.02", "64.07", "64.08"}),
])
def test_names_of_more_than_one_region_give_all_of_them(places_in, name, codes):
    (found,) = places_in(f"angka stunting {name} berapa")
    assert set(found) >= codes


@pytest.mark.parametrize("name", ["Jambi", "Bengkulu", "Gorontalo"])
def test_the_province_can_be_told_from_its_namesakes(places_in, name):
    ((code,),) = places_in(f"angka stunting provinsi {name}")
    assert len(code) == 2


@pytest.mark.parametrize(("question", "code"), [
    ("program stunting Banjar, Jawa Barat", "32.79"),
    ("program stunting Banjar Jabar", "32.79"),
    ("program stunting Banjar Kalimantan Selatan", "63.03"),
    ("program stunting di Banjar, Kalsel", "63.03"),
    ("program stunting Depok Jawa Barat", "32.76"),
    ("program stunting kukar kaltim", "64.02"),
])
def test_a_province_behind_a_name_says_where_it_lies(places_in, question, code):
    assert places_in(question) == [(code,)]


@pytest.mark.parametrize(("question", "codes"), [
    ("depok sama kukar bagusan mana", ["32.76", "64.02"]),
    ("bandingkan stunting depok, batang, dan kukar", ["32.76", "33.25", "64.02"]),
    ("kab bandung dan kota bandung tinggi mana stuntingnya", ["32.04", "32.73"]),
    ("muna barat belajar ke sumedang", ["74.13", "32.11"]),
])
def test_several_regions_are_read_in_order(places_in, question, codes):
    assert places_in(question) == [(code,) for code in codes]


def test_a_region_named_twice_counts_once(places_in):
    assert places_in("program stunting kukar, ya kutai kartanegara") == [("64.02",)]


@pytest.mark.parametrize(("question", "code"), [
    ("program Kabupaten Muna, bukan Muna Barat", "74.03"),
    ("program stunting batang bukan depok", "33.25"),
    ("bukan depok tapi batang programnya apa", "33.25"),
    ("stunting surabaya bkn sumedang", "35.78"),
])
def test_what_is_ruled_out_is_not_meant(places_in, question, code):
    assert places_in(question) == [(code,)]


@pytest.mark.parametrize("question", [
    "pohon pisang batangnya busuk", "anak malang nasibnya", "berat badan anak 12 kg", "hati ayam untuk mpasi",
    "angka kematian bayi", "minum susu sapi", "obat batu ginjal", "bulan depan imunisasi", "pagi bu kader",
    "nasi padang boleh untuk balita?", "serang balik", "kunyit dan bawang", "kota mana yang stuntingnya terendah",
    "gizi kurus", "ikan bakar bumbu kuning", "apa itu stunting", "buah salak untuk bayi", "kue subang enak gak ya",
])
def test_everyday_words_are_no_regions(places_in, question):
    assert places_in(question) == []


@pytest.mark.parametrize(("question", "code"), [
    ("program stunting di kabupaten pati", "33.18"), ("program stunting di batang", "33.25"),
    ("angka stunting kabupaten kudus", "33.19"), ("stunting kota metro berapa", "18.72"),
    ("pemkab siak punya program stunting apa", "14.08"), ("batang belajar stunting ke mana", "33.25"),
    ("program stunting kuningan", "32.08"), ("bupati buru soal stunting", "81.04"),
])
def test_the_same_words_are_regions_where_the_sentence_says_so(places_in, question, code):
    assert places_in(question) == [(code,)]


@pytest.mark.parametrize(("question", "not_meant"), [
    ("stunting kecamatan depok sleman", "32.76"), ("program stunting depok cirebon", "32.76"),
    ("stunting di danau toba", "12.12"), ("program stunting di kuningan jakarta", "32.08"),
    ("program stunting puncak bogor", "94.05"),
])
def test_a_district_of_the_same_name_elsewhere_is_not_the_region(places_in, question, not_meant):
    assert all(not_meant not in codes for codes in places_in(question))


def taken_for_the_region(places_in, knowledge, phrases):
    """The districts elsewhere that are read as the region of that name, with the words that should show it."""
    wrong = []
    for name, words in knowledge.names.districts.items():
        own = {region.code for region in knowledge.regions.values() if region.short_name == name}
        for word in words:
            found = {code for codes in places_in(f"stunting di {name} {word}") for code in codes}
            if (" " in word) == phrases and own & found:
                wrong.append(f"{name} {word}")
    return wrong


def test_every_word_of_an_admin_shows_that_a_district_lies_elsewhere(places_in, shipped_knowledge):
    assert taken_for_the_region(places_in, shipped_knowledge, phrases=False) == []


def test_a_phrase_of_an_admin_shows_it_too(places_in, shipped_knowledge):
    assert taken_for_the_region(places_in, shipped_knowledge, phrases=True) == []


def test_islands_stand_for_their_regions(places_in, shipped_knowledge):
    wrong = {}
    for group, codes in shipped_knowledge.names.groups.items():
        found = places_in(f"program stunting dari {group}")
        if len(found) != 1 or not set(codes) <= set(found[0]):
            wrong[group] = found
    assert wrong == {}
