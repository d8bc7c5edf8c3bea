"""Edits keep everything else in a file as it stands, and what they write is right."""

import difflib
from datetime import date

import pytest

from bot.knowledge.folder import read_folder
from bot.knowledge.loader import check_contents, load_contents
from bot.knowledge.location import default_path
from bot.knowledge.problems import has_errors
from bot.upkeep.editing import (
    Entry,
    add_alias,
    add_examples,
    add_statements,
    entry_named,
    free_id,
    new_topic,
)
from bot.upkeep.sources import EditError, GivenSource, parse_source
from tests.knowledge.small_folder import SMALL

FILES = {name: text.encode() for name, text in SMALL.items()}
SOURCE = GivenSource("Dinas Kesehatan Kota Bogor", "Laporan: Sapa Ibu", "2025-07", "https://dinkes.example/laporan")
TODAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def shipped():
    return read_folder(default_path())[0]


def changed_lines(before, after):
    diff = difflib.unified_diff(before.decode().splitlines(), after.decode().splitlines(), n=0, lineterm="")
    return [line for line in diff if line[0] in "+-" and not line.startswith(("+++", "---"))]


def loaded(files, changes):
    after = {**files, **changes}
    problems = check_contents(after, TODAY)
    assert not has_errors(problems), problems
    return load_contents(after)


def test_a_statement_with_its_source_is_added_and_nothing_else_moves():
    text = "Sapa Ibu: 1.250 ibu.\n\n- Baris kedua."
    changes = add_statements(FILES, Entry("program", "sapa-ibu"), "hasil", text, SOURCE, 2025, ["berapa ibu"])
    lines = changed_lines(FILES["program/sapa-ibu.yaml"], changes["program/sapa-ibu.yaml"])
    assert all(line.startswith("+") for line in lines)
    program = loaded(FILES, changes).programs["sapa-ibu"]
    first, second, third = program.statements
    assert (second.kind, second.text, second.year) == ("hasil", "Sapa Ibu: 1.250 ibu.", 2025)
    assert second.words == ("berapa ibu",)
    assert (third.text, first.text) == ("Baris kedua.", "Sapa Ibu mendampingi ibu hamil.")
    source = second.source
    assert (source.publisher, source.title, source.date, source.address) == (
        SOURCE.publisher, SOURCE.title, SOURCE.date, SOURCE.address)


@pytest.mark.parametrize(("entry", "kind"), [
    (Entry("daerah", "32.01"), "catatan"), (Entry("daerah", "32"), "target"),
    (Entry("studi_tiru", "kab-ke-kota"), "hasil"),
    (Entry("topik", "stunting"), "isi"), (Entry("program", "sapa-ibu"), "sejak"),
])
def test_a_statement_goes_to_any_kind_of_entry(entry, kind):
    changes = add_statements(FILES, entry, kind, "Kalimat baru.", SOURCE, None)
    knowledge = loaded(FILES, changes)
    found = {"daerah": knowledge.regions, "program": knowledge.programs, "topik": knowledge.topics,
             "studi_tiru": {visit.id: visit for visit in knowledge.visits}}[entry.kind][entry.id]
    assert (found.statements[-1].text, found.statements[-1].kind) == ("Kalimat baru.", kind)
    assert not [line for name in changes for line in changed_lines(FILES[name], changes[name]) if line.startswith("-")]


def test_a_source_that_the_file_has_is_used_again():
    once = {**FILES, **add_statements(FILES, Entry("program", "sapa-ibu"), "hasil", "Satu.", SOURCE, None)}
    twice = add_statements(once, Entry("program", "sapa-ibu"), "hasil", "Dua.", SOURCE, None)
    other = add_statements(once, Entry("program", "sapa-ibu"), "hasil", "Dua.",
                           GivenSource(SOURCE.publisher, "Lain", "2025"), None)
    assert twice["program/sapa-ibu.yaml"].count(b"penerbit:") == 2
    assert other["program/sapa-ibu.yaml"].count(b"penerbit:") == 3
    loaded(once, other)


