"""The Telegram bot put together."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, Any

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.ext import AIORateLimiter, ApplicationBuilder, Defaults
from telegram.request import HTTPXRequest

from bot.assistant import Assistant
from bot.channels.telegram.dialogue import Dialogue
from bot.channels.telegram.handlers import Handlers, TelegramApplication
from bot.channels.telegram.ordering import CHATS_AT_ONCE, ChatOrder
from bot.channels.telegram.polling import Ending, PollingRequest, PollingWatch, serve
from bot.channels.telegram.send import Sender
from bot.storage.log import ConversationLog

if TYPE_CHECKING:
    from bot.knowledge.model import KnowledgeBase
    from bot.settings import Settings, TelegramSettings

Builder = ApplicationBuilder[Any, Any, Any, Any, Any, Any]

SEND_TIMEOUT_SECONDS = 7.0
"""How long an answer may take to be taken by Telegram; with it the process still ends within ten seconds."""


def new_builder(settings: TelegramSettings, watch: PollingWatch) -> Builder:
    """Make a builder with the token and the connections.

    Args:
        settings: with `token` set.
        watch: is told how Telegram answers getUpdates.

    Raises:
        ValueError: there is no token.
    """
    if settings.token is None:
        raise ValueError("telegram.token is not set")
    sending = HTTPXRequest(connection_pool_size=CHATS_AT_ONCE, connect_timeout=5, pool_timeout=5,
                           read_timeout=SEND_TIMEOUT_SECONDS, write_timeout=SEND_TIMEOUT_SECONDS)
    return (ApplicationBuilder().token(settings.token.get_secret_value())
            .base_url(f"{settings.api_base_url}/bot").base_file_url(f"{settings.api_base_url}/file/bot")
            .request(sending).get_updates_request(PollingRequest(watch.notice)))


def build_application(builder: Builder, assistant: Assistant, log: ConversationLog) -> tuple[
        TelegramApplication, Sender]:
    """Put the application together; nothing is contacted, opened or started.

    The library's rate limiter keeps to Telegram's limits (30 messages a second, 20 a minute in a group) but does no
    retries: while it waits out a 429 it halts the requests of every chat. `Sender` waits for the one chat instead.

    Args:
        builder: with token and connections set.
        assistant: answers.
        log: gets a row a message.

    Returns:
        The application, and the sender that its handlers use.
    """
    application: TelegramApplication = (
        builder
        .defaults(Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .rate_limiter(AIORateLimiter(max_retries=0))
        .concurrent_updates(ChatOrder())
        .job_queue(None)
        .build())
    sender = Sender(application.bot)
    Handlers(Dialogue(assistant, log, sender)).register(application)
    return application, sender


def run_telegram(settings: Settings, knowledge: KnowledgeBase) -> int:
    """Answer on Telegram until told to stop.

    Args:
        settings: with `telegram.token` set.
        knowledge: what there is to say.

    Returns:
        The exit code: 0 after SIGTERM or Ctrl-C, 1 where another process uses the token, 2 where Telegram refuses it.

    Raises:
        StorageError: the log cannot be opened.
    """
    # a 429 is handled and logged by our own sender; the limiter would add a stack trace each time
    logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)
    try:
        return asyncio.run(_run(settings, knowledge))
    except KeyboardInterrupt:
        return 0


async def _run(settings: Settings, knowledge: KnowledgeBase) -> int:
    ending = Ending()
    ending.on_signals()
    async with await ConversationLog.open(settings.storage.url) as log:
        builder = new_builder(settings.telegram, PollingWatch(ending))
        application, sender = build_application(builder, Assistant(knowledge), log)
        await serve(application, sender, ending)
    if ending.words:
        print(ending.words, file=sys.stderr)
    return ending.exit_code
