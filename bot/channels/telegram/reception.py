"""What is done with the updates of a chat that wait in the inbox."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from telegram import Message, Update

from bot.answering.reply import Block, Reply, Status
from bot.channels.telegram import texts
from bot.channels.telegram.arrivals import Raw
from bot.channels.telegram.dialogue import Dialogue, Turn, log_error
from bot.channels.telegram.groups import Addressed
from bot.channels.telegram.handlers import TelegramApplication
from bot.channels.telegram.handling import Handling, current
from bot.logs import update_id
from bot.storage.errors import StorageError
from bot.storage.inbox import Inbox, Waiting

logger = logging.getLogger(__name__)

LATE = timedelta(hours=24)
"""A question older than this is not answered: it is named in a summary, and may be asked again."""
SHOWN = 5
"""Messages that the summary names."""
_SHOWN_LENGTH = 120

Clock = Callable[[], datetime]


class Reception:
    """Hands waiting updates to the handlers, one after the other, and notes which are done.

    Args:
        application: the handlers.
        dialogue: takes the turn of a summary.
        inbox: where the updates wait.
        fence: how long a reply that another process was sending is left alone.
        clock: the time, as Telegram has it.
        retention_days: how long the log is kept, to be told to those who ask.
    """

    def __init__(self, application: TelegramApplication, dialogue: Dialogue, inbox: Inbox, fence: timedelta,
                 clock: Clock, retention_days: int | None = None) -> None:
        self._application = application
        self._dialogue = dialogue
        self._inbox = inbox
        self._fence = fence
        self._clock = clock
        self._retention_days = retention_days
        self._addressed = Addressed()

    async def receive(self, waiting: Sequence[Waiting]) -> bool:
        """Answer the updates of one chat in their order.

        Returns:
            True where the rest has to wait: a reply could not be sent now, or another process may be sending it.
        """
        late: list[Update] = []
        last: Handling | None = None
        try:
            for entry in waiting:
                update = self._read(entry)
                if update is None:
                    await self._inbox.finish([entry.update_id])
                elif self._is_late(update, entry):
                    late.append(update)
                else:
                    if (late and await self._tell_late(late)) or self._is_fenced(entry):
                        return True
                    late = []
                    last = await self._answer(update, entry.sending_at is not None, last)
                    if last.put_off:
                        return True
            return bool(late) and await self._tell_late(late)
        finally:
            await self._settle(last)

    def handle_at_once(self, raw: Raw) -> None:
        """Handle an update that is not kept, beside everything else."""
        if update := self._made(raw):
            self._application.create_task(self._application.process_update(update), update=update)

    async def _answer(self, update: Update, sent_before: bool, last: Handling | None) -> Handling:
        """Answer one update while the last one's row is being written; its own row may be so when this returns."""
        with self._handling(update, sent_before) as handling:
            try:
                await self._application.process_update(update)
            except StorageError:
                raise
            except Exception as error:
                # the library's own, before or behind the handlers: it must not hold up what comes after
                log_error(error, update.update_id)
        await self._settle(last)
        return handling

    async def _settle(self, handling: Handling | None) -> None:
        """Wait until it is written that an update is done."""
        if handling and handling.writing:
            # whoever has no time to wait must not take it out of the database's line
            await asyncio.shield(handling.writing)
        if handling and not handling.put_off and not handling.recorded:
            await self._inbox.finish([handling.update.update_id])

    @contextmanager
    def _handling(self, update: Update, sent_before: bool) -> Iterator[Handling]:
        """Tell the handlers, through all that the library calls in between, which update they answer."""
        handling = Handling(self._inbox, update, sent_before, self._retention_days)
        token, number = current.set(handling), update_id.set(update.update_id)
        try:
            yield handling
        finally:
            if handling.writing is None:
                handling.end()
            update_id.reset(number)
            current.reset(token)

    def _read(self, entry: Waiting) -> Update | None:
        """Make an update of what was kept; what cannot be read must not hold up what comes after it."""
        if entry.payload is None:
            logger.error("Pesan %d tidak dapat dibuka lagi: berkas kunci berganti. Pesan itu dilewati.",
                         entry.update_id)
            return None
        return self._made(entry.payload)

    def _made(self, raw: Raw) -> Update | None:
        try:
            return Update.de_json(raw, self._application.bot)
        except Exception as error:
            logger.error("Pesan %s tidak dapat dibaca (%s). Pesan itu dilewati.", raw.get("update_id"),
                         type(error).__name__)
            return None

    def _is_fenced(self, entry: Waiting) -> bool:
        """Whether another process may be sending the reply just now."""
        return entry.sending_at is not None and datetime.now(UTC) - entry.sending_at < self._fence

    def _is_late(self, update: Update, entry: Waiting) -> bool:
        message = update.message
        if message and (message.migrate_to_chat_id or message.migrate_from_chat_id):
            # a group's history has to follow it, however late
            return False
        since = message.date if message else entry.received_at
        # the library leaves a date that is none as it is
        return isinstance(since, datetime) and self._clock() - since > LATE

    async def _tell_late(self, late: list[Update]) -> bool:
        """Send one summary of a chat's late messages, and log each; True where it could not be sent now."""
        asked = [(update, update.message) for update in late if update.message and self._is_question(update.message)]
        others = [update.update_id for update in late if not update.message or not self._is_question(update.message)]
        if asked:
            newest, message = asked[-1]
            reply = _summary([message for _, message in asked])

            async def answer(_conversation: object) -> Reply:
                return reply

            with self._handling(newest, False) as handling:
                await self._dialogue.take(Turn.of(newest, message.chat, message.text or ""), answer)
            await self._settle(handling)
            if handling.put_off:
                return True
            for update, older in asked[:-1]:
                await self._dialogue.record_unsent(Turn.of(update, older.chat, older.text or ""), reply)
        await self._inbox.finish(others)
        return False

    def _is_question(self, message: Message) -> bool:
        return bool(message.text) and self._addressed.filter(message)


def _summary(messages: list[Message]) -> Reply:
    lines = [f"{message.date.astimezone().strftime('%d-%m-%Y')}: “{_short(message.text or '')}”"
             for message in messages[:SHOWN]]
    if len(messages) > SHOWN:
        lines.append(texts.late_more(len(messages) - SHOWN))
    return Reply(Status.UNKNOWN, (Block((texts.LATE_BEGINNING,)), Block(tuple(lines), bullets=True),
                                  Block((texts.LATE_END,))), intent="terlambat")


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_LENGTH else text[:_SHOWN_LENGTH].rstrip() + "…"
