"""Open questions that are nearly the same, put together: one answer serves them all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz

from bot.language.lexicon import WORDING, Lexicon
from bot.language.tokens import tokenise
from bot.storage.database import Database
from bot.storage.open_questions import OpenQuestions, State, Unanswered

ALIKE = 80.0
"""Likeness, of 100, from which two words are one with a slip of the finger."""
_MERELY_ASKS = frozenset({"apa", "berapa"})
"""Stems that stand in one wording and are understood in another."""
_LONG_ENOUGH = 4
"""Letters of a word that may have a slip; shorter ones are too often two words."""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are nearly the same, the most asked first."""

    questions: tuple[Unanswered, ...]

    @property
    def first(self) -> Unanswered:
        """The wording that stands for all."""
        return self.questions[0]

    @property
    def ids(self) -> tuple[int, ...]:
        """Of all rows."""
        return tuple(question.id for question in self.questions)

    @property
    def times(self) -> int:
        """How often it was asked in any wording."""
        return sum(question.times for question in self.questions)

    @property
    def people(self) -> int:
        """How many are to be told at most; who asked in two wordings is counted twice."""
        return sum(question.people for question in self.questions)

    @property
    def last_asked(self) -> datetime:
        """When it was asked last."""
        return max(question.last_asked for question in self.questions)


def grouped(questions: Sequence[Unanswered], words_of: Callable[[str], Iterable[str]]) -> list[Group]:
    """Put near-identical questions together; those that are like an ignored one are left out.

    Two questions are nearly the same where the same regions and programs are named and the same words are said, in any
    order, of which one may have a slip of the finger. Comparing letters alone would put `berapa biaya` and `berapa
    lama` together and `brp biaya` apart.

    Args:
        questions: the most asked first.
        words_of: the words of a question that count, abbreviations and endings taken care of.

    Returns:
        The groups, the most asked first.
    """
    places: dict[_Key, int] = {}
    groups: list[list[Unanswered]] = []
    slips: dict[_Key, list[tuple[str, int]]] = {}
    for question in questions:
        words = frozenset(words_of(question.wording)) or frozenset(question.wording.split())
        key = (question.regions, question.programs, words)
        place = places.get(key)
        if place is None:
            place = _nearly(key, slips)
            if place is None:
                place = len(groups)
                groups.append([])
            places[key] = place
            for word in words:
                slips.setdefault(_without(key, word), []).append((word, place))
        groups[place].append(question)
    shown = [Group(tuple(group)) for group in groups if all(question.state is State.OPEN for question in group)]
    return sorted(shown, key=lambda group: (-group.times, -group.last_asked.timestamp(), group.first.id))


async def waiting(database: Database, lexicon: Lexicon) -> list[Group]:
    """Return the open questions of a database, near-identical ones together, the most asked first.

    Args:
        database: with the log.
        lexicon: tells the words that count.

    Raises:
        StorageError: the database cannot be read.
    """
    # beside the replies: of thousands of questions it takes a third of a second
    return await asyncio.to_thread(grouped, await OpenQuestions(database).all(), telling_words(lexicon))


def telling_words(lexicon: Lexicon) -> Callable[[str], list[str]]:
    """Return what tells a question's words that count: concepts and stems, without those that merely ask."""
    def words_of(text: str) -> list[str]:
        features = lexicon.features(lexicon.read(tokenise(text)))
        return [feature for feature in features if not feature.startswith(WORDING) and feature not in _MERELY_ASKS]

    return words_of


_Key = tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]


def _without(key: _Key, word: str) -> _Key:
    return key[0], key[1], key[2] - {word}


def _nearly(key: _Key, slips: Mapping[_Key, list[tuple[str, int]]]) -> int | None:
    """Find the group of a question whose words are these but for one slip."""
    for word in sorted(key[2]):
        for other, place in slips.get(_without(key, word), ()):
            if min(len(word), len(other)) >= _LONG_ENOUGH and fuzz.ratio(word, other) >= ALIKE:
                return place
    return None
