"""What the bot does with each kind of update."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.answering.reply import Reply, Status
from bot.channels.telegram import texts
from bot.channels.telegram.commands import COMMANDS, Command, notice
from bot.channels.telegram.dialogue import Dialogue, Turn, log_error
from bot.channels.telegram.groups import Addressed, question_in
from bot.channels.telegram.render import esc
from bot.channels.telegram.send import Target
from bot.understanding.conversation import Conversation

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]
Context = CallbackContext[Any, Any, Any, Any]
Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]

DOUBLE_TAP_SECONDS = 2.0
"""A button pressed again within this time of its answer was tapped twice, not meant twice."""
_REMEMBERED_PRESSES = 1_000

_NEW = filters.UpdateType.MESSAGE
"""New messages alone: without it the library hands edits and channel posts to every handler."""
_PRIVATE = _NEW & filters.ChatType.PRIVATE
_OURS = _NEW & (filters.ChatType.PRIVATE | filters.ChatType.GROUPS) & Addressed()


class Handlers:
    """Turns updates into turns of the dialogue."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._assistant = dialogue.assistant
        self._presses = _Presses()

    def register(self, application: TelegramApplication) -> None:
        """Add the handlers; of those that fit an update the first one gets it."""
        application.add_handler(ChatMemberHandler(self.greet_group, ChatMemberHandler.MY_CHAT_MEMBER))
        for command in COMMANDS:
            names = [command.name, *command.aliases]
            application.add_handler(CommandHandler(names, self.command(command), filters=_OURS))
        application.add_handler(MessageHandler(_PRIVATE & filters.COMMAND, self.say(
            texts.UNKNOWN_COMMAND, "perintah_tidak_dikenal")))
        application.add_handler(CallbackQueryHandler(self.press))
        application.add_handler(MessageHandler(_OURS & filters.TEXT & ~filters.COMMAND, self.text))
        application.add_handler(MessageHandler(_PRIVATE & ~filters.TEXT & ~filters.StatusUpdate.ALL, self.say(
            texts.TEXT_ONLY, "bukan_tulisan")))
        application.add_error_handler(self.error)

    def command(self, command: Command) -> Callback:
        """Make the handler of a command."""
        async def handle(update: Update, context: Context) -> None:
            message = _message(update)
            argument = " ".join(context.args or ())

            async def answer(conversation: Conversation) -> Reply:
                return await command.action(self._assistant, argument, conversation)

            await self._dialogue.take(Turn.of(update, message.chat, message.text or ""), answer)

        return handle

    def say(self, text: str, intent: str) -> Callback:
        """Make a handler that always says the same, whatever the message holds."""
        async def handle(update: Update, context: Context) -> None:
            message = _message(update)

            async def answer(conversation: Conversation) -> Reply:
                return notice(text, Status.UNKNOWN, intent)

            await self._dialogue.take(Turn.of(update, message.chat, message.text or message.caption or ""), answer)

        return handle

    async def text(self, update: Update, context: Context) -> None:
        """Answer a question; a bare mention of the bot in a group is a call for help."""
        message = _message(update)
        question = question_in(message, context.bot.username)

        async def answer(conversation: Conversation) -> Reply:
            if question:
                return await self._assistant.reply(question, conversation)
            return await self._assistant.follow("bantuan", conversation)

        await self._dialogue.take(Turn.of(update, message.chat, question), answer)

    async def press(self, update: Update, context: Context) -> None:
        """Answer a pressed button, in a new message, so that the one with the buttons stays as it is."""
        query = update.callback_query
        if query is None:
            return
        with suppress(TelegramError):
            # first of all, for the button shows a clock until then; Telegram refuses it when the press is old
            await query.answer()
        link, message = query.data, query.message
        if message is None or not link:
            return
        press = (message.chat.id, message.message_id, link)
        if self._presses.repeated(press):
            return

        async def answer(conversation: Conversation) -> Reply:
            return await self._assistant.follow(link, conversation)

        await self._dialogue.take(Turn.of(update, message.chat, _label(query)), answer)
        self._presses.answered(press)

    async def greet_group(self, update: Update, context: Context) -> None:
        """Introduce the bot to a group that it was added to."""
        change = update.my_chat_member
        if change and change.chat.type in (change.chat.GROUP, change.chat.SUPERGROUP) and _joined(change):
            greeting = esc(texts.group_greeting(context.bot.username))
            await self._dialogue.sender.send(Target(change.chat.id), [greeting], None)

    async def error(self, update: object, context: Context) -> None:
        """Log an error that nobody expected, and apologise once."""
        if context.error is None or not isinstance(update, Update):
            return
        log_error(context.error, update.update_id)
        if update.effective_chat and (update.message or update.callback_query):
            await self._dialogue.sender.send(Target(update.effective_chat.id), [texts.APOLOGY], None)


class _Presses:
    """Remembers when the buttons pressed last were answered."""

    def __init__(self) -> None:
        self._answered: OrderedDict[tuple[int, int, str], float] = OrderedDict()

    def repeated(self, press: tuple[int, int, str]) -> bool:
        return time.monotonic() - self._answered.get(press, float("-inf")) < DOUBLE_TAP_SECONDS

    def answered(self, press: tuple[int, int, str]) -> None:
        self._answered[press] = time.monotonic()
        if len(self._answered) > _REMEMBERED_PRESSES:
            self._answered.popitem(last=False)


def _message(update: Update) -> Message:
    """The new message, which every handler registered with `_NEW` has."""
    if update.message is None:
        raise TypeError("the update holds no new message")
    return update.message


def _label(query: CallbackQuery) -> str:
    """What the pressed button reads; its data where the message is too old to be shown to bots."""
    if isinstance(query.message, Message) and query.message.reply_markup:
        for row in query.message.reply_markup.inline_keyboard:
            for button in row:
                if button.callback_data == query.data:
                    return button.text
    return query.data or ""


def _joined(change: ChatMemberUpdated) -> bool:
    """Say whether the bot came into the group, rather than left it or got other rights."""
    outside = (ChatMember.LEFT, ChatMember.BANNED)
    return change.old_chat_member.status in outside and change.new_chat_member.status not in outside
