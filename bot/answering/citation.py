"""How a source and a date are written for a reader."""

from __future__ import annotations

from datetime import date as calendar

from bot.knowledge.model import Source

_MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember")
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def spoken_date(date: str) -> str:
    """Write YYYY, YYYY-MM or YYYY-MM-DD as Indonesians say it: `2024-11-05` becomes `5 November 2024`."""
    year, *rest = date.split("-")
    if not rest:
        return year
    month = _MONTHS[int(rest[0]) - 1]
    return f"{int(rest[1])} {month} {year}" if len(rest) > 1 else f"{month} {year}"


def weekday(date: str) -> str:
    """Return the day of the week of a date YYYY-MM-DD: `Selasa` for `2024-11-05`."""
    return _DAYS[calendar.fromisoformat(date).weekday()]


def cite(source: Source) -> str:
    """Write a source in one line: title, publisher, date and note, leaving out what is not known."""
    parts = [f"“{source.title}”"] if source.title else []
    parts.append(source.publisher)
    parts.append(spoken_date(source.date) if source.date else "tanpa tanggal")
    line = ", ".join(parts)
    return f"{line} ({source.note})" if source.note else line
