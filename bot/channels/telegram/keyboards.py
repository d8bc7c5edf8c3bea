"""Buttons: what stands on them, what a press means, and how they are laid out on a narrow phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.answering.reply import Button, Reply, Status
from bot.storage.answers import Opinion

SHORT_LABEL = 18
"""Labels up to this many characters stand two in a row: a narrow phone shows some twenty at half its width."""
MORE = Button("Selengkapnya", "m:")
"""Shows the whole answer. A colon is in no link of an answer, so that these never collide with one."""
OPINIONS = {"v:up": Opinion.UP, "v:down": Opinion.DOWN, "v:misread": Opinion.MISREAD}
MISREAD = Button("Bukan ini maksud saya", "v:misread")
CHOSEN = " ✓"
_THUMBS = (Button("👍", "v:up"), Button("👎", "v:down"))
_NO_OPINION = ("danger", "about_")
"""Beginnings of intents below whose answers nobody is asked what they think: a child in danger, the bot's own lists."""

Row = list[InlineKeyboardButton]
Rows = list[Row]


def rows_of(buttons: Iterable[Button]) -> Rows:
    """Lay out buttons: two neighbours with short labels share a row, a longer one has its own."""
    rows: Rows = []
    open_row = False
    for button in buttons:
        short = len(button.label) <= SHORT_LABEL
        if short and open_row:
            rows[-1].append(key(button))
            open_row = False
        else:
            rows.append([key(button)])
            open_row = short
    return rows


def key(button: Button) -> InlineKeyboardButton:
    """Make a button as Telegram takes it."""
    return InlineKeyboardButton(button.label, callback_data=button.link)


class _Keyboard(InlineKeyboardMarkup):
    """A keyboard that is written out once: the library does so at every sending, and a kept answer is sent often."""

    __slots__ = ("_written",)

    def to_json(self) -> str:
        """Return the keyboard as Telegram takes it."""
        if not hasattr(self, "_written"):
            self._written = super().to_json()
        return self._written


def markup(rows: Sequence[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup | None:
    """Make a keyboard of rows; None where there are none."""
    return _Keyboard(rows) if rows else None


def answer_rows(reply: Reply) -> Rows:
    """Lay out what stands below an answer: the offers to go on, then what the reader thinks of it."""
    rows = rows_of(reply.buttons)
    if asks_opinion(reply):
        rows += [[key(thumb) for thumb in _THUMBS], [key(MISREAD)]]
    return rows


def asks_opinion(reply: Reply) -> bool:
    """Say whether a reply tells something that one may find right or wrong."""
    return reply.status in (Status.ANSWERED, Status.NO_DATA) and not reply.intent.startswith(_NO_OPINION)


def with_opinion(keyboard: InlineKeyboardMarkup, chosen: str) -> InlineKeyboardMarkup:
    """Mark the opinion that a person has chosen; for a private chat, where there is only one person.

    Args:
        keyboard: as it stands below the answer.
        chosen: the data of the button chosen.
    """
    def marked(button: InlineKeyboardButton) -> InlineKeyboardButton:
        if button.callback_data not in OPINIONS:
            return button
        plain = button.text.removesuffix(CHOSEN)
        label = plain + CHOSEN if button.callback_data == chosen else plain
        return InlineKeyboardButton(label, callback_data=button.callback_data)

    return InlineKeyboardMarkup([[marked(button) for button in row] for row in keyboard.inline_keyboard])


async def acknowledge(query: CallbackQuery, text: str | None = None) -> None:
    """Take the clock off a pressed button, perhaps with a line over the chat; Telegram refuses it for an old press."""
    with suppress(TelegramError):
        await query.answer(text)


def label_of(keyboard: InlineKeyboardMarkup | None, data: str) -> str:
    """Return what the button with some data reads; the data itself where no such button is there."""
    for row in keyboard.inline_keyboard if keyboard else ():
        for button in row:
            if button.callback_data == data:
                return button.text
    return data
