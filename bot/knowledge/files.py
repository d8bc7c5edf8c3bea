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
        match folder or name:
            case "program":
                self._check(name, content, schema.ProgramFile, self.programs)
            case "daerah":
                self._check(name, content, schema.ProvinceFile, self.provinces)
            case "topik":
                self._check(name, content, schema.TopicFile, self.topics)
            case "studi_tiru.yaml":
                self._check(name, content, schema.VisitsFile, self.visits)
            case "tema.yaml":
                self._check(name, content, schema.ThemesFile, self.themes)
            case "maksud.yaml":
                self._check(name, content, schema.IntentsFile, self.intents)
            case "bahasa.yaml":
                self._check(name, content, schema.LanguageFile, self.language)
            case "nama_ganda.yaml":
                self._check(name, content, schema.NamesFile, self.names)
            case "pesan.yaml":
                self._check(name, content, schema.MessagesFile, self.messages)
            case "pertanyaan.yaml":
                self._check(name, content, schema.QuestionsFile, self.questions)

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
