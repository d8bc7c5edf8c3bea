"""Posters as PNG files: a QR code that opens an address, with what it leads to, to be printed and put on a wall."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill

from bot.answering.picture import Poster

_WIDTH, _HEIGHT, _DOTS = 6.0, 7.4, 180
_QUIET = 4
"""Modules of white around the code, as its standard demands, so that every phone finds it."""
_TITLE_LETTERS, _ADDRESS_LETTERS = 28, 46
_ASK = "Arahkan kamera HP ke sini"


def draw_poster(poster: Poster, path: Path) -> None:
    """Draw a poster into a PNG file; the libraries are imported here, for only a drawn poster needs them.

    Args:
        poster: what it leads to.
        path: the file to write.
    """
    import segno
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # a third of the code may be dirty or torn and it can still be read: it hangs on a wall
    code = segno.make_qr(poster.address, error="h")
    modules = [list(row) for row in code.matrix_iter(scale=1, border=_QUIET)]
    figure = Figure(figsize=(_WIDTH, _HEIGHT), dpi=_DOTS, facecolor="white")
    FigureCanvasAgg(figure)
    figure.text(0.5, 0.945, fill(poster.title, _TITLE_LETTERS), ha="center", va="center", fontsize=21,
                fontweight="bold")
    figure.text(0.5, 0.865, _ASK, ha="center", va="center", fontsize=14, color="#444444")
    axes = figure.add_axes((0.06, 0.09, 0.88, 0.88 * _WIDTH / _HEIGHT))
    axes.imshow(modules, cmap="gray_r", interpolation="nearest", vmin=0, vmax=1)
    axes.set_axis_off()
    figure.text(0.5, 0.05, fill(poster.address.removeprefix("https://"), _ADDRESS_LETTERS), ha="center", va="center",
                fontsize=12, color="#0072B2")
    figure.savefig(path, format="png")
