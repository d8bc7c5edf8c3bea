"""Where to look: regions and programs by theme, and whom to learn from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.fallback import no_data
from bot.answering.visit_text import guest_name
from bot.knowledge.model import Statement
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

_LISTED = 4
_HOSTS = 5
_ENOUGH = 6.0
_GENERIC = frozenset({
    "#stunting", "#turun", "#atasi", "#program", "#upaya", "#rekomendasi", "#kunjung", "#belajar", "#semuadaerah",
    "#pemilik", "#kemana", "#daerahlain", "#angka", "#hasil", "#tertinggi", "#terendah", "#guru", "#tamu", "#sejak",
    "apa", "mana", "contoh", "xdaerah", "xprogram", "tinggi", "bantu", "buat", "#arti", "#siapa", "#kapan", "#selain",
})
"""What questions of this kind all say; a theme is what they say beside it."""


@dataclass(frozen=True, slots=True)
class _Match:
    score: float
    region: str
    program: str | None
    statement: Statement


def find_theme(question: Interpretation, desk: Desk) -> Answer:
    """List the regions and programs whose statements speak of the theme asked for."""
    theme = [f for f in question.features if f not in _GENERIC]
    matches = _best(_matches(desk, theme or question.features, question.regions))
    if not matches:
        return recommend(question, desk)
    draft = Draft(desk, question)
    names = list(dict.fromkeys(desk.name(m.region) for m in matches))
    draft.line(desk.say("tema", daerah=joined(names)))
    for match in matches:
        program = desk.knowledge.programs.get(match.program or "")
        heading = f"{program.name} ({desk.name(match.region)})" if program else desk.name(match.region)
        others = [m for m in _matches(desk, theme, (match.region,)) if m.program == match.program]
        first = [s for s in program.statements if s.kind == "apa"][:1] if program else []
        draft.statements(heading, [match.statement, *first, *(m.statement for m in others[1:2])])
        if program:
            draft.offer(program.name[:40], "program_definition", program.id)
        else:
            draft.offer(desk.name(match.region)[:40], "region_profile", match.region)
    return _finish(draft, matches)


def recommend(question: Interpretation, desk: Desk) -> Answer:
    """Say where others went to learn, and what is to be seen there."""
    theme = [f for f in question.features if f not in _GENERIC]
    if theme and not question.regions:
        matches = _best(_matches(desk, theme, ()))
        if matches and matches[0].score >= _ENOUGH * 1.5:
            return find_theme(question, desk)
    hosts = sorted(desk.knowledge.visits_to.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    hosts = [(code, visits) for code, visits in hosts if code not in question.regions][:_HOSTS]
    if not hosts:
        return no_data(question, desk, "daerah tujuan studi tiru")
    draft = Draft(desk, question)
    draft.line(desk.say("rekomendasi", daerah=joined([desk.name(code) for code, _ in hosts])))
    for code, visits in hosts:
        programs = [p for p in desk.knowledge.programs_of.get(code, ()) if p.about_stunting]
        lines = [desk.say("sudah_didatangi", tamu=joined(list(dict.fromkeys(guest_name(desk, v) for v in visits))[:4]))]
        if programs:
            lines.append("Program: " + joined([p.name for p in programs[:3]]))
        draft.listing(desk.name(code), lines, [v.source for v in visits[:2]])
        draft.offer(desk.name(code)[:40], "region_profile", code)
    draft.line(desk.say("rekomendasi_catatan"))
    codes = tuple(code for code, _ in hosts)
    return draft.answer(regions=codes, focus=Focus("recommend", (), codes))


def _matches(desk: Desk, theme: Iterable[str], within: tuple[str, ...]) -> list[_Match]:
    wanted = set(theme)
    found = []
    for region, program, statement in _pool(desk):
        if within and region not in within and region[:2] not in within:
            continue
        score = desk.relevance.score(statement, wanted)
        if program:
            name = desk.knowledge.programs[program]
            score += 0.5 * desk.relevance.weight(wanted & set(desk.features_of(" ".join((name.name, *name.themes)))))
        if score > 0:
            found.append(_Match(score, region, program, statement))
    return sorted(found, key=lambda m: -m.score)


def _pool(desk: Desk) -> Iterable[tuple[str, str | None, Statement]]:
    for program in desk.knowledge.programs.values():
        for statement in program.statements:
            yield program.region, program.id, statement
    for region in desk.knowledge.regions.values():
        for statement in region.statements:
            yield region.code, None, statement
    for visit in desk.knowledge.visits:
        for statement in visit.statements:
            yield visit.guest or visit.host, None, statement


def _best(matches: list[_Match]) -> list[_Match]:
    """The best match of each program or region, those near the top."""
    kept: dict[tuple[str, str | None], _Match] = {}
    for match in matches:
        kept.setdefault((match.region, match.program), match)
    ranked = [m for m in kept.values() if m.score >= max(_ENOUGH, 0.55 * matches[0].score)]
    return ranked[:_LISTED]


def _finish(draft: Draft, matches: list[_Match]) -> Answer:
    regions = tuple(dict.fromkeys(m.region for m in matches))
    programs = tuple(dict.fromkeys(m.program for m in matches if m.program))
    return draft.answer(regions=regions, programs=programs, focus=Focus("find_theme", regions[:1], regions[1:], programs))
