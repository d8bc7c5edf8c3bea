"""What a question means once its intent is chosen: of which regions, programs and people, and what is missing."""

from __future__ import annotations

from itertools import pairwise, product

from bot.knowledge.model import NATION, KnowledgeBase
from bot.understanding.children import is_own
from bot.understanding.conversation import Focus
from bot.understanding.followup import RANKS, FollowUps
from bot.understanding.interpretation import TOPIC, Evidence, Interpretation
from bot.understanding.matcher import TOPIC_PREFIX
from bot.understanding.places import Place
from bot.understanding.reader import Reader
from bot.understanding.reading import KIND_WORDS, Reading
from bot.understanding.turning import as_visit, asks_where_held, asks_who_came, learned

_JOINING = frozenset({"dan", "sama", "serta", "plus", "terus", "sekalian", "beserta", "juga", "dengan"})
_CUES = (("prevalence", frozenset({"#angka", "berapa"})), ("programs_of_region", frozenset({"#program"})),
         ("visit_destination", frozenset({"#kunjung", "#belajar", "#kemana"})))
"""Intents that people ask together in one sentence, with the concept that shows each."""
_NO_REGION = frozenset({"find_theme", "about_programs", "about_coverage"})
"""Intents that range over regions; with one named it is the region's programs that are asked for."""
_ONE_BESIDE_ALL = RANKS | {"prevalence_context"}
"""Intents that set one region beside the country; several named regions are compared with each other."""
_OF_ONE_REGION = frozenset({"region_detail", "region_profile"})
"""What two regions that learned from each other are not asked for: their visit is."""
_TOLD_ENOUGH = 3.5
_AT = frozenset({"di", "d", "ke", "versi", "nang", "ing"})
_WIDE = 5
_OVER_AREAS = frozenset({"visit_list", "about_coverage", "recommend", "find_theme"})
"""Intents that an island or group of regions may frame; the others need one region."""
_ASKS_ELSE = frozenset({"#selain"})


NATIONAL = frozenset({"prevalence", "compare", "ranking"})
"""Intents that may be asked of the country as a whole."""


