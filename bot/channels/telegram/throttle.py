"""How fast one person may ask: a bucket of turns that fills up again with time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

PRESS_COST = 1 / 3
"""Turns that a pressed button costs: leafing through pages is quick and cheap."""
_PEOPLE = 10_000


@dataclass(slots=True)
class _Bucket:
    turns: float
    filled_at: float
    told: bool = False
    update_id: int | None = None


class Throttle:
    """Counts the turns of each person."""

    def __init__(self, turns_a_minute: int, clock: Callable[[], float] = time.time) -> None:
        """Make ready.

        Args:
            turns_a_minute: how many a person may take, at once or spread; 0 for as many as one likes.
            clock: seconds; tests pass their own.
        """
        self._most = turns_a_minute
        self._clock = clock
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()

    def allows(self, user_id: int | None, cost: float = 1.0, *, at: float | None = None,
               update_id: int | None = None) -> bool:
        """Take a turn; False where there is none left.

        Args:
            user_id: who; where Telegram names nobody, nobody is held back.
            cost: how many turns it takes.
            at: when it was asked, as Unix time; now unless told. What was asked in hours of an outage and is answered
                in one go is no flood.
            update_id: the update that asks; answering it once more, after Telegram did not take the reply, is free.
        """
        if not self._most or user_id is None:
            return True
        now = self._clock() if at is None else at
        bucket = self._buckets.setdefault(user_id, _Bucket(self._most, now))
        self._buckets.move_to_end(user_id)
        if len(self._buckets) > _PEOPLE:
            self._buckets.popitem(last=False)
        if update_id is not None and bucket.update_id == update_id:
            return True
        # of one person's chats one may be answered before the other, and its questions be the older ones
        bucket.turns = min(self._most, bucket.turns + max(0.0, now - bucket.filled_at) * self._most / 60)
        bucket.filled_at = max(bucket.filled_at, now)
        if bucket.turns < cost:
            return False
        bucket.turns -= cost
        bucket.told, bucket.update_id = False, update_id
        return True

    def should_tell(self, user_id: int) -> bool:
        """Say whether a person who was held back is yet to hear why; true once until the next allowed turn."""
        bucket = self._buckets[user_id]
        if bucket.told:
            return False
        bucket.told = True
        return True
