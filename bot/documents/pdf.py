"""Briefs as PDF: one or two A4 pages with real letters, links to the sources and page numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from bot.answering.brief import Brief
from bot.answering.citation import cite, spoken_date

_BLUE, _GREY, _BLACK = (0, 84, 134), (95, 95, 95), (20, 20, 20)
_SIZES = (10.5, 9.5, 8.8, 8.0)
"""Points of the body, from the most readable on; the first that fits `_PAGES` is taken."""
_PAGES = 2
_MARGIN = 18
_FONT = "DejaVu"


def write(brief: Brief, path: Path, made: date) -> int:
    """Write a brief as a PDF file.

    Args:
        brief: what it says.
        path: the file to write.
        made: the day, for the foot of each page.

    Returns:
        The number of pages.
    """
    for size in _SIZES:
        page = _laid_out(brief, size, made)
        if page.pages_count <= _PAGES or size == _SIZES[-1]:
            break
        page.close_fonts()
    page.output(str(path))
    return page.pages_count


class _Page(FPDF):
    """A4 with the foot that every page has."""

    def __init__(self, made: date) -> None:
        super().__init__(format="A4")
        self._made = made
        for style, file in _font_files():
            self.add_font(_FONT, style, file)
        self.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self.set_auto_page_break(True, margin=_MARGIN)
        self.set_lang("id")

    def footer(self) -> None:
        """Write who made it, when, and the page's number."""
        self.set_y(-13)
        self.set_font(_FONT, size=7.5)
        self.set_text_color(*_GREY)
        self.cell(0, 5, f"Disusun TiruBot dari sumber yang tercantum, {spoken_date(self._made.isoformat())}. "
                        f"Halaman {self.page_no()} dari {{nb}}", align="C")

    @property
    def pages_count(self) -> int:
        return len(self.pages)

    def close_fonts(self) -> None:
        """Close the font files of a page that is thrown away; `output` closes those of one that is written."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()


def _laid_out(brief: Brief, size: float, made: date) -> _Page:
    page = _Page(made)
    page.set_title(brief.title)
    page.set_author("TiruBot")
    page.add_page()
    _head(page, brief, size)
    for section in brief.sections:
        _heading(page, section.heading, size)
        for line in section.lines:
            _bullet(page, line, size)
    _sources(page, brief, size)
    return page


def _head(page: _Page, brief: Brief, size: float) -> None:
    page.set_font(_FONT, "B", size + 8)
    page.set_text_color(*_BLUE)
    page.multi_cell(0, size * 0.75, brief.title, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.set_font(_FONT, size=size + 0.5)
    page.set_text_color(*_GREY)
    page.multi_cell(0, size * 0.52, brief.subtitle, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.set_draw_color(*_BLUE)
    page.set_line_width(0.5)
    page.line(page.l_margin, page.get_y() + 1.2, page.w - page.r_margin, page.get_y() + 1.2)
    page.ln(2.5)


def _heading(page: _Page, text: str, size: float) -> None:
    if page.will_page_break(size * 1.6):
        page.add_page()
    page.ln(size * 0.12)
    page.set_font(_FONT, "B", size + 1)
    page.set_text_color(*_BLUE)
    page.multi_cell(0, size * 0.55, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _bullet(page: _Page, text: str, size: float, link: str = "") -> None:
    page.set_font(_FONT, size=size)
    page.set_text_color(*(_BLUE if link else _BLACK))
    page.cell(4, size * 0.48, "•")
    page.multi_cell(0, size * 0.48, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT, link=link)


def _sources(page: _Page, brief: Brief, size: float) -> None:
    _heading(page, "Sumber", size - 1)
    for source in brief.sources:
        _bullet(page, cite(source), size - 2, source.address or "")


def _font_files() -> Iterator[tuple[str, Path]]:
    """DejaVu Sans, regular and bold: it ships with matplotlib, under a free licence."""
    from matplotlib import get_data_path

    folder = Path(get_data_path()) / "fonts" / "ttf"
    yield "", folder / "DejaVuSans.ttf"
    yield "B", folder / "DejaVuSans-Bold.ttf"
