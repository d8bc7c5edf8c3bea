"""The terminal: a reply as plain lines, and a chat with numbered offers, at a keyboard or through a pipe."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import chain, repeat
from typing import TYPE_CHECKING, Literal, NamedTuple

from bot.answering.citation import cite
from bot.answering.reply import Button, Reply
from bot.assistant import Assistant
from bot.documents.studio import Studio
from bot.storage.errors import StorageError

if TYPE_CHECKING:
    from bot.storage.log import ConversationLog, LogEntry

CHANNEL = "terminal"
GREETING = ("Obrolan TiruBot. Silakan tulis pertanyaan Ibu/Bapak, atau nomor salah satu pilihan.\n"
            "Untuk selesai: ketik “keluar” atau tekan Ctrl-D.")
FAREWELL = "Terima kasih, sampai jumpa."
PROMPT = "\n> "


class Line(NamedTuple):
    """A line of the rendered reply, with what it is, so that a terminal that can may show it so."""

    text: str
    role: Literal["heading", "body", "source", "offer"] = "body"


def render(reply: Reply) -> str:
    """Write a reply as people read it: the text, the sources, the numbered offers."""
    return "\n".join(line.text for line in _lines(reply))


def _lines(reply: Reply) -> Iterator[Line]:
    for number, block in enumerate(reply.blocks):
        if number:
            yield Line("")
        first, *rest = block.text.split("\n")
        yield Line(first, "heading" if block.heading else "body")
        yield from map(Line, rest)
    if reply.sources:
        yield Line("")
        yield Line("Sumber:", "source")
        # two pages of one publisher may be cited alike where their titles are not known for certain
        yield from (Line(f"• {cited}", "source") for cited in dict.fromkeys(map(cite, reply.sources)))
    if reply.buttons:
        yield Line("")
        yield from (Line(f"[{number}] {button.label}", "offer") for number, button in enumerate(reply.buttons, 1))


def answer_once(question: str, assistant: Assistant, runner: asyncio.Runner, log: ConversationLog | None,
                studio: Studio) -> None:
    """Answer one question on standard output, and log it if there is a log.

    Args:
        question: as typed.
        assistant: who answers.
        runner: the event loop's runner.
        log: the conversation log, if the question is to be kept.
        studio: makes the files of an answer that has any.

    Raises:
        StorageError: the message cannot be logged; the answer is on the screen by then.
    """
    started = time.perf_counter()
    reply = runner.run(assistant.reply(question, assistant.conversation(CHANNEL)))
    latency_ms = (time.perf_counter() - started) * 1000
    print(render(reply), flush=True)
    _name_files(reply, runner, studio)
    if log:
        runner.run(_logged(log, _entry(secrets.token_hex(8), question, reply, latency_ms,
                                       assistant.knowledge.version)))


async def _logged(log: ConversationLog, entry: LogEntry) -> None:
    await log.record(entry)


def chat(assistant: Assistant, open_log: Callable[[], Awaitable[ConversationLog]], studio: Studio) -> int:
    """Talk until the input ends; return the exit code, 0.

    Args:
        assistant: who answers.
        open_log: opens the conversation log, called before the first message is logged. A log that cannot be used
            never keeps an answer back: the user is told once, on standard error.
        studio: makes the files of an answer that has any.
    """
    at_keyboard = sys.stdin.isatty() and sys.stdout.isatty()
    show = _in_colour() if sys.stdout.isatty() else _plain()
    if at_keyboard:
        print(GREETING)
    with asyncio.Runner() as runner:
        journal = _Journal(assistant, open_log)
        try:
            _converse(assistant, journal, runner, show, studio, _typed() if at_keyboard else _piped())
        except KeyboardInterrupt:
            pass
        finally:
            runner.run(journal.close())
    if at_keyboard:
        print(f"\n{FAREWELL}")
    return 0


def _converse(assistant: Assistant, journal: _Journal, runner: asyncio.Runner, show: Callable[[Reply], None],
              studio: Studio, questions: Iterator[str]) -> None:
    """Answer one question after the other. Waiting for input happens outside the event loop, where Ctrl-C works."""
    conversation = assistant.conversation(CHANNEL)
    buttons: tuple[Button, ...] = ()
    for question in questions:
        started = time.perf_counter()
        pressed = _pressed(question, buttons)
        if pressed:
            reply = runner.run(assistant.follow(pressed.link, conversation))
        else:
            reply = runner.run(assistant.reply(question, conversation))
        latency_ms = (time.perf_counter() - started) * 1000
        show(reply)
        _name_files(reply, runner, studio)
        buttons = reply.buttons
        runner.run(journal.record(pressed.label if pressed else question, reply, latency_ms))


def _name_files(reply: Reply, runner: asyncio.Runner, studio: Studio) -> None:
    """Say where an answer's picture or brief is; that it cannot be made never keeps the answer back."""
    try:
        for path in runner.run(studio.files_of(reply)):
            print(f"\nBerkas: {path}", flush=True)
    except OSError as error:
        print(f"\nBerkasnya tidak dapat dibuat ({error.strerror}). Periksa pengaturan documents.path.",
              file=sys.stderr)


