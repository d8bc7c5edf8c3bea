"""Words that two entries claim: a question with them can reach only one of the two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bot.knowledge.files import Files
from bot.knowledge.model import Region
from bot.knowledge.problems import Level, Problem, Rule
from bot.knowledge.reader import Document, Location
from bot.knowledge.regions import plain


def claimed_twice(files: Files, regions: Mapping[str, Region]) -> Iterator[Problem]:
    """Yield a warning at each entry that shares a wording with another one.

    Args:
        files: the checked files.
        regions: all regions by code.
    """
    yield from _questions(files).problems()
    yield from _concepts(files).problems()
    yield from _themes(files).problems()
    yield from _program_names(files, regions)


def _questions(files: Files) -> _Claims:
    claims = _Claims("contoh pertanyaan")
    for intents in files.intents:
        for id_, intent in intents.entry.intents.items():
            for index, text in enumerate(intent.examples):
                claims.add(text, f"maksud `{id_}`", intents.document, ("maksud", id_, "contoh", index))
    for topic in files.topics:
        for index, text in enumerate(topic.entry.questions):
            claims.add(text, f"topik `{topic.entry.id}`", topic.document, ("tanya", index))
    return claims


def _concepts(files: Files) -> _Claims:
    claims = _Claims("sebutan")
    for language in files.language:
        for name, wordings in language.entry.concepts.items():
            for index, text in enumerate(wordings):
                claims.add(text, f"konsep `{name}`", language.document, ("konsep", name, index))
    return claims


def _themes(files: Files) -> _Claims:
    claims = _Claims("kata")
    for file in files.themes:
        for id_, theme in file.entry.themes.items():
            for index, text in enumerate(theme.words):
                claims.add(text, f"tema `{id_}`", file.document, ("tema", id_, "kata", index))
    return claims


def _program_names(files: Files, regions: Mapping[str, Region]) -> Iterator[Problem]:
    """Programs of different regions may share a name: the region tells them apart. Those of one region may not."""
    places = {plain(name): region.name for region in regions.values()
              for name in (region.name, region.short_name, *region.aliases)}
    names: dict[str, _Claims] = {}
    for program in files.programs:
        entry, document = program.entry, program.document
        claims = names.setdefault(entry.region, _Claims("nama"))
        spelled: dict[str, tuple[str, Location]] = {}
        for number, alias in enumerate(entry.aliases):
            spelled[plain(alias)] = alias, ("alias", number)
        spelled[plain(entry.name)] = entry.name, ("nama",)
        for key, (name, location) in spelled.items():
            claims.add(name, f"program `{entry.id}`", document, location)
            if key in places:
                yield document.problem(
                    location, f"nama `{name}` juga nama {places[key]}, jadi pertanyaan tentang daerah itu bisa "
                              "tertukar; pakai nama yang lebih lengkap", Rule.CLAIM, level=Level.WARNING)
    for claims in names.values():
        yield from claims.problems()


class _Claim(NamedTuple):
    text: str
    owner: str
    document: Document
    location: Location

    @property
    def place(self) -> str:
        return f"{self.document.path} baris {self.document.place(self.location)[0]}"


class _Claims:
    """Who has which wording."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._by_wording: dict[str, list[_Claim]] = {}

    def add(self, text: str, owner: str, document: Document, location: Location) -> None:
        """Give a wording to an owner."""
        # what `{daerah}` stands for is kept apart from the word daerah
        wording = plain(text.replace("{", "x").replace("}", ""))
        self._by_wording.setdefault(wording, []).append(_Claim(text, owner, document, location))

    def problems(self) -> Iterator[Problem]:
        """Yield a warning for each claim that another owner has too, and for each that its owner has twice."""
        for claims in (claims for claims in self._by_wording.values() if len(claims) > 1):
            for number, claim in enumerate(claims):
                other = next((c for c in claims if c.owner != claim.owner), None)
                before = next((c for c in claims[:number] if c.owner == claim.owner), None)
                if other:
                    yield self._warning(
                        claim, f"juga milik {other.owner} ({other.place}), jadi hanya satu yang terpilih; hapus di "
                               "salah satunya, atau bedakan kata-katanya", Rule.CLAIM)
                elif before:
                    yield self._warning(claim, f"sudah ditulis di {before.place}; hapus salah satunya", Rule.TWICE)

    def _warning(self, claim: _Claim, said: str, rule: Rule) -> Problem:
        return claim.document.problem(claim.location, f"{self._what} `{claim.text}` {said}", rule, level=Level.WARNING)
