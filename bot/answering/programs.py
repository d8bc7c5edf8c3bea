"""Answers about a program: what it is, since when, whose, for whom, how, with what result, and how to copy it."""

from __future__ import annotations

from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.fallback import ask_for_subject
from bot.answering.recommend import find_theme
from bot.answering.regions import programs_of_region
from bot.answering.relevance import SPEAKING
from bot.answering.reply import Status
from bot.answering.subjects import (
    first_of,
    officials_about,
    officials_asked,
    programs_in,
    statements_about,
    visits_with,
)
from bot.answering.themes import theme_of
from bot.answering.visit_text import HOST_ROLES, officials_of, visit_line, with_office
from bot.knowledge.model import Official, Program, Statement
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

KINDS: dict[str, tuple[str, ...]] = {
    "program_definition": ("apa", "sasaran", "langkah"),
    "program_since": ("sejak",),
    "program_owner": ("apa", "pelaksana"),
    "program_target": ("sasaran", "apa", "langkah"),
    "program_steps": ("langkah", "apa"),
    "program_results": ("hasil", "penghargaan"),
    "program_actors": ("pelaksana", "mitra"),
    "program_replication": ("replikasi", "syarat"),
    "program_reason": ("alasan",),
}
_MISSING = {"#penghargaan": "catatan penghargaan", "#hasil": "catatan hasil", "#sasaran": "keterangan sasaran",
            "#sejak": "keterangan sejak kapan berjalannya", "#kapan": "keterangan sejak kapan berjalannya",
            "#syarat": "catatan peniruan", "#belajar": "catatan peniruan", "#anggaran": "keterangan anggaran"}
"""What is said to be missing where a question asks for it by these concepts and no statement speaks of it."""
_CUES = {"#sejak": "sejak", "#sasaran": "sasaran", "#langkahkerja": "langkah", "#hasil": "hasil",
         "#pelaksana": "pelaksana", "#alasan": "alasan", "#anggaran": "anggaran"}
"""Kinds of statement asked for beside the intent (`apa itu, sejak kapan, untuk siapa`)."""
_FURTHER = (("Cara kerja", "program_steps", "langkah"), ("Sasaran", "program_target", "sasaran"),
            ("Hasil", "program_results", "hasil"), ("Sejak kapan", "program_since", "sejak"))
_SHOWN = 6
_PROGRAMS_AT_ONCE = 3
_ENOUGH = 4.0


def program_detail(question: Interpretation, desk: Desk) -> Answer:
    """Answer one of the kinds of question about a program."""
    programs = _meant(question, desk)
    if not programs:
        return _of_region(question, desk)
    owners = {p.region for p in programs}
    if len(programs) > 1 and len(owners) > 1 and not question.follow_up and _one_name(programs):
        return _namesakes(question, desk, programs)
    elsewhere = [c for c in question.regions if c not in owners and not any(o.startswith(c) for o in owners)]
    elsewhere = [] if "#pemilik" in question.features else elsewhere
    if elsewhere and not question.supposed and not question.follow_up:
        return _elsewhere(question, desk, programs[0], elsewhere)
    draft = Draft(desk, question)
    if question.intent == "program_owner" or elsewhere:
        _owner(draft, programs[0])
    found = [_tell(draft, program, brief=len(programs) > 1) for program in programs[:_PROGRAMS_AT_ONCE]]
    regions = tuple(dict.fromkeys(p.region for p in programs))
    visits = tuple(v for p in programs for v in visits_with(desk, p.region) if p.id in v.programs)
    for program in programs[:2]:
        _offers(draft, program)
    focus = Focus(question.intent, regions, tuple(v.guest for v in visits if v.guest), tuple(p.id for p in programs),
                  tuple(v.id for v in visits))
    return draft.answer(Status.ANSWERED if any(found) else Status.NO_DATA, regions=regions,
                        programs=[p.id for p in programs], focus=focus)


def _meant(question: Interpretation, desk: Desk) -> list[Program]:
    programs = [desk.knowledge.programs[p] for p in question.programs]
    if len(programs) > 1 and question.regions:
        return [p for p in programs if p.region in question.regions] or programs
    return programs


def _of_region(question: Interpretation, desk: Desk) -> Answer:
    """No program is named: look through all that is said of the region."""
    if not question.regions and question.intent == "program_owner" and theme_of(question.features, desk):
        return find_theme(question, desk)
    if not question.regions:
        return ask_for_subject(question, desk, "tanya_program")
    code = question.regions[0]
    kinds = KINDS.get(question.intent, ())
    ranked = desk.relevance.rank(statements_about(desk, code), question.features, kinds)
    best = [s for score, s in ranked if score >= max(_ENOUGH, 0.4 * ranked[0][0])][:_SHOWN] if ranked else []
    if not best:
        return programs_of_region(question, desk)
    draft = Draft(desk, question)
    people = officials_asked(question, officials_about(desk, code), desk)
    if people:
        draft.line("; ".join(with_office(o) for o in people) + ".", *(o.source for o in people))
    draft.statements(None, best)
    programs = programs_in(desk, code)
    for program in programs[:3]:
        draft.offer(program.name, "program_definition", program.id)
    about = [p.id for p in programs if any(s in p.statements for s in best)]
    return draft.answer(regions=(code,), programs=about,
                        focus=Focus(question.intent, (code,), (), tuple(about or [p.id for p in programs])))


