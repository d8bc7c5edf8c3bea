"""Questions asked again after an edit: those kept in pertanyaan.yaml, and those written beside the topics.

The last good run, a JSON file, is written only when every question passes: it stays what an admin agreed with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.answering.reply import Reply
from bot.assistant import Assistant
from bot.knowledge.kept_questions import FILE, TOPIC_PREFIX
from bot.knowledge.model import KeptQuestion
from bot.knowledge.problems import Level, Problem, Rule
from bot.knowledge.reader import read
from bot.understanding.conversation import Conversation
from bot.understanding.interpretation import TOPIC, Interpretation
from bot.understanding.scope import OUT_OF_SCOPE

LAST_RUN = "pertanyaan-terakhir.json"
"""Name of the file that holds the last good run."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question, as far as runs are compared by it."""

    status: str
    intent: str
    regions: tuple[str, ...]
    programs: tuple[str, ...]
    first_line: str


@dataclass(frozen=True, slots=True)
class Result:
    """A question asked: its outcome, and what is wrong with the reply by its labels, in Bahasa Indonesia."""

    question: KeptQuestion
    outcome: Outcome
    faults: tuple[str, ...]


_OUTCOMES = TypeAdapter(dict[str, Outcome])
_LABELS = {"status": "status", "intent": "maksud", "regions": "daerah", "programs": "program",
           "first_line": "baris pertama"}


async def check_questions(assistant: Assistant, last_run: Path) -> tuple[str, bool]:
    """Ask every kept question, each in a conversation of its own, and compare with the last good run.

    Args:
        assistant: who answers; the questions are those of its knowledge base.
        last_run: the file of the last good run, replaced when all questions pass.

    Returns:
        The report in Bahasa Indonesia, and whether all questions pass.
    """
    if not assistant.knowledge.questions:
        return f"Belum ada pertanyaan yang dijaga. Tulislah di {FILE} pada folder pengetahuan.", True
    results = [await _asked(question, assistant) for question in assistant.knowledge.questions]
    passed = sum(not result.faults for result in results)
    now = {result.question.question: result.outcome for result in results}
    complaints = (str(_problem(result, Level.ERROR)) for result in results if result.faults)
    lines = [*complaints, f"{passed} dari {len(results)} pertanyaan dijawab sesuai harapan.",
             *_compared(last_run, now)]
    if passed == len(results):
        lines += _written(last_run, now)
    return "\n".join(lines), passed == len(results)


async def unreached(assistant: Assistant, contents: Mapping[str, bytes]) -> list[Problem]:
    """Ask what is written beside the entries, each in a conversation of its own, and tell what does not arrive there.

    Args:
        assistant: who answers.
        contents: the files that its knowledge base was made of, by path; they tell the lines.

    Returns:
        A warning for each kept question with another reply than its labels say, and for each question of a topic
        that is answered with something else.
    """
    kept = [await _asked(question, assistant) for question in assistant.knowledge.questions]
    problems = [_problem(result, Level.WARNING) for result in kept if result.faults]
    for topic in assistant.knowledge.topics.values():
        meant = [assistant.interpreter.interpret(question, Conversation()) for question in topic.questions]
        astray = [index for index, meaning in enumerate(meant) if not _leads_to(topic.id, meaning)]
        if astray:
            name = f"topik/{topic.id}.yaml"
            document = read(name, contents[name])
            problems += [document.problem(
                ("tanya", index), f"pertanyaan “{topic.questions[index]}” tidak sampai ke topik ini, tetapi "
                f"{_led_to(meant[index])}; ubah kata-katanya, atau tambahkan pertanyaan yang mirip", Rule.UNREACHED,
                level=Level.WARNING) for index in astray]
    return sorted(problems)


def _leads_to(topic: str, meaning: Interpretation) -> bool:
    """A topic is reached when it is answered, or offered when the bot asks back; danger signs go before everything."""
    readings: Sequence[Interpretation] = meaning.readings or (meaning,)
    return meaning.urgent or any(reading.topic == topic for reading in readings)


