"""Pictures and documents of an answer: made once, uploaded once, then sent by the id that Telegram gave them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from weakref import WeakValueDictionary

from telegram import InlineKeyboardMarkup, InputFile

from bot.answering.reply import Reply
from bot.channels.telegram.render import caption
from bot.channels.telegram.send import Delivery, Sender, Sent, Target
from bot.documents.studio import Studio
from bot.storage.errors import StorageError
from bot.storage.uploads import Uploads

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    make: Callable[[], Awaitable[Path]]
    picture: bool
    shown_as: str
    """The name that a document has on the reader's phone."""


class Attachments:
    """Sends the files of answers."""

    def __init__(self, sender: Sender, studio: Studio, uploads: Uploads, bot_id: Callable[[], int]) -> None:
        """Make ready.

        Args:
            sender: sends.
            studio: makes files.
            uploads: remembers what was uploaded.
            bot_id: the bot's user id: what one bot uploaded another cannot send.
        """
        self._sender = sender
        self._studio = studio
        self._uploads = uploads
        self._bot_id = bot_id
        self._uploading: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def send(self, target: Target, reply: Reply, parts: tuple[str, ...],
                   keyboard: InlineKeyboardMarkup | None) -> Sent:
        """Send an answer's files, its text as the caption of the last one or, where it is too long, below it.

        Raises:
            OSError: a file cannot be made; nothing was sent.
        """
        files = self._files_of(reply)
        text = caption(reply)
        numbers: list[int] = []
        for place, file in enumerate(files, 1):
            last = place == len(files) and text is not None
            sent = await self._send_one(target, file, text if last else None, keyboard if last else None)
            numbers += sent.numbers
            if sent.delivery is not Delivery.SENT:
                return Sent(sent.delivery, tuple(numbers))
        if text is not None:
            return Sent(Delivery.SENT, tuple(numbers))
        sent = await self._sender.send(target, parts, keyboard)
        return Sent(sent.delivery, (*numbers, *sent.numbers))

    def _files_of(self, reply: Reply) -> list[_File]:
        files = []
        studio, picture, brief, today = self._studio, reply.picture, reply.brief, date.today()  # noqa: DTZ011
        if picture:
            path = studio.picture_path(picture)
            files.append(_File(path, lambda: studio.picture(picture), picture=True, shown_as=path.name))
        if brief:
            files.append(_File(studio.brief_path(brief, today), lambda: studio.brief(brief, today), picture=False,
                               shown_as=f"ringkasan-{brief.name}.pdf"))
        return files

    async def _send_one(self, target: Target, file: _File, text: str | None,
                        keyboard: InlineKeyboardMarkup | None) -> Sent:
        """Send a file by its id; upload it where it has none, or where Telegram does not know the id any more."""
        name = f"{self._bot_id()}:{file.path.name}"
        lock = self._uploading.setdefault(name, asyncio.Lock())
        async with lock:
            known = await self._known(name)
            if known is None:
                return await self._upload(target, file, name, text, keyboard)
        sent = await self._sender.send_file(target, known, text, keyboard, file.picture)
        if sent.delivery is not Delivery.REFUSED:
            return sent
        async with lock:
            return await self._upload(target, file, name, text, keyboard)

    async def _upload(self, target: Target, file: _File, name: str, text: str | None,
                      keyboard: InlineKeyboardMarkup | None) -> Sent:
        await self._sender.show_busy(target, picture=file.picture)
        path = await file.make()
        content = await asyncio.to_thread(path.read_bytes)
        upload = InputFile(content, filename=file.shown_as)
        sent = await self._sender.send_file(target, upload, text, keyboard, file.picture)
        if sent.file_id:
            try:
                await self._uploads.keep(name, sent.file_id)
            except StorageError as error:
                logger.error("%s", error)
        return sent

    async def _known(self, name: str) -> str | None:
        try:
            return await self._uploads.file_id(name)
        except StorageError as error:
            logger.error("%s", error)
            return None
