"""How a prevalence figure is written: never without its year and measure."""

from __future__ import annotations

from bot.knowledge.model import Figure, Region, Survey

SMALL_CHANGE = 2.0
"""Points of change up to which a kabupaten's survey figures may differ by chance alone: surveys carry wide margins."""


def number(value: float) -> str:
    """Write a figure with a decimal comma: `36,8`."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def percent(value: float) -> str:
    """Write a figure as Indonesians do: `36,8 persen`."""
    return f"{number(value)} persen"


def latest(region: Region) -> Figure | None:
    """Return the newest survey figure, or the newest of any kind where no survey measured the region."""
    surveys = [f for f in region.figures if f.survey.is_survey]
    return max(surveys or region.figures, key=lambda f: f.year, default=None)


def surveys_of(region: Region) -> list[Figure]:
    """Return the national surveys' figures, newest first."""
    return sorted((f for f in region.figures if f.survey.is_survey), key=lambda f: -f.year)


def comparable(region: Region) -> list[Figure]:
    """The same without those that may not be set against other years."""
    return [figure for figure in surveys_of(region) if figure.comparable]


def surveys_since(region: Region, year: int) -> list[Figure]:
    """The same from a year on, to be set beside another region that was first measured then."""
    return [figure for figure in surveys_of(region) if figure.year >= year]


def change_of(surveys: list[Figure]) -> tuple[str, dict[str, object]] | None:
    """Say how the survey figures changed from the oldest to the newest, as a message's key and values.

    Args:
        surveys: newest first, as `comparable` gives them.
    """
    if len(surveys) < 2:
        return None
    new, old = surveys[0], surveys[-1]
    points = round(new.percent - old.percent, 2)
    change = {"poin": number(abs(points)), "dulu": old.year, "kini": new.year}
    way = "turun" if points < 0 else "naik" if points else "berubah"
    return ("angka_tetap", {"arah": way, **change}) if abs(points) <= SMALL_CHANGE else (f"angka_{way}", change)


def newest_local(region: Region) -> list[Figure]:
    """Return the figures that are no survey's: those told in news first, newest first."""
    local = [f for f in region.figures if not f.survey.is_survey]
    return sorted(local, key=lambda f: (f.survey is not Survey.UNSTATED, -f.year))


def measure(figure: Figure) -> str:
    """Name who measured a figure, with its year: always shown beside it."""
    if figure.survey.is_survey:
        return f"{figure.survey} {figure.year}"
    if figure.survey is Survey.WEIGHING:
        return f"hasil penimbangan setempat {figure.year}"
    return f"{figure.year}, sumber tidak menyebut surveinya"


def told(figure: Figure) -> str:
    """Write a figure with its measure and note."""
    note = f"; {figure.note}" if figure.note else ""
    return f"{percent(figure.percent)} ({measure(figure)}{note})"
