"""The life of the process: reach Telegram, take updates until told to stop, finish what was begun."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram import texts
from bot.channels.telegram.admins.telling import EditWatch
from bot.channels.telegram.ending import FAILED, UNUSABLE, Ending
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.introduction import introduce
from bot.channels.telegram.monitoring import Health, monitoring_application
from bot.channels.telegram.ordering import ChatOrder
from bot.channels.telegram.polling import ALLOWED_UPDATES, Polling, TelegramClock
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.send import seconds
from bot.channels.telegram.webhook import listen, webhook_application
from bot.storage.announcements import Announcements
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.retention import purge
from bot.storage.turns import turns_of
from bot.upkeep.watching import watch

if TYPE_CHECKING:
    from bot.channels.telegram.app import Parts
    from bot.settings import MonitoringSettings, Settings, WebhookSettings

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 15.0
"""Seconds between two attempts to reach Telegram at start, at most."""
FINISH_SECONDS = 7.0
"""How long the end waits for answers that were begun; what is not answered by then is, after the next start."""
FIRST_PURGE_SECONDS, PURGE_SECONDS = 300.0, 86_400.0
"""When old rows are taken away: some minutes after the start, and then once a day."""


async def serve(settings: Settings, database: Database, parts: Parts, ending: Ending) -> None:
    """Run the bot until `ending`; what came in by then is answered, or kept for the next start.

    Args:
        settings: with `telegram.token` set.
        database: open, patient.
        parts: the application and what belongs to it.
        ending: ends it.
    """
    database.writer.on_broken = lambda error: ending.end(FAILED, f"Galat: {error}")
    service = _Service(settings, database, parts, ending)
    starting = asyncio.ensure_future(service.start())
    ended = asyncio.ensure_future(ending.wait())
    try:
        await asyncio.wait({starting, ended}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            await ended
    except InvalidToken:
        # the library's own message holds the token
        ending.end(UNUSABLE, texts.REFUSED_BY_TELEGRAM)
    except OSError as error:
        ending.end(FAILED, f"Galat: porta tidak dapat didengarkan ({error.strerror or error}). Periksa webhook.listen, "
                           "webhook.port, monitoring.listen dan monitoring.port, dan apakah proses lain memakainya.")
    finally:
        for task in (starting, ended):
            task.cancel()
        await asyncio.gather(starting, ended, return_exceptions=True)
        await service.stop()


class _Service:
    """Everything that runs, in the order in which it is started; it is stopped in the opposite one."""

    def __init__(self, settings: Settings, database: Database, parts: Parts, ending: Ending) -> None:
        self._settings = settings
        self._application = parts.application
        self._sender = parts.sender
        clock = TelegramClock()
        turns = turns_of(database)
        reception = Reception(parts.application, parts.dialogue, parts.inbox, turns.fence, clock,
                              settings.storage.retention_days)
        self._order = ChatOrder(parts.inbox, turns, reception.receive)
        self._intake = Intake(parts.inbox, self._order, reception.handle_at_once, settings.telegram.admins)
        polls = settings.telegram.mode == "polling"
        self._polling = Polling(parts.application.bot.base_url, self._intake, ending, clock) if polls else None
        self._reloader, self._teller = parts.reloader, parts.teller
        self._health = Health(database, parts.inbox, (lambda: self._intake.last_contact) if polls else None,
                              parts.reloader.assistant.knowledge.version)
        self._database = database
        self._servers: list[web.AppRunner] = []
        self._beside: list[asyncio.Task[None]] = []
        self._announcements = Announcements(database)
        self._reloader.tell(EditWatch(parts.shop, parts.sender, self._announcements, self._health.answer_from).hear)
        self._fetching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._watch(self._settings.monitoring)
        bot = self._application.bot
        await _insistently(self._application.initialize)
        await self._application.start()
        if self._polling:
            await _insistently(bot.delete_webhook)
            # what waits since long ago must not be judged by a wrong clock
            await self._polling.set_clock()
            await self._order.start()
            self._fetching = asyncio.create_task(self._polling.run())
        else:
            await self._order.start()
            await self._open_webhook(self._settings.webhook)
        self._beside = [
            asyncio.create_task(_purge_daily(self._database, self._settings.storage.retention_days)),
            asyncio.create_task(self._announcements.listen(self._hear_version)),
            asyncio.create_task(introduce(bot, self._settings.telegram.admins)),
            asyncio.create_task(self._teller.run()), asyncio.create_task(self._follow_files())]
        await self._announcements.announce(self._reloader.assistant.knowledge.version)
        logger.info("bot siap: @%s menunggu pesan.", bot.username)

    async def stop(self) -> None:
        """Take nothing more, finish what came in, and close the connections."""
        self._sender.stop_waiting()
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        await self._reloader.stop()
        for server in self._servers:
            await server.cleanup()
        if self._fetching:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)
        await self._order.stop(FINISH_SECONDS)
        if self._application.running:
            await self._application.stop()
        await self._application.shutdown()
        await self._application.bot.shutdown()

    async def _watch(self, settings: MonitoringSettings) -> None:
        if settings.port:
            self._servers.append(await listen(monitoring_application(self._health), settings.listen, settings.port))
            logger.info("Kesehatan dan metrik: http://%s:%d/health dan /metrics", settings.listen, settings.port)

    async def _follow_files(self) -> None:
        """Answer from the knowledge folder's present state, whatever becomes of it."""
        await self._reloader.start()
        await watch(self._reloader.folder, self._reloader.reload)

    def _hear_version(self, version: str) -> None:
        """Another process answers from another knowledge base: look at the folder at once, or say that they differ."""
        async def follow() -> None:
            outcome = await self._reloader.reload()
            if outcome.version != version:
                logger.warning("Bot lain pada basis data ini memakai basis pengetahuan versi %s, bot ini versi %s. "
                               "Samakan foldernya.", version, outcome.version)

        if version != self._reloader.assistant.knowledge.version:
            self._application.create_task(follow())

    async def _open_webhook(self, settings: WebhookSettings) -> None:
        if settings.secret is None or settings.url is None:
            raise ValueError("webhook mode needs webhook.url and webhook.secret")
        secret, url = settings.secret.get_secret_value(), settings.url
        server = webhook_application(settings.path, secret, self._intake)
        self._servers.append(await listen(server, settings.listen, settings.port))
        await _insistently(lambda: self._application.bot.set_webhook(
            url, secret_token=secret, allowed_updates=ALLOWED_UPDATES))


async def _purge_daily(database: Database, days: int | None) -> None:
    """Take away what is too old, some minutes after the start and then once a day."""
    pause = FIRST_PURGE_SECONDS
    while True:
        await asyncio.sleep(pause)
        pause = PURGE_SECONDS
        try:
            purged = await purge(database, days)
        except StorageError as error:
            logger.error("Catatan lama belum dapat dihapus. %s", error)
        else:
            logger.info("Catatan lama dihapus: %d percakapan, %d pertanyaan terbuka, %d nomor pesan.",
                        purged.messages, purged.open_questions, purged.updates)


async def _insistently(call: Callable[[], Awaitable[Any]]) -> None:
    """Make a call to Telegram, for as long as it takes."""
    pause = 1.0
    while True:
        try:
            await call()
            return
        except InvalidToken:
            raise
        except TelegramError as error:
            wait = seconds(error.retry_after) if isinstance(error, RetryAfter) else pause
            logger.warning("Belum ada jaringan ke Telegram (%s); mencoba lagi dalam %.0f detik.",
                           type(error).__name__, wait)
        await asyncio.sleep(wait)
        pause = min(pause * 2, LONGEST_PAUSE)
