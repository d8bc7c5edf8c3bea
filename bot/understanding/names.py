"""Every name that a question may mention: regions, programs and officials, ready for exact and misspelt look-ups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.knowledge.model import KnowledgeBase, Official, Program, Region
from bot.language.remembering import remembered
from bot.language.spelling import SpellingIndex, bones
from bot.language.tokens import tokenise, words_in

DIRECTIONS = frozenset({
    "barat", "timur", "utara", "selatan", "tengah", "tenggara", "kepulauan", "daya", "laut", "kartanegara", "raya",
    "hulu", "hilir", "ulu", "ilir",
})
"""Second words that split a region off an older one of the same first word (Buton, Buton Tengah)."""
_FUZZY_FROM = 5
_FEWEST_BONES = 4
"""Consonants from which they alone may tell a name: `sumdeng` is Sumedang."""
_VOWELS_OFF = 2
_SHORTEST_PERSON = 4
"""Letters that a lone name of a person must have."""
_LONGEST = 9
_REMEMBERED = 8192
_TOO_COMMON = 4
"""A word in the names of more programs than this tells none from another."""
_SHORTEST_WORD = 2


@dataclass(slots=True)
class Name:
    """What a written name may stand for."""

    regions: set[str] = field(default_factory=set)
    programs: set[str] = field(default_factory=set)
    officials: list[Official] = field(default_factory=list)


class NameIndex:
    """All names by their letters without spaces, so that `butontengah` and `buton tengah` are one."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.names: dict[str, Name] = {}
        self.everyday = {_key(name) for name in knowledge.names.everyday}
        self.family: dict[str, tuple[str, ...]] = {}
        self.longest = 1
        self.parts: set[str] = set()
        self._own = {_key(region.short_name) for region in knowledge.regions.values()}
        self._add_regions(knowledge)
        as_written = self._add_programs(knowledge)
        self._add_officials(knowledge)
        spelling = SpellingIndex(key for key in self.names if len(key) >= _FUZZY_FROM and key not in as_written)
        self._bones: dict[str, list[str]] = {}
        for key in self.names:
            if len(key) >= _FUZZY_FROM and key not in as_written and len(bones(key)) >= _FEWEST_BONES:
                self._bones.setdefault(bones(key), []).append(key)
        self._spelling = spelling
        self.fuzzy = remembered(self._fuzzy, _REMEMBERED)
        """Return the nearest names as (errors, letters)."""

    def _fuzzy(self, key: str) -> list[tuple[int, str]]:
        """Names within the typing errors that the length permits, else the one name of the same consonants."""
        near = self._spelling.nearest(key)
        if near:
            own = [(errors, name) for errors, name in near if name in self._own]
            vowels_only = all(bones(name) == bones(key) for _, name in near)
            # where only a vowel is missing, a region's own name is likelier than what some call another
            return own if own and vowels_only else near
        alike = [name for name in self._bones.get(bones(key), ()) if abs(len(name) - len(key)) <= _VOWELS_OFF]
        return [(2, alike[0])] if len(alike) == 1 else []

    def exact(self, key: str) -> Name | None:
        """Return what the letters name, or None."""
        return self.names.get(key)

    def _add(self, text: str) -> Name:
        words = [t.text for t in tokenise(text)]
        self.parts.update(words)
        self.longest = min(max(self.longest, len(words)), _LONGEST)
        return self.names.setdefault("".join(words), Name())

    def _add_regions(self, knowledge: KnowledgeBase) -> None:
        for region in knowledge.regions.values():
            own = region.short_name.casefold()
            aliases = [a for a in region.aliases
                       if a.casefold() not in {f"{word} {own}" for word in ("kab", "kab.", "kabupaten", "kota")}]
            for text in (region.short_name, *aliases, *([region.capital] if region.capital else [])):
                self._add(text).regions.add(region.code)
        self.groups = {_key(group) for group in knowledge.names.groups}
        for group, codes in knowledge.names.groups.items():
            self._add(group).regions.update(codes)
        self.family = _families(knowledge.regions.values())

    def _add_programs(self, knowledge: KnowledgeBase) -> set[str]:
        """Add the names of programs; return those that only count as written.

        A name of words that many programs share and of places (`e-Stunting Mojokerto`, `BAAS Medan`) is too near to
        what people say of any program there: with a typing error it would be taken from `stunting mojokerto`.
        """
        owners: dict[str, set[str]] = {}
        named = [(program.id, text) for program in knowledge.programs.values() for text in names_of(program)]
        for program_id, text in named:
            for word in words_in(text):
                owners.setdefault(word, set()).add(program_id)
        places = {word for region in knowledge.regions.values()
                  for text in (region.name, *region.aliases) for word in words_in(text)}
        plain = places | {word for word, ids in owners.items() if len(ids) > _TOO_COMMON or len(word) < _SHORTEST_WORD}
        as_written = set()
        for program_id, text in named:
            self._add(text).programs.add(program_id)
            if plain.issuperset(words_in(text)):
                as_written.add(_key(text))
        return as_written

    def _add_officials(self, knowledge: KnowledgeBase) -> None:
        for official in all_officials(knowledge):
            words = [t.text for t in tokenise(official.name)]
            spans = {"".join(words), "".join(words[:2]), "".join(words[-2:]),
                     *(w for w in words if len(w) >= _SHORTEST_PERSON)}
            for key in spans:
                self.names.setdefault(key, Name()).officials.append(official)


def names_of(program: Program) -> tuple[str, ...]:
    """Return everything a program is called: its name, its aliases, its long name."""
    return (program.name, *program.aliases, *([program.long_name] if program.long_name else []))


def all_officials(knowledge: KnowledgeBase) -> Iterable[Official]:
    """Every official named in programs, visits and regions."""
    for program in knowledge.programs.values():
        yield from program.officials
    for visit in knowledge.visits:
        yield from visit.officials
    for region in knowledge.regions.values():
        yield from region.officials


def _key(text: str) -> str:
    return "".join(t.text for t in tokenise(text))


def _families(regions: Iterable[Region]) -> dict[str, tuple[str, ...]]:
    """First words shared by regions that differ by a direction: `buton` to the four Butons."""
    groups: dict[str, list[str]] = {}
    for region in regions:
        if region.is_province:
            continue
        words = region.short_name.casefold().split()
        root = " ".join(words[:-1]) if len(words) > 1 and words[-1] in DIRECTIONS else " ".join(words)
        groups.setdefault(root.replace(" ", ""), []).append(region.code)
    return {root: tuple(codes) for root, codes in groups.items() if len(codes) > 1}
