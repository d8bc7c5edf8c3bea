"""The Telegram bot put together."""

from __future__ import annotations

import asyncio
import logging
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.ext import ApplicationBuilder, Defaults
from telegram.request import HTTPXRequest

from bot.assistant import Assistant
from bot.channels.telegram.dialogue import Dialogue
from bot.channels.telegram.ending import Ending
from bot.channels.telegram.handlers import Handlers, TelegramApplication
from bot.channels.telegram.handling import NotingLimiter
from bot.channels.telegram.ordering import CHATS_AT_ONCE
from bot.channels.telegram.privacy import CHANNEL, Deletion
from bot.channels.telegram.send import Sender
from bot.channels.telegram.serving import serve
from bot.storage.alone import alone
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.log import ConversationLog
from bot.storage.people import People

if TYPE_CHECKING:
    from bot.knowledge.model import KnowledgeBase
    from bot.settings import Settings, TelegramSettings

Builder = ApplicationBuilder[Any, Any, Any, Any, Any, Any]

TELEGRAM_ITSELF = "https://api.telegram.org"
SEND_TIMEOUT_SECONDS = 7.0
"""How long an answer may take to be taken by Telegram; with it the process still ends within ten seconds."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The application and what its handlers work with."""

    application: TelegramApplication
    sender: Sender
    dialogue: Dialogue
    inbox: Inbox


def new_builder(settings: TelegramSettings) -> Builder:
    """Make a builder with the token and the connections.

    Args:
        settings: with `token` set.

    Raises:
        ValueError: there is no token.
    """
    if settings.token is None:
        raise ValueError("telegram.token is not set")
    sending = HTTPXRequest(connection_pool_size=CHATS_AT_ONCE, connect_timeout=5, pool_timeout=5,
                           read_timeout=SEND_TIMEOUT_SECONDS, write_timeout=SEND_TIMEOUT_SECONDS)
    return (ApplicationBuilder().token(settings.token.get_secret_value())
            .base_url(f"{settings.api_base_url}/bot").base_file_url(f"{settings.api_base_url}/file/bot")
            .request(sending))


def build_application(builder: Builder, assistant: Assistant, database: Database, own_server: bool = False) -> Parts:
    """Put the application together; nothing is contacted, opened or started.

    The library's rate limiter keeps to Telegram's limits (30 messages a second, 20 a minute in a group) but does no
    retries: while it waits out a 429 it halts the requests of every chat. `Sender` waits for the one chat instead.
    The library's own updater and queue are not used: it asks for the next updates, and so confirms the last ones,
    before anything is done with them.

    Args:
        builder: with token and connections set.
        assistant: answers.
        database: keeps the inbox, and gets a row a message.
        own_server: whether the Bot API server is one's own, which is not held back beforehand, only when it says 429.
    """
    limits = {"overall_max_rate": 0.0, "group_max_rate": 0.0} if own_server else {}
    application: TelegramApplication = (
        builder
        .defaults(Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .rate_limiter(NotingLimiter(max_retries=0, **limits))
        .updater(None)
        .job_queue(None)
        .build())
    sender, inbox = Sender(application.bot), Inbox(database)
    dialogue = Dialogue(assistant, ConversationLog(database), sender)
    Deletion(assistant, People(database, CHANNEL)).register(application)
    Handlers(dialogue).register(application)
    return Parts(application, sender, dialogue, inbox)


def run_telegram(settings: Settings, knowledge: KnowledgeBase) -> int:
    """Answer on Telegram until told to stop.

    Args:
        settings: with `telegram.token` set.
        knowledge: what there is to say.

    Returns:
        The exit code: 0 after SIGTERM or Ctrl-C, 1 where another process uses the token, 2 where Telegram refuses it.

    Raises:
        StorageError: the log cannot be opened, or another bot uses it.
    """
    # a 429 is handled and logged by our own sender; the limiter would add a stack trace each time
    logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)
    # an answer that is no JSON is logged there in full, and may quote what a user wrote
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)
    try:
        return asyncio.run(_run(settings, knowledge))
    except KeyboardInterrupt:
        return 0


async def _run(settings: Settings, knowledge: KnowledgeBase) -> int:
    ending = Ending()
    ending.on_signals()
    storage = settings.storage
    async with (await Database.open(storage.url, storage.key_file, patient=True) as database,
                alone(database, storage.url, shared=settings.telegram.mode == "webhook")):
        parts = build_application(new_builder(settings.telegram), Assistant(knowledge), database,
                                  own_server=settings.telegram.api_base_url != TELEGRAM_ITSELF)
        await serve(settings, database, parts, ending)
    if ending.words:
        print(ending.words, file=sys.stderr)
    return ending.exit_code
