"""A report for the terminal, as five lines for a phone, and as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from textwrap import shorten

from bot.answering.citation import spoken_date
from bot.answering.reply import Status
from bot.reports.report import QUESTIONS, Chats, Report

STATUSES = {Status.ANSWERED: "terjawab", Status.CLARIFY: "ditanya balik", Status.NO_DATA: "belum ada datanya",
            Status.UNKNOWN: "di luar bidang"}
"""How a question ended, in an admin's words."""
_DAYS_SHOWN = 31
"""Longer periods are shown by week."""
_WIDEST, _LONGEST_NAME = 30, 60
_OPEN_SHOWN = 10


def title(report: Report) -> str:
    """Name the period, and what alone counts."""
    request = report.request
    period = f"{spoken_date(request.first.isoformat())} sampai {spoken_date(request.last.isoformat())}"
    only = [*([report.place] if report.place else []), *([f"obrolan {request.chats}"] if request.chats is not Chats.ALL
                                                         else [])]
    return period + (f" ({', '.join(only)})" if only else "")


def as_text(report: Report) -> str:
    """Write a report for the terminal."""
    return "\n".join(_lines(report))


def in_five_lines(report: Report) -> tuple[str, ...]:
    """Say the most important things in five lines."""
    regions = ", ".join(name for name, _ in report.regions[:3]) or "belum ada"
    waiting = report.open[0].first.example if report.open else ""
    return (
        f"{grouped(report.questions)} pertanyaan dari {grouped(report.people)} orang, {title(report)}.",
        "; ".join(f"{name} {percent(report.share(status))}" for status, name in STATUSES.items()) + ".",
        f"Paling sering ditanyakan: {regions}.",
        f"{grouped(len(report.open))} pertanyaan menunggu jawaban" + (f", terbanyak: “{waiting}”." if waiting else "."),
        f"Lama menjawab: separuhnya di bawah {milliseconds(report.median_ms)}, 95 % di bawah "
        f"{milliseconds(report.nearly_all_ms)}.",
    )


def as_csv(report: Report) -> str:
    """Write a report as a table of three columns: part, name, value."""
    output = io.StringIO()
    table = csv.writer(output, lineterminator="\n")
    table.writerow(("bagian", "nama", "nilai"))
    table.writerows(_rows(report))
    return output.getvalue()


def by_period(report: Report) -> dict[str, Mapping[str, int]]:
    """Count questions by day, or by week where there are too many days, under the first day of each."""
    days = list(report.days)
    if len(days) <= _DAYS_SHOWN:
        return {f"{day:%d-%m}": counts for day, counts in report.days.items()}
    weeks: dict[date, dict[str, int]] = {}
    for day, counts in report.days.items():
        week = weeks.setdefault(day - timedelta(days=day.weekday()), {})
        for status, times in counts.items():
            week[status] = week.get(status, 0) + times
    return {f"{day:%d-%m-%y}": counts for day, counts in weeks.items()}


def grouped(number: int) -> str:
    """Write a number as Indonesians do: `1.250`."""
    return f"{number:,}".replace(",", ".")


def percent(share: float) -> str:
    """Write a share: `81 %`."""
    return f"{share * 100:.0f} %"


def first_line(answer: str) -> str:
    """Return how an answer begins."""
    return shorten(answer.split("\n", 1)[0], _LONGEST_NAME, placeholder=" …")


def milliseconds(value: float) -> str:
    """Write a duration: `12 milidetik`, `1,5 detik`."""
    return f"{value:.0f} milidetik" if value < 1000 else f"{value / 1000:.1f} detik".replace(".", ",")


def _lines(report: Report) -> Iterator[str]:
    yield f"Laporan TiruBot, {title(report)}"
    yield f"{grouped(report.questions)} pertanyaan dari {grouped(report.people)} orang"
    for status, name in STATUSES.items():
        yield f"  {name:18} {percent(report.share(status)):>5}  {_bar(report.share(status))}".rstrip()
    yield (f"Lama menjawab: separuhnya di bawah {milliseconds(report.median_ms)}, "
           f"95 % di bawah {milliseconds(report.nearly_all_ms)}")
    periods = by_period(report)
    yield from _section("Pertanyaan per hari" if len(periods) == len(report.days) else "Pertanyaan per pekan",
                        [(name, _asked(counts)) for name, counts in periods.items()])
    yield from _section("Daerah yang paling sering ditanyakan", report.regions)
    yield from _section("Program yang paling sering ditanyakan", report.programs)
    yield from _section("Yang paling sering ditanyakan", report.kinds)
    yield from _section("Jawaban yang paling banyak dinilai salah",
                        [(f"“{one.question}”: {first_line(one.answer)}", one.down + one.misread)
                         for one in report.worst])
    yield from _section(f"Menunggu jawaban ({grouped(len(report.open))})",
                        [(group.first.example, group.times) for group in report.open[:_OPEN_SHOWN]])
    yield from _section("Kata yang belum dikenal", report.words)


def _section(heading: str, rows: Sequence[tuple[str, int]]) -> Iterator[str]:
    yield ""
    yield heading
    most = max((times for _, times in rows), default=0)
    width = min(max((len(name) for name, _ in rows), default=0), _LONGEST_NAME)
    for name, times in rows:
        label = name if len(name) <= width else shorten(name, width, placeholder=" …")
        yield f"  {label:{width}}  {grouped(times):>7}  {_bar(times / most if most else 0)}".rstrip()
    if not rows:
        yield "  (belum ada)"


def _bar(share: float) -> str:
    return "█" * round(share * _WIDEST)


def _asked(counts: Mapping[str, int]) -> int:
    return sum(counts.get(status, 0) for status in QUESTIONS)


def _rows(report: Report) -> Iterator[tuple[str, str, object]]:
    yield "ringkasan", "pertanyaan", report.questions
    yield "ringkasan", "orang", report.people
    yield from (("ringkasan", name, report.statuses[status]) for status, name in STATUSES.items())
    yield "ringkasan", "lama menjawab, median (milidetik)", report.median_ms
    yield "ringkasan", "lama menjawab, 95 persen (milidetik)", report.nearly_all_ms
    yield from (("hari", day.isoformat(), _asked(counts)) for day, counts in report.days.items())
    yield from (("daerah", name, times) for name, times in report.regions)
    yield from (("program", name, times) for name, times in report.programs)
    yield from (("jenis", name, times) for name, times in report.kinds)
    yield from (("dinilai salah", _cell(one.question), one.down + one.misread) for one in report.worst)
    yield from (("menunggu jawaban", _cell(group.first.example), group.times) for group in report.open)
    yield from (("kata baru", word.text, word.times) for word in report.words)


def _cell(text: str) -> str:
    """A text that begins like a formula would be run by a spreadsheet."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
