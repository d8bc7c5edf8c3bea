"""Decide which regions the mentions of a question mean, and where it has to ask back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import log

from bot.knowledge.model import KnowledgeBase, Region
from bot.language.lexicon import WORDING, Lexicon
from bot.language.tokens import Token
from bot.understanding.mention import Mention
from bot.understanding.names import NameIndex
from bot.understanding.namesakes import DENYING, KINDS, PARENT, THAT

_TELLING_SHARE = 0.5
"""The runner-up among regions of one name may have at most this share of the winner's evidence."""
_SHORT_NAME = 7
"""A misspelt name this short is one only where the question is of the field (`bondang` against `erau`)."""
_TELLING_OWNERS = 12
"""A word that more regions are described with tells none of them from another."""
_DIRECTED = 7
"""Words after a name among which a direction may still belong to it."""
_TELLING_BEARER = 1.5
"""The same for Kabupaten Buton among those that are named after it."""
_TELLING = 3.5
"""Evidence that it takes to choose among namesakes: about one word that no other region is described with."""
_SENSE_WORDS = frozenset({
    "#stunting", "#angka", "#kunjung", "#belajar", "#atasi", "#tpps", "#aksikonvergensi", "#posyandu", "#gizi",
    "#kerjasama", "#turun", "#rombongan", "#program", "#upaya", "#didatangi", "#tamu", "#guru", "#kemana", "#rakor",
    "#jumlahorang", "#pimpin", "#terima", "#opd", "#aplikasi",
})
_ASKED = frozenset({"#kepanjangan", "#kapan", "#sejak", "#pemilik", "#banding", "#siapa", "#sasaran",
                    "#hasil", "#pelaksana", "#langkahkerja", "#pokok", "#rekomendasi", "#tertinggi", "#terendah",
                    "#penghargaan", "#jabatan"})
"""Concepts by which a misspelt name is one, though they do not make an everyday word a region."""
_OF_REGIONS = frozenset({"#angka", "#program", "#penghargaan", "#kunjung", "#belajar", "#upaya", "#banding"})
"""Concepts asked of regions, by which also an abbreviation that is a word is one (`penghargaan Kobar`)."""
_WITH = frozenset({"karo"})
"""Regions whose name is a word for `with`: before another region, or between what is compared, they are that
(`karo Muna Barat`, `bedane stunting karo wasting`)."""
_SENSE_TOKENS = frozenset({"data", "info", "informasi", "datanya", "program", "inovasi", "programnya", "inovasinya"})
"""Concepts that make an everyday word beside them a region (`batang belajar ke mana`)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A region that the question names; several codes where it could be each of them."""

    codes: tuple[str, ...]
    mention: Mention


