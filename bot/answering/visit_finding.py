"""Which visits a question means: by the regions, people, date, place and numbers that it names."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.desk import Desk
from bot.knowledge.model import Visit
from bot.language.lexicon import TOWARDS
from bot.understanding.interpretation import Interpretation

_RARE = 4.0
_CLEAR = 4.5
"""Weight of shared words from which a visit is meant though nothing of it is named (`gedung Siola`)."""
_LEAD = 1.3
"""How far it must lead the runner-up."""


def visits_meant(question: Interpretation, desk: Desk) -> list[Visit]:
    """Return the visits that a question is about, in the order of the knowledge base.

    Args:
        question: with regions, visits, officials, numbers as understood.
        desk: the knowledge at hand.
    """
    visits = list(desk.knowledge.visits)
    if question.visits and not question.regions:
        visits = [desk.visits[v] for v in question.visits]
    elif question.programs and not question.regions and not question.officials:
        named = set(question.programs)
        owners = {desk.knowledge.programs[p].region for p in named}
        visits = [v for v in visits if named & set(v.programs)] or [v for v in visits if v.host in owners]
    elif question.officials:
        names = {o.name for o in question.officials}
        visits = [v for v in visits if any(o.name in names for o in v.officials)]
    elif len(set(question.regions)) > 1:
        visits = visits_between(question.regions, desk)
    elif question.regions:
        made, received = visits_made(question.regions[0], desk), visits_received(question.regions[0], desk)
        hosting = question.intent == "visit_host_official" or TOWARDS in question.features
        visits = list((received or made) if hosting else (made or received))
    return _numbered(question, at_the_time(question, visits) or visits)


def visit_by_words(question: Interpretation, desk: Desk) -> Visit | None:
    """Return the one visit whose place, subjects or statements the question speaks of, though it names no region."""
    telling = [f for f in question.features if desk.relevance.weight((f,)) >= _RARE]
    scored = sorted(((desk.visit_score(v, telling), v) for v in desk.knowledge.visits), key=lambda pair: -pair[0])
    if len(scored) > 1 and scored[0][0] >= max(_CLEAR, _LEAD * scored[1][0]):
        return scored[0][1]
    return None


def visits_made(code: str, desk: Desk) -> tuple[Visit, ...]:
    """Return the visits that a region made; of a province without own ones those of its regions."""
    own = desk.knowledge.visits_of.get(code, ())
    if own or not desk.region(code).is_province:
        return own
    return tuple(v for v in desk.knowledge.visits if v.guest and v.guest.startswith(code))


def visits_received(code: str, desk: Desk) -> tuple[Visit, ...]:
    """Return the visits that a region received; of a province without own ones those to its regions."""
    own = desk.knowledge.visits_to.get(code, ())
    if own or not desk.region(code).is_province:
        return own
    return tuple(v for v in desk.knowledge.visits if v.host.startswith(code))


def visits_between(codes: Sequence[str], desk: Desk) -> list[Visit]:
    """Return the visits that join the first two regions; a province stands for any region in it."""
    return [v for v in desk.knowledge.visits if _joins(v, codes)]


def _joins(visit: Visit, codes: Sequence[str]) -> bool:
    sides = [side for side in (visit.guest, visit.host) if side]
    reached = [next((s for s in sides if s == code or (len(code) == 2 and s.startswith(code))), None)
               for code in codes[:2]]
    return None not in reached and len(set(reached)) == len(reached)


def at_the_time(question: Interpretation, visits: Sequence[Visit]) -> list[Visit]:
    """Return the visits of the years and month that a question names; all of them where it names none."""
    numbers = question.numbers
    return [v for v in visits
            if (not numbers.years or (v.date and int(v.date[:4]) in numbers.years))
            and (not numbers.month or (v.date and v.date[5:7] == f"{numbers.month:02d}"))]


def _numbered(question: Interpretation, visits: list[Visit]) -> list[Visit]:
    """`30 orang dari Kaltim`: of several visits the one with so many people."""
    fitting = [v for v in visits if v.people and v.people in question.numbers.counts]
    return fitting if len(visits) > 1 and fitting else visits
