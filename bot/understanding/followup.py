"""Complete a follow-up question with what the conversation was about."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.knowledge.model import NATION, KnowledgeBase
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation
from bot.understanding.reading import KIND_WORDS, THERE, Reading
from bot.understanding.referents import POINTING, THEY, region_meant
from bot.understanding.visit_followup import VisitFollowUps

ORDINALS = {"pertama": 0, "kesatu": 0, "kedua": 1, "ketiga": 2, "keempat": 3, "terakhir": -1,
             "kepisan": 0, "kapisan": 0, "kadua": 1, "kapindho": 1, "katilu": 2}
_OTHER_ONE = frozenset({"satunya", "satunye", "sijine", "sabuahnyo"})
_OF_A_VISIT = {"program_since": "visit_date", "program_actors": "visit_delegation", "program_reason": "visit_reason",
               "program_results": "visit_followup", "program_owner": "visit_guests",
               "program_definition": "visit_subjects", "program_replication": "visit_subjects"}
"""What a question means in a conversation about a visit, where it names no program (`sejak kapan` is its date)."""
_OF_A_PROGRAM = {"visit_date": "program_since", "visit_reason": "program_reason"}
"""The same in a conversation about a program without visits."""
_OF_A_FIGURE = {"visit_date": "prevalence", "program_since": "prevalence"}
"""The same in a conversation about a figure: `itu survei tahun berapa`."""
_OF_WHICH = frozenset({"#program", "#semuadaerah", "#daerahmana", "#jumlahdaerah", "mana", "siapa", "#siapa"})
"""Concepts that ask which region or program it is, and not of the one spoken of."""
_HOW_MANY = "~berapa"
_ELLIPTIC = frozenset({"kalau", "kalo", "klo", "kl", "terus", "trus", "lalu", "lantas", "selain", "selanjutnya", "nek",
                       "lamun", "ari", "berarti", "emang", "memang", "oh", "habis", "abis", "nah", "lah", "lha",
                       "balik", "kembali", "satunya"})
_A_WORD = 3
"""Words up to which a wish for programs is for those of the region spoken of."""
_TWO = frozenset({"dua", "kedua", "keduanya", "duanya", "bandingkan", "bandingin", "perbandingan"})
_HOW, _WITH = frozenset({"bagaimana"}), frozenset({"dengan", "halnya", "untuk", "di"})
_OPENERS = frozenset({"kalau", "kalo", "klo", "kl", "maksud", "eh", "salah", "terus", "trus", "nek", "ari", "lamun",
                      "lalu", "lha", "bukan"})
SHORT = 7
"""Words up to which a question may be nothing but its subject."""
_KEEPS_INTENT = frozenset({"prevalence", "programs_of_region", "region_where", "region_profile", "compare",
                           "region_detail", "visit_destination", "visit_guests", "visit_date", "visit_place",
                           "visit_leader", "visit_host_official", "visit_people", "visit_delegation",
                           "visit_subjects", "visit_reason", "visit_followup"})


_BEST = frozenset({"bagus", "terbagus", "baik", "terbaik", "hebat", "berhasil", "unggul", "unggulan"})
_EVER = frozenset({"pernah", "sudah"})
"""Words of a question that asks whether the region spoken of has done it (`pernah studi tiru ke daerah lain tidak`)."""
RANKS = frozenset({"ranking", "ranking_chart"})
"""Intents that put regions in order."""
_TOO, _HAS = frozenset({"juga"}), frozenset({"punya", "ada", "memiliki"})
_OF_THE_COUNTRY = frozenset({"#nasional", "provinsi", "#provinsimana"})
"""Concepts by which a ranking is the country's."""
_BY_YEAR = frozenset({"prevalence", "ranking"})
"""Intents of which another year may be asked (`kalau 2023?`)."""


