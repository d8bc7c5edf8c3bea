"""The fitted numbers of the understanding: read from `parameters.json`, written by `benchmarks/fit.py`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.understanding.matcher import MatchWeights
from bot.understanding.scope import ScopeWeights

PATH = Path(__file__).with_name("parameters.json")


@dataclass(frozen=True, slots=True)
class Parameters:
    """Weights and thresholds chosen on labelled questions.

    Args:
        match: weights of the matcher's views.
        scope: the scope model.
        least_scope: probability of being in the field below which the bot says that it is not.
        penalties: what an intent loses for a subject that it needs or has no use for.
        confidence: the model of how often such an answer is right.
        least_confidence: confidence below which the bot asks back.
    """

    match: MatchWeights
    scope: ScopeWeights
    least_scope: float
    penalties: dict[str, float]
    confidence: dict[str, float]
    least_confidence: float


def load_parameters(path: Path = PATH) -> Parameters:
    """Read the fitted parameters that ship with the package."""
    return parse_parameters(json.loads(path.read_text(encoding="utf-8")))


def parse_parameters(data: dict[str, Any]) -> Parameters:
    """Make the parameters from what parameters.json holds."""
    return Parameters(MatchWeights(**data["match"]), ScopeWeights(data["scope"]), data["least_scope"],
                      data["penalties"], data["confidence"], data["least_confidence"])
