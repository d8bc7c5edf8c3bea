"""The shape of the entries in `knowledge/` as pydantic models: with `schema_words.py` the one definition of the format.

The keys are Indonesian because admins write them; attributes are English because programmers read them. Models are
strict: a number where text belongs is an error, never a silent conversion. Line numbers come from `reader.py`. A
description is what an editor shows to the admin beside the key (see `editor_schema.py`).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema


def _year_as_text(value: object) -> object:
    """Take a bare year for a date: YAML reads `tanggal: 2024` as a number, and nothing else can be meant."""
    return str(value) if type(value) is int else value


def _existing_date(text: str) -> str:
    """Refuse days and months that no calendar has."""
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        raise ValueError(f"tanggal {text} tidak ada di kalender") from None
    return text


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
"""File name and identity of an entry; short enough for a Telegram button and a deep link (64 bytes each)."""
RegionCode = Annotated[str, StringConstraints(pattern=r"^\d\d(\.\d\d)?$")]
_PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
PartialDate = Annotated[
    str, StringConstraints(pattern=_PARTIAL_DATE), BeforeValidator(_year_as_text), AfterValidator(_existing_date),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": _PARTIAL_DATE},
                              {"type": "integer", "minimum": 1000, "maximum": 9999}]})]
Texts = Annotated[tuple[Text, ...], Field(strict=False)]
"""A list of texts as the value of a free key (`Field(strict=False)` of a mapping does not reach its values)."""
Year = Annotated[int, Field(ge=1945, le=2100)]

_ALIASES = "Sebutan lain yang dipakai orang, sebagai daftar. Salah ketik tidak perlu ditulis."
_OFFICIALS = "Orang yang disebut sumber, dengan jabatannya pada waktu itu."
_OFFICIAL_NAME = "Nama resmi daerah seperti di folder daerah, misalnya Kabupaten Batang."
_SOURCE_KEY = "Nama pendek sebuah sumber dari bagian `sumber` berkas ini."
_YEAR = "Tahun yang diceritakan, tanpa tanda kutip, misalnya 2024."

ProgramKind = Literal[
    "apa", "sejak", "pelaksana", "sasaran", "langkah", "hasil", "mitra", "syarat", "penghargaan", "anggaran",
    "alasan", "replikasi", "catatan",
]
RegionKind = Literal["upaya", "profil", "hasil", "penghargaan", "kasus", "anggaran", "target", "catatan"]
VisitKind = Literal["tujuan", "alasan", "rombongan", "kegiatan", "hasil", "harapan", "tindak_lanjut", "catatan"]
TopicKind = Literal["isi", "catatan"]
Role = Literal["ketua rombongan", "penerima", "pemapar", "pendamping", "ketua tim", "penandatangan", "lainnya"]


class Strict(BaseModel):
    """Every model of the format: no unknown keys, no conversions, never changed."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=False)


class SourceEntry(Strict):
    """A source, listed once in the file's `sumber` and named by its key everywhere else in that file."""

    publisher: Text = Field(alias="penerbit", description="Siapa yang menerbitkan; wajib, dan dibaca pengguna.")
    title: Text | None = Field(None, alias="judul", description="Judul tulisan, laporan, atau berita.")
    date: PartialDate | None = Field(None, alias="tanggal", description="2024-11-05, atau 2024-11, atau 2024.")
    address: Text | None = Field(None, alias="alamat", description="Alamat web lengkap, diawali https://")
    note: Text | None = Field(None, alias="catatan", description="Keterangan yang perlu diketahui pembaca.")


class _StatementBase(Strict):
    text: Text = Field(alias="teks", description="Satu kalimat utuh yang bisa dibaca sendiri, dengan kalimat sendiri.")
    source: Text = Field(alias="sumber", description=_SOURCE_KEY)
    year: Year | None = Field(None, alias="tahun", description=_YEAR)
    words: tuple[Text, ...] = Field(
        (), alias="kata", strict=False,
        description="Kata yang dipakai orang untuk menanyakan kalimat ini, bila belum ada di kalimatnya.")


class ProgramStatement(_StatementBase):
    """A sentence about a program."""

    kind: ProgramKind = Field(alias="jenis", description="Pertanyaan mana yang dijawab kalimat ini.")


