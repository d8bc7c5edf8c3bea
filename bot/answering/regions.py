"""Answers about a region: its programs, everything known, where it lies, and one detail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.answering.compare import compare
from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.fallback import ask_for_subject, no_data
from bot.answering.measures import latest, told
from bot.answering.reply import Status
from bot.answering.subjects import (
    first_of,
    officials_about,
    officials_asked,
    programs_in,
    statements_about,
    visits_with,
)
from bot.answering.visit_text import visit_line, with_office
from bot.knowledge.model import Program, Statement, Visit
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

_SHOWN_PROGRAMS = 6
_SHOWN_STATEMENTS = 4
_SHOWN_DETAILS = 7
_SHOWN_VISITS = 3
_SHOWN_AWARDS = 2
_LISTED_REGIONS = 25
_ENOUGH = 4
"""Statements and visits from which a region has something to tell though no program of its has a name."""
_TELLING = 5.0
"""Overlap above which a statement answers the question better than the list of programs."""
_TELLING_OF_PROGRAM = 2.0
"""The same for a statement of the one program spoken of."""
_OF_ANOTHER = ("apa", "upaya")
"""What to tell of a second region named beside the one asked about."""
_EFFORTS = ("upaya", "hasil", "profil")
_MONEY = "#anggaran"
"""The concept of a question that a list of programs is no answer to."""


def programs_of_region(question: Interpretation, desk: Desk) -> Answer:
    """List a region's programs, with what else it does and whom it learned from."""
    if not question.regions:
        return ask_for_subject(question, desk)
    codes = [c for c in question.regions if not desk.region(c).is_province] or list(question.regions)
    question = replace(question, regions=tuple(codes))
    code = codes[0]
    known = programs_in(desk, code) or desk.region(code).statements or visits_with(desk, code)
    if len(question.regions) > 1 and known:
        return compare(question, desk)
    programs = [p for p in programs_in(desk, code) if not (question.rest and p.id in question.programs)]
    statements, visits = desk.region(code).statements, visits_with(desk, code)
    if not programs and not statements and not visits:
        return no_data(replace(question, regions=(code,)), desk, "program stunting")
    draft = Draft(desk, question)
    if not programs:
        draft.line(desk.say("tanpa_program", daerah=desk.name(code)))
    asked = _asked_for(desk, question, [*statements, *(s for p in programs for s in p.statements)])
    if asked:
        draft.lead(asked[:1])
    _programs_block(draft, code, programs)
    ranked = [s for score, s in desk.relevance.rank(statements, question.features, _EFFORTS)
              if score > 0 or not programs]
    draft.statements(desk.say("yang_dilakukan", daerah=desk.name(code)), ranked[:_SHOWN_STATEMENTS])
    _visits_block(draft, visits)
    _offers(draft, code, programs)
    introduced = tuple(c for v in visits[:1] for c in (v.guest, v.host) if c and c != code)
    focus = Focus("programs_of_region", (code,), introduced, tuple(p.id for p in programs),
                  tuple(v.id for v in visits) if not programs else ())
    # asked for a program, a region without any and with little else has none to tell; the rest is offered all the same
    lacks = not programs and not asked and len(statements) + len(visits) < _ENOUGH
    return draft.answer(Status.NO_DATA if lacks else Status.ANSWERED, regions=(code,),
                        programs=[p.id for p in programs], focus=focus)


def region_profile(question: Interpretation, desk: Desk) -> Answer:
    """Show everything known of a region on one card."""
    if not question.regions:
        return ask_for_subject(question, desk)
    code = question.regions[0]
    region = desk.region(code)
    programs, visits = programs_in(desk, code), visits_with(desk, code)
    if not programs and not visits and not region.statements:
        return no_data(question, desk, "program atau kunjungan studi tiru")
    draft = Draft(desk, question)
    figure = latest(region)
    draft.line(desk.say("profil", daerah=desk.name(code), provinsi=desk.name(region.province_code))
               if not region.is_province else desk.say("profil_provinsi", daerah=desk.name(code)))
    local = [f for f in region.figures if not f.survey.is_survey]
    figures = ([figure] if figure else []) + [f for f in local if f is not figure]
    draft.listing("Angka stunting", [told(f) for f in figures], [f.source for f in figures])
    _programs_block(draft, code, programs)
    ranked = [s for _, s in desk.relevance.rank(region.statements, question.features, _EFFORTS)
              if s.kind != "penghargaan"]
    draft.statements("Catatan lain", ranked[:_SHOWN_STATEMENTS])
    draft.statements("Penghargaan", sorted((s for s in region.statements if s.kind == "penghargaan"),
                                           key=lambda s: -(s.year or 0))[:_SHOWN_AWARDS])
    _visits_block(draft, visits)
    _deeper(draft, code, programs)
    introduced = tuple(c for v in visits[:1] for c in (v.guest, v.host) if c and c != code)
    focus = Focus("region_profile", (code,), introduced, tuple(p.id for p in programs), tuple(v.id for v in visits))
    return draft.answer(regions=(code,), programs=[p.id for p in programs], focus=focus)


def region_where(question: Interpretation, desk: Desk) -> Answer:
    """Say which province a region lies in; of a learner also where it learned."""
    if not question.regions:
        return ask_for_subject(question, desk)
    draft = Draft(desk, question)
    for code in question.regions:
        region = desk.region(code)
        key = "letak_provinsi" if region.is_province else "letak"
        draft.line(desk.say(key, daerah=desk.name(code), provinsi=desk.name(region.province_code)))
    _visits_block(draft, visits_with(desk, question.regions[0]))
    return draft.answer(regions=question.regions)


