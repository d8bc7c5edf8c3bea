"""The pictures of figures: a region over the years, a comparison, a ranking; surveys alone are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answering.desk import Desk
from bot.answering.measures import surveys_of, surveys_since
from bot.answering.picture import Bar, BarChart, Line, LineChart, Point
from bot.knowledge.model import NATION, Figure, Region, Source

_MOST_BARS = 20
"""Bars that are still readable on a phone; of more regions the two ends are drawn."""


def line_chart(desk: Desk, code: str) -> LineChart | None:
    """Make the picture of a region's survey figures; None where no survey measured it."""
    lines, sources = [], list[Source]()
    since = min((f.year for f in surveys_of(desk.region(code))), default=0)
    for other in (code, *around(code)):
        figures = surveys_since(desk.region(other), since)[::-1]
        if figures:
            points = tuple(Point(f.year, f.percent, str(f.survey), f.comparable) for f in figures)
            lines.append(Line(desk.name(other), points))
            sources += [f.source for f in figures]
    if not lines or lines[0].label != desk.name(code):
        return None
    return LineChart(f"Angka stunting {desk.name(code)}", tuple(lines), credit_of(sources))


def pair_chart(desk: Desk, figures: Sequence[tuple[str, Figure]]) -> BarChart:
    """Make the picture of a comparison in one survey.

    Args:
        desk: the knowledge at hand.
        figures: region codes with their figures of the same survey and year.
    """
    measure = figures[0][1]
    nation = same_survey(desk, NATION, measure)
    return BarChart(f"Angka stunting, {measure.survey} {measure.year}",
                    tuple(Bar(desk.name(code), figure.percent) for code, figure in figures),
                    credit_of(f.source for _, f in figures), Bar("Indonesia", nation.percent) if nation else None)


def credit_of(sources: Iterable[Source]) -> str:
    """Name the publishers of the figures in a picture, each once; a compilation keeps its licence note."""
    names = dict.fromkeys(f"{s.publisher}{f' ({s.note})' if s.note and 'CC BY' in s.note else ''}" for s in sources)
    return "; ".join(names)


def bar_chart(desk: Desk, figures: Sequence[tuple[Figure, Region]], where: str) -> BarChart:
    """Make the picture of a ranking, highest first; of many regions only the two ends."""
    shown = list(figures) if len(figures) <= _MOST_BARS else [*figures[:_MOST_BARS // 2], *figures[-_MOST_BARS // 2:]]
    ends = "" if len(shown) == len(figures) else f" ({_MOST_BARS // 2} tertinggi dan {_MOST_BARS // 2} terendah)"
    measure = figures[0][0]
    nation = same_survey(desk, NATION, measure)
    return BarChart(f"Stunting di {where}, {measure.survey} {measure.year}{ends}",
                    tuple(Bar(desk.name(r.code), f.percent) for f, r in shown),
                    credit_of(f.source for f, _ in figures),
                    Bar("Indonesia", nation.percent) if nation else None, _MOST_BARS // 2 if ends else 0)


def around(code: str) -> tuple[str, ...]:
    """The province and the nation, as far as they are not the region itself."""
    return tuple(c for c in (code[:2], NATION) if c != code and code != NATION)


def same_survey(desk: Desk, code: str, figure: Figure) -> Figure | None:
    """Return a region's figure of the same survey and year, if there is one."""
    return next((f for f in desk.region(code).figures if (f.year, f.survey) == (figure.year, figure.survey)), None)
