"""The knowledge base as the rest of the bot sees it: immutable objects, sources resolved, references checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

NATION = "00"
"""Code of Indonesia as a whole in the prevalence figures (not a Kemendagri code)."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Survey(StrEnum):
    """Who measured a prevalence figure. Surveys are comparable among themselves; the other two are not."""

    SSGI = "SSGI"
    SKI = "SKI"
    SSGBI = "SSGBI"
    RISKESDAS = "Riskesdas"
    WEIGHING = "penimbangan"
    UNSTATED = "tidak disebut"

    @property
    def is_survey(self) -> bool:
        """True for the national surveys, the only figures that may be ranked or subtracted."""
        return self not in (Survey.WEIGHING, Survey.UNSTATED)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from, as it may be shown to a user."""

    publisher: str
    title: str | None = None
    date: str | None = None
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    address: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """One sentence that the bot may say, with what it is about and where it comes from; each is itself alone."""

    kind: str
    """One of the kinds in `schema.py` (apa, sejak, langkah ...)."""
    text: str
    source: Source
    year: int | None = None
    words: tuple[str, ...] = ()
    """Further words people use when they ask for this very statement."""

    @property
    def years_told(self) -> frozenset[int]:
        """The years that the sentence tells of; a note tells of what is on record, and so of none."""
        return frozenset() if self.kind == "catatan" else frozenset(map(int, _YEAR.findall(self.text)))


@dataclass(frozen=True, slots=True)
class Official:
    """A person named by a source, with the office held at that time."""

    name: str
    office: str
    role: str
    source: Source
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """A named innovation of one region."""

    id: str
    name: str
    region: str
    """Kemendagri code of the owner."""
    long_name: str | None = None
    aliases: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    """Ids of the knowledge base's themes."""
    parent: str | None = None
    about_stunting: bool = True
    """False for a neighbouring innovation (planning, public service) that the sources name beside stunting programs."""
    statements: tuple[Statement, ...] = ()
    officials: tuple[Official, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A prevalence figure: per cent of children under five who are stunted."""

    year: int
    survey: Survey
    percent: float
    source: Source
    note: str | None = None
    comparable: bool = True
    """False where it may not be set against other years (another area, or a model's estimate)."""


@dataclass(frozen=True, slots=True)
class Region:
    """A province, kabupaten or kota by Kemendagri code; the nation itself has code 00."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    capital: str | None = None
    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    officials: tuple[Official, ...] = ()

    @property
    def is_province(self) -> bool:
        """True for the 38 provinces."""
        return len(self.code) == 2 and self.code != NATION

    @property
    def province_code(self) -> str:
        """Code of the province that the region lies in (its own, for a province)."""
        return self.code[:2]

    @property
    def short_name(self) -> str:
        """The name without Kabupaten, Kota or Administrasi, as people say it."""
        words = self.name.split()
        while len(words) > 1 and words[0] in ("Kabupaten", "Kota", "Administrasi"):
            words.pop(0)
        return " ".join(words)

    @property
    def letters(self) -> str:
        """The short name in small letters without spaces, as names are looked up."""
        return self.short_name.casefold().replace(" ", "")

    @property
    def is_city(self) -> bool:
        """True for a kota: by Kemendagri's rule the last two digits are 71 or more."""
        return len(self.code) > 2 and self.code[3:] >= "71"


@dataclass(frozen=True, slots=True)
class Visit:
    """One region learned from another: a studi tiru, a benchmarking visit or a signed cooperation."""

    id: str
    guest: str | None
    """Kemendagri code of the learner, or None where `guest_label` names a group that is no single region."""
    host: str
    guest_label: str | None = None
    date: str | None = None
    date_note: str | None = None
    """Set where the date or its year is only inferred; shown with it."""
    place: str | None = None
    people: int | None = None
    subjects: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    officials: tuple[Official, ...] = ()
    source: Source = field(default_factory=lambda: Source("tidak disebut"))


@dataclass(frozen=True, slots=True)
class Topic:
    """A general question with its answer: education or national policy."""

    id: str
    title: str
    group: str
    questions: tuple[str, ...]
    answer: str
    """The short first line."""
    answer_source: Source
    statements: tuple[Statement, ...] = ()
    next: tuple[str, ...] = ()
    """Ids of topics to offer as buttons."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What programs can be sorted by: orang tua asuh, sanitasi, calon pengantin."""

    id: str
    name: str
    words: tuple[str, ...]
    """Words and phrases that people use to ask for it."""


@dataclass(frozen=True, slots=True)
class IntentExamples:
    """An intent with the questions that teach it; `{daerah}` and `{program}` stand for mentions."""

    id: str
    examples: tuple[str, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageData:
    """bahasa.yaml: how Bahasa Indonesia is typed."""

    abbreviations: Mapping[str, str]
    """Slang, abbreviations and regional words, each with its standard words."""
    concepts: Mapping[str, tuple[str, ...]]
    """A concept's name and its many wordings; phrases are allowed."""
    filler: frozenset[str]
    """Words that say nothing about what is asked."""
    common: frozenset[str]
    """Frequent words that spelling correction must leave alone."""


@dataclass(frozen=True, slots=True)
class NameRules:
    """nama_ganda.yaml: names of regions that need care."""

    everyday: frozenset[str]
    """Names that are also ordinary words: exact match only, and only where the sentence makes them a region."""
    near_words: frozenset[str]
    """Frequent words one letter from a region's name: never read as a typo of it."""
    groups: Mapping[str, tuple[str, ...]]
    """Names of islands or groups that are no single region, with the codes to offer."""
    districts: Mapping[str, tuple[str, ...]]
    """Places of a region's name that lie elsewhere (Depok in Sleman): the name with the words that show it."""


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question of pertanyaan.yaml with what its reply must be; None: not looked at."""

    question: str
    status: str
    """One of the values of `Status` in bot/answering/reply.py."""
    line: int
    """Where the question stands in pertanyaan.yaml, counted from 1; `column` too."""
    column: int
    intent: str | None = None
    """Intent id, or `topik:` and a topic's id."""
    regions: frozenset[str] | None = None
    """Official names."""
    programs: frozenset[str] | None = None
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything the bot knows. Immutable; replaced as a whole when the files change."""

    regions: Mapping[str, Region]
    programs: Mapping[str, Program]
    visits: tuple[Visit, ...]
    topics: Mapping[str, Topic]
    themes: Mapping[str, Theme]
    intents: tuple[IntentExamples, ...]
    language: LanguageData
    names: NameRules
    messages: Mapping[str, str]
    version: str
    """Short hash of the files' content; written to the conversation log."""
    questions: tuple[KeptQuestion, ...] = ()
    """What `check --questions` asks; no part of any answer."""

    @cached_property
    def programs_of(self) -> Mapping[str, tuple[Program, ...]]:
        """Programs by the owner's region code, in file order."""
        return _grouped((p.region, p) for p in self.programs.values())

    @cached_property
    def programs_with(self) -> Mapping[str, tuple[Program, ...]]:
        """Stunting programs by the id of a theme, in file order."""
        return _grouped((theme, p) for p in self.programs.values() if p.about_stunting for theme in p.themes)

    @cached_property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """What an intent has to be told (see `IntentExamples.needs`), by its id."""
        return {intent.id: intent.needs for intent in self.intents}

    @cached_property
    def visits_by_id(self) -> Mapping[str, Visit]:
        """Visits by their id, in file order."""
        return {visit.id: visit for visit in self.visits}

    @cached_property
    def visits_of(self) -> Mapping[str, tuple[Visit, ...]]:
        """Visits made, by the learner's region code."""
        return _grouped((v.guest, v) for v in self.visits if v.guest)

    @cached_property
    def visits_to(self) -> Mapping[str, tuple[Visit, ...]]:
        """Visits received, by the host's region code."""
        return _grouped((v.host, v) for v in self.visits)

    @cached_property
    def regions_in(self) -> Mapping[str, tuple[Region, ...]]:
        """Kabupaten and kota by province code."""
        return _grouped((r.province_code, r) for r in self.regions.values() if len(r.code) > 2)


K = TypeVar("K")
V = TypeVar("V")


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    groups: dict[K, list[V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
