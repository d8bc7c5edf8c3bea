"""The first line of an answer about a visit: when, where, who led it, who received it, how many came."""

from __future__ import annotations

from collections.abc import Callable

from bot.answering.citation import spoken_date
from bot.answering.desk import Desk
from bot.answering.visit_text import GUEST_ROLES, HOST_ROLES, guest_name, officials_of, visit_line, when, with_office
from bot.knowledge.model import Visit


def lead_of(intent: str, desk: Desk, visit: Visit) -> str:
    """Write the line that answers a visit's intent.

    Args:
        intent: intent id; one without a line of its own gets the visit in short.
        desk: the knowledge at hand.
        visit: the visit.
    """
    return _LEADS[intent](desk, visit) if intent in _LEADS else visit_line(desk, visit) + "."


def _lead_date(desk: Desk, visit: Visit) -> str:
    return desk.say("kapan_kunjungan", tamu=guest_name(desk, visit), tuan_rumah=desk.name(visit.host),
                    kapan=when(visit))


def _lead_place(desk: Desk, visit: Visit) -> str:
    if not visit.place:
        return desk.say("tempat_tidak_disebut", tamu=guest_name(desk, visit), tuan_rumah=desk.name(visit.host))
    return desk.say("tempat_kunjungan", tamu=guest_name(desk, visit), tuan_rumah=desk.name(visit.host),
                    tempat=visit.place)


def _lead_leader(desk: Desk, visit: Visit) -> str:
    return _people(desk, visit, GUEST_ROLES, "pemimpin_rombongan")


def _lead_host(desk: Desk, visit: Visit) -> str:
    return _people(desk, visit, HOST_ROLES, "penerima_rombongan")


def _people(desk: Desk, visit: Visit, roles: tuple[str, ...], key: str) -> str:
    people = officials_of(visit, roles)
    if not people and visit.officials:
        return desk.say("yang_disebut", nama="; ".join(with_office(o) for o in visit.officials))
    if not people:
        return desk.say("nama_tidak_disebut", tamu=guest_name(desk, visit), tuan_rumah=desk.name(visit.host))
    return desk.say(key, tamu=guest_name(desk, visit), tuan_rumah=desk.name(visit.host),
                    nama="; ".join(with_office(o) for o in people),
                    kapan=spoken_date(visit.date) if visit.date else "tanggal tidak disebut")


def _lead_count(desk: Desk, visit: Visit) -> str:
    key = "jumlah_rombongan" if visit.people else "jumlah_tidak_disebut"
    return desk.say(key, tamu=guest_name(desk, visit), tuan_rumah=desk.name(visit.host), jumlah=visit.people)


_LEADS: dict[str, Callable[[Desk, Visit], str]] = {
    "visit_date": _lead_date,
    "visit_place": _lead_place,
    "visit_leader": _lead_leader,
    "visit_host_official": _lead_host,
    "visit_people": _lead_count,
}
