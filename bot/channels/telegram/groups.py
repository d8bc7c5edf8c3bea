"""When a message in a group is meant for the bot, and what it then asks."""

from __future__ import annotations

import re

from telegram import Message, MessageEntity
from telegram.ext import filters


def is_addressed(message: Message, bot_id: int, username: str) -> bool:
    """Say whether a group's message is meant for this bot; every other one must stay unanswered.

    Meant for it are a reply to one of its messages, a mention of its name, and a command, unless the command names
    another bot. (A command without a name reaches a bot in privacy mode only when it was the last to speak.)

    Args:
        message: a message of a group.
        bot_id: this bot's user id.
        username: this bot's name without the @.
    """
    command = _command(message)
    if command is not None:
        name = command.partition("@")[2]
        return not name or name.lower() == username.lower()
    answered = message.reply_to_message
    if answered and answered.from_user and answered.from_user.id == bot_id:
        return True
    mentions = _entities(message, MessageEntity.MENTION).values()
    return any(mention.lower() == f"@{username}".lower() for mention in mentions)


def question_in(message: Message, username: str) -> str:
    """Return a message's text without the bot's name."""
    name = re.compile(rf"@{re.escape(username)}\b", re.IGNORECASE)
    return " ".join(name.sub(" ", message.text or "").split())


def asked_in(message: Message, username: str) -> str:
    """Return what the log has of a message: as typed, in a group without what merely addresses the bot."""
    if message.chat.type == message.chat.PRIVATE:
        return message.text or ""
    return re.sub(r"^/tanya\s+", "", question_in(message, username), flags=re.IGNORECASE)


def _command(message: Message) -> str | None:
    """The command that the message begins with, if it does."""
    for entity, text in _entities(message, MessageEntity.BOT_COMMAND).items():
        if entity.offset == 0:
            return text
    return None


def _entities(message: Message, kind: str) -> dict[MessageEntity, str]:
    """The marked parts of a kind; none where one begins in the middle of an emoji, as Telegram never makes it."""
    try:
        return message.parse_entities([kind])
    except ValueError:
        return {}


class Addressed(filters.MessageFilter):
    """Lets every private message through, and of a group's those that are meant for the bot."""

    def filter(self, message: Message) -> bool:
        """Say whether to handle a message."""
        if message.chat.type == message.chat.PRIVATE:
            return True
        bot = message.get_bot()
        return is_addressed(message, bot.id, bot.username)
