"""The commands that look after the stored data: purge, export, backup, copy."""

from __future__ import annotations

import asyncio
import csv
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_parts import ConfigOption, settings_from
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.storage.database import Database

def purge(
    days: Annotated[int | None, typer.Option(
        "--days", metavar="HARI", min=1, show_default=False,
        help="Hapus catatan yang lebih tua dari ini; bila tidak ditulis: storage.retention_days.")] = None,
    config: ConfigOption = None,
) -> int:
    """Hapus catatan lama, lalu kecilkan berkas basis data."""
    from bot.storage.retention import purge as take_away
    from bot.storage.retention import vacuum

    settings = settings_from(config)

    async def work(database: Database) -> int:
        purged = await take_away(database, days or settings.storage.retention_days)
        await vacuum(database)
        print(f"Dihapus: {purged.messages} catatan percakapan, {purged.open_questions} pertanyaan terbuka, "
              f"{purged.updates} nomor pesan yang sudah selesai.")
        return 0

    return _with_database(settings, work)


def export(
    as_csv: Annotated[bool, typer.Option(
        "--csv", help="Tulis sebagai CSV; bila tidak: satu objek JSON sebaris.")] = False,
    config: ConfigOption = None,
) -> int:
    """Tulis catatan percakapan ke keluaran baku (stdout), dengan nama samaran."""
    from bot.storage.tables import Message
    from bot.storage.transfer import exported

    async def work(database: Database) -> int:
        columns = list(Message.bare().columns.keys())
        table = csv.DictWriter(sys.stdout, columns) if as_csv else None
        if table:
            table.writeheader()
        async for row in exported(database):
            if table:
                table.writerow({name: _cell(value) for name, value in row.items()})
            else:
                print(json.dumps(row, ensure_ascii=False))
        return 0

    return _with_database(settings_from(config), work)


def backup(
    target: Annotated[Path, typer.Argument(metavar="BERKAS", show_default=False, help="Nama berkas cadangannya.")],
    config: ConfigOption = None,
) -> int:
    """Cadangkan basis data SQLite beserta kuncinya, juga selagi bot berjalan."""
    from bot.storage.transfer import back_up

    settings = settings_from(config).storage
    back_up(settings.url, target, settings.key_file)
    print(f"Cadangan: {target} dan {target}.key. Simpan keduanya di tempat yang aman.")
    return 0


def copy(
    target: Annotated[str, typer.Argument(
        metavar="ALAMAT", show_default=False,
        help="Basis data tujuan yang masih kosong, misalnya postgresql+asyncpg://tirubot:SANDI@server/tirubot")],
    config: ConfigOption = None,
) -> int:
    """Salin seluruh isi basis data ke basis data lain; hentikan bot dahulu."""
    from bot.storage.alone import alone
    from bot.storage.database import Database, key_path
    from bot.storage.transfer import copy as copy_all

    settings = settings_from(config)
    key_file = settings.storage.key_file or key_path(settings.storage.url)

    async def work(database: Database) -> int:
        async with (alone(database, settings.storage.url, shared=False),
                    await Database.open(target, key_file) as there):
            copied = await copy_all(database, there)
        for name, rows in copied.items():
            print(f"{name}: {rows} baris")
        print(f"Selesai. Isi storage.url dengan alamat baru itu, dan storage.key_file dengan {key_file}.")
        return 0

    return _with_database(settings, work)


def _with_database(settings: Settings, work: Callable[[Database], Awaitable[int]]) -> int:
    from bot.storage.database import Database

    async def run() -> int:
        async with await Database.open(settings.storage.url, settings.storage.key_file) as database:
            return await work(database)

    return asyncio.run(run())


def _cell(value: object) -> object:
    """A cell of a table; one that begins like a formula would be run by a spreadsheet."""
    text = "; ".join(value) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
