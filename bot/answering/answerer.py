"""Give an interpretation to the module that answers its kind of question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.answering.about import about_coverage, about_programs, about_sources
from bot.answering.awards import awards, most_visited
from bot.answering.compare import compare
from bot.answering.desk import Answer, Desk
from bot.answering.fallback import choose_meaning, choose_region, open_question, smalltalk, unknown
from bot.answering.figures import find_figure, prevalence
from bot.answering.programs import KINDS, program_detail
from bot.answering.ranking import ranking, ranking_chart
from bot.answering.recommend import find_theme, recommend
from bot.answering.regions import programs_of_region, region_detail, region_profile, region_where
from bot.answering.related import with_related
from bot.answering.series import chart, prevalence_context
from bot.answering.takeaway import brief
from bot.answering.topics import danger, topic
from bot.answering.visits import person, visit_destination, visit_detail, visit_guests, visit_list
from bot.understanding.interpretation import TOPIC, Interpretation
from bot.understanding.scope import OUT_OF_SCOPE, SMALLTALK

_ANSWERS: dict[str, Callable[[Interpretation, Desk], Answer]] = {
    "programs_of_region": programs_of_region,
    "region_profile": region_profile,
    "region_where": region_where,
    "region_detail": region_detail,
    "prevalence": prevalence,
    "find_figure": find_figure,
    "prevalence_context": prevalence_context,
    "ranking": ranking,
    "chart": chart,
    "ranking_chart": ranking_chart,
    "awards": awards,
    "most_visited": most_visited,
    "brief": brief,
    **dict.fromkeys(KINDS, program_detail),
    "visit_destination": visit_destination,
    "visit_guests": visit_guests,
    **dict.fromkeys(("visit_date", "visit_place", "visit_leader", "visit_host_official", "visit_people",
                     "visit_delegation", "visit_subjects", "visit_reason", "visit_followup"), visit_detail),
    "visit_list": visit_list,
    "compare": compare,
    "recommend": recommend,
    "find_theme": find_theme,
    "person": person,
    "about_coverage": about_coverage,
    "about_programs": about_programs,
    "about_sources": about_sources,
    TOPIC: topic,
    "danger": danger,
    "open_question": open_question,
    "choose_meaning": choose_meaning,
    OUT_OF_SCOPE: unknown,
    **dict.fromkeys(SMALLTALK, smalltalk),
}


def answer(question: Interpretation, desk: Desk) -> Answer:
    """Answer an interpretation.

    Args:
        question: what was understood.
        desk: the knowledge at hand.
    """
    if question.choices:
        return choose_region(question, desk)
    first = _ANSWERS[question.intent](question, desk)
    for intent in question.also:
        first = _together(first, _ANSWERS[intent](replace(question, intent=intent, also=()), desk))
    return with_related(first, question, desk)


def intents() -> frozenset[str]:
    """Return the intents that can be answered; maksud.yaml may name no other."""
    return frozenset(_ANSWERS)


def _together(first: Answer, second: Answer) -> Answer:
    """Join the answers to two things asked in one message."""
    a, b = first.reply, second.reply
    blocks = a.blocks + tuple(block for block in b.blocks if block not in a.blocks)
    sources = tuple(dict.fromkeys(a.sources + b.sources))
    programs = tuple(dict.fromkeys(a.programs + b.programs))
    buttons = a.buttons + tuple(x for x in b.buttons if x not in a.buttons)
    return replace(first, reply=replace(a, blocks=blocks, sources=sources, programs=programs, buttons=buttons[:8]))
