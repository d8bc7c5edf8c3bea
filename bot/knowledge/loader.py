"""The knowledge folder to a checked, immutable KnowledgeBase: read, validate, resolve."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from bot.knowledge.claims import claimed_twice
from bot.knowledge.entries import Ids, resolve_programs, resolve_themes, resolve_topics, resolve_visits
from bot.knowledge.files import Examiner, Files
from bot.knowledge.folder import fingerprint, read_folder
from bot.knowledge.intent_ids import INTENT_IDS
from bot.knowledge.kept_questions import resolve_questions
from bot.knowledge.messages import resolve_messages
from bot.knowledge.model import IntentExamples, KnowledgeBase, LanguageData
from bot.knowledge.plausible import implausible
from bot.knowledge.problems import KnowledgeError, Problem, Rule, has_errors
from bot.knowledge.regions import RegionNames, resolve_names, resolve_regions
from bot.knowledge.resolving import FileResolver, Findings
from bot.knowledge.wording import suggestion


def load(path: Path) -> KnowledgeBase:
    """Load a knowledge folder.

    Args:
        path: the folder that holds program/, daerah/, topik/ and the single files.

    Raises:
        KnowledgeError: where anything is wrong; it holds every problem of every file.
    """
    return load_contents(*read_folder(path))


def check(path: Path, today: date | None = None) -> list[Problem]:
    """Return every problem of a knowledge folder, warnings included, in file order.

    Args:
        path: the knowledge folder.
        today: what is dated later has not happened; the machine's date unless told.
    """
    contents, problems = read_folder(path)
    return sorted([*problems, *check_contents(contents, today)])


def check_contents(contents: Mapping[str, bytes], today: date | None = None,
                   examiner: Examiner | None = None) -> list[Problem]:
    """Return every problem of a knowledge base that lies in memory, in file order.

    Args:
        contents: bytes by path inside the knowledge folder.
        today: as for `check`.
        examiner: knows the files that are the same as before.
    """
    with garbage_collection_paused():
        files = (examiner or Examiner()).files(contents)
        findings = Findings(list(files.problems))
        knowledge = resolve(files, fingerprint(contents), findings)
        findings.problems += claimed_twice(files, knowledge.regions)
        findings.problems += implausible(files, today or datetime.now(UTC).astimezone().date())
    return sorted(findings.problems)


def load_contents(contents: Mapping[str, bytes], problems: Iterable[Problem] = (),
                  examiner: Examiner | None = None) -> KnowledgeBase:
    """Load a knowledge base that lies in memory.

    Args:
        contents: bytes by path inside the knowledge folder.
        problems: what is wrong with the files as such (`read_folder` tells).
        examiner: knows the files that are the same as before.

    Raises:
        KnowledgeError: where anything is wrong; it holds every problem of every file.
    """
    with garbage_collection_paused():
        files = (examiner or Examiner()).files(contents)
        findings = Findings([*problems, *files.problems])
        knowledge = resolve(files, fingerprint(contents), findings)
    if has_errors(findings.problems):
        raise KnowledgeError(sorted(findings.problems))
    return knowledge


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Loading makes many objects and hardly any garbage: looking for it would take a third of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def resolve(files: Files, version: str, findings: Findings) -> KnowledgeBase:
    """Put the checked files together; references that lead nowhere become problems.

    Args:
        files: as `Examiner.files` gives them.
        version: of their content.
        findings: gets the problems; where there are errors, the result is incomplete.
    """
    regions = resolve_regions(files, findings)
    names = RegionNames(regions, complete=not any(name.startswith("daerah/") for name in files.broken))
    ids = Ids(files, findings)
    return KnowledgeBase(
        regions=regions,
        programs=resolve_programs(files, names, ids, findings),
        visits=resolve_visits(files, names, ids, findings),
        topics=resolve_topics(files, ids, findings),
        themes=resolve_themes(files),
        intents=_intents(files, findings),
        language=_language(files),
        names=resolve_names(files, regions, findings),
        messages=resolve_messages(files, findings),
        version=version,
        questions=resolve_questions(files, names, ids, findings),
    )


def _intents(files: Files, findings: Findings) -> tuple[IntentExamples, ...]:
    for file in files.intents:
        resolver = FileResolver(file.document, {}, findings)
        for id_ in file.entry.intents:
            if id_ not in INTENT_IDS:
                hint = suggestion(id_, sorted(INTENT_IDS))
                resolver.error(("maksud", id_), f"maksud `{id_}` tidak dikenal bot; {hint}", Rule.KEY,
                               key=True)
    return tuple(
        IntentExamples(id_, entry.examples, entry.needs)
        for file in files.intents for id_, entry in file.entry.intents.items()
    )


def _language(files: Files) -> LanguageData:
    if not files.language:
        return LanguageData({}, {}, frozenset(), frozenset())
    entry = files.language[0].entry
    return LanguageData(entry.abbreviations, entry.concepts, frozenset(entry.filler), frozenset(entry.common))
