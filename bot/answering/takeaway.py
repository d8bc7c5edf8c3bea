"""The brief to take home: all that an official forwards about a program, a region, or two regions side by side."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.brief import Brief, Section
from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.fallback import ask_for_subject
from bot.answering.measures import newest_local, surveys_of, told
from bot.answering.subjects import first_of, programs_in, visits_with
from bot.answering.visit_text import visit_line
from bot.knowledge.model import Program, Source, Statement
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

_PROGRAM_PARTS = (
    ("Apa itu", ("apa", "alasan")), ("Sejak kapan", ("sejak",)), ("Pelaksana dan mitra", ("pelaksana", "mitra")),
    ("Untuk siapa", ("sasaran",)), ("Langkah kerja", ("langkah",)), ("Hasil yang disebut sumbernya", ("hasil",)),
    ("Penghargaan", ("penghargaan",)), ("Biaya", ("anggaran",)),
    ("Yang perlu disiapkan bila ingin meniru", ("syarat", "replikasi")), ("Catatan", ("catatan",)),
)
_REGION_PARTS = (
    ("Upaya", ("upaya", "profil")), ("Hasil menurut sumbernya", ("hasil",)), ("Penghargaan", ("penghargaan",)),
    ("Kasus dan sasaran", ("kasus", "target")), ("Anggaran", ("anggaran",)), ("Catatan", ("catatan",)),
)
_MOST_LINES = {"program": 8, "region": 5, "pair": 3}
"""Lines of one part by what the brief is about: it is one or two pages."""


def brief(question: Interpretation, desk: Desk) -> Answer:
    """Offer the document about the program, the region or the pair that is named."""
    made, subject = _make(question, desk)
    if made is None:
        return ask_for_subject(question, desk, "tanya_program")
    draft = Draft(desk, question, brief=made)
    draft.line(desk.say("ringkasan", subjek=subject), *made.sources)
    regions = question.regions or tuple(desk.knowledge.programs[p].region for p in question.programs)
    return draft.answer(regions=regions, programs=question.programs,
                        focus=Focus("brief", regions, (), question.programs))


def _make(question: Interpretation, desk: Desk) -> tuple[Brief | None, str]:
    if question.programs:
        program = desk.knowledge.programs[question.programs[0]]
        return _of_program(program, desk), program.name
    if len(question.regions) > 1:
        codes = question.regions[:2]
        return _of_pair(codes, desk), joined([desk.name(c) for c in codes])
    if question.regions:
        return _of_region(question.regions[0], desk), desk.name(question.regions[0])
    return None, ""


def _of_program(program: Program, desk: Desk) -> Brief:
    notes = _Notes(_MOST_LINES["program"])
    for heading, kinds in _PROGRAM_PARTS:
        notes.statements(heading, [s for s in program.statements if s.kind in kinds])
    visits = [v for v in visits_with(desk, program.region) if program.id in v.programs]
    notes.add("Siapa yang sudah mempelajarinya", [visit_line(desk, v) + "." for v in visits],
              [v.source for v in visits])
    _figures(notes, program.region, desk, heading=f"Angka stunting {desk.name(program.region)}")
    subtitle = f"Program {desk.name(program.region)}" + (f": {program.long_name}" if program.long_name else "")
    return notes.brief(program.name, subtitle, program.id)


def _of_region(code: str, desk: Desk) -> Brief:
    notes = _Notes(_MOST_LINES["region"])
    _region_parts(notes, code, desk)
    region = desk.region(code)
    subtitle = "Provinsi" if region.is_province else f"Provinsi {desk.region(region.province_code).name}"
    return notes.brief(desk.name(code), subtitle, f"daerah-{code.replace('.', '')}")


def _of_pair(codes: Sequence[str], desk: Desk) -> Brief:
    notes = _Notes(_MOST_LINES["pair"])
    for code in codes:
        _region_parts(notes, code, desk, prefix=f"{desk.name(code)}: ")
    names = [desk.name(c) for c in codes]
    return notes.brief(" dan ".join(names), "Perbandingan dua daerah",
                       "banding-" + "-".join(c.replace(".", "") for c in codes))


def _region_parts(notes: _Notes, code: str, desk: Desk, prefix: str = "") -> None:
    _figures(notes, code, desk, f"{prefix}Angka stunting")
    programs = programs_in(desk, code)
    first = [first_of(p) for p in programs]
    notes.add(f"{prefix}Program", [s.text if s.text.startswith(p.name) else f"{p.name}: {s.text}"
                                   for p, s in zip(programs, first, strict=True)], [s.source for s in first])
    for heading, kinds in _REGION_PARTS:
        notes.statements(prefix + heading, [s for s in desk.region(code).statements if s.kind in kinds])
    visits = visits_with(desk, code)
    notes.add(f"{prefix}Studi tiru", [visit_line(desk, v) + "." for v in visits], [v.source for v in visits])


def _figures(notes: _Notes, code: str, desk: Desk, heading: str) -> None:
    region = desk.region(code)
    figures = [*surveys_of(region), *newest_local(region)]
    notes.add(heading, [told(f) for f in figures], [f.source for f in figures])


class _Notes:
    """Gathers sections and their sources."""

    def __init__(self, most: int) -> None:
        """Make ready; `most` is the number of lines of one part."""
        self._most = most
        self._sections: list[Section] = []
        self._sources: dict[Source, None] = {}

    def statements(self, heading: str, statements: Sequence[Statement]) -> None:
        self.add(heading, [s.text for s in statements], [s.source for s in statements])

    def add(self, heading: str, lines: Sequence[str], sources: Sequence[Source]) -> None:
        """Add a part with the source of each line; what is beyond the most is left out with its source."""
        if lines:
            self._sections.append(Section(heading, tuple(lines[:self._most])))
            self._sources.update(dict.fromkeys(sources[:self._most]))

    def brief(self, title: str, subtitle: str, name: str) -> Brief:
        return Brief(title, subtitle, tuple(self._sections), tuple(self._sources), name)
