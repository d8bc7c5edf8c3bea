"""Comparing two regions or two programs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.charts import pair_chart
from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.fallback import ask_for_subject
from bot.answering.measures import change_of, comparable, newest_local, number, percent, told
from bot.answering.subjects import programs_in, statements_about
from bot.answering.visit_text import when_briefly
from bot.knowledge.model import Figure, Region, Source
from bot.understanding.conversation import Focus
from bot.understanding.extremes import FEW
from bot.understanding.interpretation import Interpretation

_SAME = frozenset({"sama", "~sama", "mirip", "~samaan", "kesama"})
_LOCAL = 3
_LOWER = frozenset({"#terendah", "~rendah", "rendah", "kecil", "~kecil"})
_STATEMENTS = 2
_SHARED = 2
_DEEDS = frozenset({"upaya", "langkah", "apa", "pelaksana", "mitra"})
"""Kinds of statement that say what a region does; counts and targets are alike by chance."""


def compare(question: Interpretation, desk: Desk, *, drawn: bool = False) -> Answer:
    """Set two programs, or two regions, side by side.

    Args:
        question: what was understood.
        desk: the knowledge at hand.
        drawn: whether a picture is wanted, though the question's words do not say so.
    """
    if len(question.programs) > 1:
        return _programs(question, desk)
    codes = list(dict.fromkeys([*question.regions, *(desk.knowledge.programs[p].region for p in question.programs)]))
    if len(codes) < 2:
        return ask_for_subject(question, desk, "tanya_dua")
    return _regions(question, desk, codes[:FEW], drawn=drawn or "#grafik" in question.features)


def _programs(question: Interpretation, desk: Desk) -> Answer:
    programs = [desk.knowledge.programs[p] for p in question.programs[:3]]
    draft = Draft(desk, question)
    owners = [f"{p.name} dari {desk.name(p.region)}" for p in programs]
    draft.line(desk.say("banding_program", nama=joined(owners)))
    for program in programs:
        heading = f"{program.name} ({program.long_name})" if program.long_name else program.name
        shown = [s for kind in ("apa", "sejak", "sasaran", "pelaksana", "langkah") for s in program.statements
                 if s.kind == kind][:4]
        draft.statements(heading, shown)
        draft.offer(program.name, "program_definition", program.id)
    regions = tuple(dict.fromkeys(p.region for p in programs))
    return draft.answer(regions=regions, programs=question.programs,
                        focus=Focus("compare", regions, (), question.programs))


def _regions(question: Interpretation, desk: Desk, codes: Sequence[str], *, drawn: bool) -> Answer:
    regions = [desk.region(code) for code in codes]
    draft = Draft(desk, question)
    lead = _figure_lead(desk, regions, lower=bool(_LOWER & set(question.features)))
    draft.line(lead[0] if lead else desk.say("banding_daerah", nama=joined([desk.name(c) for c in codes])),
               *(f.source for _, f in (lead[1] if lead else ())))
    if drawn and lead:
        draft.picture = pair_chart(desk, [(r.code, f) for r, f in lead[1]])
    _changes(draft, regions)
    local = [(r, f) for r in regions for f in newest_local(r)[:_LOCAL]]
    draft.listing(desk.say("angka_setempat"), [f"{desk.name(r.code)}: {told(f)}" for r, f in local],
                  [f.source for _, f in local])
    if "#tertinggi" not in question.features or not lead:
        _shared(draft, codes)
    for code in codes:
        _side(draft, code)
        draft.offer(desk.name(code), "region_profile", code)
    if lead and not drawn:
        draft.offer("Grafiknya", "chart", *codes)
    return draft.answer(regions=codes, focus=Focus("compare", tuple(codes)))


def _figure_lead(desk: Desk, regions: list[Region], *, lower: bool) -> tuple[str, list[tuple[Region, Figure]]] | None:
    """Compare the newest survey that measured all of them."""
    by_measure = [{(f.year, f.survey): f for f in r.figures if f.survey.is_survey} for r in regions]
    common = set.intersection(*(set(b) for b in by_measure))
    if not common:
        return None
    key = max(common)
    pairs = sorted(((b[key], r) for b, r in zip(by_measure, regions, strict=True)), key=lambda p: -p[0].percent)
    (high, first), (low, last) = pairs[0], pairs[-1]
    if high.percent == low.percent:
        return desk.say("banding_sama", nama=joined([desk.name(r.code) for r in regions]),
                        angka=percent(high.percent), survei=f"{key[1]} {key[0]}"), [(r, f) for f, r in pairs]
    if len(pairs) > 2:
        ordered = pairs[::-1] if lower else pairs
        text = desk.say("banding_urutan", ujung="rendah" if lower else "tinggi", survei=f"{key[1]} {key[0]}",
                        urutan=joined([f"{desk.name(r.code)} ({percent(f.percent)})" for f, r in ordered]))
        return text, [(r, f) for f, r in pairs]
    message = "banding_angka_rendah" if lower else "banding_angka"
    text = desk.say(message, tinggi=desk.name(first.code), angka_tinggi=percent(high.percent),
                    rendah=desk.name(last.code), angka_rendah=percent(low.percent), survei=f"{key[1]} {key[0]}",
                    selisih=number(round(high.percent - low.percent, 2)))
    return text, [(r, f) for f, r in pairs]


def _changes(draft: Draft, regions: list[Region]) -> None:
    """How the figure of each went."""
    lines, sources = list[str](), list[Source]()
    for region in regions:
        surveys = comparable(region)
        change = change_of(surveys)
        if change:
            text = draft.desk.say(change[0], **change[1])
            lines.append(f"{draft.desk.name(region.code)}: {text[:1].lower()}{text[1:]}")
            sources += [surveys[0].source, surveys[-1].source]
    draft.listing(None, lines, sources)


def _shared(draft: Draft, codes: Sequence[str]) -> None:
    """What two regions have in common: the statement of each that speaks most like one of the other's."""
    desk = draft.desk
    if not _SAME & set(draft.question.features) or len(codes) < 2:
        return
    first, second = (statements_about(desk, c) for c in codes[:2])
    pairs = [(desk.relevance.likeness(a, b), a, b) for a in first for b in second
             if a.kind in _DEEDS and b.kind in _DEEDS and desk.relevance.alike(a, b)]
    best = sorted(pairs, key=lambda p: -p[0])[:_SHARED]
    draft.statements(desk.say("yang_serupa"), [s for _, *pair in best for s in pair])


def _side(draft: Draft, code: str) -> None:
    """One region's programs, where it learned, and the statements nearest to the question."""
    desk = draft.desk
    lines, sources = [], []
    programs = programs_in(desk, code)
    if programs:
        shown = [f"{p.name} ({p.long_name})" if p.long_name else p.name for p in programs[:4]]
        lines.append("Program: " + joined(shown) + (" dan lainnya" if len(programs) > 4 else ""))
        sources.append(programs[0].statements[0].source)
    for visit in desk.knowledge.visits_of.get(code, ())[:2]:
        lines.append(f"Belajar ke {desk.name(visit.host)}, {when_briefly(visit)}")
        sources.append(visit.source)
    ranked = desk.relevance.rank(statements_about(desk, code), draft.question.features, ("apa", "upaya"))
    best = [s for score, s in ranked if score > 0 and s.text not in draft.said][:_STATEMENTS]
    lines += [s.text for s in best]
    draft.listing(desk.name(code), lines or [desk.say("belum_ada_catatan")], [*sources, *(s.source for s in best)])
