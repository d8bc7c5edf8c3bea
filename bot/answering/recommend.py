"""Where to look: regions and programs by theme, and whom to learn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log1p

from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.fallback import no_data
from bot.answering.matchmaker import suggest
from bot.answering.subjects import first_of
from bot.answering.themes import GENERIC, others_of_theme, programs_of_theme, theme_of
from bot.answering.visit_text import guest_name
from bot.knowledge.model import Statement, Visit
from bot.language.lexicon import REGION_MASK, WORDING
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

_OFFICE = "#opd"
_LISTED = 8
_LONG = 7
_TOLD = 2
_HOSTS = 5
_ENOUGH = 2.5
_CLEAR = 6.0
_SHARE = 0.4
_NEAR_BEST = 0.45
"""Share of the best match that the others must reach."""
_DEPTH_SHARE = 0.25
_OF_THEME = 3.0
"""What it is worth that a program is sorted under the theme asked for."""


@dataclass(frozen=True, slots=True)
class _Match:
    score: float
    region: str
    program: str | None
    statement: Statement


def find_theme(question: Interpretation, desk: Desk) -> Answer:
    """List the regions and programs that speak of the theme asked for, those that fit the question's words first."""
    words = _theme(question)
    theme = theme_of(question.features, desk)
    if theme and len(words) > _LONG:
        # of a long question only what names the theme; the rest tells of the asker
        words = [f for f in words if f.startswith("#")] or words
    programs = programs_of_theme(theme, question.regions, desk) if theme else []
    if question.topic and not any(f.startswith("#") for f in words):
        words = [f for f in desk.features_of(desk.knowledge.topics[question.topic].title) if f not in GENERIC]
    found = _matches(desk, words, question.regions, frozenset(p.id for p in programs))
    matches = _best(found, _least(desk, words))
    matches = matches or [_Match(0.0, p.region, p.id, first_of(p)) for p in programs[:_LISTED]]
    if not matches:
        return recommend(question, desk)
    draft = Draft(desk, question)
    names = list(dict.fromkeys(desk.name(m.region) for m in matches))
    draft.line(desk.say("tema", daerah=joined(names)))
    for match in matches:
        _tell(draft, match)
    if theme:
        others_of_theme(draft, theme, [p for p in programs if p.id not in {m.program for m in matches}])
    return _finish(draft, matches)


def _tell(draft: Draft, match: _Match) -> None:
    """One region or program of the list, with what it says of the theme and of the question's other words."""
    desk = draft.desk
    program = desk.knowledge.programs.get(match.program or "")
    pool = program.statements if program else desk.region(match.region).statements
    others = [s for score, s in desk.relevance.rank(pool, draft.question.features)[:_TOLD] if score > 0]
    heading = f"{program.name} ({desk.name(match.region)})" if program else desk.name(match.region)
    draft.statements(heading, [match.statement, *([first_of(program)] if program else []), *others])
    if program:
        draft.offer(program.name, "program_definition", program.id)
    else:
        draft.offer(desk.name(match.region), "region_profile", match.region)


def carried_out(question: Interpretation, desk: Desk) -> list[Statement]:
    """Return statements of regions that carry out what a general question is about."""
    theme = _theme(question)
    return [m.statement for m in _best(_matches(desk, theme, question.regions), _least(desk, theme))]


def _without_office(features: Sequence[str]) -> list[str]:
    """The words of a question without the office that asks (`Dinas Pemberdayaan Masyarakat Banyumas …`)."""
    if _OFFICE not in features or REGION_MASK not in features:
        return [*features]
    start = features.index(_OFFICE)
    end = next((place for place, f in enumerate(features) if f == REGION_MASK and place > start), start)
    return [*features[:start], *features[end:]]


def recommend(question: Interpretation, desk: Desk) -> Answer:
    """Say where others went to learn, and what is to be seen there."""
    theme = _theme(question)
    own = [c for c in question.regions if not desk.region(c).is_province]
    if len(own) == 1 and not theme_of(_without_office(question.features), desk):
        others = [code for code in question.regions if code not in own]
        suggested = suggest(replace(question, regions=(*own, *others)), desk)
        if suggested is not None:
            return suggested
    if theme and not question.regions and _best(_matches(desk, theme, ()), max(_CLEAR, _least(desk, theme))):
        return find_theme(question, desk)
    hosts = [(code, visits) for code, visits in desk.knowledge.visits_to.items()
             if code not in question.regions and not desk.region(code).is_province]
    hosts = sorted(hosts, key=lambda pair: (-_worth(desk, *pair), pair[0]))[:_HOSTS]
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
        draft.offer(desk.name(code), "region_profile", code)
    draft.line(desk.say("rekomendasi_catatan"))
    codes = tuple(code for code, _ in hosts)
    return draft.answer(regions=codes, focus=Focus("recommend", (), codes))


def _theme(question: Interpretation) -> list[str]:
    return [f for f in question.features if f not in GENERIC and not f.startswith(WORDING)]


def _least(desk: Desk, theme: list[str]) -> float:
    """What a statement must share with a theme to speak of it."""
    return max(_ENOUGH, _SHARE * desk.relevance.weight(theme))


def _worth(desk: Desk, code: str, visits: tuple[Visit, ...]) -> int:
    """How much there is to see at a host: its stunting programs, what is told of them and of the visits to it."""
    programs = [p for p in desk.knowledge.programs_of.get(code, ()) if p.about_stunting]
    told = sum(len(p.statements) for p in programs) + sum(len(v.statements) for v in visits)
    return 3 * len(programs) + 2 * len(visits) + told


def _matches(desk: Desk, theme: Iterable[str], within: tuple[str, ...],
             sorted_under: frozenset[str] = frozenset()) -> list[_Match]:
    """Every statement that speaks of a theme, best first; a program's own name and themes count half."""
    wanted = set(theme)
    names: dict[str | None, float] = {None: 0.0}
    found = []
    for statement in desk.relevance.speaking_of(wanted):
        region, program = desk.owners[statement]
        if within and region not in within and region[:2] not in within:
            continue
        if program not in names:
            names[program] = 0.5 * desk.relevance.weight(wanted & desk.name_words[program or ""])
        score = desk.relevance.score(statement, wanted) + names[program] + _OF_THEME * (program in sorted_under)
        score *= _known(desk, region)
        found.append(_Match(score, region, program, statement))
    return sorted(found, key=lambda m: -m.score)


def _known(desk: Desk, code: str) -> float:
    """A little more for regions of which more can be told: the question behind the question is where to go."""
    return 1 + _DEPTH_SHARE * log1p(desk.depth(code))


def _best(matches: list[_Match], least: float) -> list[_Match]:
    """The best match of each program or region, those near the top."""
    kept: dict[tuple[str, str | None], _Match] = {}
    for match in matches:
        kept.setdefault((match.region, match.program), match)
    ranked = [m for m in kept.values() if m.score >= max(least, _NEAR_BEST * matches[0].score)]
    return ranked[:_LISTED]


def _finish(draft: Draft, matches: list[_Match]) -> Answer:
    regions = tuple(dict.fromkeys(m.region for m in matches))
    programs = tuple(dict.fromkeys(m.program for m in matches if m.program))
    first = tuple(p for p in programs if draft.desk.knowledge.programs[p].region in regions[:1])
    return draft.answer(regions=regions, programs=programs,
                        focus=Focus("find_theme", regions[:1], regions[1:], first,
                                    listed=programs if len(programs) > 1 else regions))
