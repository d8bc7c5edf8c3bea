"""What a picture shows, free of any drawing library: a line over the years, bars to compare, or a code to scan."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A survey figure in a line: per cent of children under five, in a year."""

    year: int
    percent: float
    survey: str
    joined: bool = True
    """False where the line must not lead to it: another area, or a model's estimate."""


@dataclass(frozen=True, slots=True)
class Line:
    """One region's survey figures, oldest first."""

    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """A region's figures over the years beside those of its province and the nation.

    Args:
        title: one line.
        lines: the region first.
        credit: who published the figures, for the foot of the picture.
    """

    title: str
    lines: tuple[Line, ...]
    credit: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One region's figure, in per cent."""

    label: str
    percent: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """Figures of several regions in one survey, in the order shown.

    Args:
        title: one line, with survey and year.
        bars: from the top down.
        credit: who published the figures.
        reference: a figure to draw as a line across (the nation's), with its name.
        gap: how many bars stand before the gap, where some are left out in between; 0: none are.
    """

    title: str
    bars: tuple[Bar, ...]
    credit: str
    reference: Bar | None = None
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Poster:
    """A code for a wall that leads a phone's camera to an address.

    Args:
        title: what it leads to.
        address: where it leads.
    """

    title: str
    address: str


Picture = LineChart | BarChart | Poster
