"""The knowledge folder to a checked, immutable KnowledgeBase: read, validate, resolve."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.knowledge.entries import Ids, resolve_programs, resolve_themes, resolve_topics, resolve_visits
from bot.knowledge.files import Files, validate_files
from bot.knowledge.folder import fingerprint, read_folder
from bot.knowledge.intent_ids import INTENT_IDS
from bot.knowledge.kept_questions import resolve_questions
from bot.knowledge.messages import resolve_messages
from bot.knowledge.model import IntentExamples, KnowledgeBase, LanguageData
from bot.knowledge.problems import KnowledgeError, Problem, has_errors
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
    knowledge, problems = _load(path)
    if has_errors(problems):
        raise KnowledgeError(problems)
    return knowledge


def check(path: Path) -> list[Problem]:
    """Return every problem of a knowledge folder, warnings included, in file order.

    Args:
        path: the knowledge folder.
    """
    return _load(path)[1]


def _load(path: Path) -> tuple[KnowledgeBase, list[Problem]]:
    contents, problems = read_folder(path)
    with _garbage_collection_paused():
        files = validate_files(contents)
        findings = Findings(problems + files.problems)
        knowledge = resolve(files, fingerprint(contents), findings)
    return knowledge, sorted(findings.problems)


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
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
        files: as `validate_files` gives them.
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
                resolver.error(("maksud", id_), f"maksud `{id_}` tidak dikenal bot; {hint}")
    return tuple(
        IntentExamples(id_, entry.examples, entry.needs)
        for file in files.intents for id_, entry in file.entry.intents.items()
    )


def _language(files: Files) -> LanguageData:
    if not files.language:
        return LanguageData({}, {}, frozenset(), frozenset())
    entry = files.language[0].entry
    return LanguageData(entry.abbreviations, entry.concepts, frozenset(entry.filler), frozenset(entry.common))
