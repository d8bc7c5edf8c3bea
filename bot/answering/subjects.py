"""What is known about a region: its programs, visits, statements and officials."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answering.desk import Desk
from bot.knowledge.model import Official, Program, Statement, Visit
from bot.understanding.interpretation import Interpretation

_ASKS_PERSON = frozenset({"#siapa", "siapa", "~siapa", "#ketua", "#jabatan", "#pimpin"})
_NAMED = 4


def statements_about(desk: Desk, code: str) -> list[Statement]:
    """Return every statement about a region: its own, its programs' and its visits'."""
    own = list(desk.region(code).statements)
    programs = [s for p in desk.knowledge.programs_of.get(code, ()) for s in p.statements]
    return own + programs + [s for v in visits_with(desk, code) for s in v.statements]


def officials_about(desk: Desk, code: str) -> list[Official]:
    """Return the officials named with a region or its programs."""
    own = list(desk.region(code).officials)
    return own + [o for p in desk.knowledge.programs_of.get(code, ()) for o in p.officials]


def officials_asked(question: Interpretation, officials: Iterable[Official], desk: Desk) -> list[Official]:
    """Return the officials to name: only where the question asks for a person, those whose office it names."""
    known = list({o.name: o for o in reversed(list(officials))}.values())[::-1]
    if not _ASKS_PERSON & set(question.features) or not known:
        return []
    wanted = set(question.features)
    scored = [(len(wanted & set(desk.features_of(f"{o.office} {o.role}"))), o) for o in known]
    best = max(score for score, _ in scored)
    return [o for score, o in scored if score == best][:_NAMED]


def programs_in(desk: Desk, code: str) -> list[Program]:
    """Return a region's stunting programs; of a province also those of its kabupaten and kota."""
    codes = [code]
    if desk.region(code).is_province:
        codes += [r.code for r in desk.knowledge.regions_in.get(code, ())]
    return [p for c in codes for p in desk.knowledge.programs_of.get(c, ()) if p.about_stunting]


def first_of(program: Program) -> Statement:
    """Return the statement that says what a program is."""
    return next((s for s in program.statements if s.kind == "apa"), program.statements[0])


def visits_with(desk: Desk, code: str) -> tuple[Visit, ...]:
    """Return the visits that a region made, then those that it received."""
    return (*desk.knowledge.visits_of.get(code, ()), *desk.knowledge.visits_to.get(code, ()))
