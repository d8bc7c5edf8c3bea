"""Whether a question is this bot's field: how much of it the field explains, not only how near an example is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from bot.language.dictionary import root_words
from bot.language.lexicon import COURTESY, WORDING
from bot.understanding.masks import MASKED
from bot.understanding.matcher import Example, Ranked

SMALLTALK = frozenset({"greet", "help", "identity", "thanks", "reaction", "goodbye"})
OUT_OF_SCOPE = "out_of_scope"
FIELD, CHAT, OUTSIDE = "field", "chat", "outside"
_UNSEEN = -0.8
"""Evidence of a word that no example has: leans outside."""
_PRIOR = 0.5
_BRIEF = 3
_MOST_FOREIGN = 2
"""Words of Indonesian that no example has, and that are no typing errors, beyond which a question is no further out."""


@dataclass(frozen=True, slots=True)
class ScopeWeights:
    """Coefficients of the logistic model, by class and signal; fitted by `benchmarks/fit.py`."""

    classes: Mapping[str, Mapping[str, float]]


class ScopeJudge:
    """Tells the field's questions from small talk and from everything else."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.weights = ScopeWeights({})
        inside: Counter[str] = Counter()
        outside: Counter[str] = Counter()
        for example in examples:
            (outside if kind_of(example.label) == OUTSIDE else inside).update(set(example.features))
        total_in, total_out = sum(inside.values()) or 1, sum(outside.values()) or 1
        self._evidence = {
            f: log((inside[f] + _PRIOR) / (total_in + 1)) - log((outside[f] + _PRIOR) / (total_out + 1))
            for f in inside.keys() | outside.keys()
        }

    def signals(self, features: tuple[str, ...], ranked: Iterable[Ranked],
                names: Mapping[str, bool]) -> dict[str, float]:
        """Return the signals that the decision rests on.

        Args:
            features: concepts and stems of the question.
            ranked: the matcher's ranking.
            names: which kinds of names the question has (`region`, `program`, `link`, ...).
        """
        best = {FIELD: 0.0, CHAT: 0.0, OUTSIDE: 0.0}
        for entry in ranked:
            kind = kind_of(entry.label)
            best[kind] = max(best[kind], entry.score)
        features = tuple(f for f in features if not f.startswith(WORDING))
        evidence = [self._evidence.get(f, _UNSEEN) for f in features if f not in MASKED] or [0.0]
        courteous = bool(COURTESY & set(features))
        strangers = [f for f in features if f not in self._evidence]
        unseen = len(strangers) / max(len(features), 1)
        return {
            "bias": 1.0,
            "field": best[FIELD],
            "chat": best[CHAT],
            "outside": best[OUTSIDE],
            "evidence": sum(evidence) / len(evidence),
            "strongest": max(evidence),
            "weakest": min(evidence),
            "unseen": unseen,
            "core": float("#stunting" in features),
            "foreign": min(sum(f in root_words() for f in strangers), _MOST_FOREIGN) / _MOST_FOREIGN,
            "stray": unseen * float("#stunting" not in features),
            "courteous": float(courteous),
            "only_courteous": float(courteous and len(features) <= _BRIEF),
            "length": min(len(features), 12) / 12,
            "ongoing_weakest": names.get("ongoing", False) * min(evidence),
            **{name: float(present) for name, present in names.items()},
        }

    def judge(self, signals: Mapping[str, float]) -> dict[str, float]:
        """Return the probability of `field`, `chat` and `outside`."""
        scores = {kind: sum(weights.get(name, 0.0) * value for name, value in signals.items())
                  for kind, weights in self.weights.classes.items()}
        top = max(scores.values())
        powers = {kind: exp(score - top) for kind, score in scores.items()}
        total = sum(powers.values())
        return {kind: power / total for kind, power in powers.items()}


def kind_of(label: str) -> str:
    """Return which of the three kinds an intent belongs to."""
    if label in SMALLTALK:
        return CHAT
    return OUTSIDE if label == OUT_OF_SCOPE else FIELD
