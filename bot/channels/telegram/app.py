"""The Telegram bot put together."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram import LinkPreviewOptions
from telegram.constants import FloodLimit, ParseMode
from telegram.ext import ApplicationBuilder, Defaults

from bot.assistant import Assistant
from bot.channels.telegram.admins.context import Shop
from bot.channels.telegram.admins.desk import AdminDesk
from bot.channels.telegram.admins.telling import Teller
from bot.channels.telegram.attachments import Attachments
from bot.channels.telegram.connection import Connection
from bot.channels.telegram.dialogue import Dialogue
from bot.channels.telegram.ending import Ending
from bot.channels.telegram.handlers import Handlers, TelegramApplication
from bot.channels.telegram.handling import ON_THEIR_WAY_WITH_SERVER, NotingLimiter
from bot.channels.telegram.ordering import CHATS_AT_ONCE
from bot.channels.telegram.privacy import CHANNEL, Deletion
from bot.channels.telegram.send import Sender
from bot.channels.telegram.serving import serve
from bot.documents.studio import Studio
from bot.settings import TELEGRAM_ITSELF
from bot.storage.alone import alone
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.log import ConversationLog
from bot.storage.people import People
from bot.storage.uploads import Uploads
from bot.upkeep.reloading import Reloader

if TYPE_CHECKING:
    from pathlib import Path

    from bot.knowledge.model import KnowledgeBase
    from bot.settings import Settings, TelegramSettings
    from bot.upkeep.versions import Versions

Builder = ApplicationBuilder[Any, Any, Any, Any, Any, Any]

_FURTHER_CONNECTIONS = 16
"""Connections beside one for each chat: for acknowledging presses and for inline cards."""
_OBJECTS_BETWEEN_COLLECTIONS = 20_000
SEND_TIMEOUT_SECONDS = 7.0
"""How long an answer may take to be taken by Telegram; with it the process still ends within ten seconds."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The application and what its handlers work with."""

    application: TelegramApplication
    sender: Sender
    dialogue: Dialogue
    inbox: Inbox
    reloader: Reloader
    teller: Teller
    shop: Shop


def new_builder(settings: TelegramSettings) -> Builder:
    """Make a builder with the token and the connections.

    Args:
        settings: with `token` set.

    Raises:
        ValueError: there is no token.
    """
    if settings.token is None:
        raise ValueError("telegram.token is not set")
    sending = Connection(settings.api_base_url, CHATS_AT_ONCE + _FURTHER_CONNECTIONS, connect_seconds=5,
                         answer_seconds=SEND_TIMEOUT_SECONDS)
    return (ApplicationBuilder().token(settings.token.get_secret_value())
            .base_url(f"{settings.api_base_url}/bot").base_file_url(f"{settings.api_base_url}/file/bot")
            .request(sending))


def build_application(builder: Builder, reloader: Reloader, database: Database, studio: Studio,
                      settings: TelegramSettings) -> Parts:
    """Put the application together; nothing is contacted, opened or started.

    The library's own updater and queue are not used: it asks for the next updates, and so confirms the last ones,
    before anything is done with them.

    Args:
        builder: with token and connections set.
        reloader: holds the assistant that answers, and changes what it knows.
        database: keeps the inbox, and gets a row a message.
        studio: makes pictures and documents.
        settings: limits, who is an admin, and which server is spoken to.
    """
    limiter = _limiter(settings, ON_THEIR_WAY_WITH_SERVER if database.is_shared else None)
    application: TelegramApplication = (
        builder
        .defaults(Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .rate_limiter(limiter)
        .updater(None)
        .job_queue(None)
        .build())
    sender, inbox, assistant = Sender(application.bot, limiter), Inbox(database), reloader.assistant
    attachments = Attachments(sender, studio, Uploads(database), lambda: application.bot.id)
    dialogue = Dialogue(assistant, ConversationLog(database), sender, attachments)
    # before the handlers of all other buttons
    Deletion(assistant, People(database, CHANNEL)).register(application)
    shop = Shop(settings.admins, database, reloader)
    teller = Teller(shop, dialogue.chats, sender)
    desk = AdminDesk(shop, dialogue, application.bot, teller.wake)
    Handlers(dialogue, settings, desk).register(application)
    return Parts(application, sender, dialogue, inbox, reloader, teller, shop)


def _limiter(settings: TelegramSettings, on_their_way: int | None) -> NotingLimiter:
    """Keep to Telegram's limits: so many messages a second in all, 20 a minute in a group.

    The library's limiter does no retries: while it waits out a 429 it halts the requests of every chat. `Sender`
    waits for the one chat instead. A Bot API server of one's own is not held back beforehand, only when it says 429.
    """
    own_server = settings.api_base_url != TELEGRAM_ITSELF
    return NotingLimiter(
        on_their_way,
        overall_max_rate=settings.messages_per_second or (0 if own_server else FloodLimit.MESSAGES_PER_SECOND),
        group_max_rate=0 if own_server else FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP, max_retries=0)


def run_telegram(settings: Settings, knowledge: KnowledgeBase, folder: Path, versions: Versions) -> int:
    """Answer on Telegram until told to stop.

    Args:
        settings: with `telegram.token` set.
        knowledge: what there is to say.
        folder: where it comes from; watched from now on.
        versions: where its earlier states are kept.

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
        return asyncio.run(_run(settings, knowledge, folder, versions))
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


async def _run(settings: Settings, knowledge: KnowledgeBase, folder: Path, versions: Versions) -> int:
    ending = Ending()
    ending.on_signals()
    storage = settings.storage
    async with (await Database.open(storage.url, storage.key_file, patient=True) as database,
                alone(database, storage.url, shared=settings.telegram.mode == "webhook")):
        parts = build_application(new_builder(settings.telegram), Reloader(folder, Assistant(knowledge), versions),
                                  database, Studio(settings.documents.path), settings.telegram)
        _tame_garbage_collection()
        await serve(settings, database, parts, ending)
    if ending.words:
        print(ending.words, file=sys.stderr)
    return ending.exit_code