class RegionStatement(_StatementBase):
    """A sentence about a region that belongs to no single program."""

    kind: RegionKind = Field(alias="jenis", description="Tentang apa kalimat ini.")


class VisitStatement(_StatementBase):
    """A sentence about a visit."""

    kind: VisitKind = Field(alias="jenis", description="Bagian mana dari kunjungan yang diceritakan.")


class TopicStatement(_StatementBase):
    """A sentence of a general answer."""

    kind: TopicKind = Field("isi", alias="jenis", description="`isi`, atau `catatan` untuk keterangan tambahan.")


class OfficialEntry(Strict):
    """A person with the office held at the time of the source."""

    name: Text = Field(alias="nama", description="Nama orangnya, tanpa gelar bila sumber tidak menulisnya.")
    office: Text = Field(alias="jabatan", description="Jabatan pada waktu itu, lengkap dengan daerahnya.")
    role: Role = Field(alias="peran", description="Peran orang ini dalam yang diceritakan.")
    source: Text = Field(alias="sumber", description=_SOURCE_KEY)
    year: Year | None = Field(None, alias="tahun", description=_YEAR)


class _WithSources(Strict):
    sources: dict[Text, SourceEntry] = Field(
        alias="sumber", min_length=1, description="Semua sumber berkas ini: nama pendek, lalu penerbitnya.")


class ProgramFile(_WithSources):
    """knowledge/program/<id>.yaml."""

    id: Id = Field(description="Sama dengan nama berkasnya tanpa .yaml.")
    name: Text = Field(alias="nama", description="Nama program seperti dipakai daerahnya.")
    long_name: Text | None = Field(None, alias="kepanjangan", description="Kepanjangan namanya, bila singkatan.")
    aliases: tuple[Text, ...] = Field((), alias="alias", strict=False, description=_ALIASES)
    region: Text = Field(alias="daerah", description=_OFFICIAL_NAME)
    themes: tuple[Text, ...] = Field((), alias="tema", strict=False, description="Satu sampai empat id dari tema.yaml.")
    parent: Id | None = Field(None, alias="induk", description="Id program yang menaungi program ini.")
    about_stunting: bool = Field(
        True, alias="tentang_stunting", description="false untuk inovasi lain yang disebut bersama program stunting.")
    statements: tuple[ProgramStatement, ...] = Field(
        alias="isi", min_length=1, strict=False, description="Yang boleh dikatakan bot tentang program ini.")
    officials: tuple[OfficialEntry, ...] = Field((), alias="pejabat", strict=False, description=_OFFICIALS)


class FigureEntry(Strict):
    """One prevalence figure, in per cent."""

    year: Year = Field(alias="tahun", description="Tahun pengukurannya.")
    survey: Literal["SSGI", "SKI", "SSGBI", "Riskesdas", "penimbangan", "tidak disebut"] = Field(
        alias="survei", description="Siapa yang mengukur. Angka penimbangan jangan ditulis sebagai SSGI atau SKI.")
    percent: float = Field(alias="persen", ge=0, le=100, description="Dengan titik dan tanpa tanda %, misalnya 20.7")
    source: Text = Field(alias="sumber", description=_SOURCE_KEY)
    comparable: bool = Field(
        True, alias="bisa_dibandingkan",
        description="false bila wilayahnya lain (sebelum dimekarkan) atau cara mengukurnya lain (perkiraan model).")
    note: Text | None = Field(None, alias="catatan", description="Keterangan yang perlu diketahui pembaca.")


class RegionEntry(Strict):
    """A province, kabupaten or kota."""

    code: RegionCode = Field(alias="kode", description='Kode Kemendagri dalam tanda kutip, misalnya "33.07".')
    name: Text = Field(alias="nama", description="Nama resmi: Kabupaten …, Kota …; provinsi tanpa kata Provinsi.")
    aliases: tuple[Text, ...] = Field(
        (), alias="alias", strict=False, description="Julukan atau singkatan; nama pendeknya sudah dikenal sendiri.")
    capital: Text | None = Field(None, alias="ibu_kota", description="Ibu kotanya.")
    figures: tuple[FigureEntry, ...] = Field(
        (), alias="prevalensi", strict=False, description="Angka stunting, satu baris satu pengukuran.")
    statements: tuple[RegionStatement, ...] = Field(
        (), alias="isi", strict=False, description="Yang bukan program bernama: upaya, kasus, target, anggaran.")
    officials: tuple[OfficialEntry, ...] = Field((), alias="pejabat", strict=False, description=_OFFICIALS)


