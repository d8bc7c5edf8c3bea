"""The shape of every YAML file in `knowledge/`, as pydantic models: the one definition of the file format.

The keys are Indonesian because admins write them; attributes are English because programmers read them. Models are
strict: a number where text belongs is an error, never a silent conversion. Line numbers come from `reader.py`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


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
PartialDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$"),
                        BeforeValidator(_year_as_text), AfterValidator(_existing_date)]
Texts = Annotated[tuple[Text, ...], Field(strict=False)]
"""A list of texts as the value of a free key (`Field(strict=False)` of a mapping does not reach its values)."""
Year = Annotated[int, Field(ge=1945, le=2100)]

ProgramKind = Literal[
    "apa", "sejak", "pelaksana", "sasaran", "langkah", "hasil", "mitra", "syarat", "penghargaan", "anggaran",
    "alasan", "replikasi", "catatan",
]
RegionKind = Literal["upaya", "profil", "hasil", "penghargaan", "kasus", "anggaran", "target", "catatan"]
VisitKind = Literal["tujuan", "alasan", "rombongan", "kegiatan", "hasil", "harapan", "tindak_lanjut", "catatan"]
TopicKind = Literal["isi", "catatan"]
Role = Literal["ketua rombongan", "penerima", "pemapar", "pendamping", "ketua tim", "penandatangan", "lainnya"]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=False)


class SourceEntry(_Strict):
    """A source, listed once in the file's `sumber` and named by its key everywhere else in that file."""

    publisher: Text = Field(alias="penerbit")
    title: Text | None = Field(None, alias="judul")
    date: PartialDate | None = Field(None, alias="tanggal")
    address: Text | None = Field(None, alias="alamat")
    note: Text | None = Field(None, alias="catatan")


class _StatementBase(_Strict):
    text: Text = Field(alias="teks")
    source: Text = Field(alias="sumber")
    year: Year | None = Field(None, alias="tahun")
    words: tuple[Text, ...] = Field((), alias="kata", strict=False)


class ProgramStatement(_StatementBase):
    """A sentence about a program."""

    kind: ProgramKind = Field(alias="jenis")


class RegionStatement(_StatementBase):
    """A sentence about a region that belongs to no single program."""

    kind: RegionKind = Field(alias="jenis")


class VisitStatement(_StatementBase):
    """A sentence about a visit."""

    kind: VisitKind = Field(alias="jenis")


class TopicStatement(_StatementBase):
    """A sentence of a general answer."""

    kind: TopicKind = Field("isi", alias="jenis")


class OfficialEntry(_Strict):
    """A person with the office held at the time of the source."""

    name: Text = Field(alias="nama")
    office: Text = Field(alias="jabatan")
    role: Role = Field(alias="peran")
    source: Text = Field(alias="sumber")
    year: Year | None = Field(None, alias="tahun")


class _WithSources(_Strict):
    sources: dict[Text, SourceEntry] = Field(alias="sumber", min_length=1)


class ProgramFile(_WithSources):
    """knowledge/program/<id>.yaml."""

    id: Id
    name: Text = Field(alias="nama")
    long_name: Text | None = Field(None, alias="kepanjangan")
    aliases: tuple[Text, ...] = Field((), alias="alias", strict=False)
    region: Text = Field(alias="daerah")
    """Official name of the owner, as in knowledge/daerah."""
    themes: tuple[Text, ...] = Field((), alias="tema", strict=False)
    """Ids of tema.yaml."""
    parent: Id | None = Field(None, alias="induk")
    about_stunting: bool = Field(True, alias="tentang_stunting")
    statements: tuple[ProgramStatement, ...] = Field(alias="isi", min_length=1, strict=False)
    officials: tuple[OfficialEntry, ...] = Field((), alias="pejabat", strict=False)


class FigureEntry(_Strict):
    """One prevalence figure, in per cent."""

    year: Year = Field(alias="tahun")
    survey: Literal["SSGI", "SKI", "penimbangan", "tidak disebut"] = Field(alias="survei")
    percent: float = Field(alias="persen", ge=0, le=100)
    source: Text = Field(alias="sumber")
    comparable: bool = Field(True, alias="bisa_dibandingkan")
    """False where other years' figures measured another area (before a split) or another way (a model's estimate)."""
    note: Text | None = Field(None, alias="catatan")


class RegionEntry(_Strict):
    """A province, kabupaten or kota."""

    code: RegionCode = Field(alias="kode")
    name: Text = Field(alias="nama")
    aliases: tuple[Text, ...] = Field((), alias="alias", strict=False)
    capital: Text | None = Field(None, alias="ibu_kota")
    figures: tuple[FigureEntry, ...] = Field((), alias="prevalensi", strict=False)
    statements: tuple[RegionStatement, ...] = Field((), alias="isi", strict=False)
    officials: tuple[OfficialEntry, ...] = Field((), alias="pejabat", strict=False)


