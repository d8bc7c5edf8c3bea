"""What the bot does with each kind of update."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from telegram import Message, Update
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.answering.reply import Reply, Status
from bot.channels.telegram import texts
from bot.channels.telegram.admins.desk import AdminDesk
from bot.channels.telegram.catalogue import Catalogue
from bot.channels.telegram.commands import Call, command_named, nearest_command
from bot.channels.telegram.dialogue import Dialogue, MakeAnswer, Turn, log_error, notice, silence
from bot.channels.telegram.groups import Addressed, asked_in, question_in
from bot.channels.telegram.handling import current
from bot.channels.telegram.inline import InlineCards
from bot.channels.telegram.membership import Membership
from bot.channels.telegram.outgoing import Outgoing
from bot.channels.telegram.presses import Presses
from bot.channels.telegram.send import Target
from bot.channels.telegram.throttle import Throttle
from bot.settings import TelegramSettings
from bot.storage.errors import StorageError
from bot.understanding.conversation import Conversation

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]
Context = CallbackContext[Any, Any, Any, Any]

_NEW = filters.UpdateType.MESSAGE & ~filters.VIA_BOT
"""New messages alone: without it the library hands edits and channel posts to every handler. And no inline cards,
which are answers already."""
_PRIVATE = filters.ChatType.PRIVATE
_OURS = _NEW & (_PRIVATE | filters.ChatType.GROUPS) & Addressed()
_EDITED = filters.UpdateType.EDITED_MESSAGE & _PRIVATE & ~filters.VIA_BOT
_ALBUMS = 1_000


class Handlers:
    """Turns updates into turns of the dialogue."""

    def __init__(self, dialogue: Dialogue, settings: TelegramSettings, desk: AdminDesk) -> None:
        """Make ready.

        Args:
            dialogue: answers, sends and logs.
            settings: how fast one person may ask, and how long inline cards are kept.
            desk: does what admins ask for.
        """
        self._desk = desk
        self._dialogue = dialogue
        self._assistant = dialogue.assistant
        self._catalogue = Catalogue(dialogue.assistant)
        self._throttle = Throttle(settings.questions_per_minute)
        self._presses = Presses(dialogue, self._catalogue, self._throttle, desk)
        self._membership = Membership(dialogue)
        self._inline = InlineCards(dialogue.assistant, settings.inline_cache_seconds)
        self._albums: OrderedDict[str, None] = OrderedDict()

    def register(self, application: TelegramApplication) -> None:
        """Add the handlers; of those that fit an update the first one gets it, so the frequent ones come first."""
        add = application.add_handler
        add(MessageHandler(_OURS & filters.TEXT, self.text))
        add(CallbackQueryHandler(self._presses.handle))
        add(InlineQueryHandler(self._inline.handle))
        add(MessageHandler(_EDITED & filters.TEXT, self.edit))
        add(MessageHandler(_NEW & filters.ChatType.GROUPS & filters.StatusUpdate.MIGRATE, self._membership.move))
        add(MessageHandler(_NEW & _PRIVATE & ~filters.StatusUpdate.ALL, self.no_text))
        add(ChatMemberHandler(self._membership.change, ChatMemberHandler.MY_CHAT_MEMBER))
        application.add_error_handler(self.error)

    async def text(self, update: Update, context: Context) -> None:
        """Answer a question or a command."""
        message = _message(update)
        answer = await self._expected(message) or self._answer_to(message, context.bot.username)
        if answer is not None:
            await self._take(Turn.of(update, message.chat, asked_in(message, context.bot.username)), answer)

    async def edit(self, update: Update, context: Context) -> None:
        """Answer an edited question by editing what answered it; in private chats alone."""
        message = _message(update)
        expected = await self._expected(message)
        answer = expected or self._answer_to(message, context.bot.username)
        if answer is None:
            return
        turn = Turn.of(update, message.chat, message.text or "")
        if expected:
            await self._take(turn, expected)
            return
        try:
            turn.target.replaces = await self._dialogue.answers.sent_for(message.chat.id, message.message_id)
        except StorageError as error:
            log_error(error, update.update_id)
        await self._take(turn, answer)

    async def no_text(self, update: Update, context: Context) -> None:
        """Say what the bot can read; once for an album, which comes as one message a picture."""
        message = _message(update)
        album = message.media_group_id
        again = album is not None and album in self._albums

        async def answer(conversation: Conversation) -> Reply | Outgoing:
            return silence("bukan_tulisan") if again else notice(texts.TEXT_ONLY, Status.UNKNOWN, "bukan_tulisan")

        sent = self._desk.document(message, message.document) if message.document else None
        await self._take(Turn.of(update, message.chat, message.caption or ""), sent or answer)
        handling = current.get()
        if album is not None and not (handling and handling.put_off):
            self._albums[album] = None
            if len(self._albums) > _ALBUMS:
                self._albums.popitem(last=False)

    async def error(self, update: object, context: Context) -> None:
        """Log an error that nobody expected, and apologise once."""
        if context.error is None or not isinstance(update, Update):
            return
        log_error(context.error, update.update_id)
        if update.effective_chat and (update.message or update.callback_query):
            await self._dialogue.sender.send(Target(update.effective_chat.id), [texts.APOLOGY], None)

    async def _take(self, turn: Turn, answer: MakeAnswer) -> None:
        """Take a turn, unless its person asks too fast: who does is told so once, and then waits in silence."""
        if self._throttle.allows(turn.user_id, at=turn.asked_at, update_id=turn.update_id):
            await self._dialogue.take(turn, answer)
            return
        told = turn.user_id is not None and self._throttle.should_tell(turn.user_id)

        async def slow_down(conversation: Conversation) -> Reply | Outgoing:
            intent = "terlalu_cepat"
            return notice(texts.TOO_FAST, Status.UNKNOWN, intent) if told else silence(intent, Status.UNKNOWN)

        await self._dialogue.take(turn, slow_down)

    async def _expected(self, message: Message) -> MakeAnswer | None:
        """Return what a text does that an admin was asked for; None for every other text."""
        if _is_command(message):
            return None
        return await self._desk.text(message, edited=message.edit_date is not None)

    def _answer_to(self, message: Message, username: str) -> MakeAnswer | None:
        """Say how a text is answered; None where it must stay unanswered (another bot's command in a group)."""
        text = question_in(message, username)
        if text.startswith("/") and _is_command(message):
            name, _, argument = text[1:].partition(" ")
            return self._command(message, name.partition("@")[0], argument, username)

        async def ask(conversation: Conversation) -> Reply:
            # a bare mention of the bot in a group is a call for help
            return await (self._assistant.reply(text, conversation) if text
                          else self._assistant.follow("bantuan", conversation))

        return ask

    def _command(self, message: Message, name: str, argument: str, username: str) -> MakeAnswer | None:
        command = command_named(name)
        if command is not None and command.action is None:
            allowed = self._desk.command(command.name, message)
            if allowed is not None:
                return allowed
        elif command is not None and command.action is not None:
            action = command.action
            return lambda conversation: action(Call(
                self._assistant, self._catalogue, username, argument, conversation))
        if message.chat.type != message.chat.PRIVATE:
            return None
        near = nearest_command(name)
        near = None if near and near.for_admins_only else near
        text = texts.nearest_command(near.name) if near else f"{texts.UNKNOWN_COMMAND} {texts.SEE_HELP}"

        async def unknown(conversation: Conversation) -> Reply:
            return notice(text, Status.UNKNOWN, "perintah_tidak_dikenal")

        return unknown


def _is_command(message: Message) -> bool:
    return bool(filters.COMMAND.filter(message))


def _message(update: Update) -> Message:
    """The message, new or edited, which every handler registered here has."""
    message = update.message or update.edited_message
    if message is None:
        raise TypeError("the update holds no message")
    return message
