"""Answers about highest and lowest: regions by one survey, in a province or the country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.answering.charts import bar_chart
from bot.answering.compare import compare
from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.fallback import no_data
from bot.answering.measures import percent, told
from bot.knowledge.model import NATION, Figure, Region, Survey
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

_RANKED = 5
_LOCAL_ENDS = 2
_PROVINCES = frozenset({"provinsi", "#provinsimana"})
_KINDS = {"kota": True, "#semuakota": True, "kabupaten": False, "#semuakabupaten": False}
"""Words that ask for one kind of region, and whether it is the kota."""
_Ranked = tuple[Figure, Region]


def ranking(question: Interpretation, desk: Desk) -> Answer:
    """List the highest and lowest survey figures, in a province or the country; surveys alone are ranked."""
    local = [c for c in question.regions if c != NATION and not desk.region(c).is_province]
    if len(local) > 1:
        return compare(question, desk)
    provinces = _provinces(question)
    scope = _scope(question, desk, provinces)
    asked = max(question.numbers.years, default=0)
    figures = _ranked(scope, asked or _newest(scope)) or _ranked(scope, _newest(scope))
    if not figures:
        return no_data(question, desk, "angka survei")
    draft = Draft(desk, question)
    (high, first), (low, last) = figures[0], figures[-1]
    if asked and high.year != asked:
        draft.line(desk.say("urutan_tahun_tidak_ada", tahun=asked))
    where = _name(desk, provinces)
    for code in local:
        _place(draft, code, figures, where)
    kind = _kind(question)
    among = where if kind is None else f"antara {'kota' if kind else 'kabupaten'} di {where}"
    draft.line(desk.say("urutan", di=among, tinggi=desk.name(first.code), angka_tinggi=percent(high.percent),
                        rendah=desk.name(last.code), angka_rendah=percent(low.percent), survei=_survey(high)),
               high.source, low.source)
    top, bottom = figures[:_RANKED], figures[::-1][:_RANKED]
    draft.listing("Tertinggi", _named(desk, top), [f.source for f, _ in top])
    draft.listing("Terendah", _named(desk, bottom), [f.source for f, _ in bottom])
    if len(figures) < len(scope):
        draft.line(desk.say("urutan_cakupan", ada=len(figures), semua=len(scope)))
    _local_ranking(draft, scope)
    if "#grafik" in question.features:
        draft.picture = bar_chart(desk, figures, where)
    if len(provinces) < 2:
        draft.offer("Grafiknya", "ranking_chart", *provinces)
    draft.offer(desk.name(first.code), "region_profile", first.code)
    draft.offer(desk.name(last.code), "region_profile", last.code)
    return draft.answer(regions=(first.code, last.code), focus=Focus("ranking", (first.code, last.code)))


def _place(draft: Draft, code: str, figures: Sequence[_Ranked], where: str) -> None:
    """Say which place a region has among the others; nothing where that survey did not measure it."""
    for place, (figure, region) in enumerate(figures, 1):
        if region.code == code:
            draft.line(draft.desk.say(
                "urutan_ke", daerah=draft.desk.name(code), angka=percent(figure.percent), survei=_survey(figure),
                urutan=place, semua=len(figures), di=where), figure.source)


def ranking_chart(question: Interpretation, desk: Desk) -> Answer:
    """Draw the ranking of a province's kabupaten and kota, or of the provinces."""
    provinces = tuple(c for c in question.regions if desk.region(c).is_province)
    scope = _within(desk, provinces) if provinces else [r for r in desk.knowledge.regions.values() if r.is_province]
    figures = _ranked(scope, max(question.numbers.years, default=0) or _newest(scope)) or _ranked(scope, _newest(scope))
    if not figures:
        return no_data(question, desk, "angka survei")
    draft = Draft(desk, question)
    where = _name(desk, provinces)
    draft.line(desk.say("grafik_urutan", di=where, survei=_survey(figures[0][0])), *(f.source for f, _ in figures))
    draft.picture = bar_chart(desk, figures, where)
    codes = [r.code for _, r in figures[:1]] + [r.code for _, r in figures[-1:]]
    return draft.answer(regions=codes, focus=Focus("ranking", tuple(codes)))


def _provinces(question: Interpretation) -> tuple[str, ...]:
    """Codes of the provinces to rank in: of those named, and of the regions named; none for the whole country."""
    return () if NATION in question.regions else tuple(dict.fromkeys(code[:2] for code in question.regions))


def _name(desk: Desk, provinces: Sequence[str]) -> str:
    """What is ranked in: a province, an island, or the country."""
    if len(provinces) < 2:
        return desk.name(provinces[0]) if provinces else "Indonesia"
    island = (name for name, codes in desk.knowledge.names.groups.items() if {*codes} == {*provinces})
    return next(island, joined([desk.name(code) for code in provinces]))


def _within(desk: Desk, provinces: Sequence[str]) -> list[Region]:
    return [region for code in provinces for region in desk.knowledge.regions_in.get(code, ())]


def _scope(question: Interpretation, desk: Desk, provinces: Sequence[str]) -> Sequence[Region]:
    regions = desk.knowledge.regions.values()
    if len(provinces) != 1 and _PROVINCES & set(question.features):
        return [r for r in regions if r.is_province and (not provinces or r.code in provinces)]
    kind = _kind(question)
    below = _within(desk, provinces) if provinces else [
        r for r in regions if not r.is_province and r.code != NATION]
    return below if kind is None else [r for r in below if r.is_city is kind]


def _kind(question: Interpretation) -> bool | None:
    """Whether only the kota are asked for, or only the kabupaten; None where both are."""
    wanted = {_KINDS[f] for f in question.features if f in _KINDS}
    return wanted.pop() if len(wanted) == 1 else None


def _ranked(scope: Iterable[Region], year: int) -> list[_Ranked]:
    """Return the regions with their survey figure of a year, highest first; one survey alone."""
    found = [(f, r) for r in scope for f in r.figures if f.survey.is_survey and f.year == year and f.comparable]
    return sorted(found, key=lambda pair: (-pair[0].percent, pair[1].code))


def _local_ranking(draft: Draft, scope: Iterable[Region]) -> None:
    """Figures told in news without a survey, kept apart from the ranking above."""
    unstated = sorted(((f, r) for r in scope for f in r.figures if f.survey is Survey.UNSTATED),
                      key=lambda pair: pair[0].percent)
    if len(unstated) < 2:
        return
    ends = unstated if len(unstated) <= 2 * _LOCAL_ENDS else unstated[:_LOCAL_ENDS] + unstated[-_LOCAL_ENDS:]
    draft.listing(draft.desk.say("urutan_setempat"),
                  [f"{draft.desk.name(r.code)}: {told(f)}" for f, r in ends], [f.source for f, _ in ends])


def _newest(scope: Iterable[Region]) -> int:
    """The newest year that at least half as many regions have a survey figure of as the best-covered year."""
    counts = Counter(f.year for r in scope for f in r.figures if f.survey.is_survey)
    most = max(counts.values(), default=0)
    return max((year for year, n in counts.items() if n * 2 >= most), default=0)


def _survey(figure: Figure) -> str:
    return f"{figure.survey} {figure.year}"


def _named(desk: Desk, figures: Iterable[_Ranked]) -> list[str]:
    return [f"{desk.name(region.code)}: {percent(figure.percent)}" for figure, region in figures]
