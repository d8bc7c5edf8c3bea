"""The folder as a whole: what loads, and each kind of mistake with its place and its words."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_folder import SMALL, Make, Spoil

from bot.knowledge.loader import check, load
from bot.knowledge.model import Survey
from bot.knowledge.problems import KnowledgeError, Rule, as_annotation, has_errors

PROGRAM = "program/sapa-ibu.yaml"
REGIONS = "daerah/32-jawa-barat.yaml"
TOPIC = "topik/stunting.yaml"
VISITS = "studi_tiru.yaml"
NAMES = "nama_ganda.yaml"
FIGURE = "      - {tahun: 2024, survei: SSGI, persen: 17.3, sumber: ssgi}\n"
STATEMENT = "  - jenis: apa\n    teks: Sapa Ibu mendampingi ibu hamil.\n    sumber: berita\n"
SECOND = SMALL[PROGRAM].replace("sapa-ibu", "sapa-anak").replace("Ibu", "Anak")


def test_a_sound_folder_has_no_problems(make: Make) -> None:
    assert check(make({})) == []


def test_everything_is_resolved(make: Make) -> None:
    knowledge = load(make({}))
    program = knowledge.programs["sapa-ibu"]
    assert (program.region, program.statements[0].source.publisher) == ("32.71", "Berita Bogor")
    figure = knowledge.regions["32.71"].figures[0]
    assert (figure.year, figure.survey, figure.percent, figure.source.publisher) == (
        2024, Survey.SSGI, 17.3, "Kementerian Kesehatan")
    assert knowledge.regions["32.01"].capital == "Cibinong"
    visit = knowledge.visits[0]
    assert (visit.guest, visit.host, visit.programs) == ("32.01", "32.71", ("sapa-ibu",))
    assert knowledge.topics["stunting"].questions[0] == "apa itu stunting"
    assert knowledge.intents[0].needs == ("daerah",)
    assert knowledge.language.concepts["program"] == ("inovasi", "terobosan")
    assert knowledge.names.groups["Bogor Raya"] == ("32.01", "32.71")
    assert knowledge.messages["sapa_greet"].startswith("Salam")


def test_loading_leaves_the_garbage_collector_on(make: Make) -> None:
    check(make({PROGRAM: "id: ["}))
    assert gc.isenabled()


def test_the_version_follows_the_content(make: Make) -> None:
    before = load(make({})).version
    assert load(make({})).version == before
    assert load(make({"pesan.yaml": SMALL["pesan.yaml"].replace("Salam hangat", "Salam")})).version != before


@pytest.mark.parametrize(("name", "old", "new", "expected", "words"), [
    # keys and values against the schema
    (PROGRAM, "nama:", "nam:", "2:1", ["`nam`", "`nama`"]),
    (PROGRAM, "    penerbit:", "    penerbitt:", "6:5", ["`penerbit`"]),
    (PROGRAM, "    sumber: berita", "    sumbr: berita", "11:5", ["`sumbr`", "`sumber`"]),
    (PROGRAM, "jenis: apa", "jenis: langka", "9:12", ["`langka`", "`langkah`"]),
    (PROGRAM, "nama: Sapa Ibu\n", "", "1:1", ["`nama`", "belum ada"]),
    (PROGRAM, "nama: Sapa Ibu", "nama:", "2:6", ["`nama`", "kosong"]),
    (PROGRAM, "nama: Sapa Ibu", "nama: 101", "2:7", ['"101"']),
    (PROGRAM, "nama: Sapa Ibu", "nama: {Sapa: Ibu}", "2:7", ["titik dua"]),
    (PROGRAM, "nama: Sapa Ibu", "nama: [Sapa]", "2:7", ["bukan daftar"]),
    (PROGRAM, "daerah: Kota Bogor", "daerah: Kota Bogor\nalias: SI", "4:8", ["[SI]"]),
    (PROGRAM, "daerah: Kota Bogor", "daerah: Kota Bogor\ntentang_stunting: ya", "4:19", ["true", "false"]),
    (PROGRAM, "2024-05-01", "Mei 2024", "7:14", ["2024-08-13"]),
    (PROGRAM, "2024-05-01", "2024-13-01", "7:14", ["kalender"]),
    (PROGRAM, "id: sapa-ibu", "id: Sapa Ibu", "1:5", ["huruf kecil"]),
    (PROGRAM, "    sumber: berita", "    sumber: berita\n    tahun: dua ribu", "12:12", ["bilangan bulat"]),
    (PROGRAM, STATEMENT, "  []\n", "9:3", ["`isi`", "1 butir"]),
    (REGIONS, 'kode: "32.01"', "kode: 32.01", "9:11", ['"32.01"']),
    (REGIONS, "17.3", '"17,3"', "16:45", ["17.3", "titik"]),
    (REGIONS, "17.3", "173", "16:45", ["100"]),
    (REGIONS, "SSGI", "ssgi", "16:31", ["`SSGI`"]),
    (TOPIC, "tanya: [apa itu stunting, arti stunting, stunting itu apa]", "tanya: []", "4:8", ["1 butir"]),
    (NAMES, '"32.01"', "32.01", "3:25", ["kutip"]),
    # references
    (PROGRAM, "    sumber: berita", "    sumber: brita", "11:13", ["`brita`", "`berita`"]),
    (PROGRAM, "daerah: Kota Bogor", "daerah: Kota Bogr", "3:9", ["`Kota Bogr`", "`Kota Bogor`"]),
    (PROGRAM, "daerah: Kota Bogor", "daerah: Bogor", "3:9", ["`Kabupaten Bogor` atau `Kota Bogor`"]),
    (PROGRAM, "daerah: Kota Bogor", "daerah: kota hujan", "3:9", ["`Kota Bogor`"]),
    (PROGRAM, "daerah: Kota Bogor", "daerah: Kota Bogor\ninduk: sapa-anak", "4:8", ["program `sapa-anak`"]),
    (PROGRAM, "daerah: Kota Bogor", "daerah: Kota Bogor\ninduk: sapa-ibu", "4:8", ["dirinya sendiri"]),
    (VISITS, "[sapa-ibu]", "[sapa-ib]", "8:15", ["`sapa-ib`", "`sapa-ibu`"]),
    (VISITS, "tuan_rumah: Kota Bogor", "tuan_rumah: Kota Bekasi", "7:17", ["`Kota Bekasi`"]),
    (VISITS, "    sumber: berita", "    sumber: koran", "9:13", ["`koran`", "berita"]),
    (TOPIC, "sumber:\n", "lanjut: [stanting]\nsumber:\n", "7:10", ["topik `stanting`", "`stunting`"]),
    (TOPIC, "sumber_jawab: perpres", "sumber_jawab: perpes", "6:15", ["`perpres`"]),
    (NAMES, '"32.71"', '"32.99"', "3:34", ["32.99"]),
    # ids and file names
    (PROGRAM, "id: sapa-ibu", "id: sapa-bapak", "1:5", ["`sapa-bapak`", "`sapa-ibu`", "nama berkas"]),
    (VISITS, "id: kab-ke-kota", "id: stunting", "5:9", ["`stunting`", "topik/stunting.yaml"]),
    (VISITS, "id: kab-ke-kota", "id: 2024-05", "5:9", ["hanya berisi angka"]),
    (VISITS, "id: kab-ke-kota", "id: bantuan", "5:9", ["menu"]),
    (VISITS, "id: kab-ke-kota", "id: start", "5:9", ["menu"]),
    (VISITS, "id: kab-ke-kota", "id: brief", "5:9", ["menu"]),
    (VISITS, "id: kab-ke-kota", f"id: {'k' * 41}", "5:9", ["terlalu panjang", "40 huruf"]),
    (REGIONS, 'kode: "32"', 'kode: "33"', "5:9", ["33-"]),
    (REGIONS, 'kode: "32"', 'kode: "32.00"', "5:9", ["dua angka"]),
    (REGIONS, '"32.71"', '"33.71"', "12:11", ["33.71", "bukan bagian"]),
    (REGIONS, '"32.71"', '"32.01"', "12:11", ["32.01", "Kabupaten Bogor"]),
    (REGIONS, "nama: Kota Bogor", "nama: Kabupaten Bogor", "13:11", ["sudah dipakai", "32.01"]),
    # texts and figures
    (PROGRAM, STATEMENT, STATEMENT * 2, "13:11", ["sama persis", "baris 10"]),
    (PROGRAM, "Sapa Ibu mendampingi ibu hamil.", "TODO tanya dinas", "10:11", ["TODO"]),
    (PROGRAM, "Sapa Ibu mendampingi ibu hamil.", "Ibu " * 1800, "1:1", ["7000"]),
    (TOPIC, "Stunting adalah gangguan tumbuh kembang anak.", "...", "5:8", ["catatan kerja"]),
    (REGIONS, FIGURE, FIGURE * 2, "17:9", ["SSGI 2024", "sudah ditulis"]),
    (REGIONS, "alias: [Kota Hujan]", "alias: [Jabar]", "14:13", ["`Jabar`", "Jawa Barat"]),
    (REGIONS, "alias: [Kota Hujan]", "alias: [kabupaten bogor]", "14:13", ["Kabupaten Bogor"]),
    (REGIONS, "alias: [Kota Hujan]", "alias: [Bogor]", "14:13", ["Kabupaten Bogor", "nama_ganda.yaml"]),
    # visits
    (VISITS, "    tamu: Kabupaten Bogor\n", "", "5:5", ["tamunya", "tamu_kelompok"]),
    (VISITS, "tamu: Kabupaten Bogor", "tamu: Kota Bogor", "6:11", ["sama"]),
])
def test_mistakes(spoil: Spoil, name: str, old: str, new: str, expected: str, words: list[str]) -> None:
    path = spoil(name, old, new)
    errors = [problem for problem in check(path) if has_errors([problem])]
    assert [f"{problem.line}:{problem.column}" for problem in errors if problem.path == name] == [expected], errors
    message = next(problem.message for problem in errors if problem.path == name)
    assert all(word in message for word in words), message
    with pytest.raises(KnowledgeError) as raised:
        load(path)
    assert f"{name}:{expected}: [galat] {message}" in str(raised.value)


@pytest.mark.parametrize(("changes", "expected", "words"), [
    ({PROGRAM: SMALL[PROGRAM].replace("isi:", "  lama:\n    penerbit: Koran\nisi:")}, f"{PROGRAM}:8:3", ["`lama`"]),
    ({"program/sapa-anak.yaml": SECOND.replace("Sapa Anak mendampingi", "Sapa Ibu mendampingi")},
     f"{PROGRAM}:10:11", ["sama persis", "sapa-anak.yaml"]),
    ({REGIONS: SMALL[REGIONS].replace("[Jabar]", "[Jawa Barat]")}, f"{REGIONS}:7:11", ["tidak perlu"]),
    ({NAMES: SMALL[NAMES].replace("[]", "[Batang]")}, f"{NAMES}:1:20", ["`Batang`"]),
    ({"catatan.txt": "rapat"}, "catatan.txt:1:1", ["bukan YAML"]),
    ({"program/sapa.yml": "id: sapa"}, "program/sapa.yml:1:1", [".yaml"]),
    ({"program/lama/sapa.yaml": "id: sapa"}, "program/lama/sapa.yaml:1:1", ["tidak dibaca"]),
    ({"pesn.yaml": "pesan: {}"}, "pesn.yaml:1:1", ["tidak dibaca", "pesan.yaml"]),
])
def test_warnings_do_not_stop_loading(
    make: Make, changes: dict[str, str], expected: str, words: list[str],
) -> None:
    path = make(changes)
    problems = check(path)
    assert [str(problem).split(": ")[0] for problem in problems] == [expected]
    assert "[peringatan]" in str(problems[0])
    assert all(word in problems[0].message for word in words), problems[0].message
    assert load(path).programs


@pytest.mark.parametrize("name", ["maksud.yaml", "bahasa.yaml", "pesan.yaml", NAMES, VISITS])
def test_a_missing_file_is_an_error(make: Make, name: str) -> None:
    problems = check(make({name: None}))
    assert [str(problem).split("] ")[0] for problem in problems] == [f"{name}:1:1: [galat"]
    assert "belum ada" in problems[0].message


def test_a_missing_folder_is_an_error(tmp_path: Path, make: Make) -> None:
    with pytest.raises(KnowledgeError, match="tidak ditemukan"):
        load(tmp_path / "tidak-ada")
    assert "folder `topik` belum ada" in str(check(make({TOPIC: None}))[0])


def test_hidden_files_and_markdown_are_left_alone(make: Make) -> None:
    assert check(make({".sapa.yaml.swp": b"\x00", "LISENSI.md": "x", "program/.git/x": "y"})) == []


def test_an_id_is_used_once_over_all_folders(make: Make) -> None:
    topic = SMALL[TOPIC].replace("id: stunting", "id: sapa-ibu")
    problems = check(make({"topik/sapa-ibu.yaml": topic, TOPIC: None}))
    assert [str(p) for p in problems] == [
        "topik/sapa-ibu.yaml:1:5: [galat] id `sapa-ibu` sudah dipakai di program/sapa-ibu.yaml baris 1; "
        "id program, topik, dan kunjungan tidak boleh sama (id)"]


def test_all_files_are_told_at_once(make: Make) -> None:
    problems = check(make({PROGRAM: "id: no\n", TOPIC: "- a\n", "pesan.yaml": b"\xff", VISITS: ""}))
    assert {problem.path for problem in problems} == {PROGRAM, TOPIC, "pesan.yaml", VISITS}


def test_a_broken_file_is_not_blamed_on_others(make: Make) -> None:
    assert {problem.path for problem in check(make({REGIONS: "provinsi: ["}))} == {REGIONS}
    assert {problem.path for problem in check(make({PROGRAM: "id: ["}))} == {PROGRAM}


def test_two_sources_may_give_two_figures(spoil: Spoil) -> None:
    path = spoil(REGIONS, FIGURE, FIGURE + FIGURE.replace("17.3", "17.4").replace("sumber: ssgi", "sumber: dinas"))
    file = path / REGIONS
    file.write_text(file.read_text().replace("sumber:\n", "sumber:\n  dinas: {penerbit: Dinas Kesehatan}\n", 1))
    assert [figure.percent for figure in load(path).regions["32.71"].figures] == [17.3, 17.4]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(SMALL)), cut=st.integers(0, 400), text=st.one_of(
    st.text(max_size=30), st.sampled_from(["\n", "\t", ": ", "- ", "[", "{", "'", '"', "null", "[]", "{}", "5", "no"])))
def test_no_edit_raises_anything_but_a_knowledge_error(make: Make, name: str, cut: int, text: str) -> None:
    whole = SMALL[name].encode()
    path = make({name: whole[:cut] + text.encode("utf-8", "surrogatepass") + whole[cut + len(text):]})
    try:
        load(path)
    except KnowledgeError as error:
        assert has_errors(error.problems)


@pytest.mark.parametrize(("old", "new", "words"), [
    ("  sapa_thanks:", "  sapa_thank:", ["sapa_thank", "tidak dikenal", "sapa_thanks"]),
    ("Angka stunting {daerah}: {angka}.", "Angka stunting {Daerah}: {angka}.", ["{Daerah}", "{angka}", "{daerah}"]),
    ("Angka stunting {daerah}: {angka}.", "Angka stunting {daerah: {angka}.", ["tidak berpasangan"]),
])
def test_the_bots_own_wording(spoil: Spoil, old: str, new: str, words: list[str]) -> None:
    errors = [problem.message for problem in check(spoil("pesan.yaml", old, new)) if problem.path == "pesan.yaml"]
    assert any(all(word in message for word in words) for message in errors), errors


def test_an_intent_that_no_code_answers(spoil: Spoil) -> None:
    errors = [str(p) for p in check(spoil("maksud.yaml", "  programs_of_region:", "  programs_of_regions:"))]
    assert any(e.startswith("maksud.yaml:2:3: [galat]") and "`programs_of_region`" in e for e in errors), errors


def test_a_message_that_is_missing_is_named(make: Make) -> None:
    text = "".join(line for line in SMALL["pesan.yaml"].splitlines(keepends=True) if "  sapa_thanks:" not in line)
    errors = [problem.message for problem in check(make({"pesan.yaml": text}))]
    assert any("`sapa_thanks`" in message and "belum ada" in message for message in errors), errors


def test_a_misspelt_message_is_told_once(spoil: Spoil) -> None:
    [problem] = check(spoil("pesan.yaml", "  sapa_thanks:", "  sapa_thank:"))
    assert (problem.column, problem.rule) == (3, Rule.KEY)


@pytest.mark.parametrize(("name", "old", "new", "place", "rule"), [
    # what two entries claim
    (TOPIC, "arti stunting", "inovasi", "4:27", Rule.CLAIM),
    (TOPIC, "arti stunting", "Apa itu stunting?", "4:27", Rule.TWICE),
    ("tema.yaml", "bumil]}", "bumil]}\n  calon: {nama: Calon ibu, kata: [Bumil]}", "2:50", Rule.CLAIM),
    ("bahasa.yaml", "konsep: {", "konsep: {terobosan: [terobosan], ", "2:22", Rule.CLAIM),
    (PROGRAM, "nama: Sapa Ibu", "nama: Kota Hujan", "2:7", Rule.CLAIM),
    # what is to come
    (PROGRAM, "2024-05-01", "2026-07-02", "7:14", Rule.FUTURE),
    (PROGRAM, "2024-05-01", "2026-08", "7:14", Rule.FUTURE),
    (PROGRAM, "    sumber: berita", "    sumber: berita\n    tahun: 2027", "12:12", Rule.FUTURE),
    (VISITS, "    sumber: berita", "    sumber: berita\n    tanggal: 2026-07-02", "10:14", Rule.FUTURE),
    (REGIONS, "tahun: 2024", "tahun: 2027", "16:17", Rule.FUTURE),
    # figures
    (REGIONS, "17.3", "0.3", "16:45", Rule.FIGURE),
    (REGIONS, "17.3", "71.3", "16:45", Rule.FIGURE),
    (REGIONS, FIGURE, FIGURE + FIGURE.replace("2024", "2022").replace("17.3", "51.3"), "16:45", Rule.FIGURE),
    # texts, addresses and links
    (PROGRAM, "mendampingi ibu hamil", "is a program for the mothers of the city", "10:11", Rule.FOREIGN),
    (PROGRAM, "penerbit: Berita Bogor", "penerbit: Berita Bogor\n    alamat: beritabogor.id", "7:13", Rule.REFERENCE),
    (TOPIC, "sumber:\n", "lanjut: [stunting]\nsumber:\n", "7:10", Rule.REFERENCE),
    (TOPIC, ", arti stunting, stunting itu apa", "", "4:8", Rule.MISSING),
])
def test_what_fits_the_format_and_is_hardly_right(
    spoil: Spoil, name: str, old: str, new: str, place: str, rule: Rule,
) -> None:
    path = spoil(name, old, new)
    problems = [problem for problem in check(path, date(2026, 7, 1)) if problem.path == name]
    assert (f"{problems[0].line}:{problems[0].column}", problems[0].rule) == (place, rule), problems
    assert not has_errors(problems)
    assert load(path).programs


@pytest.mark.parametrize(("name", "old", "new"), [
    (PROGRAM, "2024-05-01", "2026-07-01"),
    (PROGRAM, "2024-05-01", "2026"),
    (REGIONS, "    alias: [Kota Hujan]", "    isi: [{jenis: target, teks: Kota Bogor menargetkan 5 persen., "
                                         "tahun: 2029, sumber: ssgi}]"),
    (REGIONS, FIGURE, FIGURE + FIGURE.replace("2024", "2022").replace("17.3", "51.3")
     .replace("}", ", bisa_dibandingkan: false}")),
    (PROGRAM, "mendampingi ibu hamil", "memakai the best practice untuk ibu hamil"),
])
def test_what_is_right_though_it_looks_odd(spoil: Spoil, name: str, old: str, new: str) -> None:
    assert check(spoil(name, old, new), date(2026, 7, 1)) == []


def test_programs_that_are_each_others_parent(make: Make) -> None:
    one = SMALL[PROGRAM].replace("daerah:", "induk: sapa-anak\ndaerah:")
    two = SECOND.replace("daerah:", "induk: sapa-ibu\ndaerah:")
    problems = check(make({PROGRAM: one, "program/sapa-anak.yaml": two}))
    assert [(problem.path, problem.line) for problem in problems] == [("program/sapa-anak.yaml", 3), (PROGRAM, 3)]


def test_what_only_names_an_entry_by_its_file_is_not_blamed_for_its_id(spoil: Spoil) -> None:
    [problem] = check(spoil(PROGRAM, "id: sapa-ibu", "id: sapa-bapak"))
    assert (problem.path, problem.rule) == (PROGRAM, Rule.ID)


def test_problems_as_github_shows_them(spoil: Spoil, monkeypatch: pytest.MonkeyPatch) -> None:
    path = spoil(PROGRAM, "Sapa Ibu mendampingi ibu hamil.", "Selesai 100%, TODO")
    monkeypatch.chdir(path.parent)
    [problem] = check(path)
    assert as_annotation(problem, path) == (
        f"::error file=pengetahuan/{PROGRAM},line=10,col=11,title=belum-jadi::teks ini masih berupa catatan kerja "
        "(`TODO`); selesaikan atau hapus")
    several = replace(problem, message="dua: 5 %\nbaris", path="a,b:c.yaml")
    assert as_annotation(several, path) == (
        "::error file=pengetahuan/a%2Cb%3Ac.yaml,line=10,col=11,title=belum-jadi::dua: 5 %25%0Abaris")
