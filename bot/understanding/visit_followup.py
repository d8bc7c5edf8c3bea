"""Complete a question about a visit with the one that the conversation was about."""

from __future__ import annotations

from dataclasses import replace

from bot.knowledge.model import KnowledgeBase
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation
from bot.understanding.reading import Reading
from bot.understanding.referents import THEY, region_meant

_ANY_VISIT = frozenset({"visit_guests", "visit_destination", "visit_list", "most_visited"})
"""Intents that look for visits, whichever was spoken of."""


class VisitFollowUps:
    """Fills in which visit, or whose, a question means."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._visits = knowledge.visits_by_id

    def complete(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """Add the visit, or the region whose visit it is.

        Args:
            result: what the question means so far; its intent needs a visit.
            reading: the question taken apart.
            focus: what the conversation is about.
        """
        if len(result.regions) == 1 and reading.points_there and focus.regions:
            return self._with_there(result, reading, focus)
        hosts = {self._visits[id_].host for id_ in focus.visits}
        if result.intent not in _ANY_VISIT and len(hosts) == 1 and result.regions == tuple(hosts):
            # `kenapa memilih Kukar`: of the visit there that is spoken of
            return replace(result, visits=focus.visits, regions=(), follow_up=True)
        if len(result.regions) == 1 and focus.visits:
            return self._with_guest(result, reading, focus)
        if result.regions or result.officials:
            return result
        if not focus.visits:
            region = region_meant(reading, focus, self._knowledge)
            return replace(result, regions=region, follow_up=True) if region else result
        return replace(result, visits=result.visits or focus.visits, follow_up=True)

    def asks_of_guests(self, result: Interpretation, reading: Reading, focus: Focus) -> bool:
        """`yang dari Bontang siapa`, where Bontang's visit is spoken of: people of theirs are asked for."""
        if result.intent != "visit_guests" or len(focus.visits) != 1 or len(reading.places) != 1:
            return False
        place, guest = reading.places[0], self._visits[focus.visits[0]].guest
        return place.codes == (guest,) and reading.word_before(place) == "dari"

    def _with_there(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """`yang ke situ dari Jateng siapa`: a visit between the region named and the one spoken of."""
        there = region_meant(reading, focus, self._knowledge)
        if not there or there[0] in result.regions or there[0][:2] in result.regions:
            return result
        guests = {visit.guest: visit.host for visit in self._visits.values() if visit.guest in result.regions}
        if guests and there[0] not in guests.values():
            # `yang Batang tadi bertemu siapa di sana`: where that one went, and not where the last one did
            return result
        return replace(result, regions=(*result.regions, *there), follow_up=True)

    def _with_guest(self, result: Interpretation, reading: Reading, focus: Focus) -> Interpretation:
        """`kapan mereka ke Sumedang?`: the guest of the visit spoken of."""
        guest = self._visits[focus.visits[0]].guest
        named = {place.mention.start for place in reading.places}
        # `rombongan Buton Tengah` is that region's, and not the one spoken of
        they = any(token.text in THEY and place + 1 not in named for place, token in enumerate(reading.tokens))
        if guest is None or guest in result.regions or not (they or self._went(guest, reading)):
            return result
        return replace(result, regions=(guest, *result.regions), follow_up=True)

    def _went(self, guest: str, reading: Reading) -> bool:
        """`yang ke Sumedang kapan`: a place is named to which that region went as well."""
        goals = {code for place in reading.places for code in place.codes if reading.word_before(place) == "ke"}
        return any(visit.guest == guest and visit.host in goals for visit in self._visits.values())