class PlaceResolver:
    """Turns region mentions into places."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon, names: NameIndex, asking: frozenset[str]) -> None:
        self._knowledge = knowledge
        self._names = names
        self._districts = {name.casefold(): {w.casefold() for w in words}
                           for name, words in knowledge.names.districts.items()}
        self._evidence = _region_words(knowledge, lexicon, asking)

    def resolve(self, mentions: Iterable[Mention], tokens: tuple[Token, ...], features: tuple[str, ...],
                ongoing: bool = False) -> tuple[Place, ...]:
        """Return the places in reading order.

        Args:
            mentions: what the question names.
            tokens: the question's tokens.
            features: concepts and stems of the question, for telling namesakes apart.
            ongoing: whether a conversation about regions is going on, in which an everyday word may well be one.
        """
        named = [m for m in mentions if m.regions and not m.programs]
        sensible = (ongoing or any(f in _SENSE_WORDS for f in features) or any(t.text in _SENSE_TOKENS for t in tokens)
                    or any(m.text not in self._names.everyday for m in named))
        about = ongoing or any(f in _SENSE_WORDS or f in _ASKED for f in features)
        about_any = about or len(named) > 1
        plain = not _OF_REGIONS.isdisjoint(features)
        kept = [m for m in named if self._is_region(m, tokens, sensible, about_any, plain)
                and (about_any or m.score == 1.0 or m.marker or len(m.text) > _SHORT_NAME)]
        starts = {m.start for m in named}
        among = "#banding" in features and len(tokens) > 2
        kept = [m for m in kept if m.placed or m.text not in _WITH or not (
            m.end in starts or (among and 0 < m.start < len(tokens) - 1))]
        places = [Place(self._readings(m, tokens), m) for m in kept]
        ends = [p.mention.end for p in places]
        places = [p for p in places if not _denied(p.mention, tokens, ends)]
        places = self._within_provinces(places)
        return tuple(_unique(Place(self._by_evidence(p, features), p.mention) for p in places))

    def told(self, code: str, features: tuple[str, ...]) -> float:
        """Return how much of what is known of a region in particular the question speaks of."""
        words = self._evidence.get(code, {})
        return sum(words.get(f, 0.0) for f in set(features))

    def _is_region(self, mention: Mention, tokens: tuple[Token, ...], sensible: bool, about: bool,
                   plain: bool) -> bool:
        sentence = " ".join(t.text for t in tokens)
        if any(place in sentence for place in self._districts.get(mention.text, ())):
            return False
        if mention.text in self._names.everyday and not mention.placed:
            regions = [self._knowledge.regions[code] for code in mention.regions]
            own = any(region.letters.endswith(mention.text) for region in regions)
            short = mention.score == 1.0 and plain and any(_abbreviates(mention.text, region) for region in regions)
            return short or (sensible and own and (mention.score == 1.0 or about))
        return True

    def _readings(self, mention: Mention, tokens: tuple[Token, ...]) -> tuple[str, ...]:
        codes = mention.regions
        marker = mention.marker or _marker_after(mention, tokens)
        if marker:
            fitting = tuple(c for c in codes if _fits(c, marker, self._knowledge))
            return fitting or codes
        if any(len(c) == 2 for c in codes) and len(codes) == 1:
            return codes
        root_family = self._names.family.get(mention.text, ())
        if root_family and any(c in root_family for c in codes):
            codes = tuple(dict.fromkeys([*_ordered(codes), *_ordered(root_family)]))
            return self._directed(codes, mention, tokens) or codes
        return codes

    def _directed(self, codes: tuple[str, ...], mention: Mention, tokens: tuple[Token, ...]) -> tuple[str, ...]:
        """`Buton yang tengah`, `Buton induk, bukan Tengah`: a word further on says which of the family is meant."""
        names = {self._knowledge.regions[c].short_name.casefold(): c for c in codes}
        root = next((n for n in names if n.replace(" ", "") == mention.text), "")
        words = [t.text for t in tokens[mention.end:mention.end + _DIRECTED]]
        denied = {after for word, after in pairwise(words) if word in DENYING}
        for word in words:
            if word in PARENT and root:
                return (names[root],)
            if word not in denied and f"{root} {word}" in names:
                return (names[f"{root} {word}"],)
        left = tuple(c for n, c in names.items() if n.rpartition(" ")[2] not in denied)
        return left if denied and len(left) < len(codes) else ()

    def _within_provinces(self, places: list[Place]) -> list[Place]:
        """Drop a province that only says where another region lies, and use it to tell namesakes apart."""
        provinces = {code for p in places for code in p.codes if len(code) == 2}
        result: list[Place] = []
        qualifiers: set[str] = set()
        for place in places:
            inside = tuple(c for c in place.codes if c[:2] in provinces and len(c) > 2)
            if inside and not any(len(c) == 2 for c in place.codes):
                qualifiers.update(c[:2] for c in inside)
                place = Place(inside, place.mention)
            result.append(place)
        clear = {p.codes[0] for p in result if len(p.codes) == 1}
        return [p for p in result if not qualifiers & {c for c in p.codes if len(c) == 2}
                and not (len(p.codes) > 1 and clear & set(p.codes))]

    def _by_evidence(self, place: Place, features: tuple[str, ...]) -> tuple[str, ...]:
        """Choose among namesakes by what is known of each; the one that bears the very name needs less of it."""
        codes = place.codes
        if len(codes) < 2:
            return codes
        bearers = [code for code in codes if self._knowledge.regions[code].letters == place.mention.text]
        scores = sorted(((self.told(code, features), code) for code in codes), key=lambda s: -s[0])
        (best, code), (second, _) = scores[0], scores[1]
        if len(bearers) == 1 and best == self.told(bearers[0], features) >= _TELLING_BEARER:
            return (bearers[0],)
        return (code,) if best >= _TELLING and second <= best * _TELLING_SHARE else codes


def _region_words(knowledge: KnowledgeBase, lexicon: Lexicon, asking: frozenset[str]) -> dict[str, dict[str, float]]:
    """For each region, the words that it is described with, weighted by how few regions share them."""
    texts: dict[str, list[str]] = defaultdict(list)
    for program in knowledge.programs.values():
        texts[program.region] += [program.name, *(s.text for s in program.statements)]
    for region in knowledge.regions.values():
        texts[region.code] += [s.text for s in region.statements]
    for visit in knowledge.visits:
        for code in (visit.guest, visit.host):
            if code:
                texts[code] += [*visit.subjects, *(s.text for s in visit.statements)]
    words = {code: {f for text in lines for f in lexicon.features_of(text) if not f.startswith(WORDING)}
             for code, lines in texts.items()}
    words = {code: features - asking for code, features in words.items()}
    owners: dict[str, int] = defaultdict(int)
    for features in words.values():
        for feature in features:
            owners[feature] += 1
    return {code: {f: log(1 + len(words) / owners[f]) for f in features if owners[f] <= _TELLING_OWNERS}
            for code, features in words.items()}


def _abbreviates(text: str, region: Region) -> bool:
    """Tell whether a word is put together of a region's name (`kobar`: Kotawaringin Barat)."""
    letters = iter(region.short_name.casefold())
    return text != region.letters and all(letter in letters for letter in text)


