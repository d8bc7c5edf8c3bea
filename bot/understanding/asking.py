"""The words people ask with, whatever they ask about: they tell nothing of a region, program or theme."""

from __future__ import annotations

from collections import defaultdict

from bot.knowledge.model import KnowledgeBase
from bot.language.lexicon import Lexicon

_INTENTS = 5
"""A word in the examples of this many intents belongs to asking, not to what is asked about."""


def asking_words(knowledge: KnowledgeBase, lexicon: Lexicon) -> frozenset[str]:
    """Return the features that the example questions of several intents share."""
    intents: dict[str, set[str]] = defaultdict(set)
    for intent in knowledge.intents:
        for text in intent.examples:
            for feature in lexicon.features_of(text):
                intents[feature].add(intent.id)
    return frozenset(f for f, labels in intents.items() if len(labels) >= _INTENTS)
