"""Find the regions, programs, officials, dates and figures that a question names, in spite of typing errors."""

from __future__ import annotations

import re

from bot.knowledge.model import KnowledgeBase
from bot.language.dictionary import root_words
from bot.language.lexicon import Lexicon
from bot.language.spelling import bones
from bot.language.tokens import Token
from bot.understanding.mention import Mention, Numbers
from bot.understanding.names import Name, NameIndex
from bot.understanding.partial_names import PartialNames

_ERROR_COST = 3.0
"""A typing error costs a reading as much as three letters covered."""
_FUZZY_TOKENS = 4
_TELLING_NAME = 8.0
_OVER_EXACT = 6.0
"""Letters that a misspelt name must be longer than an exact one in its span, of at least so many."""
_SHORTEST_NAME = 3
_SHORTEST_START = 4
_SHORTEST_PIECE = 3
"""Letters that a misspelt part of a name of several words must have."""
_TWO_REAL_WORDS = 8
"""Letters from which two real words may still be one misspelt name (`raga pantes`)."""
_KABUPATEN = frozenset({"kabupaten", "pemkab", "bupati"})
_KOTA = frozenset({"kota", "pemkot", "wali"})
_PROVINCE = frozenset({"provinsi", "pemprov", "gubernur", "prov"})
_PREPOSITIONS = frozenset({"di", "ke", "dari", "daerah", "warga", "orang", "kader", "sekda", "pemda", "dinas",
                           "bappeda", "masyarakat", "wilayah", "dprd", "dengan", "antara"})
_BEFORE_NAMES = frozenset({"di", "ke", "dari", "kota", "kab", "kabupaten", "provinsi", "prov"})
_MONTHS = {name: number for number, names in enumerate((
    ("januari", "jan"), ("februari", "feb", "pebruari"), ("maret", "mar"), ("april", "apr"), ("mei",), ("juni", "jun"),
    ("juli", "jul"), ("agustus", "agt", "ags", "agu"), ("september", "sep", "sept"), ("oktober", "okt"),
    ("november", "nov", "nopember"), ("desember", "des")), 1) for name in names}
_YEAR = re.compile(r"^(19|20)\d\d$")
_YEAR_DIGITS = 4
_DECIMAL = re.compile(r"^\d{1,2},\d{1,2}$")


_POSSESSIVE = "nya"
"""What people put behind a name: `depoknya berapa`, `sekda surabayanya siapa`."""


