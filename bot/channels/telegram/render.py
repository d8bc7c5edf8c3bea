"""From a reply to what Telegram takes: pieces of HTML within its limits, and buttons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answering.citation import cite
from bot.answering.reply import Button, Reply

PART_LENGTH = 3_500
"""Characters of one message. Telegram allows 4,096 and counts after parsing, in UTF-16 units; we keep well clear."""
SHORT_LABEL = 18
"""Labels up to this many characters stand two in a row: a narrow phone shows some twenty at half its width."""
SOURCES_HEADING = "Sumber:"
_BULLET = "• "
_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    address: str | None = None
    """Where a tap leads."""

    @property
    def html(self) -> str:
        if self.address is None:
            return esc(self.text)
        return f'<a href="{esc(self.address)}">{esc(self.text)}</a>'


@dataclass(frozen=True, slots=True)
class _Section:
    """A block on its way to HTML; its mark (bullet) stands before every line."""

    lines: tuple[_Line, ...]
    heading: str | None = None
    mark: str = ""

    @property
    def length(self) -> int:
        text = "\n".join([*([self.heading] if self.heading else []), *(self.mark + line.text for line in self.lines)])
        return telegram_length(text)

    @property
    def html(self) -> str:
        head = [f"<b>{esc(self.heading)}</b>"] if self.heading else []
        return "\n".join([*head, *(self.mark + line.html for line in self.lines)])


def esc(text: str) -> str:
    """Write text so that Telegram's HTML shows it as it is; everything that is shown passes here."""
    # only what Telegram names: apostrophes stay, which are many in Indonesian names
    return escape(text, quote=False).replace('"', "&quot;")


def telegram_length(text: str) -> int:
    """Count text as Telegram does: in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def render(reply: Reply) -> list[str]:
    """Write a reply as HTML messages, in the order they are to be sent.

    A break falls between blocks; inside a block only where the block alone is too long, and then between its lines.
    """
    parts: list[str] = []
    room = 0
    for section in _fitting(_sections(reply)):
        needed = section.length + len(_GAP)
        if parts and needed <= room:
            parts[-1] += _GAP + section.html
        else:
            parts.append(section.html)
            room, needed = PART_LENGTH, section.length
        room -= needed
    return parts


def keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """Lay out buttons: two neighbours with short labels share a row, a longer one has its own."""
    rows: list[list[InlineKeyboardButton]] = []
    open_row = False
    for button in buttons:
        key = InlineKeyboardButton(button.label, callback_data=button.link)
        short = len(button.label) <= SHORT_LABEL
        if short and open_row:
            rows[-1].append(key)
            open_row = False
        else:
            rows.append([key])
            open_row = short
    return InlineKeyboardMarkup(rows) if rows else None


def _sections(reply: Reply) -> Iterator[_Section]:
    for block in reply.blocks:
        yield _Section(tuple(map(_Line, block.lines)), block.heading, _BULLET if block.bullets else "")
    if reply.sources:
        cited = (_Line(cite(source), _web(source.address)) for source in reply.sources)
        yield _Section(tuple(cited), SOURCES_HEADING, _BULLET)


def _web(address: str | None) -> str | None:
    """The address if Telegram would make a link of it."""
    return address if address and re.match(r"https?://\S+$", address) else None


def _fitting(sections: Iterable[_Section]) -> Iterator[_Section]:
    """Cut what is too long for a message of its own: between lines; a longer line between its words."""
    for section in sections:
        heading, lines = section.heading, list[_Line]()
        for line in _short_lines(section):
            if lines and _Section((*lines, line), heading, section.mark).length > PART_LENGTH:
                yield _Section(tuple(lines), heading, section.mark)
                heading, lines = None, []
            lines.append(line)
        yield _Section(tuple(lines), heading, section.mark)


def _short_lines(section: _Section) -> Iterator[_Line]:
    limit = PART_LENGTH - _Section((_Line(""),), section.heading, section.mark).length
    for line in section.lines:
        rest = line.text
        while telegram_length(rest) > limit:
            cut = _word_end(rest, limit)
            yield _Line(rest[:cut].rstrip(), line.address)
            rest = rest[cut:].lstrip()
        yield _Line(rest, line.address)


def _word_end(text: str, limit: int) -> int:
    """The last index at which `text` may be cut so that what stands before fits the limit."""
    fitting = text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", errors="ignore")
    space = fitting.rfind(" ")
    return space if space > 0 else len(fitting)
