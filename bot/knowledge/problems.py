"""What is wrong with the knowledge base, told so that an admin can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave a problem is."""

    ERROR = "galat"
    """The knowledge base cannot be used before it is put right."""
    WARNING = "peringatan"
    """Worth a look; the bot runs nevertheless."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to put right.

    Args:
        path: the file, relative to the knowledge folder, with `/`.
        line: counted from 1.
        column: counted from 1.
        level: galat or peringatan.
        message: plain Bahasa Indonesia: what is wrong and what to write instead.
    """

    path: str
    line: int
    column: int
    level: Level
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: [{self.level}] {self.message}"


class KnowledgeError(Exception):
    """The knowledge base has errors; `problems` holds them all, warnings included, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any problem is more than a warning."""
    return any(problem.level is Level.ERROR for problem in problems)
