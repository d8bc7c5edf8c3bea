"""Long polling: fetch a batch of updates, keep it, and only then ask for the next, which confirms it."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from bot import metrics
from bot.channels.telegram import texts
from bot.channels.telegram.arrivals import Raw
from bot.channels.telegram.ending import FAILED, UNUSABLE, Ending
from bot.channels.telegram.intake import Intake
from bot.storage.errors import StorageError

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
"""Telegram keeps the last list it was given, so it is always named."""
POLL_SECONDS = 25
ANSWER_SECONDS = 10
"""How long Telegram may take beyond the poll itself; a connection that was cut silently ends then."""
CONFLICTS_IN_A_ROW = 5
"""A single conflict is noise (a restart); this many (some ten seconds) are a second process with the same token."""
CONFLICT_PAUSE = 2.0
LONGEST_PAUSE = 30.0
"""Seconds between two attempts to fetch updates, at most, unless Telegram asks for more."""
CONFIRM_SECONDS = 2.0
"""How long the end waits to confirm to Telegram what was fetched; without it Telegram brings it once more."""


class FetchError(Exception):
    """Updates could not be fetched this time.

    Args:
        kind: what happened, for log and metrics; never holds an address or a text.
        pause: seconds that Telegram asks to wait, if it does.
    """

    def __init__(self, kind: str, pause: float | None = None) -> None:
        super().__init__(kind)
        self.kind, self.pause = kind, pause


class TelegramClock:
    """The time as Telegram has it: a computer without a battery may be wrong by years after a power cut."""

    WRONG = timedelta(minutes=5)

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        """Tell the time."""
        return datetime.now(UTC) - self._ahead

    def notice(self, date: str | None) -> None:
        """Compare with the `Date` header of an answer of Telegram's."""
        try:
            ahead = datetime.now(UTC) - parsedate_to_datetime(date or "")
        except (ValueError, TypeError):
            return
        ahead = ahead if abs(ahead) > self.WRONG else timedelta(0)
        if bool(ahead) != bool(self._ahead):
            if ahead:
                logger.warning("Jam komputer ini berbeda %.0f menit dari jam Telegram. Umur pesan dihitung dengan jam "
                               "Telegram; perbaiki jam komputer ini (NTP).", ahead.total_seconds() / 60)
            else:
                logger.info("Jam komputer ini sudah sesuai dengan jam Telegram.")
        self._ahead = ahead


class Polling:
    """Fetches updates until it is stopped.

    Args:
        api: the bot's address at the Bot API, which holds the token.
        intake: keeps the updates.
        ending: is told when the token is refused or used twice.
        clock: is told Telegram's time.
    """

    def __init__(self, api: str, intake: Intake, ending: Ending, clock: TelegramClock) -> None:
        self._address = f"{api}/getUpdates"
        self._intake = intake
        self._ending = ending
        self._clock = clock
        self._offset = 0
        self._conflicts = 0

    async def set_clock(self) -> None:
        """Ask once, without waiting and without confirming anything, to learn Telegram's time."""
        async with _session() as session:
            with suppress(FetchError):
                await self._fetch(session, wait=0, limit=1)

    async def run(self) -> None:
        """Fetch until this task is cancelled; what was fetched is confirmed at the end."""
        async with _session() as session:
            try:
                await self._fetch_for_ever(session)
            finally:
                if self._offset:
                    with suppress(FetchError, TimeoutError):
                        await asyncio.wait_for(self._fetch(session, wait=0, limit=1), CONFIRM_SECONDS)

    async def _fetch_for_ever(self, session: aiohttp.ClientSession) -> None:
        pause = 1.0
        while True:
            try:
                updates = await self._fetch(session, POLL_SECONDS)
                await self._intake.take(updates)
            except FetchError as error:
                metrics.telegram_errors.labels(error.kind).inc()
                pause = await self._pause_after(error, pause)
            except StorageError as error:
                # not confirmed: Telegram keeps them and brings them again
                logger.error("Pesan baru belum dapat disimpan, jadi Telegram diminta mengantarnya lagi. %s", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                pause, self._conflicts = 1.0, 0
                numbers = [update["update_id"] for update in updates]
                self._offset = max([self._offset, *(number + 1 for number in numbers)])

    async def _pause_after(self, error: FetchError, pause: float) -> float:
        """Wait after a failure; return how long to wait after the next one."""
        if error.kind == "conflict":
            self._conflicts += 1
            if self._conflicts >= CONFLICTS_IN_A_ROW:
                self._ending.end(FAILED, texts.USED_TWICE)
            logger.warning("Token bot ini juga dipakai proses lain (%d kali berturut-turut).", self._conflicts)
            await asyncio.sleep(CONFLICT_PAUSE)
            return pause
        self._conflicts = 0
        if error.kind == "unauthorized":
            self._ending.end(UNUSABLE, texts.REFUSED_BY_TELEGRAM)
        seconds = error.pause or pause
        logger.warning("Pesan baru belum dapat diambil dari Telegram (%s); mencoba lagi dalam %.0f detik.", error.kind,
                       seconds)
        await asyncio.sleep(seconds)
        return min(pause * 2, LONGEST_PAUSE)

    async def _fetch(self, session: aiohttp.ClientSession, wait: int, limit: int = 100) -> list[Raw]:
        """Ask once; asking for what comes after `offset` confirms what came before."""
        question = {"offset": str(self._offset), "limit": str(limit), "timeout": str(wait),
                    "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        try:
            async with session.post(self._address, data=question) as response:
                self._clock.notice(response.headers.get("Date"))
                return _updates_in(response.status, await response.read())
        except TimeoutError:
            raise FetchError("timeout") from None
        except aiohttp.ClientError as error:
            # the error's own words hold the address, and that the token
            raise FetchError(type(error).__name__) from None


def _session() -> aiohttp.ClientSession:
    timeout = aiohttp.ClientTimeout(total=POLL_SECONDS + ANSWER_SECONDS, sock_connect=ANSWER_SECONDS)
    return aiohttp.ClientSession(timeout=timeout, trust_env=True)


def _updates_in(status: int, body: bytes) -> list[Raw]:
    """Read an answer to getUpdates."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if status == 200 and isinstance(answer, dict) and isinstance(answer.get("result"), list):
        return [update for update in answer["result"] if isinstance(update, dict)
                and isinstance(update.get("update_id"), int)]
    known = {401: "unauthorized", 404: "unauthorized", 409: "conflict", 429: "flood"}
    raise FetchError("garbage" if status == 200 else known.get(status, f"http_{status}"), _asked_pause(answer))


def _asked_pause(answer: Any) -> float | None:
    parameters = answer.get("parameters") if isinstance(answer, dict) else None
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(seconds) if isinstance(seconds, int) and seconds > 0 else None


