"""The command line: python -m bot COMMAND. What a command needs is imported when it runs, so that `ask` starts fast."""

from __future__ import annotations

import asyncio
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from bot.cli_storage import register
from bot.cli_text import Command, Group, usage_error
from bot.knowledge.problems import KnowledgeError
from bot.logs import set_up_logging
from bot.settings import Settings, SettingsError, load_settings
from bot.storage.errors import StorageError

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.documents.studio import Studio
    from bot.knowledge.model import KnowledgeBase
    from bot.storage.log import ConversationLog

FAILED, UNUSABLE = 1, 2
"""Exit codes: something broke or is wrong in the data; the command line or the settings cannot be used."""

app = typer.Typer(
    cls=Group, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False,
    help="TiruBot: tanya jawab tentang upaya daerah menurunkan stunting dan studi tiru antardaerah.",
)
ConfigOption = Annotated[Path | None, typer.Option(
    "--config", metavar="BERKAS", show_default=False,
    help="Berkas pengaturan; bila tidak ditulis: TIRUBOT_CONFIG, lalu config.yaml di folder ini.")]


@app.command(cls=Command)
def run(config: ConfigOption = None) -> int:
    """Jalankan bot di Telegram; tanpa token: di terminal."""
    settings = _settings(config)
    knowledge = _knowledge(settings)
    if settings.telegram.token is None:
        if sys.stdin.isatty():
            print("Token Telegram belum diatur (lihat config.example.yaml), jadi kita mengobrol di sini.\n")
        return _talk(settings, knowledge)
    from bot.channels.telegram.app import run_telegram

    return run_telegram(settings, knowledge)


@app.command(cls=Command)
def chat(config: ConfigOption = None) -> int:
    """Mengobrol di terminal.

    Pilihan bernomor dalam jawaban dapat dipilih dengan mengetik nomornya.
    """
    settings = _settings(config)
    return _talk(settings, _knowledge(settings))


@app.command(cls=Command)
def ask(
    question: Annotated[list[str] | None, typer.Argument(
        metavar="PERTANYAAN", show_default=False, help="Pertanyaannya, boleh tanpa tanda kutip.")] = None,
    as_json: Annotated[bool, typer.Option(
        "--json", help="Jawab sebagai JSON. Tanpa pertanyaan: baca masukan baku (stdin), satu pertanyaan sebaris, "
                       "berupa teks atau {\"id\", \"chat\", \"question\"}; chat yang sama: satu obrolan.")] = False,
    why: Annotated[bool, typer.Option(
        "--why", help="Jelaskan bagaimana pertanyaan itu dipahami.")] = False,
    log: Annotated[bool, typer.Option(
        "--log", help="Catat pertanyaan dan jawabannya di basis data.")] = False,
    config: ConfigOption = None,
) -> int:
    """Jawab satu pertanyaan, atau banyak dengan --json."""
    text = " ".join(question or []).encode("utf-8", "replace").decode()  # an argument may hold any bytes
    if not text and not as_json:
        return _complain("Galat: tuliskan pertanyaannya, misalnya: ask \"program apa di Kukar\"", UNUSABLE)
    if why and (as_json or log):
        return _complain("Galat: --why tidak dapat dipakai bersama --json atau --log.", UNUSABLE)
    settings = _settings(config)
    assistant = _assistant(_knowledge(settings))
    if why:
        print(assistant.explain(text, assistant.conversation("ask")))
        return 0
    _answer(text, as_json, assistant, settings, log=log)
    return 0


@app.command(cls=Command)
def check(
    questions: Annotated[bool, typer.Option(
        "--questions", help="Jalankan juga pertanyaan uji di samping basis pengetahuan.")] = False,
    config: ConfigOption = None,
) -> int:
    """Periksa basis pengetahuan.

    Setiap masalah ditulis dengan berkas, baris dan kolomnya.
    """
    from bot.knowledge.loader import check as problems_in
    from bot.knowledge.problems import has_errors

    settings = _settings(config)
    folder = _knowledge_folder(settings)
    problems = problems_in(folder)
    broken = has_errors(problems)
    verdict = "belum dapat dipakai. Perbaiki baris bertanda [galat] di atas." if broken else "dapat dipakai."
    print(*problems, f"Basis pengetahuan {folder} {verdict}", sep="\n", flush=True)
    if broken or (questions and not _questions_pass(settings)):
        return FAILED
    return 0


register(app)


def main() -> int:
    """Run the command in `sys.argv`; the console script and `python -m bot` both end here.

    Returns:
        The exit code: 0 for success, 1 where something is broken, 2 where the call or the settings are wrong.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # questions and answers hold letters and signs that an old code page or the C locale lacks
            stream.reconfigure(encoding="utf-8", errors="replace")
    set_up_logging()
    try:
        return app(sys.argv[1:] or ["--help"], standalone_mode=False) or 0
    except TyperException as error:
        return _complain(usage_error(error), UNUSABLE)
    except SettingsError as error:
        return _complain(f"Pengaturan belum dapat dipakai.\n{error}", UNUSABLE)
    except KnowledgeError as error:
        return _complain(f"{error}\nBasis pengetahuan belum dapat dipakai. Perbaiki baris bertanda [galat] di atas.",
                         FAILED)
    except StorageError as error:
        return _complain(f"Galat: {error}", FAILED)


def _answer(text: str, as_json: bool, assistant: Assistant, settings: Settings, *, log: bool) -> None:
    """Answer one question, or with `as_json` and no text every line of standard input."""
    with asyncio.Runner() as runner:
        journal = runner.run(_open_log(settings)) if log else None
        try:
            if as_json:
                from bot.channels.jsonl import answer_lines

                lines = [text.encode()] if text else sys.stdin.buffer
                answer_lines(lines, sys.stdout.buffer, assistant, runner, journal)
            else:
                from bot.channels.terminal import answer_once

                answer_once(text, assistant, runner, journal, _studio(settings))
        finally:
            if journal:
                runner.run(journal.close())


def _questions_pass(settings: Settings) -> bool:
    """Ask the kept questions, print what is wrong and what changed, and tell whether all replies are right."""
    from bot.questions import LAST_RUN, check_questions
    from bot.storage.database import key_path

    last_run = key_path(settings.storage.url).with_name(LAST_RUN)  # beside the database, as the key is
    report, passed = asyncio.run(check_questions(_assistant(_knowledge(settings)), last_run))
    print(report)
    return passed


def _complain(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _settings(config: Path | None) -> Settings:
    """Read the settings and hide the secrets among them from the log lines from now on."""
    settings = load_settings(config)
    set_up_logging(*settings.secrets(), as_json=settings.logs.format == "json")
    return settings


def _knowledge_folder(settings: Settings) -> Path:
    from bot.knowledge.location import default_path

    return settings.knowledge.path or default_path()


def _knowledge(settings: Settings) -> KnowledgeBase:
    from bot.knowledge.cache import default_folder, load_cached

    return load_cached(_knowledge_folder(settings), settings.knowledge.cache or default_folder())


def _assistant(knowledge: KnowledgeBase) -> Assistant:
    from bot.assistant import Assistant

    return Assistant(knowledge)


def _studio(settings: Settings) -> Studio:
    from bot.documents.studio import Studio

    return Studio(settings.documents.path)


async def _open_log(settings: Settings) -> ConversationLog:
    from bot.storage.log import ConversationLog

    return await ConversationLog.open(settings.storage.url, settings.storage.key_file)


def _talk(settings: Settings, knowledge: KnowledgeBase) -> int:
    from bot.channels import terminal

    return terminal.chat(_assistant(knowledge), lambda: _open_log(settings), _studio(settings))
