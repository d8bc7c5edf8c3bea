"""All files of the knowledge folder, each checked against its schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel

from bot.knowledge import schema
from bot.knowledge.problems import Problem
from bot.knowledge.reader import Document, read
from bot.knowledge.validate import validate

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Checked(Generic[M]):
    """A file that fits its schema."""

    document: Document
    entry: M


_KINDS: dict[str, tuple[type[BaseModel], str]] = {
    "program": (schema.ProgramFile, "programs"),
    "daerah": (schema.ProvinceFile, "provinces"),
    "topik": (schema.TopicFile, "topics"),
    "studi_tiru.yaml": (schema.VisitsFile, "visits"),
    "tema.yaml": (schema.ThemesFile, "themes"),
    "maksud.yaml": (schema.IntentsFile, "intents"),
    "bahasa.yaml": (schema.LanguageFile, "language"),
    "nama_ganda.yaml": (schema.NamesFile, "names"),
    "pesan.yaml": (schema.MessagesFile, "messages"),
    "pertanyaan.yaml": (schema.QuestionsFile, "questions"),
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
    themes: list[Checked[schema.ThemesFile]] = field(default_factory=list)
    visits: list[Checked[schema.VisitsFile]] = field(default_factory=list)
    intents: list[Checked[schema.IntentsFile]] = field(default_factory=list)
    language: list[Checked[schema.LanguageFile]] = field(default_factory=list)
    names: list[Checked[schema.NamesFile]] = field(default_factory=list)
    messages: list[Checked[schema.MessagesFile]] = field(default_factory=list)
    questions: list[Checked[schema.QuestionsFile]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def add(self, name: str, content: bytes) -> None:
        """Read and check one file.

        Args:
            name: its path inside the knowledge folder; tells which schema applies.
            content: its bytes.
        """
        folder, _, _ = name.rpartition("/")
        kind = _KINDS.get(folder or name)
        if kind is not None:
            model, field_ = kind
            self._check(name, content, model, getattr(self, field_))

    def _check(self, name: str, content: bytes, model: type[M], accepted: list[Checked[M]]) -> None:
        document = read(name, content)
        entry, problems = validate(document, model)
        self.problems += document.problems + problems
        if entry is None:
            self.broken.add(name)
        else:
            accepted.append(Checked(document, entry))


def validate_files(contents: Mapping[str, bytes]) -> Files:
    """Read and check every file.

    Args:
        contents: bytes by path, as `folder.read_folder` gives them.
    """
    files = Files()
    for name, content in contents.items():
        files.add(name, content)
    return files