class ProvinceFile(_Strict):
    """knowledge/daerah/<code>-<name>.yaml: a province and everything in it (00-indonesia.yaml: the nation alone)."""

    sources: dict[Text, SourceEntry] = Field({}, alias="sumber")
    province: RegionEntry = Field(alias="provinsi")
    regions: tuple[RegionEntry, ...] = Field((), alias="daerah", strict=False)


class VisitEntry(_Strict):
    """One visit or signed cooperation; `tamu` and `tuan_rumah` are official names."""

    id: Id
    guest: Text | None = Field(None, alias="tamu")
    guest_label: Text | None = Field(None, alias="tamu_kelompok")
    host: Text = Field(alias="tuan_rumah")
    date: PartialDate | None = Field(None, alias="tanggal")
    date_note: Text | None = Field(None, alias="catatan_tanggal")
    place: Text | None = Field(None, alias="tempat")
    people: int | None = Field(None, alias="jumlah_orang", ge=1)
    subjects: tuple[Text, ...] = Field((), alias="pokok", strict=False)
    programs: tuple[Id, ...] = Field((), alias="program", strict=False)
    source: Text = Field(alias="sumber")
    statements: tuple[VisitStatement, ...] = Field((), alias="isi", strict=False)
    officials: tuple[OfficialEntry, ...] = Field((), alias="pejabat", strict=False)


class VisitsFile(_WithSources):
    """knowledge/studi_tiru.yaml."""

    visits: tuple[VisitEntry, ...] = Field(alias="kunjungan", strict=False)


class TopicFile(_WithSources):
    """knowledge/topik/<id>.yaml."""

    id: Id
    title: Text = Field(alias="judul")
    group: Literal["edukasi", "kebijakan"] = Field(alias="kelompok")
    questions: tuple[Text, ...] = Field(alias="tanya", min_length=3, strict=False)
    answer: Text = Field(alias="jawab")
    answer_source: Text = Field(alias="sumber_jawab")
    statements: tuple[TopicStatement, ...] = Field((), alias="isi", strict=False)
    next: tuple[Id, ...] = Field((), alias="lanjut", strict=False)


class ThemeEntry(_Strict):
    """One theme of tema.yaml."""

    name: Text = Field(alias="nama")
    words: tuple[Text, ...] = Field(alias="kata", min_length=1, strict=False)
    """Words and phrases that people use to ask for it."""


class ThemesFile(_Strict):
    """knowledge/tema.yaml: theme id to its entry."""

    themes: dict[Id, ThemeEntry] = Field(alias="tema")


class IntentEntry(_Strict):
    """One intent of maksud.yaml."""

    needs: tuple[Literal["daerah", "program", "kunjungan"], ...] = Field((), alias="butuh", strict=False)
    examples: tuple[Text, ...] = Field(alias="contoh", min_length=3, strict=False)


class IntentsFile(_Strict):
    """knowledge/maksud.yaml: intent id to its entry."""

    intents: dict[Text, IntentEntry] = Field(alias="maksud")


class LanguageFile(_Strict):
    """knowledge/bahasa.yaml."""

    abbreviations: dict[Text, Text] = Field(alias="singkatan")
    concepts: dict[Text, Texts] = Field(alias="konsep")
    filler: tuple[Text, ...] = Field(alias="pengisi", strict=False)
    common: tuple[Text, ...] = Field(alias="kata_umum", strict=False)


class NamesFile(_Strict):
    """knowledge/nama_ganda.yaml."""

    everyday: tuple[Text, ...] = Field(alias="kata_sehari_hari", strict=False)
    near_words: tuple[Text, ...] = Field(alias="kata_mirip", strict=False)
    groups: dict[Text, Annotated[tuple[RegionCode, ...], Field(strict=False)]] = Field(alias="kelompok")
    districts: dict[Text, Texts] = Field({}, alias="bukan_daerah")


class MessagesFile(_Strict):
    """knowledge/pesan.yaml: the bot's own wording; `{name}` marks what is filled in."""

    messages: dict[Text, Text] = Field(alias="pesan")


class QuestionEntry(_Strict):
    """One kept question with the labels that its reply must fit; a label that is left out is not looked at."""

    question: Text = Field(alias="tanya")
    status: Literal["answered", "no_data", "clarify", "unknown", "smalltalk"]
    intent: Text | None = Field(None, alias="maksud")
    """An intent of maksud.yaml, or `topik:<id>`."""
    regions: Texts | None = Field(None, alias="daerah")
    """Official names; an empty list says that the reply is about none."""
    programs: Texts | None = Field(None, alias="program")
    contains: Texts = Field((), alias="memuat")
    lacks: Texts = Field((), alias="tanpa")


class QuestionsFile(_Strict):
    """knowledge/pertanyaan.yaml: questions that admins want to stay right; `check --questions` asks them."""

    questions: tuple[QuestionEntry, ...] = Field(alias="pertanyaan", strict=False)