def test_the_same_answer_again_changes_nothing():
    once = add_statements(FILES, Entry("program", "sapa-ibu"), "hasil", "Satu.\nDua.", SOURCE, 2025, ["kata"])
    assert add_statements({**FILES, **once}, Entry("program", "sapa-ibu"), "hasil", "Satu.\nDua.", SOURCE, 2025) == once


def test_a_topic_is_a_file_of_its_own():
    questions = ["berapa biaya studi tiru", "biaya studi tiru brp"]
    changes = new_topic("biaya-studi-tiru", "Biaya studi tiru", "kebijakan", questions,
                        "Biayanya: menurut jarak.\nDitanggung APBD.", SOURCE)
    assert list(changes) == ["topik/biaya-studi-tiru.yaml"]
    topic = loaded(FILES, changes).topics["biaya-studi-tiru"]
    assert (topic.title, topic.group, topic.answer) == ("Biaya studi tiru", "kebijakan", "Biayanya: menurut jarak.")
    assert topic.questions == ("berapa biaya studi tiru", "biaya studi tiru brp")
    assert [statement.text for statement in topic.statements] == ["Ditanggung APBD."]


@pytest.mark.parametrize(("title", "id_"), [
    ("Stunting", "stunting-2"), ("Sapa Ibu", "sapa-ibu-2"), ("Kab ke Kota", "kab-ke-kota-2"), ("2025", "entri-2025"),
    ("Help", "help-2"), ("Bantuan", "bantuan-2"), ("“Apa?”", "apa"), ("!!!", "entri"),
    ("Judul yang sangat panjang sekali sampai tidak muat di sebuah tombol", "judul-yang-sangat-panjang-sekali-samp"),
])
def test_the_id_of_a_topic_is_free_and_fits_a_button(title, id_):
    assert free_id(title, FILES) == id_
    assert len(id_) <= 40
    loaded(FILES, new_topic(id_, title, "edukasi", ["apa saja yang ditanyakan orang"], "Jawaban.", SOURCE))


def test_examples_are_added_once():
    topic = add_examples(FILES, Entry("topik", "stunting"), ["stunting ki opo", "apa itu stunting", "stunting ki opo"])
    assert loaded(FILES, topic).topics["stunting"].questions[-2:] == ("stunting itu apa", "stunting ki opo")
    intent = add_examples(FILES, Entry("maksud", "programs_of_region"), ["{daerah} punya: apa"])
    assert loaded(FILES, intent).intents[0].examples[-1] == "{daerah} punya: apa"


def test_an_alias_is_added():
    def known(kind, id_, alias):
        knowledge = loaded(FILES, add_alias(FILES, Entry(kind, id_), alias))
        return (knowledge.programs if kind == "program" else knowledge.regions)[id_].aliases

    assert known("daerah", "32.71", "Buitenzorg") == ("Kota Hujan", "Buitenzorg")
    assert known("daerah", "32.01", "Bumi Tegar") == ("Bumi Tegar",)
    assert known("program", "sapa-ibu", "sapabu") == ("sapabu",)
    assert add_alias(FILES, Entry("daerah", "32.71"), "Kota Hujan") == {
        "daerah/32-jawa-barat.yaml": FILES["daerah/32-jawa-barat.yaml"]}


BROKEN = {**FILES, "program/sapa-ibu.yaml": b"id: ["}
LIST = {**FILES, "program/sapa-ibu.yaml": b"- a"}