def _pressed(question: str, buttons: tuple[Button, ...]) -> Button | None:
    """The offer that a bare number chooses; a number beyond the offers (a year, say) is an ordinary message."""
    if question.isascii() and question.isdecimal() and 1 <= int(question[:6]) <= len(buttons):
        return buttons[int(question) - 1]
    return None


def _typed() -> Iterator[str]:
    """Lines from the keyboard, with editing and history where the system has them."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 (importing it is what switches line editing on)
    with contextlib.suppress(EOFError):
        while (line := input(PROMPT).strip()).casefold() != "keluar":
            if line:
                yield line


def _piped() -> Iterator[str]:
    """Lines from a pipe or a file; letters that are not UTF-8 are replaced, for a stray byte is no reason to stop."""
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8-sig", errors="replace").strip()
        if line:
            yield line


def _in_colour() -> Callable[[Reply], None]:
    """Show replies with bold headings, dim sources and coloured offers."""
    from rich.console import Console
    from rich.text import Text

    console = Console()
    styles = {"heading": "bold", "body": "", "source": "dim", "offer": "cyan"}
    return lambda reply: console.print(
        Text("\n").join(Text(line.text, styles[line.role]) for line in _lines(reply)), highlight=False)


def _plain() -> Callable[[Reply], None]:
    """Show replies as plain lines, with an empty line between one reply and the next."""
    gaps = chain([""], repeat("\n"))
    return lambda reply: print(f"{next(gaps)}{render(reply)}", flush=True)


def _entry(chat_id: str, question: str, reply: Reply, latency_ms: float, knowledge_version: str) -> LogEntry:
    """The log's row. The database library is imported here, after the answer is on the screen."""
    from bot.storage.log import LogEntry

    return LogEntry(CHANNEL, "private", chat_id, question, reply, latency_ms, knowledge_version)


class _Journal:
    """Logs the chat, and gives up with one warning when that is not possible."""

    def __init__(self, assistant: Assistant, open_log: Callable[[], Awaitable[ConversationLog]]) -> None:
        self._version = assistant.knowledge.version
        self._open_log = open_log
        self._log: ConversationLog | None = None
        self._given_up = False
        self._chat_id = secrets.token_hex(8)

    async def record(self, question: str, reply: Reply, latency_ms: float) -> None:
        """Log a message, unless logging was given up."""
        if self._given_up:
            return
        try:
            self._log = self._log or await self._open_log()
            await self._log.record(_entry(self._chat_id, question, reply, latency_ms, self._version))
        except StorageError as error:
            self._given_up = True
            print(f"Percakapan ini tidak dicatat: {error}", file=sys.stderr)

    async def close(self) -> None:
        """Close the log if it was opened."""
        if self._log:
            await self._log.close()
