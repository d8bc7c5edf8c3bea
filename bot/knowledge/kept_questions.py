"""pertanyaan.yaml: the references of kept questions to intents, topics, regions and programs."""

from __future__ import annotations

from bot.knowledge.entries import Ids, check_ids
from bot.knowledge.files import Checked, Files
from bot.knowledge.intent_ids import INTENT_IDS
from bot.knowledge.model import KeptQuestion
from bot.knowledge.problems import Rule
from bot.knowledge.reader import Location
from bot.knowledge.regions import RegionNames
from bot.knowledge.resolving import FileResolver, Findings
from bot.knowledge.schema_words import QuestionEntry, QuestionsFile
from bot.knowledge.wording import suggestion

FILE = "pertanyaan.yaml"
TOPIC_PREFIX = "topik:"
"""Stands before a topic's id where a question's intent is a general topic."""
UNLISTED_INTENTS = frozenset({"danger", "open_question", "choose_meaning"})
"""Intents that the bot answers without examples in maksud.yaml: a danger sign in a child, the bare field, and a
question with several likely meanings."""


def resolve_questions(files: Files, names: RegionNames, ids: Ids, findings: Findings) -> tuple[KeptQuestion, ...]:
    """Return the kept questions in file order; none where the folder has no pertanyaan.yaml.

    Args:
        files: the checked files.
        names: of all regions.
        ids: of all entries.
        findings: gets the problems.
    """
    intents = {id_ for file in files.intents for id_ in file.entry.intents}
    questions: list[KeptQuestion] = []
    for file in files.questions:
        resolver = FileResolver(file.document, {}, findings)
        _check_repeats(file, resolver)
        for index, entry in enumerate(file.entry.questions):
            at: Location = ("pertanyaan", index)
            _check_intent(entry.intent, (*at, "maksud"), intents, ids, resolver)
            for number, name in enumerate(entry.regions or ()):
                names.code(name, (*at, "daerah", number), resolver)
            check_ids(entry.programs or (), ids.programs, "program", (*at, "program"), resolver, listed=True)
            questions.append(_question(entry, *file.document.place((*at, "tanya"))))
    return tuple(questions)


def _question(entry: QuestionEntry, line: int, column: int) -> KeptQuestion:
    return KeptQuestion(
        entry.question, entry.status, line, column, entry.intent,
        None if entry.regions is None else frozenset(entry.regions),
        None if entry.programs is None else frozenset(entry.programs), entry.contains, entry.lacks,
    )


def _check_repeats(file: Checked[QuestionsFile], resolver: FileResolver) -> None:
    lines: dict[str, int] = {}
    for index, entry in enumerate(file.entry.questions):
        at: Location = ("pertanyaan", index, "tanya")
        if entry.question in lines:
            resolver.error(at, f"pertanyaan ini sudah ada di baris {lines[entry.question]}; hapus salah satunya",
                           Rule.TWICE)
        lines.setdefault(entry.question, file.document.place(at)[0])


def _check_intent(intent: str | None, at: Location, intents: set[str], ids: Ids, resolver: FileResolver) -> None:
    if intent is None:
        return
    if intent.startswith(TOPIC_PREFIX):
        check_ids([intent.removeprefix(TOPIC_PREFIX)], ids.topics, "topik", at, resolver)
    # an intent of the bot's that maksud.yaml lacks is told there, and so is a broken maksud.yaml, which has none
    elif intents and intent not in intents | UNLISTED_INTENTS | INTENT_IDS:
        resolver.error(at, f"maksud `{intent}` tidak ada di maksud.yaml; "
                           f"{suggestion(intent, sorted(intents | UNLISTED_INTENTS))}. "
                           f"Untuk pengetahuan umum tulis {TOPIC_PREFIX} lalu id topiknya", Rule.REFERENCE)
