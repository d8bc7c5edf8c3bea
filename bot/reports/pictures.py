"""The pictures of a report, as PNG; matplotlib is imported here, for only a drawn picture needs it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from textwrap import shorten
from typing import TYPE_CHECKING

from bot.answering.reply import Status
from bot.reports.report import Report
from bot.reports.text import STATUSES, by_period, grouped, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INKS = {Status.ANSWERED: "#0072B2", Status.CLARIFY: "#56B4E9", Status.NO_DATA: "#E69F00", Status.UNKNOWN: "#999999"}
"""Of Okabe and Ito's palette, which keeps apart under the common kinds of colour-blindness."""
_WIDTH, _DOTS, _SIZE = 7.2, 150, 13
"""Inches and dots an inch: 1,080 pixels, the width of a phone held upright."""
_LABELS = 8
_NAMED = 30


def overview(report: Report) -> bytes:
    """Draw the two pictures that say most, one above the other: questions over time, and the most asked regions."""
    figure = _figure(9.0)
    upper, lower = figure.subplots(2, 1, height_ratios=(5, 4))
    _draw_days(upper, report)
    _draw_bars(lower, "Daerah yang paling sering ditanyakan", report.regions[:6])
    return _png(figure)


def days(report: Report) -> bytes:
    """Draw questions over time, by how they ended."""
    figure = _figure(4.5)
    _draw_days(figure.subplots(), report)
    return _png(figure)


def bars(heading: str, rows: Sequence[tuple[str, int]]) -> bytes:
    """Draw names with their numbers as bars."""
    figure = _figure(1.6 + 0.4 * len(rows))
    _draw_bars(figure.subplots(), heading, rows)
    return _png(figure)


def _figure(height: float) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, height), dpi=_DOTS, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _png(figure: Figure) -> bytes:
    output = io.BytesIO()
    figure.savefig(output, format="png")
    return output.getvalue()


def _draw_days(axes: Axes, report: Report) -> None:
    periods = by_period(report)
    places = range(len(periods))
    below = [0] * len(periods)
    for status, name in STATUSES.items():
        heights = [counts.get(status, 0) for counts in periods.values()]
        axes.bar(places, heights, bottom=below, color=_INKS[status], width=0.85, label=name)
        below = [one + other for one, other in zip(below, heights, strict=True)]
    step = max(1, -(-len(periods) // _LABELS))
    axes.set_xticks(list(places)[::step], list(periods)[::step], fontsize=_SIZE - 3)
    axes.set_ylim(0, max([*below, 1]) * 1.3)
    axes.legend(loc="upper left", ncols=2, frameon=False, fontsize=_SIZE - 3)
    _frame(axes, f"{grouped(report.questions)} pertanyaan\n{title(report)}")


def _draw_bars(axes: Axes, heading: str, rows: Sequence[tuple[str, int]]) -> None:
    places = range(len(rows))
    axes.barh(places, [times for _, times in rows], color=_INKS[Status.ANSWERED], height=0.7)
    axes.set_yticks(places, [shorten(name, _NAMED, placeholder=" …") for name, _ in rows], fontsize=_SIZE - 2)
    axes.invert_yaxis()
    for place, (_, times) in zip(places, rows, strict=True):
        axes.annotate(grouped(times), (times, place), textcoords="offset points", xytext=(5, 0), va="center",
                      fontsize=_SIZE - 3)
    axes.set_xlim(0, max([times for _, times in rows] or [1]) * 1.18)
    axes.xaxis.set_visible(False)
    if not rows:
        axes.yaxis.set_visible(False)
        axes.annotate("belum ada", (0.5, 0.5), xycoords="axes fraction", ha="center")
    _frame(axes, heading)


def _frame(axes: Axes, heading: str) -> None:
    axes.set_title(heading, loc="left", fontweight="bold", fontsize=_SIZE)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
