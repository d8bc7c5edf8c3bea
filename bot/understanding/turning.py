"""What a question about a program means where it speaks of a visit to learn it."""

from __future__ import annotations

from bot.knowledge.model import KnowledgeBase, Visit
from bot.understanding.reading import Reading

_LEARNING = frozenset({"#kunjung", "#belajar", "#kemana", "#rombongan", "#kerjasama", "#tamu", "#terima"})
"""Concepts by which a region and a program of another stand for the visit between them."""
_HELD = frozenset({"#kunjung", "#rombongan", "#didatangi", "#tamu", "#terima", "#mpp"})
_OF_OTHERS = frozenset({"program_replication", "program_actors", "program_owner", "person"})
_AS_VISIT = {
    "program_since": "visit_date", "program_owner": "visit_destination", "program_replication": "visit_subjects",
    "program_reason": "visit_reason", "program_definition": "visit_subjects", "program_target": "visit_subjects",
    "program_steps": "visit_subjects", "program_actors": "visit_delegation", "program_results": "visit_followup",
}


def learned(reading: Reading, knowledge: KnowledgeBase) -> Visit | None:
    """Return the visit by which a region named learned from the owner of a program named, if that is spoken of.

    Args:
        reading: the question taken apart (`PPU kaji tiru e-Simpati kapan`).
        knowledge: programs and visits.
    """
    codes = {place.codes[0] for place in reading.places if len(place.codes) == 1}
    owners = {knowledge.programs[p].region for p in reading.programs}
    if not codes - owners or not owners or not _LEARNING & set(reading.features):
        return None
    return next((v for v in knowledge.visits if v.guest and v.host in owners
                 and (v.guest in codes or v.guest[:2] in codes)), None)


def asks_who_came(intent: str, reading: Reading) -> bool:
    """Tell whether those are asked for who came to learn (`siapa yang sudah niru ke sana`).

    Args:
        intent: as matched; of a program, where no visit is said.
        reading: the question taken apart.
    """
    return (intent in _OF_OTHERS and reading.points_there and "#siapa" in reading.features
            and not (reading.places or reading.programs))


def asks_where_held(intent: str, reading: Reading) -> bool:
    """Tell whether the place of a visit is asked for (`tempat yang didatangi rombongan Batang letaknya di mana`).

    Args:
        intent: as matched; where a region lies is asked of itself.
        reading: the question taken apart.
    """
    return intent == "region_where" and not _HELD.isdisjoint(reading.features)


def as_visit(intent: str, region: str) -> str:
    """Return the intent of a visit that answers what was taken for one of a program.

    Args:
        intent: as matched.
        region: code of the region named; of a province its guests are asked for.
    """
    turned = _AS_VISIT.get(intent, intent)
    return "visit_guests" if turned == "visit_destination" and len(region) == 2 else turned
