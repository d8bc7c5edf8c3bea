"""A report as one HTML file that needs no other: pictures and style are inside."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from bot.reports import pictures
from bot.reports.report import Report
from bot.reports.text import STATUSES, first_line, grouped, in_five_lines, percent, title
from bot.storage.statistics import Judged

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}img{max-width:100%;height:auto}
table{border-collapse:collapse;width:100%}td,th{padding:.25rem .5rem;border-bottom:1px solid #ddd;text-align:left}
td:last-child,th:last-child{text-align:right;white-space:nowrap}footer{margin-top:2rem;color:#666;font-size:.9rem}"""


def as_page(report: Report, made: datetime) -> str:
    """Write a report as a page.

    Args:
        report: what it says.
        made: when, for the foot.
    """
    heading = f"Laporan TiruBot, {title(report)}"
    return (f'<!DOCTYPE html>\n<html lang="id"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{escape(heading)}</title>'
            f"<style>{_STYLE}</style></head><body>\n<h1>{escape(heading)}</h1>\n"
            + "\n".join(_body(report)) + f"\n<footer>Dibuat {made:%d-%m-%Y %H:%M}. Tidak memuat nama atau nomor siapa "
            "pun.</footer></body></html>\n")


def _body(report: Report) -> Iterator[str]:
    yield "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in in_five_lines(report)) + "</ul>"
    yield _picture(pictures.days(report), "Pertanyaan menurut waktu")
    yield _table("Akhir pertanyaan", [(name, f"{grouped(report.statuses[status])} ({percent(report.share(status))})")
                                      for status, name in STATUSES.items()])
    for heading, rows in (("Daerah yang paling sering ditanyakan", report.regions),
                          ("Program yang paling sering ditanyakan", report.programs),
                          ("Yang paling sering ditanyakan", report.kinds)):
        if rows:
            yield _picture(pictures.bars(heading, rows), heading)
    yield _table("Jawaban yang paling banyak dinilai salah",
                 [(f"“{one.question}”: {first_line(one.answer)}", _judged(one)) for one in report.worst])
    yield _table(f"Menunggu jawaban ({grouped(len(report.open))})",
                 [(group.first.example, grouped(group.times)) for group in report.open[:50]])
    yield _table("Kata yang belum dikenal", [(word.text, grouped(word.times)) for word in report.words])


def _judged(one: Judged) -> str:
    return f"👎 {grouped(one.down)}, salah paham {grouped(one.misread)}, 👍 {grouped(one.up)}"


def _picture(png: bytes, meaning: str) -> str:
    return f'<p><img alt="{escape(meaning)}" src="data:image/png;base64,{b64encode(png).decode()}"></p>'


def _table(heading: str, rows: Sequence[tuple[str, str]]) -> str:
    body = "".join(f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>" for name, value in rows)
    return f"<h2>{escape(heading)}</h2>" + (f"<table>{body}</table>" if rows else "<p>(belum ada)</p>")
