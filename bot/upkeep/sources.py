"""A source as an admin names it in a message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {name: number for number, names in enumerate((
    "januari jan", "februari feb pebruari", "maret mar", "april apr", "mei", "juni jun", "juli jul", "agustus agu agt",
    "september sep sept", "oktober okt", "november nov nopember", "desember des"), 1) for name in names.split()}
_ADDRESS = re.compile(r"https?://\S+")
_SPOKEN_DATE = re.compile(r"(?:(\d{1,2})\s+)?([a-z]+)\s+(\d{4})", re.IGNORECASE)
_WRITTEN_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


class EditError(Exception):
    """The edit cannot be made; the message is one Indonesian sentence."""


@dataclass(frozen=True, slots=True)
class GivenSource:
    """A source as an admin named it."""

    publisher: str
    title: str | None = None
    date: str | None = None
    address: str | None = None


def parse_source(text: str) -> GivenSource:
    """Read a source from one message: the publisher first, then title, date and address in any order.

    Pieces stand in lines of their own, or are divided by semicolons, else by commas.

    Raises:
        EditError: there is no publisher in it.
    """
    address = _ADDRESS.search(text)
    rest = _ADDRESS.sub("", text)
    divider = "\n" if "\n" in rest.strip() else ";" if ";" in rest else ","
    told: str | None = None
    titles: list[str] = []
    for piece in (piece.strip(" .,;") for piece in rest.split(divider)):
        day = _date(piece) if told is None and titles else None
        if day:
            told = day
        elif piece:
            titles.append(piece)
    if not titles:
        raise EditError("Sumbernya belum menyebut penerbit. Tulis misalnya: Dinas Kesehatan Kota Bogor, Laporan "
                        "Stunting, 2025")
    return GivenSource(titles[0], ", ".join(titles[1:]) or None, told, address[0].rstrip(".,;)") if address else None)


def _date(text: str) -> str | None:
    """A date as the files have it, from `2025-03-14`, `Maret 2025`, `14 Maret 2025` or `2025`."""
    spoken = _SPOKEN_DATE.fullmatch(text)
    if spoken and spoken[2].lower() in _MONTHS:
        day, month, year = spoken[1], _MONTHS[spoken[2].lower()], spoken[3]
        text = f"{year}-{month:02}" + (f"-{int(day):02}" if day else "")
    if not _WRITTEN_DATE.fullmatch(text):
        return None
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return None
    return text
