"""Pressed buttons: every one is acknowledged, whatever it is, for the phone shows a clock until then."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Any

from telegram import CallbackQuery, Chat, Message, Update
from telegram.ext import CallbackContext

from bot.answering.reply import Button, Reply, Status
from bot.channels.telegram import texts
from bot.channels.telegram.admins.context import PRESS
from bot.channels.telegram.admins.desk import AdminDesk
from bot.channels.telegram.catalogue import INTENT as CATALOGUE
from bot.channels.telegram.catalogue import OPEN, TURN, Catalogue
from bot.channels.telegram.dialogue import Dialogue, MakeAnswer, Turn, log_error, notice, silence
from bot.channels.telegram.handling import current
from bot.channels.telegram.keyboards import (
    MISREAD,
    MORE,
    OPINIONS,
    acknowledge,
    label_of,
    markup,
    rows_of,
    with_opinion,
)
from bot.channels.telegram.outgoing import Outgoing, Whole
from bot.channels.telegram.sharing import SHARE, share_link, title_of
from bot.channels.telegram.throttle import PRESS_COST, Throttle
from bot.storage.answers import Sent
from bot.storage.errors import StorageError
from bot.understanding.conversation import Conversation

DOUBLE_TAP_SECONDS = 2.0
"""A button pressed again within this time of its answer was tapped twice, not meant twice."""
_REMEMBERED = 1_000

Context = CallbackContext[Any, Any, Any, Any]


class Presses:
    """Answers pressed buttons."""

    def __init__(self, dialogue: Dialogue, catalogue: Catalogue, throttle: Throttle, desk: AdminDesk) -> None:
        self._desk = desk
        self._dialogue = dialogue
        self._assistant = dialogue.assistant
        self._catalogue = catalogue
        self._throttle = throttle
        self._answered: OrderedDict[tuple[int, int, int, str], float] = OrderedDict()

    async def handle(self, update: Update, context: Context) -> None:
        """Answer a press by what its data says."""
        query = update.callback_query
        if query is None:
            return
        data, message = query.data or "", query.message
        if message is None:
            await acknowledge(query, texts.OLD_BUTTON)
            return
        reads = label_of(message.reply_markup if isinstance(message, Message) else None, data)
        turn = Turn.of(update, message.chat, reads)
        if not self._throttle.allows(query.from_user.id, PRESS_COST, update_id=update.update_id):
            await acknowledge(query, texts.TOO_FAST)
            await self._dialogue.take(turn, _made(silence("terlalu_cepat", Status.UNKNOWN)))
            return
        press = (message.chat.id, message.message_id, query.from_user.id, data)
        if self._is_double(press):
            await acknowledge(query)
            await self._dialogue.take(turn, _made(silence("tekan_dua_kali")))
            return
        if data.startswith(PRESS):
            await self._desk.press(turn, query)
        else:
            await self._answer(turn, query, message.message_id, data, context.bot.username)
        handling = current.get()
        if handling and handling.put_off:
            return
        self._answered[press] = time.monotonic()
        if len(self._answered) > _REMEMBERED:
            self._answered.popitem(last=False)

    def _is_double(self, press: tuple[int, int, int, str]) -> bool:
        """Whether a press repeats one that was answered just now; pages and opinions may be pressed as one likes."""
        if press[-1].startswith(TURN) or press[-1] in OPINIONS:
            return False
        return time.monotonic() - self._answered.get(press, float("-inf")) < DOUBLE_TAP_SECONDS

    async def _answer(self, turn: Turn, query: CallbackQuery, number: int, data: str, username: str) -> None:
        if data in OPINIONS:
            await self._vote(turn, query, number, data)
        elif data == MORE.link:
            await self._show_whole(turn, query, number)
        elif data.startswith((TURN, OPEN)):
            await self._turn_page(turn, query, number, data)
        elif data.startswith(SHARE) and (data == SHARE or title_of(self._assistant, data.removeprefix(SHARE))):
            await acknowledge(query)
            await self._dialogue.take(turn, _made(share_link(self._assistant, username, data.removeprefix(SHARE))))
        elif self._assistant.leads_somewhere(data):
            # in a new message, so that the one with the buttons stays as it is
            await acknowledge(query)
            await self._note_reading(turn, number, data)
            await self._dialogue.take(turn, lambda conversation: self._assistant.follow(data, conversation))
        else:
            await acknowledge(query, texts.OLD_BUTTON)
            await self._dialogue.take(turn, _made(silence("tombol_lama", Status.UNKNOWN)))

    async def _turn_page(self, turn: Turn, query: CallbackQuery, number: int, data: str) -> None:
        """Show a page of the catalogue, in place of the one pressed or, from elsewhere, in a message of its own."""
        try:
            page = await self._catalogue.page(data[len(TURN):], self._assistant.conversation(turn.key))
        except Exception as error:
            log_error(error, turn.update_id)
            page = None
        await acknowledge(query, None if page else texts.OLD_BUTTON)
        if page and data.startswith(TURN):
            turn.target.replaces = (number,)
        await self._dialogue.take(turn, _made(page or silence(CATALOGUE, Status.UNKNOWN)))

    async def _show_whole(self, turn: Turn, query: CallbackQuery, number: int) -> None:
        """Put the whole answer in the place of its beginning; what does not fit there follows below."""
        answer = await self._sent(turn, number)
        if answer is None or answer.rest is None:
            await acknowledge(query, texts.ALREADY_WHOLE if answer else texts.OLD_ANSWER)
            await self._dialogue.take(turn, _made(silence("selengkapnya")))
            return
        await acknowledge(query)
        whole = Whole.unpacked(answer.rest)
        turn.target.replaces = (number,)
        reply = notice("", Status.ANSWERED, "selengkapnya")
        sent = await self._dialogue.take(turn, _made(Outgoing(reply, whole.parts, whole.keyboard, continues=True)))
        if sent.numbers:
            await self._dialogue.kept(self._dialogue.answers.show_whole(turn.chat.id, number, sent.numbers))

    async def _vote(self, turn: Turn, query: CallbackQuery, number: int, data: str) -> None:
        """Keep what a person thinks of an answer; whoever was misunderstood is offered ways on."""
        try:
            kept = await self._dialogue.answers.vote(turn.chat.id, number, query.from_user.id, OPINIONS[data])
            toast = texts.THANKS if kept else texts.OLD_ANSWER
        except StorageError:
            kept, toast = False, texts.NOT_NOTED
        await acknowledge(query, toast)
        keyboard = query.message.reply_markup if isinstance(query.message, Message) else None
        if kept and keyboard and turn.chat.type == Chat.PRIVATE:
            await self._dialogue.sender.change_keyboard(turn.chat.id, number, with_opinion(keyboard, data))
        answer = await self._sent(turn, number) if kept and data == MISREAD.link else None
        await self._dialogue.take(turn, _made(self._apology(answer) if answer else silence("pendapat")))

    async def _note_reading(self, turn: Turn, number: int, data: str) -> None:
        """Keep which reading was meant where the bot had asked back: it teaches what people call things."""
        asked = await self._sent(turn, number)
        if asked is not None and asked.status == Status.CLARIFY:
            await self._dialogue.kept(self._desk.shop.clarifications.note(asked.row, data))

    async def _sent(self, turn: Turn, number: int) -> Sent | None:
        try:
            return await self._dialogue.answers.sent_in(turn.chat.id, number)
        except StorageError as error:
            log_error(error, turn.update_id)
            return None

    def _apology(self, answer: Sent) -> Outgoing:
        """Say sorry, and offer what the answer was about and the list of everything."""
        knowledge = self._assistant.knowledge
        codes = {region.name: code for code, region in knowledge.regions.items()}
        offers = [Button(knowledge.programs[id_].name, id_) for id_ in answer.programs[:2] if id_ in knowledge.programs]
        offers += [Button(name, codes[name].replace(".", "")) for name in answer.regions[:2] if name in codes]
        rows = rows_of([*offers, Button(texts.CATALOGUE, OPEN), Button(texts.HELP, "bantuan")])
        return Outgoing(notice(texts.SORRY_MISREAD, Status.CLARIFY, "salah_maksud"), (texts.SORRY_MISREAD,),
                        markup(rows))


def _made(answer: Reply | Outgoing) -> MakeAnswer:
    """An answer that is made already, as the dialogue takes it."""
    async def give(conversation: Conversation) -> Reply | Outgoing:
        return answer

    return give
