"""How a visit is written: who, to whom, when."""

from __future__ import annotations

from bot.answering.citation import spoken_date, weekday
from bot.answering.desk import Desk, joined
from bot.knowledge.model import Official, Visit

GUEST_ROLES = ("ketua rombongan", "penandatangan")
HOST_ROLES = ("penerima", "pemapar")
_WHOLE_DATE = len("YYYY-MM-DD")


def guest_name(desk: Desk, visit: Visit) -> str:
    """Return the learner's name."""
    return desk.name(visit.guest) if visit.guest else visit.guest_label or "tamu"


def when(visit: Visit) -> str:
    """Write the visit's date, with the note where it is only inferred."""
    if not visit.date:
        return "tanggal tidak disebut"
    return spoken_date(visit.date) + (f" ({visit.date_note})" if visit.date_note else "")


def when_in_full(visit: Visit) -> str:
    """Write the visit's date with its day of the week, which those who plan a visit ask for."""
    return f"{weekday(visit.date)}, {when(visit)}" if visit.date and len(visit.date) == _WHOLE_DATE else when(visit)


def when_briefly(visit: Visit) -> str:
    """Write the visit's date, marked where it is only inferred; the card says why."""
    if not visit.date:
        return "tanggal tidak disebut"
    return spoken_date(visit.date) + (" (tahun disimpulkan)" if visit.date_note else "")


def visit_line(desk: Desk, visit: Visit) -> str:
    """Write a visit in one line."""
    subjects = f": {joined(visit.subjects)}" if visit.subjects else ""
    guest = guest_name(desk, visit)
    return f"{guest[:1].upper()}{guest[1:]} belajar ke {desk.name(visit.host)}, {when_briefly(visit)}{subjects}"


def officials_of(visit: Visit, roles: tuple[str, ...]) -> list[Official]:
    """Return the officials of a visit with one of the roles, in the order of the roles."""
    ranked = sorted((o for o in visit.officials if o.role in roles), key=lambda o: roles.index(o.role))
    return list({official.name: official for official in reversed(ranked)}.values())[::-1]


def with_office(official: Official) -> str:
    """Write an official's name with the office held then."""
    return f"{official.name}, {official.office}"
