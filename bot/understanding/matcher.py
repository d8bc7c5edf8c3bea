"""Compare a question with the example questions of every intent and topic.

Two views are joined. The *class view* asks how likely the question's words are in an intent's examples taken together
(query likelihood with Dirichlet smoothing, Zhai & Lafferty 2004), so that words from several examples add up. The
*example view* finds the single nearest example by shared rare words and by rapidfuzz, so that one added example counts
at once. The weights of the views are fitted by `benchmarks/fit.py`.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from bot.language.lexicon import WORDING

TOPIC_PREFIX = "topik:"
_SMOOTHING = 12.0
"""Pseudo-words of the common vocabulary mixed into every class."""
_CANDIDATES = 120
_TOLD_SHARE = 0.4
"""What a word of an answer counts beside one of a question."""
_SUBJECT_SHARE = 0.12
_SUBJECT_LIFT = 4.0
"""A word is a class's subject where an eighth of its examples have it, four times as many as elsewhere."""
_COMPARED = 12
_BIGRAM_WEIGHT = 0.5
_WORDING_WEIGHT = 0.5
_UNSEEN_FREQUENCY = 0.3
"""Examples that a word never seen counts as standing in: rarer than any seen word."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One intent or topic with its score and the evidence for it.

    Args:
        label: intent id, or `topik:` with the topic's id.
        score: the joined score; comparable within one question.
        likelihood: class view, at most 1.
        overlap: cosine with the nearest example, 0 to 1.
        spelling: rapidfuzz likeness with the nearest example, 0 to 1.
        example: the nearest example as written in the knowledge base.
    """

    label: str
    score: float
    likelihood: float
    overlap: float
    spelling: float
    example: str

    def less(self, cost: float) -> Ranked:
        """Return the same with a lower score."""
        return Ranked(self.label, self.score - cost, self.likelihood, self.overlap, self.spelling, self.example)


@dataclass(frozen=True, slots=True)
class Example:
    """An example question made ready for comparing."""

    label: str
    text: str
    features: tuple[str, ...]
    told: bool = False
    """True for a sentence of the answer: nobody asks it, but its words are the topic's."""

    @property
    def is_topic(self) -> bool:
        """True for a question of a general topic, False for one of an intent."""
        return self.label.startswith(TOPIC_PREFIX)


@dataclass(frozen=True, slots=True)
class MatchWeights:
    """Weights of the three views."""

    likelihood: float
    overlap: float
    spelling: float


