"""How the bot introduces itself on Telegram: the command menus and the descriptions."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.channels.telegram import texts
from bot.channels.telegram.commands import COMMANDS, Scope

logger = logging.getLogger(__name__)


async def introduce(bot: Bot, admins: Iterable[int]) -> None:
    """Set the menus and the descriptions; the bot answers just as well without them.

    Args:
        bot: who introduces itself.
        admins: user ids of those who see the admins' commands as well.
    """
    try:
        await bot.set_my_commands(_menu(Scope.PRIVATE), scope=BotCommandScopeAllPrivateChats())
        await bot.set_my_commands(_menu(Scope.GROUPS), scope=BotCommandScopeAllGroupChats())
        await bot.set_my_description(texts.DESCRIPTION)
        await bot.set_my_short_description(texts.SHORT_DESCRIPTION)
    except TelegramError as error:
        logger.warning("Menu perintah atau keterangan bot belum terpasang (%s).", type(error).__name__)
    for admin in admins:
        try:
            await bot.set_my_commands(_menu(Scope.PRIVATE, Scope.ADMINS), scope=BotCommandScopeChat(admin))
        except TelegramError as error:
            # Telegram knows the chat only once the admin has written to the bot
            logger.warning("Menu pengelola belum terpasang (%s). Setiap pengelola perlu mengirim /start kepada bot "
                           "satu kali; menunya terpasang ketika bot dijalankan lagi.", type(error).__name__)


def _menu(*scopes: Scope) -> list[BotCommand]:
    return [BotCommand(command.name, command.description) for command in COMMANDS
            if not command.scopes.isdisjoint(scopes)]