@pytest.mark.parametrize(("edit", "message"), [
    (lambda: add_alias(FILES, Entry("program", "tidak-ada"), "x"), "tidak ada lagi"),
    (lambda: add_alias(FILES, Entry("daerah", "32.99"), "x"), "tidak ada lagi"),
    (lambda: add_alias(FILES, Entry("daerah", "99"), "x"), "tidak ada lagi"),
    (lambda: add_statements(FILES, Entry("studi_tiru", "x"), "hasil", "x", SOURCE, None), "tidak ada lagi"),
    (lambda: add_examples(FILES, Entry("maksud", "x"), ["y"]), "tidak ada di maksud.yaml"),
    (lambda: add_alias(BROKEN, Entry("program", "sapa-ibu"), "x"), "tidak dapat dibaca"),
    (lambda: add_alias(LIST, Entry("program", "sapa-ibu"), "x"), "tidak berisi"),
])
def test_an_edit_that_cannot_be_made_says_so(edit, message):
    with pytest.raises(EditError, match=message):
        edit()


@pytest.mark.parametrize("text", ["no", "1:30", "012", "a: b", "{daerah}", "# bukan catatan", "@x", '"kutip"',
                                  "- butir", "100%", "Baris\nbaru", "'"])
def test_whatever_an_answer_looks_like_it_stays_a_text(text):
    changes = new_topic("judul", "Judul", "edukasi", [f"apa {text}"], f"Jawaban {text}", SOURCE)
    topic = loaded(FILES, changes).topics["judul"]
    assert topic.questions == (" ".join(f"apa {text}".split()),)


def test_edits_of_the_shipped_files_change_only_what_they_should(shipped):
    for changes in (
        add_statements(shipped, Entry("daerah", "33.07"), "target", "Wonosobo menargetkan.", SOURCE, 2025),
        add_alias(shipped, Entry("daerah", "64.02"), "kukar hebat"),
        add_examples(shipped, Entry("maksud", "program_since"), ["{program} zwolle"]),
        add_statements(shipped, Entry("program", "raga-pantas"), "anggaran", "Anggarannya.", SOURCE, 2025, ["dana"]),
    ):
        [(name, content)] = changes.items()
        assert 0 < len(changed_lines(shipped[name], content)) < 14
        loaded(shipped, changes)


@pytest.mark.parametrize(("text", "source"), [
    ("Dinas Kesehatan Kota Bogor", GivenSource("Dinas Kesehatan Kota Bogor")),
    ("Dinkes Bogor, Laporan Stunting, 2025", GivenSource("Dinkes Bogor", "Laporan Stunting", "2025")),
    ("Dinkes Bogor; Laporan, jilid 2; 14 Maret 2025; https://a.id/x?y=1",
     GivenSource("Dinkes Bogor", "Laporan, jilid 2", "2025-03-14", "https://a.id/x?y=1")),
    ("Dinkes Bogor\nLaporan Stunting\nMaret 2025\nhttps://a.id.",
     GivenSource("Dinkes Bogor", "Laporan Stunting", "2025-03", "https://a.id")),
    ("Radar Bogor, 2025-03-14", GivenSource("Radar Bogor", None, "2025-03-14")),
    ("Radar Bogor, 31 Februari 2025", GivenSource("Radar Bogor", "31 Februari 2025")),
    ("2025", GivenSource("2025")),
])
def test_a_source_as_people_write_it(text, source):
    assert parse_source(text) == source


@pytest.mark.parametrize("text", ["", "https://a.id", " , ; "])
def test_a_source_without_a_publisher_is_none(text):
    with pytest.raises(EditError, match="penerbit"):
        parse_source(text)


def test_entries_by_their_id(shipped_knowledge):
    assert entry_named("raga-pantas", shipped_knowledge) == Entry("program", "raga-pantas")
    assert entry_named("64.02", shipped_knowledge) == Entry("daerah", "64.02")
    assert entry_named("stunting-apa", shipped_knowledge) == Entry("topik", "stunting-apa")
    assert entry_named(shipped_knowledge.visits[0].id, shipped_knowledge).kind == "studi_tiru"
    assert entry_named("tidak-ada", shipped_knowledge) is None
