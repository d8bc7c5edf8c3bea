"""What all entries share while they are resolved: sources, statements, officials, and the checks on their texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.knowledge.model import Official, Source, Statement
from bot.knowledge.problems import Level, Problem, Rule
from bot.knowledge.reader import Document, Location
from bot.knowledge.schema import (
    OfficialEntry,
    ProgramStatement,
    RegionStatement,
    SourceEntry,
    TopicStatement,
    VisitStatement,
)
from bot.knowledge.wording import suggestion

LONGEST_ENTRY = 7000
"""Characters of an entry as it is shown: two Telegram messages of 4,096 with room for headings and markup."""

AnyStatement = ProgramStatement | RegionStatement | VisitStatement | TopicStatement
_UNFINISHED = re.compile(
    r"\b(?:TODO|FIXME|TBD|TBA|XXX)\b|\?\?\?|lorem ipsum|\bplaceholder\b|\[(?:isi|tulis)[^\]]*\]"
    r"|\b(?:isi|tulis|lengkapi) di ?sini\b|^(?:\.\.\.|…|-|n/a|asdf\w*|tes|test|coba)\.?$", re.IGNORECASE)


@dataclass
class Findings:
    """What is collected over all files.

    Args:
        problems: everything found so far.
        texts: each statement's text in small letters, with the file and place where it stands first.
    """

    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, tuple[Document, Location]] = field(default_factory=dict)


class FileResolver:
    """Resolves the source keys of one file and checks its texts."""

    def __init__(self, document: Document, sources: Mapping[str, SourceEntry], findings: Findings) -> None:
        self.document = document
        self._findings = findings
        self._sources = {
            key: Source(entry.publisher, entry.title, entry.date, entry.address, entry.note)
            for key, entry in sources.items()
        }
        self._unused = set(self._sources)
        for key, entry in sources.items():
            self.finished(entry.publisher, ("sumber", key, "penerbit"))

    def error(self, location: Location, message: str, rule: Rule, *, key: bool = False) -> None:
        """Note an error at a place of the file."""
        self._findings.problems.append(self.document.problem(location, message, rule, key=key))

    def warn(self, location: Location, message: str, rule: Rule, *, key: bool = False) -> None:
        """Note a warning at a place of the file."""
        self._findings.problems.append(self.document.problem(location, message, rule, level=Level.WARNING, key=key))

    def source(self, key: str, location: Location) -> Source:
        """Return the source under a key of the file's `sumber`; an unknown key is an error.

        Args:
            key: as written in the entry.
            location: the entry whose `sumber` (or `sumber_jawab`, as the last step says) it is.
        """
        source = self._sources.get(key)
        if source is None:
            self.error(location, f"sumber `{key}` tidak ada dalam daftar `sumber` berkas ini; "
                                 + suggestion(key, self._sources), Rule.REFERENCE)
            return Source(key)
        self._unused.discard(key)
        return source

    def statements(self, entries: Sequence[AnyStatement], location: Location) -> tuple[Statement, ...]:
        """Resolve statements; identical and unfinished ones are problems.

        Args:
            entries: as written.
            location: the list that holds them.
        """
        return tuple(self._statement(entry, (*location, index)) for index, entry in enumerate(entries))

    def _statement(self, entry: AnyStatement, location: Location) -> Statement:
        place = (*location, "teks")
        self.finished(entry.text, place)
        self._unique(entry.text, place)
        source = self.source(entry.source, (*location, "sumber"))
        return Statement(entry.kind, entry.text, source, entry.year, entry.words)

    def officials(self, entries: Sequence[OfficialEntry], location: Location) -> tuple[Official, ...]:
        """Resolve the people named.

        Args:
            entries: as written.
            location: the list that holds them.
        """
        return tuple(
            Official(e.name, e.office, e.role, self.source(e.source, (*location, index, "sumber")), e.year)
            for index, e in enumerate(entries)
        )

    def finished(self, text: str, location: Location) -> None:
        """Check that a text is meant for readers and no note to oneself."""
        found = _UNFINISHED.search(text)
        if found:
            self.error(location, f"teks ini masih berupa catatan kerja (`{found[0]}`); selesaikan atau hapus",
                       Rule.UNFINISHED)

    def short_enough(self, texts: Iterable[str], sources: Iterable[Source], location: Location) -> None:
        """Check that an entry fits into two Telegram messages.

        Args:
            texts: what is shown of it.
            sources: what is listed below it.
            location: the entry.
        """
        lines = [*texts, *(f"{s.title}, {s.publisher}, {s.date} ({s.note})" for s in dict.fromkeys(sources))]
        length = sum(len(line) + 3 for line in lines)
        if length > LONGEST_ENTRY:
            self.error(location, f"entri ini sepanjang {length} huruf bila ditampilkan, lebih dari dua pesan Telegram "
                                 f"({LONGEST_ENTRY}); persingkat atau pecah menjadi beberapa entri", Rule.LENGTH)

    def finish(self) -> None:
        """Warn of sources that nothing names."""
        for key in sorted(self._unused):
            self.warn(("sumber", key), f"sumber `{key}` tidak dipakai di berkas ini; hapus, atau sebutkan di entri",
                      Rule.UNUSED, key=True)

    def _unique(self, text: str, location: Location) -> None:
        known = self._findings.texts.get(text.casefold())
        if known is None:
            self._findings.texts[text.casefold()] = (self.document, location)
            return
        path, line = known[0].path, known[0].place(known[1])[0]
        if path == self.document.path:
            self.error(location, f"teks ini sama persis dengan teks di baris {line}; hapus salah satunya", Rule.TWICE)
        else:
            self.warn(location, f"teks ini sama persis dengan teks di {path} baris {line}", Rule.TWICE)