def region_detail(question: Interpretation, desk: Desk) -> Answer:
    """Answer a question of detail from all that is said of a region, its programs and visits."""
    if not question.regions:
        return ask_for_subject(question, desk)
    code = question.regions[0]
    own = [s for program in question.programs for s in desk.knowledge.programs[program].statements]
    kinds = ("anggaran",) if _MONEY in question.features else ()
    of_program = [s for score, s in desk.relevance.rank(own, question.features, kinds) if score >= _TELLING_OF_PROGRAM]
    ranked = desk.relevance.rank(of_program or statements_about(desk, code), question.features, kinds)
    named = officials_asked(question, officials_about(desk, code), desk)
    if not named and not of_program and (not ranked or not _tells(desk, question, *ranked[0])):
        if _MONEY in question.features:
            return no_data(question, desk, "keterangan anggaran")
        return programs_of_region(question, desk)
    draft = Draft(desk, question)
    draft.listing(None, [with_office(o) for o in named], [o.source for o in named])
    best = [s for score, s in ranked if score >= 0.35 * ranked[0][0]][:_SHOWN_DETAILS]
    draft.lead(best[:1] if not named else [])
    draft.statements(None, best)
    programs = programs_in(desk, code)
    for other in question.regions[1:2]:
        draft.statements(desk.name(other), [s for _, s in desk.relevance.rank(
            statements_about(desk, other), question.features, _OF_ANOTHER)[:_SHOWN_STATEMENTS]])
    _visits_block(draft, visits_with(desk, code)[:1])
    _offers(draft, code, programs)
    return draft.answer(regions=question.regions[:2], focus=Focus(
        "region_detail", question.regions[:2], (), question.programs or tuple(p.id for p in programs[:3])))


def _asked_for(desk: Desk, question: Interpretation, statements: list[Statement]) -> list[Statement]:
    ranked = desk.relevance.rank(statements, question.features)
    return [s for score, s in ranked if _tells(desk, question, score, s)]


def _tells(desk: Desk, question: Interpretation, score: float, statement: Statement) -> bool:
    return score >= _TELLING or desk.relevance.is_asked_for(statement, question.features)


def _programs_block(draft: Draft, code: str, programs: list[Program]) -> None:
    desk = draft.desk
    if not programs:
        return
    if desk.region(code).is_province and len(programs) > _SHOWN_PROGRAMS:
        _province_block(draft, code, programs)
        return
    names = [p.name for p in programs]
    shown = joined(names) if len(names) <= _SHOWN_PROGRAMS else joined([*names[:_SHOWN_PROGRAMS], "lainnya"])
    draft.line(desk.say("program_daerah", jumlah=len(programs), daerah=desk.name(code), nama=shown))
    lines, sources, texts = [], [], []
    for program in programs[:_SHOWN_PROGRAMS]:
        first = first_of(program)
        owner = f" ({desk.name(program.region)})" if program.region != code else ""
        title = "" if first.text.startswith(program.name) and not owner else f"{program.name}{owner}: "
        long_name = program.long_name if program.long_name and program.long_name not in first.text else ""
        lines.append(f"{title}{first.text}{f' Kepanjangannya {long_name}.' if long_name else ''}")
        sources.append(first.source)
        texts.append(first.text)
    draft.listing(None, lines, sources)
    draft.said.update(texts)


def _province_block(draft: Draft, code: str, programs: list[Program]) -> None:
    """A province's programs by region, the names alone: each opens with its name."""
    desk = draft.desk
    by_region: dict[str, list[Program]] = {}
    for program in programs:
        by_region.setdefault(program.region, []).append(program)
    draft.line(desk.say("program_provinsi", jumlah=len(programs), daerah=desk.name(code), banyak=len(by_region)))
    ranked = sorted(by_region, key=lambda c: (c != code, -desk.depth(c), c))
    shown = ranked[:_LISTED_REGIONS]
    draft.listing(None, [f"{desk.name(c)}: {joined([p.name for p in by_region[c]])}" for c in shown],
                  [by_region[c][0].statements[0].source for c in shown[:_SHOWN_PROGRAMS]])
    if len(ranked) > len(shown):
        draft.line(desk.say("masih_ada_daerah", jumlah=len(ranked) - len(shown)))


def _visits_block(draft: Draft, visits: Iterable[Visit]) -> None:
    shown = list(visits)[:_SHOWN_VISITS]
    draft.listing("Studi tiru", [visit_line(draft.desk, v) for v in shown], [v.source for v in shown])


def _deeper(draft: Draft, code: str, programs: list[Program]) -> None:
    """Offer what the card only touches."""
    desk = draft.desk
    if programs:
        draft.offer(f"Program ({len(programs)})", "programs_of_region", code)
    draft.offer("Angka stunting", "prevalence", code)
    draft.offer("Grafiknya", "chart", code)
    if any(s.kind == "penghargaan" for s in desk.region(code).statements):
        draft.offer("Penghargaan", "awards", code)
    if desk.knowledge.visits_of.get(code):
        draft.offer("Belajar ke mana?", "visit_destination", code)
    if desk.knowledge.visits_to.get(code):
        draft.offer("Siapa belajar ke sini?", "visit_guests", code)
    if not desk.region(code).is_province:
        draft.offer("Sebaiknya belajar ke mana?", "recommend", code)
    draft.offer("Ringkasan (PDF)", "brief", code)


def _offers(draft: Draft, code: str, programs: list[Program]) -> None:
    for program in programs[:4]:
        draft.offer(program.name, "program_definition", program.id)
    if draft.desk.region(code).figures:
        draft.offer("Angka stunting", "prevalence", code)
    if draft.desk.knowledge.visits_to.get(code):
        draft.offer("Siapa belajar ke sini?", "visit_guests", code)

