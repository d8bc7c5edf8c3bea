"""Words that people type and nobody's examples know: what the language of the knowledge base lacks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from bot.knowledge.model import KnowledgeBase
from bot.language.lexicon import Lexicon
from bot.language.tokens import words_in
from bot.understanding.names import names_of

_LISTED = 20
_ROUGHLY = re.compile(r"(?<![@a-z])[a-z]{3,}").findall
"""Words of at least three letters, without the bot's or anybody's name on Telegram."""
_ADDRESSES = frozenset({"http", "https", "www", "com"})
_LEAST = 2
"""A word typed once is rather a slip of the finger."""


class NewWord(NamedTuple):
    """A word with the number of times that it was typed."""

    text: str
    times: int


def new_words(questions: Iterable[tuple[str, int]], lexicon: Lexicon, knowledge: KnowledgeBase) -> list[NewWord]:
    """Return the words that no entry has, the most typed first.

    Args:
        questions: as typed, each with its number.
        lexicon: knows the words of the knowledge base, and corrects slips.
        knowledge: has the names.
    """
    counted: Counter[str] = Counter()
    for question, times in questions:
        # rough, for there may be hundreds of thousands; the few words that may be shown are looked at closely below
        for word in set(_ROUGHLY(question.lower())):
            counted[word] += times
    names = _ADDRESSES | {word for name in _names(knowledge) for word in words_in(name)}
    found: list[NewWord] = []
    for word, times in counted.most_common():
        if times < _LEAST or len(found) == _LISTED:
            break
        if words_in(word) == [word] and word not in names and not _is_known(word, lexicon):
            found.append(NewWord(word, times))
    return found


def _is_known(word: str, lexicon: Lexicon) -> bool:
    """Tell whether a word is in the vocabulary, or a slip away from a word of it."""
    words, known = lexicon.normalise_word(word)
    return known and (lexicon.knows(word) or words != (word,))


def _names(knowledge: KnowledgeBase) -> Iterable[str]:
    for region in knowledge.regions.values():
        yield from (region.name, region.capital or "", *region.aliases)
    for program in knowledge.programs.values():
        yield from names_of(program)
    yield from knowledge.names.groups
