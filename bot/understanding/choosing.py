"""Recognise the answer to the bot's own question: one of the readings that it offered, or the subject it lacked."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from bot.knowledge.model import KnowledgeBase
from bot.language.tokens import tokenise
from bot.understanding.followup import ORDINALS, SHORT
from bot.understanding.interpretation import Interpretation
from bot.understanding.reading import Reading

_CHOICE_NUMBERS = {"1": 0, "2": 1, "3": 2, "4": 3, "satu": 0, "dua": 1, "tiga": 2, "empat": 3}
_NUMBERING = frozenset({"nomor", "nomer", "no", "nmr", "pilihan", "opsi", "pilih"})


class Chooser:
    """Takes short answers for what they pick."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._visits = knowledge.visits_by_id

    def choose(self, reading: Reading, pending: tuple[Interpretation, ...]) -> Interpretation | None:
        """Return the reading that a short answer picks from those offered (`yang kartanegara`, `2`, `kota`)."""
        if not pending or len(reading.tokens) > SHORT:
            return None
        words = [t.text for t in reading.tokens]
        number = _number(words)
        if number is not None and number < len(pending):
            return pending[number]
        spot = next((ORDINALS[w] for w in words if w in ORDINALS), None)
        if spot is not None and -1 <= spot < len(pending):
            return pending[spot]
        waiting = self._visit_of(pending, reading) or self._filled(pending[-1], reading)
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
            return self._of_another(pending, reading)
        if len(scored) > 1 and scored[0][:2] == scored[1][:2]:
            return None
        others = [p for p in reading.places if not set(scored[0][2].regions) & set(p.codes)]
        return None if others else scored[0][2]

    def _visit_of(self, asked: tuple[Interpretation, ...], reading: Reading) -> Interpretation | None:
        """`yang Depok`, where visits are offered: the one with that guest or host, or what is asked of the region's."""
        codes = reading.places[0].codes if len(reading.places) == 1 else ()
        if len(codes) != 1 or not all(option.visits for option in asked):
            return None
        visits = [(option, self._visits[option.visits[0]]) for option in asked]
        meant = [option for option, visit in visits if codes[0] in (visit.guest, visit.host)]
        return meant[0] if len(meant) == 1 else replace(asked[0], visits=(), regions=codes)

    def _of_another(self, asked: tuple[Interpretation, ...], reading: Reading) -> Interpretation | None:
        """`eh salah, maksud saya Depok`: what was asked, of a region that was not among those offered."""
        if len(reading.places) != 1 or reading.programs or len({option.intent for option in asked}) > 1:
            return None
        if any(len(option.regions) != 1 or option.programs or option.topic or option.visits for option in asked):
            return None
        if any(f.startswith("#") and f not in (*asked[0].features, "#arti") for f in reading.bare):
            return None
        [codes] = [place.codes for place in reading.places]
        return replace(asked[0], regions=codes) if len(codes) == 1 else replace(asked[0], regions=(), choices=codes)

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


def _number(words: list[str]) -> int | None:
    """`2`, `nomor dua aja`: the place in the list that an answer gives, from 0."""
    if len(words) == 1:
        return _CHOICE_NUMBERS.get(words[0]) if words[0].isdigit() else None
    return next((_CHOICE_NUMBERS[b] for a, b in pairwise(words) if a in _NUMBERING and b in _CHOICE_NUMBERS), None)
