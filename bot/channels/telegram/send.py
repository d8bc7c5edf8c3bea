"""Sending, editing and deleting messages: what Telegram may answer, and what then to do."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar

from telegram import InlineKeyboardMarkup, InputFile, Message
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError, TimedOut
from telegram.ext import BaseRateLimiter, ExtBot

from bot.channels.telegram.calls import TextCalls, quoting
from bot.channels.telegram.connection import never_left

logger = logging.getLogger(__name__)

ATTEMPTS = 4
"""How often one message is tried where Telegram asked to wait or was not reached at all."""
LONGEST_WAIT = 120.0
"""Seconds that we wait at most when Telegram asks to; an answer that comes later helps nobody."""
LONGEST_WAIT_WHEN_STOPPING = 3.0
"""The same once the process has been told to stop: it must end within ten seconds."""

T = TypeVar("T")


class Delivery(StrEnum):
    """How sending ended."""

    SENT = "terkirim"
    UNCERTAIN = "mungkin terkirim"
    BLOCKED = "bot diblokir atau dikeluarkan"
    REFUSED = "ditolak Telegram"
    FAILED = "tidak terkirim"


@dataclass(slots=True)
class Target:
    """Where an answer goes.

    Args:
        chat_id: the chat.
        thread_id: the forum topic in it, if any.
        quote: the message to quote (in groups), if any.
        replaces: messages of ours, in order, that the answer takes the place of.
    """

    chat_id: int
    thread_id: int | None = None
    quote: int | None = None
    replaces: tuple[int, ...] = ()

    @property
    def address(self) -> str:
        """The place as text, for the storage, which seals it: whoever asked there may be told something later."""
        return json.dumps({"chat": self.chat_id, "thread": self.thread_id, "quote": self.quote})

    @classmethod
    def at(cls, address: str) -> Target:
        """Return the place that `address` names."""
        place = json.loads(address)
        return cls(place["chat"], place["thread"], place["quote"])


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an answer.

    Args:
        delivery: how sending ended.
        numbers: the messages that carry what arrived, in order.
        file_id: Telegram's id of the file in it, where there is one.
    """

    delivery: Delivery
    numbers: tuple[int, ...] = ()
    file_id: str | None = None


