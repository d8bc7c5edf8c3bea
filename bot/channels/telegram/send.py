"""Sending a reply: what Telegram may answer, and what then to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import httpx
from telegram import Bot, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

logger = logging.getLogger(__name__)

ATTEMPTS = 4
"""How often one message is tried where Telegram asked to wait or was not reached at all."""
LONGEST_WAIT = 120.0
"""Seconds that we wait at most when Telegram asks to; an answer that comes later helps nobody."""
LONGEST_WAIT_WHEN_STOPPING = 3.0
"""The same once the process has been told to stop: it must end within ten seconds."""
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Failures in which nothing was sent, so that trying again cannot send twice."""


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
    """

    chat_id: int
    thread_id: int | None = None
    quote: int | None = None


class Sender:
    """Sends messages; waits and retries for one chat alone, so that no other chat is held up."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._stopping = asyncio.Event()

    def stop_waiting(self) -> None:
        """Give up long waits: the process is about to end."""
        self._stopping.set()

    async def send(self, target: Target, parts: Sequence[str], keyboard: InlineKeyboardMarkup | None) -> Delivery:
        """Send an answer's parts in order, the buttons under the last; stop at the first that does not arrive.

        Args:
            target: where to; its `chat_id` changes when Telegram says that the group has moved.
            parts: HTML, each within Telegram's length.
            keyboard: the buttons.
        """
        for number, part in enumerate(parts, 1):
            last = number == len(parts)
            delivery = await self._send_part(target, part, keyboard if last else None)
            if delivery is not Delivery.SENT:
                return delivery
        return Delivery.SENT

    async def _send_part(self, target: Target, part: str, keyboard: InlineKeyboardMarkup | None) -> Delivery:
        """Send one message, again where that can do no harm."""
        error: TelegramError
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._bot.send_message(
                    target.chat_id, part, reply_markup=keyboard, message_thread_id=target.thread_id,
                    reply_parameters=ReplyParameters(target.quote, allow_sending_without_reply=True)
                    if target.quote else None)
                return Delivery.SENT
            except RetryAfter as limit:
                error, wait = limit, _seconds(limit.retry_after)
            except ChatMigrated as moved:
                # the messages of the old group do not exist in the new one, so nothing can be quoted
                error, wait = moved, 0.0
                target.chat_id, target.quote = moved.new_chat_id, None
            except TelegramError as failure:
                if not isinstance(failure.__cause__, _NEVER_LEFT):
                    return _final(failure)
                error, wait = failure, float(attempt)
            if attempt == ATTEMPTS or not await self._waited(wait):
                break
        return _final(error)

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


def _seconds(wait: int | timedelta) -> float:
    """Telegram's waiting time, with a little slack for its clock."""
    return (wait.total_seconds() if isinstance(wait, timedelta) else wait) + 0.1


def _was_answered(error: TelegramError) -> bool:
    """Say whether Telegram itself answered that it failed (429, 500, 502); the library then names no other cause."""
    return error.__cause__ is None or isinstance(error.__cause__, TelegramError)


def _final(error: TelegramError) -> Delivery:
    """Say how sending ended, and log it without any text. Telegram's BadRequest is a NetworkError to the library."""
    match error:
        case Forbidden():
            logger.info("Jawaban tidak dikirim: bot diblokir atau dikeluarkan dari obrolan itu.")
            return Delivery.BLOCKED
        case BadRequest():
            logger.error("Telegram menolak jawaban: %s", error.message)
            return Delivery.REFUSED
        case TimedOut():
            # never sent blindly again: it has often arrived, and the user would get it twice
            logger.warning("Jawaban mungkin terkirim, mungkin tidak: Telegram tidak menjawab tepat waktu.")
            return Delivery.UNCERTAIN
        case NetworkError() | RetryAfter() if _was_answered(error):
            logger.warning("Jawaban tidak terkirim (%s).", type(error).__name__)
            return Delivery.FAILED
        case _ if not isinstance(error.__cause__, _NEVER_LEFT):
            # the connection was cut, or the answer is no answer of Telegram's: it may have arrived as well
            logger.warning("Jawaban mungkin terkirim, mungkin tidak: sambungan ke Telegram terputus di tengah.")
            return Delivery.UNCERTAIN
        case _:
            logger.warning("Jawaban tidak terkirim (%s).", type(error).__name__)
            return Delivery.FAILED
