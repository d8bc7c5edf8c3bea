"""One turn: a message comes in, a reply goes out, a row is written, whatever happens in between."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from telegram import Chat, Message, Update

from bot import metrics
from bot.answering.reply import Block, Reply, Status
from bot.assistant import Assistant
from bot.channels.telegram import texts
from bot.channels.telegram.commands import notice
from bot.channels.telegram.handling import current
from bot.channels.telegram.render import keyboard, render
from bot.channels.telegram.send import Delivery, Sender, Target
from bot.storage.errors import StorageError
from bot.storage.log import ConversationLog, LogEntry
from bot.storage.memory import Memory
from bot.understanding.conversation import Conversation

logger = logging.getLogger(__name__)

CHANNEL = "telegram"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one update asks, and of whom.

    Args:
        update_id: Telegram's number of the update.
        chat: where it was asked.
        user_id: who asked; None where Telegram names nobody.
        question: the message as typed, or what the pressed button reads.
        target: where the answer goes.
    """

    update_id: int
    chat: Chat
    user_id: int | None
    question: str
    target: Target

    @classmethod
    def of(cls, update: Update, chat: Chat, question: str) -> Turn:
        """Take a turn from an update of a chat."""
        user = update.effective_user
        return cls(update.update_id, chat, user.id if user else None, question, _target(update, chat))

    @property
    def key(self) -> str:
        """The conversation's key: in a group everyone has a conversation of their own."""
        key = f"{CHANNEL}:{self.chat.id}"
        return key if self.chat.type == Chat.PRIVATE else f"{key}:{self.user_id}"


def _target(update: Update, chat: Chat) -> Target:
    """Where the answer goes: into the message's topic, quoting it where several people talk."""
    target = Target(chat.id)
    message = update.effective_message
    if isinstance(message, Message):
        if message.is_topic_message:
            target.thread_id = message.message_thread_id
        if chat.type != Chat.PRIVATE and update.callback_query is None:
            target.quote = message.message_id
    return target


class Dialogue:
    """Takes turns with one assistant and one log."""

    def __init__(self, assistant: Assistant, log: ConversationLog, sender: Sender) -> None:
        self.assistant = assistant
        self.sender = sender
        self._log = log
        self._memory = Memory(log.database, CHANNEL)

    async def take(self, turn: Turn, answer: Callable[[Conversation], Awaitable[Reply]]) -> None:
        """Answer, send and log; an error of the assistant becomes an apology.

        Args:
            turn: the message.
            answer: makes the reply within the message's conversation.
        """
        arrived, started = datetime.now(UTC), time.perf_counter()
        try:
            conversation = self.assistant.conversation(turn.key)
            await self._memory.recall(conversation, turn.chat.id, turn.user_id)
            reply = await answer(conversation)
            await self._memory.keep(conversation, turn.chat.id, turn.user_id)
        except Exception as error:
            log_error(error, turn.update_id)
            reply = notice(texts.APOLOGY, Status.UNKNOWN, "galat")
        latency_ms = (time.perf_counter() - started) * 1000
        handling = current.get()
        if handling and handling.sent_before:
            reply = replace(reply, blocks=(Block((texts.SENT_AGAIN,)), *reply.blocks))
        delivery = Delivery.UNCERTAIN
        try:
            delivery = await self._deliver(turn, reply)
        finally:
            _count(reply, delivery, latency_ms, time.perf_counter() - started)
            if handling and delivery is Delivery.FAILED:
                await handling.try_later()
            else:
                again = bool(handling and handling.sent_before)
                await self._record(self._entry(turn, reply, latency_ms, arrived, _delivery_words(delivery, again)))

    async def record_unsent(self, turn: Turn, reply: Reply) -> None:
        """Log a message that has no reply of its own: another one's reply tells of it too."""
        await self._record(self._entry(turn, reply, 0.0, datetime.now(UTC), None))

    def _entry(self, turn: Turn, reply: Reply, latency_ms: float, arrived: datetime,
               delivery: str | None) -> LogEntry:
        return LogEntry(
            CHANNEL, turn.chat.type, str(turn.chat.id), turn.question, reply, latency_ms,
            self.assistant.knowledge.version, str(turn.user_id) if turn.user_id is not None else None,
            turn.update_id, arrived, delivery)

    async def _deliver(self, turn: Turn, reply: Reply) -> Delivery:
        delivery = await self.sender.send(turn.target, render(reply), keyboard(reply.buttons))
        if delivery is Delivery.REFUSED:
            await self.sender.send(turn.target, [texts.APOLOGY], None)
        logger.info("Pesan %d (%s): %s, %s.", turn.update_id, turn.chat.type, reply.status, delivery)
        return delivery

    async def _record(self, entry: LogEntry) -> None:
        """Write the row; a full disk must not take the bot's voice away."""
        try:
            await self._log.record(entry)
        except StorageError as error:
            logger.error("%s", error)


def _count(reply: Reply, delivery: Delivery, latency_ms: float, seconds: float) -> None:
    metrics.replies.labels(reply.status.value, delivery.name.lower()).inc()
    metrics.thinking.observe(latency_ms / 1000)
    metrics.replying.observe(seconds)


def _delivery_words(delivery: Delivery, again: bool) -> str:
    """How sending ended, for the log; a reply that may have gone out before says so."""
    return f"{delivery}; dikirim ulang, yang lama mungkin sudah terkirim" if again else str(delivery)


def log_error(error: BaseException, update_id: int | None) -> None:
    """Log where an error arose, without its message, which may quote what a user wrote."""
    places = "".join(traceback.format_tb(error.__traceback__))
    logger.error("Galat %s pada pesan %s:\n%s", type(error).__name__, update_id, places.rstrip())
