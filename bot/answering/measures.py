"""How a prevalence figure is written: never without its year and measure."""

from __future__ import annotations

from bot.knowledge.model import Figure, Region, Survey


def percent(value: float) -> str:
    """Write a figure as Indonesians do: `36,8 persen`."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " persen"


def latest(region: Region) -> Figure | None:
    """Return the newest survey figure, or the newest of any kind where no survey measured the region."""
    surveys = [f for f in region.figures if f.survey.is_survey]
    return max(surveys or region.figures, key=lambda f: f.year, default=None)


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
