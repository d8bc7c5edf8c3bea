"""What stands for a name or number in a question and in an example."""

from __future__ import annotations

from bot.language.lexicon import REGION_MASK, TOWARDS

MASKS = {"daerah": REGION_MASK, "program": "xprogram", "orang": "xorang", "tanggal": "xtanggal", "angka": "xangka"}
"""By the placeholder of maksud.yaml: `{daerah}` and the like."""
MASKED = frozenset((*MASKS.values(), TOWARDS))
"""All features that stand for something named."""
