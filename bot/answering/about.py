"""Answers about the bot's own knowledge: what it covers and where it comes from."""

from __future__ import annotations

from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.subjects import programs_in, visits_with
from bot.knowledge.model import Source
from bot.understanding.interpretation import Interpretation

_NAMED = 14
_LISTED = 30
_SOURCES = 8


def about_coverage(question: Interpretation, desk: Desk) -> Answer:
    """Say which regions and programs can be asked about."""
    draft = Draft(desk, question)
    knowledge = desk.knowledge
    busy = {p.region for p in knowledge.programs.values()} | set(knowledge.visits_of) | set(knowledge.visits_to)
    ranked = sorted((c for c in busy if not desk.region(c).is_province), key=lambda c: (-desk.depth(c), c))
    names = [desk.name(c) for c in ranked[:_NAMED]]
    draft.line(desk.say("cakupan", daerah=len(busy), program=len(knowledge.programs), kunjungan=len(knowledge.visits)))
    draft.listing(desk.say("daerah_tercatat"), names)
    draft.line(desk.say("cakupan_angka"))
    for code in ranked[:6]:
        draft.offer(desk.name(code), "region_profile", code)
    return draft.answer(regions=ranked[:_NAMED])


def about_programs(question: Interpretation, desk: Desk) -> Answer:
    """List the programs by name, those with most told of them first."""
    draft = Draft(desk, question)
    programs = sorted((p for p in desk.knowledge.programs.values() if p.about_stunting),
                      key=lambda p: (-len(p.statements), p.name))
    draft.line(desk.say("daftar_program", jumlah=len(programs)))
    draft.listing(None, [f"{p.name} ({desk.name(p.region)})" for p in programs[:_LISTED]],
                  [p.statements[0].source for p in programs[:_SOURCES]])
    for program in programs[:8]:
        draft.offer(program.name, "program_definition", program.id)
    return draft.answer(programs=[p.id for p in programs[:_LISTED]])


def about_sources(question: Interpretation, desk: Desk) -> Answer:
    """Name the sources: of what the question names or was spoken of, or in general."""
    draft = Draft(desk, question)
    subject, sources = _sources(question, desk)
    if not sources:
        draft.line(desk.say("sumber_umum"))
        return draft.answer()
    unique = list(dict.fromkeys(sources))
    publishers = list(dict.fromkeys(source.publisher for source in unique))
    draft.line(desk.say("sumber_daerah", daerah=subject, penerbit=joined(publishers[:_SOURCES])))
    draft.cite(*unique[:_SOURCES])
    return draft.answer(regions=question.regions[:1], programs=question.programs[:1])


def _sources(question: Interpretation, desk: Desk) -> tuple[str, list[Source]]:
    """The name and the sources of a program, a topic or a region; none where the question has no subject."""
    for id_ in question.programs[:1]:
        program = desk.knowledge.programs[id_]
        return program.name, [s.source for s in program.statements]
    if question.topic:
        topic = desk.knowledge.topics[question.topic]
        return f"“{topic.title}”", [topic.answer_source, *(s.source for s in topic.statements)]
    for code in question.regions[:1]:
        region = desk.region(code)
        sources = [f.source for f in region.figures] + [v.source for v in visits_with(desk, code)]
        sources += [s.source for p in programs_in(desk, code) for s in p.statements]
        return desk.name(code), sources + [s.source for s in region.statements]
    return "", []
