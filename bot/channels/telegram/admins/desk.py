"""The admins' desk: every attempt is checked here, and led to the part that does it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from telegram import Bot, CallbackQuery, Document, Message

from bot.answering.reply import Reply, Status
from bot.channels.telegram.admins import texts
from bot.channels.telegram.admins.aliases import Aliases
from bot.channels.telegram.admins.answering import Answering
from bot.channels.telegram.admins.context import PRESS, Shop, Work, said
from bot.channels.telegram.admins.files import Files
from bot.channels.telegram.admins.overview import Overview
from bot.channels.telegram.admins.publishing import Publishing
from bot.channels.telegram.admins.queue import Queue
from bot.channels.telegram.dialogue import Dialogue, MakeAnswer, Turn, silence
from bot.channels.telegram.keyboards import acknowledge
from bot.channels.telegram.outgoing import Outgoing
from bot.storage.errors import StorageError
from bot.understanding.conversation import Conversation

logger = logging.getLogger(__name__)

_WAITING_FOR_TEXT = ("jawab", "sumber", "entri", "tautan")
_REFUSED = "ditolak"


class AdminDesk:
    """What admins can do from the phone.

    Args:
        shop: who may, and what is kept.
        dialogue: sends and logs.
        bot: fetches files.
        wake: called when somebody is to be told of an answer.
    """

    def __init__(self, shop: Shop, dialogue: Dialogue, bot: Bot, wake: Callable[[], None]) -> None:
        self.shop = shop
        self._dialogue = dialogue
        self._wake = wake
        self._queue = Queue(shop)
        self._answering = Answering(shop)
        self._publishing = Publishing(shop, self._answering, wake)
        self._aliases = Aliases(shop, self._publishing)
        self._files = Files(shop, self._publishing, dialogue.sender, bot)
        self._overview = Overview(shop, dialogue.sender)

    def command(self, name: str, message: Message) -> MakeAnswer | None:
        """Return what a command of admins does; for whoever may not use it None, and a line in the log.

        Args:
            name: the command.
            message: by whom and where it was sent.
        """
        user = message.from_user
        if user is None or not self.shop.may(user.id, message.chat):
            self._log_refusal(f"/{name}")
            return _as_answer(_saying(texts.PRIVATE_ONLY)) if user and self.shop.is_admin(user.id) else None
        admin, chat_id = self.shop.key(user.id), message.chat.id
        actions: dict[str, Callable[[], Awaitable[Outgoing]]] = {
            "antrean": lambda: self._queue.page(0), "saran": self._aliases.offer,
            "laporan": lambda: self._overview.report(chat_id), "versi": self._overview.versions,
            "ekspor": lambda: self._files.export(chat_id), "batal": lambda: self._cancel(admin)}
        return _as_answer(actions[name])

    async def text(self, message: Message, *, edited: bool) -> MakeAnswer | None:
        """Return what a text does that a step is waiting for; None where none is, and it is an ordinary question.

        Raises:
            StorageError: the draft cannot be read.
        """
        user = message.from_user
        if user is None or not self.shop.may(user.id, message.chat):
            return None
        admin, typed = self.shop.key(user.id), message.text or ""
        work = await self.shop.work_of(admin)
        if work is None or work.step not in _WAITING_FOR_TEXT:
            return None
        if edited:
            return _as_answer(_saying(texts.NO_EDITS))
        return _as_answer(lambda: self._answering.text(admin, work, typed, message.date.timestamp()))

    def document(self, message: Message, document: Document) -> MakeAnswer | None:
        """Return what a sent file does; None for whoever is no admin: to others the bot reads no files."""
        user = message.from_user
        if user is None or not self.shop.may(user.id, message.chat):
            return None
        admin = self.shop.key(user.id)
        return _as_answer(lambda: self._files.receive(admin, document))

    async def press(self, turn: Turn, query: CallbackQuery) -> None:
        """Answer a pressed button of admins, whoever pressed it.

        Args:
            turn: the press.
            query: the same, as Telegram tells of it.
        """
        if not self.shop.may(query.from_user.id, turn.chat):
            self._log_refusal("tombol")
            admin_elsewhere = self.shop.is_admin(query.from_user.id)
            await acknowledge(query, texts.PRIVATE_ONLY if admin_elsewhere else texts.ADMINS_ONLY)
            await self._dialogue.take(turn, _as_answer(_silently))
            return
        await acknowledge(query)
        admin = self.shop.key(query.from_user.id)
        verb, *arguments = (query.data or "").removeprefix(PRESS).split(":")
        if verb == "a" and query.message is not None:
            turn.target.replaces = (query.message.message_id,)
        await self._dialogue.take(turn, _as_answer(lambda: self._pressed(admin, verb, arguments)))

    async def _pressed(self, admin: str, verb: str, arguments: list[str]) -> Outgoing:
        numbered: dict[str, Callable[[int], Awaitable[Outgoing]]] = {
            "a": self._queue.page, "b": self._queue.card, "i": self._queue.ignore, "-": self._aliases.decline,
            "j": lambda id_: self._begin(admin, id_, linking=False),
            "s": lambda id_: self._begin(admin, id_, linking=True),
            "n": self._tell_now, "+": lambda id_: self._aliases.accept(admin, id_)}
        number = arguments[0] if len(arguments) == 1 else ""
        if verb in numbered and number.isdecimal() and len(number) < 16:
            return await numbered[verb](int(number))
        work = await self.shop.work_of(admin)
        if work is None or not arguments or work.token != arguments[0]:
            return said(texts.OLD_STEP)
        return await self._go_on(admin, work, verb, arguments[1:])

    async def _go_on(self, admin: str, work: Work, verb: str, rest: list[str]) -> Outgoing:
        """Go on with a piece of work, as far as it has come."""
        if work.step == "selesai":
            return said(work.said)
        if verb == "x":
            return await self._cancel(admin)
        if verb == "f" and work.step == "berkas":
            return await self._files.apply(admin, work)
        if verb == "e" and len(rest) == 1 and work.step in ("entri", "tautan", "pratinjau"):
            return await self._answering.choose(admin, work, rest[0])
        steps = {"t": self._publishing.answer, "u": self._answering.ask_answer, "g": self._answering.ask_entry}
        if verb in steps and work.step == "pratinjau":
            return await steps[verb](admin, work)
        return said(texts.OLD_STEP)

    async def _begin(self, admin: str, id_: int, *, linking: bool) -> Outgoing:
        group = await self.shop.group_of(id_)
        return said(texts.GONE) if group is None else await self._answering.begin(admin, group, linking=linking)

    async def _tell_now(self, id_: int) -> Outgoing:
        people = await self._queue.settle_answered(id_)
        if people is None:
            return said(texts.GONE)
        self._wake()
        return said(texts.told_now(people))

    async def _cancel(self, admin: str) -> Outgoing:
        work = await self.shop.work_of(admin)
        if work is None or work.step == "selesai":
            return said(texts.NOTHING_TO_CANCEL)
        await self.shop.drafts.drop(admin)
        return said(texts.CANCELLED)

    def _log_refusal(self, what: str) -> None:
        """The log of messages has the row with its pseudonym; this line makes somebody look."""
        logger.warning("Percobaan memakai perintah pengelola ditolak (%s).", what)


def _as_answer(act: Callable[[], Awaitable[Outgoing]]) -> MakeAnswer:
    """An act as the dialogue takes it; what goes wrong in it is told, for an apology would leave an admin in doubt."""
    async def answer(_conversation: Conversation) -> Reply | Outgoing:
        try:
            return await act()
        except StorageError as error:
            logger.error("Langkah pengelola belum dapat disimpan. %s", error)
            return said(texts.FAILED)

    return answer


def _saying(words: str) -> Callable[[], Awaitable[Outgoing]]:
    async def say() -> Outgoing:
        return said(words)

    return say


async def _silently() -> Outgoing:
    return silence(_REFUSED, Status.UNKNOWN)
