"""What else is on record about the subject of an answer and speaks of the question's own words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.answering.desk import Answer, Desk
from bot.answering.relevance import SPEAKING
from bot.answering.reply import Block, Status
from bot.answering.subjects import statements_about
from bot.knowledge.model import Statement
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

_MOST = 4
_NEAR_BEST = 0.4
"""Share of the best statement's score that the others must reach."""
_NOT_FOR = frozenset({"ranking", "ranking_chart", "chart", "brief", "most_visited", "about_coverage", "about_programs",
                      "about_sources", "recommend", "find_theme", "topic", "danger", "find_figure", "awards"})
"""Answers that are complete in themselves, or range over many subjects."""
_LACKING = ("program_", "prevalence")
"""Beginnings of intents that tell of their subject also where just what was asked is not on record."""


def with_related(answer: Answer, question: Interpretation, desk: Desk) -> Answer:
    """Add the statements about the same subject that fit the question's words and are not said yet.

    Args:
        answer: what the question's kind has answered.
        question: what was understood.
        desk: the knowledge at hand.
    """
    reply, focus = answer.reply, answer.focus
    tells = reply.status is Status.ANSWERED or (
        reply.status is Status.NO_DATA and focus is not None and focus.intent.startswith(_LACKING))
    if not tells or reply.intent in _NOT_FOR or focus is None:
        return answer
    said = reply.text
    ranked = desk.relevance.rank(_pool(question, focus, desk), question.features)
    least = max(SPEAKING, _NEAR_BEST * ranked[0][0]) if ranked else SPEAKING
    found = [s for score, s in ranked[:_MOST] if score >= least and s.text not in said]
    if not found:
        return answer
    block = Block(tuple(s.text for s in found), desk.say("juga_tercatat"), bullets=True)
    sources = tuple(dict.fromkeys((*reply.sources, *(s.source for s in found))))
    # what the program itself, or the table, has no word of may be told in a sentence about the region
    told = focus.intent.startswith("program_") or any(
        not s.years_told.isdisjoint(question.numbers.years) for s in found)
    status = Status.ANSWERED if told else reply.status
    return replace(answer, reply=replace(reply, status=status, blocks=(*reply.blocks, block), sources=sources))


def _pool(question: Interpretation, focus: Focus, desk: Desk) -> Iterable[Statement]:
    """All that is said of what the question named and the answer was about."""
    pool: dict[Statement, None] = {}
    for code in dict.fromkeys((*question.regions[:2], *focus.regions[:2])):
        pool.update(dict.fromkeys(statements_about(desk, code)))
    for program in focus.programs[:3]:
        pool.update(dict.fromkeys(desk.knowledge.programs[program].statements))
    for visit in focus.visits[:3]:
        pool.update(dict.fromkeys(desk.visits[visit].statements))
    return pool
