"""A reply on its way out: its messages, its buttons, and what is kept back until the reader asks for it."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answering.reply import Reply
from bot.channels.telegram.keyboards import MORE, Rows, answer_rows, key, markup
from bot.channels.telegram.render import preview, render

_MOST_KEPT = 500


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What one reply becomes on Telegram.

    Args:
        reply: what is said; goes into the log.
        parts: HTML messages in order.
        keyboard: the buttons, under the last part.
        rest: what is shown on *Selengkapnya*, as `Whole.packed` writes it.
        continues: whether it belongs to an answer that has its row in the log, which votes below it then concern.
    """

    reply: Reply
    parts: tuple[str, ...]
    keyboard: InlineKeyboardMarkup | None
    rest: str | None = None
    continues: bool = False

    @property
    def is_seen(self) -> bool:
        """Whether anything is sent; an update whose answer nobody sees is in the log, and that is all."""
        return bool(self.parts)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole answer, of which the reader has seen the beginning."""

    parts: tuple[str, ...]
    rows: Rows

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The buttons below the whole."""
        return markup(self.rows)

    @property
    def packed(self) -> str:
        """As text for the storage."""
        rows = [[[button.text, button.callback_data] for button in row] for row in self.rows]
        return json.dumps({"parts": self.parts, "rows": rows}, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def unpacked(cls, text: str) -> Whole:
        """Read what `packed` wrote."""
        packed = json.loads(text)
        rows = [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in packed["rows"]]
        return cls(tuple(packed["parts"]), rows)


class Layout:
    """Lays out replies, and keeps the last ones: the assistant gives the same reply to the same question."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Outgoing] = OrderedDict()

    def of(self, reply: Reply) -> Outgoing:
        """Write a reply as it is first shown; see `lay_out`."""
        known = self._kept.get(id(reply))
        # what is kept holds its reply, so that no other can have the same id meanwhile
        if known is not None and known.reply is reply:
            self._kept.move_to_end(id(reply))
            return known
        outgoing = self._kept[id(reply)] = lay_out(reply)
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return outgoing


def lay_out(reply: Reply) -> Outgoing:
    """Write a reply as it is first shown: whole where it is short, else its beginning with *Selengkapnya*.

    One with a picture or a document is always shown whole: its text is what stands below the file.
    """
    rows = answer_rows(reply)
    beginning = None if reply.picture or reply.brief else preview(reply)
    if beginning is None:
        return Outgoing(reply, tuple(render(reply)), markup(rows))
    whole = Whole(tuple(render(reply)), rows)
    return Outgoing(reply, (beginning,), markup([[key(MORE)], *rows]), whole.packed)
