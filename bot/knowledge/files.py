"""All files of the knowledge folder, each checked against its schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel

from bot.knowledge import schema, schema_words
from bot.knowledge.problems import Problem
from bot.knowledge.reader import Document, read
from bot.knowledge.validate import validate

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Checked(Generic[M]):
    """A file that fits its schema."""

    document: Document
    entry: M


KINDS: dict[str, tuple[type[BaseModel], str]] = {
    "program": (schema.ProgramFile, "programs"),
    "daerah": (schema.ProvinceFile, "provinces"),
    "topik": (schema.TopicFile, "topics"),
    "studi_tiru.yaml": (schema.VisitsFile, "visits"),
    "tema.yaml": (schema_words.ThemesFile, "themes"),
    "maksud.yaml": (schema_words.IntentsFile, "intents"),
    "bahasa.yaml": (schema_words.LanguageFile, "language"),
    "nama_ganda.yaml": (schema_words.NamesFile, "names"),
    "pesan.yaml": (schema_words.MessagesFile, "messages"),
    "pertanyaan.yaml": (schema_words.QuestionsFile, "questions"),
}
"""By folder or file name: the schema, and the field of `Files` that collects what fits it."""


@dataclass
class Files:
    """The files that fit their schema, and what is wrong with the others.

    Args:
        broken: paths of the files that could not be used; what they would have named is unknown.
    """

    programs: list[Checked[schema.ProgramFile]] = field(default_factory=list)
    provinces: list[Checked[schema.ProvinceFile]] = field(default_factory=list)
    topics: list[Checked[schema.TopicFile]] = field(default_factory=list)
    themes: list[Checked[schema_words.ThemesFile]] = field(default_factory=list)
    visits: list[Checked[schema.VisitsFile]] = field(default_factory=list)
    intents: list[Checked[schema_words.IntentsFile]] = field(default_factory=list)
    language: list[Checked[schema_words.LanguageFile]] = field(default_factory=list)
    names: list[Checked[schema_words.NamesFile]] = field(default_factory=list)
    messages: list[Checked[schema_words.MessagesFile]] = field(default_factory=list)
    questions: list[Checked[schema_words.QuestionsFile]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def add(self, name: str, file: Examined) -> None:
        """Take a file that was read and checked.

        Args:
            name: its path inside the knowledge folder.
            file: what was found in it.
        """
        self.problems += file.document.problems + file.problems
        if file.entry is None:
            self.broken.add(name)
        else:
            getattr(self, KINDS[_kind(name)][1]).append(Checked(file.document, file.entry))


@dataclass(frozen=True)
class Examined:
    """A file read and checked against its schema: what it says, or what is wrong with it."""

    content: bytes
    document: Document
    entry: BaseModel | None
    problems: list[Problem]


class Examiner:
    """Reads and checks files; one that it has seen with the same content is not read again."""

    def __init__(self) -> None:
        self._seen: dict[str, Examined] = {}

    def files(self, contents: Mapping[str, bytes]) -> Files:
        """Read and check every file.

        Args:
            contents: bytes by path, as `folder.read_folder` gives them.
        """
        self._seen = {name: self._examined(name, content) for name, content in contents.items() if _kind(name) in KINDS}
        files = Files()
        for name, file in self._seen.items():
            files.add(name, file)
        return files

    def rest(self) -> None:
        """Let go of what is not needed before the next time."""
        for file in self._seen.values():
            file.document.release()

    def _examined(self, name: str, content: bytes) -> Examined:
        before = self._seen.get(name)
        if before is not None and before.content == content:
            return before
        document = read(name, content)
        entry, problems = validate(document, KINDS[_kind(name)][0])
        return Examined(content, document, entry, problems)


def _kind(name: str) -> str:
    """The key of `KINDS` that a path belongs to."""
    return name.rpartition("/")[0] or name
