"""Telling visits: the card of one, the list of several, the choice between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.reply import Status
from bot.answering.visit_leads import lead_of
from bot.answering.visit_text import (
    GUEST_ROLES,
    HOST_ROLES,
    guest_name,
    officials_of,
    visit_line,
    when_in_full,
    with_office,
)
from bot.knowledge.model import Statement, Visit
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

_KINDS: dict[str, tuple[str, ...]] = {
    "visit_reason": ("alasan", "tujuan"),
    "visit_subjects": ("tujuan", "kegiatan"),
    "visit_delegation": ("rombongan", "tujuan"),
    "visit_followup": ("tindak_lanjut", "harapan", "hasil"),
    "visit_place": ("kegiatan",),
}
ROLES = {"visit_leader": GUEST_ROLES, "visit_host_official": HOST_ROLES}
_SHOWN_STATEMENTS = 8
_LISTED = 8
_FEW = 4
"""Visits among which the fullest is also told in detail."""
_TELLING = 5.0
"""Overlap above which a statement of the region itself belongs to the answer about its visit."""


def fullest(question: Interpretation, visits: Sequence[Visit]) -> Visit | None:
    """Return the one visit that can tell what is asked, or None where several can."""
    def told(visit: Visit) -> int:
        roles = ROLES.get(question.intent, GUEST_ROLES + HOST_ROLES)
        return len(visit.statements) + 3 * len(officials_of(visit, roles))

    ranked = sorted(visits, key=told, reverse=True)
    return ranked[0] if len(ranked) == 1 or told(ranked[0]) > 2 * told(ranked[1]) + 1 else None


def main_and_others(question: Interpretation, visits: Sequence[Visit]) -> tuple[Sequence[Visit], Sequence[Visit]]:
    """Of a few visits, tell the one with most told of it and offer the others; of many, list them all."""
    main = fullest(question, visits) if len(visits) <= _FEW else None
    return ([main], [v for v in visits if v is not main]) if main else (visits, [])


def tell(question: Interpretation, desk: Desk, visits: Sequence[Visit], lead: str, regions: Sequence[str],
         introduced: Sequence[str], others: Sequence[Visit] = (), remembered: tuple[str, ...] = ()) -> Answer:
    """Write the lead, then the card of the one visit or the list of several.

    Args:
        question: the interpretation.
        desk: the knowledge at hand.
        visits: what to tell.
        lead: the first line.
        regions: codes that the question is about.
        introduced: codes that the answer brings up.
        others: further visits, said to exist and offered as buttons.
        remembered: ids that the conversation is about, where they are more than those told.
    """
    draft = Draft(desk, question)
    draft.line(lead)
    programs: tuple[str, ...] = ()
    if len(visits) == 1:
        _card(draft, visits[0])
        programs = visits[0].programs
    else:
        visits = sorted(visits, key=lambda v: -len(v.statements))
        shown = visits[:_LISTED]
        draft.listing(None, [visit_line(desk, v) for v in shown], [v.source for v in shown])
        if len(visits) > _LISTED:
            draft.line(desk.say("masih_ada", jumlah=len(visits) - _LISTED))
        pool = [s for v in visits for s in v.statements]
        best = [s for score, s in desk.relevance.rank(pool, question.features, _KINDS.get(question.intent, ()))
                if score > 4]
        draft.statements(None, best[:_SHOWN_STATEMENTS])
    draft.listing(desk.say("kunjungan_lain"), [visit_line(desk, v) for v in others], [v.source for v in others])
    for other in others:
        draft.offer(f"{guest_name(desk, other)} – {desk.name(other.host)}", "visit_subjects", other.id)
    for code in list(dict.fromkeys((*introduced, *regions)))[:3]:
        draft.offer(f"Program {desk.name(code)}", "programs_of_region", code)
    focus = Focus(question.intent, tuple(regions), tuple(introduced), programs,
                  remembered or tuple(v.id for v in visits))
    return draft.answer(regions=list(dict.fromkeys((*regions, *introduced))), programs=programs, focus=focus)


def _card(draft: Draft, visit: Visit) -> None:
    """The facts of one visit, then the statements that fit the question best."""
    desk, question = draft.desk, draft.question
    facts = [f"Kapan: {when_in_full(visit)}"]
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


def list_visits(question: Interpretation, desk: Desk, visits: Sequence[Visit]) -> Answer:
    """Several visits fit: list them all with what is asked of each."""
    lead = desk.say("kunjungan_tercatat", jumlah=len(visits))
    draft = Draft(desk, question)
    draft.line(lead)
    lines = [lead_of(question.intent, desk, v) for v in visits[:_LISTED]]
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


def which_visit(question: Interpretation, desk: Desk) -> Answer:
    """No visit is named: offer those that can tell most about what is asked."""
    roles = ROLES.get(question.intent, GUEST_ROLES + HOST_ROLES)

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


def the_other_way(question: Interpretation, desk: Desk, missing: str, heading: str, visits: Sequence[Visit]) -> Answer:
    """Only visits in the other direction are known: say so, and tell them."""
    code = question.regions[0]
    draft = Draft(desk, question)
    draft.line(desk.say("belum_ada", hal=missing, subjek=desk.name(code)))
    draft.listing(desk.say(heading, daerah=desk.name(code)), [visit_line(desk, v) for v in visits[:_LISTED]],
                  [v.source for v in visits[:_LISTED]])
    others = tuple(dict.fromkeys(c for v in visits for c in (v.guest, v.host) if c and c != code))
    return draft.answer(regions=(code, *others), focus=Focus(question.intent, (code,), others, (),
                                                             tuple(v.id for v in visits)))
