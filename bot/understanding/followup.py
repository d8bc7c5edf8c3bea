"""Complete a follow-up question with what the conversation was about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from bot.knowledge.model import NATION, KnowledgeBase
from bot.language.tokens import tokenise
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation
from bot.understanding.reader import THERE, Reading

_ORDINALS = {"pertama": 0, "kesatu": 0, "kedua": 1, "ketiga": 2, "keempat": 3, "terakhir": -1,
             "kepisan": 0, "kapisan": 0, "kadua": 1, "kapindho": 1, "katilu": 2}
_OTHER_ONE = frozenset({"satunya", "satunye", "sijine", "sabuahnyo"})
_OF_A_VISIT = {"program_since": "visit_date", "program_actors": "visit_delegation", "program_reason": "visit_reason",
               "program_results": "visit_followup", "program_owner": "visit_guests"}
"""What a question means in a conversation about a visit, where it names no program (`sejak kapan` is its date)."""
_OF_A_PROGRAM = {"visit_date": "program_since", "visit_reason": "program_reason"}
"""The same in a conversation about a program without visits."""
_CHOICE_NUMBERS = {"1": 0, "2": 1, "3": 2, "4": 3, "satu": 0, "dua": 1, "tiga": 2, "empat": 3}
_NUMBERING = frozenset({"nomor", "nomer", "no", "nmr", "pilihan", "opsi", "pilih"})
_THEY = frozenset({"mereka", "dia", "ia", "dorang", "rombongannya", "pemimpinnya", "rombongan", "pimpinannya"})
_POINTING = frozenset({"itu", "tersebut", "tsb", "tadi", "tu", "iku", "eta", "tuh"})
_ELLIPTIC = frozenset({"kalau", "kalo", "klo", "kl", "terus", "trus", "lalu", "lantas", "selain", "selanjutnya", "nek",
                       "lamun", "ari", "berarti", "emang", "memang", "oh", "habis", "abis", "nah", "lah", "lha",
                       "balik", "kembali", "satunya"})
_TWO = frozenset({"dua", "kedua", "keduanya", "duanya", "bandingkan", "bandingin", "perbandingan"})
_OPENERS = frozenset({"kalau", "kalo", "klo", "kl", "maksud", "eh", "salah", "terus", "trus", "nek", "ari", "lamun",
                      "lalu", "lha", "bukan"})
_SHORT = 7
_KEEPS_INTENT = frozenset({"prevalence", "programs_of_region", "visit_destination", "visit_guests", "region_where",
                           "region_profile", "compare", "visit_date", "visit_leader", "visit_subjects",
                           "region_detail"})


class FollowUps:
    """Fills in what a question leaves out, and recognises the answer to the bot's own question."""

    def __init__(self, knowledge: KnowledgeBase, needs: Mapping[str, tuple[str, ...]]) -> None:
        self._knowledge = knowledge
        self._needs = needs
        self._visits = {visit.id: visit for visit in knowledge.visits}

    def signals(self, reading: Reading, focus: Focus) -> dict[str, float]:
        """Return how far a question leans on what was said before, for the scope model."""
        if focus.is_empty:
            return {"leaning": 0.0, "brief": 0.0}
        words = {t.text for t in reading.tokens}
        leaning = bool(words & (THERE | _THEY | _POINTING | _ELLIPTIC | set(_ORDINALS)))
        return {"leaning": float(leaning), "brief": float(len(reading.tokens) <= _SHORT)}

    def has_pair(self, reading: Reading, focus: Focus) -> bool:
        """Tell whether two subjects are at hand to compare, or the question says that it means two."""
        words = {t.text for t in reading.tokens}
        named = {c for p in reading.places for c in p.codes if len(p.codes) == 1}
        regions = {*focus.regions, *focus.introduced, *focus.before, *named}
        return bool(words & _TWO and not named) or len(regions) > 1 or len(focus.programs) > 1

    def turns_to(self, reading: Reading) -> bool:
        """`kalau Depok?`, `eh maksud saya Batang`: only the subject is new."""
        words = {t.text for t in reading.tokens}
        return bool(words & _OPENERS) and len(reading.tokens) <= _SHORT and not any(
            f.startswith("#") and f != "#arti" for f in reading.bare)

    def choose(self, reading: Reading, pending: tuple[Interpretation, ...]) -> Interpretation | None:
        """Return the reading that a short answer picks from those offered (`yang kartanegara`, `2`, `kota`)."""
        if not pending or len(reading.tokens) > _SHORT:
            return None
        words = [t.text for t in reading.tokens]
        number = _number(words)
        if number is not None and number < len(pending):
            return pending[number]
        spot = next((_ORDINALS[w] for w in words if w in _ORDINALS), None)
        if spot is not None and -1 <= spot < len(pending):
            return pending[spot]
        waiting = self._filled(pending[-1], reading)
        if waiting is not None:
            return waiting
        capital = {p.codes[0] for p in reading.places if len(p.codes) == 1}
        meant = [option for option in pending if option.regions and option.regions[-1] in capital]
        if len(meant) == 1:
            return meant[0]
        named = set(words) | {w.text for w in reading.words}
        scored = []
        for option in pending:
            name = self._name_of(option)
            hits = sum(part in named or any(word.startswith(part) for word in words) for part in name)
            scored.append((hits / len(name) if name else 0.0, hits, option))
        scored.sort(key=lambda s: (-s[1], -s[0]))
        if not scored or scored[0][1] == 0:
            return None
        if len(scored) > 1 and scored[0][:2] == scored[1][:2]:
            return None
        others = [p for p in reading.places if not set(scored[0][2].regions) & set(p.codes)]
        return None if others else scored[0][2]

    def _filled(self, asked: Interpretation, reading: Reading) -> Interpretation | None:
        """The question that lacked its subject, with the one that the answer names (`depok bang`)."""
        if asked.regions or asked.programs or asked.topic or asked.visits:
            return None
        rest = [f for f in reading.bare if f.startswith("#") and f not in asked.features]
        codes = reading.places[0].codes if len(reading.places) == 1 else ()
        if rest or not (codes or reading.programs):
            return None
        if len(codes) > 1:
            return replace(asked, choices=codes)
        return replace(asked, regions=codes, programs=reading.programs)

    def _name_of(self, option: Interpretation) -> list[str]:
        """Return the words by which a reading offered may be picked."""
        if option.regions:
            return [t.text for t in tokenise(self._knowledge.regions[option.regions[-1]].name)]
        return [t.text for t in tokenise(self._knowledge.topics[option.topic].title)] if option.topic else []

    def complete(self, interpretation: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """Add the missing region, program, visit or intent from the last answer."""
        interpretation = self._with_what_is_meant(interpretation)
        if focus.is_empty:
            return interpretation
        result = self._with_intent(self._in_its_kind(interpretation, reading, focus), reading, focus)
        result = self._with_listed(result, reading, focus)
        if result.choices:
            return result
        needs = self._needs.get(result.intent, ())
        if "kunjungan" in needs:
            result = self._with_visit(result, reading, focus)
        if "program" in needs and not result.programs and not result.regions and not result.visits:
            result = self._with_program(result, reading, focus)
        if "daerah" in needs and not result.regions and not result.programs:
            result = self._with_region(result, reading, focus)
        return self._with_subject(result, focus)

    def _with_visit(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        if len(result.regions) == 1 and reading.points_there and focus.regions:
            return self._with_there(result, reading, focus)
        if len(result.regions) == 1 and focus.visits:
            return self._with_guest(result, reading, focus)
        if result.regions or result.officials:
            return result
        if not focus.visits:
            return self._with_region(result, reading, focus)
        return replace(result, visits=result.visits or focus.visits, follow_up=True)

    def _with_there(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """`yang ke situ dari Jateng siapa`: a visit between the region named and the one spoken of."""
        there = self._region_meant(reading, focus)
        if not there or there[0] in result.regions or there[0][:2] in result.regions:
            return result
        return replace(result, regions=(*result.regions, *there), follow_up=True)

    def _with_subject(self, result: Interpretation, focus: Focus) -> Interpretation:
        """What intents that need nothing in particular take from the last answer."""
        if result.intent == "find_theme" and focus.topic:
            return replace(result, topic=focus.topic)
        if result.intent == "person" and not result.officials:
            return replace(result, visits=focus.visits, programs=focus.programs, follow_up=True)
        if result.intent == "compare" and len(result.regions) + len(result.programs) < 2:
            return self._with_pair(result, focus)
        if result.intent == "visit_list" and len(focus.visits) > 1:
            return replace(result, visits=focus.visits, follow_up=True)
        return result

    def _with_what_is_meant(self, result: Interpretation) -> Interpretation:
        """A named official stands for the program; `nasional` for the country."""
        needs = self._needs.get(result.intent, ())
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

    def _with_intent(self, interpretation: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """`kalau di Depok?`: the subject is new, what is asked stays."""
        named = reading.places or reading.numbers.month or reading.numbers.years
        if not named or (reading.bare and not self.turns_to(reading)):
            return interpretation
        if not reading.places:
            return replace(interpretation, intent="visit_list", follow_up=True) if focus.visits else interpretation
        if reading.programs or focus.intent not in _KEEPS_INTENT:
            return interpretation
        return replace(interpretation, intent=focus.intent, topic=None, follow_up=True)

    def _in_its_kind(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """What is asked of a visit or a program, as the conversation is about the one or the other."""
        if reading.places or reading.programs:
            return result
        kind = focus.intent.partition("_")[0]
        if kind == "visit" and focus.visits:
            result = replace(result, intent=_OF_A_VISIT.get(result.intent, result.intent))
        elif kind == "program" and not focus.visits:
            result = replace(result, intent=_OF_A_PROGRAM.get(result.intent, result.intent))
        if result.intent == "about_programs" and {t.text for t in reading.tokens} & (_POINTING | THERE):
            result = replace(result, intent="programs_of_region")
        if focus.intent == "visit_list" and len(focus.visits) > 1 and result.intent.startswith("visit_"):
            return replace(result, intent="visit_list", visits=focus.visits, follow_up=True)
        return result

    def _with_listed(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """`yang kedua kepanjangannya apa`, `yang satunya gimana`: one of those listed last."""
        if result.regions or result.programs or result.choices:
            return result
        chosen = self._listed_one(reading, focus)
        if chosen is None:
            return result
        if chosen in self._knowledge.programs:
            return replace(result, programs=(chosen,), follow_up=True)
        if chosen in self._visits:
            return replace(result, visits=(chosen,), follow_up=True)
        return replace(result, regions=(chosen,), follow_up=True)

    def _listed_one(self, reading: Reading, focus: Focus) -> str | None:
        words = [t.text for t in reading.tokens]
        spot = next((_ORDINALS[w] for w in words if w in _ORDINALS), None)
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
        region = self._region_meant(reading, focus)
        return replace(result, regions=region, follow_up=True) if region else result

    def _with_guest(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """`kapan mereka ke Sumedang?`: the guest of the visit spoken of."""
        guest = self._visits[focus.visits[0]].guest
        if guest is None or guest in result.regions or not {t.text for t in reading.tokens} & _THEY:
            return result
        return replace(result, regions=(guest, *result.regions), follow_up=True)

    def _with_pair(self, result: Interpretation, focus: Focus) -> Interpretation:
        regions = tuple(dict.fromkeys((*focus.introduced, *focus.before, *focus.regions, *result.regions)))
        return replace(result, regions=regions[-2:], follow_up=True) if len(regions) > 1 else result

    def _region_meant(self, reading: Reading, focus: Focus) -> tuple[str, ...]:
        """Return the region that `di sana`, `kabupaten itu` or silence points to."""
        words = {t.text for t in reading.tokens}
        visit = self._visits[focus.visits[0]] if len(focus.visits) == 1 else None
        kind = "kota" if words & {"kota", "kotanya"} else "kabupaten" if words & {"kabupaten", "kab"} else ""
        pointed = bool(words & _POINTING) and bool(kind or "daerah" in words)
        candidates = [*focus.introduced, *focus.regions] if pointed else [*focus.regions, *focus.introduced]
        if kind:
            fitting = [c for c in candidates if self._knowledge.regions[c].is_city == (kind == "kota")]
            candidates = fitting or candidates
        elif visit is not None and words & THERE:
            candidates = [visit.host, *candidates]
        elif visit is not None and words & _THEY and visit.guest:
            candidates = [visit.guest, *candidates]
        if not candidates and focus.programs:
            candidates = [self._knowledge.programs[focus.programs[0]].region]
        return tuple(candidates[:1])


def _number(words: list[str]) -> int | None:
    """`2`, `nomor dua aja`: the place in the list that an answer gives, from 0."""
    if len(words) == 1:
        return _CHOICE_NUMBERS.get(words[0]) if words[0].isdigit() else None
    return next((_CHOICE_NUMBERS[b] for a, b in pairwise(words) if a in _NUMBERING and b in _CHOICE_NUMBERS), None)
