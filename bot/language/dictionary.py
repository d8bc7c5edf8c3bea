"""Indonesian root words: what is a real word is neither a typing error nor a misspelt name."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def root_words() -> frozenset[str]:
    """Return some 30,000 root words: the list that ships with PySastrawi (MIT)."""
    text = files("Sastrawi").joinpath("Stemmer", "data", "kata-dasar.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


_PREFIXES = ("", "ber", "per", "pe", "peng", "pem", "pen", "me", "meng", "mem", "men", "di", "ke", "se", "ter")
_SUFFIXES = ("", "an", "kan", "i", "nya")
_SHORTEST_ROOT = 4


def is_derived(word: str) -> bool:
    """Tell whether a word is a root word, or one with the affixes that leave the root's letters as they are.

    The stemmer takes more than an affix off some words (`perencanaan` to `encana`); this asks the dictionary.
    """
    roots = root_words()
    return any(word[len(prefix):len(word) - len(suffix)] in roots
               for prefix in _PREFIXES if word.startswith(prefix)
               for suffix in _SUFFIXES if word.endswith(suffix) and
               (len(word) - len(prefix) - len(suffix) >= _SHORTEST_ROOT or not prefix + suffix))
