"""A document to take home, free of any layout: title, sections, sources."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.model import Source


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines; each line is a sentence that stands alone."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """One or two pages about a program, a region or a comparison.

    Args:
        title: the subject's name.
        subtitle: what and where it is, one line.
        sections: in reading order, none empty.
        sources: what the lines rest on, without repeats.
        name: for the file: lower-case letters, digits and hyphens.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    name: str
