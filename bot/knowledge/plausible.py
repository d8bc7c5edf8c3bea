"""What fits the format and is hardly true: days to come, odd figures, text in another language, links in a circle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from bot.knowledge.files import Files
from bot.knowledge.model import Survey
from bot.knowledge.problems import Level, Problem, Rule
from bot.knowledge.reader import Document, Location
from bot.knowledge.resolving import AnyStatement
from bot.knowledge.schema import FigureEntry, OfficialEntry, SourceEntry, VisitEntry

SURVEYS = frozenset(survey.value for survey in Survey if survey.is_survey)
LOWEST, HIGHEST = 1.0, 60.0
"""Per cent between which every figure of the national surveys lies, and all but a few others."""
STEEPEST = 33.0
"""Points by which one survey's figures of a region may differ from one to the next; the steepest that SSGI published
so far (Tapanuli Selatan, 2022 to 2024) is 32.8."""
_ENGLISH = frozenset({
    "the", "and", "of", "is", "are", "with", "for", "this", "that", "from", "to", "by", "on", "at", "be", "as", "an",
    "has", "have", "was", "were", "will", "it", "its", "their", "they", "which", "who", "what", "how", "not", "or",
    "we", "can", "you", "your",
})
_INDONESIAN = frozenset({
    "yang", "dan", "di", "untuk", "dengan", "dari", "pada", "ini", "itu", "adalah", "ke", "oleh", "dalam", "tidak",
    "atau", "juga", "sebagai", "akan", "anak", "ada", "para", "serta", "bagi", "secara", "agar",
})
"""Words that any text of some length in the two languages has."""
_LEAST_ENGLISH, _ENGLISH_SHARE = 2, 0.2
_PLANS = frozenset({"target", "anggaran"})
"""Kinds of statements that may tell of a year to come."""
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+(?:/\S*)?")


def implausible(files: Files, today: date) -> Iterator[Problem]:
    """Yield a warning for each thing worth a second look.

    Args:
        files: the checked files.
        today: what lies after this day has not happened.
    """
    sense = _Sense(today)
    for program in files.programs:
        entry = program.entry
        yield from sense.sources(program.document, entry.sources)
        yield from sense.statements(program.document, ("isi",), entry.statements)
        yield from sense.years(program.document, ("pejabat",), entry.officials)
    for topic in files.topics:
        yield from sense.sources(topic.document, topic.entry.sources)
        yield from sense.foreign(topic.document, ("jawab",), topic.entry.answer)
        yield from sense.statements(topic.document, ("isi",), topic.entry.statements)
    for province in files.provinces:
        yield from sense.sources(province.document, province.entry.sources)
        regions = [(("provinsi",), province.entry.province),
                   *((("daerah", index), region) for index, region in enumerate(province.entry.regions))]
        at: Location
        for at, region in regions:
            yield from sense.figures(province.document, (*at, "prevalensi"), region.figures)
            yield from sense.statements(province.document, (*at, "isi"), region.statements)
            yield from sense.years(province.document, (*at, "pejabat"), region.officials)
    for file in files.visits:
        yield from sense.sources(file.document, file.entry.sources)
        for index, visit in enumerate(file.entry.visits):
            yield from sense.visit(file.document, ("kunjungan", index), visit)
    yield from _circles(files)


class _Sense:
    """The checks that need to know what day it is."""

    def __init__(self, today: date) -> None:
        self._today = today

    def sources(self, document: Document, sources: Mapping[str, SourceEntry]) -> Iterator[Problem]:
        for key, source in sources.items():
            if source.date:
                yield from self._not_yet(document, ("sumber", key, "tanggal"), source.date)
            if source.address and not _ADDRESS.fullmatch(source.address):
                yield _warning(document, ("sumber", key, "alamat"),
                               f"alamat `{source.address}` tidak bisa dibuka orang; tulis lengkap, diawali https://, "
                               "tanpa spasi", Rule.REFERENCE)

    def statements(self, document: Document, location: Location, entries: Sequence[AnyStatement]) -> Iterator[Problem]:
        planned = [entry.kind in _PLANS for entry in entries]
        yield from self.years(document, location, entries, planned)
        for index, entry in enumerate(entries):
            yield from self.foreign(document, (*location, index, "teks"), entry.text)

    def years(self, document: Document, location: Location, entries: Sequence[AnyStatement | OfficialEntry],
              planned: Sequence[bool] = ()) -> Iterator[Problem]:
        for index, entry in enumerate(entries):
            if entry.year is not None and not (planned and planned[index]):
                yield from self._not_yet(document, (*location, index, "tahun"), str(entry.year))

    def foreign(self, document: Document, location: Location, text: str) -> Iterator[Problem]:
        words = re.findall(r"[a-z']+", text.lower())
        english = sum(word in _ENGLISH for word in words)
        indonesian = sum(word in _INDONESIAN for word in words)
        if english >= _LEAST_ENGLISH and english > indonesian and english >= _ENGLISH_SHARE * len(words):
            yield _warning(document, location, "teks ini tampaknya berbahasa Inggris; tulis dalam bahasa Indonesia",
                           Rule.FOREIGN)

    def figures(self, document: Document, location: Location, figures: Sequence[FigureEntry]) -> Iterator[Problem]:
        """Say which figures are to come, out of the ordinary, or far from the same region's others."""
        surveyed = sorted((f.year, f.percent, index) for index, f in enumerate(figures)
                          if f.survey in SURVEYS and f.comparable)
        for index, figure in enumerate(figures):
            yield from self._not_yet(document, (*location, index, "tahun"), str(figure.year))
            if not LOWEST <= figure.percent <= HIGHEST and figure.survey in SURVEYS:
                yield _warning(document, (*location, index, "persen"),
                               f"angka {figure.percent:g} persen tidak lazim untuk {figure.survey} (biasanya "
                               f"{LOWEST:g} sampai {HIGHEST:g}); periksa lagi sumbernya", Rule.FIGURE)
        for (_, before, _), (year, percent, index) in pairwise(surveyed):
            if abs(percent - before) > STEEPEST:
                yield _warning(document, (*location, index, "persen"),
                               f"angka {year} ({percent:g}) berbeda lebih dari {STEEPEST:g} poin dari angka survei "
                               f"sebelumnya ({before:g}); periksa lagi, atau jelaskan di `catatan` dan tulis "
                               "bisa_dibandingkan: false", Rule.FIGURE)

    def visit(self, document: Document, location: Location, visit: VisitEntry) -> Iterator[Problem]:
        if visit.date:
            yield from self._not_yet(document, (*location, "tanggal"), visit.date)
        yield from self.statements(document, (*location, "isi"), visit.statements)
        yield from self.years(document, (*location, "pejabat"), visit.officials)

    def _not_yet(self, document: Document, location: Location, told: str) -> Iterator[Problem]:
        if told > self._today.isoformat()[:len(told)]:
            yield _warning(document, location, f"{told} belum tiba (hari ini {self._today.isoformat()}); periksa lagi "
                                               "angkanya", Rule.FUTURE)


def _circles(files: Files) -> Iterator[Problem]:
    """Programs that are, over others, their own parent; topics that lead on to themselves."""
    parents = {file.entry.id: file.entry.parent for file in files.programs}
    for file in files.programs:
        if file.entry.parent != file.entry.id and _returns(file.entry.id, parents):
            yield _warning(file.document, ("induk",), f"`{file.entry.id}` lewat induknya kembali ke dirinya sendiri; "
                                                      "hapus salah satu `induk`", Rule.REFERENCE)
    for topic in files.topics:
        for index, id_ in enumerate(topic.entry.next):
            if id_ == topic.entry.id:
                yield _warning(topic.document, ("lanjut", index),
                               f"topik `{id_}` melanjutkan ke dirinya sendiri; hapus butir ini", Rule.REFERENCE)


def _returns(start: str, parents: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    here = parents.get(start)
    while here and here not in seen:
        if here == start:
            return True
        seen.add(here)
        here = parents.get(here)
    return False


def _warning(document: Document, location: Location, message: str, rule: Rule) -> Problem:
    return document.problem(location, message, rule, level=Level.WARNING)
