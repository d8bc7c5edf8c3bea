"""A small but complete knowledge folder as texts by path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from bot.knowledge.location import default_path

SMALL = {
    "program/sapa-ibu.yaml": """\
id: sapa-ibu
nama: Sapa Ibu
daerah: Kota Bogor
sumber:
  berita:
    penerbit: Berita Bogor
    tanggal: 2024-05-01
isi:
  - jenis: apa
    teks: Sapa Ibu mendampingi ibu hamil.
    sumber: berita
""",
    "daerah/32-jawa-barat.yaml": """\
sumber:
  ssgi:
    penerbit: Kementerian Kesehatan
provinsi:
  kode: "32"
  nama: Jawa Barat
  alias: [Jabar]
daerah:
  - kode: "32.01"
    nama: Kabupaten Bogor
    ibu_kota: Cibinong
  - kode: "32.71"
    nama: Kota Bogor
    alias: [Kota Hujan]
    prevalensi:
      - {tahun: 2024, survei: SSGI, persen: 17.3, sumber: ssgi}
""",
    "topik/stunting.yaml": """\
id: stunting
judul: Apa itu stunting
kelompok: edukasi
tanya: [apa itu stunting, arti stunting, stunting itu apa]
jawab: Stunting adalah gangguan tumbuh kembang anak.
sumber_jawab: perpres
sumber:
  perpres:
    penerbit: Perpres 72 Tahun 2021
    tanggal: 2021
""",
    "studi_tiru.yaml": """\
sumber:
  berita:
    penerbit: Berita Bogor
kunjungan:
  - id: kab-ke-kota
    tamu: Kabupaten Bogor
    tuan_rumah: Kota Bogor
    program: [sapa-ibu]
    sumber: berita
""",
    "tema.yaml": """\
tema:
  ibu-hamil: {nama: Ibu hamil, kata: [ibu hamil, bumil]}
""",
    "maksud.yaml": """\
maksud:
  programs_of_region:
    butuh: [daerah]
    contoh: ["program di {daerah}", inovasi, upaya]
""",
    "bahasa.yaml": """\
singkatan: {yg: yang}
konsep: {program: [inovasi, terobosan]}
pengisi: [dong]
kata_umum: [anak]
""",
    "pesan.yaml": (default_path() / "pesan.yaml").read_text(encoding="utf-8"),
    "nama_ganda.yaml": 'kata_sehari_hari: []\nkata_mirip: [angka]\nkelompok: {Bogor Raya: ["32.01", "32.71"]}\n',
}

Make = Callable[[Mapping[str, str | bytes | None]], Path]
Spoil = Callable[[str, str, str], Path]


def write_knowledge(folder: Path, files: Mapping[str, str]) -> Path:
    """Write texts by path into a folder, which may exist; return it."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
