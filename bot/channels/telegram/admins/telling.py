"""Telling those who had asked in vain that there is an answer, and admins what is wrong with an edit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from bot import metrics
from bot.answering.reply import Block, Status
from bot.assistant import Assistant
from bot.channels.telegram.admins import texts
from bot.channels.telegram.admins.context import Shop, laid_out, problem_blocks
from bot.channels.telegram.keyboards import markup, rows_of
from bot.channels.telegram.render import esc, render
from bot.channels.telegram.send import Delivery, Sender, Target
from bot.storage.announcements import Announcements
from bot.storage.chats import Chats
from bot.storage.errors import StorageError
from bot.storage.open_questions import Due
from bot.understanding.conversation import Conversation
from bot.upkeep.reloading import Outcome, Result

logger = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
"""How often it is looked whether somebody is to be told, besides when an answer is published."""
FINISH_SECONDS = 3.0
"""How long the end of the process waits for a message that is on its way."""
BETWEEN_SECONDS = 0.1
"""Between two who are told, so that answers to questions of the moment go first."""


class Teller:
    """Tells askers, one after the other, each once; their addresses are those of `Turn.address`.

    Args:
        shop: who is to be told, and the assistant.
        chats: those that stopped the bot.
        sender: sends, within Telegram's limits.
    """

    def __init__(self, shop: Shop, chats: Chats, sender: Sender) -> None:
        self._shop = shop
        self._chats = chats
        self._sender = sender
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at once whether somebody is to be told."""
        self._woken.set()

    async def run(self) -> None:
        """Tell whoever is to be told, until cancelled."""
        while True:
            self._woken.clear()
            try:
                await self._tell_all()
            except StorageError as error:
                logger.error("Penanya belum dapat diberi tahu; dicoba lagi. %s", error)
            try:
                await asyncio.wait_for(self._woken.wait(), LOOK_SECONDS)
            except TimeoutError:
                continue

    async def _tell_all(self) -> None:
        questions = self._shop.questions
        while (due := await questions.next_due()) is not None:
            if not await _finished(self._tell_one(due)):
                return
            await asyncio.sleep(BETWEEN_SECONDS)

    async def _tell_one(self, due: Due) -> bool:
        """Tell somebody and note it; False where Telegram cannot be reached now."""
        delivery = await self._tell(due)
        if delivery is Delivery.FAILED:
            await self._shop.questions.put_off(due.id)
            return False
        await self._shop.questions.told(due.id)
        return True

    async def _tell(self, due: Due) -> Delivery:
        """Send one message: that there is an answer, and the answer."""
        if due.address is None:
            return Delivery.REFUSED
        target = Target.at(due.address)
        asked_in = target.chat_id
        reply = await Assistant(self._shop.reloader.assistant.mind).reply(due.question, Conversation())
        if reply.status is not Status.ANSWERED:
            return Delivery.REFUSED  # the answer was taken back meanwhile
        beginning = esc(texts.answer_found(due.asked_at, due.question))
        # the whole of it, and no thumbs: both would need a row of the log, where this is no question
        sent = await self._sender.send(target, (beginning, *render(reply)), markup(rows_of(reply.buttons)))
        if target.chat_id != asked_in:
            await self._chats.move(asked_in, target.chat_id, Target(target.chat_id).address)
        if sent.delivery is Delivery.BLOCKED:
            await self._chats.mark_inactive(target.chat_id)
        return sent.delivery


async def _finished(telling: Coroutine[Any, Any, bool]) -> bool:
    """Await something that is not broken off in the middle when the process ends: it would be told half, or twice."""
    task = asyncio.create_task(telling)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=FINISH_SECONDS)
        raise


class EditWatch:
    """Hears what becomes of edits of the files: tells admins of problems, and everybody else the version.

    Args:
        shop: who the admins are.
        sender: sends.
        announcements: what other processes are told.
        heard: called with each version that is in use from now on.
    """

    def __init__(self, shop: Shop, sender: Sender, announcements: Announcements,
                 heard: Callable[[str], None]) -> None:
        self._shop = shop
        self._sender = sender
        self._announcements = announcements
        self._heard = heard

    async def hear(self, outcome: Outcome) -> None:
        """Take note of news from the reloader."""
        try:
            if outcome.result is Result.BROKEN:
                metrics.reload_failures.inc()
                if await self._announcements.refuse(outcome.version):
                    await self._tell_problems(outcome)
                return
            self._heard(outcome.version)
            await self._announcements.announce(outcome.version)
            if outcome.mended and await self._announcements.accept():
                await self._tell(laid_out([Block((texts.mended(outcome.version),))]).parts)
        except StorageError as error:
            logger.error("Pengelola belum dapat diberi tahu. %s", error)

    async def _tell_problems(self, outcome: Outcome) -> None:
        errors = sum(problem.is_error for problem in outcome.problems)
        await self._tell(laid_out([Block((texts.refused(errors),)), *problem_blocks(outcome.problems)]).parts)

    async def _tell(self, parts: Sequence[str]) -> None:
        for admin in sorted(self._shop.admins):
            await self._sender.send(Target(admin), parts, None)
