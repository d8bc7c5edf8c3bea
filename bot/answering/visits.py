"""Answers about studi tiru: who learned from whom, when, where, with whom, about what, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.citation import spoken_date
from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.fallback import ask_for_subject, no_data
from bot.answering.recommend import recommend
from bot.answering.regions import region_detail
from bot.answering.reply import Status
from bot.answering.subjects import statements_about
from bot.answering.visit_text import GUEST_ROLES, HOST_ROLES, guest_name, officials_of, visit_line, when, with_office
from bot.knowledge.model import Statement, Visit
from bot.language.lexicon import TOWARDS
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

_KINDS: dict[str, tuple[str, ...]] = {
    "visit_reason": ("alasan", "tujuan"),
    "visit_subjects": ("tujuan", "kegiatan"),
    "visit_delegation": ("rombongan", "tujuan"),
    "visit_followup": ("tindak_lanjut", "harapan", "hasil"),
    "visit_place": ("kegiatan",),
}
_ROLES = {"visit_leader": GUEST_ROLES, "visit_host_official": HOST_ROLES}
_SHOWN_STATEMENTS = 4
_LISTED = 8
_NAMED = 6
_FEW = 4
"""Visits among which the fullest is also told in detail."""
_TELLING = 5.0
"""Overlap above which a statement of the region itself belongs to the answer about its visit."""


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
    visits = desk.knowledge.visits_of.get(code, ())
    if not visits:
        received = desk.knowledge.visits_to.get(code, ())
        missing = "kunjungan belajar ke daerah lain oleh"
        return (_the_other_way(question, desk, missing, "sebaliknya", received) if received
                else no_data(question, desk, missing))
    hosts = list(dict.fromkeys(desk.name(v.host) for v in visits))
    lead = desk.say("belajar_ke", tamu=desk.name(code), tuan_rumah=joined(hosts))
    return _told(question, desk, visits, lead, (code,), tuple(dict.fromkeys(v.host for v in visits)))


def _each(question: Interpretation, desk: Desk) -> Answer:
    """`Muna Barat dan Buton Tengah masing-masing belajar ke mana`: visits between them, else those of each."""
    between = [v for v in desk.knowledge.visits if _between(v, question.regions)]
    visits = between or [v for code in question.regions for v in desk.knowledge.visits_of.get(code, ())]
    if not visits:
        return no_data(question, desk, "kunjungan belajar ke daerah lain oleh")
    hosts = list(dict.fromkeys(desk.name(v.host) for v in visits))
    guests = list(dict.fromkeys(guest_name(desk, v) for v in visits))
    lead = desk.say("belajar_ke", tamu=joined(guests), tuan_rumah=joined(hosts))
    return _told(question, desk, visits, lead, question.regions, tuple(dict.fromkeys(v.host for v in visits)))


def visit_guests(question: Interpretation, desk: Desk) -> Answer:
    """Say who learned at a region."""
    if not question.regions:
        return visit_list(question, desk) if not question.follow_up else ask_for_subject(question, desk)
    pair = _pair(question, desk)
    if pair is not None:
        return pair
    code = question.regions[0]
    visits = desk.knowledge.visits_to.get(code, ())
    if not visits:
        made = desk.knowledge.visits_of.get(code, ())
        missing = "daerah yang belajar ke"
        return (_the_other_way(question, desk, missing, "sebaliknya_belajar", made) if made
                else no_data(question, desk, missing))
    guests = list(dict.fromkeys(guest_name(desk, v) for v in visits))
    lead = desk.say("tamu_dari", tuan_rumah=desk.name(code), tamu=_some(guests))
    introduced = tuple(dict.fromkeys(v.guest for v in visits if v.guest))
    return _told(question, desk, visits, lead, (code,), introduced)


def visit_detail(question: Interpretation, desk: Desk) -> Answer:
    """Answer when, where, who, how many, about what, why and what next of a visit."""
    visits = _meant(question, desk)
    if not question.regions and not question.visits and not question.officials and len(visits) > 1:
        return _which_visit(question, desk)
    if not visits:
        known = question.regions and statements_about(desk, question.regions[0])
        return region_detail(question, desk) if known else no_data(question, desk, "kunjungan studi tiru")
    visit = _fullest(question, visits)
    if visit is None:
        return _several(question, desk, visits)
    lead = _LEADS.get(question.intent, _lead_generic)(desk, visit)
    regions = tuple(c for c in (visit.guest, visit.host) if c)
    return _told(question, desk, [visit], lead, question.regions or regions,
                 tuple(c for c in regions if c not in question.regions))


def _fullest(question: Interpretation, visits: Sequence[Visit]) -> Visit | None:
    """Return the one visit that can tell what is asked, or None where several can."""
    def told(visit: Visit) -> int:
        roles = _ROLES.get(question.intent, GUEST_ROLES + HOST_ROLES)
        return len(visit.statements) + 3 * len(officials_of(visit, roles))

    ranked = sorted(visits, key=told, reverse=True)
    return ranked[0] if len(ranked) == 1 or told(ranked[0]) > 2 * told(ranked[1]) + 1 else None


def visit_list(question: Interpretation, desk: Desk) -> Answer:
    """List the visits, of a year, month or province where the question names one."""
    numbers = question.numbers
    visits: Sequence[Visit] = [desk.visits[v] for v in question.visits] or desk.knowledge.visits
    if numbers.years:
        visits = [v for v in visits if v.date and int(v.date[:4]) in numbers.years]
    if numbers.month:
        visits = [v for v in visits if v.date and v.date[5:7] == f"{numbers.month:02d}"]
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
        return _told(question, desk, visits, visit_line(desk, visit) + ".", regions[:1], regions[1:],
                     remembered=question.visits)
    return _several(question, desk, ranked)


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


def _meant(question: Interpretation, desk: Desk) -> list[Visit]:
    visits = list(desk.knowledge.visits)
    regions = set(question.regions)
    if question.visits and not regions:
        visits = [desk.visits[v] for v in question.visits]
    elif question.officials:
        names = {o.name for o in question.officials}
        visits = [v for v in visits if any(o.name in names for o in v.officials)]
    elif len(regions) > 1:
        visits = [v for v in visits if _between(v, question.regions)]
    elif regions:
        code = question.regions[0]
        made = [v for v in visits if v.guest == code]
        received = [v for v in visits if v.host == code]
        hosting = question.intent == "visit_host_official" or TOWARDS in question.features
        visits = (received or made) if hosting else (made or received)
    return _dated(question, visits) or visits


def _between(visit: Visit, codes: Sequence[str]) -> bool:
    """Tell whether a visit joins the regions named; a province stands for any region in it."""
    sides = [side for side in (visit.guest, visit.host) if side]
    reached = [next((s for s in sides if s == code or (len(code) == 2 and s.startswith(code))), None)
               for code in codes[:2]]
    return None not in reached and len(set(reached)) == len(reached)


def _dated(question: Interpretation, visits: list[Visit]) -> list[Visit]:
    numbers = question.numbers
    if not numbers.years and not numbers.month:
        return []
    return [v for v in visits if v.date and (not numbers.years or int(v.date[:4]) in numbers.years)
            and (not numbers.month or v.date[5:7] == f"{numbers.month:02d}")]


def _pair(question: Interpretation, desk: Desk) -> Answer | None:
    """`Buton Utara pernah ke Surabaya?`: two regions are named, so only visits between them count."""
    if len(question.regions) < 2:
        return None
    visits = [v for v in desk.knowledge.visits if _between(v, question.regions)]
    if visits:
        lead = visit_line(desk, visits[0]) + "."
        return _told(question, desk, visits, lead, question.regions[:1], question.regions[1:])
    first, second = question.regions[:2]
    others = desk.knowledge.visits_of.get(first, ())
    if others and not desk.region(second).is_province:
        missing = f"kunjungan belajar ke {desk.name(second)} oleh"
        return _the_other_way(replace(question, regions=(first,)), desk, missing, "yang_tercatat_belajar", others)
    return no_data(replace(question, regions=(first,)), desk, f"kunjungan belajar ke {desk.name(second)} oleh")


def _told(question: Interpretation, desk: Desk, visits: Sequence[Visit], lead: str, regions: Sequence[str],
          introduced: Sequence[str], remembered: tuple[str, ...] = ()) -> Answer:
    """Write the lead, then the card of the one visit or the list of several."""
    draft = Draft(desk, question)
    draft.line(lead)
    programs: tuple[str, ...] = ()
    if len(visits) == 1:
        _card(draft, visits[0])
        programs = visits[0].programs
    else:
        shown = visits[:_LISTED]
        draft.listing(None, [visit_line(desk, v) for v in shown], [v.source for v in shown])
        if len(visits) > _LISTED:
            draft.line(desk.say("masih_ada", jumlah=len(visits) - _LISTED))
        pool = [s for v in visits for s in v.statements]
        best = [s for score, s in desk.relevance.rank(pool, question.features, _KINDS.get(question.intent, ()))
                if score > 4]
        draft.statements(None, best[:_SHOWN_STATEMENTS])
    for code in list(dict.fromkeys((*introduced, *regions)))[:3]:
        draft.offer(f"Program {desk.name(code)}", "programs_of_region", code)
    focus = Focus(question.intent, tuple(regions), tuple(introduced), programs,
                  remembered or tuple(v.id for v in visits))
    return draft.answer(regions=list(dict.fromkeys((*regions, *introduced))), programs=programs, focus=focus)


def _card(draft: Draft, visit: Visit) -> None:
    """The facts of one visit, then the statements that fit the question best."""
    desk, question = draft.desk, draft.question
    facts = [f"Kapan: {when(visit)}"]
    if visit.place:
        facts.append(f"Tempat: {visit.place}")
    if visit.people:
        facts.append(f"Rombongan: {visit.people} orang")
    leaders, hosts = officials_of(visit, GUEST_ROLES), officials_of(visit, HOST_ROLES)
    if leaders:
        facts.append("Dari pihak tamu: " + "; ".join(with_office(o) for o in leaders))
    if hosts:
        facts.append("Dari tuan rumah: " + "; ".join(with_office(o) for o in hosts))
    if visit.subjects:
        facts.append("Yang dipelajari: " + joined(visit.subjects))
    draft.listing(None, facts, [visit.source, *(o.source for o in (*leaders, *hosts))])
    kinds = _KINDS.get(question.intent, ("alasan", "tujuan"))
    ranked = desk.relevance.rank(visit.statements, question.features, kinds)
    own = desk.relevance.rank([s for code in question.regions for s in desk.region(code).statements], question.features)
    best = max((score for score, _ in ranked), default=0.0)
    draft.statements(None, [s for score, s in own if score > max(best, _TELLING)][:2])
    draft.statements(None, _in_order(visit, [s for _, s in ranked][:_SHOWN_STATEMENTS]))


def _in_order(visit: Visit, best: list[Statement]) -> list[Statement]:
    return best[:1] + [s for s in visit.statements if s in best[1:]]


def _which_visit(question: Interpretation, desk: Desk) -> Answer:
    """No visit is named: offer those that can tell most about what is asked."""
    roles = _ROLES.get(question.intent, GUEST_ROLES + HOST_ROLES)

    def fit(visit: Visit) -> tuple[int, float, int]:
        offices = {f for o in officials_of(visit, roles) for f in desk.features_of(o.office)}
        return (len(offices & set(question.features)), sum(desk.relevance.score(s, question.features)
                                                            for s in visit.statements), len(visit.statements))

    best = sorted(desk.knowledge.visits, key=fit, reverse=True)[:4]
    draft = Draft(desk, question)
    names = [f"{guest_name(desk, v)} ke {desk.name(v.host)}" for v in best]
    draft.line(desk.say("tanya_kunjungan", pilihan=joined(names, "atau")))
    for visit in best:
        draft.offer(f"{guest_name(desk, visit)} – {desk.name(visit.host)}", question.intent, visit.id)
    pending = tuple(replace(question, visits=(v.id,), regions=(v.guest,) if v.guest else ()) for v in best)
    return draft.answer(Status.CLARIFY, focus=None, pending=pending)


def _several(question: Interpretation, desk: Desk, visits: Sequence[Visit]) -> Answer:
    """Several visits fit: list them all with what is asked of each."""
    lead = desk.say("kunjungan_tercatat", jumlah=len(visits))
    draft = Draft(desk, question)
    draft.line(lead)
    detail: Callable[[Desk, Visit], str] | None = _LEADS.get(question.intent)
    lines = [detail(desk, v) if detail else visit_line(desk, v) for v in visits[:_LISTED]]
    draft.listing(None, lines, [v.source for v in visits[:_LISTED]])
    if len(visits) > _LISTED:
        draft.line(desk.say("masih_ada", jumlah=len(visits) - _LISTED))
    fullest = max(visits, key=lambda v: len(v.statements))
    if len(visits) <= _FEW and fullest.statements:
        _card(draft, fullest)
    for visit in visits[:4]:
        draft.offer(f"{guest_name(desk, visit)} – {desk.name(visit.host)}", "visit_subjects", visit.id)
    regions = tuple(dict.fromkeys(c for v in visits for c in (v.guest, v.host) if c))
    return draft.answer(regions=regions, focus=Focus(question.intent, question.regions, regions, (),
                                                     tuple(v.id for v in visits)))


def _without_region(question: Interpretation, desk: Desk) -> Answer:
    if question.officials or question.visits or question.numbers.month or question.numbers.years:
        return visit_detail(question, desk)
    return visit_list(question, desk) if "#semuadaerah" in question.features else recommend(question, desk)


def _the_other_way(question: Interpretation, desk: Desk, missing: str, heading: str, visits: Sequence[Visit]) -> Answer:
    """Only visits in the other direction are known: say so, and tell them."""
    code = question.regions[0]
    draft = Draft(desk, question)
    draft.line(desk.say("belum_ada", hal=missing, subjek=desk.name(code)))
    draft.listing(desk.say(heading, daerah=desk.name(code)), [visit_line(desk, v) for v in visits[:_LISTED]],
                  [v.source for v in visits[:_LISTED]])
    others = tuple(dict.fromkeys(c for v in visits for c in (v.guest, v.host) if c and c != code))
    return draft.answer(regions=(code, *others), focus=Focus(question.intent, (code,), others, (),
                                                             tuple(v.id for v in visits)))


def _lead_generic(desk: Desk, visit: Visit) -> str:
    return visit_line(desk, visit) + "."


def _lead_date(desk: Desk, visit: Visit) -> str:
    return desk.say("kapan_kunjungan", tamu=guest_name(desk, visit), tuan_rumah=desk.name(visit.host),
                    kapan=when(visit))


def _lead_place(desk: Desk, visit: Visit) -> str:
    if not visit.place:
        return desk.say("tempat_tidak_disebut", tamu=guest_name(desk, visit), tuan_rumah=desk.name(visit.host))
    return desk.say("tempat_kunjungan", tamu=guest_name(desk, visit), tuan_rumah=desk.name(visit.host),
                    tempat=visit.place)


def _lead_leader(desk: Desk, visit: Visit) -> str:
    return _people(desk, visit, GUEST_ROLES, "pemimpin_rombongan")


def _lead_host(desk: Desk, visit: Visit) -> str:
    return _people(desk, visit, HOST_ROLES, "penerima_rombongan")


def _people(desk: Desk, visit: Visit, roles: tuple[str, ...], key: str) -> str:
    people = officials_of(visit, roles)
    if not people and visit.officials:
        return desk.say("yang_disebut", nama="; ".join(with_office(o) for o in visit.officials))
    if not people:
        return desk.say("nama_tidak_disebut", tamu=guest_name(desk, visit), tuan_rumah=desk.name(visit.host))
    return desk.say(key, tamu=guest_name(desk, visit), tuan_rumah=desk.name(visit.host),
                    nama="; ".join(with_office(o) for o in people),
                    kapan=spoken_date(visit.date) if visit.date else "tanggal tidak disebut")


def _lead_count(desk: Desk, visit: Visit) -> str:
    key = "jumlah_rombongan" if visit.people else "jumlah_tidak_disebut"
    return desk.say(key, tamu=guest_name(desk, visit), tuan_rumah=desk.name(visit.host), jumlah=visit.people)


_LEADS: dict[str, Callable[[Desk, Visit], str]] = {
    "visit_date": _lead_date,
    "visit_place": _lead_place,
    "visit_leader": _lead_leader,
    "visit_host_official": _lead_host,
    "visit_people": _lead_count,
}
