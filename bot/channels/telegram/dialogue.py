"""One turn: a message comes in, a reply goes out, a row is written, whatever happens in between."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from telegram import Chat, Message, Update

from bot.answering.reply import Block, Reply, Status
from bot.assistant import Assistant
from bot.channels.telegram import texts
from bot.channels.telegram.attachments import Attachments
from bot.channels.telegram.outgoing import Layout, Outgoing
from bot.channels.telegram.send import Delivery, Sender, Sent, Target
from bot.storage.answers import Answers
from bot.storage.chats import Chats
from bot.storage.errors import StorageError
from bot.storage.log import ConversationLog, LogEntry
from bot.understanding.conversation import Conversation

logger = logging.getLogger(__name__)

CHANNEL = "telegram"

MakeAnswer = Callable[[Conversation], Awaitable[Reply | Outgoing]]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one update asks, and of whom.

    Args:
        update_id: Telegram's number of the update.
        chat: where it was asked.
        user_id: who asked; None where Telegram names nobody.
        question: the message as typed, or what the pressed button reads.
        target: where the answer goes.
        asked_in: the message that asks; None for a pressed button.
    """

    update_id: int
    chat: Chat
    user_id: int | None
    question: str
    target: Target
    asked_in: int | None = None

    @classmethod
    def of(cls, update: Update, chat: Chat, question: str) -> Turn:
        """Take a turn from an update of a chat."""
        user, message = update.effective_user, update.effective_message
        asked_in = message.message_id if message and update.callback_query is None else None
        return cls(update.update_id, chat, user.id if user else None, question, _target(update, chat), asked_in)

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


def notice(text: str, status: Status, intent: str) -> Reply:
    """Make a reply of the channel's own words.

    Args:
        text: one paragraph; empty where nothing is to be sent.
        status: how the message ended, for the log.
        intent: what happened, for the log.
    """
    return Reply(status, (Block((text,)),) if text else (), intent=intent)


def silence(intent: str, status: Status = Status.SMALLTALK) -> Outgoing:
    """Make an answer that nobody sees: the update is in the log, and that is all."""
    return Outgoing(notice("", status, intent), (), None)


class Dialogue:
    """Takes turns with one assistant and one log."""

    def __init__(self, assistant: Assistant, log: ConversationLog, sender: Sender, attachments: Attachments) -> None:
        self.assistant = assistant
        self.sender = sender
        self.answers = Answers(log.store, CHANNEL)
        self.chats = Chats(log.store, CHANNEL)
        self._log = log
        self._attachments = attachments
        self._layout = Layout()

    async def take(self, turn: Turn, answer: MakeAnswer) -> Sent:
        """Answer, send and log; an error of the assistant becomes an apology.

        Args:
            turn: the message.
            answer: makes the reply within the message's conversation.
        """
        arrived, started = datetime.now(UTC), time.perf_counter()
        try:
            made = await answer(self.assistant.conversation(turn.key))
            outgoing = made if isinstance(made, Outgoing) else self._layout.of(made)
        except Exception as error:
            log_error(error, turn.update_id)
            outgoing = Outgoing(notice(texts.APOLOGY, Status.UNKNOWN, "galat"), (texts.APOLOGY,), None)
        latency_ms = (time.perf_counter() - started) * 1000
        sent = Sent(Delivery.FAILED)
        try:
            sent = await self._deliver(turn, outgoing)
        finally:
            await self.kept(self._record(turn, outgoing, sent, arrived, latency_ms))
        return sent

    async def kept(self, writing: Coroutine[Any, Any, object]) -> None:
        """Write to the database; a full disk must not take the bot's voice away."""
        try:
            await writing
        except StorageError as error:
            logger.error("%s", error)

    async def _deliver(self, turn: Turn, outgoing: Outgoing) -> Sent:
        reply = outgoing.reply
        if reply.picture or reply.brief:
            sent = await self._deliver_files(turn, outgoing)
        else:
            sent = await self.sender.send(turn.target, outgoing.parts, outgoing.keyboard)
        if sent.delivery is Delivery.REFUSED:
            await self.sender.send(turn.target, [texts.APOLOGY], None)
        logger.debug("Pesan %d (%s): %s, %s.", turn.update_id, turn.chat.type, reply.status, sent.delivery)
        return sent

    async def _deliver_files(self, turn: Turn, outgoing: Outgoing) -> Sent:
        await self.sender.delete(turn.target.chat_id, turn.target.replaces)
        try:
            return await self._attachments.send(turn.target, outgoing.reply, outgoing.parts, outgoing.keyboard)
        except OSError as error:
            log_error(error, turn.update_id)
            await self.sender.send(replace(turn.target, replaces=()), [texts.FILE_FAILED], None)
            return Sent(Delivery.FAILED)

    async def _record(self, turn: Turn, outgoing: Outgoing, sent: Sent, arrived: datetime, latency_ms: float) -> None:
        """Write the row, and what has become known of the chat meanwhile."""
        chat_id = turn.target.chat_id
        if chat_id != turn.chat.id:
            await self.chats.move(turn.chat.id, chat_id)
        await self._log.record(LogEntry(
            CHANNEL, turn.chat.type, str(chat_id), turn.question, outgoing.reply, latency_ms,
            self.assistant.knowledge.version, str(turn.user_id) if turn.user_id is not None else None,
            turn.update_id, arrived, () if outgoing.continues else sent.numbers, turn.asked_in, outgoing.rest,
            turn.target.replaces))
        if sent.delivery is Delivery.BLOCKED:
            await self.chats.mark_inactive(chat_id)


def log_error(error: BaseException, update_id: int | None) -> None:
    """Log where an error arose, without its message, which may quote what a user wrote."""
    places = "".join(traceback.format_tb(error.__traceback__))
    logger.error("Galat %s pada pesan %s:\n%s", type(error).__name__, update_id, places.rstrip())
