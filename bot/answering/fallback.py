"""Answers for when there is none: nothing known, several readings, another field, small talk."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.measures import latest, told
from bot.answering.reply import Status
from bot.understanding.conversation import Focus
from bot.understanding.family import family
from bot.understanding.interpretation import Interpretation

MOST_CHOICES = 4
_EXAMPLES = ("64.02", "32.76", "32.11", "35.78")
"""Regions offered as examples where a question names none: those of the first studi tiru in the knowledge base."""


def choose_region(question: Interpretation, desk: Desk) -> Answer:
    """Ask which of several regions of one name is meant."""
    draft = Draft(desk, question)
    names = [desk.name(code) for code in question.choices]
    draft.line(desk.say("pilih_daerah", pilihan=joined(names, "atau")))
    shown = question.choices[:MOST_CHOICES]
    for code in shown:
        intent = "region_profile" if question.intent in ("topic", "compare") else question.intent
        draft.offer(desk.name(code), intent, *question.regions, code)
    pending = tuple(question.choosing(code) for code in question.choices)
    return draft.answer(Status.CLARIFY, focus=None, pending=pending)


def choose_meaning(question: Interpretation, desk: Desk) -> Answer:
    """Ask which of the likeliest readings is meant."""
    draft = Draft(desk, question)
    names = [_named(reading, desk) for reading in question.readings]
    draft.line(desk.say("pilih_maksud", pilihan=joined(names, "atau")))
    for reading, name in zip(question.readings, names, strict=True):
        about = reading.programs[:1] or reading.regions[:2]  # more would not fit into a button
        subjects = [*about, *([reading.topic] if reading.topic else [])]
        draft.offer(name, reading.intent, *subjects)
    return draft.answer(Status.CLARIFY, focus=None, pending=question.readings)


def _named(reading: Interpretation, desk: Desk) -> str:
    """Say in a few words what a reading is about."""
    if reading.topic:
        return f"“{desk.knowledge.topics[reading.topic].title}”"
    about = [desk.knowledge.programs[p].name for p in reading.programs] or [desk.name(c) for c in reading.regions]
    name = desk.say(f"sebut_{family(reading.intent)}")
    return f"{name} {joined(about[:2])}" if about else name


def ask_for_subject(question: Interpretation, desk: Desk, message: str = "tanya_daerah") -> Answer:
    """Ask which region or program a question without a subject is about."""
    draft = Draft(desk, question)
    draft.line(desk.say(message))
    intent = "programs_of_region" if question.intent in ("compare", "topic") else question.intent
    known = [code for code in _EXAMPLES if code in desk.knowledge.regions]
    for code in known:
        draft.offer(desk.name(code), intent, code)
    asked = replace(question, intent=intent)
    return draft.answer(Status.CLARIFY, focus=None, pending=(*(asked.choosing(code) for code in known), asked))


def open_question(question: Interpretation, desk: Desk) -> Answer:
    """Only the field itself is named: offer what can be asked."""
    draft = Draft(desk, question)
    draft.line(desk.say("tanya_umum"))
    _menu(draft)
    return draft.answer(Status.CLARIFY, focus=None)


def no_data(question: Interpretation, desk: Desk, missing: str) -> Answer:
    """Say by name what the knowledge base lacks, and offer what it has on the same region.

    Args:
        question: the interpretation.
        desk: the knowledge at hand.
        missing: what is missing, as a noun (`program stunting`, `kunjungan studi tiru`).
    """
    draft = Draft(desk, question)
    names = joined([desk.name(code) for code in question.regions]) or joined(
        [desk.knowledge.programs[p].name for p in question.programs]) or "hal itu"
    draft.line(desk.say("belum_ada", hal=missing, subjek=names))
    known = []
    for code in question.regions:
        figure = latest(desk.region(code))
        if figure is not None and missing != "angka stunting":
            known.append(f"{desk.name(code)}: {told(figure)}")
            draft.cite(figure.source)
            draft.offer(f"Angka {desk.name(code)}", "prevalence", code)
        if desk.knowledge.programs_of.get(code) and missing != "program stunting":
            draft.offer(f"Program {desk.name(code)}", "programs_of_region", code)
        if desk.knowledge.visits_of.get(code) and not missing.startswith("kunjungan"):
            draft.offer(f"Studi tiru {desk.name(code)}", "visit_destination", code)
    draft.listing(desk.say("yang_tercatat"), known)
    draft.offer("Daerah lain yang bisa ditiru", "recommend")
    return draft.answer(Status.NO_DATA, regions=question.regions, programs=question.programs)


def unknown(question: Interpretation, desk: Desk) -> Answer:
    """Say in one line what the bot can do."""
    draft = Draft(desk, question)
    draft.line(desk.say("di_luar"))
    _menu(draft)
    # a region named in passing is what `di sana` points to in the next question
    return Answer(draft.answer(Status.UNKNOWN).reply, Focus(regions=question.regions))


def smalltalk(question: Interpretation, desk: Desk) -> Answer:
    """Answer a greeting, thanks, a question about the bot, a reaction or a goodbye."""
    draft = Draft(desk, question)
    for part in desk.say(f"sapa_{question.intent}").split("\n\n"):
        draft.line(part)
    if question.intent in ("greet", "help", "identity"):
        _menu(draft)
    return Answer(draft.answer(Status.SMALLTALK).reply)


def _menu(draft: Draft) -> None:
    draft.offer("Daftar daerah", "about_coverage")
    draft.offer("Apa itu stunting?", "stunting-apa")
    draft.offer("Siapa belajar ke siapa?", "visit_list")
    draft.offer("Sebaiknya belajar ke mana?", "recommend")

