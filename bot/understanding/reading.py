"""A question taken apart, and what its words alone tell: whether it asks, leans on what was said, or plans a visit."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from bot.knowledge.model import Official
from bot.language.dictionary import root_words
from bot.language.lexicon import Word
from bot.language.tokens import Token
from bot.understanding.mention import Mention, Numbers
from bot.understanding.places import Place

THERE = frozenset({"sana", "situ", "kesana", "kesitu", "disana", "disitu", "sono"})
ASKING = frozenset({
    "apa", "apakah", "apanya", "siapa", "kapan", "mana", "berapa", "bagaimana", "kenapa", "bandingkan", "jelaskan",
    "sebutkan", "rekomendasikan", "rekomendasi", "dijelaskan", "informasi", "info", "penjelasan", "adakah", "gambaran",
    "arahan", "saran", "ceritakan", "uraikan", "paparkan", "terangkan", "contoh", "contohnya",
})
"""Words by which a sentence asks."""
_ASKS_SHORTLY = frozenset({"tanya", "bertanya", "nanya", "kok", "ada", "bisa", "boleh", "gimana", "terus", "lalu"})
"""Words that go with a question in everyday speech."""
KIND_WORDS = frozenset({"kota", "kabupaten", "provinsi"})
_AFTER = frozenset({"habis", "sehabis", "setelah", "sesudah", "selepas", "sudah", "selesai"})
_LEANING = frozenset({"itu", "tersebut", "tsb", "tadi", "sana", "situ", "satunya", "sebelah", "mereka", "begitu"})
_POSSESSED = ("nya", "nye", "ne", "na", "nyo")
"""Endings that say `its`: of what must have been said before."""
_BASE = 2
"""Letters that a word with such an ending begins with, as typed and as read: `gmna` has none, it is bagaimana."""
_HANGING = 4
"""Words up to which a question that names nothing may be one that hangs in the air."""
WE = frozenset({"kami", "kita", "saya", "aku"})
_WISH = frozenset({"mau", "ingin", "pengen", "pengin", "hendak", "akan", "berencana", "rencana", "merencanakan"})
_VISITING = frozenset({"studi", "belajar", "kunjungan", "berkunjung", "berguru", "meniru", "mencontoh", "benchmarking",
                       "kaji", "tiru"})
_NEAR = 2
"""Words after a wish among which stands what is wished (`mau ke luar belajar`)."""
_NOT_WHERE_TO = frozenset({("di", "mana"), ("dari", "mana")})
_TO_KNOW = frozenset({"tau", "tahu", "tanya", "bertanya", "nanya"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A question taken apart.

    Args:
        tokens: words and numbers as typed.
        words: normalised words, mentions included.
        mentions: names found.
        places: regions that the question names.
        programs: ids of programs named; several where the name is shared.
        officials: people named.
        numbers: dates and figures named.
        features: what is compared with examples, with masks for names.
        bare: features without masks: what the question says beside names.
    """

    tokens: tuple[Token, ...]
    words: tuple[Word, ...]
    mentions: tuple[Mention, ...]
    places: tuple[Place, ...]
    programs: tuple[str, ...]
    officials: tuple[Official, ...]
    numbers: Numbers
    features: tuple[str, ...]
    bare: tuple[str, ...]

    @property
    def names(self) -> bool:
        """True where the question names a region, a program or a person."""
        return bool(self.places or self.programs or self.officials)

    @property
    def asks(self) -> bool:
        """True where a word asks something, or a question mark's worth of it stands in the words."""
        return any(word.text in ASKING or word.text in _ASKS_SHORTLY for word in self.words)

    @property
    def moves_on(self) -> bool:
        """True where the question asks for what comes next (`habis itu dikasih apa`)."""
        return any(a.text in _AFTER and b.text in _LEANING for a, b in pairwise(self.words))

    @property
    def hangs(self) -> bool:
        """True where the question names nothing but leans on something (`berapa anggarannya`, `itu punya siapa`)."""
        if self.names or self.numbers.figures:
            return False
        return len(self.bare) <= _HANGING and (self.leans or len(self.bare) == 1)

    @property
    def leans(self) -> bool:
        """True where the question speaks of `its` or of `that`: of what must have been said before."""
        fillers = {w.token for w in self.words if w.filler}
        corrected = {w.token for w in self.words if w.text[:_BASE] != self.tokens[w.token].text[:_BASE]}
        return any(t.text in _LEANING or (t.text.endswith(_POSSESSED) and index not in fillers | corrected
                                          and t.text not in root_words())
                   for index, t in enumerate(self.tokens))

    def word_before(self, place: Place) -> str:
        """Return the word that stands before a place as typed; empty where it comes first."""
        return self.tokens[place.mention.start - 1].text if place.mention.start else ""

    @property
    def plans(self) -> bool:
        """True where the one who asks wants to go and learn, and names no place to go to (`kami dari Brebes mau …`).

        A province may be named: it is a place to look in.
        """
        words = [word.text for word in self.words]
        goals = [place for place in self.places if self.word_before(place) == "ke"]
        if not _NOT_WHERE_TO.isdisjoint(pairwise(words)) or any(len(code) > 2 for goal in goals for code in goal.codes):
            return False
        ours = not WE.isdisjoint(words) or (not self.places and _LEANING.isdisjoint(words))
        return ours and any(
            word in _WISH and not _VISITING.isdisjoint(words[i + 1:i + 1 + _NEAR])
            and _TO_KNOW.isdisjoint(words[i + 1:i + 2]) for i, word in enumerate(words))

    @property
    def thanks(self) -> bool:
        """True where the message thanks, whatever else it says."""
        return any(a.text == "terima" and b.text == "kasih" for a, b in pairwise(self.words))

    @property
    def points_there(self) -> bool:
        """True where the question points to a place named before (`ke sana`)."""
        return any(token.text in THERE for token in self.tokens)
