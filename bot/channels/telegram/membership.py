"""What happens to the bot in a chat: added to a group, removed, blocked, or moved with a group to a new id."""

from __future__ import annotations

from typing import Any

from telegram import ChatMember, ChatMemberUpdated, Update
from telegram.ext import CallbackContext

from bot.channels.telegram import texts
from bot.channels.telegram.dialogue import Dialogue, log_error
from bot.channels.telegram.render import esc
from bot.channels.telegram.send import Target
from bot.storage.errors import StorageError

_OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)

Context = CallbackContext[Any, Any, Any, Any]


class Membership:
    """Keeps track of where the bot may speak."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue

    async def change(self, update: Update, context: Context) -> None:
        """Note that the bot can or cannot write to a chat, and introduce it to a group that it comes into."""
        change = update.my_chat_member
        if change is None:
            return
        chat, chats = change.chat, self._dialogue.chats
        if change.new_chat_member.status in _OUTSIDE:
            await self._dialogue.kept(chats.mark_inactive(chat.id))
            return
        if not _came_in(change):
            return
        await self._dialogue.kept(chats.mark_active(chat.id))
        if chat.type in (chat.GROUP, chat.SUPERGROUP) and not await self._knows(chat.id, update.update_id):
            greeting = esc(texts.group_greeting(context.bot.username))
            await self._dialogue.sender.send(Target(chat.id), [greeting], None)

    async def move(self, update: Update, context: Context) -> None:
        """Let a group's history follow it to its new id; Telegram tells of it in both the old and the new chat."""
        message = update.message
        if message is None:
            return
        old = message.migrate_from_chat_id or message.chat.id
        new = message.migrate_to_chat_id or message.chat.id
        await self._dialogue.kept(self._dialogue.chats.move(old, new, Target(new).address))

    async def _knows(self, chat_id: int, update_id: int) -> bool:
        """Whether the group was greeted under its old id: for Telegram the bot comes into the new one afresh."""
        try:
            return await self._dialogue.chats.has_moved_here(chat_id)
        except StorageError as error:
            log_error(error, update_id)
            return False


def _came_in(change: ChatMemberUpdated) -> bool:
    """Say whether the bot came into the chat, rather than got other rights in it."""
    return change.old_chat_member.status in _OUTSIDE
