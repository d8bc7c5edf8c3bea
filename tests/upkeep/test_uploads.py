"""What an admin may send, and what is refused."""

import io
import zipfile

import pytest

from bot.upkeep import uploads
from bot.upkeep.sources import EditError
from bot.upkeep.uploads import differences, sent_files, shown_difference
from bot.upkeep.versions import zipped
from tests.knowledge.small_folder import SMALL

FILES = {name: text.encode() for name, text in SMALL.items()}
TOPIC = "topik/stunting.yaml"


def packed(*files, **options):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content, **options)
    return output.getvalue()


@pytest.mark.parametrize(("file_name", "content", "place"), [
    ("stunting.yaml", SMALL[TOPIC], TOPIC),
    ("pesan.yaml", SMALL["pesan.yaml"], "pesan.yaml"),
    ("pertanyaan.yaml", "pertanyaan: []", "pertanyaan.yaml"),
    ("32-jawa-barat.yaml", "apa saja", "daerah/32-jawa-barat.yaml"),
    ("baru.yaml", SMALL[TOPIC], "topik/baru.yaml"),
    ("baru.yml", SMALL["program/sapa-ibu.yaml"], "program/baru.yaml"),
    ("33-jawa-tengah.yaml", SMALL["daerah/32-jawa-barat.yaml"], "daerah/33-jawa-tengah.yaml"),
])
def test_a_lone_file_goes_where_it_belongs(file_name, content, place):
    assert sent_files(file_name, content.encode(), FILES) == {place: content.encode()}


def test_the_export_itself_can_be_sent_back():
    assert sent_files("pengetahuan.zip", zipped(FILES), FILES) == FILES


def test_a_zip_of_the_folder_and_what_packing_programs_add():
    sent = packed(("knowledge/topik/stunting.yaml", SMALL[TOPIC]), ("knowledge/LISENSI.md", "x"),
                  ("__MACOSX/knowledge/._x", "x"), ("knowledge/.DS_Store", "x"))
    assert sent_files("x.ZIP", sent, FILES) == {TOPIC: SMALL[TOPIC].encode()}


@pytest.mark.parametrize("name", [
    "../rahasia.yaml", "/etc/passwd.yaml", "topik/../../x.yaml", "topik\\..\\x.yaml", "program/lama/x.yaml",
    "config.yaml", "topik/x.py", "x.yaml", "C:/x.yaml", "topik/x.yaml/y", "..",
])
def test_a_path_out_of_the_folder_is_refused(name):
    with pytest.raises(EditError, match="tidak termasuk folder pengetahuan"):
        sent_files("x.zip", packed((TOPIC, "a: b"), (name, "a: b")), FILES)


def test_what_is_too_large_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = packed((TOPIC, b"0" * 30_000_000))
    assert len(bomb) < 100_000
    with pytest.raises(EditError, match="terlalu besar"):
        sent_files("x.zip", bomb, FILES)
    with pytest.raises(EditError, match="terlalu besar"):
        sent_files("stunting.yaml", b"0" * 2_000_001, FILES)
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    with pytest.raises(EditError, match="paling banyak 2 berkas"):
        sent_files("x.zip", zipped(FILES), FILES)


def test_a_zip_that_lies_about_its_sizes_is_refused():
    sent = bytearray(packed((TOPIC, b"0" * 3_000_000)))
    for place in (i for i in range(len(sent)) if sent[i:i + 4] == (3_000_000).to_bytes(4, "little")):
        sent[place:place + 4] = (100).to_bytes(4, "little")
    with pytest.raises(EditError):
        sent_files("x.zip", bytes(sent), FILES)


@pytest.mark.parametrize("content", [b"", b"bukan zip", zipped(FILES)[:200]])
def test_a_broken_zip_is_told(content):
    with pytest.raises(EditError, match="rusak"):
        sent_files("x.zip", content, FILES)


@pytest.mark.parametrize(("file_name", "content"), [
    ("foto.jpg", b"x"), ("stunting", b"x"), ("aneh.yaml", b"warna: merah"), ("aneh.yaml", b"- a"),
    ("aneh.yaml", b"\xff"), ("../x.yaml", b"warna: merah"),
])
def test_what_is_no_knowledge_file_is_refused(file_name, content):
    with pytest.raises(EditError):
        sent_files(file_name, content, FILES)


def test_what_differs_is_told_in_few_lines():
    changed = FILES[TOPIC].replace(b"judul: Apa itu stunting", b"judul: Stunting")
    sent = {**FILES, TOPIC: changed, "topik/baru.yaml": b"a: b\nc: d\n"}
    new, old = differences(FILES, sent)
    assert (new.name, new.new, new.added, new.taken) == ("topik/baru.yaml", True, 2, 0)
    assert (old.name, old.new, old.added, old.taken) == (TOPIC, False, 1, 1)
    assert shown_difference(FILES[TOPIC], changed) == ["-judul: Apa itu stunting", "+judul: Stunting"]
    long = shown_difference(b"", b"\n".join(b"x" * 500 for _ in range(100)))
    assert (len(long), long[-1]) == (41, "… dan 60 baris lagi")
    assert max(map(len, long)) == 160
