"""Answers about prevalence: a region's figures, who has a figure, highest and lowest."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answering.compare import compare
from bot.answering.desk import Answer, Desk, Draft
from bot.answering.fallback import ask_for_subject, no_data
from bot.answering.measures import latest, newest_local, percent, told
from bot.answering.reply import Status
from bot.knowledge.model import NATION, Figure, Region, Survey
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

_SMALL_CHANGE = 2.0
"""Points of change below which a kabupaten's survey figures may differ by chance alone (prevalensi-SOURCE)."""
_RANKED = 5
_LOCAL = 5
_LOCAL_ENDS = 2


def prevalence(question: Interpretation, desk: Desk) -> Answer:
    """Tell a region's figures: surveys first, local figures apart."""
    if not question.regions:
        return ask_for_subject(question, desk, "tanya_daerah_angka")
    draft = Draft(desk, question)
    known = [code for code in question.regions if desk.region(code).figures]
    if not known:
        return no_data(question, desk, "angka stunting")
    for code in known:
        region_figures(draft, code)
    if "#kategori" in question.features:
        draft.line(desk.say("ambang_who"))
    for code in known[:2]:
        draft.offer(f"Program {desk.name(code)}", "programs_of_region", code)
    return draft.answer(regions=known, focus=Focus("prevalence", tuple(known)))


def region_figures(draft: Draft, code: str) -> None:
    """Add a region's figures to a draft."""
    desk, region = draft.desk, draft.desk.region(code)
    surveys = sorted((f for f in region.figures if f.survey.is_survey), key=lambda f: -f.year)
    local = newest_local(region)
    wanted = [f for f in region.figures if f.year in draft.question.numbers.years]
    lead = wanted[0] if wanted else latest(region)
    if lead is None:
        return
    draft.line(desk.say("angka_utama", daerah=desk.name(code), angka=told(lead)), lead.source)
    if draft.question.numbers.years and not wanted:
        years = ", ".join(str(y) for y in draft.question.numbers.years)
        draft.line(desk.say("angka_tahun_tidak_ada", tahun=years, daerah=desk.name(code)))
    rest = [f for f in surveys if f is not lead]
    draft.listing("Angka survei nasional", [told(f) for f in rest], [f.source for f in rest])
    change = _change(surveys)
    if change:
        draft.line(desk.say(change[0], **change[1]))
    apart = [f for f in local if f is not lead][:_LOCAL]
    draft.listing(desk.say("angka_setempat"), [told(f) for f in apart], [f.source for f in apart])


def _change(surveys: list[Figure]) -> tuple[str, dict[str, object]] | None:
    if len(surveys) < 2:
        return None
    new, old = surveys[0], surveys[-1]
    points = new.percent - old.percent
    key = "angka_tetap" if abs(points) < _SMALL_CHANGE else "angka_turun" if points < 0 else "angka_naik"
    return key, {"poin": percent(abs(points)).removesuffix(" persen"), "dulu": old.year, "kini": new.year}


def find_figure(question: Interpretation, desk: Desk) -> Answer:
    """Say which regions have the figure that the question names."""
    draft = Draft(desk, question)
    matches = [(region, figure) for region in desk.knowledge.regions.values() for figure in region.figures
               if any(abs(figure.percent - wanted) < 0.005 for wanted in question.numbers.figures)]
    if not matches:
        shown = ", ".join(percent(f) for f in question.numbers.figures) or "itu"
        draft.line(desk.say("angka_tidak_dikenal", angka=shown))
        return draft.answer(Status.NO_DATA)
    matches.sort(key=lambda m: (m[1].survey.is_survey, -m[1].year))
    lines = [f"{desk.name(region.code)}: {told(figure)}" for region, figure in matches]
    draft.line(desk.say("angka_milik", angka=percent(matches[0][1].percent), daerah=desk.name(matches[0][0].code))
               if len(matches) == 1 else desk.say("angka_milik_banyak", angka=percent(matches[0][1].percent)))
    draft.listing(None, lines[:8], [f.source for _, f in matches[:8]])
    regions = tuple(dict.fromkeys(region.code for region, _ in matches[:8]))
    return draft.answer(regions=regions, focus=Focus("prevalence", regions[:1], regions[1:]))


def ranking(question: Interpretation, desk: Desk) -> Answer:
    """List the highest and lowest survey figures of the newest year, in a province or the country."""
    named = [c for c in question.regions if not desk.region(c).is_province]
    if len(named) > 1:
        return compare(question, desk)
    draft = Draft(desk, question)
    province = next((c for c in question.regions if desk.region(c).is_province), None)
    scope = desk.knowledge.regions_in.get(province, ()) if province else [
        r for r in desk.knowledge.regions.values() if not r.is_province and r.code != NATION]
    year = max(question.numbers.years, default=0) or _newest(scope)
    figures = sorted(((f, r) for r in scope for f in r.figures if f.survey.is_survey and f.year == year),
                     key=lambda pair: pair[0].percent)
    if not figures:
        return no_data(question, desk, "angka survei")
    where = desk.name(province) if province else "Indonesia"
    high, low = figures[-1], figures[0]
    lead = desk.say("urutan", di=where, tinggi=desk.name(high[1].code), angka_tinggi=percent(high[0].percent),
                    rendah=desk.name(low[1].code), angka_rendah=percent(low[0].percent),
                    survei=f"{high[0].survey} {year}")
    draft.line(lead, high[0].source, low[0].source)
    draft.listing("Tertinggi", _named(desk, reversed(figures[-_RANKED:])), [f.source for f, _ in figures[-_RANKED:]])
    draft.listing("Terendah", _named(desk, figures[:_RANKED]), [f.source for f, _ in figures[:_RANKED]])
    _local_ranking(draft, scope)
    return draft.answer(regions=(high[1].code, low[1].code), focus=Focus("ranking", (high[1].code, low[1].code)))


def _local_ranking(draft: Draft, scope: Iterable[Region]) -> None:
    """Figures told in news without a survey, kept apart from the ranking above."""
    unstated = sorted(((f, r) for r in scope for f in r.figures if f.survey is Survey.UNSTATED),
                      key=lambda pair: pair[0].percent)
    if len(unstated) < 2:
        return
    ends = unstated[:_LOCAL_ENDS] + unstated[-_LOCAL_ENDS:]
    draft.listing(draft.desk.say("urutan_setempat"),
                  [f"{draft.desk.name(r.code)}: {told(f)}" for f, r in ends], [f.source for f, _ in ends])


def _newest(scope: Iterable[Region]) -> int:
    """The newest year that most regions have a survey figure of."""
    counts: dict[int, int] = {}
    for region in scope:
        for figure in region.figures:
            if figure.survey.is_survey:
                counts[figure.year] = counts.get(figure.year, 0) + 1
    most = max(counts.values(), default=0)
    return max((year for year, n in counts.items() if n * 2 >= most), default=0)


def _named(desk: Desk, figures: Iterable[tuple[Figure, Region]]) -> list[str]:
    return [f"{desk.name(region.code)}: {percent(figure.percent)}" for figure, region in figures]