def _led_to(meaning: Interpretation) -> str:
    if meaning.readings:
        return "bot bertanya balik tanpa menawarkannya"
    if meaning.topic:
        return f"ke topik `{meaning.topic}`"
    return "dikira di luar bidang bot" if meaning.intent == OUT_OF_SCOPE else f"ke maksud `{meaning.intent}`"


async def _asked(question: KeptQuestion, assistant: Assistant) -> Result:
    conversation = Conversation()
    reply = await assistant.reply(question.question, conversation)
    topic = conversation.focus.topic if reply.intent == TOPIC else None
    intent = TOPIC_PREFIX + topic if topic else reply.intent
    outcome = Outcome(reply.status.value, intent, reply.regions, reply.programs, reply.text.partition("\n")[0])
    return Result(question, outcome, tuple(_faults(question, outcome, reply)))


def _faults(question: KeptQuestion, outcome: Outcome, reply: Reply) -> Iterator[str]:
    if outcome.status != question.status:
        yield _instead("status", outcome.status, question.status)
    if question.intent is not None and outcome.intent != question.intent:
        yield _instead("maksud", outcome.intent, question.intent)
    if question.regions is not None and set(outcome.regions) != question.regions:
        yield _instead("daerah", _listed(outcome.regions), _listed(sorted(question.regions)))
    if question.programs is not None and set(outcome.programs) != question.programs:
        yield _instead("program", _listed(outcome.programs), _listed(sorted(question.programs)))
    text = _squashed(reply.text)
    yield from (f"jawabannya tidak memuat “{part}”" for part in question.contains if _squashed(part) not in text)
    yield from (f"jawabannya memuat “{part}”, seharusnya tidak" for part in question.lacks if _squashed(part) in text)


def _instead(label: str, got: str, wanted: str) -> str:
    return f"dapat {label} {got}, seharusnya {wanted}"


def _listed(value: str | Iterable[str]) -> str:
    """Write a value of an outcome for people."""
    return (value if isinstance(value, str) else ", ".join(value)) or "kosong"


def _squashed(text: str) -> str:
    """Small letters, straight quotes, single spaces: what an admin need not copy exactly."""
    return re.sub(r"\s+", " ", text.translate(str.maketrans("‘’“”", "''\"\""))).casefold()


def _problem(result: Result, level: Level) -> Problem:
    question = result.question
    return Problem(FILE, question.line, question.column, level,
                   f"“{question.question}”: {'; '.join(result.faults)}", Rule.UNREACHED)


def _compared(last_run: Path, now: Mapping[str, Outcome]) -> list[str]:
    """Say what changed since the last good run; without one that can be read, say that."""
    try:
        before = _OUTCOMES.validate_json(last_run.read_bytes())
    except FileNotFoundError:
        return ["Belum ada pemeriksaan terdahulu untuk dibandingkan."]
    except (OSError, ValidationError):
        return [f"Hasil pemeriksaan terdahulu di {last_run} tidak terbaca, jadi tidak dibandingkan."]
    changed = list(_changes(before, now))
    return ["Berubah sejak pemeriksaan terakhir:", *changed] if changed else ["Tidak ada yang berubah."]


def _changes(before: Mapping[str, Outcome], now: Mapping[str, Outcome]) -> Iterator[str]:
    """Say line by line what differs from the last good run."""
    for question, outcome in now.items():
        if question not in before:
            yield f"• “{question}”: pertanyaan baru"
        elif outcome != before[question]:
            yield f"• “{question}”"
            for field, label in _LABELS.items():
                old, new = getattr(before[question], field), getattr(outcome, field)
                if old != new:
                    yield f"    {label}: {_listed(old)} -> {_listed(new)}"
    yield from (f"• “{question}”: tidak ditanyakan lagi" for question in before if question not in now)


def _written(path: Path, outcomes: dict[str, Outcome]) -> list[str]:
    """Replace the last good run in one step, so that a crash leaves the old one or the new one; say if that fails."""
    draft = path.with_name(path.name + ".baru")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # the log's folder: the owner's alone
        draft.write_bytes(_OUTCOMES.dump_json(outcomes, indent=1))
        draft.replace(path)
    except OSError as error:
        return [f"Hasil ini tidak dapat disimpan di {path} ({error.strerror}); periksa izin foldernya."]
    return []