class FollowUps:
    """Fills in what a question leaves out, and recognises the answer to the bot's own question."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._visits = knowledge.visits_by_id
        self._of_visits = VisitFollowUps(knowledge)

    def signals(self, reading: Reading, focus: Focus) -> dict[str, float]:
        """Return how far a question leans on what was said before, for the scope model."""
        if focus.is_empty:
            return {"leaning": 0.0, "brief": 0.0}
        words = {t.text for t in reading.tokens}
        leaning = bool(words & (THERE | THEY | POINTING | _ELLIPTIC | set(ORDINALS)))
        return {"leaning": float(leaning), "brief": float(len(reading.tokens) <= SHORT)}

    def has_pair(self, reading: Reading, focus: Focus) -> bool:
        """Tell whether two subjects are at hand to compare, or the question says that it means two."""
        words = {t.text for t in reading.tokens}
        named = {c for p in reading.places for c in p.codes if len(p.codes) == 1}
        regions = {*focus.regions, *focus.introduced, *focus.before, *named}
        return bool(words & _TWO and not named) or len(regions) > 1 or len(focus.programs) > 1

    def turns_to(self, reading: Reading) -> bool:
        """`kalau Depok?`, `eh maksud saya Batang`: only the subject is new."""
        words = {t.text for t in reading.tokens}
        formal = any(a.text in _HOW and b.text in _WITH for a, b in pairwise(reading.words))
        return bool(words & _OPENERS or formal) and len(reading.tokens) <= SHORT and not any(
            f.startswith("#") and f != "#arti" for f in reading.bare)

    def complete(self, interpretation: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """Add the missing region, program, visit or intent from the last answer."""
        interpretation = self._with_what_is_meant(interpretation)
        if focus.is_empty:
            return interpretation
        interpretation = self._with_the_one_spoken_of(interpretation, reading, focus)
        result = self._with_intent(self._in_its_kind(interpretation, reading, focus), reading, focus)
        result = self._with_listed(result, reading, focus)
        if result.choices:
            return result
        needs = self._knowledge.needs.get(result.intent, ())
        if self._of_visits.asks_of_guests(result, reading, focus):
            return replace(result, intent="visit_leader", visits=focus.visits, regions=(), follow_up=True)
        if "kunjungan" in needs:
            result = self._of_visits.complete(result, reading, focus)
        if "program" in needs and not result.programs and not result.regions and not result.visits:
            result = self._with_program(result, reading, focus)
        if "daerah" in needs and not result.regions and not result.programs:
            result = self._with_region(result, reading, focus)
        return self._with_subject(result, reading, focus)

    def _with_subject(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """What intents that need nothing in particular take from the last answer."""
        of_bot = "#botini" in result.features
        if focus.topic and (result.intent == "find_theme" or (result.intent == "about_coverage" and not of_bot)):
            # `di kabupaten mana saja sudah jalan`: what the topic tells of
            return replace(result, intent="find_theme", topic=focus.topic)
        if result.intent == "person" and not result.officials:
            return self._with_people(result, focus)
        if result.intent == "awards" and not result.regions and _OF_WHICH.isdisjoint(result.features):
            return replace(result, programs=focus.programs[:1] if len(focus.programs) == 1 else (),
                           regions=focus.regions[:1], follow_up=True)
        if result.intent == "about_sources" and not result.regions and not of_bot:
            return replace(result, programs=focus.programs[:1], regions=focus.regions[:1], topic=focus.topic,
                           follow_up=True)
        if result.intent in RANKS and not result.regions:
            return self._with_ranked(result, reading, focus)
        if result.intent == "compare" and len(result.regions) + len(result.programs) < 2:
            return self._with_pair(result, focus)
        if result.intent == "visit_list":
            return self._with_visits(result, reading, focus)
        return result

    def _with_ranked(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """What is ranked: the programs listed, the pair compared, or the regions of the province spoken of."""
        if focus.programs and _BEST & {word.text for word in reading.words}:
            # of programs nobody can say more than who was honoured
            return replace(result, intent="awards", regions=focus.regions[:1], follow_up=True)
        if result.intent == "ranking" and focus.intent == "compare":
            return self._with_pair(replace(result, intent="compare"), focus)
        return replace(result, regions=self._ranked_in(result, focus), follow_up=True)

    def _with_visits(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """Those listed last; or, asked whether it ever went, those of the region spoken of."""
        ever = _EVER & {word.text for word in reading.words}
        if ever and focus.regions and not focus.visits and not result.regions:
            return replace(result, intent="visit_destination", regions=focus.regions[:1], follow_up=True)
        return replace(result, visits=focus.visits, follow_up=True) if len(focus.visits) > 1 else result

    def _with_people(self, result: Interpretation, focus: Focus) -> Interpretation:
        """`itu siapa yang bikin`: the people of the visit spoken of, or who carries out the program."""
        people = any(self._knowledge.programs[program].officials for program in focus.programs)
        if focus.programs and not focus.visits and not people:
            return replace(result, intent="program_actors", programs=focus.programs, follow_up=True)
        return replace(result, visits=focus.visits, programs=focus.programs, follow_up=True)

    def _ranked_in(self, result: Interpretation, focus: Focus) -> tuple[str, ...]:
        """The province whose two ends were told last, or that was spoken of; none where the country's were."""
        provinces = {code[:2] for code in focus.regions if focus.intent == "ranking" or len(code) == 2} - {NATION}
        return tuple(provinces) if len(provinces) == 1 and _OF_THE_COUNTRY.isdisjoint(result.features) else ()

    def _with_what_is_meant(self, result: Interpretation) -> Interpretation:
        """A named official stands for the program; `nasional` for the country."""
        needs = self._knowledge.needs.get(result.intent, ())
        if result.regions or result.choices or result.programs:
            return result
        if result.officials and {"program", "daerah"} & set(needs):
            names = {o.name for o in result.officials}
            programs = [p for p in self._knowledge.programs.values() if any(o.name in names for o in p.officials)]
            return replace(result, programs=tuple(p.id for p in programs),
                           regions=tuple(dict.fromkeys(p.region for p in programs)))
        if result.intent == "prevalence" and "#nasional" in result.features:
            return replace(result, regions=(NATION,))
        return result

    def _with_the_one_spoken_of(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """In a family of names, the one that was just spoken of (`ketua TPPS Buton siapa`, after Kabupaten Buton).

        A kota and a kabupaten of one name are asked about anew: one may well want the other now.
        """
        named = next((p.mention.text for p in reading.places if p.codes == result.choices), None)
        roots = tuple(code for code in result.choices if self._knowledge.regions[code].letters == named)
        spoken_of = len(roots) == 1 and roots[0] in (*focus.regions, *focus.introduced)
        return replace(result, regions=(*result.regions, *roots), choices=()) if spoken_of else result

    def _with_intent(self, interpretation: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """`kalau di Depok?`: the subject is new, what is asked stays."""
        words = {word.text for word in reading.words}
        if len(reading.places) == len(focus.programs) == 1 and not reading.programs and words >= _TOO and _HAS & words:
            # `Samarinda punya juga tidak`: the program spoken of, there
            features = tuple(f for f in interpretation.features if f != "#pemilik")
            return replace(interpretation, intent="program_definition", topic=None, programs=focus.programs,
                           features=features)
        of_others = not KIND_WORDS.isdisjoint(reading.bare) and not reading.names
        if focus.intent == "ranking" and of_others and self.turns_to(reading):
            return replace(interpretation, intent="ranking", topic=None, follow_up=True)
        named = reading.places or reading.numbers.month or reading.numbers.years
        if not named or (reading.bare and not self.turns_to(reading)):
            return interpretation
        if not reading.places and focus.visits:
            return replace(interpretation, intent="visit_list", follow_up=True)
        if not reading.places:
            if not reading.numbers.years or focus.intent not in _BY_YEAR:
                return interpretation
            regions = focus.regions if focus.intent == "prevalence" else self._ranked_in(interpretation, focus)
            return replace(interpretation, intent=focus.intent, topic=None, regions=regions, follow_up=True)
        if reading.programs or focus.intent not in _KEEPS_INTENT:
            return interpretation
        if _HOW_MANY in reading.features and focus.intent.startswith("visit_") and focus.intent != "visit_people":
            # `terus Batang sendiri berapa`: nothing else of a region is asked for with a number
            return replace(interpretation, intent="prevalence", topic=None, follow_up=True)
        return replace(interpretation, intent=focus.intent, topic=None, follow_up=True)

    def _in_its_kind(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """What is asked of a visit or a program, as the conversation is about the one or the other."""
        if reading.places or reading.programs:
            return result
        kind = focus.intent.partition("_")[0]
        if result.intent == "most_visited" and len(focus.programs) == 1 and reading.leans:
            # `ada yang datang belajar soal itu?`: to the one whose it is
            return replace(result, intent="visit_guests", regions=focus.regions[:1], follow_up=True)
        if kind == "visit" and focus.visits:
            result = replace(result, intent=_OF_A_VISIT.get(result.intent, result.intent))
        elif kind == "program" and not focus.visits:
            partners = result.intent.startswith("visit_") and "#kerjasama" in result.features
            result = replace(result, intent="program_actors" if partners
                             else _OF_A_PROGRAM.get(result.intent, result.intent))
        elif kind == "prevalence":
            result = replace(result, intent=_OF_A_FIGURE.get(result.intent, result.intent))
        if result.intent == "recommend" and focus.intent == "recommend" and reading.points_there:
            # `program apa yang dipelajari di sana`: of where one was advised to go
            result = replace(result, intent="programs_of_region")
        pointing = {t.text for t in reading.tokens} & (POINTING | THERE)
        brief = reading.leans or len(reading.tokens) <= _A_WORD
        if result.intent == "about_programs" and (pointing or (focus.regions and brief)):
            result = replace(result, intent="programs_of_region")
        if focus.intent == "visit_list" and len(focus.visits) > 1 and result.intent.startswith("visit_"):
            return replace(result, intent="visit_list", visits=focus.visits, follow_up=True)
        return result

    def _with_listed(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """`yang kedua kepanjangannya apa`, `yang satunya gimana`: one of those listed last."""
        if result.regions or result.programs or result.choices:
            return result
        chosen = self._listed_one(reading, focus)
        if chosen is None and focus.programs and _OTHER_ONE & {t.text for t in reading.tokens}:
            return self.what_else(result, focus)
        if chosen is None:
            return result
        if self.turns_to(reading) and focus.intent in _KEEPS_INTENT and chosen not in self._knowledge.programs:
            result = replace(result, intent=focus.intent, topic=None)
        if chosen in self._knowledge.programs:
            return replace(result, programs=(chosen,), follow_up=True)
        if chosen in self._visits:
            return replace(result, visits=(chosen,), follow_up=True)
        return replace(result, regions=(chosen,), follow_up=True)

    def what_else(self, result: Interpretation, focus: Focus) -> Interpretation:
        """`satunya lagi apa`, `ada lagi yang lain`, after a program: the others of its region."""
        owner = self._knowledge.programs[focus.programs[0]].region
        return replace(result, intent="programs_of_region", topic=None, regions=(owner,), programs=focus.programs[:1],
                       rest=True, follow_up=True)

    def _listed_one(self, reading: Reading, focus: Focus) -> str | None:
        words = [t.text for t in reading.tokens]
        spot = next((ORDINALS[w] for w in words if w in ORDINALS), None)
        listed = focus.listed
        if spot is not None:
            return listed[spot] if -len(listed) <= spot < len(listed) else None
        if len(listed) == 2 and _OTHER_ONE & set(words):
            now = {*focus.regions[:1], *focus.programs[:1], *focus.visits[:1]}
            others = [one for one in listed if one not in now]
            return others[0] if len(others) == 1 else None
        return None

    def _with_program(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        if not focus.programs:
            return self._with_region(result, reading, focus)
        return replace(result, programs=focus.programs, follow_up=True)

    def _with_region(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        region = region_meant(reading, focus, self._knowledge)
        if not region:
            return result
        # a detail may be the program's that was spoken of (`total dananya berapa`)
        detail = result.intent == "region_detail" and len(focus.programs) == 1
        return replace(result, regions=region, programs=focus.programs if detail else (), follow_up=True)

    def _with_pair(self, result: Interpretation, focus: Focus) -> Interpretation:
        regions = tuple(dict.fromkeys((*focus.introduced, *focus.before, *focus.regions, *result.regions)))
        return replace(result, regions=regions[-2:], follow_up=True) if len(regions) > 1 else result