class Meanings:
    """Turns an intent and a reading into an interpretation."""

    def __init__(self, knowledge: KnowledgeBase, reader: Reader, follow_ups: FollowUps) -> None:
        self._knowledge = knowledge
        self._reader = reader
        self._follow_ups = follow_ups
        self._met = {frozenset((visit.guest, visit.host)) for visit in knowledge.visits if visit.guest}

    def of(self, best: str, reading: Reading, focus: Focus, evidence: Evidence, sure: float) -> Interpretation:
        """Return what a question means.

        Args:
            best: the intent, or the label of a general topic.
            reading: the question taken apart.
            focus: what the conversation is about.
            evidence: for `ask --why`.
            sure: how sure the intent is, 0 to 1.
        """
        if reading.places and best.startswith(TOPIC_PREFIX) and self.told(reading) >= _TOLD_ENOUGH:
            best = "region_detail"
        if best in _NO_REGION and names_one_region(reading):
            best = "programs_of_region"
        if (best in _ONE_BESIDE_ALL or best.startswith(TOPIC_PREFIX)) and _several_regions(reading):
            best = "compare"
        if best in _OF_ONE_REGION and self.have_met(reading):
            best = "visit_subjects"
        if asks_who_came(best, reading):
            best = "visit_guests"
        if asks_where_held(best, reading):
            best = "visit_place"
        programs = self._programs(reading)
        visit = learned(reading, self._knowledge) if programs else None
        if visit is not None:
            best, programs = as_visit(best, reading.places[0].codes[0]), ()
        topic = best.removeprefix(TOPIC_PREFIX) if best.startswith(TOPIC_PREFIX) else None
        clear, unclear = self._regions(best, reading)
        if visit is not None and visit.host not in clear:
            clear = (*clear, visit.host)
        if reading.officials and best == "person":
            unclear = ()
        interpretation = Interpretation(
            TOPIC if topic else best, round(sure, 3), regions=clear, choices=unclear,
            programs=programs, supposed=_supposes_owner(reading), officials=reading.officials,
            topic=topic, numbers=reading.numbers, features=_with_kinds(best, reading), also=self._also(best, reading),
            follow_up=reading.points_there, rest=bool(_ASKS_ELSE & set(reading.features)),
            personal=is_own(reading), evidence=evidence)
        return self._follow_ups.complete(interpretation, reading, focus)

    def _regions(self, best: str, reading: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the regions that are clear, and the codes to choose from where one is not."""
        clear = tuple(p.codes[0] for p in reading.places if len(p.codes) == 1
                      and (p.codes[0] != NATION or best in NATIONAL))
        met = {p: self._met_one(p, clear) for p in reading.places
               if len(p.codes) > 1 and best.startswith("visit_")}
        clear = (*clear, *(code for codes in met.values() for code in codes))
        islands = {p for p in reading.places if best in RANKS and self._is_island(p)}
        clear = (*clear, *(code for p in reading.places if p in islands for code in p.codes))
        vague = best in _OVER_AREAS or bool(clear)
        unclear = next((p.codes for p in reading.places if len(p.codes) > 1 and not (vague and self._is_area(p))
                        and not set(p.codes) & set(clear) and not met.get(p)), ())
        return clear, unclear

    def _met_one(self, place: Place, others: tuple[str, ...]) -> tuple[str, ...]:
        """`Kendari belajar ke Bogor`: of two namesakes, or in a province of the name, the one that met the other."""
        met = tuple({region for pair in self._met for region in pair if pair - {region} <= {*others}
                     and any(region == code or region.startswith(f"{code}.") for code in place.codes)})
        return met if len(met) == 1 else ()

    def told(self, reading: Reading) -> float:
        """Return how much a question says of what is known of a region that it names; see `PlaceResolver.told`."""
        return max((self._reader.places.told(c, reading.bare) for p in reading.places for c in p.codes), default=0.0)

    def _programs(self, reading: Reading) -> tuple[str, ...]:
        """A mere piece of a program's name says nothing against a region that has no such program."""
        regions = {code for place in reading.places for code in place.codes}
        exact = any(m.programs and not m.partial for m in reading.mentions)
        owners = {self._knowledge.programs[p].region for p in reading.programs}
        foreign = bool(regions) and not any(o in regions or o[:2] in regions for o in owners)
        return () if foreign and not exact else reading.programs

    def _is_island(self, place: Place) -> bool:
        """Tell whether a name stands for several provinces together."""
        return self._is_area(place) and len(place.codes) > 1 and all(len(code) == 2 for code in place.codes)

    def _is_area(self, place: Place) -> bool:
        """Tell whether a name is an island or part of the country rather than one of a few regions."""
        wide = len(place.codes) >= _WIDE or all(len(code) == 2 for code in place.codes)
        return wide and place.mention.text in self._reader.finder.names.groups

    def _also(self, best: str, reading: Reading) -> tuple[str, ...]:
        """Further things asked about the same region in one sentence (`angka dan program Bontang`)."""
        if best.startswith("visit_") and reading.places and "#angka" in reading.features:
            return ("prevalence",)
        if best not in {intent for intent, _ in _CUES} or len(reading.places) != 1:
            return ()
        words = {w.text for w in reading.words} | {t.text for t in reading.tokens}
        if not words & _JOINING:
            return ()
        return tuple(intent for intent, cues in _CUES if intent != best and cues & set(reading.features))

    def have_met(self, reading: Reading) -> bool:
        """Tell whether two regions are named of which one learned from the other."""
        return any(frozenset(pair) in self._met for first, second in pairwise(reading.places)
                   for pair in product(first.codes, second.codes))


def _with_kinds(best: str, reading: Reading) -> tuple[str, ...]:
    """The features; of a ranking with what is ranked (`kota dengan stunting terendah`): it tells little elsewhere."""
    if best not in RANKS:
        return reading.features
    named = {index for m in reading.mentions for index in range(m.start - 1, m.end)}
    kinds = dict.fromkeys(word.text for word in reading.words if word.text in KIND_WORDS and word.token not in named)
    return (*reading.features, *(kind for kind in kinds if kind not in reading.features))


def names_one_region(reading: Reading) -> bool:
    """Tell whether a question names one kabupaten or kota, and no other region."""
    codes = [p.codes[0] for p in reading.places if len(p.codes) == 1]
    return len(codes) == 1 and len(codes[0]) > 2


def _several_regions(reading: Reading) -> bool:
    """Tell whether two regions are named of which neither lies in the other."""
    codes = [p.codes[0] for p in reading.places if len(p.codes) == 1 and p.codes[0] != NATION]
    return len(codes) > 1 and not any(a != b and a.startswith(b) for a in codes for b in codes)


def _supposes_owner(reading: Reading) -> bool:
    """`Raga Pantas punya Bontang kan?`: the region stands behind the program, and not as the place of something."""
    programs = [m for m in reading.mentions if m.programs]
    if not programs:
        return False
    return any(p.mention.start > programs[0].start and reading.word_before(p) not in _AT
               for p in reading.places)