class Sender:
    """Sends messages; waits and retries for one chat alone, so that no other chat is held up."""

    def __init__(self, bot: ExtBot[Any], limiter: BaseRateLimiter[Any]) -> None:
        self._bot = bot
        self._texts = TextCalls(bot, limiter)
        self._stopping = asyncio.Event()

    def stop_waiting(self) -> None:
        """Give up long waits: the process is about to end."""
        self._stopping.set()

    async def send(self, target: Target, parts: Sequence[str], keyboard: InlineKeyboardMarkup | None) -> Sent:
        """Send an answer's parts in order, the buttons under the last; stop at the first that does not arrive.

        Messages that the answer replaces are edited as far as they reach; those left over, and those that cannot be
        edited (a picture cannot become text), are deleted.

        Args:
            target: where to; its `chat_id` changes when Telegram says that the group has moved.
            parts: HTML, each within Telegram's length.
            keyboard: the buttons.
        """
        old, useless, numbers = list(target.replaces), list[int](), list[int]()
        for place, part in enumerate(parts, 1):
            keys = keyboard if place == len(parts) else None
            number = old.pop(0) if old else None
            if number is not None and not await self._edited(target, number, part, keys):
                useless.append(number)
                number = None
            if number is None:
                delivery, number = await self._tried(target, self._sending(target, part, keys))
                if number is None:
                    return Sent(delivery, tuple(numbers))
            numbers.append(number)
        await self.delete(target.chat_id, [*useless, *old])
        return Sent(Delivery.SENT, tuple(numbers))

    async def send_file(self, target: Target, file: InputFile | str, caption: str | None,
                        keyboard: InlineKeyboardMarkup | None, picture: bool) -> Sent:
        """Send a picture or a document.

        Args:
            target: where to.
            file: its content, or the id that Telegram gave it before.
            caption: HTML, within the length of a caption.
            keyboard: the buttons.
            picture: whether it is shown as a photo; else it is a document to open.
        """
        async def call() -> Message:
            where: dict[str, Any] = {"message_thread_id": target.thread_id, "reply_parameters": quoting(target.quote),
                                     "reply_markup": keyboard, "caption": caption}
            if picture:
                return await self._bot.send_photo(target.chat_id, file, **where)
            return await self._bot.send_document(target.chat_id, file, **where)

        delivery, message = await self._tried(target, call)
        if message is None:
            return Sent(delivery)
        held = message.photo[-1] if message.photo else message.document
        return Sent(delivery, (message.message_id,), held.file_id if held else None)

    async def show_busy(self, target: Target, picture: bool) -> None:
        """Show that a file is on its way, for making one takes a second or two; that this fails is no loss."""
        action = ChatAction.UPLOAD_PHOTO if picture else ChatAction.UPLOAD_DOCUMENT
        with suppress(TelegramError):
            await self._bot.send_chat_action(target.chat_id, action, message_thread_id=target.thread_id)

    async def change_keyboard(self, chat_id: int, number: int, keyboard: InlineKeyboardMarkup) -> None:
        """Give a message other buttons; that this fails is no loss."""
        async def call() -> Message | bool:
            return await self._bot.edit_message_reply_markup(chat_id, number, reply_markup=keyboard)

        await self._tried(Target(chat_id), call, quiet=True)

    async def delete(self, chat_id: int, numbers: Iterable[int]) -> None:
        """Delete messages of ours; one that cannot be deleted (any more) stays."""
        for number in numbers:
            await self._tried(Target(chat_id), lambda number=number: self._bot.delete_message(  # type: ignore[misc]
                chat_id, number), quiet=True)

    def _sending(self, target: Target, part: str, keyboard: InlineKeyboardMarkup | None) -> Callable[
            [], Awaitable[int]]:
        """The call that sends one message; made anew on each attempt, for the target may have moved meanwhile."""
        return lambda: self._texts.send(target.chat_id, part, keyboard, target.thread_id, target.quote)

    async def _edited(self, target: Target, number: int, part: str, keyboard: InlineKeyboardMarkup | None) -> bool:
        """Edit a message; False where that is not possible (it is gone, too old or no text), so that another is sent.

        After a timeout the message may have been edited, and sending the same again would show it twice.
        """
        delivery, _ = await self._tried(target, lambda: self._texts.edit(target.chat_id, number, part, keyboard),
                                        quiet=True)
        return delivery in (Delivery.SENT, Delivery.UNCERTAIN)

    async def _tried(self, target: Target, call: Callable[[], Awaitable[T]], *, quiet: bool = False) -> tuple[
            Delivery, T | None]:
        """Make a call, again where that can do no harm.

        Args:
            target: the chat that it is for.
            call: makes the request.
            quiet: whether a refusal is expected and not worth a line in the log.
        """
        error: TelegramError
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return Delivery.SENT, await call()
            except RetryAfter as limit:
                error, wait = limit, seconds(limit.retry_after)
            except ChatMigrated as moved:
                # the messages of the old group do not exist in the new one, so nothing can be quoted or edited
                error, wait = moved, 0.0
                target.chat_id, target.quote, target.replaces = moved.new_chat_id, None, ()
            except TelegramError as failure:
                if not never_left(failure):
                    return _final(failure, quiet), None
                error, wait = failure, float(attempt)
            if attempt == ATTEMPTS or not await self._waited(wait):
                break
        return _final(error, quiet), None

    async def _waited(self, seconds: float) -> bool:
        """Wait; False when that takes too long, or is cut short because the process ends."""
        if seconds <= LONGEST_WAIT_WHEN_STOPPING:
            await asyncio.sleep(seconds)
            return True
        if seconds > LONGEST_WAIT:
            return False
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return True
        return False


def seconds(wait: int | timedelta) -> float:
    """Telegram's waiting time, with a little slack for its clock."""
    return (wait.total_seconds() if isinstance(wait, timedelta) else wait) + 0.1


def _was_answered(error: TelegramError) -> bool:
    """Say whether Telegram itself answered that it failed (429, 500, 502); the library then names no other cause."""
    return not isinstance(error, TimedOut) and (
        error.__cause__ is None or isinstance(error.__cause__, TelegramError))


def _final(error: TelegramError, quiet: bool) -> Delivery:
    """Say how sending ended, and log it without any text. Telegram's BadRequest is a NetworkError to the library."""
    match error:
        case Forbidden():
            logger.info("Jawaban tidak dikirim: bot diblokir atau dikeluarkan dari obrolan itu.")
            return Delivery.BLOCKED
        case BadRequest() if error.message.startswith("Message is not modified"):
            # it shows already what it should: a double tap, or an edit that changes nothing
            return Delivery.SENT
        case BadRequest():
            if not quiet:
                logger.error("Telegram menolak jawaban: %s", error.message)
            return Delivery.REFUSED
        case _ if never_left(error) or _was_answered(error):
            logger.warning("Jawaban tidak terkirim (%s).", type(error).__name__)
            return Delivery.FAILED
        case TimedOut():
            # never sent blindly again: it has often arrived, and the user would get it twice
            logger.warning("Jawaban mungkin terkirim, mungkin tidak: Telegram tidak menjawab tepat waktu.")
            return Delivery.UNCERTAIN
        case _:
            # the connection was cut, or the answer is no answer of Telegram's: it may have arrived as well
            logger.warning("Jawaban mungkin terkirim, mungkin tidak: sambungan ke Telegram terputus di tengah.")
            return Delivery.UNCERTAIN