class IntentMatcher:
    """Ranks intents and topics for a question."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._examples = examples
        self.weights = MatchWeights(1.0, 0.0, 0.0)
        bags = [_with_bigrams(e.features) for e in examples]
        frequency = Counter(f for bag in bags for f in bag)
        self._idf = {f: log(1 + len(examples) / n) for f, n in frequency.items()}
        self._unseen = log(1 + len(examples) / _UNSEEN_FREQUENCY)
        norms = [sqrt(sum(self._weight(f) ** 2 for f in set(bag))) or 1.0 for bag in bags]
        self._norms = np.array(norms)
        postings: dict[str, list[int]] = defaultdict(list)
        for index, bag in enumerate(bags):
            for feature in () if examples[index].told else set(bag):
                postings[feature].append(index)
        self._postings = _Rows((feature, indices, ()) for feature, indices in postings.items())
        """For each feature the examples that have it: adding up a question's few features over all examples at once
        costs less than choosing which examples to look at."""
        self._learn_classes(bags, frequency)

    def _learn_classes(self, bags: list[list[str]], frequency: Counter[str]) -> None:
        total = sum(frequency.values())
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for example, bag in zip(self._examples, bags, strict=True):
            counts[example.label].update(dict.fromkeys(bag, _TOLD_SHARE) if example.told else bag)
        sizes = Counter(e.label for e in self._examples)
        share = {f: n / len(self._examples) for f, n in frequency.items()}
        self._subjects = {label: frozenset(
            f for f, n in c.items() if " " not in f and not f.startswith(WORDING)
            and n / sizes[label] >= max(_SUBJECT_SHARE, _SUBJECT_LIFT * share[f])) for label, c in counts.items()}
        self._labels = list(counts)
        self._numbers = {label: number for number, label in enumerate(self._labels)}
        self._absent = np.array([log(_SMOOTHING / (sum(c.values()) + _SMOOTHING)) for c in counts.values()])
        present: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for index, counter in enumerate(counts.values()):
            for feature, n in counter.items():
                indices, gains = present[feature]
                indices.append(index)
                gains.append(log(1 + n * total / (_SMOOTHING * frequency[feature])))
        self._present = _Rows((feature, indices, gains) for feature, (indices, gains) in present.items())
        """For each feature the classes that have it, and what it speaks for each."""

    def subject(self, label: str) -> frozenset[str]:
        """Return the words that a class's examples share and others rarely have: what it is about."""
        return self._subjects.get(label, frozenset())

    def has(self, label: str, feature: str) -> bool:
        """Tell whether any of a class's examples has a feature."""
        return self._numbers.get(label, -1) in self._present[feature][0]

    def weight(self, feature: str) -> float:
        """Return how telling a feature is; a word never seen tells most."""
        return self._idf.get(feature, self._unseen)

    def knows(self, feature: str) -> bool:
        """Tell whether any example has the feature."""
        return feature in self._idf

    def rank(self, features: tuple[str, ...], most: int = 8) -> tuple[Ranked, ...]:
        """Return the best intents and topics for a question's features, best first."""
        bag = list(dict.fromkeys(_with_bigrams(features)))
        if not bag:
            return ()
        likelihood = self._likelihoods(bag)
        nearest = self._nearest(bag, " ".join(features))
        ranked = []
        for label in set(sorted(likelihood, key=lambda k: -likelihood[k])[:most]) | set(nearest):
            overlap, spelling, index = nearest.get(label, (0.0, 0.0, -1))
            score = (self.weights.likelihood * likelihood[label] + self.weights.overlap * overlap
                     + self.weights.spelling * spelling)
            example = self._examples[index].text if index >= 0 else ""
            ranked.append(Ranked(label, score, likelihood[label], overlap, spelling, example))
        return tuple(sorted(ranked, key=lambda r: (-r.score, r.label))[:most])

    def _weight(self, feature: str) -> float:
        return self.weight(feature) * _share(feature)

    def _likelihoods(self, bag: list[str]) -> dict[str, float]:
        """Class view: log likelihood against the common vocabulary, per unit of the question's weight."""
        unigrams = [f for f in bag if " " not in f]
        size = sum(_share(f) for f in unigrams)
        scores = self._absent * size
        for feature in bag:
            indices, gains = self._present[feature]
            scores[indices] += _share(feature) * gains
        span = sum(self._weight(f) for f in unigrams) or 1.0
        return dict(zip(self._labels, (scores / span).tolist(), strict=True))

    def _nearest(self, bag: list[str], joined: str) -> dict[str, tuple[float, float, int]]:
        """Example view: for each label among the nearest examples, the best (overlap, spelling, example)."""
        shared = np.zeros(len(self._examples))
        for feature in bag:
            indices, _ = self._postings[feature]
            shared[indices] += self._weight(feature) ** 2
        norm = sqrt(sum(self._weight(f) ** 2 for f in bag)) or 1.0
        cosines = shared / (norm * self._norms)
        nearest = np.argpartition(-cosines, min(_CANDIDATES, len(cosines) - 1))[:_CANDIDATES]
        nearest = nearest[np.lexsort((nearest, -cosines[nearest]))]
        best: dict[str, tuple[float, float, int]] = {}
        for rank, (cosine, index) in enumerate(zip(cosines[nearest].tolist(), nearest.tolist(), strict=True)):
            if cosine <= 0.0:
                break
            label = self._examples[index].label
            if rank >= _COMPARED and label in best:
                continue
            spelling = fuzz.token_sort_ratio(joined, " ".join(self._examples[index].features)) / 100
            if label not in best or cosine + spelling > sum(best[label][:2]):
                best[label] = (cosine, spelling, index)
            if len(best) >= _COMPARED:
                break
        return best


class _Rows:
    """A row of indices and values for each feature, all rows in two arrays: an array of its own costs each a hundred
    bytes, and there are some fifty thousand."""

    def __init__(self, rows: Iterable[tuple[str, Sequence[int], Sequence[float]]]) -> None:
        self._starts: dict[str, int] = {}
        ends, indices, values = [0], array("i"), array("f")
        for number, (feature, row, gains) in enumerate(rows):
            self._starts[feature] = number
            indices.extend(row)
            values.extend(gains)
            ends.append(len(indices))
        self._ends = array("i", ends)
        self._indices = np.frombuffer(indices, np.int32) if indices else np.zeros(0, np.int32)
        self._values = np.frombuffer(values, np.float32) if values else np.zeros(0, np.float32)

    def __getitem__(self, feature: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """Return the feature's indices and values; both empty for a feature never seen."""
        number = self._starts.get(feature)
        if number is None:
            return self._indices[:0], self._values[:0]
        start, end = self._ends[number], self._ends[number + 1]
        return self._indices[start:end], self._values[start:end]


def _share(feature: str) -> float:
    """Pairs of words count half, the wording of a concept less than the concept."""
    return _BIGRAM_WEIGHT if " " in feature else _WORDING_WEIGHT if feature.startswith(WORDING) else 1.0


def _with_bigrams(features: Iterable[str]) -> list[str]:
    every = list(features)
    words = [f for f in every if not f.startswith(WORDING)]
    return every + [f"{a} {b}" for a, b in pairwise(words)]
