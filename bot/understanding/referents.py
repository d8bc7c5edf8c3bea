"""Which region a question points to that names none: `di sana`, `kabupaten itu`, or silence."""

from __future__ import annotations

from itertools import pairwise

from bot.knowledge.model import KnowledgeBase
from bot.understanding.conversation import Focus
from bot.understanding.namesakes import THAT
from bot.understanding.reading import THERE, Reading

THEY = frozenset({"mereka", "dia", "ia", "dorang", "rombongannya", "pemimpinnya", "rombongan", "pimpinannya"})
"""Words for those who were spoken of."""
_HOST = frozenset({"didatangi", "dikunjungi", "ditamui", "tuan"})
_GUEST = frozenset({"belajar", "datang", "berkunjung", "bertamu", "tamu"})
POINTING = frozenset({"itu", "tersebut", "tsb", "tadi", "tu", "iku", "eta", "tuh"})
"""Words that point to what was spoken of."""
_BACK = frozenset({"balik", "kembali", "tadi", "sebelumnya"})


def region_meant(reading: Reading, focus: Focus, knowledge: KnowledgeBase) -> tuple[str, ...]:
    """Return the code of the region that a question points to.

    Args:
        reading: the question taken apart; it names no region that counts.
        focus: what the conversation is about.
        knowledge: the regions, visits and programs.

    Returns:
        One code; none where nothing was spoken of.
    """
    words = {t.text for t in reading.tokens}
    parties = {(knowledge.visits_by_id[id_].guest, knowledge.visits_by_id[id_].host) for id_ in focus.visits}
    guest, host = parties.pop() if len(parties) == 1 else (None, None)
    that = {b.text for a, b in pairwise(reading.tokens) if a.text in THAT}
    kind = "kota" if words & {"kota", "kotanya"} else "kabupaten" if words & {"kabupaten", "kab"} else ""
    pointed = bool(words & POINTING) and bool(kind or "daerah" in words)
    candidates = [*focus.introduced, *focus.regions] if pointed else [*focus.regions, *focus.introduced]
    if words & _BACK:
        candidates = [*focus.before, *candidates]
    if focus.intent == "recommend" and words & THERE and focus.introduced:
        # where one was advised to go, the first place above all
        candidates = [*focus.introduced]
    elif guest and _GUEST & that:
        candidates = [guest]
    elif kind:
        fitting = [c for c in candidates if knowledge.regions[c].is_city == (kind == "kota")]
        candidates = fitting or candidates
    elif host and words & (THERE | _HOST):
        candidates = [host, *candidates]
    elif guest and words & THEY:
        candidates = [guest, *candidates]
    if not candidates and focus.programs:
        candidates = [knowledge.programs[focus.programs[0]].region]
    return tuple(candidates[:1])
