"""The command that tells what people ask."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_parts import UNUSABLE, ConfigOption, knowledge_of, settings_from
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.knowledge.model import KnowledgeBase
    from bot.reports.report import Report, Request


def report(
    first: Annotated[str, typer.Option(
        "--from", metavar="TANGGAL", show_default=False,
        help="Hari pertama, misalnya 2026-06-01; bila tidak ditulis: 30 hari terakhir.")] = "",
    last: Annotated[str, typer.Option(
        "--to", metavar="TANGGAL", show_default=False, help="Hari terakhir; bila tidak ditulis: hari ini.")] = "",
    province: Annotated[str, typer.Option(
        "--province", metavar="NAMA", show_default=False,
        help="Hanya pertanyaan tentang provinsi ini dan daerah di dalamnya.")] = "",
    chats: Annotated[str, typer.Option(
        "--chat", metavar="MACAM", help="Hanya obrolan pribadi, atau hanya grup.")] = "semua",
    as_csv: Annotated[bool, typer.Option("--csv", help="Tulis sebagai CSV.")] = False,
    page: Annotated[Path | None, typer.Option(
        "--html", metavar="BERKAS", show_default=False,
        help="Tulis ke berkas ini sebagai halaman dengan gambar.")] = None,
    config: ConfigOption = None,
) -> int:
    """Laporkan apa yang ditanyakan orang.

    Berapa pertanyaan, berapa yang terjawab, apa yang paling sering ditanyakan, apa yang menunggu jawaban.
    """
    from bot.reports.report import RequestError
    from bot.reports.text import as_csv as table
    from bot.reports.text import as_text

    settings = settings_from(config)
    knowledge = knowledge_of(settings)
    try:
        request = _request(first, last, province, chats, knowledge)
    except RequestError as error:
        print(f"Galat: {error}", file=sys.stderr)
        return UNUSABLE
    made = asyncio.run(_made(settings, knowledge, request))
    if page:
        from bot.reports.page import as_page

        page.write_text(as_page(made, datetime.now().astimezone()), encoding="utf-8")
        print(f"Laporan ditulis ke {page}.")
    else:
        print(table(made) if as_csv else as_text(made), end="" if as_csv else "\n")
    return 0


def _request(first: str, last: str, province: str, chats: str, knowledge: KnowledgeBase) -> Request:
    from bot.reports.report import DAYS, Chats, Request, RequestError, last_days, parsed_day, province_named

    until = parsed_day(last) if last else datetime.now().astimezone().date()
    since = parsed_day(first) if first else last_days(DAYS, until)[0]
    if since > until:
        raise RequestError("Hari pertama (--from) sesudah hari terakhir (--to).")
    if chats not in set(Chats):
        raise RequestError(f"--chat “{chats}” tidak dikenal. Yang ada: {', '.join(Chats)}.")
    return Request(since, until, Chats(chats), province_named(province, knowledge) if province else None)


async def _made(settings: Settings, knowledge: KnowledgeBase, request: Request) -> Report:
    from bot.reports.report import local_zone, make_report
    from bot.storage.database import Database

    async with await Database.open(settings.storage.url, settings.storage.key_file) as database:
        return await make_report(database, knowledge, request, local_zone())
