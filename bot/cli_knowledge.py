"""The commands on the knowledge base: check it, write its format down for editors, return to a version."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_parts import FAILED, ConfigOption, kept_versions, key_file, knowledge_folder, knowledge_of, settings_from
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.knowledge.problems import Problem

EDITOR_FOLDER = Path("skema")
"""Where the format goes unless told; `.vscode/settings.json` looks for it there."""


class Form(StrEnum):
    """How problems are written."""

    TEXT = "teks"
    GITHUB = "github"
    """Annotations that GitHub shows beside the lines of a change."""


def check(
    questions: Annotated[bool, typer.Option(
        "--questions", help="Bandingkan jawaban pertanyaan uji (pertanyaan.yaml) dengan pemeriksaan terakhir; yang "
                            "tidak sesuai harapan dihitung sebagai galat.")] = False,
    form: Annotated[Form, typer.Option(
        "--format", help="Cara menulis masalah: teks, atau github (catatan di samping baris di GitHub).")] = Form.TEXT,
    config: ConfigOption = None,
) -> int:
    """Periksa basis pengetahuan.

    Setiap masalah ditulis dengan berkas, baris dan kolomnya. Pertanyaan di berkas topik dan di pertanyaan.yaml juga
    ditanyakan; yang tidak sampai ke tujuannya disebut.
    """
    from bot.knowledge.loader import check as problems_in
    from bot.knowledge.problems import as_annotation, has_errors

    settings = settings_from(config)
    folder = knowledge_folder(settings)
    problems = problems_in(folder)
    broken = has_errors(problems)
    if not broken:
        problems = sorted([*problems, *_unreached(settings, kept=not questions)])
    for problem in problems:
        print(as_annotation(problem, folder) if form is Form.GITHUB else problem)
    if form is Form.TEXT:
        print(_verdict(folder, problems, broken), flush=True)
    if broken or (questions and not _questions_pass(settings)):
        return FAILED
    return 0


def schema(
    folder: Annotated[Path, typer.Argument(
        metavar="FOLDER", help="Tempat menulisnya.")] = EDITOR_FOLDER,
) -> int:
    """Tulis bentuk berkas pengetahuan sebagai skema untuk penyunting.

    VS Code (dengan pengaya YAML) lalu melengkapi kunci dan menggarisbawahi yang keliru selagi Ibu/Bapak mengetik.
    """
    from bot.knowledge.editor_schema import editor_schemas

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in editor_schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
    print(f"Skema ditulis ke folder {folder}.")
    return 0


def rollback(
    version: Annotated[str, typer.Argument(
        metavar="VERSI", show_default=False,
        help="Awal nama versinya; bila tidak ditulis: versi terakhir sebelum yang sekarang.")] = "",
    listed: Annotated[bool, typer.Option("--list", help="Tampilkan saja versi yang tersimpan.")] = False,
    config: ConfigOption = None,
) -> int:
    """Kembalikan folder pengetahuan ke versi sebelumnya.

    Bot yang sedang jalan langsung memakainya. Isi yang sekarang disimpan dahulu, jadi langkah ini dapat dibatalkan
    dengan cara yang sama.
    """
    from bot.knowledge.folder import fingerprint, read_folder
    from bot.upkeep.versions import VersionError, roll_back

    settings = settings_from(config)
    folder, versions = knowledge_folder(settings), kept_versions(settings)
    try:
        if listed:
            print(f"Sekarang: {fingerprint(read_folder(folder)[0])}")
            print(*(f"{kept.id}  {_local(kept.time)}" for kept in versions.all()), sep="\n")
            return 0
        earlier = roll_back(folder, versions, version)
    except (VersionError, OSError) as error:
        print(f"Galat: {error}", file=sys.stderr)
        return FAILED
    print(f"Kembali ke versi {earlier.id} ({_local(earlier.time)}).")
    return 0


def _local(time: datetime) -> str:
    return f"{time.astimezone():%d-%m-%Y %H:%M:%S}"


def _verdict(folder: Path, problems: list[Problem], broken: bool) -> str:
    verdict = "belum dapat dipakai. Perbaiki baris bertanda [galat] di atas." if broken else "dapat dipakai."
    warnings = f" ({len(problems)} peringatan)" if problems and not broken else ""
    return f"Basis pengetahuan {folder} {verdict}{warnings}"


def _unreached(settings: Settings, *, kept: bool) -> list[Problem]:
    """Ask what is written beside the entries; the kept questions too, unless they are asked with labels anyway."""
    from bot.assistant import Assistant
    from bot.knowledge.folder import read_folder
    from bot.knowledge.kept_questions import FILE
    from bot.questions import unreached

    contents, _ = read_folder(knowledge_folder(settings))
    found = asyncio.run(unreached(Assistant(knowledge_of(settings)), contents))
    return [problem for problem in found if kept or problem.path != FILE]


def _questions_pass(settings: Settings) -> bool:
    """Ask the kept questions, print what is wrong and what changed, and tell whether all replies are right."""
    from bot.assistant import Assistant
    from bot.questions import LAST_RUN, check_questions

    last_run = key_file(settings).with_name(LAST_RUN)  # beside the database, as the key is
    report, passed = asyncio.run(check_questions(Assistant(knowledge_of(settings)), last_run))
    print(report)
    return passed
