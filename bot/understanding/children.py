"""Whether a question is about a child in danger, or about the asker's own child."""

from __future__ import annotations

from itertools import pairwise

from bot.understanding.reading import Reading

_CHILD = frozenset({"anak", "bayi", "balita", "cucu", "adik", "keponakan", "bocah", "umur", "usia", "lahir", "si",
                    "kecil"})
_AGE = frozenset({"umur", "usia"})
_BLUE = "biru"
_COLOURED = frozenset({"warna", "warnanya", "kapsul", "vitamin", "buku", "garis", "pita", "kartu", "tablet", "pil"})
"""What may be blue without danger (the capsule of vitamin A), as long as no part of a body is named."""
_BODY = frozenset({"bibir", "bibirnya", "mulut", "mulutnya", "wajah", "wajahnya", "muka", "mukanya", "kuku", "kukunya",
                   "kulit", "kulitnya", "badan", "badannya", "tubuh", "tubuhnya", "tangan", "kaki", "lidah", "jari"})
_MINE = frozenset({"saya", "sy", "sya", "aku", "ku", "kami", "gue", "q", "ulun", "abdi", "kulo", "beta", "sa"})


def is_urgent(reading: Reading) -> bool:
    """Tell whether a question names a sign of danger in a child: it is to be seen at once, whatever else is asked."""
    words = {w.text for w in reading.words}
    harmless = words & _COLOURED or words & _CHILD <= _AGE
    if _BLUE in words and harmless and not words & _BODY and reading.features.count("#bahaya") == 1:
        # the blue capsule of vitamin A, `yang biru untuk umur berapa`
        return False
    return "#bahaya" in reading.features and bool(words & _CHILD)


def is_own(reading: Reading) -> bool:
    """Tell whether a question is about the asker's own child, which nobody can judge from afar."""
    words = [t.text for t in reading.tokens]
    return any(a in _CHILD and b in _MINE for a, b in pairwise(words)) or bool({"anakku", "bayiku"} & set(words))