def _namesakes(question: Interpretation, desk: Desk, programs: list[Program]) -> Answer:
    """A name that several regions use: list each with its region beside it."""
    draft = Draft(desk, question)
    draft.line(desk.say("nama_bersama", nama=programs[0].name, jumlah=len(programs)))
    lines = []
    for program in programs[:8]:
        first = first_of(program)
        lines.append(f"{program.name} ({desk.name(program.region)}): {first.text}")
        draft.cite(first.source)
        draft.offer(f"{program.name}, {desk.name(program.region)}", question.intent, program.id)
    draft.listing(None, lines)
    return draft.answer(regions=[p.region for p in programs[:8]], programs=[p.id for p in programs[:8]])


def _one_name(programs: list[Program]) -> bool:
    return len({p.name.casefold() for p in programs}) < len(programs)


def _elsewhere(question: Interpretation, desk: Desk, program: Program, codes: list[str]) -> Answer:
    """`ada Raga Pantas juga di Kotabaru?`: not that is known; say whose it is, and what the region has."""
    draft = Draft(desk, question)
    names = joined([desk.name(c) for c in codes])
    draft.line(desk.say("belum_ada_di", program=program.name, daerah=names))
    draft.line(desk.say("milik", program=program.name, daerah=desk.name(program.region)), program.statements[0].source)
    own = programs_in(desk, codes[0])
    draft.listing(desk.say("program_lain", daerah=desk.name(codes[0])), [p.name for p in own[:4]],
                  [p.statements[0].source for p in own[:4]])
    draft.offer(program.name, "program_definition", program.id)
    draft.offer(desk.name(codes[0]), "region_profile", codes[0])
    return draft.answer(Status.NO_DATA, regions=codes, programs=[program.id],
                        focus=Focus("programs_of_region", tuple(codes), (program.region,), (program.id,)))


def _owner(draft: Draft, program: Program) -> None:
    """Say whose it is; where the question supposes another owner, say no first."""
    desk, question = draft.desk, draft.question
    supposed = [] if "#pemilik" in question.features else [
        c for c in question.regions if c not in (program.region, program.region[:2])]
    if not supposed:
        draft.line(desk.say("milik", program=program.name, daerah=desk.name(program.region)))
        return
    wrong = joined([desk.name(c) for c in supposed])
    draft.line(desk.say("bukan_milik", program=program.name, daerah=desk.name(program.region), salah=wrong))
    between = [v for v in visits_with(desk, program.region) if v.guest in supposed]
    draft.listing(None, [visit_line(desk, v) for v in between], [v.source for v in between])


def _tell(draft: Draft, program: Program, brief: bool) -> bool:
    """Tell of a program what was asked and what goes with it; False where just that is not on record."""
    desk, question = draft.desk, draft.question
    kinds = KINDS.get(question.intent, ()) + tuple(k for f, k in _CUES.items() if f in question.features)
    ranked = desk.relevance.rank(program.statements, question.features, kinds)
    fits = bool(ranked) and (ranked[0][1].kind in kinds or ranked[0][0] >= SPEAKING)
    defined = question.intent == "program_definition" or "#kepanjangan" in question.features
    lacking = None if fits or defined else next((_MISSING[f] for f in question.features if f in _MISSING), None)
    if defined:
        _title(draft, program)
    if lacking:
        draft.line(desk.say("belum_ada", hal=lacking, subjek=program.name))
    people = officials_asked(question, _officials(desk, program), desk) if _asks_person(question) else []
    if people:
        draft.line("; ".join(with_office(o) for o in people) + ".", *(o.source for o in people))
    if fits and question.intent != "program_definition":
        draft.lead([ranked[0][1]])
    rest = [*(s for s in program.statements if s.kind == "apa"), *(s for _, s in ranked)][: 2 if brief else _SHOWN]
    draft.statements(program.name if brief else None, _story(program, rest))
    visits = [v for v in visits_with(desk, program.region) if program.id in v.programs]
    if not brief and visits:
        draft.listing("Siapa yang mempelajarinya", [visit_line(desk, v) for v in visits[:3]],
                      [v.source for v in visits[:3]])
    return not lacking


def _asks_person(question: Interpretation) -> bool:
    return question.intent == "program_actors" or bool({"#ketua", "#jabatan", "#pimpin"} & set(question.features))


def _officials(desk: Desk, program: Program) -> list[Official]:
    """The program's officials, then those who showed it to visitors."""
    visits = [v for v in visits_with(desk, program.region) if program.id in v.programs]
    return [*program.officials, *(o for v in visits for o in officials_of(v, HOST_ROLES))]


def _title(draft: Draft, program: Program) -> None:
    owner = draft.desk.name(program.region)
    long_name = f" adalah singkatan dari {program.long_name}, milik {owner}." if program.long_name else f" ({owner})."
    draft.line(f"{program.name}{long_name}", program.statements[0].source)


def _story(program: Program, chosen: list[Statement]) -> list[Statement]:
    """The chosen statements in the file's order: it was written to be read from the top."""
    return [s for s in program.statements if s in chosen]


def _offers(draft: Draft, program: Program) -> None:
    for label, intent, kind in _FURTHER:
        if intent != draft.question.intent and any(s.kind == kind for s in program.statements):
            draft.offer(f"{label} {program.name}", intent, program.id)
    draft.offer(draft.desk.name(program.region), "region_profile", program.region)

