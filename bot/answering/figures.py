"""Answers about prevalence: a region's figures, and who has a figure."""

from __future__ import annotations

from bot.answering.charts import line_chart
from bot.answering.desk import Answer, Desk, Draft
from bot.answering.fallback import ask_for_subject, no_data
from bot.answering.measures import change_of, comparable, latest, newest_local, percent, surveys_of, told
from bot.answering.reply import Status
from bot.knowledge.model import NATION, Figure, Region
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

_LOCAL = 5
_ROUNDED = 0.005
_BEFORE = "~sebelum"
"""The word of a question that asks for the survey before the last one (`tahun sebelumnya berapa`)."""


def prevalence(question: Interpretation, desk: Desk) -> Answer:
    """Tell a region's figures: surveys first, local figures apart."""
    if not question.regions:
        return ask_for_subject(question, desk, "tanya_daerah_angka")
    draft = Draft(desk, question)
    known = [code for code in question.regions if desk.region(code).figures]
    if not known:
        return no_data(question, desk, "angka stunting")
    missed = [region_figures(draft, code) for code in known]
    if "#kategori" in question.features:
        draft.line(desk.say("ambang_who"))
    if "#grafik" in question.features:
        draft.picture = line_chart(desk, known[0])
    for code in (c for c in known[:2] if c != NATION):
        draft.offer(f"Program {desk.name(code)}", "programs_of_region", code)
    if known[0] != NATION:
        draft.offer("Dibanding provinsi dan nasional", "prevalence_context", known[0])
    draft.offer("Grafiknya", "chart", known[0])
    return draft.answer(Status.NO_DATA if all(missed) else Status.ANSWERED, regions=known,
                        focus=Focus("prevalence", tuple(known)))


def _lacks_year(question: Interpretation, region: Region) -> bool:
    """Tell whether a region has no figure of the years asked for, nor one that the question names."""
    asked = question.numbers
    return bool(asked.years) and not any(
        f.year in asked.years or any(_same(f, figure) for figure in asked.figures) for f in region.figures)


def region_figures(draft: Draft, code: str) -> bool:
    """Add the figures of a region that has some to a draft; True where none is of the years asked for."""
    desk, region = draft.desk, draft.desk.region(code)
    surveys = surveys_of(region)
    local = newest_local(region)
    asked = draft.question.numbers
    wanted = [f for f in surveys or region.figures if any(_same(f, figure) for figure in asked.figures)] or [
        f for f in region.figures if f.year in asked.years]
    if not wanted and not asked.years and _BEFORE in draft.question.features:
        wanted = surveys[1:2]
    lead = wanted[0] if wanted else latest(region)
    if lead is None:
        return False
    lacks_year = _lacks_year(draft.question, region)
    if lacks_year:
        years = ", ".join(str(y) for y in asked.years)
        draft.line(desk.say("angka_tahun_tidak_ada", tahun=years, daerah=desk.name(code)))
    draft.line(desk.say("angka_utama", daerah=desk.name(code), angka=told(lead)), lead.source)
    newest = max(f.year for f in region.figures)
    if not asked.years and not wanted and len(draft.question.regions) == 1 and lead.year == newest:
        # surveys come out once a year at best, and nobody can tell from the year alone whether this is the last one
        draft.line(desk.say("angka_terbaru", tahun=lead.year))
    for claimed in _not_its_own(draft.question, region):
        _deny(draft, code, claimed)
    rest = [f for f in surveys if f is not lead]
    draft.listing("Angka survei nasional", [told(f) for f in rest], [f.source for f in rest])
    for change in _changes(comparable(region)):
        draft.line(desk.say(change[0], **change[1]))
    apart = [f for f in local if f is not lead][:_LOCAL]
    draft.listing(desk.say("angka_setempat"), [told(f) for f in apart], [f.source for f in apart])
    return lacks_year


def _changes(surveys: list[Figure]) -> list[tuple[str, dict[str, object]]]:
    """The change since the first survey, and since the last but one where that goes the other way."""
    newest = surveys[0].percent if surveys else 0.0
    turned = len(surveys) > 2 and (newest - surveys[1].percent) * (newest - surveys[-1].percent) < 0
    last = change_of(surveys[:2]) if turned else None
    return [change for change in (change_of(surveys), last) if change]


def _not_its_own(question: Interpretation, region: Region) -> list[float]:
    """Return the figures that a question ascribes to a region, and that are not on record of it."""
    return [wanted for wanted in question.numbers.figures if not any(_same(f, wanted) for f in region.figures)]


def _deny(draft: Draft, code: str, claimed: float) -> None:
    draft.line(draft.desk.say("angka_bukan_miliknya", angka=percent(claimed), daerah=draft.desk.name(code)))


def _same(figure: Figure, wanted: float) -> bool:
    return abs(figure.percent - wanted) < _ROUNDED


def find_figure(question: Interpretation, desk: Desk) -> Answer:
    """Say which regions have the figure that the question names."""
    draft = Draft(desk, question)
    matches = [(region, figure) for region in desk.knowledge.regions.values() for figure in region.figures
               if any(_same(figure, wanted) for wanted in question.numbers.figures)]
    if not matches:
        shown = ", ".join(percent(f) for f in question.numbers.figures) or "itu"
        draft.line(desk.say("angka_tidak_dikenal", angka=shown))
        return draft.answer(Status.NO_DATA)
    for code in question.regions:
        region = desk.region(code)
        newest = latest(region)
        claimed = _not_its_own(question, region)
        if newest is not None and claimed:
            # `Depok 36,8 persen kan?`: first what Depok's is
            draft.line(desk.say("angka_utama", daerah=desk.name(code), angka=told(newest)), newest.source)
            _deny(draft, code, claimed[0])
    matches.sort(key=lambda m: (m[0].code not in question.regions, m[1].survey.is_survey, -m[1].year))
    lines = [f"{desk.name(region.code)}: {told(figure)}" for region, figure in matches]
    draft.line(desk.say("angka_milik", angka=percent(matches[0][1].percent), daerah=desk.name(matches[0][0].code))
               if len(matches) == 1 else desk.say("angka_milik_banyak", angka=percent(matches[0][1].percent)))
    draft.listing(None, lines[:8], [f.source for _, f in matches[:8]])
    regions = tuple(dict.fromkeys(region.code for region, _ in matches[:8]))
    return draft.answer(regions=regions, focus=Focus("prevalence", regions[:1], regions[1:]))
