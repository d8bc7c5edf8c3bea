"""The words people ask with, whatever they ask about: they tell nothing of a region, program or theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from bot.language.lexicon import WORDING
from bot.understanding.matcher import Example

SEVERAL = 5
"""A word in the examples of this many intents belongs to asking, not to the subject of a topic."""
MANY = 10
"""A word in the examples of this many intents tells no region from another."""

_MERELY_ASKS = frozenset({"#stunting", "#program", "#upaya", "#siapa", "#angka", "#kapan", "#arti", "#semuadaerah",
                          "#nasional", "#turun", "#atasi", "berapa", "siapa", "apa", "bagaimana", "mana", "ada",
                          "tidak", "anak", "tahun", "daerah", "orang"})


def telling(features: Iterable[str]) -> list[str]:
    """Return the features that say what is asked for; the others stand in questions about everything."""
    return [f for f in features if not f.startswith(WORDING) and f not in _MERELY_ASKS]


def asking_words(examples: Iterable[Example], intents: int) -> frozenset[str]:
    """Return the features that the example questions of at least so many intents share."""
    labels: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        if not example.is_topic:
            for feature in example.features:
                labels[feature].add(example.label)
    return frozenset(f for f, named in labels.items() if len(named) >= intents)
