"""Answers about studi tiru: who learned from whom, when, where, with whom, about what, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.fallback import ask_for_subject, no_data
from bot.answering.recommend import recommend
from bot.answering.regions import region_detail
from bot.answering.subjects import statements_about
from bot.answering.visit_finding import (
    at_the_time,
    visit_by_words,
    visits_between,
    visits_made,
    visits_meant,
    visits_received,
)
from bot.answering.visit_leads import lead_of
from bot.answering.visit_telling import fullest, list_visits, main_and_others, tell, the_other_way, which_visit
from bot.answering.visit_text import guest_name, visit_line
from bot.knowledge.model import Visit
from bot.language.lexicon import TOWARDS
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

_NAMED = 6


def visit_destination(question: Interpretation, desk: Desk) -> Answer:
    """Say where a region learned."""
    if not question.regions:
        return _without_region(question, desk)
    if len(question.regions) > 1 and TOWARDS not in question.features:
        return _each(question, desk)
    pair = _pair(question, desk)
    if pair is not None:
        return pair
    code = question.regions[0]
    visits = visits_made(code, desk)
    if not visits:
        received = visits_received(code, desk)
        missing = "kunjungan belajar ke daerah lain oleh"
        return (the_other_way(question, desk, missing, "sebaliknya", received) if received
                else no_data(question, desk, missing))
    shown, others = main_and_others(question, at_the_time(question, visits) or visits)
    hosts = list(dict.fromkeys(desk.name(v.host) for v in shown))
    guests = list(dict.fromkeys(guest_name(desk, v) for v in shown))
    lead = desk.say("belajar_ke", tamu=_some(guests), tuan_rumah=_some(hosts))
    return tell(question, desk, shown, lead, (code,), tuple(dict.fromkeys(v.host for v in shown)), others)


def _each(question: Interpretation, desk: Desk) -> Answer:
    """`Muna Barat dan Buton Tengah masing-masing belajar ke mana`: visits between them, else those of each."""
    between = visits_between(question.regions, desk)
    visits = between or [v for code in question.regions for v in visits_made(code, desk)]
    if not visits:
        return no_data(question, desk, "kunjungan belajar ke daerah lain oleh")
    hosts = list(dict.fromkeys(desk.name(v.host) for v in visits))
    guests = list(dict.fromkeys(guest_name(desk, v) for v in visits))
    lead = desk.say("belajar_ke", tamu=joined(guests), tuan_rumah=joined(hosts))
    return tell(question, desk, visits, lead, question.regions, tuple(dict.fromkeys(v.host for v in visits)))


def visit_guests(question: Interpretation, desk: Desk) -> Answer:
    """Say who learned at a region."""
    spoken_of = None if question.regions or question.visits else visit_by_words(question, desk)
    if spoken_of is not None:
        question = replace(question, visits=(spoken_of.id,))
    if not question.regions and len(question.visits) == 1:
        visit = desk.visits[question.visits[0]]
        question = replace(question, regions=tuple(c for c in (visit.host, visit.guest) if c))
    if not question.regions:
        return visit_list(question, desk) if not question.follow_up else ask_for_subject(question, desk)
    pair = _pair(question, desk)
    if pair is not None:
        return pair
    code = question.regions[0]
    visits = visits_received(code, desk)
    if not visits:
        made = visits_made(code, desk)
        missing = "daerah yang belajar ke"
        return (the_other_way(question, desk, missing, "sebaliknya_belajar", made) if made
                else no_data(question, desk, missing))
    shown, others = main_and_others(question, at_the_time(question, visits) or visits)
    guests = list(dict.fromkeys(guest_name(desk, v) for v in (*shown, *others)))
    lead = desk.say("tamu_dari", tuan_rumah=desk.name(code), tamu=joined(guests))
    introduced = tuple(dict.fromkeys(v.guest for v in (*shown, *others) if v.guest))
    return tell(question, desk, shown, lead, (code,), introduced, others)


def visit_detail(question: Interpretation, desk: Desk) -> Answer:
    """Answer when, where, who, how many, about what, why and what next of a visit."""
    visits = visits_meant(question, desk)
    if not question.regions and not question.visits and not question.officials and len(visits) > 1:
        spoken_of = visit_by_words(question, desk)
        if spoken_of is None:
            return which_visit(question, desk)
        visits = [spoken_of]
    if not visits and len(question.regions) > 1:
        return _pair(question, desk) or no_data(question, desk, "kunjungan studi tiru")
    if not visits:
        known = question.regions and statements_about(desk, question.regions[0])
        return region_detail(question, desk) if known else no_data(question, desk, "kunjungan studi tiru")
    visit = fullest(question, visits)
    if visit is None:
        return list_visits(question, desk, visits)
    reverse = TOWARDS in question.features and len(question.regions) > 1 and visit.host == question.regions[0]
    lead = (desk.say("arah_sebaliknya") if reverse else "") + lead_of(question.intent, desk, visit)
    regions = tuple(c for c in (visit.guest, visit.host) if c)
    asked = tuple(_side(code, regions) for code in question.regions) or regions
    return tell(question, desk, [visit], lead, asked, tuple(c for c in regions if c not in asked))


def _side(code: str, sides: tuple[str, ...]) -> str:
    """The region that a province stood for, so that `di sana angkanya berapa` means it."""
    return next((side for side in sides if side != code and side.startswith(code)), code)


def visit_list(question: Interpretation, desk: Desk) -> Answer:
    """List the visits, of a year, month or province where the question names one."""
    visits: Sequence[Visit] = [desk.visits[v] for v in question.visits] or desk.knowledge.visits
    visits = at_the_time(question, visits)
    if question.regions:
        near = tuple(code[:2] if desk.region(code).is_province else code for code in question.regions)
        visits = [v for v in visits if v.guest and v.guest.startswith(near)] or [
            v for v in visits if v.host.startswith(near)]
    if not visits and question.visits:
        return visit_list(replace(question, visits=()), desk)
    if not visits:
        return no_data(question, desk, "kunjungan studi tiru")
    ranked = sorted(visits, key=lambda v: (-sum(desk.relevance.score(s, question.features) for s in v.statements),
                                           v.date or ""))
    if len(visits) == 1:
        visit = visits[0]
        regions = tuple(c for c in (visit.guest, visit.host) if c)
        return tell(question, desk, visits, visit_line(desk, visit) + ".", regions[:1], regions[1:],
                    remembered=question.visits)
    return list_visits(question, desk, ranked)


def person(question: Interpretation, desk: Desk) -> Answer:
    """Say who an official is, with the office held at the time of the source."""
    draft = Draft(desk, question)
    people = list(dict.fromkeys(question.officials)) or [
        *(o for v in question.visits for o in desk.visits[v].officials),
        *(o for p in question.programs for o in desk.knowledge.programs[p].officials)]
    if not people:
        return ask_for_subject(question, desk, "tanya_program")
    for official in list({o.name: o for o in people}.values())[:3]:
        year = f" ({official.year})" if official.year else ""
        draft.line(desk.say("pejabat", nama=official.name, jabatan=official.office, tahun=year), official.source)
    names = {o.name for o in people}
    visits = [v for v in desk.knowledge.visits if any(o.name in names for o in v.officials)]
    for visit in visits[:1]:
        draft.listing("Kunjungan", [visit_line(desk, visit)], [visit.source])
    programs = [p for p in desk.knowledge.programs.values() if any(o.name in names for o in p.officials)]
    draft.statements(None, [s for p in programs[:1]
                            for _, s in desk.relevance.rank(p.statements, question.features)][:3])
    regions = tuple(dict.fromkeys(c for v in visits[:1] for c in (v.guest, v.host) if c)) or tuple(
        p.region for p in programs[:1])
    focus = Focus("person", regions[:1], regions[1:], tuple(p.id for p in programs[:1]),
                  tuple(v.id for v in visits[:1]))
    return draft.answer(regions=regions, focus=focus)


def _some(names: list[str]) -> str:
    """Write the first names, and how many more there are."""
    if len(names) <= _NAMED:
        return joined(names)
    return joined([*names[:_NAMED], f"{len(names) - _NAMED} lainnya"])


def _pair(question: Interpretation, desk: Desk) -> Answer | None:
    """`Buton Utara pernah ke Surabaya?`: two regions are named, so only visits between them count."""
    if len(question.regions) < 2:
        return None
    visits = visits_between(question.regions, desk)
    if visits:
        reverse = TOWARDS in question.features and visits[0].host == question.regions[0]
        lead = (desk.say("arah_sebaliknya") if reverse else "") + visit_line(desk, visits[0]) + "."
        return tell(question, desk, visits, lead, question.regions[:1], question.regions[1:])
    first, second = question.regions[:2]
    others = desk.knowledge.visits_of.get(first, ())
    if others and not desk.region(second).is_province:
        missing = f"kunjungan belajar ke {desk.name(second)} oleh"
        return the_other_way(replace(question, regions=(first,)), desk, missing, "yang_tercatat_belajar", others)
    return no_data(replace(question, regions=(first,)), desk, f"kunjungan belajar ke {desk.name(second)} oleh")


def _without_region(question: Interpretation, desk: Desk) -> Answer:
    if question.officials or question.visits or question.numbers.month or question.numbers.years:
        return visit_detail(question, desk)
    if "#semuadaerah" in question.features:
        return visit_list(question, desk)
    ours = {"#rekomendasi", "#daerahlain", "kami", "kita", "mau", "ingin"} & set(question.features)
    return recommend(question, desk) if ours else ask_for_subject(question, desk)
