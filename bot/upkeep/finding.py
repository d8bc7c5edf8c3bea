"""Where a question belongs: entries that may answer it, and what it teaches them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.assistant import Mind
from bot.language.tokens import words_in
from bot.understanding.asking import telling
from bot.understanding.conversation import Focus
from bot.understanding.family import family
from bot.understanding.matcher import TOPIC_PREFIX, Ranked
from bot.understanding.reading import Reading
from bot.understanding.scope import FIELD, kind_of
from bot.upkeep.editing import Entry, entry_named

MOST = 6
_MOST_WORDS = 6
_SHORTEST = 3
_KINDS = {
    "program": {"since": "sejak", "owner": "pelaksana", "target": "sasaran", "steps": "langkah", "results": "hasil",
                "actors": "mitra", "replication": "replikasi", "reason": "alasan", "definition": "apa"},
    "studi_tiru": {"subjects": "tujuan", "reason": "alasan", "delegation": "rombongan", "people": "rombongan",
                   "followup": "tindak_lanjut"},
}
"""For what is asked of a program or visit, the kind of statement that answers it."""
_CONCEPTS = {"#anggaran": "anggaran", "#penghargaan": "penghargaan", "#hasil": "hasil", "#turun": "hasil"}
_REMARK = "catatan"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be meant, with what an admin reads on its button."""

    label: str
    entry: Entry


def subjects_of(question: str, mind: Mind) -> list[Candidate]:
    """Return what a text names, and the topics that it is nearest to: where an answer to it may go.

    Args:
        question: as typed, or the name of an entry.
        mind: understands it.
    """
    knowledge, reading = mind.knowledge, mind.interpreter.read(question, Focus())
    found = [Candidate(f"{knowledge.programs[id_].name} ({knowledge.regions[knowledge.programs[id_].region].name})",
                       Entry("program", id_)) for id_ in reading.programs]
    found += [Candidate(knowledge.regions[code].name, Entry("daerah", code))
              for place in reading.places for code in place.codes]
    alone = entry_named(question.strip(), knowledge)
    if alone and alone not in {candidate.entry for candidate in found}:
        found.insert(0, Candidate(alone.id, alone))
    found += [Candidate(knowledge.topics[id_].title, Entry("topik", id_))
              for id_ in (one.label.removeprefix(TOPIC_PREFIX) for one in _nearest(reading, mind)
                          if one.label.startswith(TOPIC_PREFIX))]
    return found[:MOST]


def meanings_of(question: str, mind: Mind) -> list[Candidate]:
    """Return the topics and intents that a question is nearest to: of which it may be a further example."""
    reading = mind.interpreter.read(question, Focus())
    found = []
    for one in _nearest(reading, mind):
        if one.label.startswith(TOPIC_PREFIX):
            id_ = one.label.removeprefix(TOPIC_PREFIX)
            found.append(Candidate(mind.knowledge.topics[id_].title, Entry("topik", id_)))
        elif kind_of(one.label) == FIELD:
            name = mind.knowledge.messages.get(f"sebut_{family(one.label)}", one.label)
            found.append(Candidate(f"{name}: “{one.example}”" if one.example else name, Entry("maksud", one.label)))
    return found[:MOST]


def _nearest(reading: Reading, mind: Mind) -> list[Ranked]:
    """The topics and intents that share words with a question, the nearest first."""
    return [one for one in mind.interpreter.weigher.ranked(reading, Focus()) if one.overlap > 0]


def as_example(question: str, mind: Mind) -> str:
    """Write a question as an example of an intent: with `{daerah}`, `{program}`, `{orang}` for the names in it."""
    reading = mind.interpreter.read(question, Focus())
    masks = {}
    for mention in reading.mentions:
        if reading.tokens[mention.start].is_number:
            continue  # a year is rarely a name
        mask = "{program}" if mention.programs else "{daerah}" if mention.regions else "{orang}"
        masks.update({index: mask if index == mention.start else "" for index in range(mention.start, mention.end)})
    words = (masks.get(index, token.text) for index, token in enumerate(reading.tokens))
    return " ".join(word for word in words if word)


def kind_of_answer(question: str, entry: Entry, mind: Mind) -> str:
    """Return the kind of statement that answers a question about an entry."""
    if entry.kind == "topik":
        return "isi"
    reading = mind.interpreter.read(question, Focus())
    if entry.kind != "studi_tiru":
        for concept, kind in _CONCEPTS.items():
            if concept in reading.features:
                return kind
    for one in mind.interpreter.weigher.ranked(reading, Focus()):
        first, _, rest = one.label.partition("_")
        if (first, entry.kind) in {("program", "program"), ("visit", "studi_tiru")}:
            return _KINDS[entry.kind].get(rest, _REMARK)
    return _REMARK


def words_for(questions: Iterable[str], answer: str, mind: Mind) -> list[str]:
    """Return the words by which people asked and that the answer lacks: they go beside the statement."""
    said = set(words_in(answer))
    return list(dict.fromkeys(word for question in questions for word in _telling(question, mind)
                              if word not in said))[:_MOST_WORDS]


def _telling(question: str, mind: Mind) -> Iterator[str]:
    reading = mind.interpreter.read(question, Focus())
    named = {index for mention in reading.mentions for index in range(mention.start, mention.end)}
    features_of = mind.interpreter.reader.lexicon.features_of
    for word in reading.words:
        if (word.token not in named and not word.filler and len(word.text) >= _SHORTEST and word.text.isalpha()
                and telling(features_of(word.text))):
            yield word.text
