"""Answers about recognition: awards of a region or program, and who is visited most."""

from __future__ import annotations

from collections import Counter

from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.fallback import no_data
from bot.answering.subjects import programs_in
from bot.answering.visit_text import guest_name
from bot.answering.visits import visit_guests
from bot.knowledge.model import Statement
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

_SHOWN = 8
_AWARDED = 10
_HOSTS = 8
_GUESTS = 3


def awards(question: Interpretation, desk: Desk) -> Answer:
    """Tell the awards of a program or a region; without either, those that speak most of the question."""
    draft = Draft(desk, question)
    if question.programs:
        programs = [desk.knowledge.programs[p] for p in question.programs]
        own = [s for p in programs for s in p.statements if s.kind == "penghargaan"]
        codes = tuple(dict.fromkeys(p.region for p in programs))
        return _told(draft, own, codes, joined([p.name for p in programs]))
    if question.regions:
        codes = question.regions[:1]
        return _told(draft, _of_region(desk, codes[0]), codes, desk.name(codes[0]))
    every = [s for s in desk.owners if s.kind == "penghargaan"]
    ranked = [s for _, s in desk.relevance.rank(every, question.features)][:_AWARDED]
    if not ranked:
        return no_data(question, desk, "penghargaan")
    regions = tuple(dict.fromkeys(desk.owners[s][0] for s in ranked))
    draft.line(desk.say("penghargaan_umum", jumlah=len(every),
                        daerah=len({desk.owners[s][0] for s in every})))
    draft.statements(None, ranked)
    for code in regions[:4]:
        draft.offer(f"Penghargaan {desk.name(code)}", "awards", code)
    return draft.answer(regions=regions, focus=Focus("awards", regions[:1], regions[1:]))


def _of_region(desk: Desk, code: str) -> list[Statement]:
    """A region's own awards, then those that its programs received."""
    own = [s for s in desk.region(code).statements if s.kind == "penghargaan"]
    return own + [s for p in programs_in(desk, code) for s in p.statements if s.kind == "penghargaan"]


def _told(draft: Draft, found: list[Statement], codes: tuple[str, ...], subject: str) -> Answer:
    desk, question = draft.desk, draft.question
    if not found:
        return no_data(question, desk, "penghargaan")
    newest = sorted(found, key=lambda s: -(s.year or 0))
    draft.line(desk.say("penghargaan", jumlah=len(found), subjek=subject))
    draft.statements(None, newest[:_SHOWN])
    for code in codes[:2]:
        draft.offer(desk.name(code), "region_profile", code)
    return draft.answer(regions=codes, programs=question.programs,
                        focus=Focus("awards", codes, (), question.programs))


def most_visited(question: Interpretation, desk: Desk) -> Answer:
    """List the hosts with most visits on record, in a province where one is named; of a lone region, its guests."""
    if question.regions and not desk.region(question.regions[0]).is_province:
        return visit_guests(question, desk)
    province = next((c for c in question.regions if desk.region(c).is_province), None)
    counts = Counter({code: len(visits) for code, visits in desk.knowledge.visits_to.items()
                      if not province or code[:2] == province})
    hosts = sorted(counts, key=lambda c: (-counts[c], c))[:_HOSTS]
    if not hosts:
        return no_data(question, desk, "kunjungan studi tiru")
    draft = Draft(desk, question)
    draft.line(desk.say("paling_didatangi", daerah=desk.name(hosts[0]), jumlah=counts[hosts[0]]))
    lines = []
    for code in hosts:
        visits = desk.knowledge.visits_to[code]
        guests = joined(list(dict.fromkeys(guest_name(desk, v) for v in visits))[:_GUESTS])
        more = ", dan lainnya" if len(visits) > _GUESTS else ""
        lines.append(f"{desk.name(code)}: {counts[code]} kunjungan ({guests}{more})")
        draft.cite(*(v.source for v in visits[:2]))
        draft.offer(f"Siapa ke {desk.name(code)}?", "visit_guests", code)
    draft.listing(None, lines)
    draft.line(desk.say("paling_didatangi_catatan"))
    return draft.answer(regions=tuple(hosts), focus=Focus("most_visited", tuple(hosts[:1]), tuple(hosts[1:])))
