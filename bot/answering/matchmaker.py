"""The matchmaker: from which regions a region like ours can learn most.

The rule, which docs/arsitektur.md explains: of the regions of our kind (kota or kabupaten) that SSGI measured in 2021
and in its newest round, those that started within 6 points of our level (further only where there are too few) and fell
by more than chance to below it.
They are ranked by the fall, with a little for the same island and for a start close to ours; a region is named only
where there is something to look at.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.measures import SMALL_CHANGE, latest, number, percent
from bot.answering.subjects import first_of, programs_in
from bot.knowledge.model import Figure, Region, Survey
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation

_NEAR_STARTS = (6.0, 10.0, 16.0, 30.0)
"""Points between our level and the level that a region started from, for it to count as like ours; the next is taken
only where too few regions are as near."""
_SAME_ISLAND = 2.0
"""What the same island is worth beside the points of the fall: travel is cheaper, life more alike."""
_VISITED = 1.0
"""What it is worth that others have gone there to learn: such a region is used to guests."""
_MOST, _FEWEST = 5, 3
_PROGRAMS = 2
_ISLANDS = {"1": "Sumatera", "2": "Sumatera", "3": "Jawa", "5": "Bali dan Nusa Tenggara", "6": "Kalimantan",
            "7": "Sulawesi", "8": "Maluku", "9": "Papua"}
"""By the first digit of Kemendagri's code."""


@dataclass(frozen=True, slots=True)
class Match:
    """A region worth a visit.

    Args:
        region: whom to visit.
        start: its oldest SSGI figure.
        now: its newest SSGI figure.
        island: the island's name where it is ours too, else None.
        worth: what the ranking rests on.
    """

    region: Region
    start: Figure
    now: Figure
    island: str | None
    worth: float

    @property
    def fall(self) -> float:
        """Points by which the figure fell."""
        return round(self.start.percent - self.now.percent, 2)


def matches(desk: Desk, home: Region, level: float, provinces: Collection[str] = ()) -> list[Match]:
    """Return the regions to learn from, best first; the same for the same question.

    Args:
        desk: the knowledge at hand.
        home: the region that asks.
        level: its figure, in per cent.
        provinces: codes of those that are asked for; empty: everywhere.
    """
    every = [m for m in _better(desk, home, level) if not provinces or m.region.province_code in provinces]
    near = next((near for near in _NEAR_STARTS if sum(_distance(m, level) <= near for m in every) >= _FEWEST),
                _NEAR_STARTS[-1])
    return [m for m in every if _distance(m, level) <= near][:_MOST]


def _better(desk: Desk, home: Region, level: float) -> list[Match]:
    """Every region of our kind that fell to below our level and has something to see, best first."""
    found = []
    for region in desk.knowledge.regions.values():
        pair = _fall(region)
        if region.code == home.code or _kind(region) != _kind(home) or pair is None:
            continue
        start, now = pair
        fall = start.percent - now.percent
        if fall <= SMALL_CHANGE or now.percent >= level or not programs_in(desk, region.code):
            continue
        same = _island(region) == _island(home)
        visited = region.code in desk.knowledge.visits_to
        worth = fall - abs(start.percent - level) / 2 + _SAME_ISLAND * same + _VISITED * visited
        found.append(Match(region, start, now, _ISLANDS[region.code[0]] if same else None, worth))
    return sorted(found, key=lambda m: (-m.worth, m.region.code))


def _distance(match: Match, level: float) -> float:
    return abs(match.start.percent - level)


def suggest(question: Interpretation, desk: Desk) -> Answer | None:
    """Answer whom the named region should learn from; None where its level or a fitting region is not known."""
    home = desk.region(question.regions[0])
    newest = latest(home)
    told = question.numbers.figures[0] if question.numbers.figures else None
    level = _level(question, home)
    provinces = _wanted(question, desk)
    found = matches(desk, home, level, provinces) if level is not None else []
    if level is None or len(found) < (1 if provinces else _FEWEST):
        return None
    draft = Draft(desk, question)
    draft.line(desk.say("jodoh", daerah=desk.name(home.code), tujuan=joined([desk.name(m.region.code) for m in found])))
    if told is None and newest is not None:
        draft.line(desk.say("jodoh_dasar", daerah=desk.name(home.code), angka=percent(level),
                            survei=f"{newest.survey} {newest.year}"), newest.source)
    for match in found:
        _tell(draft, match, home, level)
    draft.line(desk.say("jodoh_catatan"))
    codes = tuple(m.region.code for m in found)
    return draft.answer(regions=(home.code, *codes), focus=Focus("recommend", (home.code,), codes))


