"""Charts as PNG files for a phone: large type, few inks, colours that the colour-blind can tell apart."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from bot.answering.measures import number
from bot.answering.picture import BarChart, LineChart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INKS = ("#0072B2", "#E69F00", "#555555")
"""Blue, orange and grey of Okabe and Ito's palette, which keeps apart under the common kinds of colour-blindness."""
_MARKS = ("o", "s", "^")
"""A shape for each line as well, for a black-and-white print."""
_WIDTH, _DOTS = 7.2, 150
"""Inches and dots an inch: 1,080 pixels, the width of a phone held upright."""
_SIZE = 15
_LINE_HEIGHT = 7.6
_TITLE_LETTERS, _CREDIT_LETTERS = 36, 88


def draw(picture: LineChart | BarChart, path: Path) -> None:
    """Draw a picture into a PNG file; matplotlib is imported here, for only a drawn picture needs it.

    Args:
        picture: what to show.
        path: the file to write.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with rc_context({"font.size": _SIZE, "axes.spines.top": False, "axes.spines.right": False}):
        figure = Figure(figsize=(_WIDTH, _height(picture)), dpi=_DOTS, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        if isinstance(picture, LineChart):
            _lines(axes, picture)
        else:
            _bars(axes, picture)
        _frame(figure, axes, picture)
        figure.savefig(path, format="png")


def _height(picture: LineChart | BarChart) -> float:
    return _LINE_HEIGHT if isinstance(picture, LineChart) else 2.6 + 0.46 * len(picture.bars)


def _frame(figure: Figure, axes: Axes, picture: LineChart | BarChart) -> None:
    axes.set_title(fill(picture.title, _TITLE_LETTERS), loc="left", fontweight="bold", fontsize=_SIZE + 3, pad=14)
    figure.supxlabel(fill(f"Sumber: {picture.credit}", _CREDIT_LETTERS), fontsize=9, color="#444444", x=0.02,
                     horizontalalignment="left")


def _lines(axes: Axes, chart: LineChart) -> None:
    surveys = {point.year: point.survey for line in chart.lines for point in line.points}
    for line, ink, mark in zip(chart.lines, _INKS, _MARKS, strict=False):
        joined = [p for p in line.points if p.joined]
        apart = [p for p in line.points if not p.joined]
        own = line is chart.lines[0]
        axes.plot([p.year for p in joined], [p.percent for p in joined], color=ink, marker=mark,
                  linewidth=3 if own else 2, markersize=9 if own else 7, label=line.label)
        axes.plot([p.year for p in apart], [p.percent for p in apart], linestyle="none", color=ink, marker=mark,
                  markersize=9, markerfacecolor="white")
        for point in line.points if own else ():
            axes.annotate(number(point.percent), (point.year, point.percent), textcoords="offset points",
                          xytext=(0, 12), ha="center", fontweight="bold", color=ink)
    years = sorted(surveys)
    axes.set_xticks(years, [f"{surveys[year]}\n{year}" for year in years])
    axes.margins(x=0.12)
    axes.set_ylim(bottom=0, top=max(p.percent for line in chart.lines for p in line.points) * 1.18)
    axes.set_ylabel("persen balita")
    axes.grid(axis="y", color="#dddddd")
    axes.legend(loc="lower left", frameon=False)


def _bars(axes: Axes, chart: BarChart) -> None:
    names = [bar.label for bar in chart.bars]
    places = [place + (place >= chart.gap > 0) for place in range(len(names))]
    axes.barh(places, [bar.percent for bar in chart.bars], color=_INKS[0], height=0.7)
    axes.set_yticks(places, [_short(name) for name in names])
    axes.invert_yaxis()
    most = max(bar.percent for bar in chart.bars)
    for place, bar in zip(places, chart.bars, strict=True):
        axes.annotate(number(bar.percent), (bar.percent, place), textcoords="offset points", xytext=(6, 0),
                      va="center", fontweight="bold")
    axes.set_xlim(0, most * 1.18)
    axes.set_xlabel("persen balita")
    if chart.reference:
        axes.axvline(chart.reference.percent, color=_INKS[1], linewidth=2, linestyle="--",
                     label=f"{chart.reference.label}: {number(chart.reference.percent)} persen")
        axes.legend(loc="lower right", frameon=True, facecolor="white", edgecolor="none", fontsize=_SIZE - 2)


def _short(name: str) -> str:
    """A region's name as it fits beside its bar; kota and kabupaten of one name stay apart."""
    return fill(name.replace("Kabupaten ", "Kab. ").replace("Provinsi ", ""), 22)
