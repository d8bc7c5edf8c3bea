"""Indonesian root words: what is a real word is neither a typing error nor a misspelt name."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def root_words() -> frozenset[str]:
    """Return some 30,000 root words: the list that ships with PySastrawi (MIT)."""
    text = files("Sastrawi").joinpath("Stemmer", "data", "kata-dasar.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
