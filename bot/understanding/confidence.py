"""How sure the bot may be of an interpretation: the share of answers that were right under like circumstances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

from bot.understanding.family import family
from bot.understanding.matcher import TOPIC_PREFIX, Ranked
from bot.understanding.reading import Reading


def confidence_signals(candidates: Sequence[Ranked], scope: float, reading: Reading) -> dict[str, float]:
    """Return what the confidence rests on.

    Args:
        candidates: intents and topics of the field, best first.
        scope: probability that the question is of the field.
        reading: the question taken apart.
    """
    best = candidates[0]
    rivals = [c.score for c in candidates[1:] if family(c.label) != family(best.label)]
    unknown = sum(not w.known for w in reading.words) / max(len(reading.words), 1)
    return {
        "bias": 1.0,
        "scope": scope,
        "score": best.score,
        "margin": best.score - candidates[1].score if len(candidates) > 1 else 1.0,
        "lead": best.score - max(rivals, default=0.0),
        "overlap": best.overlap,
        "unknown": unknown,
        "named": float(reading.names),
        "topic": float(best.label.startswith(TOPIC_PREFIX)),
        "length": min(len(reading.features), 15) / 15,
    }


def confidence(weights: Mapping[str, float], signals: Mapping[str, float]) -> float:
    """Return the fitted probability, 0 to 1, that the answer is right."""
    score = sum(weights.get(name, 0.0) * value for name, value in signals.items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))