def _fits(code: str, marker: str, knowledge: KnowledgeBase) -> bool:
    region = knowledge.regions[code]
    if marker == "provinsi":
        return region.is_province
    return not region.is_province and region.is_city == (marker == "kota")


def _marker_after(mention: Mention, tokens: tuple[Token, ...]) -> str:
    """`bogor kota`, `bogor, yang kota`: the marker may also stand behind, at the end of its phrase."""
    behind = [token.text for token in tokens[mention.end:mention.end + 2]]
    if len(behind) == 2 and behind[0] in THAT and behind[1] in KINDS:
        return "kota" if KINDS[behind[1]] else "kabupaten"
    if not behind or tokens[mention.end].after_break:
        return ""
    word = behind[0]
    ends = mention.end + 1 == len(tokens) or tokens[mention.end + 1].after_break
    return {"kota": "kota", "kab": "kabupaten", "kabupaten": "kabupaten"}.get(word, "") if ends else ""


def _denied(mention: Mention, tokens: tuple[Token, ...], ends: list[int]) -> bool:
    """`Kabupaten Muna, bukan Muna Barat`, `dari luar Jawa`: what is named only to be ruled out."""
    start = max([0, mention.start - 2, *(end for end in ends if end <= mention.start)])
    before = [t.text for t in tokens[start:mention.start]]
    return "luar" in before[-1:] or (len(ends) > 1 and any(w in DENYING for w in before) and "kota" not in before)


def _ordered(codes: Iterable[str]) -> list[str]:
    """Kota before kabupaten, then by code, provinces last: the order in which namesakes are offered."""
    return sorted(codes, key=lambda c: (len(c) == 2, not (len(c) > 2 and c[3:] >= "71"), c))


def _unique(places: Iterable[Place]) -> list[Place]:
    seen: set[tuple[str, ...]] = set()
    kept = []
    for place in places:
        if place.codes not in seen:
            seen.add(place.codes)
            kept.append(place)
    return kept