class ProvinceFile(Strict):
    """knowledge/daerah/<code>-<name>.yaml: a province and everything in it (00-indonesia.yaml: the nation alone)."""

    sources: dict[Text, SourceEntry] = Field(
        {}, alias="sumber", description="Semua sumber berkas ini: nama pendek, lalu penerbitnya.")
    province: RegionEntry = Field(alias="provinsi", description="Provinsinya sendiri.")
    regions: tuple[RegionEntry, ...] = Field(
        (), alias="daerah", strict=False, description="Kabupaten dan kota di provinsi ini.")


class VisitEntry(Strict):
    """One visit or signed cooperation; `tamu` and `tuan_rumah` are official names."""

    id: Id = Field(description="Nama pendek kunjungan ini, misalnya banjarnegara-wonosobo-2025.")
    guest: Text | None = Field(None, alias="tamu", description=f"Yang belajar. {_OFFICIAL_NAME}")
    guest_label: Text | None = Field(
        None, alias="tamu_kelompok", description="Pengganti `tamu` bila tamunya bukan satu daerah.")
    host: Text = Field(alias="tuan_rumah", description=f"Yang didatangi. {_OFFICIAL_NAME}")
    date: PartialDate | None = Field(None, alias="tanggal", description="2024-11-05, atau 2024-11, atau 2024.")
    date_note: Text | None = Field(
        None, alias="catatan_tanggal", description="Isi bila tanggal atau tahunnya hanya disimpulkan.")
    place: Text | None = Field(None, alias="tempat", description="Tempat pertemuannya.")
    people: int | None = Field(None, alias="jumlah_orang", ge=1, description="Banyaknya tamu, bila disebut.")
    subjects: tuple[Text, ...] = Field((), alias="pokok", strict=False, description="Yang dipelajari, sebagai daftar.")
    programs: tuple[Id, ...] = Field((), alias="program", strict=False, description="Id program yang dipelajari.")
    source: Text = Field(alias="sumber", description=_SOURCE_KEY)
    statements: tuple[VisitStatement, ...] = Field(
        (), alias="isi", strict=False, description="Yang boleh dikatakan bot tentang kunjungan ini.")
    officials: tuple[OfficialEntry, ...] = Field((), alias="pejabat", strict=False, description=_OFFICIALS)


class VisitsFile(_WithSources):
    """knowledge/studi_tiru.yaml."""

    visits: tuple[VisitEntry, ...] = Field(
        alias="kunjungan", strict=False, description="Siapa belajar ke siapa, satu butir satu kunjungan.")


class TopicFile(_WithSources):
    """knowledge/topik/<id>.yaml."""

    id: Id = Field(description="Sama dengan nama berkasnya tanpa .yaml.")
    title: Text = Field(alias="judul", description="Judul pendek; menjadi tulisan tombol.")
    group: Literal["edukasi", "kebijakan"] = Field(
        alias="kelompok", description="edukasi (kesehatan, gizi, pengasuhan) atau kebijakan (aturan, dana, lembaga).")
    questions: tuple[Text, ...] = Field(
        alias="tanya", min_length=1, strict=False,
        description="Paling sedikit tiga pertanyaan, beragam, seperti orang mengetik.")
    answer: Text = Field(alias="jawab", description="Kalimat pertama jawaban; langsung menjawab.")
    answer_source: Text = Field(alias="sumber_jawab", description=_SOURCE_KEY)
    statements: tuple[TopicStatement, ...] = Field(
        (), alias="isi", strict=False, description="Kalimat-kalimat berikutnya.")
    next: tuple[Id, ...] = Field((), alias="lanjut", strict=False, description="Id topik lain; menjadi tombol.")
