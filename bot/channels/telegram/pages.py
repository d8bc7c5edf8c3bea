"""Pages of many entries: which are on one page, and the row of numbers that leads to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton

from bot.answering.reply import Button
from bot.channels.telegram.keyboards import Rows, key, rows_of

PAGE_SIZE = 12
"""Entries of a page: with the way back and the numbers about a screen of a small phone."""
_NUMBERS_IN_ROW = 8
"""Telegram's limit. Every page has its own number, so that the last one is as near as the second."""


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of a list.

    Args:
        entries: the whole list, as buttons.
        number: which page, from 1; one that does not exist becomes the nearest that does.
        path: leads to a page when its number is added.
    """

    entries: Sequence[Button]
    number: int
    path: str

    @property
    def count(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-len(self.entries) // PAGE_SIZE))

    @property
    def shown(self) -> int:
        """The page's number, between the first and the last."""
        return min(max(self.number, 1), self.count)

    @property
    def rows(self) -> Rows:
        """The page's entries, and the numbers of all pages where there are several."""
        start = (self.shown - 1) * PAGE_SIZE
        return [*rows_of(self.entries[start:start + PAGE_SIZE]), *self._numbers()]

    def _numbers(self) -> Rows:
        if self.count == 1:
            return []
        keys: list[InlineKeyboardButton] = []
        for number in range(1, self.count + 1):
            label = f"· {number} ·" if number == self.shown else str(number)
            keys.append(key(Button(label, f"{self.path}:{number}")))
        rows = -(-len(keys) // _NUMBERS_IN_ROW)
        width = -(-len(keys) // rows)
        return [keys[start:start + width] for start in range(0, len(keys), width)]
