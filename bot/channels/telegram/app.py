"""The Telegram bot put together."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from typing import TYPE_CHECKING, Any

from telegram import LinkPreviewOptions
from telegram.constants import FloodLimit, ParseMode
from telegram.ext import AIORateLimiter, ApplicationBuilder, Defaults

from bot.assistant import Assistant
from bot.channels.telegram.attachments import Attachments
from bot.channels.telegram.connection import Connection
from bot.channels.telegram.dialogue import Dialogue
from bot.channels.telegram.handlers import Handlers, TelegramApplication
from bot.channels.telegram.introduction import ADMINS
from bot.channels.telegram.ordering import CHATS_AT_ONCE, ChatOrder
from bot.channels.telegram.polling import Ending, PollingRequest, PollingWatch, serve
from bot.channels.telegram.send import Sender
from bot.documents.studio import Studio
from bot.settings import TELEGRAM_ITSELF
from bot.storage.log import ConversationLog
from bot.storage.uploads import Uploads

if TYPE_CHECKING:
    from bot.knowledge.model import KnowledgeBase
    from bot.settings import Settings, TelegramSettings

Builder = ApplicationBuilder[Any, Any, Any, Any, Any, Any]

_FURTHER_CONNECTIONS = 16
"""Connections beside one for each chat: for acknowledging presses and for inline cards."""
_OBJECTS_BETWEEN_COLLECTIONS = 20_000
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
    sending = Connection(settings.api_base_url, CHATS_AT_ONCE + _FURTHER_CONNECTIONS, connect_seconds=5,
                         answer_seconds=SEND_TIMEOUT_SECONDS)
    return (ApplicationBuilder().token(settings.token.get_secret_value())
            .base_url(f"{settings.api_base_url}/bot").base_file_url(f"{settings.api_base_url}/file/bot")
            .request(sending).get_updates_request(PollingRequest(watch.notice)))


def build_application(builder: Builder, assistant: Assistant, log: ConversationLog, studio: Studio,
                      settings: TelegramSettings) -> tuple[TelegramApplication, Sender]:
    """Put the application together; nothing is contacted, opened or started.

    Args:
        builder: with token and connections set.
        assistant: answers.
        log: gets a row a message.
        studio: makes pictures and documents.
        settings: limits, and who is an admin.

    Returns:
        The application, and the sender that its handlers use.
    """
    limiter = _limiter(settings)
    if limiter is not None:
        builder = builder.rate_limiter(limiter)
    application: TelegramApplication = (
        builder
        .defaults(Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .concurrent_updates(ChatOrder())
        .job_queue(None)
        .build())
    application.bot_data[ADMINS] = settings.admins
    sender = Sender(application.bot)
    attachments = Attachments(sender, studio, Uploads(log.store), lambda: application.bot.id)
    Handlers(Dialogue(assistant, log, sender, attachments), settings).register(application)
    return application, sender


def _limiter(settings: TelegramSettings) -> AIORateLimiter | None:
    """Keep to Telegram's limits: so many messages a second in all, 20 a minute in a group.

    The library's limiter does no retries: while it waits out a 429 it halts the requests of every chat. `Sender`
    waits for the one chat instead. A Bot API server of one's own is not held back beforehand, only when it says 429.
    """
    own_server = settings.api_base_url != TELEGRAM_ITSELF
    if own_server and not settings.messages_per_second:
        return None
    return AIORateLimiter(
        overall_max_rate=settings.messages_per_second or FloodLimit.MESSAGES_PER_SECOND,
        group_max_rate=0 if own_server else FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP, max_retries=0)


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
    # failures of polling are told by our own watch; the library's last fetch at the end would add a stack trace
    logging.getLogger("telegram.ext.Updater").setLevel(logging.CRITICAL)
    try:
        return asyncio.run(_run(settings, knowledge))
    except KeyboardInterrupt:
        return 0


def _tame_garbage_collection() -> None:
    """Leave what is loaded by now out of garbage collection, and look less often through what comes and goes.

    The knowledge base stays to the end, and a message makes hundreds of objects that are gone with it: looking
    through all of them over and over costs a tenth of every answer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)


async def _run(settings: Settings, knowledge: KnowledgeBase) -> int:
    ending = Ending()
    ending.on_signals()
    async with await ConversationLog.open(settings.storage.url) as log:
        builder = new_builder(settings.telegram, PollingWatch(ending))
        application, sender = build_application(
            builder, Assistant(knowledge), log, Studio(settings.documents.path), settings.telegram)
        _tame_garbage_collection()
        await serve(application, sender, ending)
    if ending.words:
        print(ending.words, file=sys.stderr)
    return ending.exit_code
