"""One turn: a message comes in, a reply goes out, a row is written, whatever happens in between."""

from __future__ import annotations

import asyncio
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
from bot.channels.telegram.attachments import Attachments
from bot.channels.telegram.handling import Handling, current
from bot.channels.telegram.outgoing import Layout, Outgoing
from bot.channels.telegram.render import esc
from bot.channels.telegram.send import Delivery, Sender, Sent, Target
from bot.storage.answers import Answers
from bot.storage.chats import Chats
from bot.storage.errors import StorageError
from bot.storage.log import ConversationLog, LogEntry
from bot.storage.memory import Memory, RememberedRow
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
        question: the message as typed (see `groups.asked_in`), or what the pressed button reads.
        target: where the answer goes.
        asked_in: the message that asks; None for a pressed button.
        asked_at: when it was sent or edited, as Unix time; None for a pressed button.
    """

    update_id: int
    chat: Chat
    user_id: int | None
    question: str
    target: Target
    asked_in: int | None = None
    asked_at: float | None = None

    @classmethod
    def of(cls, update: Update, chat: Chat, question: str) -> Turn:
        """Take a turn from an update of a chat."""
        user, message = update.effective_user, update.effective_message
        asked_in, asked_at = None, None
        if isinstance(message, Message) and update.callback_query is None:
            asked_in, date = message.message_id, message.edit_date or message.date
            # the library leaves a date that is none as it is
            asked_at = date.timestamp() if isinstance(date, datetime) else None
        return cls(update.update_id, chat, user.id if user else None, question, _target(update, chat), asked_in,
                   asked_at)

    @property
    def address(self) -> str:
        """Where the one who asks can be told something later: for the storage, which seals it."""
        return self.target.address

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
        self.answers = Answers(log.database, CHANNEL)
        self.chats = Chats(log.database, CHANNEL)
        self._log = log
        self._memory = Memory(log.database, CHANNEL)
        self._attachments = attachments
        self._layout = Layout()

    async def take(self, turn: Turn, answer: MakeAnswer) -> Sent:
        """Answer, send and log; an error of the assistant becomes an apology.

        A reply that surely did not go out is not logged: its update stays in the inbox and is answered later.

        Args:
            turn: the message.
            answer: makes the reply within the message's conversation.
        """
        arrived, started = datetime.now(UTC), time.perf_counter()
        handling = current.get()
        sent_before = handling is not None and handling.sent_before
        # where it takes the place of another message, sending it again changes nothing
        conversation = self.assistant.conversation(turn.key)
        outgoing = await self._made(turn, conversation, answer, warned=sent_before and not turn.target.replaces)
        latency_ms = (time.perf_counter() - started) * 1000
        sent = Sent(Delivery.UNCERTAIN)
        try:
            sent = await self._deliver(turn, outgoing)
        finally:
            delivery = sent.delivery if outgoing.is_seen else None
            if delivery:
                _count(outgoing.reply, delivery, latency_ms, time.perf_counter() - started)
            if handling and delivery is Delivery.FAILED:
                await handling.try_later(partly=bool(sent.numbers))
            else:
                entry = self._entry(turn, outgoing, sent, arrived, latency_ms,
                                    delivery and _delivery_words(delivery, sent_before))
                await self._keep(turn, entry, sent.delivery, conversation)
        return sent

    async def record_unsent(self, turn: Turn, reply: Reply) -> None:
        """Log a message that has no reply of its own: another one's reply tells of it too."""
        unsent = Outgoing(reply, (), None)
        await self.kept(self._log.record(self._entry(turn, unsent, Sent(Delivery.SENT), datetime.now(UTC), 0.0, None)))

    async def kept(self, writing: Awaitable[object]) -> None:
        """Write to the database; a full disk must not take the bot's voice away."""
        try:
            await writing
        except StorageError as error:
            logger.error("%s", error)

    async def _made(self, turn: Turn, conversation: Conversation, answer: MakeAnswer, *, warned: bool) -> Outgoing:
        """Make the answer within the conversation, as this and other processes remember it."""
        try:
            await self._memory.recall(conversation, turn.chat.id, turn.user_id)
            made = await answer(conversation)
            if warned:
                made = _sent_again(made)
            return made if isinstance(made, Outgoing) else self._layout.of(made)
        except Exception as error:
            log_error(error, turn.update_id)
            return Outgoing(notice(texts.APOLOGY, Status.UNKNOWN, "galat"), (texts.APOLOGY,), None)

    async def _deliver(self, turn: Turn, outgoing: Outgoing) -> Sent:
        reply = outgoing.reply
        if reply.picture or reply.brief:
            sent = await self._deliver_files(turn, outgoing)
        else:
            sent = await self.sender.send(turn.target, outgoing.parts, outgoing.keyboard)
        if sent.delivery is Delivery.REFUSED:
            await self.sender.send(turn.target, [texts.APOLOGY], None)
        # those that went out are in the conversation log, and a line for each costs more than laying out its reply
        level = logging.DEBUG if sent.delivery is Delivery.SENT else logging.INFO
        logger.log(level, "Pesan %d (%s): %s, %s.", turn.update_id, turn.chat.type, reply.status, sent.delivery)
        return sent

    async def _deliver_files(self, turn: Turn, outgoing: Outgoing) -> Sent:
        await self.sender.delete(turn.target.chat_id, turn.target.replaces)
        try:
            return await self._attachments.send(turn.target, outgoing.reply, outgoing.parts, outgoing.keyboard)
        except OSError as error:
            log_error(error, turn.update_id)
            return await self.sender.send(replace(turn.target, replaces=()), [texts.FILE_FAILED], None)

    async def _keep(self, turn: Turn, entry: LogEntry, delivery: Delivery, conversation: Conversation) -> None:
        """Write the row, what the conversation is about now, and what has become known of the chat meanwhile."""
        handling, chat_id = current.get(), turn.target.chat_id
        remembered = self._memory.row(conversation, chat_id, turn.user_id)
        if handling and delivery is Delivery.SENT and chat_id == turn.chat.id:
            # the chat's next message is thought over while this is written
            writing = _noted(self._log.record(entry, remembered), handling)
            handling.writing = asyncio.create_task(self.kept(writing))
            return
        await self.kept(self._keep_with_chat(turn, entry, delivery, remembered, handling))

    async def _keep_with_chat(self, turn: Turn, entry: LogEntry, delivery: Delivery, remembered: RememberedRow,
                              handling: Handling | None) -> None:
        chat_id = turn.target.chat_id
        if chat_id != turn.chat.id:
            await self.chats.move(turn.chat.id, chat_id, Target(chat_id).address)
        if delivery is Delivery.BLOCKED:
            await self.chats.mark_inactive(chat_id)
        await _noted(self._log.record(entry, remembered), handling)

    def _entry(self, turn: Turn, outgoing: Outgoing, sent: Sent, arrived: datetime, latency_ms: float,
               delivery: str | None) -> LogEntry:
        return LogEntry(
            CHANNEL, turn.chat.type, str(turn.target.chat_id), turn.question, outgoing.reply, latency_ms,
            outgoing.reply.version or self.assistant.knowledge.version,
            str(turn.user_id) if turn.user_id is not None else None,
            turn.update_id, arrived, delivery, () if outgoing.continues else sent.numbers, turn.asked_in,
            outgoing.rest, turn.address)


async def _noted(writing: Awaitable[bool], handling: Handling | None) -> None:
    """Wait until a row is written, and note it."""
    try:
        await writing
    finally:
        if handling:
            handling.end()
    if handling:
        handling.recorded = True


def _sent_again(made: Reply | Outgoing) -> Reply | Outgoing:
    """Put a word of warning before what may have been sent before; of what nobody sees nothing is said."""
    if isinstance(made, Outgoing):
        if not made.is_seen:
            return made
        first, *others = made.parts
        parts = (f"{esc(texts.SENT_AGAIN)}\n\n{first}", *others)
        return replace(made, reply=_warned(made.reply), parts=parts)
    return _warned(made)


def _warned(reply: Reply) -> Reply:
    return replace(reply, blocks=(Block((texts.SENT_AGAIN,)), *reply.blocks))


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