class MentionFinder:
    """Links the spans of a question to the knowledge base; longest and most exact names first."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._names = NameIndex(knowledge)
        self._partial = PartialNames(knowledge, lexicon)
        language = knowledge.language
        self._spoken = language.common | language.filler | frozenset(language.abbreviations)
        self._plain_words = (self._spoken | frozenset(w.casefold() for w in knowledge.names.near_words)
                             | frozenset(w for ws in language.concepts.values() for p in ws for w in p.split()))

    @property
    def names(self) -> NameIndex:
        """The names that questions are compared with."""
        return self._names

    def find(self, tokens: tuple[Token, ...], familiar: tuple[str, ...] = ()) -> tuple[Mention, ...]:
        """Return the mentions in reading order, none overlapping.

        Args:
            tokens: the question's tokens.
            familiar: ids of programs that the conversation is about.
        """
        exact = self._exact(tokens)
        candidates = [*exact, *(_beside(exact, *one) for one in self._misspelt(tokens))]
        candidates.sort(key=lambda c: (-c[0], c[1].start))
        taken: set[int] = set()
        chosen: list[Mention] = []
        for _, mention in candidates:
            span = range(mention.start, mention.end)
            if taken.isdisjoint(span):
                taken.update(span)
                chosen.append(mention)
        chosen += self._partial.find(tokens, taken, familiar)
        return tuple(sorted(chosen, key=lambda m: m.start))

    def _exact(self, tokens: tuple[Token, ...]) -> list[tuple[float, Mention]]:
        found = []
        for start, end, key in _spans(tokens, self._names.longest):
            name = self._names.exact(key)
            if name is None and key.endswith(_POSSESSIVE) and len(key) >= _SHORTEST_NAME + len(_POSSESSIVE):
                name = self._names.exact(key := key.removesuffix(_POSSESSIVE))
            if name is None or key.isdigit() or self._leads(tokens[start].text, key, name):
                continue
            if name.programs or len(key) >= _SHORTEST_NAME:
                found.append((float(len(key)), self._mention(tokens, start, end, name, key, 0)))
        return found

    def _leads(self, first: str, key: str, name: Name) -> bool:
        """Tell whether the span is a preposition or marker before a name that says no less (`di Yogyakarta`)."""
        rest = self._names.exact(key[len(first):]) if first in _BEFORE_NAMES else None
        return rest is not None and name.regions <= rest.regions

    def _misspelt(self, tokens: tuple[Token, ...]) -> list[tuple[float, Mention]]:
        plain = [t.is_number or t.text in self._plain_words or self._lexicon.is_real(t.text) for t in tokens]
        parts = [t.text in self._names.parts and t.text not in self._plain_words for t in tokens]
        usual = [p and not part for p, part in zip(plain, parts, strict=True)]
        found = []
        for start, end, key in _spans(tokens, _FUZZY_TOKENS):
            words = all(plain[start:end]) and not self._is_marked(tokens, start, end)
            if words and not any(parts[start:end]):
                continue
            if end - start > 1 and any(len(t.text) < _SHORTEST_PIECE and not p
                                       for t, p in zip(tokens[start:end], plain[start:end], strict=True)):
                continue
            if self._names.exact(key) is not None or (words and (end - start == 1 or len(key) < _TWO_REAL_WORDS)):
                continue
            first = tokens[start].text
            if end - start > 1 and plain[start] and (len(first) < _SHORTEST_START or first in _BEFORE_NAMES):
                continue
            near = [(errors, name) for errors, name in self._names.fuzzy(key)
                    if errors == 1 or (not any(usual[start:end]) and name[0] == key[0])]
            if near:
                mention = self._nearest(tokens, start, end, near)
                if end - start == 1 and self._is_hurried(first, mention.text):
                    continue
                if mention.text not in self._names.everyday or mention.placed or not words:
                    found.append((len(mention.text) - _ERROR_COST * near[0][0], mention))
        return found

    def _is_marked(self, tokens: tuple[Token, ...], start: int, end: int) -> bool:
        """`kabupaten batan`: behind such a word even a word of Indonesian may be a misspelt name."""
        word = tokens[start].text
        return (end == start + 1 and len(word) > _SHORTEST_START and word not in self._spoken
                and bool(self._before(tokens, start)[0]))

    def _is_hurried(self, word: str, name: str) -> bool:
        """Tell whether a word, not the name, has the consonants typed: `kunjngan` is kunjungan, not Kuningan."""
        meant = self._lexicon.normalise_word(word)[0]
        return bones(name) != bones(word) == bones("".join(meant)) and meant != (word,)

    def _nearest(self, tokens: tuple[Token, ...], start: int, end: int, near: list[tuple[int, str]]) -> Mention:
        """Join names that are equally near: `butong` may be Buton or Buteng, and the rest of the question decides."""
        names = [self._names.names[key] for _, key in near]
        alone = [name for name in names if name.regions and not name.programs]
        key = near[0][1]
        joined = names[0] if len(alone) < len(names) else Name({c for name in alone for c in name.regions})
        return self._mention(tokens, start, end, joined, key, near[0][0])

    def _mention(self, tokens: tuple[Token, ...], start: int, end: int, name: Name, key: str, errors: int) -> Mention:
        marker, placed = self._before(tokens, start)
        everyday = bool(name.programs) and end - start == 1 and self._is_everyday(tokens[start].text)
        return Mention(start, end, tuple(sorted(name.regions)), tuple(sorted(name.programs)), tuple(name.officials),
                       1 - errors / max(len(key), 1), marker, placed, key, everyday)

    def _is_everyday(self, word: str) -> bool:
        """Tell whether a word is ordinary Indonesian or everyday speech, whatever else it may name."""
        return word in root_words() or self._lexicon.stem(word) in root_words() or word in self._spoken

    def _before(self, tokens: tuple[Token, ...], start: int) -> tuple[str, bool]:
        if start == 0 or tokens[start].after_break:
            return "", False
        words = self._lexicon.normalise_word(tokens[start - 1].text)[0]
        word = words[-1] if words else tokens[start - 1].text
        if word == "kota" and start > 1 and self._lexicon.normalise_word(tokens[start - 2].text)[0][-1:] == ("wali",):
            word = "wali"
        for marker, group in (("kabupaten", _KABUPATEN), ("kota", _KOTA), ("provinsi", _PROVINCE)):
            if word in group:
                return marker, True
        return "", word in _PREPOSITIONS


def _beside(exact: list[tuple[float, Mention]], weight: float, mention: Mention) -> tuple[float, Mention]:
    """A misspelt name counts for less where an exact one stands in its span (`Kebal Stunting`)."""
    inside = any(mention.start <= m.start and m.end <= mention.end and w >= _TELLING_NAME for w, m in exact)
    return (weight - _OVER_EXACT if inside else weight), mention


def find_numbers(tokens: tuple[Token, ...]) -> Numbers:
    """Return the month, years and decimal figures that a question names."""
    month = next((_MONTHS[t.text] for t in tokens if t.text in _MONTHS), None)
    years = tuple(int(t.text) for t in tokens if _YEAR.match(t.text))
    figures = tuple(float(t.text.replace(",", ".")) for t in tokens if _DECIMAL.match(t.text))
    counts = tuple(int(t.text) for t in tokens if t.text.isdecimal() and len(t.text) < _YEAR_DIGITS)
    return Numbers(month, years, figures, counts)


def _spans(tokens: tuple[Token, ...], longest: int) -> list[tuple[int, int, str]]:
    """All runs of up to `longest` tokens that no comma or full stop divides, with their letters joined."""
    spans = []
    for start in range(len(tokens)):
        key = ""
        for end in range(start + 1, min(start + longest, len(tokens)) + 1):
            if end > start + 1 and tokens[end - 1].after_break:
                break
            key += tokens[end - 1].text
            spans.append((start, end, key))
    return spans
