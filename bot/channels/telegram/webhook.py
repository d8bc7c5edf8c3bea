"""Webhook: Telegram brings updates; each is kept before it is told that the update arrived."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging

from aiohttp import web

from bot import metrics
from bot.channels.telegram.intake import Intake
from bot.storage.errors import StorageError

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the header's name)
LARGEST_BODY = 1_000_000
"""Bytes of one call, at most; a message of 4,096 characters with all its parts has some ten thousand."""
READ_SECONDS = 10.0
"""How long a caller may take to send its body."""


def webhook_application(path: str, secret: str, intake: Intake) -> web.Application:
    """Make the application that Telegram calls.

    Args:
        path: the only path that exists.
        secret: what Telegram was told to send along; without it nothing is read.
        intake: keeps the updates.
    """
    async def receive(request: web.Request) -> web.Response:
        # compared in constant time, so that the time it takes tells nothing about the secret
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
            return _refused(403, "secret")
        if request.content_type != "application/json":
            return _refused(415, "content_type")
        try:
            async with asyncio.timeout(READ_SECONDS):
                update = json.loads(await request.read())
        except TimeoutError:
            return _refused(408, "slow")
        except (ValueError, RecursionError):
            return _refused(400, "garbage")
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return _refused(400, "garbage")
        try:
            await intake.take([update])
        except StorageError as error:
            logger.error("Pesan %d belum dapat disimpan, jadi Telegram diminta mengantarnya lagi. %s",
                         update["update_id"], error)
            return web.Response(status=503)
        return web.Response()

    application = web.Application(client_max_size=LARGEST_BODY)
    application.router.add_post(path, receive)
    return application


async def listen(application: web.Application, host: str, port: int) -> web.AppRunner:
    """Serve an application; `cleanup` the runner at the end.

    Args:
        application: what to serve.
        host: the address to listen on.
        port: the port to listen on.

    Raises:
        OSError: the port is taken, or the address is not this machine's.
    """
    # no access log: its lines would hold addresses of callers
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner


def _refused(status: int, reason: str) -> web.Response:
    metrics.refused_webhooks.labels(reason).inc()
    logger.warning("Panggilan webhook ditolak (%d, %s).", status, reason)
    return web.Response(status=status)
