"""The command line: python -m bot COMMAND. What a command needs is imported when it runs, so that `ask` starts fast."""

from __future__ import annotations

import asyncio
import io
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from bot import cli_knowledge, cli_reports, cli_storage
from bot.cli_parts import FAILED, UNUSABLE, ConfigOption, kept_versions, knowledge_folder, knowledge_of, settings_from
from bot.cli_text import Command, Group, usage_error
from bot.knowledge.problems import KnowledgeError
from bot.logs import set_up_logging
from bot.settings import Settings, SettingsError
from bot.storage.errors import StorageError

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.documents.studio import Studio
    from bot.knowledge.model import KnowledgeBase
    from bot.storage.log import ConversationLog

app = typer.Typer(
    cls=Group, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False,
    help="TiruBot: tanya jawab tentang upaya daerah menurunkan stunting dan studi tiru antardaerah.",
)


@app.command(cls=Command)
def run(config: ConfigOption = None) -> int:
    """Jalankan bot di Telegram; tanpa token: di terminal."""
    settings = settings_from(config)
    knowledge = knowledge_of(settings)
    if settings.telegram.token is None:
        if sys.stdin.isatty():
            print("Token Telegram belum diatur (lihat config.example.yaml), jadi kita mengobrol di sini.\n")
        return _talk(settings, knowledge)
    from bot.channels.telegram.app import run_telegram

    return run_telegram(settings, knowledge, knowledge_folder(settings), kept_versions(settings))


@app.command(cls=Command)
def chat(config: ConfigOption = None) -> int:
    """Mengobrol di terminal.

    Pilihan bernomor dalam jawaban dapat dipilih dengan mengetik nomornya.
    """
    settings = settings_from(config)
    return _talk(settings, knowledge_of(settings))


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
    settings = settings_from(config)
    assistant = _assistant(knowledge_of(settings))
    if why:
        print(assistant.explain(text, assistant.conversation("ask")))
        return 0
    _answer(text, as_json, assistant, settings, log=log)
    return 0


for _command in (cli_knowledge.check, cli_knowledge.schema, cli_knowledge.rollback, cli_reports.report,
                 cli_storage.purge, cli_storage.export, cli_storage.backup, cli_storage.copy):
    app.command(cls=Command)(_command)


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


def _complain(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


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
