"""Programs by theme: which theme a question names, and the programs that have it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.desk import Answer, Desk, Draft
from bot.answering.visit_text import guest_name
from bot.knowledge.model import Program, Statement, Theme
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

_LISTED = 6
_NAMED = 12
_LEARNERS = 2


def theme_of(features: Sequence[str], desk: Desk) -> Theme | None:
    """Return the theme that the words of a question name most clearly, or None.

    Args:
        features: concepts and stems of the question.
        desk: the knowledge at hand.
    """
    wanted, best, clearest = set(features), None, 0.0
    for theme in desk.knowledge.themes.values():
        for words in desk.theme_words[theme.id]:
            weight = desk.relevance.weight(words)
            if words <= wanted and weight > clearest:
                best, clearest = theme, weight
    return best


def programs_of_theme(theme: Theme, within: Sequence[str], features: Sequence[str], desk: Desk) -> list[Program]:
    """Return the programs of a theme, in some regions or everywhere: those that fit the question's words first.

    Args:
        theme: the theme.
        within: codes of regions or provinces; empty: everywhere.
        features: the question's words beside names.
        desk: the knowledge at hand.
    """
    programs = [p for p in desk.knowledge.programs_with.get(theme.id, ())
                if not within or p.region in within or p.region[:2] in within]

    def fit(program: Program) -> tuple[float, int, str]:
        best = max(desk.relevance.score(s, features) for s in program.statements)
        return (-round(best), -desk.depth(program.region) - len(program.statements), program.id)

    return sorted(programs, key=fit)


def list_theme(question: Interpretation, theme: Theme, programs: Sequence[Program], desk: Desk) -> Answer:
    """List the programs of a theme: the best told, the others by name."""
    draft = Draft(desk, question)
    where = f" di {desk.name(question.regions[0])}" if question.regions else ""
    draft.line(desk.say("tema_program", jumlah=len(programs), tema=theme.name.lower(), di=where))
    for program in programs[:_LISTED]:
        chosen = _telling(program, question.features, desk)
        draft.statements(f"{program.name} ({desk.name(program.region)})", chosen)
        draft.offer(f"{program.name}, {desk.name(program.region)}", "program_definition", program.id)
    rest = programs[_LISTED:_LISTED + _NAMED]
    draft.listing(desk.say("tema_lain"), [f"{p.name} ({desk.name(p.region)})" for p in rest],
                  [p.statements[0].source for p in rest[:_LISTED]])
    _learners(draft, programs[:_LISTED])
    regions = tuple(dict.fromkeys(p.region for p in programs[:_LISTED]))
    return draft.answer(regions=regions, programs=[p.id for p in programs[:_LISTED]],
                        focus=Focus("find_theme", regions[:1], regions[1:], tuple(p.id for p in programs[:_LISTED])))


def _telling(program: Program, features: Sequence[str], desk: Desk) -> list[Statement]:
    """What the program is, and the statement that speaks most of what was asked."""
    first = next((s for s in program.statements if s.kind == "apa"), program.statements[0])
    ranked = desk.relevance.rank(program.statements, features)
    return list(dict.fromkeys([first, *(s for score, s in ranked[:1] if score > 0)]))


def _learners(draft: Draft, programs: Sequence[Program]) -> None:
    """Name who went to learn at the regions shown, if anybody is known to."""
    desk = draft.desk
    visits = [v for code in dict.fromkeys(p.region for p in programs)
              for v in desk.knowledge.visits_to.get(code, ())[:1]][:_LEARNERS]
    draft.listing(desk.say("yang_sudah_belajar"),
                  [f"{guest_name(desk, v)} ke {desk.name(v.host)}" for v in visits], [v.source for v in visits])