def explain(question: Interpretation, desk: Desk) -> list[str]:
    """Say by what rule regions are suggested to the named region, and how each came to its place.

    Args:
        question: a `recommend` question.
        desk: the knowledge at hand.
    """
    own = [c for c in question.regions if not desk.region(c).is_province]
    home = desk.region(own[0]) if len(own) == 1 else None
    level = _level(question, home) if home else None
    if home is None or level is None:
        return []
    lines = [f"Aturan saran untuk {home.name} (angka {number(level)}): daerah sejenis yang SSGI-nya mulai tidak jauh "
             f"dari angka itu, turun lebih dari {number(SMALL_CHANGE)} poin sampai di bawahnya, dan punya program "
             f"bernama. Nilai = poin turun - setengah jarak awal + {number(_SAME_ISLAND)} bila sepulau "
             f"+ {number(_VISITED)} bila pernah didatangi:"]
    lines += [f"  {m.worth:5.2f}  {m.region.name}: {number(m.start.percent)} ({m.start.year}) menjadi "
              f"{number(m.now.percent)} ({m.now.year}){', sepulau' if m.island else ''}"
              for m in matches(desk, home, level, _wanted(question, desk))]
    return lines


def _wanted(question: Interpretation, desk: Desk) -> tuple[str, ...]:
    """The provinces in which to look: those named beside the one who asks (`kami dari Banyumas, mau ke Jawa Timur`)."""
    regions = [desk.region(code) for code in question.regions]
    homes = {region.province_code for region in regions if not region.is_province}
    return tuple(region.code for region in regions if region.is_province and region.code not in homes)


def _level(question: Interpretation, home: Region) -> float | None:
    """The asker's level: the figure in the question, else the region's newest survey figure."""
    if question.numbers.figures:
        return question.numbers.figures[0]
    newest = latest(home)
    return newest.percent if newest and newest.survey.is_survey else None


def _tell(draft: Draft, match: Match, home: Region, level: float) -> None:
    desk, region = draft.desk, match.region
    reasons = [desk.say("jodoh_turun", dulu=percent(match.start.percent), tahun_dulu=match.start.year,
                        kini=percent(match.now.percent), tahun_kini=match.now.year, poin=number(match.fall)),
               desk.say("jodoh_mirip", dulu=percent(match.start.percent), tahun_dulu=match.start.year,
                        kami=number(level),
                        jenis="kota" if home.is_city else "provinsi" if home.is_province else "kabupaten")]
    if match.island:
        reasons.append(desk.say("jodoh_pulau", pulau=match.island))
    draft.cite(match.start.source, match.now.source)
    programs = programs_in(desk, region.code)[:_PROGRAMS]
    for program in programs:
        first = first_of(program)
        lead = "" if first.text.startswith(program.name) else f"{program.name}: "
        reasons.append(desk.say("jodoh_program", program=f"{lead}{first.text}"))
        draft.cite(first.source)
    visitors = desk.knowledge.visits_to.get(region.code, ())
    if visitors:
        reasons.append(desk.say("jodoh_tamu", jumlah=len(visitors)))
    draft.listing(desk.name(region.code), reasons)
    draft.offer(desk.name(region.code), "region_profile", region.code)


def _fall(region: Region) -> tuple[Figure, Figure] | None:
    """The oldest and the newest SSGI figure: one survey, so that a difference means something."""
    figures = sorted((f for f in region.figures if f.survey is Survey.SSGI and f.comparable), key=lambda f: f.year)
    return (figures[0], figures[-1]) if len(figures) > 1 else None


def _kind(region: Region) -> str:
    return "provinsi" if region.is_province else "kota" if region.is_city else "kabupaten"


def _island(region: Region) -> str:
    return _ISLANDS.get(region.code[0], "")
