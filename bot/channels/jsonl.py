"""JSON lines: questions in, one a line; answers out, one a line, in the same order and at once."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from bot.answering.citation import cite
from bot.answering.reply import Reply
from bot.assistant import Assistant
from bot.understanding.conversation import Conversation

if TYPE_CHECKING:
    from bot.storage.log import ConversationLog

CHANNEL = "jsonl"


class LineError(Exception):
    """A line that is no question; the message is an Indonesian sentence, `id` what the line calls itself."""

    def __init__(self, message: str, id: object = None) -> None:
        super().__init__(message)
        self.id = id


@dataclass(frozen=True, slots=True)
class Question:
    """A line read: lines with the same `chat` are one conversation; a line without one stands alone."""

    text: str
    id: object = None
    chat: str | None = None


def parse(line: str, number: int) -> Question:
    """Read a line: a JSON object with `question` and perhaps `id` and `chat`, or a bare question.

    Args:
        line: the line, not blank; one that begins with `{` is taken for JSON.
        number: its place in the input, from 1, for the message.

    Raises:
        LineError: the object is not valid JSON or its `question` is no text.
    """
    if not line.startswith("{"):
        return Question(line)
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        place = f" (kolom {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise LineError(f"Baris {number} bukan JSON yang sah{place}. "
                        "Periksa tanda kutip, koma dan kurungnya.") from error
    question, chat = row.get("question"), row.get("chat")
    if not isinstance(question, str):
        raise LineError(f"Baris {number}: kunci “question” harus ada dan berisi teks.", row.get("id"))
    return Question(_writable(question), row.get("id"), None if chat is None else _writable(str(chat)))


def as_object(reply: Reply, id: object = None) -> dict[str, object]:
    """Write a reply as the object of the JSON interface."""
    return {
        "id": id,
        "status": reply.status.value,
        "intent": reply.intent,
        "confidence": round(reply.confidence, 4),
        "regions": list(reply.regions),
        "programs": list(reply.programs),
        "sources": [cite(source) for source in reply.sources],
        "text": reply.text,
        "buttons": [button.label for button in reply.buttons],
    }


def answer_lines(lines: Iterable[bytes], output: BinaryIO, assistant: Assistant, runner: asyncio.Runner,
                 log: ConversationLog | None = None) -> None:
    """Answer line for line, each answer written before the next line is read; blank lines are skipped.

    Args:
        lines: the input, UTF-8; other bytes are replaced, never fatal.
        output: where the answers go, flushed after each.
        assistant: who answers.
        runner: the event loop's runner; waiting for the next line happens outside the loop, where Ctrl-C works.
        log: the conversation log, if the questions are to be kept.

    Raises:
        StorageError: a message cannot be logged.
    """
    session = secrets.token_hex(8)
    for number, raw in enumerate(lines, 1):
        line = raw.decode("utf-8-sig", errors="replace").strip()
        if not line:
            continue
        try:
            answer = runner.run(_answer(parse(line, number), assistant, log, session))
        except LineError as error:
            answer = _error_object(error)
        output.write(_writable(json.dumps(answer, ensure_ascii=False)).encode() + b"\n")
        output.flush()


async def _answer(question: Question, assistant: Assistant, log: ConversationLog | None,
                  session: str) -> dict[str, object]:
    conversation = Conversation() if question.chat is None else assistant.conversation(f"{CHANNEL}:{question.chat}")
    started = time.perf_counter()
    reply = await assistant.reply(question.text, conversation)
    if log:
        from bot.storage.log import LogEntry

        await log.record(LogEntry(
            CHANNEL, "private", session if question.chat is None else question.chat, question.text, reply,
            (time.perf_counter() - started) * 1000, assistant.knowledge.version))
    return as_object(reply, question.id)


def _error_object(error: LineError) -> dict[str, object]:
    """The answer to a line that is no question: every key is there, so that readers need no special case."""
    return {"id": error.id, "status": "error", "intent": "", "confidence": 0.0, "regions": [], "programs": [],
            "sources": [], "text": str(error), "buttons": []}


def _writable(text: str) -> str:
    """Replace what UTF-8 cannot hold: half of a surrogate pair, which JSON may name by its escape."""
    return text.encode("utf-8", "replace").decode()
