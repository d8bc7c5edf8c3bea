"""What is wrong with the knowledge base, told so that an admin can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Level(StrEnum):
    """How grave a problem is."""

    ERROR = "galat"
    """The knowledge base cannot be used before it is put right."""
    WARNING = "peringatan"
    """Worth a look; the bot runs nevertheless."""


class Rule(StrEnum):
    """Which rule a problem breaks: the short word in brackets behind its message, the same for all of one kind."""

    SYNTAX = "susunan"
    """The file cannot be read as YAML, or nests too deep."""
    ENCODING = "pengodean"
    MISREAD = "rancu"
    """YAML would read the value as something else (`no`, `012`)."""
    KEY = "kunci"
    MISSING = "kurang"
    TYPE = "bentuk"
    """Text where a number belongs, a list where a text belongs."""
    CHOICE = "pilihan"
    RANGE = "batas"
    DATE = "tanggal"
    FUTURE = "belum-terjadi"
    CODE = "kode"
    ID = "id"
    REFERENCE = "rujukan"
    UNUSED = "tak-dipakai"
    TWICE = "kembar"
    CLAIM = "rebutan"
    """Two entries claim the same words."""
    UNREACHED = "tak-sampai"
    """A question does not reach the entry that it is written beside."""
    LENGTH = "panjang"
    UNFINISHED = "belum-jadi"
    FOREIGN = "bahasa"
    FIGURE = "angka"
    VISIT = "kunjungan"
    FIELDS = "isian"
    """A message of pesan.yaml asks for what the bot does not fill in."""
    FILE = "berkas"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to put right.

    Args:
        path: the file, relative to the knowledge folder, with `/`.
        line: counted from 1.
        column: counted from 1.
        level: galat or peringatan.
        message: plain Bahasa Indonesia: what is wrong and what to write instead.
        rule: which rule it breaks.
    """

    path: str
    line: int
    column: int
    level: Level
    message: str
    rule: Rule

    @property
    def is_error(self) -> bool:
        """True where the knowledge base cannot be used before this is put right."""
        return self.level is Level.ERROR

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: [{self.level}] {self.message} ({self.rule})"


class KnowledgeError(Exception):
    """The knowledge base has errors; `problems` holds them all, warnings included, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def as_annotation(problem: Problem, folder: Path) -> str:
    """Write a problem as GitHub shows it beside the line that it is about.

    Args:
        problem: the problem.
        folder: the knowledge folder; its path should begin at the repository's root, where the command is run.
    """
    place = folder / problem.path
    file = place.relative_to(Path.cwd()) if place.is_relative_to(Path.cwd()) else place
    kind = "error" if problem.is_error else "warning"
    return (f"::{kind} file={_property(file.as_posix())},line={problem.line},col={problem.column},"
            f"title={_property(problem.rule)}::{_data(problem.message)}")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any problem is more than a warning."""
    return any(problem.is_error for problem in problems)
