"""From a reply to what Telegram takes: pieces of HTML within its limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from telegram.constants import MessageLimit

from bot.answering.citation import cite
from bot.answering.reply import Reply

PART_LENGTH = 3_500
"""Characters of one message. Telegram allows 4,096 and counts after parsing, in UTF-16 units; we keep well clear."""
SHOWN_WHOLE = 900
"""Characters of an answer, sources aside, that are shown at once: about a screen of a small phone."""
PREVIEW_LENGTH = 650
"""Characters of a longer answer that are shown before the reader asks for the whole."""
_FEWEST_LINES = 2
"""Lines of a list that are worth showing in a preview."""
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
    folded: bool = False
    """Whether the phone shows three lines of it until it is tapped."""

    @property
    def length(self) -> int:
        text = "\n".join([*([self.heading] if self.heading else []), *(self.mark + line.text for line in self.lines)])
        return telegram_length(text)

    @property
    def html(self) -> str:
        head = [f"<b>{esc(self.heading)}</b>"] if self.heading else []
        body = "\n".join(self.mark + line.html for line in self.lines)
        return "\n".join([*head, f"<blockquote expandable>{body}</blockquote>" if self.folded else body])


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
    for section in _fitting([*_body(reply), *_sources(reply)]):
        needed = section.length + len(_GAP)
        if parts and needed <= room:
            parts[-1] += _GAP + section.html
        else:
            parts.append(section.html)
            room, needed = PART_LENGTH, section.length
        room -= needed
    return parts


def preview(reply: Reply) -> str | None:
    """Write the beginning of a long reply: the first blocks, of a list perhaps the first lines, and the sources.

    Returns:
        None where the reply is short enough to be shown whole.
    """
    body = list(_body(reply))
    if _length(body) <= SHOWN_WHOLE:
        return None
    shown = body[:1]
    for section in body[1:]:
        room = PREVIEW_LENGTH - _length(shown) - len(_GAP)
        if section.length > room:
            shown += _beginning(section, room)
            break
        shown.append(section)
    if _length(shown) > SHOWN_WHOLE:
        return None
    for sources in _sources(reply):
        shown += _beginning(sources, PART_LENGTH - _length(shown) - len(_GAP), fewest=1)
    return _GAP.join(section.html for section in shown)


def caption(reply: Reply) -> str | None:
    """Write a reply as the caption of a picture or document; None where it is too long for one."""
    sections = [*_body(reply), *_sources(reply)]
    return _GAP.join(s.html for s in sections) if _length(sections) <= MessageLimit.CAPTION_LENGTH else None


def _body(reply: Reply) -> Iterator[_Section]:
    for block in reply.blocks:
        yield _Section(tuple(map(_Line, block.lines)), block.heading, _BULLET if block.bullets else "")


def _sources(reply: Reply) -> Iterator[_Section]:
    """The sources, folded: whoever wants them taps, and the answer stays in sight for everybody else."""
    if reply.sources:
        cited = (_Line(cite(source), _web(source.address)) for source in reply.sources)
        yield _Section(tuple(cited), SOURCES_HEADING, _BULLET, folded=True)


def _length(sections: Sequence[_Section]) -> int:
    return sum(section.length for section in sections) + len(_GAP) * max(len(sections) - 1, 0)


def _beginning(section: _Section, room: int, fewest: int = _FEWEST_LINES) -> list[_Section]:
    """The first lines of a list that fit; nothing where these are too few, or where it is no list."""
    lines = section.lines if section.mark else ()
    while lines and replace(section, lines=lines).length > room:
        lines = lines[:-1]
    return [replace(section, lines=lines)] if len(lines) >= fewest else []


def _web(address: str | None) -> str | None:
    """The address if Telegram would make a link of it."""
    return address if address and re.match(r"https?://\S+$", address) else None


def _fitting(sections: Iterable[_Section]) -> Iterator[_Section]:
    """Cut what is too long for a message of its own: between lines; a longer line between its words."""
    for section in sections:
        heading, lines = section.heading, list[_Line]()
        for line in _short_lines(section):
            if lines and _Section((*lines, line), heading, section.mark).length > PART_LENGTH:
                yield replace(section, lines=tuple(lines), heading=heading)
                heading, lines = None, []
            lines.append(line)
        yield replace(section, lines=tuple(lines), heading=heading)


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
