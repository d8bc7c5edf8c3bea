"""The life of the process: reach Telegram, fetch updates until told to stop, finish what was begun."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Updater
from telegram.request import HTTPXRequest

from bot.channels.telegram import texts
from bot.channels.telegram.handlers import TelegramApplication
from bot.channels.telegram.introduction import ADMINS, introduce
from bot.channels.telegram.send import Sender

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
"""Telegram keeps the last list it was given, so it is always named."""
POLL_SECONDS = 25
CONFLICTS_IN_A_ROW = 5
"""A single conflict is noise (a restart); this many (some ten seconds) are a second process with the same token."""
LONGEST_PAUSE = 15.0
"""Seconds between two attempts to reach Telegram at start, at most."""
STOP_POLLING_SECONDS = 3.0
"""How long the end waits for the polling, which has to confirm to Telegram what it fetched."""
FAILED, UNUSABLE = 1, 2


class Ending:
    """When the process is to end, with which exit code and last words."""

    def __init__(self) -> None:
        self.exit_code = 0
        self.words: str | None = None
        self._event = asyncio.Event()

    def end(self, exit_code: int = 0, words: str | None = None) -> None:
        """End the process; the first call counts."""
        if not self._event.is_set():
            self.exit_code, self.words = exit_code, words
            self._event.set()

    async def wait(self) -> None:
        """Wait until somebody ends it."""
        await self._event.wait()

    def on_signals(self) -> None:
        """End with 0 on SIGTERM and Ctrl-C; where the system has no such handlers, Ctrl-C still interrupts."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):
                loop.add_signal_handler(number, self.end)


class PollingWatch:
    """Watches what Telegram answers to getUpdates; the library itself would go on for ever."""

    def __init__(self, ending: Ending) -> None:
        self._ending = ending
        self._conflicts = 0

    def notice(self, code: int) -> None:
        """Take note of an HTTP status."""
        self._conflicts = self._conflicts + 1 if code == 409 else 0
        if code == 401:
            self._ending.end(UNUSABLE, texts.REFUSED_BY_TELEGRAM)
        elif self._conflicts >= CONFLICTS_IN_A_ROW:
            self._ending.end(FAILED, texts.USED_TWICE)
        elif self._conflicts:
            logger.warning("Token bot ini juga dipakai proses lain (%d kali berturut-turut).", self._conflicts)


class PollingRequest(HTTPXRequest):
    """The connection for getUpdates, with a watch on its answers."""

    def __init__(self, notice: Callable[[int], None]) -> None:
        super().__init__(connection_pool_size=1)
        self._notice = notice

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make the request and tell the watch its status."""
        code, payload = await super().do_request(*args, **kwargs)
        self._notice(code)
        return code, payload


async def serve(application: TelegramApplication, sender: Sender, ending: Ending) -> None:
    """Run the bot until `ending`; what was fetched by then is answered before this returns."""
    starting = asyncio.ensure_future(_start(application))
    ended = asyncio.ensure_future(ending.wait())
    try:
        await asyncio.wait({starting, ended}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            await ended
    except InvalidToken:
        # the library's own message holds the token
        ending.end(UNUSABLE, texts.REFUSED_BY_TELEGRAM)
    finally:
        for task in (starting, ended):
            task.cancel()
        await asyncio.gather(starting, ended, return_exceptions=True)
        sender.stop_waiting()
        await _stop(application)


async def _start(application: TelegramApplication) -> None:
    await _reach_telegram(application)
    await _updater(application).start_polling(
        timeout=POLL_SECONDS, allowed_updates=ALLOWED_UPDATES, drop_pending_updates=False, bootstrap_retries=-1,
        error_callback=_polling_failed)
    await application.start()
    application.create_task(introduce(application.bot, application.bot_data.get(ADMINS, ())))
    logger.info("bot siap: @%s menunggu pesan.", application.bot.username)


def _updater(application: TelegramApplication) -> Updater:
    """The part of the application that polls."""
    if application.updater is None:
        raise ValueError("the application was built without an updater")
    return application.updater


async def _reach_telegram(application: TelegramApplication) -> None:
    """Make the first contact, for as long as it takes."""
    pause = 1.0
    while True:
        try:
            await application.initialize()
            return
        except InvalidToken:
            raise
        except TelegramError as error:
            logger.warning("Belum ada jaringan ke Telegram (%s); mencoba lagi dalam %.0f detik.",
                           type(error).__name__, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _polling_failed(error: TelegramError) -> None:
    logger.warning("Pesan baru belum dapat diambil dari Telegram (%s); mencoba lagi.", type(error).__name__)


async def _stop(application: TelegramApplication) -> None:
    """Stop fetching, finish every update already fetched, and close the connections."""
    updater = _updater(application)
    if updater.running:
        # after a failure the library sleeps (up to half a minute, or as long as a 429 says) before it looks whether
        # to stop; and what ended the polling is raised here once more, though `PollingWatch` has dealt with it
        with suppress(InvalidToken, TimeoutError):
            await asyncio.wait_for(updater.stop(), STOP_POLLING_SECONDS)
    if application.running:
        await application.stop()
    await application.shutdown()
    await application.bot.shutdown()
