"""What a question names: spans that point into the knowledge base, dates and figures."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.model import Official


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the question that names something.

    Args:
        start: index of the first token.
        end: index after the last token.
        regions: codes it may stand for; several mean that it is ambiguous.
        programs: ids it may stand for.
        officials: people of that name.
        score: 1 for an exact name, less with errors or for a piece of a name.
        marker: `kabupaten`, `kota` or `provinsi` where the question says which, else empty.
        placed: whether a preposition or marker stands before it.
        text: the name's letters without spaces, or for a piece of a name the words as typed.
        everyday: whether it is an ordinary word, though a program's name (`PEDAS`): the question must support it.
        partial: whether it is a piece of a program's name.
    """

    start: int
    end: int
    regions: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    officials: tuple[Official, ...] = ()
    score: float = 1.0
    marker: str = ""
    placed: bool = False
    text: str = ""
    everyday: bool = False
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """Dates and numbers named in a question: month 1-12, years, per cent values, and whole numbers below 1,000."""

    month: int | None = None
    years: tuple[int, ...] = ()
    figures: tuple[float, ...] = ()
    counts: tuple[int, ...] = ()
