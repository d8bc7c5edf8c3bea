"""Families of intents: those that are answered from the same facts."""

from __future__ import annotations

from bot.understanding.matcher import TOPIC_PREFIX


def family(label: str) -> str:
    """Return an intent's family, the first word of its id (`visit_date` is of `visit`); each topic is its own."""
    return label if label.startswith(TOPIC_PREFIX) else label.split("_", 1)[0]
