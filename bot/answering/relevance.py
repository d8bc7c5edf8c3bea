"""Which of a subject's statements speak of what was asked: overlap of words, rare ones counting most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import log, sqrt

from bot.knowledge.model import KnowledgeBase, Statement
from bot.language.lexicon import WORDING
from bot.understanding.asking import telling

SPEAKING = 1.0
"""Weight of shared words from which a statement speaks of the question at all."""
_KIND_BONUS = 4.0
_ASKING_SHARE = 0.4
_RARE = 60
_WORD_SHARE = 0.5
"""A statement's extra search words count for half a word of the statement itself."""


class Relevance:
    """Ranks statements for a question's features."""

    def __init__(self, knowledge: KnowledgeBase, features_of: Callable[[str], tuple[str, ...]],
                 asking: frozenset[str]) -> None:
        """Read every statement.

        Args:
            knowledge: where the statements are.
            features_of: words of a sentence as they are compared.
            asking: words that questions of every kind share, which count less.
        """
        self._features: dict[Statement, frozenset[str]] = {}
        self._extra: dict[Statement, frozenset[str]] = {}
        self._phrases: dict[Statement, list[frozenset[str]]] = {}
        for statement in _statements(knowledge):
            self._features[statement] = frozenset(f for f in features_of(statement.text) if not f.startswith(WORDING))
            self._extra[statement] = frozenset(f for w in statement.words for f in features_of(w))
            self._phrases[statement] = [phrase for word in statement.words
                                        if (phrase := frozenset(telling(features_of(word))))]
        counts = Counter(f for s, features in self._features.items() for f in features | self._extra[s])
        self._speaking: dict[str, list[Statement]] = {}
        for statement, features in self._features.items():
            for feature in features | self._extra[statement]:
                self._speaking.setdefault(feature, []).append(statement)
        self._rare = {s: frozenset(f for f in features if len(self._speaking[f]) <= _RARE)
                      for s, features in self._features.items()}
        self._idf = {f: log(1 + len(self._features) / n) * (_ASKING_SHARE if f in asking else 1.0)
                     for f, n in counts.items()}

    def score(self, statement: Statement, features: Iterable[str], kinds: Sequence[str] = ()) -> float:
        """Return how well a statement fits: the weight of shared words, and a bonus where its kind is asked for."""
        own, extra = self._features[statement], self._extra[statement]
        shared = sum(self._idf.get(f, 0.0) * (1.0 if f in own else _WORD_SHARE if f in extra else 0.0)
                     for f in set(features))
        return shared + (_KIND_BONUS * (1 - 0.2 * kinds.index(statement.kind)) if statement.kind in kinds else 0.0)

    def is_asked_for(self, statement: Statement, features: Iterable[str]) -> bool:
        """Tell whether a question has a word or phrase that stands beside a statement: people ask for it by that."""
        said = set(features)
        return any(phrase <= said for phrase in self._phrases[statement])

    def rank(self, statements: Iterable[Statement], features: Iterable[str],
             kinds: Sequence[str] = ()) -> list[tuple[float, Statement]]:
        """Return the statements with their scores, best first; equal ones keep their order."""
        wanted = set(features)
        scored = [(self.score(s, wanted, kinds), s) for s in dict.fromkeys(statements)]
        return sorted(scored, key=lambda pair: -pair[0])

    def speaking_of(self, features: Iterable[str]) -> dict[Statement, None]:
        """Return the statements with any of the words, each once, in a stable order."""
        return dict.fromkeys(s for f in sorted(features) for s in self._speaking.get(f, ()))

    def weight(self, features: Iterable[str]) -> float:
        """Return the weight of words together: rare ones count most."""
        return sum(self._idf.get(f, 0.0) for f in features)

    def alike(self, first: Statement, second: Statement) -> bool:
        """Tell whether two different statements share a rare word."""
        return first is not second and not self._rare[first].isdisjoint(self._rare[second])

    def likeness(self, first: Statement, second: Statement) -> float:
        """Return how alike two statements are: the weight of the words they share, for their length."""
        shared = self.weight(self._features[first] & self._features[second])
        return shared / sqrt(self.weight(self._features[first]) * self.weight(self._features[second]) or 1.0)


def _statements(knowledge: KnowledgeBase) -> Iterable[Statement]:
    for program in knowledge.programs.values():
        yield from program.statements
    for region in knowledge.regions.values():
        yield from region.statements
    for visit in knowledge.visits:
        yield from visit.statements
