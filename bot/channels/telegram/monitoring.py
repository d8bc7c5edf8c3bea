"""Health and metrics, on a port of their own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

from aiohttp import web

from bot import metrics
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.inbox import Inbox

LONGEST_SILENCE = 120.0
"""Seconds without an answer to getUpdates after which a polling bot is ill: a poll takes 25."""
OLDEST_WAITING = 300.0
"""Seconds for which an update may wait before the bot counts as ill."""
_LOOK_SECONDS = 2.0


class Health:
    """Says whether the bot is well.

    Args:
        database: where things are written.
        inbox: what waits.
        last_contact: when updates were last fetched, as Unix time; None with a webhook, which is silent when nobody
            writes.
        knowledge_version: which knowledge base answers.
    """

    def __init__(self, database: Database, inbox: Inbox, last_contact: Callable[[], float] | None,
                 knowledge_version: str) -> None:
        self._database = database
        self._inbox = inbox
        self._last_contact = last_contact
        self._version = ""
        self.answer_from(knowledge_version)

    def answer_from(self, version: str) -> None:
        """Take note that another knowledge base answers from now on."""
        metrics.knowledge.clear()
        metrics.knowledge.labels(version).set(1)
        self._version = version

    async def look(self) -> dict[str, object]:
        """Measure now, into the metrics too.

        Returns:
            `healthy`, `problems` (words) and the figures behind them.
        """
        stuck = self._database.writer.waiting_since
        waiting = 0.0 if stuck is None else asyncio.get_running_loop().time() - stuck
        metrics.database_waiting.set(waiting)
        problems = ["database"] if stuck is not None else []
        updates, oldest = 0, 0.0
        try:
            depth = await asyncio.wait_for(self._inbox.depth(), _LOOK_SECONDS)
            updates = depth.updates
            oldest = max(0.0, (datetime.now(UTC) - depth.oldest).total_seconds()) if depth.oldest else 0.0
            metrics.inbox_updates.set(updates)
            metrics.inbox_oldest.set(oldest)
        except (StorageError, TimeoutError):
            problems = ["database"]
        if self._last_contact and time.time() - self._last_contact() > LONGEST_SILENCE:
            problems.append("telegram")
        if oldest > OLDEST_WAITING:
            problems.append("inbox")
        return {"healthy": not problems, "problems": problems, "inbox_updates": updates,
                "inbox_oldest_seconds": round(oldest, 1), "database_waiting_seconds": round(waiting, 1),
                "knowledge_version": self._version}


def monitoring_application(health: Health) -> web.Application:
    """Make the application with `/health` (200, or 503 when ill; JSON) and `/metrics` (Prometheus)."""
    async def tell_health(_request: web.Request) -> web.Response:
        state = await health.look()
        return web.json_response(state, status=200 if state["healthy"] else 503)

    async def tell_metrics(_request: web.Request) -> web.Response:
        await health.look()
        return web.Response(body=metrics.page(), headers={"Content-Type": metrics.CONTENT_TYPE})

    application = web.Application()
    application.router.add_get("/health", tell_health)
    application.router.add_get("/metrics", tell_metrics)
    return application
