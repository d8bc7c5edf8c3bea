"""General answers: education and national policy, and danger signs in a child before anything else."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.desk import Answer, Desk, Draft
from bot.answering.recommend import carried_out, find_theme
from bot.answering.regions import region_detail
from bot.answering.reply import Button, Status
from bot.answering.subjects import officials_about, officials_asked, statements_about
from bot.knowledge.model import Statement
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import TOPIC, Interpretation, encode

_SHOWN = 6
_LOCAL = 3
_SPEAKING = 3.0
"""Weight of shared words from which a statement of a region is about the topic."""


def topic(question: Interpretation, desk: Desk) -> Answer:
    """Tell a general topic; of policy also which regions are known to carry it out."""
    if question.topic is None or question.topic not in desk.knowledge.topics:
        return find_theme(question, desk)
    draft = Draft(desk, question)
    if question.regions and officials_asked(question, officials_about(desk, question.regions[0]), desk):
        return region_detail(question, desk)
    local = _of_region(question, desk) if question.regions else []
    if local:
        draft.statements(desk.name(question.regions[0]), local)
        draft.blocks[0] = replace(draft.blocks[0], heading=None, bullets=len(local) > 1)
    elif question.regions:
        draft.line(desk.say("umum_saja", daerah=desk.name(question.regions[0])))
    _tell(draft, question.topic)
    if question.personal:
        draft.line(desk.say("anak_sendiri"))
    if {"#pemilik", "#semuadaerah", "#cakupan"} & set(question.features):
        draft.statements(desk.say("di_daerah"), carried_out(question, desk))
    status = Status.NO_DATA if question.regions and not local else Status.ANSWERED
    return draft.answer(status, regions=question.regions, focus=Focus(TOPIC, question.regions, topic=question.topic))


def _of_region(question: Interpretation, desk: Desk) -> list[Statement]:
    """What is on record of the region about the topic: statements that share the words of its title."""
    title = desk.features_of(desk.knowledge.topics[question.topic or ""].title)
    telling = {f for f in title if f not in ("#stunting", "#arti")} & {*question.features}
    pool = [s for code in question.regions for s in statements_about(desk, code)]
    return [s for score, s in desk.relevance.rank(pool, telling)[:_LOCAL] if score >= _SPEAKING]


def danger(question: Interpretation, desk: Desk) -> Answer:
    """Send a child with a danger sign to care at once; general guidance only after that."""
    draft = Draft(desk, question)
    draft.line(desk.say("bahaya"))
    draft.line(desk.say("bahaya_lanjut"))
    return draft.answer(focus=Focus())


def _tell(draft: Draft, topic_id: str) -> None:
    topic = draft.desk.knowledge.topics[topic_id]
    of_year = [s for s in topic.statements if not s.years_told.isdisjoint(draft.question.numbers.years)]
    for statement in of_year[:1]:
        # what the answer tells of may be another year
        draft.line(statement.text, statement.source)
    draft.line(topic.answer, topic.answer_source)
    draft.statements(None, [s for s in topic.statements if s not in of_year[:1]][:_SHOWN])
    for other in topic.next:
        title = draft.desk.knowledge.topics[other].title
        draft.buttons.append(Button(title, encode(TOPIC, other)))
