"""What a conversation remembers between turns, so that follow-up questions make sense."""

from __future__ import annotations

from dataclasses import dataclass

LIFETIME_SECONDS = 30 * 60
"""Follow-ups make sense for half an hour; after that a question starts afresh."""


@dataclass(slots=True)
class Conversation:
    """The remembered turn of one chat (in a group: of one person in it)."""

    last_seen: float = 0.0
    """Monotonic clock of the last turn, in seconds."""
